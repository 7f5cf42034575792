import logging
import multiprocessing
import time
from datetime import timedelta
from functools import partial

import pytest
from starlette.testclient import TestClient

from api.clock import now
from api.plan_jobs import BESIDES_SEARCH_S, longest_s
from api.plan_worker import News, PlanProcess, compute_plan
from api.use_cases.plan_search import PlanStage
from data.plan_queue import claim_within
from data.plans import (
    add_plan,
    ask_cancel,
    find_plan,
    finish,
    interrupt,
    load_result,
    note_progress,
)
from data.revision import hold_writers, read_revision
from geo.errors import NoFeasiblePlan, SourceUnavailable
from geo.messages import Message
from tests.applications import make_app
from tests.plan_runners import (
    PATIENCE_S,
    PROBLEM,
    WITHIN_S,
    FakeWorker,
    seen,
    taking_plans,
    wait_for,
)
from tests.stored_plans import (
    MONDAY,
    be_killed,
    make_at_once,
    queued,
    run_out_of_memory,
    running,
    search_for_ever,
)

OUT_OF_REACH = Message("out_of_reach", zh="够不到 {value}", en="{value} is out of reach")


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr("api.plan_jobs.TICK_S", 0.02)
    monkeypatch.setattr("api.plan_jobs.BETWEEN_NOTES_S", 0)


def queue(database, count=1):
    with database.transaction() as session:
        return [queued(session) for _ in range(count)]


def wait_until(database, code, status, seconds=PATIENCE_S):
    wait_for(lambda: seen(database, code).status == status, seconds)
    assert seen(database, code).status == status


def test_plans_are_computed_one_after_the_other(database):
    first, second = queue(database, 2)
    workers = []

    with taking_plans(database, workers):
        wait_until(database, first, "running")
        before = seen(database, second).status
        assert wait_for(lambda: workers)
        workers[0].end()
        wait_until(database, second, "running")

    assert before == "queued"
    assert [worker.code for worker in workers] == [first, second]


def test_progress_is_shown_while_a_plan_is_computed(database):
    [code] = queue(database)
    workers = []

    with taking_plans(database, workers):
        assert wait_for(lambda: seen(database, code).progress == 0.5)
        workers[0].news = News("report", 0.9)

        assert wait_for(lambda: seen(database, code).stage == "report")


def test_a_plan_whose_computation_died_has_failed(sqlite):
    [code] = queue(sqlite)
    workers = []

    with taking_plans(sqlite, workers):
        wait_until(sqlite, code, "running")
        workers[0].is_alive = False
        wait_until(sqlite, code, "failed")

    assert seen(sqlite, code).problem == PROBLEM


def test_a_cancelled_plan_ends_and_the_next_begins(sqlite):
    first, second = queue(sqlite, 2)
    workers = []

    with taking_plans(sqlite, workers):
        wait_until(sqlite, first, "running")
        with sqlite.transaction() as session:
            ask_cancel(session, first, at=MONDAY)
        wait_until(sqlite, first, "cancelled")
        wait_until(sqlite, second, "running")

    assert not workers[0].is_alive


def test_a_plan_that_goes_on_far_beyond_its_time_limit_is_ended(sqlite):
    [code] = queue(sqlite)
    moment = [0.0]

    with taking_plans(sqlite, workers := [], clock=lambda: moment[0]):
        wait_until(sqlite, code, "running")
        moment[0] = BESIDES_SEARCH_S + 1
        wait_until(sqlite, code, "failed")

    assert not workers[0].is_alive
    assert seen(sqlite, code).problem["code"] == "plan_stuck"
    assert "30 minutes" in seen(sqlite, code).problem["message"]["en"]


def test_a_plan_may_take_as_long_as_all_its_searches_and_half_an_hour(session):
    plan = add_plan(session, {"time_limit": 60}, at=MONDAY)

    assert longest_s(plan) == 4 * 60 + 1_800


def test_a_server_that_stops_interrupts_its_plan_and_does_so_quickly(sqlite):
    running_one, waiting = queue(sqlite, 2)
    workers = []

    with taking_plans(sqlite, workers) as runner:
        wait_until(sqlite, running_one, "running")
        started = time.monotonic()

    assert time.monotonic() - started < WITHIN_S
    assert not runner.is_running
    assert not workers[0].is_alive
    assert seen(sqlite, running_one).status == "interrupted"
    assert seen(sqlite, waiting).status == "queued"


