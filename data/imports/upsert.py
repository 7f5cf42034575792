"""Write rows in bulk: what is new is added, what differs is updated, the rest is not touched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import isclose

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects import postgresql, sqlite

from data.audit import Action, RowChange, note_change, note_rows
from data.database import Session
from data.imports.fields import Kind
from data.imports.matching import Stored
from data.imports.report import Findings, ImportReport
from data.imports.rows import ImportRow
from geo.errors import InvalidInput
from geo.messages import Message

MISSING_COLUMN = Message(
    "missing_column",
    zh="文件里没有“{value}”这一列，而有 {rows} 行是新的，必须有它。"
    "请补上这一列，或用 --map 列名={value} 或 --set {value}=值 指明。",
    en="the file has no column for {value}, which its {rows} new rows need; add it, "
    "or use --map HEADER={value} or --set {value}=VALUE",
)
DEFAULT_TAKEN = Message(
    "default_taken",
    zh="文件里没有“{field}”这一列，{rows} 个新行按“{value}”导入。可用 --set {field}=值 改变。",
    en="the file has no column for {field}: {rows} new rows are imported as {value}; "
    "change it with --set {field}=VALUE",
)
TOO_MANY_KINDS = Message(
    "too_many_kinds",
    zh="这种名单最多 {most} 种，导入后会有 {value} 种。请减少新增的项目，或把相近的合并。",
    en="there may be {most} of this list, but with the file there would be {value}; "
    "add fewer, or join those that are alike",
)

SAME_DEGREES = 1e-7
"""One centimetre: formats that keep fewer digits change nothing when they come back."""
CHUNK_ROWS = 5_000
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to write, all with the same columns, and how many of each sort there are.

    `told` has of the same rows, in the same order, what is new, for the audit log.
    """

    rows: Sequence[Values]
    told: Sequence[RowChange]
    added: int
    updated: int
    unchanged: int


def complete_new_rows(
    kind: Kind, rows: Sequence[ImportRow], stored: Stored, findings: Findings
) -> None:
    """Give new rows the defaults of columns that the file lacks; note what they must have."""
    new = [row for row in rows if str(row.values[kind.key]) not in stored]
    _note_lacking(kind, new, findings)
    defaults = {field.name: field.default for field in kind.fields if field.default is not None}
    for row in new:
        row.values = {**defaults, **row.values}


def _note_lacking(kind: Kind, new: Sequence[ImportRow], findings: Findings) -> None:
    """Note what new rows must have and lack: a default is a warning, none an error."""
    needed = {field.name: field.default for field in kind.fields if field.is_required}
    if kind.needs_location:
        needed["location"] = None
    for name, default in needed.items():
        lacking = [row for row in new if name not in row.values]
        if lacking and default is None:
            shown = "lon" if name == "location" else name
            findings.file_error(InvalidInput(MISSING_COLUMN, value=shown, rows=len(lacking)))
        elif lacking:
            values = {"value": default, "field": name, "rows": len(lacking)}
            findings.warning(InvalidInput(DEFAULT_TAKEN, **values))


def find_changes(kind: Kind, rows: Sequence[ImportRow], stored: Stored) -> Changes:
    """Compare rows with what is stored; columns that the file lacks keep what is stored."""
    told = {column for row in rows for column in row.values}
    columns = [c.name for c in kind.table.columns if c.name in told or not c.nullable]
    columns.remove("id")
    blank = dict.fromkeys(columns)
    added, updated = [], []
    new, changed = [], []
    for row in rows:
        code = str(row.values[kind.key])
        old = stored.get(code)
        if old is None:
            added.append(blank | row.values)
            new.append(RowChange(code, None, row.values))
        elif after := {name: to for name, to in row.values.items() if differs(old[name], to)}:
            updated.append({column: old[column] for column in columns} | row.values)
            changed.append(RowChange(code, {name: old[name] for name in after}, after))
    unchanged = len(rows) - len(added) - len(updated)
    return Changes([*added, *updated], [*new, *changed], len(added), len(updated), unchanged)


def check_room(kind: Kind, changes: Changes, stored: Stored, findings: Findings) -> None:
    """Note when there would be more rows of a kind than there may be."""
    count = len(stored) + changes.added
    if kind.most_rows is not None and changes.added and count > kind.most_rows:
        findings.file_error(InvalidInput(TOO_MANY_KINDS, value=count, most=kind.most_rows))


def write_changes(
    session: Session,
    kind: Kind,
    changes: Changes,
    on_written: Callable[[int], None],
    *,
    at: datetime | None = None,
) -> None:
    """Write all rows, chunk by chunk, and who did; `on_written` is told how many are done.

    A chunk is one `executemany`, which psycopg pipelines: twice as fast as many rows in one long
    statement, which it would take apart anew every time.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite if is_sqlite else postgresql).insert(kind.table)
    done = 0
    for chunk in _chunks(changes.rows):
        replaced = {name: insert.excluded[name] for name in chunk[0] if name != kind.key}
        statement = insert.on_conflict_do_update(index_elements=[kind.key], set_=replaced)
        session.execute(statement, chunk)
        done += len(chunk)
        on_written(done)
    note_rows(session, kind.table.name, changes.told, at=at)


def note_import(session: Session, table_name: str, report: ImportReport) -> None:
    """Write down that a file was imported, and how many of its rows came to what."""
    counts = {
        "rows": report.rows,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
    }
    note_change(session, Action.IMPORT, (table_name, report.file), after=counts)


def _chunks(rows: Sequence[Values]) -> Iterator[list[Values]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK_ROWS)):
        yield chunk


def differs(old: object, new: object) -> bool:
    """Whether a stored value would change; not by less than formats round it."""
    if isinstance(old, BaseGeometry) and isinstance(new, BaseGeometry):
        return not _is_same_shape(old, new)
    if isinstance(old, float) and isinstance(new, int | float):
        return not isclose(old, new, rel_tol=1e-9)
    return old != new


def _is_same_shape(old: BaseGeometry, new: BaseGeometry) -> bool:
    """Compare within a centimetre, whatever ring comes first and whichever way it turns."""
    if shapely.equals_exact(old, new, SAME_DEGREES):
        return True
    return old.geom_type != "Point" and bool(
        shapely.equals_exact(shapely.normalize(old), shapely.normalize(new), SAME_DEGREES)
    )
