from functools import partial

import pytest
from starlette.testclient import TestClient

from api.plan_worker import PlanProcess
from data.outreach_plans import publish, published_at
from data.plans import OUTREACH
from tests.applications import make_app
from tests.outreach_reports import START
from tests.plan_runners import seen, taking_plans, wait_for
from tests.stored_plans import MONDAY, finished, make_visits_at_once, outreach_result, queued


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr("api.plan_jobs.TICK_S", 0.02)


def test_a_runner_of_outreach_plans_takes_no_others(sqlite):
    with sqlite.transaction() as session:
        siting, outreach = queued(session), queued(session, kind=OUTREACH)
    workers = []

    with taking_plans(sqlite, workers, kind=OUTREACH):
        assert wait_for(lambda: workers)

        assert seen(sqlite, siting).status == "queued"
    assert [worker.code for worker in workers] == [outreach]
    assert seen(sqlite, outreach, OUTREACH).status == "interrupted"


def test_an_outreach_plan_made_for_another_that_is_published_takes_its_place(sqlite, settings):
    with sqlite.transaction() as session:
        before = finished(session, outreach_result(), kind=OUTREACH)
        publish(session, before, at=MONDAY)
        code = queued(session, request={"replaces": before}, kind=OUTREACH)
    start = partial(PlanProcess, settings, make_visits_at_once, kind=OUTREACH)

    with taking_plans(sqlite, [], start, kind=OUTREACH):
        wait_for(lambda: seen(sqlite, code, OUTREACH).status == "done")

    assert seen(sqlite, code, OUTREACH).figures["stops"] == 5
    with sqlite.reading() as session:
        assert published_at(session, before) is None
        assert published_at(session, code) is not None


def test_a_server_makes_outreach_plans_beside_the_others(sqlite, settings):
    team = {"code": "T1", "depot_code": "near", "work_hours": "Mo-Fr 09:00-20:00"}
    asked = {"start": START, "days": 1, "teams": [team], "must": ["apartment:home"]}
    with sqlite.transaction() as session:
        code = queued(session, request=asked | {"time_limit": 0.1}, kind=OUTREACH)

    with TestClient(make_app(settings)):
        wait_for(lambda: seen(sqlite, code, OUTREACH).finished_at)

    plan = seen(sqlite, code, OUTREACH)
    assert (plan.status, plan.problem) == ("done", None)
    assert plan.figures["team_codes"] == ["T1"]
