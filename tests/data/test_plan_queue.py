from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from data.plan_queue import claim_within, hold_queue
from data.plans import OUTREACH, SITING, add_plan, count_queued, finish
from tests.stored_plans import MONDAY, outreach_result, queued, result, running

PATIENCE_S = 30
A_WHILE_S = 0.3


def claim(session, kind=SITING, *, at_once=1):
    plan = claim_within(session, at_once=at_once, at=MONDAY, kind=kind)
    return plan and plan.code


def test_a_plan_waits_while_another_is_computed(session):
    running(session)
    queued(session)

    assert claim(session) is None


def test_a_plan_waits_while_one_of_the_other_kind_is_computed(session):
    running(session, kind=OUTREACH)
    queued(session)

    assert claim(session) is None


def test_the_next_plan_begins_when_one_is_done(session):
    first, second = running(session), queued(session)

    finish(session, first, result(), data_revision=0, at=MONDAY)

    assert claim(session) == second


def test_as_many_plans_are_computed_as_are_allowed(session):
    codes = [queued(session, minutes=minute) for minute in range(3)]

    taken = [claim(session, at_once=2) for _ in codes]

    assert taken == [*codes[:2], None]


def test_of_both_kinds_the_one_that_has_waited_longer_goes_first(session):
    visits = queued(session, minutes=1, kind=OUTREACH)
    sites = queued(session, minutes=2)

    early = claim(session)
    taken = claim(session, OUTREACH)
    finish(session, visits, outreach_result(), data_revision=0, at=MONDAY, kind=OUTREACH)

    assert early is None
    assert taken == visits
    assert claim(session) == sites


def test_a_free_place_is_taken_where_the_server_of_an_older_plan_is_busy(session):
    running(session)
    queued(session, minutes=1)
    visits = queued(session, minutes=2, kind=OUTREACH)

    assert claim(session, OUTREACH, at_once=2) == visits


def test_of_servers_that_ask_at_the_same_moment_one_takes_a_plan(database):
    together = Barrier(4)
    with database.transaction() as session:
        sites = [queued(session, minutes=minute) for minute in (1, 2)]
        visits = [queued(session, kind=OUTREACH) for _ in range(2)]

    def ask(kind):
        together.wait(PATIENCE_S)
        with database.transaction() as session:
            return claim(session, kind)

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(ask, [SITING, OUTREACH, SITING, OUTREACH]))

    assert [code for code in taken if code] == [visits[0]]
    with database.reading() as session:
        assert count_queued(session) == len(sites)


def test_who_would_add_a_plan_waits_for_who_adds_one(database):
    def add():
        with database.transaction() as session:
            hold_queue(session)
            return count_queued(session)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            hold_queue(session)
            add_plan(session, {}, at=MONDAY)
            waiting = pool.submit(add)
            with pytest.raises(TimeoutError):
                waiting.result(A_WHILE_S)

        assert waiting.result(PATIENCE_S) == 1