@pytest.mark.parametrize("said", [timedelta(0), timedelta(hours=1), -timedelta(hours=1)])
def test_the_plan_of_a_silent_server_is_interrupted_whatever_its_clock_says(
    sqlite, monkeypatch, said
):
    monkeypatch.setattr("api.plan_jobs.GONE_AFTER_S", 0.2)
    monkeypatch.setattr("api.heartbeats.CONFIRMED_AFTER_S", 0.1)
    with sqlite.transaction() as session:
        dead = running(session)
        note_progress(session, dead, at=now() + said)

    with taking_plans(sqlite, workers := []):
        wait_until(sqlite, dead, "interrupted")

    assert workers == []


@pytest.mark.parametrize("jump", [timedelta(hours=1), -timedelta(hours=1)])
def test_a_plan_goes_on_when_the_clock_of_its_server_jumps(sqlite, monkeypatch, jump):
    [code] = queue(sqlite)
    monkeypatch.setattr("api.plan_jobs.GONE_AFTER_S", 0.3)
    monkeypatch.setattr("api.heartbeats.CONFIRMED_AFTER_S", 0.1)

    with taking_plans(sqlite, []), taking_plans(sqlite, []):
        wait_until(sqlite, code, "running")
        monkeypatch.setattr("api.plan_jobs.now", lambda: now() + jump)
        time.sleep(1)

        assert seen(sqlite, code).status == "running"


def test_a_plan_goes_on_while_somebody_keeps_everybody_from_writing(sqlite, monkeypatch):
    [code] = queue(sqlite)
    monkeypatch.setattr("api.plan_jobs.GONE_AFTER_S", 0.5)
    monkeypatch.setattr("api.heartbeats.CONFIRMED_AFTER_S", 0.2)
    monkeypatch.setattr("api.heartbeats.QUICK_S", 0.2)

    with taking_plans(sqlite, []), taking_plans(sqlite, []):
        wait_until(sqlite, code, "running")
        with sqlite.transaction() as session:
            hold_writers(session)
            time.sleep(1.5)
        time.sleep(0.5)

        assert seen(sqlite, code).status == "running"


def test_a_plan_that_others_took_for_given_up_is_ended(sqlite):
    [code] = queue(sqlite)
    workers = []

    with taking_plans(sqlite, workers):
        wait_until(sqlite, code, "running")
        with sqlite.transaction() as session:
            interrupt(session, code, at=MONDAY)

        assert wait_for(lambda: not workers[0].is_alive)
    assert seen(sqlite, code).status == "interrupted"


def test_plans_go_on_when_a_database_that_was_away_is_back(sqlite, caplog, monkeypatch):
    [code] = queue(sqlite)
    away_for = [SourceUnavailable(OUT_OF_REACH, value="the database")] * 3

    def claim_when_back(session, **others):
        if away_for:
            raise away_for.pop()
        return claim_within(session, **others)

    monkeypatch.setattr("api.plan_jobs.claim_within", claim_when_back)

    with caplog.at_level(logging.WARNING), taking_plans(sqlite, []):
        wait_until(sqlite, code, "running")

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "plans wait: the database is out of reach" in caplog.text


def test_a_worker_that_cannot_begin_does_not_end_the_runner(sqlite, caplog):
    first, second = queue(sqlite, 2)
    workers = []

    def begin_the_second(plan):
        if plan.code == first:
            raise OSError
        return FakeWorker(plan)

    with taking_plans(sqlite, workers, begin_the_second):
        wait_until(sqlite, second, "running")

    assert "plans wait until this is over" in caplog.text


def test_signs_of_life_are_written_once_a_second_at_most(sqlite, monkeypatch):
    [code] = queue(sqlite)
    monkeypatch.setattr("api.plan_jobs.BETWEEN_NOTES_S", 15)

    with taking_plans(sqlite, []):
        wait_until(sqlite, code, "running")
        time.sleep(0.2)

        assert seen(sqlite, code).progress is None


