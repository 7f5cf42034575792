import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shapely import MultiPolygon, Point, Polygon, to_geojson
from sqlalchemy import func, select

from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.snapshot import MOST_SERVICES
from data.tables import (
    Closure,
    Firm,
    IndustrialPark,
    Revision,
    Service,
    ServicePoint,
    Union,
    WorkdayCalendar,
    WorkerApartment,
)
from geo.crs import Crs, from_wgs84
from geo.errors import InvalidInput
from geo.messages import Language
from geo.places import Tier, UnionLevel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bring_in(session, tmp_path):
    """Import lines of CSV, or the features of a GeoJSON."""

    def import_list(kind, content, **options):
        is_text = isinstance(content, str)
        path = tmp_path / ("list.csv" if is_text else "list.geojson")
        path.write_text(content if is_text else json.dumps(content), "utf-8")
        return import_file(session, kind, path, ImportOptions(**options))

    return import_list


@pytest.fixture
def errors_of(bring_in):
    """Import what must be refused, and list what is wrong as (line, column, code)."""

    def refused(kind, content, **options):
        with pytest.raises(ImportRejected) as rejected:
            bring_in(kind, content, **options)
        return [(error.line, error.column, error.code) for error in rejected.value.report.errors]

    return refused


def features(*shapes, **properties):
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": json.loads(to_geojson(shape))}
            for shape in shapes
        ],
    }


def square(lon, lat, size):
    return Polygon([(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size)])


CITY = "code,name,level\nshanghai,上海市总工会,city\n"
DESKS = """编号,名称,类型,经度,纬度,开放时间,服务项目,联系电话,无障碍,更新日期
yp1,杨浦区中心,区级中心,121.52,31.26,工作日8:30-20:00,入会、法律援助,021-55转8012,是,2026年1月2日
yp2,五角场站,站点,121.51,31.30,24/7,mediation,,否,
"""


def test_a_list_in_chinese_becomes_service_points(session, bring_in):
    report = bring_in("service-points", DESKS)

    desk = session.scalars(select(ServicePoint).where(ServicePoint.code == "yp1")).one()
    assert (report.rows, report.added, report.errors) == (2, 2, ())
    assert desk.tier is Tier.DISTRICT_CENTRE
    assert desk.services == ("membership", "legal_aid")
    assert desk.opening_hours == "Mo-Fr 08:30-20:00"
    assert desk.phone == "021-55转8012"
    assert desk.wheelchair is True
    assert desk.verified_on.isoformat() == "2026-01-02"
    assert (desk.location.x, desk.location.y) == (121.52, 31.26)


def test_the_same_list_again_changes_nothing_and_bumps_nothing(session, bring_in):
    bring_in("service-points", DESKS)
    before = session.scalar(select(Revision.number))

    report = bring_in("service-points", DESKS)

    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert session.scalar(select(Revision.number)) == before


def test_columns_that_the_file_lacks_keep_what_is_stored(session, bring_in):
    bring_in("service-points", DESKS)

    report = bring_in("service-points", "code,phone\nyp1,\nyp2,12351\n")

    desks = session.scalars(select(ServicePoint).order_by(ServicePoint.code)).all()
    assert (report.updated, report.warnings) == (2, ())
    assert [desk.phone for desk in desks] == [None, "12351"]
    assert [desk.name for desk in desks] == ["杨浦区中心", "五角场站"]


def test_a_dry_run_reports_and_changes_nothing(session, bring_in):
    report = bring_in("service-points", DESKS, dry_run=True)

    assert report.added == 2
    assert session.scalar(select(func.count()).select_from(ServicePoint)) == 0


BAD_DESKS = """编号,名称,经度,纬度,开放时间,服务项目,类型,所属工会
a,甲,31.26,121.52,全天,入会,站点,
a,乙,121.5,31.3,下班后,理发,总店,没有工会
c,,500,31.3,全天,,站点,
d,丁,121.5,31.3,全天,,站点,
"""
WRONG = [
    (2, "经度", "position_swapped"),
    (3, "编号", "duplicate_code"),
    (3, "开放时间", "unreadable_hours"),
    (3, "服务项目", "unknown_service"),
    (3, "类型", "unknown_choice"),
    (3, "所属工会", "unknown_union"),
    (4, "名称", "missing_value"),
    (4, "经度", "position_outside_world"),
]


