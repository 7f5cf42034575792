import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from itertools import chain

import pytest
from alembic import command
from sqlalchemy import event, text

from data.database import Database
from data.job_columns import JobStatus
from data.migrate import migrating
from data.plans import (
    OUTREACH,
    SITING,
    add_finished_plan,
    ask_cancel,
    claim_next,
    count_queued,
    delete_plan,
    fail,
    find_plan,
    finish,
    interrupt,
    list_heartbeats,
    list_plans,
    load_result,
    mark_interrupted,
    note_progress,
)
from data.revision import read_revision
from geo.errors import Conflict, NotFound
from tests.stored_plans import (
    MONDAY,
    REQUEST,
    finished,
    outreach_result,
    queued,
    result,
    running,
)

CHINA = timezone(timedelta(hours=8))
OLD_PLAN = text(
    "INSERT INTO plan (code, created_at, data_revision, request, result)"
    " VALUES (:code, '2026-11-22 09:00:00', 0, '{}', :result)"
)
PROBLEM = {"code": "plan_failed", "message": {"zh-CN": "出错", "en": "wrong"}}


def status(session, code):
    return find_plan(session, code).status


def test_a_new_plan_waits_under_a_code_of_its_day(session):
    session.execute(text("UPDATE revision SET number = 7"))

    plan = find_plan(session, queued(session, author="王敏"))

    assert re.fullmatch(r"p-20261123-[2-9a-z]{6}", plan.code)
    assert (plan.status, plan.author, plan.data_revision) == (JobStatus.QUEUED, "王敏", 7)
    assert (plan.request, plan.created_at) == (REQUEST, MONDAY)
    assert (plan.problem, plan.figures, load_result(session, plan.code)) == (None, None, None)


def test_plans_do_not_raise_the_revision_of_the_data(database):
    with database.transaction() as session:
        finished(session)

    with database.reading() as session:
        assert read_revision(session) == 0


def test_the_plan_that_waited_longest_is_taken_first(session):
    first, second = queued(session), queued(session, minutes=1)

    taken = [claim_next(session, at=MONDAY) for _ in range(3)]

    assert [plan and plan.code for plan in taken] == [first, second, None]
    assert taken[0].status is JobStatus.RUNNING
    assert taken[0].started_at == MONDAY
    assert count_queued(session) == 0


def test_servers_that_take_plans_at_the_same_time_never_take_the_same(database):
    with database.transaction() as session:
        codes = [queued(session) for _ in range(12)]

    with ThreadPoolExecutor(3) as servers:
        taken = list(servers.map(take_all, [database] * 3))

    assert sorted(chain(*taken)) == sorted(codes)


def test_progress_is_written_while_the_plan_runs(session):
    code = running(session)

    goes_on = note_progress(session, code, at=MONDAY, stage="search", progress=0.4)

    plan = find_plan(session, code)
    assert goes_on
    assert (plan.stage, plan.progress) == ("search", 0.4)


@pytest.mark.parametrize("act", [ask_cancel, interrupt])
def test_progress_is_answered_with_a_stop_where_the_plan_is_not_wanted(session, act):
    code = running(session)

    act(session, code, at=MONDAY)

    assert not note_progress(session, code, at=MONDAY)


def test_a_finished_plan_has_its_result_and_its_figures(session):
    code = running(session)

    is_stored = finish(session, code, result(spent=5.0), data_revision=9, at=MONDAY)

    plan = find_plan(session, code)
    assert is_stored
    assert (plan.status, plan.data_revision, plan.progress) == (JobStatus.DONE, 9, 1)
    assert plan.finished_at == MONDAY
    assert (plan.figures["spent"], plan.figures["covered_after"]) == (5, 28)
    assert load_result(session, code) == result(spent=5.0)


def test_a_result_that_comes_too_late_is_not_stored(session):
    code = running(session)
    interrupt(session, code, at=MONDAY)

    is_stored = finish(session, code, result(), data_revision=9, at=MONDAY)

    assert not is_stored
    assert load_result(session, code) is None
    assert status(session, code) is JobStatus.INTERRUPTED


