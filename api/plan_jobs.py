"""The plans that wait: taken one at a time by each server, watched, and ended when asked."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from api.clock import now
from api.plan_worker import News
from data.background import BackgroundThread
from data.database import Database, Session
from data.plans import (
    SITING,
    Json,
    PlanKind,
    StoredPlan,
    claim_next,
    fail,
    interrupt,
    mark_interrupted,
    note_progress,
)
from geo.errors import SourceUnavailable

TICK_S = 0.5
BETWEEN_NOTES = timedelta(seconds=0.9)
"""So that, of ticks that come a little early, still every second one writes progress."""
GONE_AFTER = timedelta(seconds=15)
"""A server that has not been heard of for so long is gone."""
STOP_TIMEOUT_S = 1.5

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

    `start_worker` begins to compute a plan. The thread goes on while the database is away, and
    ends a plan that others took for given up meanwhile. A plan whose server stopped or was killed
    is interrupted, and is not begun anew unasked.
    """

    def __init__(
        self,
        database: Database,
        start_worker: Callable[[StoredPlan], PlanWorker],
        kind: PlanKind = SITING,
    ) -> None:
        super().__init__(f"{kind.name}-plan-runner")
        self._database = database
        self._start_worker = start_worker
        self._kind = kind
        self._worker: PlanWorker | None = None
        self._noted_at: datetime | None = None
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
            self._try(self._interrupt)

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
            claimed = None if self._worker else claim_next(session, at=now(), kind=self._kind)
        if claimed:
            logger.info("%s plan %s begins", self._kind.name, claimed.code)
            self._worker, self._noted_at = self._start_worker(claimed), now()

    def _mark_interrupted(self, session: Session) -> None:
        at = now()
        for code in mark_interrupted(session, before=at - GONE_AFTER, at=at, kind=self._kind):
            logger.warning("%s plan %s is interrupted: its server is gone", self._kind.name, code)

    def _follow(self, worker: PlanWorker) -> None:
        is_alive = worker.is_alive
        worker.listen()
        if is_alive and self._note(worker):
            return
        worker.end()
        with self._database.transaction() as session:
            fail(session, worker.code, worker.problem, at=now(), kind=self._kind)
        logger.info("%s plan %s has ended", self._kind.name, worker.code)
        self._worker = None

    def _note(self, worker: PlanWorker) -> bool:
        """Write progress, and return whether to go on."""
        at = now()
        if self._noted_at and at < self._noted_at + BETWEEN_NOTES:
            return True
        news = worker.news
        with self._database.transaction() as session:
            goes_on = note_progress(
                session,
                worker.code,
                at=at,
                stage=news.stage,
                progress=news.progress,
                kind=self._kind,
            )
        self._noted_at = at
        return goes_on

    def _interrupt(self) -> None:
        if self._worker:
            self._worker.end()
            with self._database.transaction() as session:
                interrupt(session, self._worker.code, at=now(), kind=self._kind)