def compute(sqlite, settings, make):
    """Compute a plan in this process; return its code, and what it tells."""
    with sqlite.transaction() as session:
        plan = find_plan(session, running(session))
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, sender:
        compute_plan(sender, settings, make, plan)
        return plan.code, list(iter(lambda: receiver.recv() if receiver.poll() else None, None))


def search_in_small_steps(database, plan, *, on_progress, **others):
    for step in range(100):
        on_progress(PlanStage.OPTIONS, step / 100)
    return make_at_once(database, plan, on_progress=on_progress, **others)


def refuse(database, plan, **others):
    raise NoFeasiblePlan(OUT_OF_REACH, value=0.99)


def test_a_result_is_stored_with_the_revision_it_was_computed_from(sqlite, settings):
    code, told = compute(sqlite, settings, make_at_once)

    with sqlite.reading() as session:
        assert load_result(session, code)["plan"]["actions"][0]["code"] == "s1"
        assert find_plan(session, code).data_revision == read_revision(session) > 0
    assert [news.stage for news in told] == ["loading", "search"]


def test_an_expected_failure_is_told_in_both_languages(sqlite, settings):
    _, told = compute(sqlite, settings, refuse)

    message = {"zh-CN": "够不到 0.99", "en": "0.99 is out of reach"}
    assert told[-1].problem == {"code": "out_of_reach", "message": message}


def test_want_of_memory_is_told(sqlite, settings):
    _, told = compute(sqlite, settings, run_out_of_memory)

    assert told[-1].problem["code"] == "plan_killed"


def test_streets_that_cannot_be_used_leave_estimates(sqlite, settings, caplog):
    settings.streets_file.write_bytes(b"no streets")
    used = []

    def note_network(database, plan, *, network, **others):
        used.append(network)
        return make_at_once(database, plan, network=network, **others)

    code, _ = compute(sqlite, settings, note_network)

    assert used == [None]
    assert "are estimated" in caplog.text
    assert seen(sqlite, code).status == "done"


def test_a_result_waits_for_a_database_that_is_away(sqlite, settings, monkeypatch):
    tries = []

    def be_away_once(session, code, *args, **others):
        tries.append(code)
        if len(tries) == 1:
            raise SourceUnavailable(OUT_OF_REACH, value="the database")
        return finish(session, code, *args, **others)

    monkeypatch.setattr("api.plan_worker.finish", be_away_once)
    monkeypatch.setattr("api.plan_worker.STORE_AGAIN_S", 0.01)

    code, _ = compute(sqlite, settings, make_at_once)

    assert tries == [code, code]
    assert seen(sqlite, code).status == "done"


def test_news_are_told_by_stage_and_else_once_a_second(sqlite, settings):
    _, told = compute(sqlite, settings, search_in_small_steps)

    assert [news.stage for news in told][:2] == ["loading", "options"]
    assert len(told) <= 4


def test_a_search_is_cancelled_in_the_middle_of_it(sqlite, settings):
    [code] = queue(sqlite)
    workers = []
    start = partial(PlanProcess, settings, search_for_ever)

    with taking_plans(sqlite, workers, start):
        assert wait_for(lambda: seen(sqlite, code).stage == "search")
        with sqlite.transaction() as session:
            ask_cancel(session, code, at=MONDAY)
        wait_until(sqlite, code, "cancelled")

    assert not workers[0].is_alive


def test_a_computation_that_the_system_killed_has_failed_and_says_so(sqlite, settings):
    [code] = queue(sqlite)

    with taking_plans(sqlite, [], partial(PlanProcess, settings, be_killed)):
        wait_until(sqlite, code, "failed")

    problem = seen(sqlite, code).problem
    assert problem["code"] == "plan_killed"
    assert problem["message"].keys() == {"zh-CN", "en"}


def test_a_plan_asked_for_is_made_and_can_be_read(settings):
    with TestClient(make_app(settings)) as client:
        address = client.post("/v1/plans", json={"budget": 300_000, "gap": 0}).headers["location"]
        wait_for(lambda: client.get(address).json()["status"] == "done")
        plan = client.get(address).json()

    assert (plan["status"], plan["problem"], plan["is_current"]) == ("done", None, True)
    assert plan["figures"]["status"] == "optimal"
    assert plan["result"]["data_revision"] == plan["data_revision"]
