"""Visits: recorded once each, listed, and the last one of each place."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from sqlalchemy import func, insert, or_, select, update

from data.database import Session
from data.revision import hold_writers
from data.tables import Visit
from geo.places import PlaceKind
from planner.visited import PlaceKey, group_days
from planner.visits import VisitOutcome, VisitRecord

_COLUMNS = [getattr(Visit, field.name) for field in fields(VisitRecord)]
_WAS_THERE = or_(Visit.outcome.is_(None), Visit.outcome == VisitOutcome.MET)


def record_visit(session: Session, visit: VisitRecord) -> bool:
    """Store a visit, and return whether it is new; one of the same code is replaced.

    Where nothing is different but when it was recorded, nothing is written: what is sent again
    because the first answer was lost raises no revision. To be called before anything is read.
    """
    hold_writers(session)
    before = find_visit(session, visit.code)
    if before is None:
        session.execute(insert(Visit).values(**asdict(visit)))
    elif replace(before, recorded_at=visit.recorded_at) != visit:
        changed = update(Visit).where(Visit.code == visit.code).values(**asdict(visit))
        session.execute(changed, execution_options={"synchronize_session": False})
    return before is None


def find_visit(session: Session, code: str) -> VisitRecord | None:
    """Load a visit; None where there is none of this code."""
    row = session.execute(select(*_COLUMNS).where(Visit.code == code)).one_or_none()
    return VisitRecord(*row) if row else None


def list_visits(
    session: Session,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    team: str | None = None,
    limit: int | None = None,
) -> list[VisitRecord]:
    """Load visits, the newest first: from `since` to `until`, both included, and of one team."""
    listed = select(*_COLUMNS).order_by(Visit.date.desc(), Visit.id.desc()).limit(limit)
    if since is not None:
        listed = listed.where(Visit.date >= since)
    if until is not None:
        listed = listed.where(Visit.date <= until)
    if team is not None:
        listed = listed.where(Visit.team == team)
    return [VisitRecord(*row) for row in session.execute(listed)]


def load_last_visits(
    session: Session, *, before: datetime.date
) -> dict[tuple[PlaceKind | None, str], datetime.date]:
    """Load when staff last were at each place before a day: they met people, or it is unknown.

    Visits that do not say the kind of their place stand under None.
    """
    last = (
        select(Visit.place_kind, Visit.place_code, func.max(Visit.date))
        .where(_WAS_THERE, Visit.date < before)
        .group_by(Visit.place_kind, Visit.place_code)
    )
    return {(kind, code): day for kind, code, day in session.execute(last)}


def load_visit_days(
    session: Session, *, since: datetime.date
) -> Mapping[PlaceKey, Sequence[datetime.date]]:
    """Load the days from `since` on when staff were at each place: met people, or it is unknown."""
    days = select(Visit.place_kind, Visit.place_code, Visit.date)
    rows = session.execute(days.where(_WAS_THERE, Visit.date >= since))
    return group_days(((kind, code), day) for kind, code, day in rows)