def test_every_bad_row_is_reported_in_one_go_and_nothing_is_imported(session, errors_of):
    assert errors_of("service-points", BAD_DESKS) == WRONG
    assert session.scalar(select(func.count()).select_from(ServicePoint)) == 0


def test_bad_rows_are_left_out_when_that_is_asked_for(session, bring_in):
    report = bring_in("service-points", BAD_DESKS, skip_bad=True)

    assert (report.rows, report.added, report.skipped) == (4, 1, 3)
    assert session.scalars(select(ServicePoint.code)).all() == ["d"]


def test_an_error_names_file_line_column_value_and_what_to_do(bring_in):
    with pytest.raises(ImportRejected) as rejected:
        bring_in("service-points", BAD_DESKS)

    english = rejected.value.report.text(Language.ENGLISH)
    chinese = rejected.value.report.text(Language.CHINESE)
    assert "list.csv line 3, column 开放时间: " in english
    assert "list.csv 第 3 行，“开放时间”列：" in chinese
    assert "下班后" in english
    assert "理发" in chinese
    assert "欠薪追讨（wage_recovery）、" in chinese
    assert rejected.value.report.errors[0].value == "31.26, 121.52"


def test_rows_without_a_code_are_matched_by_name_and_place(session, bring_in):
    bring_in("apartments", "名称,经度,纬度\n青年公寓,121.5,31.3\n")

    report = bring_in("apartments", "名称,经度,纬度,人数\n青年公寓,121.5008,31.3,300\n")

    apartment = session.scalars(select(WorkerApartment)).one()
    assert (report.matched_by_name, report.updated) == (1, 1)
    assert (apartment.code, apartment.residents) == ("qing-nian-gong-yu", 300)


def test_the_same_name_farther_away_is_another_place(session, bring_in):
    bring_in("apartments", "名称,经度,纬度\n青年公寓,121.5,31.3\n")

    report = bring_in("apartments", "名称,经度,纬度\n青年公寓,121.5012,31.3\n")

    codes = session.scalars(select(WorkerApartment.code).order_by(WorkerApartment.code)).all()
    assert (report.matched_by_name, report.added) == (0, 1)
    assert codes == ["qing-nian-gong-yu", "qing-nian-gong-yu-2"]


def test_a_row_that_repeats_another_is_imported_once(session, bring_in):
    report = bring_in("firms", "名称,经度,纬度\n甲厂,121.5,31.3\n甲厂,121.5,31.3\n")

    assert (report.added, report.unchanged) == (1, 1)
    assert session.scalars(select(Firm.code)).all() == ["jia-chang"]


def test_two_rows_for_one_place_that_contradict_are_refused(errors_of):
    errors = errors_of("firms", "名称,经度,纬度,人数\n甲厂,121.5,31.3,5\n甲厂,121.5,31.3,6\n")

    assert errors == [(3, "名称", "duplicate_row")]


@pytest.mark.parametrize(
    ("kind", "content", "code", "told"),
    [
        ("services", "name,英文名称\n理发,A\n理发,B\n", "duplicate_name", "“理发”"),
        (
            "closures",
            "服务点,开始,结束,原因\nyp1,2026-2-15,2026-2-16,春节\nyp1,2026-2-15,2026-2-16,装修\n",
            "duplicate_closure",
            "“yp1”从 2026-02-15 到 2026-02-16",
        ),
    ],
)
def test_rows_without_a_place_that_contradict_are_not_told_of_places(
    bring_in, kind, content, code, told
):
    bring_in("service-points", DESKS)

    with pytest.raises(ImportRejected) as rejected:
        bring_in(kind, content)

    (error,) = rejected.value.report.errors
    assert (error.line, error.code) == (3, code)
    assert told in error.text(Language.CHINESE)
    assert "位置" not in error.text(Language.CHINESE)


