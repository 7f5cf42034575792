"""Stored plans: asked for, taken by one of the servers, computed, kept.

A plan goes from queued to running to one of the ends. Each step is one conditional UPDATE, so that
of several servers only one takes it. None of them raises the revision of the data. There are two
kinds, each in a table of its own.
"""

import datetime
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import cast

from sqlalchemy import delete, func, select, update

from data.audit import Action, note_change
from data.database import Session
from data.job_columns import JobStatus
from data.plan_figures import outreach_figures, siting_figures
from data.plan_messages import (
    OUTREACH_GONE_ON_FROM,
    OUTREACH_MESSAGES,
    OUTREACH_PUBLISHED,
    SITING_MESSAGES,
    PlanMessages,
)
from data.revision import hold_writers, read_revision
from data.scope import Conditions, in_scope, union_of_new
from data.tables import OutreachPlan, Plan
from geo.errors import Conflict, NotFound

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike."""
CODE_LENGTH = 6

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlanKind:
    """A kind of plan: what it is called in logs, where it is kept, how its codes begin, and more.

    `figures` takes what lists show from its content; `messages` are what is said of it.
    """

    name: str
    table: type[Plan | OutreachPlan]
    prefix: str
    figures: Callable[[Json], dict[str, object]]
    messages: PlanMessages


SITING = PlanKind("siting", Plan, "p", siting_figures, SITING_MESSAGES)
OUTREACH = PlanKind("outreach", OutreachPlan, "v", outreach_figures, OUTREACH_MESSAGES)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan without its result, which may be large: see `load_result`."""

    code: str
    status: JobStatus
    stage: str | None
    progress: float | None
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    author: str | None
    data_revision: int
    rerun_of: str | None
    request: Json
    problem: Json | None
    figures: Json | None
    union_code: str | None = None


_COLUMNS = {
    table: [getattr(table, field.name) for field in fields(StoredPlan)]
    for table in (Plan, OutreachPlan)
}


def add_plan(
    session: Session,
    request: Json,
    *,
    at: datetime.datetime,
    author: str | None = None,
    rerun_of: str | None = None,
    kind: PlanKind = SITING,
) -> StoredPlan:
    """Queue a plan under a new code.

    One that goes on from another, or asks the same again, is of the same union as that; else it is
    of the actor's.
    """
    plan = kind.table(
        code=new_code(at, kind.prefix),
        created_at=at,
        author=author,
        union_code=_union_of(session, request, rerun_of, kind),
        data_revision=read_revision(session),
        request=dict(request),
        rerun_of=rerun_of,
    )
    session.add(plan)
    session.flush()
    note_change(session, Action.CREATE, _row_of(plan.code, kind), after=_told(plan), at=at)
    return find_plan(session, plan.code, kind=kind)


def add_finished_plan(  # noqa: PLR0913  what is stored of a plan
    session: Session,
    request: Json,
    *,
    result: Json,
    data_revision: int,
    at: datetime.datetime,
    author: str | None = None,
    rerun_of: str | None = None,
    kind: PlanKind = SITING,
) -> str:
    """Store a plan that was computed already, and return its code."""
    plan = kind.table(
        code=new_code(at, kind.prefix),
        created_at=at,
        author=author,
        union_code=_union_of(session, request, rerun_of, kind),
        request=dict(request),
        rerun_of=rerun_of,
        **_done(kind, result, data_revision, at),
    )
    session.add(plan)
    session.flush()
    note_change(session, Action.CREATE, _row_of(plan.code, kind), after=_told(plan), at=at)
    return plan.code


def new_code(at: datetime.datetime, prefix: str) -> str:
    """Make the code of a plan: its kind, the day, and six letters or digits by chance.

    There are nearly 900 million a day; they are short enough to be read out, and safe in addresses.
    """
    chance = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{prefix}-{at:%Y%m%d}-{chance}"


def count_queued(session: Session, *, kind: PlanKind = SITING) -> int:
    """Count the plans that nobody has taken yet."""
    table = kind.table
    counted = select(func.count()).select_from(table).where(table.status == JobStatus.QUEUED)
    return session.scalars(counted).one()


