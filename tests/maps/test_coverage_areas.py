import h3
import numpy as np
import pytest
import shapely
from shapely import LinearRing, MultiPolygon, Polygon, box

from geo.messages import Language
from maps.coverage_areas import MOST_AREA_POINTS, gap_columns, union_columns
from tests.coverage_reports import a_gap, a_place, a_report, no_report, numbers

INNER, OUTER = box(121.52, 31.22, 121.54, 31.24), box(121.5, 31.2, 121.6, 31.3)


def unions(*codes):
    return [{"code": code, "name": code, "people": 3, "covered_people": 1} for code in codes]


def columns_of(codes, areas):
    return union_columns(a_report(unions=unions(*codes)), areas, no_union="nobody's")


def test_a_union_without_an_area_has_figures_but_no_rings():
    columns = columns_of(["a", "b", "c"], {"a": OUTER, "b": MultiPolygon()})

    assert columns["names"] == ["a", "b", "c"]
    assert numbers(columns["people"]) == [3, 3, 3]
    assert numbers(columns["ring_union"]) == [0]


def test_small_areas_lie_on_those_that_hold_them():
    columns = columns_of(["small", "large"], {"small": INNER, "large": OUTER})

    assert numbers(columns["ring_union"]) == [1, 0]


def test_parts_and_holes_are_rings_of_one_union():
    ringed = Polygon(OUTER.exterior, [INNER.exterior])
    apart = MultiPolygon([ringed, box(121.7, 31.2, 121.8, 31.3)])

    columns = columns_of(["a"], {"a": apart})

    assert numbers(columns["ring_union"]) == [0, 0, 0]


def test_people_outside_every_union_are_called_so():
    columns = columns_of([None], {})

    assert columns["names"] == ["nobody's"]
    assert columns["is_union"] == [False]


def test_areas_of_very_many_points_are_made_simpler():
    around = shapely.Point(121.5, 31.2).buffer(0.2, quad_segs=20_000)

    columns = columns_of(["a"], {"a": around})

    assert 10 < sum(numbers(columns["rings"]["counts"])) <= MOST_AREA_POINTS


def test_a_gap_is_outlined_just_inside_its_cell():
    place = a_place(1)
    columns = gap_columns(a_report([place]), Language.CHINESE)

    packed = columns["cells"]["positions"]
    west, south, east, north = packed["bounds"]
    x, y = np.array(numbers(packed["x"])) / 65_535, np.array(numbers(packed["y"])) / 65_535
    drawn = LinearRing(np.column_stack([west + x * (east - west), south + y * (north - south)]))

    cell = h3.latlng_to_cell(place["lat"], place["lon"], 8)
    whole = Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
    assert whole.contains(Polygon(drawn))
    assert Polygon(drawn).area == pytest.approx(0.94**2 * whole.area, rel=0.01)


def test_a_gap_names_its_largest_place_by_code_and_kind():
    alike = [a_place(1, code="same", kind="firm"), a_place(2, code="same", kind="park")]
    report = a_report(alike)

    columns = gap_columns(report, Language.CHINESE)

    assert numbers(columns["first"]) == [0, 1]
    assert numbers(columns["reason"]) == [0, 1]
    assert numbers(columns["by_reason"]) == [2, 0, 0, 0, 4, 0]


def test_hours_that_help_are_told_in_words():
    place = a_place(3)
    added = {"code": "s1", "added": "Sa 09:00-17:00", "weekly_hours_added": 8.0, "people": 8}
    report = a_report([place]) | {"gaps": [a_gap(place, extension=added), a_gap(place)]}

    columns = gap_columns(report, Language.CHINESE)

    assert columns["help_texts"] == ["周六 09:00-17:00"]
    assert numbers(columns["help_site"]) == [0, -1]
    assert numbers(columns["help_people"]) == [8, 0]


def test_a_city_without_anything_has_no_areas():
    assert numbers(gap_columns(no_report(), Language.CHINESE)["people"]) == []
    assert numbers(union_columns(no_report(), {}, no_union="")["ring_union"]) == []
