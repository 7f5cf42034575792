"""Who may compute next: so many plans at once, of both kinds and by all servers together."""

import datetime

from sqlalchemy import func, select

from data.database import Session
from data.job_columns import JobStatus
from data.plans import OUTREACH, SITING, PlanKind, StoredPlan, claim_next, count_queued
from data.revision import hold_writers

_QUEUE_LOCK = 7_205_041
"""Any number that is no other advisory lock of ours."""
_OTHER = {SITING.name: OUTREACH, OUTREACH.name: SITING}


def hold_queue(session: Session) -> None:
    """Make all who would queue or take a plan wait until this transaction ends.

    What is read next stays true. Imports go on meanwhile, but for SQLite, where only one writes
    anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        hold_writers(session)
    else:
        session.execute(select(func.pg_advisory_xact_lock(_QUEUE_LOCK)))


def claim_within(
    session: Session, *, at_once: int, at: datetime.datetime, kind: PlanKind
) -> StoredPlan | None:
    """Take the plan of a kind that has waited longest, if fewer than `at_once` are computed.

    One of the other kind that has waited longer goes first, unless one of that kind is computed:
    whoever takes those may be busy with it. It is looked at first without making others wait.
    """
    if not _may_begin(session, at_once, kind):
        return None
    hold_queue(session)
    return claim_next(session, at=at, kind=kind) if _may_begin(session, at_once, kind) else None


def _may_begin(session: Session, at_once: int, kind: PlanKind) -> bool:
    waits = count_queued(session, kind=kind) > 0
    if not waits or _count_running(session) >= at_once:
        return False
    return not _is_behind_other_kind(session, kind)


def _count_running(session: Session) -> int:
    return sum(_count_running_of(session, kind) for kind in (SITING, OUTREACH))


def _count_running_of(session: Session, kind: PlanKind) -> int:
    table = kind.table
    counted = select(func.count()).select_from(table).where(table.status == JobStatus.RUNNING)
    return session.scalars(counted).one()


def _is_behind_other_kind(session: Session, kind: PlanKind) -> bool:
    other = _OTHER[kind.name]
    waiting_since = _first_queued_at(session, other)
    own = _first_queued_at(session, kind)
    is_later = own is not None and waiting_since is not None and waiting_since < own
    return is_later and not _count_running_of(session, other)


def _first_queued_at(session: Session, kind: PlanKind) -> datetime.datetime | None:
    table = kind.table
    first = select(func.min(table.created_at)).where(table.status == JobStatus.QUEUED)
    return session.scalar(first)
