"""The audit log: who changed what, when, from what to what; its rows are only ever added."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from data.actors import actor_of
from data.database import Session
from data.tables import AuditLog

Values = Mapping[str, object]


def note_change(
    session: Session,
    action: str,
    row: tuple[str, str],
    *,
    before: Values | None = None,
    after: Values | None = None,
    at: datetime.datetime,
) -> None:
    """Write down what the session's actor did to a row, given as its table and code.

    Of a change only the columns that differ are kept.
    """
    table_name, row_code = row
    if before is not None and after is not None:
        names = [name for name, value in after.items() if before.get(name) != value]
        before = {name: before.get(name) for name in names}
        after = {name: after[name] for name in names}
    session.add(
        AuditLog(
            at=at,
            account_code=actor_of(session).name,
            action=action,
            table_name=table_name,
            row_code=row_code,
            before=_plain(before),
            after=_plain(after),
        )
    )


def _plain(values: Values | None) -> dict[str, object] | None:
    """Make JSON of values."""
    if values is None:
        return None
    return {name: _plain_value(value) for name, value in values.items() if name != "id"}


def _plain_value(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | float | None) else str(value)