def test_a_plan_made_elsewhere_is_stored_as_done(session):
    before = queued(session)

    code = add_finished_plan(
        session, REQUEST, result=result(), data_revision=3, at=MONDAY, rerun_of=before
    )

    plan = find_plan(session, code)
    assert (plan.status, plan.data_revision, plan.rerun_of) == (JobStatus.DONE, 3, before)
    assert plan.figures["people"] == 31


def test_a_result_of_twenty_megabytes_comes_back(session):
    large = result() | {"more": "x" * 20_000_000}

    code = finished(session, large)

    assert load_result(session, code) == large


def test_a_failed_plan_says_why(session):
    code = running(session)

    fail(session, code, PROBLEM, at=MONDAY)

    assert status(session, code) is JobStatus.FAILED
    assert find_plan(session, code).problem == PROBLEM


def test_a_plan_ended_because_somebody_asked_is_cancelled_and_not_failed(session):
    code = running(session)
    ask_cancel(session, code, at=MONDAY)

    fail(session, code, PROBLEM, at=MONDAY)

    assert status(session, code) is JobStatus.CANCELLED
    assert find_plan(session, code).problem is None


def test_a_plan_that_is_done_cannot_fail_any_more(session):
    code = finished(session)

    fail(session, code, PROBLEM, at=MONDAY)

    assert status(session, code) is JobStatus.DONE


def test_a_waiting_plan_is_cancelled_at_once_and_never_taken(session):
    plan = ask_cancel(session, queued(session), at=MONDAY)

    assert (plan.status, plan.finished_at) == (JobStatus.CANCELLED, MONDAY)
    assert claim_next(session, at=MONDAY) is None


def test_a_running_plan_runs_until_its_server_hears_of_the_cancellation(session):
    plan = ask_cancel(session, running(session), at=MONDAY)

    assert plan.status is JobStatus.RUNNING


def test_what_has_ended_cannot_be_cancelled(session):
    code = finished(session)

    with pytest.raises(Conflict, match=f"{code} has ended already"):
        ask_cancel(session, code, at=MONDAY)


def test_an_unknown_plan_is_not_found(session):
    with pytest.raises(NotFound, match="p-nobody"):
        find_plan(session, "p-nobody")
    with pytest.raises(NotFound):
        ask_cancel(session, "p-nobody", at=MONDAY)
    with pytest.raises(NotFound):
        list_plans(session, limit=5, before="p-nobody")


def test_only_plans_not_heard_of_since_are_interrupted(session):
    silent, alive, waiting = running(session), running(session), queued(session)
    heard = list_heartbeats(session)
    note_progress(session, alive, at=(MONDAY + timedelta(seconds=16)).astimezone(CHINA))

    marked = mark_interrupted(session, heard, at=MONDAY)

    assert marked == [silent]
    assert status(session, silent) is JobStatus.INTERRUPTED
    assert status(session, alive) is JobStatus.RUNNING
    assert status(session, waiting) is JobStatus.QUEUED


def test_what_has_ended_meanwhile_is_not_interrupted(session):
    code = running(session)
    heard = list_heartbeats(session)
    interrupt(session, code, at=MONDAY)

    assert mark_interrupted(session, heard, at=MONDAY + timedelta(days=1)) == []


def test_plans_are_listed_page_by_page_with_the_newest_first(session):
    codes = [queued(session, minutes=number) for number in range(5)]

    first = list_plans(session, limit=2)
    second = list_plans(session, limit=9, before=first[-1].code)

    assert [plan.code for plan in first + second] == codes[::-1]


def test_a_list_reads_no_results(database):
    with database.transaction() as session:
        finished(session)
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    with database.reading() as session:
        listed = list_plans(session, limit=5)

    assert listed[0].figures["people"] == 31
    assert not re.search(r"\bresult\b", " ".join(statements))


