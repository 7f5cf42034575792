import datetime

import pytest
from shapely import Point
from sqlalchemy import select

from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.tables import Firm, Visit

HEADERS = "编号,地点,日期,小组,走访结果,见到人数,新入会人数\n"
TODAY = datetime.date(2026, 11, 3)


@pytest.fixture
def bring_in(session, tmp_path):
    """Import lines of CSV as visits to the firm f1."""
    session.add(Firm(code="f1", name="甲厂", location=Point(121.5, 31.3)))
    session.flush()

    def import_list(text, **options):
        path = tmp_path / "visits.csv"
        path.write_text(text, "utf-8")
        return import_file(session, "visits", path, ImportOptions(**options))

    return import_list


@pytest.fixture
def errors_of(bring_in):
    """Import what must be refused, and list what is wrong as (line, column, code)."""

    def refused(text, **options):
        with pytest.raises(ImportRejected) as rejected:
            bring_in(text, **options)
        return [(error.line, error.column, error.code) for error in rejected.value.report.errors]

    return refused


def test_visits_that_cannot_be_are_refused_as_those_of_teams_are(errors_of):
    rows = (
        "v1,f1,2026-11-04,T1,见到,5,1\n"
        "v2,f1,2026-11-03,T1,不方便接待,5,\n"
        "v3,f1,2026-11-02,T1,见到,5,6\n"
        "v4,f1,2026-11-01,T1,见到,5,5\n"
    )

    errors = errors_of(HEADERS + rows, today=TODAY)

    assert errors == [
        (2, "日期", "visit_in_future"),
        (3, None, "visit_met_nobody"),
        (4, None, "visit_more_joined"),
    ]


def test_all_that_is_wrong_with_a_visit_is_told(errors_of):
    errors = errors_of(f"{HEADERS}v1,f1,2026-11-04,T1,没人,5,\n", today=TODAY)

    assert [code for _, _, code in errors] == ["visit_met_nobody", "visit_in_future"]


def test_numbers_are_held_to_what_is_stored_of_a_visit(bring_in, errors_of):
    bring_in(f"{HEADERS}v1,f1,2026-11-02,T1,见到,5,1\n")

    errors = errors_of("编号,新入会人数\nv1,6\n")

    assert errors == [(2, None, "visit_more_joined")]


def test_old_visits_of_unknown_outcome_are_imported(session, bring_in):
    bring_in(f"{HEADERS}v1,f1,2019-05-01,T1,,5,1\n", today=TODAY)

    [visit] = session.scalars(select(Visit)).all()
    assert (visit.outcome, visit.people_met, visit.joined) == (None, 5, 1)
