import re
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from api.pages.planner.reports import MOST_SHOWN
from api.use_cases.outreach_requests import list_of_team
from data.report_columns import ReportKind
from data.reports import list_reports
from data.tables import Closure, DataReport
from data.visits import list_visits, record_visit
from geo.places import PlaceKind
from planner.visits import VisitRecord
from tests.stored_plans import MONDAY
from tests.stored_visits import published_visits

PARK = PlaceKind.PARK
FIRST_DAY = date(2026, 1, 1)


@pytest.fixture
def many_closures(sqlite, settings):
    """Seventy closures of one service point, one a day."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(70)]
    with sqlite.transaction() as session:
        session.execute(
            insert(Closure),
            [
                {
                    "code": f"c{day}",
                    "service_point_code": "near",
                    "first_day": day,
                    "last_day": day,
                    "reason": f"第{number}次",
                }
                for number, day in enumerate(days)
            ],
        )


def visit(session, code, day):
    """Record a visit on a day of November."""
    on = date(2026, 11, day)
    asked = VisitRecord(code=code, place_kind=PARK, place_code="A1", date=on, team="一组")
    return record_visit(session, asked)


def reasons(page):
    return re.findall("第([0-9]+)次", page.text)


def test_closures_beyond_a_page_are_on_the_next(client, many_closures):
    first = client.get("/planner/data/service-points/near")
    second = client.get("/planner/data/service-points/near?closures=2")

    assert (reasons(first)[0], len(reasons(first))) == ("69", 50)
    assert (reasons(second)[0], len(reasons(second))) == ("19", 20)
    assert "closures=2#closures" in first.text
    assert "closures=1#closures" in second.text
    assert "closures=3" not in second.text


@pytest.mark.parametrize("page", ["", "-1", "x", "9" * 99, "²"])
def test_a_page_of_closures_that_cannot_be_is_the_first_or_last(client, many_closures, page):
    answer = client.get("/planner/data/service-points/near", params={"closures": page})

    assert answer.status_code == 200
    assert reasons(answer)


@pytest.fixture
def many_reports(sqlite, settings):
    """Two reports more than a page shows."""
    with sqlite.transaction() as session:
        session.execute(
            insert(DataReport),
            [
                {
                    "code": f"r{number}",
                    "service_point_code": "near",
                    "kind": next(iter(ReportKind)),
                    "text": f"第{number}次",
                    "created_at": MONDAY,
                }
                for number in range(MOST_SHOWN + 2)
            ],
        )


def test_reports_beyond_a_page_are_on_the_next(client, many_reports):
    first = client.get("/planner/data/reports")
    second = client.get("/planner/data/reports?before=r2")

    assert len(reasons(first)) == MOST_SHOWN
    assert "before=r2" in first.text
    assert reasons(second) == ["1", "0"]
    assert "更早的反馈" in first.text
    assert "更早的反馈" not in second.text


def test_behind_an_unknown_report_there_is_nothing(session):
    assert list_reports(session, before="unknown") == []


def test_visits_go_on_behind_the_last_one_shown(session):
    for number, day in enumerate([3, 1, 2, 2]):
        visit(session, f"visit-{number}", day)

    codes = [visit.code for visit in list_visits(session, limit=2)]
    rest = [visit.code for visit in list_visits(session, before=codes[-1])]

    assert codes == ["visit-0", "visit-3"]
    assert rest == ["visit-2", "visit-1"]
    assert list_visits(session, before="unknown") == []


def test_the_interface_names_where_visits_go_on(client, sqlite):
    with sqlite.transaction() as session:
        for number in range(3):
            visit(session, f"visit-{number}", 1 + number)

    first = client.get("/v1/visits?most=2").json()
    second = client.get("/v1/visits", params={"most": 2, "before": first["next"]}).json()

    assert [visit["code"] for visit in first["visits"]] == ["visit-2", "visit-1"]
    assert [visit["code"] for visit in second["visits"]] == ["visit-0"]
    assert second["next"] is None


def test_the_plans_of_a_team_go_on_behind_the_last_one_shown(session):
    weeks = ["2026-11-23", "2026-11-30", "2026-12-07"]
    codes = [published_visits(session, start=start) for start in weeks]

    first = list_of_team(session, "T1", limit=2)
    rest = list_of_team(session, "T1", limit=2, before=first[-1].code)

    assert [plan.code for plan in first + rest] == codes[::-1]
    assert list_of_team(session, "T1", limit=2, before="withdrawn") == []
