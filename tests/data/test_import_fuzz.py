import datetime
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box
from sqlalchemy import select

from data.database import Session
from data.exports import export_file
from data.imports.fields import KINDS
from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.snapshot import load_snapshot
from data.tables import (
    Base,
    CandidateSite,
    Closure,
    Firm,
    IndustrialPark,
    ServicePoint,
    Union,
    Visit,
    WorkdayCalendar,
    WorkerApartment,
)
from data.teams_file import read_team_rows
from geo.crs import Crs
from geo.errors import InvalidInput, NiangjiaError, WrongCrs
from geo.messages import Language
from geo.places import Host, PlaceKind, Tier, UnionLevel, UnionStatus
from geo.workdays import build_calendar
from planner.outreach_teams import Depot, TeamList, read_teams
from planner.outreach_types import Horizon
from planner.visits import VisitOutcome
from tests.data.mutated_files import packed, spoiled

FORMS = {
    "utf-8": (".csv", "utf-8"),
    "utf-16": (".csv", "utf-16"),
    "gb18030": (".csv", "gb18030"),
    **{suffix: (suffix, "utf-8") for suffix in (".xlsx", ".geojson", ".gpkg", ".zip", ".kml")},
}
COMES_BACK_AS = [".csv", ".xlsx", ".geojson", ".gpkg", ".kml"]
TEAMS = (
    "小组编号,小组名称,出发服务点编号,出行方式,工作时间,午休,人数,专长\n"
    "T1,第一小组,yp1,电动车,周一至周五 9:00-17:00,12:00-13:00,2,法律、健康\n"
    "T2,第二小组,yp1,步行,周一至周日 8:00-20:00,,1,\n"
)
EMPTY_PARK = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"code": "p3", "name": "空园区"},
"geometry": {"type": "MultiPolygon", "coordinates": []}}]}"""
AREA = MultiPolygon([box(121.4, 31.2, 121.6, 31.4)])
DAY = datetime.date(2026, 2, 15)
OPTIONS = st.builds(
    ImportOptions,
    crs=st.sampled_from([*[Crs.WGS84] * 3, *Crs]),
    skip_bad=st.booleans(),
    dry_run=st.sampled_from([False, False, False, True]),
    today=st.sampled_from([None, DAY]),
)

# A quarter as many as of other properties, for they are files; the same ones each time, unless
# `--hypothesis-profile` asks for more.
few = settings(
    max_examples=settings().max_examples // 4,
    derandomize=settings().max_examples == settings.get_profile("default").max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def settle(session):
    """Two rows of each list, with what is hard to read."""
    at, there = Point(121.5, 31.3), Point(121.52, 31.31)
    session.add(Union(code="city", name="市工会", level=UnionLevel.CITY, phone="12351"))
    session.add(Union(code="yp", name="杨浦区", level="district", parent_code="city", area=AREA))
    session.flush()
    session.add(IndustrialPark(code="p1", name="园区", workers=0, location=at, area=AREA))
    session.add(IndustrialPark(code="p2", name="无界园区", members=5, location=there))
    session.add_all(
        ServicePoint(
            code=code,
            name=f"=1+1 站 {code}",
            tier=Tier.STATION,
            host=Host.PARK,
            phone="+86 21-5588转8012",
            opening_hours="Mo-Fr 08:30-20:00; PH off",
            services=("membership", "legal_aid"),
            languages=("zh", "en"),
            wheelchair=True,
            desks=2,
            union_code="yp",
            premises_met=True,
            premises_on=DAY,
            premises_note="第一行\n第二行",
            location=at,
        )
        for code in ("007", "b")
    )
    session.flush()
    session.add_all(rest(at, there))


def rest(at, there):
    evenings = "Mo-Su 18:00-22:00"
    return [
        WorkerApartment(code="a", name="公寓", residents=300, migrant_share=1 / 3, location=at),
        WorkerApartment(code="b", name="宿舍", free_hours=evenings, location=there),
        Firm(code="f", name="甲厂", park_code="p1", free_hours=evenings, location=at),
        Firm(code="g", name="乙厂", union_status=UnionStatus.NONE, location=there),
        CandidateSite(code="c1", name="旧厂房", setup_cost=120_000.5, yearly_rent=0.0),
        CandidateSite(code="c2", name="新厂房", location=at),
        Closure(code="k1", service_point_code="007", first_day=DAY, last_day=DAY),
        Closure(code="k2", service_point_code="b", first_day=DAY, last_day=DAY, reason="修"),
        WorkdayCalendar(date=DAY, kind="holiday", name="春节", official=False),
        WorkdayCalendar(
            date=DAY.replace(day=28), kind="makeup_workday", name="补班", official=True
        ),
        Visit(code="V-1", place_kind=PlaceKind.FIRM, place_code="f", date=DAY, team="T1"),
        Visit(
            code="V-2",
            place_kind=PlaceKind.PARK,
            place_code="p1",
            date=DAY,
            team="第一小组",
            outcome=VisitOutcome.MET,
            people_met=12,
            joined=3,
            notes="=大门\n在北侧",
        ),
    ]


@pytest.fixture
def good_files(database, tmp_path, form):
    """Every list of a settled town in one form, by kind."""
    suffix, encoding = FORMS[form]
    with database.transaction() as session:
        settle(session)
        session.flush()
        return {
            kind: exported(session, kind, tmp_path, suffix, encoding)
            for kind, known in KINDS.items()
            if suffix != ".zip" or known.has_location or known.has_area
        }


def exported(session, kind, folder, suffix, encoding):
    """The bytes of a list; in Chinese where the form is one of Chinese offices."""
    language = Language.ENGLISH if suffix in {".zip", ".gpkg", ".geojson"} else Language.CHINESE
    file = folder / f"{kind}{'.shp' if suffix == '.zip' else suffix}"
    export_file(session, kind, file, language=language)
    if suffix == ".csv":
        return file.read_text("utf-8-sig").encode(encoding)
    if suffix == ".zip":
        return packed((part.name, part.read_bytes()) for part in sorted(folder.glob(f"{kind}.*")))
    return file.read_bytes()


def contents(session):
    """Everything that is stored."""
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def is_taken(session, kind, path, options):
    """Whether a file is imported; whoever sent it is told, in either language."""
    try:
        report, is_imported = import_file(session, kind, path, options), not options.dry_run
    except NiangjiaError as error:
        report, is_imported = getattr(error, "report", error), False
    assert report.text(Language.CHINESE)
    assert report.text(Language.ENGLISH)
    return is_imported


def comes_back(session, kind, file):
    """Whether a list can be exported, and is found to be what is stored."""
    rows = export_file(session, kind, file)
    report = import_file(session, kind, file, ImportOptions())
    return (report.rows, report.unchanged, report.errors) == (rows, rows, ())


@pytest.mark.parametrize("form", FORMS)
@few
@given(options=OPTIONS, chance=st.randoms(use_true_random=True))
def test_a_spoiled_list_is_imported_whole_or_not_at_all(
    database, good_files, tmp_path, form, options, chance
):
    kind = chance.choice(sorted(good_files))
    back_as = chance.choice(COMES_BACK_AS)
    suffix, encoding = FORMS[form]
    path = tmp_path / f"sent{suffix}"
    path.write_bytes(spoiled(chance, good_files[kind], suffix, encoding))

    with Session(database.engine) as session:
        before = contents(session)
        is_imported = is_taken(session, kind, path, options)

        assert is_imported or contents(session) == before
        assert not is_imported or comes_back(session, kind, tmp_path / f"back{back_as}")
        assert load_snapshot(session).services


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@few
@given(chance=st.randoms(use_true_random=True))
def test_a_spoiled_list_of_teams_makes_teams_or_says_why_not(encoding, chance):
    content = spoiled(chance, TEAMS.encode(encoding), ".csv", encoding)

    rows, found = teams_or_refusal(content)

    told = {team.code for team in found.teams} | {fault.line for fault in found.faults}
    assert len(rows) == len(told)


def teams_or_refusal(content):
    """The rows of a list of teams, and what is read from them; nothing where it is refused."""
    try:
        rows = read_team_rows(io.BytesIO(content), "teams.csv")
    except NiangjiaError:
        return [], TeamList((), ())
    depots = {"yp1": Depot(121.5, 31.3)}
    return rows, read_teams(rows, Horizon(DAY, 3), calendar=build_calendar([]), depots=depots)


# What was found


def test_an_area_that_is_empty_is_refused_where_there_are_unions(session, tmp_path):
    settle(session)
    session.flush()
    path = tmp_path / "parks.geojson"
    path.write_text(EMPTY_PARK, "utf-8")

    with pytest.raises(ImportRejected) as refused:
        import_file(session, "parks", path, ImportOptions())

    assert [error.code for error in refused.value.report.errors] == ["empty_area"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, 99])
@pytest.mark.parametrize("suffix", [".zip", ".xlsx"])
def test_a_member_that_cannot_be_unpacked_is_damage(sqlite, tmp_path, suffix, method):
    name = "a.shp" if suffix == ".zip" else "[Content_Types].xml"
    content = packed([(name, b"<Types/>" * 9)])
    start = content.index(name.encode()) + len(name)
    path = tmp_path / f"firms{suffix}"
    # The method stands in the directory, the packed bytes behind the name of the member.
    spoilt = bytearray(content[:start] + b"\xff" * 4 + content[start + 4 :])
    spoilt[content.rindex(b"PK\1\2") + 10] = method
    path.write_bytes(spoilt)

    with sqlite.reading() as session, pytest.raises(InvalidInput) as refused:
        import_file(session, "firms", path, ImportOptions())

    assert refused.value.code == "broken_file"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.kml", b"<?xml version='1.0' encoding='x'?><kml/>"),
        ("a.kml", b"<?xml version='1.0' encoding='gb18030'?><kml/>"),
        ("a.xlsx", packed([("[Content_Types].xml", b"<Types/>")])),
    ],
)
def test_what_no_reader_makes_sense_of_is_damage(sqlite, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with sqlite.reading() as session, pytest.raises(InvalidInput) as refused:
        import_file(session, "firms", tmp_path / name, ImportOptions())

    assert refused.value.code == "broken_file"


def test_a_reference_system_that_lies_nowhere_is_refused(sqlite, tmp_path):
    path = tmp_path / "apartments.shp"
    with sqlite.transaction() as session:
        settle(session)
        session.flush()
        export_file(session, "apartments", path)
    path.with_suffix(".prj").write_text('LOCAL_CS["works",UNIT["metre",1]]')

    with sqlite.reading() as session, pytest.raises(WrongCrs) as refused:
        import_file(session, "apartments", path, ImportOptions())

    assert refused.value.code == "unknown_projection"
