"""The audit log: who changed what, when, from what to what; its rows are only ever added."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, func, insert, select

from data.actors import actor_of
from data.database import Session
from data.moments import Moment
from data.tables import AuditLog, Base

ROWS_AT_ONCE = 1_000
"""How many entries are written by one statement, and read at a time."""
LARGEST_ID = 2**31 - 1
"""Of the numbers that PostGIS gives to entries; it fails when asked about a larger one."""
NEVER_KEPT = frozenset({"id", "password_hash", "token_hash", "key"})
"""Columns that say nothing to a reader, or too much."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
_DEGREE_DIGITS = 6
_DIGEST_DIGITS = 12

Values = Mapping[str, object]


class Action(StrEnum):
    """What was done; which of these there are depends on the table."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"
    RESTORE = "restore"
    CANCEL = "cancel"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RENEW = "renew"
    SIGN_IN = "sign_in"
    LOCK = "lock"
    SET_PASSWORD = "set_password"  # noqa: S105  the name of an act
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is new, without `before`, or of which `after` has the columns that changed."""

    code: str
    before: Values | None
    after: Values

    @property
    def action(self) -> Action:
        """Whether the row was made or changed."""
        return Action.CREATE if self.before is None else Action.UPDATE


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is stored."""

    id: int
    at: datetime.datetime
    account_code: str | None
    action: str
    table_name: str
    row_code: str
    before: Values | None
    after: Values | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are asked for: `since` is the first moment, `until` the one after the last.

    `who` is a name as the log has it, or an account or a team by its code alone.
    """

    who: str | None = None
    table: str | None = None
    code: str | None = None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None


# What the ORM would look after takes half as long again as the rest of an import.
_TABLE = Base.metadata.tables[AuditLog.__tablename__]
_COLUMNS = [getattr(AuditLog, field.name) for field in fields(Entry)]


def note_change(
    session: Session,
    action: str,
    row: tuple[str, str],
    *,
    before: Values | None = None,
    after: Values | None = None,
    at: datetime.datetime | None = None,
) -> None:
    """Write down what the session's actor did to a row, given as its table and code.

    Of a change only the columns that differ are kept, of a row that comes or goes only what is
    known. Without `at` it is now by the clock of the database.
    """
    table_name, row_code = row
    if before is not None and after is not None:
        names = [name for name, value in after.items() if before.get(name) != value]
        before = {name: before.get(name) for name in names}
        after = {name: after[name] for name in names}
    _write(session, table_name, [_entry(action, row_code, before, after)], at)


def note_rows(
    session: Session,
    table_name: str,
    changes: Sequence[RowChange],
    *,
    at: datetime.datetime | None = None,
) -> None:
    """Write down what the session's actor did to many rows of a table: an entry for each.

    The same is kept as by `note_change`.
    """
    moment = at or _moment_of(session)
    for first in range(0, len(changes), ROWS_AT_ONCE):
        chunk = changes[first : first + ROWS_AT_ONCE]
        entries = [_entry(one.action, one.code, one.before, one.after) for one in chunk]
        _write(session, table_name, entries, moment)


def list_entries(
    session: Session, asked: AuditFilter, *, limit: int, before: int | None = None
) -> list[Entry]:
    """Load entries, the newest first, from the one behind the number `before` on."""
    listed = select(*_COLUMNS).where(*_conditions(asked)).order_by(AuditLog.id.desc()).limit(limit)
    if before is not None:
        listed = listed.where(AuditLog.id < min(before, LARGEST_ID))
    return [Entry(*row) for row in session.execute(listed)]


def count_entries(session: Session, asked: AuditFilter) -> int:
    """Count the entries that are asked for."""
    counted = select(func.count()).select_from(AuditLog).where(*_conditions(asked))
    return session.scalars(counted).one()


def _entry(action: str, code: str, before: Values | None, after: Values | None) -> Values:
    was, now = _plain(before), _plain(after)
    if was is None or now is None:
        was, now = _known(was), _known(now)
    return {"row_code": code, "action": action, "before": was, "after": now}


def _known(values: Values | None) -> Values | None:
    return values and {name: value for name, value in values.items() if value not in (None, [])}


def _write(
    session: Session,
    table_name: str,
    entries: Sequence[Values],
    at: datetime.datetime | None,
) -> None:
    actor = actor_of(session)
    same = {
        "at": at or _moment_of(session),
        "account_code": actor.name,
        "table_name": table_name,
        "request_id": actor.request_id,
    }
    session.execute(insert(_TABLE), [same | dict(entry) for entry in entries])


def _moment_of(session: Session) -> datetime.datetime:
    return session.scalars(select(func.now(type_=Moment))).one()


def _conditions(asked: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if asked.who is not None:
        names = [asked.who, f"account:{asked.who}", f"team:{asked.who}"]
        by_token = AuditLog.account_code.startswith(f"account:{asked.who}/", autoescape=True)
        yield AuditLog.account_code.in_(names) | by_token
    if asked.table is not None:
        yield AuditLog.table_name == asked.table
    if asked.code is not None:
        yield AuditLog.row_code == asked.code
    if asked.since is not None:
        yield AuditLog.at >= asked.since
    if asked.until is not None:
        yield AuditLog.at < asked.until


def _plain(values: Values | None) -> Values | None:
    """Make JSON of values."""
    if values is None:
        return None
    return {name: _plain_value(value) for name, value in values.items() if name not in NEVER_KEPT}


def _plain_value(value: object) -> object:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, BaseGeometry):
        return _shape_text(value)
    return str(value)


def _shape_text(shape: BaseGeometry) -> str:
    """Write a point as lon and lat; of an area, which may be large, what tells it from others."""
    if isinstance(shape, shapely.Point):
        return f"{shape.x:.{_DEGREE_DIGITS}f}, {shape.y:.{_DEGREE_DIGITS}f}"
    digest = hashlib.sha256(shape.wkb).hexdigest()[:_DIGEST_DIGITS]
    return f"{shape.geom_type}, {shapely.get_num_coordinates(shape)} points, sha256 {digest}"
