from datetime import date

import pytest
from starlette.testclient import TestClient

from api.schemas_outreach import VisitFigures
from data.visits import record_visit
from geo.places import PlaceKind
from planner.visits import VisitOutcome, VisitRecord
from tests.applications import make_app
from tests.outreach_reports import START
from tests.stored_visits import published_visits

MONDAY = date.fromisoformat(START)


@pytest.fixture
def visited(settings, sqlite):
    """The interface after two visits of T1 on a planned day, and one of nobody's plan."""
    with sqlite.transaction() as session:
        code = published_visits(session)
    for number, (team, plan_code, people, joined) in enumerate(
        [("T1", code, 30, 3), ("T1", code, 10, 1), ("old", None, 7, 0)]
    ):
        with sqlite.transaction() as session:
            record_visit(
                session,
                VisitRecord(
                    code=f"visit-{number}",
                    place_kind=PlaceKind.PARK,
                    place_code=f"A{number}",
                    date=MONDAY,
                    team=team,
                    outcome=VisitOutcome.MET,
                    people_met=people,
                    joined=joined,
                    plan_code=plan_code,
                ),
            )
    with TestClient(make_app(settings)) as client:
        yield client


def figures(client, **asked):
    asked = {"since": START, "until": START} | asked
    return client.get("/v1/visits/figures", params=asked).json()


def test_people_met_and_joined_are_told_in_all_and_by_team(visited):
    found = VisitFigures.model_validate(figures(visited), extra="forbid")

    assert (found.total.visits, found.total.people_met, found.total.joined) == (3, 47, 4)
    assert [(team.team, team.people_met) for team in found.teams] == [("T1", 40), ("old", 7)]


def test_only_planned_days_count_per_hour_of_staff(visited):
    total = figures(visited)["total"]

    assert total["staff_hours"] > 0
    assert total["people_met_per_hour"] == pytest.approx(40 / total["staff_hours"], abs=0.01)
    assert figures(visited)["teams"][1]["people_met_per_hour"] is None


def test_days_without_visits_come_to_nothing(visited):
    found = figures(visited, since="2020-01-01", until="2020-01-31")

    assert (found["total"]["visits"], found["total"]["joined_per_hour"], found["teams"]) == (
        0,
        None,
        [],
    )
