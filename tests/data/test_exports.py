import csv
import datetime

import geopandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from shapely import MultiPolygon, Point, Polygon

from data import exports
from data.exports import export_file
from data.imports.importer import ImportOptions, import_file
from data.imports.readers import unguarded
from data.tables import (
    CandidateSite,
    Closure,
    Firm,
    IndustrialPark,
    Service,
    ServicePoint,
    Union,
    Visit,
    WorkdayCalendar,
    WorkerApartment,
)
from geo.errors import InvalidInput, NotFound, SourceUnavailable
from geo.messages import Language
from geo.places import Host, PlaceKind, Status, Tier, UnionLevel, UnionStatus
from planner.visits import VisitOutcome

AREA = MultiPolygon([Polygon([(121.4, 31.2), (121.6, 31.2), (121.6, 31.4), (121.4, 31.4)])])
SUFFIXES = [".csv", ".xlsx", ".geojson", ".gpkg", ".kml", ".shp"]


@pytest.fixture
def town(session):
    """A little of everything, with values that formats like to change."""
    session.add(Service(code="haircut", name="理发、美容", name_en="Haircuts"))
    session.add(Union(code="city", name="市工会", level=UnionLevel.CITY, phone="12351"))
    session.flush()
    session.add_all(
        [
            Union(
                code="010", name="杨浦区", level=UnionLevel.DISTRICT, parent_code="city", area=AREA
            ),
            IndustrialPark(code="p1", name="[]", workers=0, location=Point(121.5, 31.3), area=AREA),
            IndustrialPark(code="p2", name="无界园区", members=5, location=Point(121.51, 31.31)),
        ]
    )
    session.flush()
    desk = ServicePoint(
        code="007",
        name="=1+1 站",
        tier=Tier.STATION,
        host=Host.PARK,
        address='\'+国定路，3号"甲"',
        phone="+86 21-5588 0000转8012",
        opening_hours="Mo-Fr 08:30-20:00; PH off",
        services=("membership", "haircut"),
        languages=("zh", "en"),
        wheelchair=False,
        union_code="010",
        status=Status.SUSPENDED,
        premises_met=True,
        premises_on=datetime.date(2026, 1, 2),
        premises_note="第一行\n第二行",
        verified_on=datetime.date(2026, 3, 1),
        location=Point(121.123456789012345, 31.2),
    )
    bare = ServicePoint(
        code="b", name="São Pedro", tier=Tier.MOBILE_DESK, location=Point(-51.2, -30.0)
    )
    session.add_all([desk, bare])
    session.flush()
    session.add_all(
        [
            WorkerApartment(
                code="a",
                name="公寓",
                phone="021-5588 0000转8012",
                residents=300,
                migrant_share=1 / 3,
                location=Point(121.5, 31.3),
            ),
            Firm(
                code="f",
                name="甲厂",
                union_status=UnionStatus.NONE,
                park_code="p1",
                can_host=True,
                free_hours="Mo-Sa 18:30-23:00",
                location=Point(121.5, 31.3),
            ),
            CandidateSite(code="c1", name="旧厂房", setup_cost=120_000.5, yearly_rent=0.0),
            CandidateSite(code="c2", name="新厂房", location=Point(121.5, 31.3)),
            Closure(
                code="spring",
                service_point_code="007",
                first_day=datetime.date(2026, 2, 15),
                last_day=datetime.date(2026, 2, 23),
            ),
            Visit(
                code="V-1",
                place_kind=PlaceKind.FIRM,
                place_code="f",
                date=datetime.date(2026, 11, 2),
                team="第一小组",
                outcome=VisitOutcome.NOBODY_THERE,
                people_met=0,
                notes="=大门\n在北侧",
            ),
            Visit(
                code="V-2",
                place_kind=PlaceKind.PARK,
                place_code="p1",
                date=datetime.date(2026, 11, 3),
                team="T1",
            ),
            WorkdayCalendar(
                date=datetime.date(2030, 10, 1), kind="holiday", name="国庆节", official=False
            ),
        ]
    )
    session.flush()


PLACES = ["service-points", "apartments", "parks", "firms", "candidates", "unions"]
OTHERS = ["closures", "calendar", "services", "visits"]
ROUND_TRIPS = [
    (kind, suffix, language)
    for kind in PLACES + OTHERS
    for suffix in SUFFIXES
    for language in Language
    if (kind in PLACES or suffix != ".shp")
    and (language is Language.ENGLISH or suffix in {".xlsx", ".kml"})
]