def test_a_name_that_two_unplaced_rows_bear_is_not_guessed(bring_in, errors_of):
    bring_in("candidates", "code,name\na,旧厂房\nb,旧厂房\n")

    assert errors_of("candidates", "name,rent\n旧厂房,5\n") == [(2, "name", "ambiguous_name")]


def test_new_rows_need_their_columns(errors_of):
    assert errors_of("firms", "code\nf1\n") == [
        (None, None, "missing_column"),
        (None, None, "missing_column"),
    ]
    assert errors_of("firms", "电话,经度\n1,2\n")[0][2] == "needs_code_or_name"
    assert errors_of("firms", "a,b\n1,2\n")[0][2] == "no_known_header"


def test_a_missing_tier_is_taken_as_a_station_with_a_warning(session, bring_in):
    report = bring_in("service-points", "code,name,lon,lat\na,A,121.5,31.3\n")

    assert [warning.code for warning in report.warnings] == ["default_taken"]
    assert session.scalars(select(ServicePoint.tier)).all() == [Tier.STATION]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,,31.3", "missing_position"),
        ("A,0,0", "zero_position"),
        ("A,121.5,东经", "unclear_number"),
        ("A,121.5,31.3,入会", "too_many_cells"),
    ],
)
def test_a_row_without_a_clear_place_is_refused(errors_of, row, code):
    assert [found for _, _, found in errors_of("firms", f"name,lon,lat\n{row}\n")] == [code]


def test_parents_may_be_named_and_stand_below_their_children(session, bring_in):
    rows = "街道,级别,上级工会\n五角场街道,街道,杨浦区\n杨浦区,区,上海市总工会\n"
    bring_in("unions", CITY)

    bring_in("unions", rows)

    found = select(Union.code, Union.level, Union.parent_code).order_by(Union.id)
    assert session.execute(found).all() == [
        ("shanghai", UnionLevel.CITY, None),
        ("wu-jiao-chang-jie-dao", UnionLevel.SUBDISTRICT, "yang-pu-qu"),
        ("yang-pu-qu", UnionLevel.DISTRICT, "shanghai"),
    ]


def test_a_union_that_is_its_own_ancestor_is_refused(bring_in, errors_of):
    bring_in("unions", "code,name,level,parent_code\na,A,city,\nb,B,district,a\n")

    assert errors_of("unions", "code,parent_code\na,b\n") == [(None, "parent_code", "union_cycle")]


def test_a_row_below_a_bad_parent_is_left_out_with_it(session, bring_in):
    rows = "code,name,level,parent_code\na,,city,\nb,B,district,a\nc,C,subdistrict,b\nd,D,city,\n"

    report = bring_in("unions", rows, skip_bad=True)

    assert [error.code for error in report.errors] == [
        "missing_value",
        "parent_left_out",
        "parent_left_out",
    ]
    assert session.scalars(select(Union.code)).all() == ["d"]


def test_an_ambiguous_parent_is_not_guessed(bring_in, errors_of):
    bring_in("unions", "code,name,level\na,工会,city\nb,工会,district\n")

    errors = errors_of("unions", "code,name,level,parent_code\nc,丙,街道,工会\n")

    assert errors == [(2, "parent_code", "ambiguous_reference")]


def test_areas_are_stored_and_places_outside_them_are_refused(bring_in, errors_of):
    report = bring_in("unions", features(square(121, 31, 1), code="a", name="A", level="city"))

    errors = errors_of("firms", "name,lon,lat\nA,121.5,31.5\nB,120,31.5\nC,31.5,121.5\n")

    assert report.added == 1
    assert errors == [(3, "lon", "outside_unions"), (4, "lon", "position_swapped")]


