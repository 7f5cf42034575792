"""A plan in a process of its own, which can be ended in the middle of the search."""

import logging
import logging.config
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Protocol

from api.clock import now
from api.logs import log_config
from api.settings import Settings
from api.use_cases.plan_search import PlanStage
from api.use_cases.stored_plan import MadePlan
from api.use_cases.streets import configured_network
from data.database import Database, Session, connect
from data.outreach_plans import publish_in_place
from data.plans import OUTREACH, SITING, Json, PlanKind, StoredPlan, finish
from geo.errors import NiangjiaError, SourceUnavailable
from geo.messages import Language, Message
from geo.streets import StreetNetwork

PLAN_FAILED = Message(
    "plan_failed",
    zh="计算出错，没有得出方案（退出码 {value}），详情见服务器日志。请把方案编号告诉管理员。",
    en="the computation went wrong (exit code {value}), see the log of the server; tell the "
    "administrator the code of the plan",
)
PLAN_KILLED = Message(
    "plan_killed",
    zh="计算被系统强行终止，没有得出方案，多半是内存不够。"
    "请减少备选点或需求点种类后重试，或为服务器增加内存。",
    en="the computation was ended by the system, most likely because memory ran out; ask with "
    "fewer candidate sites or kinds of demand, or give the server more memory",
)

BETWEEN_NEWS_S = 1.0
STORE_AGAIN_S = 2.0
STORE_FOR_S = 600.0
"""How long a result waits for a database that is away."""
END_WITHIN_S = 0.5

logger = logging.getLogger(__name__)


class MakePlan(Protocol):
    """What makes a plan; must be importable by name, since a new process does."""

    def __call__(
        self,
        database: Database,
        plan: StoredPlan,
        *,
        settings: Settings,
        network: StreetNetwork | None,
        on_progress: Callable[[str, float], None],
    ) -> MadePlan:
        """Make what was asked for from today's data."""


@dataclass(frozen=True, slots=True)
class News:
    """What the process tells: how far it is, or the problem that ended it."""

    stage: str | None = None
    progress: float | None = None
    problem: Json | None = None


class PlanProcess:
    """The process of one plan, seen from the server."""

    def __init__(
        self, settings: Settings, make: MakePlan, plan: StoredPlan, *, kind: PlanKind = SITING
    ) -> None:
        # A fork would copy the locks of threads that do not go on in the copy.
        spawning = multiprocessing.get_context("spawn")
        self.code = plan.code
        self.news = News()
        self._receiver, sender = spawning.Pipe(duplex=False)
        self._process = spawning.Process(
            target=run_process, args=(sender, settings, make, plan, kind), daemon=True
        )
        self._process.start()
        sender.close()

    @property
    def is_alive(self) -> bool:
        """Whether it computes."""
        return self._process.is_alive()

    @property
    def problem(self) -> Json:
        """Why there is no result, once it has ended without one."""
        code = self._process.exitcode or 0
        message = PLAN_KILLED if code < 0 else PLAN_FAILED
        return self.news.problem or describe_problem(message, value=code)

    def listen(self) -> None:
        """Read the latest news."""
        try:
            while self._receiver.poll():
                self.news = self._receiver.recv()
        except EOFError:
            logger.debug("plan %s tells no more", self.code)

    def end(self) -> None:
        """End it at once, if it has not ended by itself."""
        self._process.kill()
        self._process.join(END_WITHIN_S)


def describe_problem(message: Message, **values: object) -> dict[str, object]:
    """Write a problem as it is stored: its code, and its text in every language."""
    texts = {language.value: message.text(language, **values) for language in Language}
    return {"code": message.code, "message": texts}


def run_process(
    sender: Connection, settings: Settings, make: MakePlan, plan: StoredPlan, kind: PlanKind
) -> None:
    """Be the process of a plan: the server answers what tells both to stop, and then ends us."""
    for told_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told_to_stop, signal.SIG_IGN)
    logging.config.dictConfig(log_config(settings))
    logging.captureWarnings(capture=True)
    threading.Thread(target=_end_with_server, daemon=True).start()
    compute_plan(sender, settings, make, plan, kind=kind)


def compute_plan(
    sender: Connection,
    settings: Settings,
    make: MakePlan,
    plan: StoredPlan,
    *,
    kind: PlanKind = SITING,
) -> None:
    """Compute a plan from today's data and store it; tell of expected failures, raise others."""
    tell = _Teller(sender)
    try:
        tell(PlanStage.LOADING, 0)
        network = _network_in_use(settings)
        with closing(connect(settings.database_url)) as database:
            made = make(database, plan, settings=settings, network=network, on_progress=tell)
            _store(database, plan.code, made, kind)
    except NiangjiaError as error:
        sender.send(News(problem=describe_problem(error.message, **error.values)))
    except MemoryError:
        logger.exception("plan %s needs more memory than there is", plan.code)
        sender.send(News(problem=describe_problem(PLAN_KILLED)))


def _network_in_use(settings: Settings) -> StreetNetwork | None:
    """Load the street network; where it cannot be used, travel times are estimated."""
    try:
        return configured_network(settings)
    except NiangjiaError as error:
        logger.warning("travel times of a plan are estimated: %s", error)
        return None


def _store(database: Database, code: str, made: MadePlan, kind: PlanKind) -> None:
    """Store the result; minutes of work wait for a database that is away for a while."""
    end = time.monotonic() + STORE_FOR_S
    while True:
        try:
            with database.transaction() as session:
                _finish(session, code, made, kind)
        except SourceUnavailable as error:
            if time.monotonic() > end:
                raise
            logger.warning("the result of plan %s waits: %s", code, error)
            time.sleep(STORE_AGAIN_S)
        else:
            return


def _finish(session: Session, code: str, made: MadePlan, kind: PlanKind) -> None:
    at, revision = now(), made.data_revision
    is_done = finish(session, code, made.result, data_revision=revision, at=at, kind=kind)
    if is_done and kind == OUTREACH:
        publish_in_place(session, code, at=at)


class _Teller:
    """Tells the server how far the plan is: each stage, and in between once a second at most."""

    def __init__(self, sender: Connection) -> None:
        self._sender = sender
        self._stage: str | None = None
        self._told_s = 0.0

    def __call__(self, stage: str, share: float) -> None:
        moment_s = time.monotonic()
        if stage == self._stage and moment_s < self._told_s + BETWEEN_NEWS_S:
            return
        self._stage, self._told_s = stage, moment_s
        self._sender.send(News(str(stage), share))


def _end_with_server() -> None:
    """End this process when the server has gone, even if it was killed."""
    server = multiprocessing.parent_process()
    if server is not None:
        wait([server.sentinel])
        os._exit(1)
