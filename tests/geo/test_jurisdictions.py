import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, shape

from geo.errors import InvalidInput
from geo.jurisdictions import (
    UnionArea,
    build_jurisdictions,
    require_no_cycles,
    responsible_unions,
)
from geo.messages import Language
from geo.places import UnionLevel

DISTRICTS = Path(__file__).parents[3] / "shared/realdata/shanghai/districts.geojson"


def union(code, level, parent=None, area=None):
    return UnionArea(code, code, level, parent, None, area)


CITY = union("city", UnionLevel.CITY)
WEST = union("west", UnionLevel.DISTRICT, "city", box(0, 0, 1, 1))
EAST = union("east", UnionLevel.DISTRICT, "city", box(1, 0, 2, 1))
TOWN = union("town", UnionLevel.SUBDISTRICT, "west", box(0.2, 0.2, 0.8, 0.8))
PARK = union("park", UnionLevel.PARK, "town", box(0.4, 0.4, 0.6, 0.6))
FIRM = union("firm", UnionLevel.FIRM, "park", box(0.45, 0.45, 0.55, 0.55))
UNIONS = [EAST, CITY, FIRM, WEST, PARK, TOWN]


def codes_at(unions, lon, lat):
    return [found.code for found in responsible_unions(build_jurisdictions(unions), lon, lat)]


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (0.5, 0.5, ["firm", "park", "town", "west", "city"]),
        (0.3, 0.3, ["town", "west", "city"]),
        (0.1, 0.1, ["west", "city"]),
        (1.5, 0.5, ["east", "city"]),
        (0.0, 0.5, ["west", "city"]),
    ],
)
def test_the_smallest_union_comes_first_and_the_city_last(lon, lat, expected):
    assert codes_at(UNIONS, lon, lat) == expected


def test_where_no_area_holds_the_point_nobody_is_responsible():
    assert responsible_unions(build_jurisdictions(UNIONS), 5, 5) == ()


def test_without_any_union_nobody_is_responsible():
    assert responsible_unions(build_jurisdictions([]), 0.5, 0.5) == ()


def test_without_any_area_nobody_is_responsible():
    assert codes_at([CITY], 0.5, 0.5) == []


def test_a_position_that_is_no_number_is_nowhere():
    assert codes_at(UNIONS, math.nan, 0.5) == []


def test_a_point_on_a_common_border_belongs_to_both_and_names_the_city_once():
    assert codes_at(UNIONS, 1.0, 0.5) == ["east", "west", "city"]


def test_unions_of_one_level_are_ordered_by_size_and_then_by_code():
    large = union("a", UnionLevel.SUBDISTRICT, None, box(0, 0, 3, 3))
    small = union("z", UnionLevel.SUBDISTRICT, None, box(0, 0, 1, 1))
    twin = union("y", UnionLevel.SUBDISTRICT, None, box(0, 0, 1, 1))

    assert codes_at([large, small, twin], 0.5, 0.5) == ["y", "z", "a"]


def test_ancestors_without_an_area_are_named_through_their_children():
    top = union("top", UnionLevel.CITY)
    middle = union("middle", UnionLevel.DISTRICT, "top")
    leaf = union("leaf", UnionLevel.SUBDISTRICT, "middle", box(0, 0, 1, 1))

    assert codes_at([top, middle, leaf], 0.5, 0.5) == ["leaf", "middle", "top"]


def test_an_unknown_parent_ends_the_chain():
    leaf = union("leaf", UnionLevel.SUBDISTRICT, "nobody", box(0, 0, 1, 1))

    assert codes_at([leaf], 0.5, 0.5) == ["leaf"]


def test_a_cycle_that_slipped_in_names_each_union_once():
    first = union("first", UnionLevel.SUBDISTRICT, "second", box(0, 0, 1, 1))
    second = union("second", UnionLevel.DISTRICT, "first")

    assert codes_at([first, second], 0.5, 0.5) == ["first", "second"]


@given(st.permutations(UNIONS), st.floats(-0.5, 2.5), st.floats(-0.5, 1.5))
def test_the_order_in_which_unions_are_given_changes_nothing(shuffled, lon, lat):
    assert codes_at(shuffled, lon, lat) == codes_at(UNIONS, lon, lat)


@given(st.floats(-0.5, 2.5), st.floats(-0.5, 1.5))
def test_every_area_that_holds_the_point_is_named_and_no_other(lon, lat):
    named = set(codes_at(UNIONS, lon, lat))

    holding = {
        each.code
        for each in UNIONS
        if each.area and each.area.bounds[0] <= lon <= each.area.bounds[2]
        if each.area.bounds[1] <= lat <= each.area.bounds[3]
    }
    assert named - {"city"} == holding


@pytest.mark.parametrize(
    ("lon", "lat", "district"),
    [(121.4737, 31.2304, "黄浦区"), (121.526, 31.26, "杨浦区"), (121.40, 31.63, "崇明区")],
)
def test_real_districts_hold_their_well_known_places(lon, lat, district):
    if not DISTRICTS.exists():
        pytest.skip(f"needs {DISTRICTS.name} of the shared real data")
    features = json.loads(DISTRICTS.read_text(encoding="utf-8"))["features"]
    unions = [
        union(each["properties"]["district"], UnionLevel.DISTRICT, "city", shape(each["geometry"]))
        for each in features
    ]

    assert codes_at([CITY, *unions], lon, lat) == [district, "city"]


@pytest.mark.parametrize(
    ("parents", "chain"),
    [
        ({"a": "a"}, "a → a"),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
    ],
)
def test_a_union_that_is_its_own_ancestor_is_refused_with_the_chain(parents, chain):
    with pytest.raises(InvalidInput) as refusal:
        require_no_cycles(parents)

    assert refusal.value.code == "union_cycle"
    assert refusal.value.values["chain"] == chain
    assert chain in refusal.value.text(Language.CHINESE)


def test_trees_and_unknown_parents_have_no_cycle():
    require_no_cycles({"a": None, "b": "a", "c": "a", "d": "c", "e": "nobody"})


@given(st.dictionaries(st.integers(1, 40), st.integers(0, 39)))
def test_parents_that_always_stand_higher_have_no_cycle(parents):
    require_no_cycles({str(code): str(above % code) for code, above in parents.items()})