def test_an_area_that_crosses_itself_is_refused_with_its_place(bring_in):
    bow_tie = Polygon([(121, 31), (122, 32), (122, 31), (121, 32)])

    with pytest.raises(ImportRejected) as rejected:
        bring_in("unions", features(bow_tie, code="a", name="A", level="city"))

    error = rejected.value.report.errors[0]
    assert error.code == "crossing_polygon"
    assert "lon 121.5, lat 31.5" in error.text(Language.ENGLISH)


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (MultiPolygon(), "empty_area"),
        (Polygon(), "empty_area"),
        (square(500_000, 3_400_000, 1_000), "position_outside_world"),
        (square(31, 121, 0.1), "position_swapped"),
        (Polygon([(121, 31), (122, 31), (0, 0)]), "area_too_large"),
        (Polygon([(121, 31), (122, 31), (122, 51)]), "area_too_large"),
    ],
)
@pytest.mark.parametrize("kind", ["unions", "parks"])
def test_an_area_that_can_be_no_place_is_refused(errors_of, kind, area, code):
    assert errors_of(kind, features(area, code="a", name="A"))[0] == (1, None, code)


def test_a_large_city_is_no_error(bring_in):
    area = Polygon([(83, 31), (95, 31), (95, 36), (83, 36)])

    assert bring_in("unions", features(area, code="a", name="A", level="city")).added == 1


def test_a_union_needs_an_area_and_not_a_point(errors_of):
    shapes = features(Point(121, 31), code="a", name="A", level="city")

    assert errors_of("unions", shapes) == [(1, None, "wrong_geometry")]


def test_a_feature_without_a_shape_is_one_bad_row(session, bring_in):
    places = features(Point(121.5, 31.3), Point(121.6, 31.3), name="A")
    places["features"][1]["geometry"] = None

    report = bring_in("firms", places, skip_bad=True)

    assert [(error.line, error.code) for error in report.errors] == [(2, "missing_position")]
    assert report.added == 1


def test_a_park_known_by_its_area_lies_inside_it(session, bring_in):
    area = square(121.5, 31.3, 0.01)

    bring_in("parks", features(area, code="p", name="园区"), crs=Crs.GCJ02)

    park = session.scalars(select(IndustrialPark)).one()
    corner = from_wgs84(*park.area.bounds[:2], Crs.GCJ02)
    assert park.area.contains(park.location)
    assert corner == pytest.approx((121.5, 31.3), abs=2e-6)


def test_places_in_a_shifted_datum_are_stored_in_wgs_84(session, bring_in):
    lon, lat = (float(value) for value in from_wgs84(121.5, 31.3, Crs.BD09))

    bring_in("firms", f"name,经度(百度),纬度(百度)\nA,{lon},{lat}\n", crs=Crs.BD09)

    location = session.scalars(select(Firm.location)).one()
    assert (location.x, location.y) == pytest.approx((121.5, 31.3), abs=1e-8)


def test_a_whole_file_in_the_wrong_datum_is_refused_with_the_right_one(bring_in):
    places = [("甲", 121.5, 31.3), ("乙", 121.4, 31.2), ("丙", 121.6, 31.1)]
    shifted = [(name, *from_wgs84(lon, lat, Crs.GCJ02)) for name, lon, lat in places]
    right, wrong = (
        "".join(["name,lon,lat\n", *(f"{name},{lon},{lat}\n" for name, lon, lat in rows)])
        for rows in (places, shifted)
    )
    bring_in("firms", right)

    with pytest.raises(ImportRejected) as rejected:
        bring_in("firms", wrong)

    assert [error.code for error in rejected.value.report.errors] == ["wrong_datum"]
    assert "--crs gcj02" in rejected.value.report.text(Language.CHINESE)
    assert bring_in("firms", wrong, crs=Crs.GCJ02).unchanged == 3


def test_closures_follow_their_desk_and_are_told_apart_by_it_and_their_days(session, bring_in):
    rows = "服务点,开始日期,结束日期,原因\n杨浦区中心,2026-02-15,2026-02-23,春节\n"
    bring_in("service-points", DESKS)
    bring_in("closures", rows)

    report = bring_in("closures", rows)

    closure = session.scalars(select(Closure)).one()
    assert report.unchanged == 1
    assert (closure.code, closure.service_point_code) == ("yp1-2026-02-15-2026-02-23", "yp1")


