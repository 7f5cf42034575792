"""The whole week through the interface: planned, published, visited, moved."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import shapely
from sqlalchemy import insert
from starlette.testclient import TestClient

from api.clock import now
from api.plan_worker import compute_plan
from api.settings import PlannerAccess
from api.use_cases.stored_outreach import make_stored_outreach
from data.plans import OUTREACH, claim_next
from data.tables import Firm
from geo.places import UnionStatus
from tests.applications import make_app
from tests.stored_visits import key_of_team
from tests.towns import minutes_east

PLANS = "/v1/outreach-plans"
VISIT = "0b6f4f0e-7a34-4a0c-8d5f-2f4a8f1c9d11"
FIRMS = [("north", 40), ("south", 20)]
FIRST_DAY = now().date() + timedelta(days=7)
SECOND_DAY = FIRST_DAY + timedelta(days=1)
ASKED = {
    "start": FIRST_DAY.isoformat(),
    "days": 2,
    "teams": [{"code": "T1", "depot_code": "near", "work_hours": "Mo-Su 08:00-20:00"}],
    "kinds": ["firms"],
    "time_limit": 0.2,
}


@pytest.fixture
def town(settings, sqlite):
    """The settings of a town with two firms that have no union, near the desk of the team."""
    rows = [
        {
            "code": code,
            "name": code,
            "employees": people,
            "union_status": UnionStatus.NONE,
            "free_hours": "Mo-Su 09:00-18:00",
            "location": shapely.Point(minutes_east(3)),
        }
        for code, people in FIRMS
    ]
    with sqlite.transaction() as session:
        session.execute(insert(Firm), rows)
    return settings


@pytest.fixture
def planner(town):
    """The interface for planners, of a server that computes no plans itself."""
    with TestClient(make_app(town, plans_wait=True)) as client:
        yield client


@pytest.fixture
def team(town, sqlite):
    """The interface for team T1."""
    with sqlite.transaction() as session:
        key = key_of_team(session)
    app = make_app(town, planner_access=PlannerAccess.NOBODY)
    return TestClient(app, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def computed(town, sqlite):
    """Compute what was asked for as the process of a plan does, and return it with its result."""

    def compute(client, asked):
        news = []
        with sqlite.transaction() as session:
            plan = claim_next(session, at=now(), kind=OUTREACH)
        told = SimpleNamespace(send=news.append)
        compute_plan(told, town, make_stored_outreach, plan, kind=OUTREACH)
        assert [one.problem for one in news if one.problem] == []
        return client.get(asked.headers["location"]).json()

    return compute


def days_of(plan):
    """Return the day of every stop of a plan, by its code."""
    routes = plan["result"]["routes"]
    return {stop["code"]: route["date"] for route in routes for stop in route["stops"]}


def test_a_week_is_planned_published_visited_and_moved(planner, team, computed):
    plan = computed(planner, planner.post(PLANS, json=ASKED))
    published = planner.post(f"{PLANS}/{plan['code']}/publish").json()
    seen = team.get(f"{PLANS}/{plan['code']}").json()

    assert plan["figures"]["stops"] == len(FIRMS)
    assert published["published_at"] is not None
    assert days_of(seen).keys() == {"north", "south"}

    visit = {"place": "firm:north", "date": now().date().isoformat(), "outcome": "postponed"}
    recorded = [team.put(f"/v1/visits/{VISIT}", json=visit).status_code for _ in range(2)]

    assert recorded == [201, 200]
    assert [one["place"] for one in planner.get("/v1/visits").json()["visits"]] == ["firm:north"]

    move = {"place": "firm:north", "date": SECOND_DAY.isoformat()}
    again = computed(team, team.post(f"{PLANS}/{plan['code']}/moves", json=move))

    assert days_of(again)["north"] == SECOND_DAY.isoformat()
    assert (again["replaces"], again["published_at"] is None) == (plan["code"], False)
    assert [one["code"] for one in team.get(PLANS).json()["plans"]] == [again["code"]]
