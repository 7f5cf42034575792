import dataclasses
import re
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from data.database import Database
from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportReport
from data.sample_city import SampleCity, build_sample_city, write_sample_files
from data.samples.areas import draw_grounds
from data.samples.desks import LONG_HOURS_SUBDISTRICTS
from data.samples.subdistricts import Subdistrict, load_subdistricts
from data.snapshot import load_snapshot
from geo.chinese_hours import normalise_opening_hours
from geo.hours import is_open_for, open_intervals, parse_opening_hours
from geo.lookups import Lookup
from geo.nearest import find_nearest
from tests.towns import WALK, at, calendar

WEDNESDAY, THURSDAY, SATURDAY = (date(2026, 11, day) for day in (25, 26, 28))
SEVEN_IN_THE_EVENING, THREE_IN_THE_AFTERNOON = 19 * 60, 15 * 60


@pytest.fixture(scope="module")
def city() -> SampleCity:
    return build_sample_city(load_subdistricts(), seed=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_sample_files(tmp_path_factory.mktemp("lists"), seed=1)


def places(city: SampleCity) -> list[dict]:
    return [*city.service_points, *city.apartments, *city.parks, *city.firms, *city.candidates]


def long_hours_desks(city: SampleCity) -> list[dict]:
    unions = {f"{name}总工会" for name in LONG_HOURS_SUBDISTRICTS} | {"杨浦区总工会"}
    return [row for row in city.service_points if row["所属工会"] in unions]


def is_open(row: dict, day: date, minute: int) -> bool:
    hours = parse_opening_hours(normalise_opening_hours(row["开放时间"]))
    return is_open_for(open_intervals(hours, day, 1, calendar=calendar()), minute, 30)


def subdistrict(number: int, lon: float, lat: float) -> Subdistrict:
    return Subdistrict(f"310199{number:03}000", f"第{number}街道", "新区", lon, lat, 3.14, 90_000)


def import_all(database: Database, files: dict[str, Path]) -> dict[str, ImportReport]:
    with database.transaction() as session:
        return {
            kind: import_file(session, kind, path, ImportOptions()) for kind, path in files.items()
        }


def test_one_seed_gives_one_city(city):
    assert build_sample_city(load_subdistricts(), seed=1) == city


def test_another_seed_gives_other_positions_but_the_same_unions(city):
    other = build_sample_city(load_subdistricts(), seed=2)

    assert other.unions == city.unions
    assert other.service_points != city.service_points


def test_the_city_has_the_size_it_promises(city):
    sizes = {field.name: len(getattr(city, field.name)) for field in dataclasses.fields(city)}

    assert sizes["unions"] == 1 + 16 + 229
    assert 600 <= sizes["service_points"] <= 1_000
    assert 500 <= sizes["apartments"] <= 700
    assert 100 <= sizes["parks"] <= 200
    assert 1_400 <= sizes["firms"] <= 1_600


def test_no_two_things_share_a_code(city):
    codes = Counter(row["编号"] for row in [*places(city), *city.closures])
    codes.update(union.row["编号"] for union in city.unions)

    assert codes.most_common(1)[0][1] == 1


def test_no_two_places_share_a_name(city):
    names = Counter(row["名称"] for row in places(city))

    assert names.most_common(1)[0][1] == 1


def test_every_subdistrict_has_a_union_below_its_district(city):
    parents = {union.row["名称"]: union.row["上级工会"] for union in city.unions}
    names = {union.row["编号"]: union.row["名称"] for union in city.unions}

    found = {each: names[parents[f"{each.name}总工会"]] for each in load_subdistricts()}

    assert found == {each: f"{each.district}总工会" for each in load_subdistricts()}


def test_every_name_and_address_made_up_is_labelled(city):
    assert all("示例" in row["名称"] for row in places(city))
    assert all("示例" in row.get("地址", "示例") for row in places(city))
    assert all("示例" in row["原因"] for row in city.closures)


def test_no_phone_number_can_ring(city):
    rows = [*city.service_points, *(union.row for union in city.unions)]

    assert all(re.fullmatch(r"021-0000 \d{4}", row["电话"]) for row in rows)
    assert len({row["电话"] for row in rows}) == len(rows)


def test_desks_of_the_pilot_are_open_until_eight_on_workdays(city):
    desks = long_hours_desks(city)

    assert all(is_open(row, WEDNESDAY, SEVEN_IN_THE_EVENING) for row in desks)
    assert not any(is_open(row, WEDNESDAY, 20 * 60) for row in desks)
    assert {row["状态"] for row in desks} == {"开放"}


def test_desks_of_the_pilot_are_open_on_saturdays(city):
    assert all(is_open(row, SATURDAY, THREE_IN_THE_AFTERNOON) for row in long_hours_desks(city))


def test_the_pilot_is_the_district_centre_and_three_subdistricts_of_yangpu(city):
    desks = long_hours_desks(city)

    assert all(row["地址"].startswith("杨浦区") for row in desks)
    assert Counter(row["类型"] for row in desks)["区级中心"] == 1
    assert Counter(row["类型"] for row in desks)["街道分中心"] == 3


def test_elsewhere_hardly_a_desk_is_open_in_the_evening(city):
    pilot = {row["编号"] for row in long_hours_desks(city)}
    elsewhere = [row for row in city.service_points if row["编号"] not in pilot]

    open_late = sum(is_open(row, THURSDAY, SEVEN_IN_THE_EVENING) for row in elsewhere)

    assert len(elsewhere) > 800
    assert 0 < open_late < 0.02 * len(elsewhere)


def test_every_desk_and_place_is_inside_the_area_of_its_subdistrict(city):
    areas = {union.row["编号"]: union.area for union in city.unions}
    rows = places(city)

    own = [areas[row["编号"].split("-")[0]] for row in rows]
    positions = shapely.points([(row["经度"], row["纬度"]) for row in rows])

    assert shapely.contains(own, positions).all()


def test_every_desk_and_place_is_near_the_point_of_its_subdistrict(city):
    by_code = {each.code: each for each in load_subdistricts()}
    rows = places(city)
    owners = [by_code[row["编号"].split("-")[0]] for row in rows]

    _, _, away_m = Geod(ellps="WGS84").inv(
        [owner.lon for owner in owners],
        [owner.lat for owner in owners],
        [row["经度"] for row in rows],
        [row["纬度"] for row in rows],
    )

    assert (np.array(away_m) <= [owner.radius_m for owner in owners]).all()


def test_areas_are_valid_and_nested(city):
    areas = {union.row["编号"]: union.area for union in city.unions}
    children = [union for union in city.unions if union.row["上级工会"]]

    outside = [
        union.area.difference(areas[union.row["上级工会"]]).area / union.area.area
        for union in children
    ]

    assert all(union.area.is_valid for union in city.unions)
    assert max(outside) < 1e-4


def test_areas_of_subdistricts_do_not_overlap(city):
    areas = [union.area for union in city.unions if union.row["级别"] == "街道"]

    whole = shapely.union_all(areas).area

    assert whole == pytest.approx(sum(area.area for area in areas), rel=1e-4)


def test_a_subdistrict_between_two_gets_what_is_nearer_to_it():
    west, east = subdistrict(1, 121.40, 31.2), subdistrict(2, 121.41, 31.2)

    grounds = draw_grounds([west, east])

    assert shapely.contains_xy(grounds[0].area, 121.4049, 31.2)
    assert shapely.contains_xy(grounds[1].area, 121.4051, 31.2)
    assert grounds[0].area.area == pytest.approx(grounds[1].area.area, rel=1e-3)


def test_a_subdistrict_without_published_employment_is_not_empty():
    unpublished = dataclasses.replace(subdistrict(1, 121.4, 31.2), employment=None)

    city = build_sample_city([unpublished, *load_subdistricts()[:3]], seed=1)

    assert any(row["编号"].startswith(unpublished.code) for row in city.apartments)


def test_people_in_a_firm_who_are_members_are_not_more_than_work_there(city):
    assert all(row["会员数"] <= row["职工人数"] for row in [*city.firms, *city.parks])
    assert all(row["会员数"] <= row["居住人数"] for row in city.apartments)
    assert {row["会员数"] for row in city.firms if row["建会情况"] == "未建会"} == {0}


def test_files_open_in_excel(files):
    tables = [path for path in files.values() if path.suffix == ".csv"]

    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in tables)
    assert [path.stem for path in tables] == list(files)[1:]