def test_a_closure_that_ends_before_it_begins_is_refused(bring_in, errors_of):
    bring_in("service-points", DESKS)

    errors = errors_of(
        "closures", "service_point,first_day,last_day\nyp1,2026-02-15,2026-02-14\nyp9,2026/1/1,\n"
    )

    assert errors == [
        (2, "last_day", "last_day_first"),
        (3, "service_point", "unknown_service_point"),
        (3, "last_day", "missing_value"),
    ]


def test_the_calendar_is_known_by_its_dates(session, bring_in):
    bring_in("calendar", "日期,类型,名称,已公布\n2027-10-01,节假日,国庆节,否\n")

    report = bring_in(
        "calendar", "日期,类型,名称\n2027/10/1,节假日,国庆节\n2027-10-09,调休,国庆节\n"
    )

    days = session.scalars(
        select(WorkdayCalendar).where(WorkdayCalendar.date >= datetime.date(2027, 10, 1))
    ).all()
    assert (report.added, report.unchanged) == (1, 1)
    assert [(day.kind, day.official) for day in days] == [
        ("holiday", False),
        ("makeup_workday", True),
    ]


def test_new_services_can_be_offered_once_they_are_imported(session, bring_in):
    bring_in("services", "code,名称,英文名称\nhaircut,理发,Haircuts\n")

    bring_in("service-points", "name,lon,lat,services\nA,121.5,31.3,理发/haircuts/入会\n")

    assert session.scalars(select(ServicePoint.services)).all() == [("haircut", "membership")]
    assert session.scalar(select(func.count()).select_from(Service)) == 13


@pytest.mark.parametrize("skip_bad", [False, True])
def test_more_services_than_can_be_looked_up_are_refused(bring_in, skip_bad):
    kinds = "code,name\n" + "".join(f"s{i},服务{i}\n" for i in range(MOST_SERVICES - 12))
    bring_in("services", kinds)

    with pytest.raises(ImportRejected) as rejected:
        bring_in("services", "code,name\nhaircut,理发\ns1,服务一\n", skip_bad=skip_bad)

    assert bring_in("services", "code,name\ns1,服务一\n").updated == 1
    assert [error.code for error in rejected.value.report.errors] == ["too_many_kinds"]
    assert "最多 64 种" in rejected.value.report.text(Language.CHINESE)


@pytest.mark.parametrize(
    ("written", "asked"),
    [("gb18030", "gb18030"), ("gb18030", "GBK"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")],
)
def test_an_encoding_may_be_named(session, tmp_path, written, asked):
    path = tmp_path / "list.csv"
    path.write_bytes("名称,经度,纬度\n五角场,121.5,31.3\n".encode(written))

    import_file(session, "firms", path, ImportOptions(encoding=asked))

    assert session.scalars(select(Firm.name)).all() == ["五角场"]


def test_a_bad_constant_is_refused_before_anything_is_read(bring_in):
    with pytest.raises(InvalidInput) as refused:
        bring_in("unions", CITY, constants={"level": "国家"})

    assert refused.value.code == "unknown_choice"


def test_progress_grows_to_its_end(session, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("name,lon,lat\n" + "".join(f"F{i},121.5,31.3\n" for i in range(2_500)))
    told = []

    import_file(
        session, "firms", path, ImportOptions(), lambda done, total: told.append(done / total)
    )

    assert told == sorted(told)
    assert told[-1] == 1


KILLED = """
import os, sys
from pathlib import Path
from data.database import connect
from data.imports.importer import ImportOptions, import_file

def die(done, total):
    if done > 2_500:
        os.kill(os.getpid(), 9)

with connect(sys.argv[1]).transaction() as session:
    import_file(session, "firms", Path(sys.argv[2]), ImportOptions(), die)
"""


def test_an_import_that_is_killed_leaves_nothing_behind(database, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("name,lon,lat\n" + "".join(f"F{i},121.5,31.3\n" for i in range(2_500)))
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(path)]

    killed = subprocess.run(command, cwd=ROOT, env=os.environ, check=False)

    with database.transaction() as session:
        left = session.scalar(select(func.count()).select_from(Firm))
        report = import_file(session, "firms", path, ImportOptions())
    assert (killed.returncode, left, report.added) == (-9, 0, 2_500)
