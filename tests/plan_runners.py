"""Runners of stored plans for tests, with workers that a test ends, and ways to wait for them."""

import time
from contextlib import contextmanager

from api.plan_jobs import PlanRunner
from api.plan_worker import News
from data.plans import SITING, find_plan

WITHIN_S = 3.0
PATIENCE_S = 30.0
PROBLEM = {"code": "plan_failed", "message": {"zh-CN": "出错", "en": "wrong"}}


class FakeWorker:
    """A computation that goes on until a test ends it."""

    def __init__(self, plan):
        self.code = plan.code
        self.news = News("search", 0.5)
        self.problem = PROBLEM
        self.is_alive = True

    def listen(self):
        pass

    def end(self):
        self.is_alive = False


@contextmanager
def taking_plans(database, workers, start=FakeWorker, **kind):
    """A runner whose workers can be had, in the order in which they began."""

    def begin(plan):
        workers.append(start(plan))
        return workers[-1]

    runner = PlanRunner(database, begin, **kind)
    runner.start()
    yield runner
    runner.stop()


def seen(database, code, kind=SITING):
    with database.reading() as session:
        return find_plan(session, code, kind=kind)


def wait_for(condition, seconds=PATIENCE_S):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.01)
    return condition()