def test_each_kind_of_plan_is_found_under_codes_of_its_own_alone(session):
    siting, outreach = queued(session), queued(session, kind=OUTREACH)

    assert re.fullmatch(r"v-20261123-[2-9a-z]{6}", outreach)
    assert [plan.code for plan in list_plans(session, limit=9)] == [siting]
    assert [plan.code for plan in list_plans(session, limit=9, kind=OUTREACH)] == [outreach]
    with pytest.raises(NotFound, match="no outreach plan"):
        find_plan(session, siting, kind=OUTREACH)


def test_each_kind_of_plan_goes_its_way_from_queue_to_end_alone(session):
    siting, outreach = running(session), running(session, kind=OUTREACH)
    waiting = queued(session, kind=OUTREACH)

    note_progress(session, outreach, at=MONDAY, stage="routes", progress=0.4, kind=OUTREACH)
    fail(session, outreach, PROBLEM, at=MONDAY, kind=OUTREACH)
    ask_cancel(session, waiting, at=MONDAY, kind=OUTREACH)

    assert find_plan(session, outreach, kind=OUTREACH).stage == "routes"
    assert find_plan(session, outreach, kind=OUTREACH).status is JobStatus.FAILED
    assert find_plan(session, waiting, kind=OUTREACH).status is JobStatus.CANCELLED
    assert count_queued(session, kind=OUTREACH) == 0
    assert status(session, siting) is JobStatus.RUNNING


def test_silent_servers_are_looked_for_in_one_kind_of_plan_alone(session):
    siting, outreach = running(session), running(session, kind=OUTREACH)
    heard = list_heartbeats(session, kind=OUTREACH)

    assert mark_interrupted(session, heard, at=MONDAY, kind=OUTREACH) == [outreach]
    assert status(session, siting) is JobStatus.RUNNING


def test_an_outreach_plan_has_the_figures_of_its_kind(session):
    code = finished(session, outreach_result(), kind=OUTREACH)

    assert find_plan(session, code, kind=OUTREACH).figures == {
        "start": "2026-11-23",
        "days": 2,
        "team_codes": ["T1", "二组"],
        "stops": 5,
        "people": 720,
        "unserved": 2,
        "served_priority": 31,
        "total_priority": 127,
    }


@pytest.mark.parametrize("kind", [SITING, OUTREACH], ids=["siting", "outreach"])
def test_a_plan_that_goes_on_is_not_deleted_and_one_that_ended_is(session, kind):
    code = running(session, kind=kind)

    with pytest.raises(Conflict, match=f"{code} waits or is being computed"):
        delete_plan(session, code, kind=kind)
    interrupt(session, code, at=MONDAY, kind=kind)
    delete_plan(session, code, kind=kind)

    assert list_plans(session, limit=9, kind=kind) == []


@pytest.mark.parametrize("table", ["plan", "outreach_plan"])
def test_on_sqlite_the_result_lies_behind_all_else(sqlite, table):
    with sqlite.reading() as session:
        columns = session.execute(text(f"PRAGMA table_info({table})")).all()

    assert columns[-1].name == "result"


def test_plans_of_an_earlier_version_are_kept_and_not_computed(database):
    with migrating(database) as config:
        command.downgrade(config, "0002")
    with database.transaction() as session:
        session.execute(OLD_PLAN, {"code": "old", "result": "{}"})
        session.execute(OLD_PLAN, {"code": "given-up", "result": None})
    with migrating(database) as config:
        command.upgrade(config, "head")

    with database.reading() as session:
        assert status(session, "old") is JobStatus.DONE
        assert status(session, "given-up") is JobStatus.INTERRUPTED


def take_all(database: Database) -> list[str]:
    """Take plans until there are none, each in a transaction as a server does."""
    taken = []
    while True:
        with database.transaction() as session:
            plan = claim_next(session, at=MONDAY)
        if plan is None:
            return taken
        taken.append(plan.code)
