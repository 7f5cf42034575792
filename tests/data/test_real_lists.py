import csv
from collections import Counter

import pytest
from openpyxl import Workbook
from pyproj import Geod
from sqlalchemy import func, select

from data.imports.importer import ImportOptions, import_file
from data.tables import ServicePoint, Union
from geo.crs import Crs
from geo.messages import Language
from geo.places import Tier, UnionLevel

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.fixture
def shanghai(session, realdata, tmp_path):
    """The unions of Shanghai: the city, its districts with areas, and their sub-districts."""
    city = tmp_path / "city.csv"
    city.write_text("code,name,level\nshanghai,上海市总工会,city\n", "utf-8")
    district = {"level": "district", "parent_code": "shanghai"}
    return [
        import_file(session, "unions", path, ImportOptions(constants=constants))
        for path, constants in [
            (city, {}),
            (realdata / "shanghai" / "districts.geojson", district),
            (realdata / "shanghai" / "subdistricts.csv", {"level": "街道"}),
        ]
    ]


def test_districts_and_sub_districts_become_unions_with_parents(session, shanghai):
    assert [report.added for report in shanghai] == [1, 16, 229]
    counted = session.execute(
        select(Union.level, func.count(Union.parent_code), func.count(Union.area)).group_by(
            Union.level
        )
    ).all()
    assert {level: (parents, areas) for level, parents, areas in counted} == {
        UnionLevel.CITY: (0, 0),
        UnionLevel.DISTRICT: (16, 16),
        UnionLevel.SUBDISTRICT: (229, 0),
    }


def test_a_sub_district_finds_its_district_by_name(session, shanghai):
    parent = select(Union.parent_code).where(Union.code == "310101002000")

    assert session.scalar(parent) == "huang-pu-qu"


def test_metro_stations_agree_by_both_datums_within_ten_metres(session, realdata):
    path = realdata / "shanghai" / "metro_stations.csv"
    import_file(session, "service-points", path, ImportOptions(crs=Crs.GCJ02))
    shifted = dict(session.execute(_LOCATIONS).all())

    report = import_file(session, "service-points", path, ImportOptions(crs=Crs.WGS84))

    plain = dict(session.execute(_LOCATIONS).all())
    apart = [
        Geod(ellps="WGS84").inv(a.x, a.y, plain[code].x, plain[code].y)[2]
        for code, a in shifted.items()
    ]
    assert (report.rows, report.matched_by_name, report.added) == (423, 423, 0)
    assert max(apart) < 10


_LOCATIONS = select(ServicePoint.code, ServicePoint.location)


def test_stations_beyond_the_city_are_reported_once_the_unions_are_known(
    session, realdata, shanghai
):
    path = realdata / "shanghai" / "metro_stations.csv"

    report = import_file(
        session, "service-points", path, ImportOptions(crs=Crs.GCJ02, skip_bad=True)
    )

    with path.open(encoding="utf-8-sig") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]
    assert [error.code for error in report.errors] == ["outside_unions"] * 3
    assert [names[error.line - 2] for error in report.errors] == ["花桥", "光明路", "兆丰路"][::-1]


@pytest.mark.parametrize(("field", "nameless"), [("code", 55), ("name", 0)])
def test_every_place_with_hours_is_imported_or_reported_with_a_reason(
    session, realdata, field, nameless
):
    path = realdata / "opening_hours" / "places_with_hours.csv"
    options = ImportOptions(header_map={"osm_id": field}, skip_bad=True)

    report = import_file(session, "service-points", path, options)

    reasons = Counter(error.code for error in report.errors)
    assert (report.rows, report.added + report.skipped) == (347, 347)
    assert reasons["missing_value"] == nameless
    assert reasons["unreadable_hours"] == report.skipped - nameless <= 16
    assert "无法保证开门；请用“;”分开各段时间" in report.text(Language.CHINESE)


OFFICE_ROWS = [
    (
        "杨浦区总工会职工服务中心",
        "区级中心",
        "平凉路123号",
        "周一至周五 8:30-20:00，周六 9:00-16:00",
    ),
    ("五角场街道分中心", "街道分中心", "国定路3号", "工作日8:30-20:00"),
    ("定海路服务站", "站点", "定海路9号（近地铁）", "全天"),
]
OFFICE_HEADERS = [
    "序号",
    "名称",
    "类型",
    "地址",
    "开放时间",
    "联系电话",
    "经度",
    "纬度",
    "服务项目",
]


def office_rows():
    phone = "021-5588 0000转8012"
    for number, (name, tier, address, hours) in enumerate(OFFICE_ROWS, start=1):
        lon = f"121.5{number}".translate(WIDE)
        yield [number, name, tier, address, hours, phone, lon, "31.28", "入会；法律援助、欠薪追讨"]


@pytest.fixture
def office_csv(tmp_path):
    path = tmp_path / "office.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([OFFICE_HEADERS, *office_rows()])
    return path


@pytest.fixture
def office_xlsx(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["杨浦区工会服务站点一览表（2026年）"])
    sheet.append(OFFICE_HEADERS)
    for row in office_rows():
        sheet.append(row)
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("F3:F5")
    workbook.save(tmp_path / "office.xlsx")
    return tmp_path / "office.xlsx"


@pytest.mark.parametrize("office_file", ["office_csv", "office_xlsx"])
def test_a_list_as_an_office_sends_it_is_imported(session, office_file, request):
    path = request.getfixturevalue(office_file)

    report = import_file(session, "service-points", path, ImportOptions())

    desks = session.scalars(select(ServicePoint).order_by(ServicePoint.id)).all()
    assert (report.added, report.errors) == (3, ())
    assert [desk.opening_hours for desk in desks] == [
        "Mo-Fr 08:30-20:00; Sa 09:00-16:00",
        "Mo-Fr 08:30-20:00",
        "24/7",
    ]
    assert {desk.phone for desk in desks} == {"021-5588 0000转8012"}
    assert [desk.tier for desk in desks] == [
        Tier.DISTRICT_CENTRE,
        Tier.SUBDISTRICT_CENTRE,
        Tier.STATION,
    ]
    assert [desk.location.x for desk in desks] == [121.51, 121.52, 121.53]


def test_the_same_office_list_from_excel_and_from_csv_is_one(session, office_csv, office_xlsx):
    import_file(session, "service-points", office_csv, ImportOptions())

    report = import_file(session, "service-points", office_xlsx, ImportOptions())

    assert (report.matched_by_name, report.unchanged) == (3, 3)