def test_the_same_seed_writes_the_same_bytes(files, tmp_path):
    again = write_sample_files(tmp_path / "new" / "folder", seed=1)

    assert [path.read_bytes() for path in again.values()] == [
        path.read_bytes() for path in files.values()
    ]


def test_all_files_import_without_an_error(database, city, files):
    reports = import_all(database, files)

    assert [report.warnings for report in reports.values()] == [()] * len(files)
    assert {kind: report.added for kind, report in reports.items()} == {
        "unions": len(city.unions),
        "service-points": len(city.service_points),
        "apartments": len(city.apartments),
        "parks": len(city.parks),
        "firms": len(city.firms),
        "candidates": len(city.candidates),
        "closures": len(city.closures),
    }


def test_an_imported_city_serves_the_pilot_at_seven_and_others_not(database, files):
    import_all(database, files)
    with database.transaction() as session:
        snapshot = load_snapshot(session)

    inside = find_nearest(snapshot.service_points, evening(121.539, 31.331))
    outside = find_nearest(snapshot.service_points, evening(121.47, 31.234))

    assert len(inside) > 0
    assert len(outside) == 0


def evening(lon: float, lat: float) -> Lookup:
    return Lookup(lon, lat, at("18:30", WEDNESDAY), WALK, max_s=1_800)
