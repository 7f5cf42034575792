import geopandas
import h3
import pyogrio
import pytest
from pyogrio.errors import DataLayerError
from shapely import MultiPolygon, Point, box

from data import geopackages
from data.plan_geofile import write_plan_geofile
from geo.errors import SourceUnavailable
from geo.messages import Language
from tests.data.plan_reports import CELL, empty_coverage, empty_plan, town_coverage, town_plan

AREAS = {"u1": box(121.4, 31.1, 121.55, 31.3), "u2": MultiPolygon([box(121.55, 31.1, 121.7, 31.3)])}
TYPES = {
    "service_points": "Point",
    "actions": "Point",
    "demand_points": "Point",
    "gaps": "Polygon",
    "unions": "MultiPolygon",
}


@pytest.fixture
def written(tmp_path):
    """Write the town's plan, with some fields replaced, and return the file."""

    def write(areas=AREAS, language=Language.CHINESE, **others):
        path = tmp_path / "plan.gpkg"
        write_plan_geofile(path, town_plan(**others), town_coverage(), areas, language)
        return path

    return write


def layer(path, name):
    return geopandas.read_file(path, layer=name)


def test_the_layers_are_in_wgs_84_with_one_geometry_type_each(written):
    path = written()

    assert dict(pyogrio.list_layers(path).tolist()) == TYPES
    assert {pyogrio.read_info(path, layer=name)["crs"] for name in TYPES} == {"EPSG:4326"}


def test_empty_layers_still_have_their_geometry_type_and_columns(tmp_path, written):
    full, path = written(), tmp_path / "empty.gpkg"

    write_plan_geofile(path, empty_plan(), empty_coverage(), {})

    assert dict(pyogrio.list_layers(path).tolist()) == TYPES
    assert [len(layer(path, name)) for name in TYPES] == [0] * 5
    columns = [list(pyogrio.read_info(path, layer=name)["fields"]) for name in TYPES]
    assert columns == [list(pyogrio.read_info(full, layer=name)["fields"]) for name in TYPES]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("service_points", {"desks": "int64", "is_extended": "bool"}),
        ("actions", {"year": "int64", "date": "datetime64[D]", "yearly_cost": "float64"}),
        ("demand_points", {"people": "int64", "covered_before": "bool", "code": "object"}),
        ("gaps", {"people_distance": "int64", "nearest_minutes": "float64"}),
        ("unions", {"covered_after": "int64", "share_after": "float64", "shortfall": "float64"}),
    ],
)
def test_numbers_dates_and_flags_have_their_types_also_without_rows(tmp_path, name, columns):
    path = tmp_path / "empty.gpkg"
    write_plan_geofile(path, empty_plan(), empty_coverage(), {})

    info = pyogrio.read_info(path, layer=name)

    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert {column: types[column] for column in columns} == columns


def test_demand_points_are_where_people_are_with_coverage_before_and_after(written):
    places = layer(written(), "demand_points").set_index("code")

    assert list(places.covered_before) == [False, False, False, False, True]
    assert list(places.covered_after) == [True, False, True, False, True]
    assert places.geometry["a2"] == Point(121.56, 31.26)
    assert list(places.people) == [8, 2, 4, 1, 16]
    assert list(places.is_to_visit) == [False, True, False, True, False]
    assert list(places.union_code.isna()) == [False, False, False, True, False]
    assert list(places.nearest_minutes_before.isna()) == [False, True, False, False, False]


def test_names_come_back_as_they_are(written):
    places = layer(written(), "demand_points").set_index("code")

    assert places.name["a1"] == "=cmd|'/c calc'!A1"
    assert places.name["a2"] == '城东"<script>"公寓'


def test_service_points_show_their_hours_before_and_after(written):
    (desk,) = layer(written(), "service_points").itertuples()

    assert desk.opening_hours_before == "Mo-Fr 09:00-17:00"
    assert desk.opening_hours_after == "Mo-Fr 09:00-20:00"
    assert (desk.is_extended, desk.desks) == (True, 2)


def test_actions_have_their_order_date_and_whom_they_reach(written):
    actions = layer(written(language=Language.ENGLISH), "actions")

    assert list(actions.action_order) == [1, 2]
    assert [str(day.date()) for day in actions.date] == ["2027-01-01", "2028-01-01"]
    assert list(actions.kind) == ["extend_hours", "new_site"]
    assert actions.reached[1] == "甲厂 (4*), =cmd|'/c calc'!A1 (8)"


def test_a_gap_is_the_cell_around_its_people(written):
    gaps = layer(written(), "gaps")

    assert gaps.geometry[0].contains(Point(121.56, 31.26))
    assert len(gaps.geometry[0].exterior.coords) == 7
    assert list(gaps.cell) == [CELL, CELL]
    assert h3.latlng_to_cell(gaps.geometry[0].centroid.y, gaps.geometry[0].centroid.x, 8) == CELL
    assert (gaps.people_distance[0], gaps.people_service[1]) == (2, 1)
    assert (gaps.extension_code[0], gaps.nearest_code[0]) == ("new1", "s1")
    assert list(gaps.nearest_code.isna()) == [False, True]


def test_unions_carry_their_areas_and_those_outside_none(written):
    unions = layer(written({"u1": AREAS["u1"]}), "unions")

    assert unions.geometry[0].equals(AREAS["u1"])
    assert list(unions.geometry.isna()) == [False, True, True]
    assert unions.people.sum() == 31
    assert list(unions.share_after) == [1, 0, 0]
    assert list(unions.shortfall) == [0, 1, 0]


def test_an_old_file_gives_way_to_the_new_one(written):
    written()

    path = written(actions=[])

    assert len(layer(path, "actions")) == 0
    assert [file.name for file in path.parent.iterdir()] == ["plan.gpkg"]


@pytest.mark.parametrize("error", [OSError(28, "disk full"), DataLayerError("disk full")])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(written, monkeypatch, error):
    path = written()
    before = path.read_bytes()
    monkeypatch.setattr(geopackages.os, "fsync", _raising(error))

    with pytest.raises(SourceUnavailable, match=r"plan\.gpkg cannot be written \(disk full\)"):
        written(actions=[])

    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["plan.gpkg"]


def _raising(error):
    def refuse(_):
        raise error

    return refuse


def test_a_folder_that_does_not_exist_is_told_in_chinese(tmp_path):
    with pytest.raises(SourceUnavailable) as refused:
        write_plan_geofile(tmp_path / "no" / "plan.gpkg", town_plan(), town_coverage(), {})

    assert refused.value.text(Language.CHINESE).startswith("无法写入文件 plan.gpkg")
