"""Visits: recorded once each, listed, and the last one of each place."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from sqlalchemy import func, insert, or_, select, tuple_, update

from data.audit import Action, note_change
from data.database import Session
from data.revision import hold_writers
from data.scope import in_scope
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
        _note(session, Action.CREATE, None, visit)
    elif replace(before, recorded_at=visit.recorded_at) != visit:
        changed = update(Visit).where(Visit.code == visit.code).values(**asdict(visit))
        session.execute(changed, execution_options={"synchronize_session": False})
        _note(session, Action.UPDATE, before, visit)
    return before is None


def _note(session: Session, action: Action, before: VisitRecord | None, after: VisitRecord) -> None:
    row, was = (Visit.__tablename__, after.code), _told(before) if before else None
    note_change(session, action, row, before=was, after=_told(after), at=after.recorded_at)


def _told(visit: VisitRecord) -> dict[str, object]:
    """Tell of a visit what the audit log has: when it was recorded is the entry's own moment."""
    return {name: value for name, value in asdict(visit).items() if name != "recorded_at"}


def find_visit(session: Session, code: str) -> VisitRecord | None:
    """Load a visit, whoever may see it; None where there is none of this code."""
    row = session.execute(select(*_COLUMNS).where(Visit.code == code)).one_or_none()
    return VisitRecord(*row) if row else None


def is_visit_seen(session: Session, visit: VisitRecord) -> bool:
    """Tell whether the actor may see and change a visit."""
    seen = in_scope(session, Visit.__table__)
    return session.scalar(select(Visit.id).where(Visit.code == visit.code, *seen)) is not None


def list_visits(
    session: Session,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    team: str | None = None,
    limit: int | None = None,
    before: str | None = None,
) -> list[VisitRecord]:
    """Load visits, the newest first: from `since` to `until`, both included, and of one team.

    With `before` those that come behind the visit of this code.
    """
    seen = in_scope(session, Visit.__table__)
    newest_first = select(*_COLUMNS).order_by(Visit.date.desc(), Visit.id.desc())
    listed = newest_first.where(*seen).limit(limit)
    if since is not None:
        listed = listed.where(Visit.date >= since)
    if until is not None:
        listed = listed.where(Visit.date <= until)
    if team is not None:
        listed = listed.where(Visit.team == team)
    if before is not None:
        columns = Visit.date, Visit.id
        known = [
            select(one).where(Visit.code == before, *seen).scalar_subquery() for one in columns
        ]
        listed = listed.where(tuple_(*columns) < tuple_(*known))
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
