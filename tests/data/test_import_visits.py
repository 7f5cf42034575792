import datetime

import pytest
from shapely import Point
from sqlalchemy import select

from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.tables import Firm, IndustrialPark, Visit, WorkerApartment
from geo.messages import Language
from geo.places import PlaceKind
from planner.visits import VisitOutcome

HERE = Point(121.5, 31.3)
LIST = """第四季度走访记录,,,,,,
走访日期,走访单位,小组,走访结果,见到人数,新入会人数,备注
2026年11月2日,锦绣公寓,第一小组,见到,35人,6,大门在北侧
2026/11/3,P1,第一小组,没人,,,
2026-11-03,甲厂,第二小组,不方便接待,,,
2026-11-04,甲厂,第二小组,改天,,,
"""


@pytest.fixture
def town(session):
    """An apartment, a park and firms, of which one bears the name of the park."""
    session.add_all(
        [
            WorkerApartment(code="a1", name="锦绣公寓", location=HERE),
            IndustrialPark(code="P1", name="东方", location=HERE),
            Firm(code="f1", name="甲厂", location=HERE),
            Firm(code="f2", name="东方", location=HERE),
        ]
    )
    session.flush()


@pytest.fixture
def bring_in(session, town, tmp_path):
    """Import lines of CSV as visits."""

    def import_list(text, encoding="utf-8", **options):
        path = tmp_path / "visits.csv"
        path.write_text(text, encoding)
        return import_file(session, "visits", path, ImportOptions(**options))

    return import_list


@pytest.fixture
def errors_of(bring_in):
    """Import what must be refused, and list what is wrong as (line, column, code)."""

    def refused(text):
        with pytest.raises(ImportRejected) as rejected:
            bring_in(text)
        return [(error.line, error.column, error.code) for error in rejected.value.report.errors]

    return refused


def visits(session):
    return session.scalars(select(Visit).order_by(Visit.date, Visit.code)).all()


def test_a_list_as_an_office_keeps_it_becomes_visits(session, bring_in):
    report = bring_in(LIST, "gb18030")

    first, *others = visits(session)
    assert (report.added, report.errors, report.warnings) == (4, (), ())
    assert (first.place_kind, first.place_code) == (PlaceKind.APARTMENT, "a1")
    assert (first.date, first.team) == (datetime.date(2026, 11, 2), "第一小组")
    assert (first.outcome, first.people_met, first.joined) == (VisitOutcome.MET, 35, 6)
    assert (first.notes, first.plan_code, first.recorded_at) == ("大门在北侧", None, None)
    assert [(visit.place_kind.value, visit.outcome.value) for visit in others] == [
        ("firm", "refused"),
        ("park", "nobody_there"),
        ("firm", "postponed"),
    ]


def test_the_same_list_again_changes_nothing(bring_in):
    bring_in(LIST)

    report = bring_in(LIST)

    assert (report.added, report.updated, report.unchanged, report.matched_by_name) == (0, 0, 4, 4)


def test_a_visit_recorded_on_the_road_is_known_by_place_day_and_team(session, bring_in):
    visit = Visit(
        code="from-a-phone",
        place_kind=PlaceKind.APARTMENT,
        place_code="a1",
        date=datetime.date(2026, 11, 2),
        team="第一小组",
        people_met=30,
        plan_code="v-20261101-abcdef",
    )
    session.add(visit)
    session.flush()

    bring_in(LIST)
    session.expire_all()

    assert len(visits(session)) == 4
    assert (visit.people_met, visit.plan_code) == (35, "v-20261101-abcdef")


def test_a_code_comes_before_a_name_and_a_kind_before_both(session, bring_in):
    session.add(Firm(code="x", name="P1", location=HERE))
    session.flush()

    bring_in("编号,类型,地点,日期,小组\nv1,,P1,2026-11-02,T1\nv2,企业,P1,2026-11-02,T1\n")

    found = [(visit.place_kind, visit.place_code) for visit in visits(session)]
    assert found == [(PlaceKind.PARK, "P1"), (PlaceKind.FIRM, "x")]


def test_the_kind_may_be_given_for_the_whole_file(session, bring_in):
    bring_in("地点,日期,小组\n东方,2026-11-02,T1\n", constants={"place_kind": "企业"})

    assert [visit.place_code for visit in visits(session)] == ["f2"]


def test_places_that_are_not_clear_are_refused_in_one_go(errors_of):
    errors = errors_of(
        "类型,地点,日期,小组\n"
        ",东方,2026-11-02,T1\n"
        ",无名厂,2026-11-02,T1\n"
        "公寓,甲厂,2026-11-02,T1\n"
        "企业,锦绣公寓,2026-11-02,T1\n"
    )

    assert errors == [
        (2, "地点", "ambiguous_place"),
        (3, "地点", "unknown_place"),
        (4, "地点", "unknown_apartment"),
        (5, "地点", "unknown_firm"),
    ]


def test_an_ambiguous_place_is_told_with_its_kinds(bring_in):
    with pytest.raises(ImportRejected) as rejected:
        bring_in("地点,日期,小组\n东方,2026-11-02,T1\n")

    said = rejected.value.report.text(Language.CHINESE)
    assert "叫“东方”的不止一处（园区（park）、企业（firm））" in said


def test_a_visit_needs_a_place_a_day_a_team_and_known_words(errors_of):
    errors = errors_of("地点,日期,小组,结果,见到人数\n,去年,,吃饭去了,-1\n")

    assert errors == [
        (2, "地点", "missing_value"),
        (2, "日期", "unclear_date"),
        (2, "小组", "missing_value"),
        (2, "结果", "unknown_choice"),
        (2, "见到人数", "negative_number"),
    ]


def test_two_visits_of_a_team_on_one_day_need_codes(bring_in, session, errors_of):
    rows = "{},甲厂,2026-11-02,T1,5\n{},甲厂,2026-11-02,T1,9\n"
    headers = "编号,地点,日期,小组,见到人数\n"

    errors = errors_of(headers + rows.format("", ""))
    bring_in(headers + rows.format("v1", "v2"))

    assert errors == [(3, "地点", "duplicate_visit")]
    assert [visit.people_met for visit in visits(session)] == [5, 9]


def test_a_later_file_may_tell_only_the_outcome(session, bring_in):
    bring_in("编号,地点,日期,小组\nv1,甲厂,2026-11-02,T1\n")

    bring_in("code,outcome,joined\nv1,met,2\n")

    visit = visits(session)[0]
    assert (visit.place_code, visit.outcome, visit.joined) == ("f1", VisitOutcome.MET, 2)


def test_a_visit_that_knew_no_kind_of_place_learns_it(session, bring_in):
    session.add(Visit(code="old", place_code="f1", date=datetime.date(2025, 5, 1), team="T1"))
    session.flush()

    bring_in("code,place_kind,place_code\nold,,f1\n")
    session.expire_all()

    assert visits(session)[0].place_kind is PlaceKind.FIRM


def test_places_have_a_phone(session, tmp_path, town):
    path = tmp_path / "firms.csv"
    path.write_text("编号,联系人电话\nf1,０２１-5588 0000转8012\n", "utf-8")

    import_file(session, "firms", path, ImportOptions())

    firm = session.scalars(select(Firm).where(Firm.code == "f1")).one()
    assert firm.phone == "021-5588 0000转8012"
