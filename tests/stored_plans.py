"""Stored plans for tests, and ways to make one that a process of its own can import."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta

from api.use_cases.plan_search import PlanStage
from api.use_cases.stored_plan import MadePlan
from data.plans import SITING, add_plan, claim_next, finish
from data.revision import read_revision
from tests.data.plan_reports import town_coverage, town_plan
from tests.outreach_reports import stored_outreach

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
REQUEST = {"budget": 400_000.0, "mode": "walk"}


def told_plan(**others):
    """The plan of a small town, with reasons in all languages as stored plans have them."""
    plan = town_plan(**others)
    for action in plan["actions"]:
        action["reason"] = {"zh-CN": "下班后才有空", "en": "free only after work"}
    return plan


def result(**others):
    return {"plan": told_plan(**others), "coverage": town_coverage()}


def outreach_result(*team_codes, **others):
    """The result of an outreach plan, of all its teams or of those named."""
    report = stored_outreach(**others)
    teams = [{**report["teams"][0], "code": code} for code in team_codes]
    return {"plan": {**report, "teams": teams or report["teams"]}}


def queued(session, minutes=0, **others):
    """Queue a plan so many minutes after nine on Monday, and return its code."""
    at = MONDAY + timedelta(minutes=minutes)
    return add_plan(session, **({"request": REQUEST, "at": at} | others)).code


def running(session, *, kind=SITING, **others):
    """Queue a plan that is taken at once."""
    code = queued(session, kind=kind, **others)
    assert claim_next(session, at=MONDAY, kind=kind).code == code
    return code


def finished(session, content=None, *, kind=SITING, **others):
    """Queue a plan that is done at once."""
    code = running(session, kind=kind, **others)
    assert finish(session, code, content or result(), data_revision=0, at=MONDAY, kind=kind)
    return code


def make_at_once(database, plan, *, settings, network, on_progress):
    on_progress(PlanStage.SEARCH, 0.5)
    with database.reading() as session:
        revision = read_revision(session)
    return MadePlan(revision, result(data_revision=revision))


def make_visits_at_once(database, plan, *, settings, network, on_progress):
    return MadePlan(7, outreach_result())


def search_for_ever(database, plan, *, settings, network, on_progress):
    on_progress(PlanStage.SEARCH, 0.5)
    while True:
        time.sleep(60)


def be_killed(database, plan, *, settings, network, on_progress):
    os.kill(os.getpid(), signal.SIGKILL)


def run_out_of_memory(database, plan, *, settings, network, on_progress):
    raise MemoryError
