import threading
from datetime import date

import pytest
from sqlalchemy import update

from api.schemas_plans import RerunPlan
from api.settings import PlannerAccess, read_settings
from api.use_cases.outreach_requests import Move, queue_move, queue_outreach
from data.outreach_plans import publish_in_place
from data.plans import OUTREACH, SITING, finish
from data.tables import OutreachPlan
from geo.errors import Conflict, InvalidInput
from geo.messages import Language
from tests.outreach_reports import TUESDAY, stored_outreach
from tests.plan_runners import taking_plans
from tests.stored_visits import (
    ASKED,
    FRIDAY,
    finished_visits,
    key_of_team,
    published_visits,
)

PLANS = "/v1/outreach-plans"
MOVE = {"place": "park:A1", "date": TUESDAY}
TO_TUESDAY = Move("park:A1", date(2026, 11, 24))


@pytest.fixture
def field(idle, stored, monkeypatch):
    """The interface for team T1, which may not plan, on the Friday before."""
    monkeypatch.setattr("api.routes.outreach_plans.now", lambda: FRIDAY)
    [key] = stored(key_of_team)
    with idle(planner_access=PlannerAccess.NOBODY) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


def ended(session, code, status="interrupted"):
    """Let a plan that waits end without a result."""
    session.execute(update(OutreachPlan).where(OutreachPlan.code == code).values(status=status))


def done(session, code):
    """Let a plan that waits be computed, and take the place of the one it replaces."""
    ended(session, code, "running")
    result = {"plan": stored_outreach()}
    assert finish(session, code, result, data_revision=0, at=FRIDAY, kind=OUTREACH)
    publish_in_place(session, code, at=FRIDAY)


def moved(session, code):
    return queue_move(session, code, TO_TUESDAY, at=FRIDAY, team=None).code


def again(session, code):
    return queue_outreach(session, RerunPlan(rerun_of=code), FRIDAY).code


def test_a_move_is_not_tried_again_beside_another_one(session):
    code = published_visits(session)
    first = moved(session, code)
    ended(session, first)
    second = moved(session, code)

    with pytest.raises(Conflict, match=rf"{code} is being made again already \({second}\)"):
        again(session, first)


def test_a_move_is_not_tried_again_in_a_plan_that_has_been_replaced(session):
    code = published_visits(session)
    first = moved(session, code)
    ended(session, first)
    second = moved(session, code)
    done(session, second)

    with pytest.raises(Conflict, match=f"{code} has been replaced by {second}"):
        again(session, first)
    with pytest.raises(Conflict, match=f"{code} has been replaced by {second}"):
        moved(session, code)


def test_a_move_that_was_interrupted_is_tried_again(session):
    code = published_visits(session)
    first = moved(session, code)
    ended(session, first)

    again(session, first)

    with pytest.raises(Conflict, match="is being made again already"):
        again(session, first)


def test_a_move_is_found_among_however_many_plans(session):
    code = published_visits(session)
    moved(session, code)
    [finished_visits(session) for _ in range(50)]

    with pytest.raises(Conflict, match="is being made again already"):
        moved(session, code)


def test_a_team_is_told_its_own_routes_and_nothing_of_others(field, stored):
    [code] = stored(published_visits, request=ASKED | {"must": ["firm:F2"]})

    answer = field.get(f"{PLANS}/{code}")

    shown = answer.json()
    assert {route["team"] for route in shown["result"]["routes"]} == {"T1"}
    assert [team["code"] for team in shown["result"]["teams"]] == ["T1"]
    assert shown["result"]["unserved"] == []
    assert (shown["request"], shown["author"]) == ({}, None)
    assert "西流湖公寓" not in answer.text
    assert "北部物流园" not in answer.text


def test_a_list_of_a_team_does_not_say_what_was_asked_of_others(field, stored):
    stored(published_visits)

    [plan] = field.get(PLANS).json()["plans"]

    assert (plan["request"], plan["author"]) == ({}, None)


def test_a_team_is_told_that_it_asked_for_its_own_move(field, stored):
    [code] = stored(published_visits)

    plan = field.post(f"{PLANS}/{code}/moves", json=MOVE).json()

    assert (plan["request"], plan["author"]) == ({}, "T1")


def test_a_planner_with_the_link_of_a_team_is_told_everything(idle, stored):
    [code], [key] = stored(published_visits), stored(key_of_team)

    with idle() as client:
        answer = client.get(f"{PLANS}/{code}", headers={"Authorization": f"Bearer {key}"})

    assert len(answer.json()["result"]["teams"]) == 2
    assert answer.json()["request"]["days"] == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("UNCOVERED_POINTS", 60, "NIANGJIA_OUTREACH_UNCOVERED_POINTS, .* have 120 points"),
        ("VISIT_LEAST_MIN", 0, "variables NIANGJIA_OUTREACH_VISIT_BASE_MIN, .* cannot be planned"),
    ],
)
def test_settings_that_cannot_be_together_are_named(monkeypatch, name, value, told):
    monkeypatch.setenv(f"NIANGJIA_OUTREACH_{name}", str(value))

    with pytest.raises(InvalidInput, match=told) as refused:
        read_settings()

    assert "环境变量 NIANGJIA_OUTREACH" in refused.value.text(Language.CHINESE)


@pytest.mark.parametrize("kind", [SITING, OUTREACH], ids=lambda kind: kind.name)
def test_each_runner_of_plans_has_a_name_of_its_own(sqlite, kind):
    with taking_plans(sqlite, [], kind=kind):
        names = [thread.name for thread in threading.enumerate()]

    assert f"{kind.name}-plan-runner" in names