def claim_next(
    session: Session, *, at: datetime.datetime, kind: PlanKind = SITING
) -> StoredPlan | None:
    """Take the plan that has waited longest; None where nothing waits.

    Where another server was quicker, the next one is tried.
    """
    table = kind.table
    oldest = select(table.code).where(table.status == JobStatus.QUEUED).order_by(table.id).limit(1)
    while (code := session.scalar(oldest)) is not None:
        taken = {"status": JobStatus.RUNNING, "started_at": at, "heartbeat_at": at}
        if _change(session, code, was=JobStatus.QUEUED, to=taken, kind=kind):
            return find_plan(session, code, kind=kind)
    return None


def note_progress(
    session: Session,
    code: str,
    *,
    at: datetime.datetime,
    stage: str | None = None,
    progress: float | None = None,
    kind: PlanKind = SITING,
) -> bool:
    """Write how far a plan is, and that its server lives.

    Returns whether to go on: not where somebody asked to cancel, or where it has ended.
    """
    seen = {"heartbeat_at": at, "stage": stage, "progress": progress}
    is_running = _change(session, code, was=JobStatus.RUNNING, to=seen, kind=kind)
    return is_running and not _wants_cancel(session, code, kind)


def finish(
    session: Session,
    code: str,
    result: Json,
    *,
    data_revision: int,
    at: datetime.datetime,
    kind: PlanKind = SITING,
) -> bool:
    """Store the result; False where the plan is no longer running, and nothing is stored."""
    done = _done(kind, result, data_revision, at)
    return _change(session, code, was=JobStatus.RUNNING, to=done, kind=kind)


def fail(
    session: Session, code: str, problem: Json, *, at: datetime.datetime, kind: PlanKind = SITING
) -> None:
    """End a running plan without a result: failed, or cancelled where that was asked.

    One that has ended stays as it is.
    """
    if _wants_cancel(session, code, kind):
        ended: Json = {"status": JobStatus.CANCELLED}
    else:
        ended = {"status": JobStatus.FAILED, "problem": dict(problem)}
    _change(session, code, was=JobStatus.RUNNING, to={**ended, "finished_at": at}, kind=kind)


def interrupt(
    session: Session, code: str, *, at: datetime.datetime, kind: PlanKind = SITING
) -> None:
    """End a running plan because its server stops."""
    interrupted = {"status": JobStatus.INTERRUPTED, "finished_at": at}
    _change(session, code, was=JobStatus.RUNNING, to=interrupted, kind=kind)


def list_heartbeats(
    session: Session, *, kind: PlanKind = SITING
) -> dict[str, datetime.datetime | None]:
    """Read when each running plan was last heard of, by its server's clock."""
    table = kind.table
    running = select(table.code, table.heartbeat_at).where(table.status == JobStatus.RUNNING)
    return dict(session.execute(running).all())


def mark_interrupted(
    session: Session,
    gone: Mapping[str, datetime.datetime | None],
    *,
    at: datetime.datetime,
    kind: PlanKind = SITING,
) -> list[str]:
    """End running plans not heard of again since the moments given; returns their codes."""
    table = kind.table
    running = update(table).where(table.status == JobStatus.RUNNING)
    interrupted = running.values(status=JobStatus.INTERRUPTED, finished_at=at)
    marked: list[str] = []
    for code, heard in gone.items():
        is_same = table.heartbeat_at.is_not_distinct_from(heard)
        ended = interrupted.where(table.code == code, is_same).returning(table.code)
        marked += session.scalars(ended, execution_options=_NO_SYNC)
    return marked


def ask_cancel(
    session: Session, code: str, *, at: datetime.datetime, kind: PlanKind = SITING
) -> StoredPlan:
    """Cancel a plan that waits, and ask the server of one that runs to end it.

    Raises NotFound, and Conflict where it has ended.
    """
    find_plan(session, code, kind=kind)
    cancelled = {"status": JobStatus.CANCELLED, "wants_cancel": True, "finished_at": at}
    is_heard = _change(session, code, was=JobStatus.QUEUED, to=cancelled, kind=kind) or _change(
        session, code, was=JobStatus.RUNNING, to={"wants_cancel": True}, kind=kind
    )
    plan = find_plan(session, code, kind=kind)
    if not is_heard:
        raise Conflict(kind.messages.ended, value=code, status=plan.status)
    note_change(session, Action.CANCEL, _row_of(code, kind), at=at)
    return plan


