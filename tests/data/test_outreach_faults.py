import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from data.outreach_plans import publish, publish_in_place, published_at, withdraw
from data.plans import OUTREACH, delete_plan, find_plan
from data.revision import hold_writers
from geo.errors import Conflict
from tests.stored_plans import MONDAY, finished, outreach_result, queued

LATER = MONDAY + timedelta(hours=1)
MEANWHILE_S = 0.2
"""Long enough for another planner to read, and to wait at what is locked."""


def done(session, **asked):
    return finished(session, outreach_result("T1"), kind=OUTREACH, **asked)


def published(session, **asked):
    code = done(session, **asked)
    publish(session, code, at=MONDAY)
    return code


@contextmanager
def meanwhile(database, act):
    """Let another planner act in a transaction of their own, which ends after ours."""
    with ThreadPoolExecutor(1) as others, database.transaction() as session:
        yield session, lambda: others.submit(in_turn, database, act)


def in_turn(database, act):
    with database.transaction() as session:
        act(session)


def test_a_plan_that_is_just_being_published_is_not_deleted(database):
    with database.transaction() as session:
        code = done(session)

    with meanwhile(database, lambda other: delete_plan(other, code, kind=OUTREACH)) as (
        ours,
        begin,
    ):
        publish(ours, code, at=MONDAY)
        deleted = begin()
        time.sleep(MEANWHILE_S)

    with pytest.raises(Conflict, match=f"{code} is published"):
        deleted.result()
    with database.reading() as session:
        assert find_plan(session, code, kind=OUTREACH).code == code


def test_a_plan_that_is_just_being_gone_on_from_is_not_deleted(database):
    with database.transaction() as session:
        before = done(session)

    with meanwhile(database, lambda other: delete_plan(other, before, kind=OUTREACH)) as (
        ours,
        begin,
    ):
        hold_writers(ours)
        code = queued(ours, kind=OUTREACH, request={"replaces": before})
        deleted = begin()
        time.sleep(MEANWHILE_S)

    with pytest.raises(Conflict, match=f"{code} goes on from {before}"):
        deleted.result()


def test_a_plan_that_is_just_being_replaced_is_not_said_to_be_withdrawn(database):
    with database.transaction() as session:
        before = published(session)
        code = done(session, request={"replaces": before})

    with meanwhile(database, lambda other: withdraw(other, before)) as (ours, begin):
        publish_in_place(ours, code, at=LATER)
        withdrawn = begin()
        time.sleep(MEANWHILE_S)

    with pytest.raises(Conflict, match=f"{before} has been replaced by {code}"):
        withdrawn.result()
    with database.reading() as session:
        assert published_at(session, code) == LATER


def test_the_plan_that_teams_see_is_named_after_several_moves(session):
    first = published(session)
    second = done(session, request={"replaces": first})
    publish_in_place(session, second, at=LATER)
    third = done(session, request={"replaces": second})
    publish_in_place(session, third, at=LATER)

    with pytest.raises(Conflict) as refused:
        withdraw(session, first)

    assert refused.value.values == {"value": first, "other": third}


def test_a_plan_that_nobody_sees_may_be_withdrawn_again(session):
    code = published(session)

    withdraw(session, code)
    withdraw(session, code)

    assert published_at(session, code) is None
