"""Stored plans: asked for, taken by one of the servers, computed, kept.

A plan goes from queued to running to one of the ends. Each step is one conditional UPDATE, so that
of several servers only one takes it. None of them raises the revision of the data.
"""

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import cast

from sqlalchemy import delete, func, select, update

from data.database import Session
from data.job_columns import JobStatus
from data.revision import read_revision
from data.tables import Plan
from geo.errors import Conflict, NotFound
from geo.messages import Message

PLAN_UNKNOWN = Message(
    "plan_unknown",
    zh="没有编号为“{value}”的规划方案。请到方案列表里核对编号。",
    en='there is no plan with the code "{value}"; look its code up in the list of plans',
)
PLAN_ENDED = Message(
    "plan_ended",
    zh="方案 {value} 已经结束（{status}），不能再取消。",
    en="plan {value} has ended already ({status}) and cannot be cancelled any more",
)

PLAN_GOES_ON = Message(
    "plan_goes_on",
    zh="方案 {value} 还在排队或计算，请先取消再删除。",
    en="plan {value} waits or is being computed; cancel it before it is deleted",
)

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike."""
CODE_LENGTH = 6

FIGURES = (
    "people",
    "covered_before",
    "covered_after",
    "spent",
    "budget",
    "bound",
    "status",
    "relative_gap",
)
"""Numbers of a plan that lists and comparisons show."""

Json = Mapping[str, object]


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


_COLUMNS = [getattr(Plan, field.name) for field in fields(StoredPlan)]


def add_plan(
    session: Session,
    request: Json,
    *,
    at: datetime.datetime,
    author: str | None = None,
    rerun_of: str | None = None,
) -> StoredPlan:
    """Queue a plan under a new code."""
    plan = Plan(
        code=new_code(at),
        created_at=at,
        author=author,
        data_revision=read_revision(session),
        request=dict(request),
        rerun_of=rerun_of,
    )
    session.add(plan)
    session.flush()
    return find_plan(session, plan.code)


def add_finished_plan(  # noqa: PLR0913  what is stored of a plan
    session: Session,
    request: Json,
    *,
    result: Json,
    data_revision: int,
    at: datetime.datetime,
    author: str | None = None,
    rerun_of: str | None = None,
) -> str:
    """Store a plan that was computed already, and return its code."""
    plan = Plan(
        code=new_code(at),
        created_at=at,
        author=author,
        request=dict(request),
        rerun_of=rerun_of,
        **_done(result, data_revision, at),
    )
    session.add(plan)
    session.flush()
    return plan.code


def new_code(at: datetime.datetime) -> str:
    """Make the code of a plan: `p-`, the day, and six letters or digits by chance.

    There are nearly 900 million a day; they are short enough to be read out, and safe in addresses.
    """
    chance = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"p-{at:%Y%m%d}-{chance}"


def count_queued(session: Session) -> int:
    """Count the plans that nobody has taken yet."""
    counted = select(func.count()).select_from(Plan).where(Plan.status == JobStatus.QUEUED)
    return session.scalars(counted).one()


def claim_next(session: Session, *, at: datetime.datetime) -> StoredPlan | None:
    """Take the plan that has waited longest; None where nothing waits.

    Where another server was quicker, the next one is tried.
    """
    oldest = select(Plan.code).where(Plan.status == JobStatus.QUEUED).order_by(Plan.id).limit(1)
    while (code := session.scalar(oldest)) is not None:
        taken = {"status": JobStatus.RUNNING, "started_at": at, "heartbeat_at": at}
        if _change(session, code, JobStatus.QUEUED, taken):
            return find_plan(session, code)
    return None


def note_progress(
    session: Session,
    code: str,
    *,
    at: datetime.datetime,
    stage: str | None = None,
    progress: float | None = None,
) -> bool:
    """Write how far a plan is, and that its server lives.

    Returns whether to go on: not where somebody asked to cancel, or where it has ended.
    """
    seen = {"heartbeat_at": at, "stage": stage, "progress": progress}
    return _change(session, code, JobStatus.RUNNING, seen) and not _wants_cancel(session, code)


def finish(
    session: Session, code: str, result: Json, *, data_revision: int, at: datetime.datetime
) -> bool:
    """Store the result; False where the plan is no longer running, and nothing is stored."""
    return _change(session, code, JobStatus.RUNNING, _done(result, data_revision, at))


def fail(session: Session, code: str, problem: Json, *, at: datetime.datetime) -> None:
    """End a running plan without a result: failed, or cancelled where that was asked.

    One that has ended stays as it is.
    """
    if _wants_cancel(session, code):
        ended: Json = {"status": JobStatus.CANCELLED}
    else:
        ended = {"status": JobStatus.FAILED, "problem": dict(problem)}
    _change(session, code, JobStatus.RUNNING, {**ended, "finished_at": at})


def interrupt(session: Session, code: str, *, at: datetime.datetime) -> None:
    """End a running plan because its server stops."""
    interrupted = {"status": JobStatus.INTERRUPTED, "finished_at": at}
    _change(session, code, JobStatus.RUNNING, interrupted)


def mark_interrupted(
    session: Session, *, before: datetime.datetime, at: datetime.datetime
) -> list[str]:
    """End running plans whose server has not been heard of since `before`; returns their codes.

    Looks first, since on SQLite an UPDATE keeps other writers out even where it changes nothing.
    """
    is_stale = (Plan.status == JobStatus.RUNNING) & (Plan.heartbeat_at < before)
    if session.scalar(select(Plan.id).where(is_stale).limit(1)) is None:
        return []
    marked = update(Plan).where(is_stale).values(status=JobStatus.INTERRUPTED, finished_at=at)
    return list(session.scalars(marked.returning(Plan.code), execution_options=_NO_SYNC))


def ask_cancel(session: Session, code: str, *, at: datetime.datetime) -> StoredPlan:
    """Cancel a plan that waits, and ask the server of one that runs to end it.

    Raises NotFound, and Conflict where it has ended.
    """
    cancelled = {"status": JobStatus.CANCELLED, "wants_cancel": True, "finished_at": at}
    is_heard = _change(session, code, JobStatus.QUEUED, cancelled) or _change(
        session, code, JobStatus.RUNNING, {"wants_cancel": True}
    )
    plan = find_plan(session, code)
    if not is_heard:
        raise Conflict(PLAN_ENDED, value=code, status=plan.status)
    return plan


def delete_plan(session: Session, code: str) -> None:
    """Delete a plan for good; raises NotFound, and Conflict where it waits or runs."""
    plan = find_plan(session, code)
    if plan.status in (JobStatus.QUEUED, JobStatus.RUNNING):
        raise Conflict(PLAN_GOES_ON, value=code)
    session.execute(delete(Plan).where(Plan.code == code), execution_options=_NO_SYNC)


def find_plan(session: Session, code: str) -> StoredPlan:
    """Load a plan without its result; raises NotFound."""
    row = session.execute(select(*_COLUMNS).where(Plan.code == code)).one_or_none()
    if row is None:
        raise NotFound(PLAN_UNKNOWN, value=code)
    return StoredPlan(*row)


def load_result(session: Session, code: str) -> Json | None:
    """Load the result of a plan, megabytes of it; None where there is none."""
    return session.scalar(select(Plan.result).where(Plan.code == code))


def list_plans(session: Session, *, limit: int, before: str | None = None) -> list[StoredPlan]:
    """Load plans without their results, the newest first, from the one behind `before` on.

    Raises NotFound where there is no plan `before`.
    """
    listed = select(*_COLUMNS).order_by(Plan.id.desc()).limit(limit)
    if before is not None:
        find_plan(session, before)
        listed = listed.where(
            Plan.id < select(Plan.id).where(Plan.code == before).scalar_subquery()
        )
    return [StoredPlan(*row) for row in session.execute(listed)]


def figures_of(plan: Json) -> dict[str, object]:
    """Take the figures from the content of a plan."""
    return {name: plan[name] for name in FIGURES}


def _done(result: Json, data_revision: int, at: datetime.datetime) -> dict[str, object]:
    return {
        "status": JobStatus.DONE,
        "result": dict(result),
        "figures": figures_of(cast("Json", result["plan"])),
        "data_revision": data_revision,
        "finished_at": at,
        "progress": 1.0,
    }


# Nothing that was loaded before is looked at again.
_NO_SYNC = {"synchronize_session": False}


def _change(session: Session, code: str, status: JobStatus, values: Json) -> bool:
    """Change a plan if it has this status; returns whether it had."""
    changed = update(Plan).where(Plan.code == code, Plan.status == status).values(**values)
    found = session.scalars(changed.returning(Plan.id), execution_options=_NO_SYNC)
    return found.one_or_none() is not None


def _wants_cancel(session: Session, code: str) -> bool:
    return bool(session.scalar(select(Plan.wants_cancel).where(Plan.code == code)))