# What a format does to values is the same in both homes.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "suffix", "language"), ROUND_TRIPS)
def test_what_is_exported_imports_again_with_no_change(
    session, town, tmp_path, kind, suffix, language
):
    path = tmp_path / f"{kind}{suffix}"
    rows = export_file(session, kind, path, language=language)

    report = import_file(session, kind, path, ImportOptions())

    assert rows > 0
    assert (report.errors, report.unchanged, report.warnings) == ((), rows, ())


@pytest.mark.parametrize("kind", PLACES + OTHERS)
def test_either_home_takes_its_own_export_for_unchanged(session, town, tmp_path, kind):
    path = tmp_path / f"{kind}.geojson"
    rows = export_file(session, kind, path)

    report = import_file(session, kind, path, ImportOptions())

    assert (rows > 0, report.unchanged) == (True, rows)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".kml", ".shp"])
def test_a_list_moves_to_an_empty_database_complete(session, town, tmp_path, suffix):
    path = tmp_path / f"parks{suffix}"
    export_file(session, "parks", path)
    session.query(Firm).delete()
    session.query(IndustrialPark).delete()

    report = import_file(session, "parks", path, ImportOptions())

    first, second = session.query(IndustrialPark).order_by(IndustrialPark.code)
    assert report.added == 2
    assert first.area.equals(AREA)
    assert (second.area, second.location) == (None, Point(121.51, 31.31))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["service-points", "unions"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_list_is_exported_and_read_again(session, tmp_path, kind, suffix):
    path = tmp_path / f"{kind}{suffix}"

    assert export_file(session, kind, path) == 0
    assert import_file(session, kind, path, ImportOptions()).rows == 0


def test_a_csv_opens_in_excel_and_calculates_nothing(session, town, tmp_path):
    path = tmp_path / "desks.csv"
    export_file(session, "service-points", path)

    with path.open(encoding="utf-8", newline="") as stream:
        header, desk, other = csv.reader(stream)
    assert header[0] == "\ufeffcode"
    assert desk[1] == "'=1+1 站"
    assert desk[4] == "''+国定路，3号\"甲\""
    assert desk[5].startswith("'+86")
    assert other[-2:] == ["-51.2", "-30.0"]


@given(st.text(alphabet="'=+-@\tab", max_size=6))
def test_the_apostrophe_of_an_export_is_taken_off_again(text):
    guarded = exports._guarded(text)

    assert unguarded(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "\t"))


def test_a_sheet_holds_no_formula_and_keeps_its_header_in_view(session, town, tmp_path):
    path = tmp_path / "desks.xlsx"
    export_file(session, "service-points", path, language=Language.CHINESE)

    sheet = load_workbook(path).active
    assert (sheet["A1"].value, sheet["A2"].value) == ("编号", "007")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1 站", "s")
    assert sheet["C2"].value == "站点"
    assert sheet["H2"].value == "入会;haircut"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_a_geopackage_opens_with_positions_in_wgs_84(session, town, tmp_path):
    path = tmp_path / "desks.gpkg"
    export_file(session, "service-points", path)

    desks = geopandas.read_file(path)

    assert desks.crs.to_epsg() == 4326
    assert desks.geometry[0] == Point(121.123456789012345, 31.2)


def test_a_shapefile_refuses_text_that_it_would_cut(session, town, tmp_path):
    session.query(ServicePoint).filter_by(code="b").one().address = "路" * 85
    session.flush()

    with pytest.raises(InvalidInput) as refused:
        export_file(session, "service-points", tmp_path / "desks.shp")

    assert refused.value.code == "text_too_long_for_shapefile"
    assert list(tmp_path.glob("desks*")) == []


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("closures", "a.shp", "no_shapes"),
        ("firms", "a.pdf", "unknown_export_format"),
        ("shops", "a.csv", "unknown_kind"),
    ],
)
def test_what_cannot_be_exported_is_refused(session, tmp_path, kind, name, code):
    with pytest.raises((InvalidInput, NotFound)) as refused:
        export_file(session, kind, tmp_path / name)

    assert refused.value.code == code


def test_a_full_disk_leaves_the_old_file_as_it_was(session, town, tmp_path, monkeypatch):
    path = tmp_path / "firms.csv"
    path.write_text("old")
    monkeypatch.setitem(exports.WRITERS, ".csv", _write_half)

    with pytest.raises(SourceUnavailable) as refused:
        export_file(session, "firms", path)

    assert refused.value.code == "cannot_write"
    assert [file.name for file in tmp_path.glob("*.csv")] == ["firms.csv"]
    assert path.read_text() == "old"


def _write_half(path, table):
    path.write_text("code,na")
    raise OSError(28, "No space left on device")


def test_a_folder_that_does_not_exist_is_told(session, tmp_path):
    with pytest.raises(SourceUnavailable, match=r"firms\.csv"):
        export_file(session, "firms", tmp_path / "nowhere" / "firms.csv")