def delete_plan(session: Session, code: str, *, kind: PlanKind = SITING) -> None:
    """Delete a plan for good.

    Raises NotFound, and Conflict where it waits, runs or is published, even since a moment ago, or
    where another one goes on from it: of those the newest goes first. To be called before anything
    is read.
    """
    if kind == OUTREACH:
        hold_writers(session)
    plan = find_plan(session, code, kind=kind)
    if plan.status in (JobStatus.QUEUED, JobStatus.RUNNING):
        raise Conflict(kind.messages.goes_on, value=code)
    deleted = delete(kind.table).where(kind.table.code == code)
    if kind == OUTREACH:
        _require_newest(session, code)
        deleted = deleted.where(OutreachPlan.published_at.is_(None))
    gone = session.scalars(deleted.returning(kind.table.id), execution_options=_NO_SYNC)
    if gone.one_or_none() is None:
        find_plan(session, code, kind=kind)
        raise Conflict(OUTREACH_PUBLISHED, value=code)
    note_change(session, Action.DELETE, _row_of(code, kind), before=_told(plan))


def _row_of(code: str, kind: PlanKind) -> tuple[str, str]:
    return kind.table.__tablename__, code


def _told(plan: Plan | OutreachPlan | StoredPlan) -> Json:
    """Tell of a plan what the audit log has: what was asked may be large, and stays the plan's."""
    return {name: getattr(plan, name) for name in ("created_at", "author", "status", "rerun_of")}


def _require_newest(session: Session, code: str) -> None:
    """Keep a plan of visits that calendars of a later one are written from; raises Conflict."""
    going_on = select(OutreachPlan.code).where(OutreachPlan.request["replaces"].as_string() == code)
    other = session.scalar(going_on.order_by(OutreachPlan.id.desc()).limit(1))
    if other is not None:
        raise Conflict(OUTREACH_GONE_ON_FROM, value=code, other=other)


def find_plan(session: Session, code: str, *, kind: PlanKind = SITING) -> StoredPlan:
    """Load a plan without its result; raises NotFound."""
    found = select(*_COLUMNS[kind.table]).where(kind.table.code == code, *_seen(session, kind))
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(kind.messages.unknown, value=code)
    return StoredPlan(*row)


def load_result(session: Session, code: str, *, kind: PlanKind = SITING) -> Json | None:
    """Load the result of a plan, megabytes of it; None where there is none."""
    table = kind.table
    return session.scalar(select(table.result).where(table.code == code, *_seen(session, kind)))


def list_plans(
    session: Session, *, limit: int, before: str | None = None, kind: PlanKind = SITING
) -> list[StoredPlan]:
    """Load plans without their results, the newest first, from the one behind `before` on.

    Raises NotFound where there is no plan `before`.
    """
    table = kind.table
    seen = select(*_COLUMNS[kind.table]).where(*_seen(session, kind))
    listed = seen.order_by(table.id.desc()).limit(limit)
    if before is not None:
        find_plan(session, before, kind=kind)
        known = select(table.id).where(table.code == before)
        listed = listed.where(table.id < known.scalar_subquery())
    return [StoredPlan(*row) for row in session.execute(listed)]


def figures_of(plan: Json, *, kind: PlanKind = SITING) -> dict[str, object]:
    """Take the figures from the content of a plan."""
    return kind.figures(plan)


def _seen(session: Session, kind: PlanKind) -> Conditions:
    return in_scope(session, kind.table.__table__)


def _union_of(session: Session, request: Json, rerun_of: str | None, kind: PlanKind) -> str | None:
    made_from = rerun_of or request.get("replaces")
    return union_of_new(session, kind.table.__table__, made_from)


def _done(
    kind: PlanKind, result: Json, data_revision: int, at: datetime.datetime
) -> dict[str, object]:
    return {
        "status": JobStatus.DONE,
        "result": dict(result),
        "figures": kind.figures(cast("Json", result["plan"])),
        "data_revision": data_revision,
        "finished_at": at,
        "progress": 1.0,
    }


# Nothing that was loaded before is looked at again.
_NO_SYNC = {"synchronize_session": False}


def _change(session: Session, code: str, *, was: JobStatus, to: Json, kind: PlanKind) -> bool:
    """Change a plan if it has this status; returns whether it had."""
    table = kind.table
    changed = update(table).where(table.code == code, table.status == was).values(**to)
    found = session.scalars(changed.returning(table.id), execution_options=_NO_SYNC)
    return found.one_or_none() is not None


def _wants_cancel(session: Session, code: str, kind: PlanKind) -> bool:
    return bool(session.scalar(select(kind.table.wants_cancel).where(kind.table.code == code)))
