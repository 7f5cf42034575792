"""Stored plans for tests, and ways to make one that a process of its own can import."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta

from api.use_cases.plan import PlanResult
from api.use_cases.plan_search import PlanStage
from data.plans import add_plan, claim_next, finish
from tests.data.plan_reports import town_coverage, town_plan

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


def queued(session, minutes=0, **others):
    """Queue a plan so many minutes after nine on Monday, and return its code."""
    at = MONDAY + timedelta(minutes=minutes)
    return add_plan(session, **({"request": REQUEST, "at": at} | others)).code


def running(session, **others):
    """Queue a plan that is taken at once."""
    code = queued(session, **others)
    assert claim_next(session, at=MONDAY).code == code
    return code


def finished(session, content=None, **others):
    """Queue a plan that is done at once."""
    code = running(session, **others)
    assert finish(session, code, content or result(), data_revision=0, at=MONDAY)
    return code


def make_at_once(data, request, *, settings, network, on_progress):
    on_progress(PlanStage.SEARCH, 0.5)
    return PlanResult(data.revision, told_plan(data_revision=data.revision), town_coverage())


def search_for_ever(data, request, *, settings, network, on_progress):
    on_progress(PlanStage.SEARCH, 0.5)
    while True:
        time.sleep(60)


def be_killed(data, request, *, settings, network, on_progress):
    os.kill(os.getpid(), signal.SIGKILL)


def run_out_of_memory(data, request, *, settings, network, on_progress):
    raise MemoryError
