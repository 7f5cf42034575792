"""The plans that wait: taken one at a time by each server, watched, and ended when asked."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from api.clock import now
from api.heartbeats import HeartbeatWatch
from api.plan_worker import News, describe_problem
from data.background import BackgroundThread
from data.database import Database, Session
from data.plan_queue import claim_within, hold_queue
from data.plans import (
    SITING,
    Json,
    PlanKind,
    StoredPlan,
    fail,
    interrupt,
    list_heartbeats,
    mark_interrupted,
    note_progress,
)
from geo.errors import SourceUnavailable
from geo.messages import Message

PLAN_STUCK = Message(
    "plan_stuck",
    zh="计算了 {value:.0f} 分钟还没有结束，已被停止，没有得出方案。"
    "请减少备选点或需求点种类后重试，并把方案编号告诉管理员。",
    en="the computation had not ended after {value:.0f} minutes and was stopped; ask with fewer "
    "candidate sites or kinds of demand, and tell the administrator the code of the plan",
)
TICK_S = 0.5
BETWEEN_NOTES_S = 0.9
"""So that, of ticks that come a little early, still every second one writes progress."""
GONE_AFTER_S = 15.0
"""A server that has not been heard of for so long is gone."""
STOP_TIMEOUT_S = 1.5
SEARCHES = 4
"""A plan of sites looks for several: for the target, for less money, for all of it, for more."""
BESIDES_SEARCH_S = 1_800
"""Loading, travel times, reasons, and a result that waits for its database."""

logger = logging.getLogger(__name__)


class PlanWorker(Protocol):
    """Who computes one plan and stores its result."""

    code: str
    news: News

    @property
    def is_alive(self) -> bool:
        """Whether it computes."""

    @property
    def problem(self) -> Json:
        """Why there is no result, once it has ended without one."""

    def listen(self) -> None:
        """Read the latest news."""

    def end(self) -> None:
        """End at once."""


class PlanRunner(BackgroundThread):
    """A background thread that has the stored plans of a kind computed, one at a time.

    `start_worker` begins to compute a plan; all servers together compute `at_once` of both kinds.
    A plan that goes on long beyond its time limit is ended. The thread goes on while the database
    is away, and ends a plan that others took for given up meanwhile. A plan whose server stopped or
    was killed is interrupted, and is not begun anew unasked.
    """

    def __init__(
        self,
        database: Database,
        start_worker: Callable[[StoredPlan], PlanWorker],
        kind: PlanKind = SITING,
        *,
        at_once: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(f"{kind.name}-plan-runner")
        self._database = database
        self._start_worker = start_worker
        self._kind = kind
        self._at_once = at_once
        self._clock = clock
        self._worker: PlanWorker | None = None
        self._longest_s = self._begun_s = 0.0
        self._noted_s = 0.0
        self._watch = HeartbeatWatch(GONE_AFTER_S, clock)
        self._is_lost = False

    def stop(self, within_s: float = STOP_TIMEOUT_S) -> None:
        """End the plan that is computed, and the thread, even if the database does not answer."""
        super().stop(within_s)
        if self._worker:
            self._worker.end()

    def _run(self) -> None:
        while not self._stopping.wait(TICK_S):
            self._try(self._tick)
        if self._worker:
            self._worker.end()
            self._try(partial(self._interrupt, self._worker.code))

    def _try(self, act: Callable[[], None]) -> None:
        """Do something; whatever goes wrong is logged once, until something goes well again."""
        try:
            act()
        except SourceUnavailable as error:
            if not self._is_lost:
                logger.warning("plans wait: %s", error)
            self._is_lost = True
        except Exception:
            if not self._is_lost:
                logger.exception("plans wait until this is over")
            self._is_lost = True
        else:
            self._is_lost = False

    def _tick(self) -> None:
        # First the own plan gives a sign of life, then the others are looked at: after an outage
        # of the database the own one would seem to be given up.
        if self._worker:
            self._follow(self._worker)
        with self._database.transaction() as session:
            self._mark_interrupted(session)
            claimed = None if self._worker else self._claim(session)
        if claimed:
            self._begin(claimed)

    def _begin(self, plan: StoredPlan) -> None:
        logger.info("%s plan %s begins", self._kind.name, plan.code)
        self._longest_s, self._begun_s = longest_s(plan), self._clock()
        try:
            self._worker, self._noted_s = self._start_worker(plan), self._clock()
        except OSError:
            # No process to be had: it must not keep its place from the others.
            self._interrupt(plan.code)
            raise

    def _claim(self, session: Session) -> StoredPlan | None:
        return claim_within(session, at_once=self._at_once, at=now(), kind=self._kind)

    def _mark_interrupted(self, session: Session) -> None:
        heard = list_heartbeats(session, kind=self._kind)
        gone = self._watch.find_gone(heard, partial(hold_queue, session))
        for code in mark_interrupted(session, gone, at=now(), kind=self._kind):
            logger.warning("%s plan %s is interrupted: its server is gone", self._kind.name, code)

    def _follow(self, worker: PlanWorker) -> None:
        is_alive = worker.is_alive
        worker.listen()
        is_stuck = is_alive and self._clock() > self._begun_s + self._longest_s
        if is_alive and not is_stuck and self._note(worker):
            return
        worker.end()
        problem = self._stuck_problem() if is_stuck else worker.problem
        with self._database.transaction() as session:
            fail(session, worker.code, problem, at=now(), kind=self._kind)
        logger.info("%s plan %s has ended", self._kind.name, worker.code)
        self._worker = None

    def _stuck_problem(self) -> Json:
        return describe_problem(PLAN_STUCK, value=self._longest_s / 60)

    def _note(self, worker: PlanWorker) -> bool:
        """Write progress, and return whether to go on."""
        noted_s = self._clock()
        if noted_s < self._noted_s + BETWEEN_NOTES_S:
            return True
        news = worker.news
        with self._database.transaction() as session:
            goes_on = note_progress(
                session,
                worker.code,
                at=now(),
                stage=news.stage,
                progress=news.progress,
                kind=self._kind,
            )
        self._noted_s = noted_s
        return goes_on

    def _interrupt(self, code: str) -> None:
        with self._database.transaction() as session:
            interrupt(session, code, at=now(), kind=self._kind)


def longest_s(plan: StoredPlan) -> float:
    """Return after how many seconds the computation of a plan is stuck."""
    limit_s = plan.request.get("time_limit")
    search_s = limit_s if isinstance(limit_s, int | float) else 0
    return SEARCHES * search_s + BESIDES_SEARCH_S
