"""Change one row by hand: checked as an import does, and never over somebody else's change."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from shapely import Point
from sqlalchemy import Result, delete, select, update

from data.audit import Action, note_change
from data.database import Session
from data.imports.fields import UNIONS, Field, Kind, kind_called
from data.imports.matching import Stored, load_stored, match_rows
from data.imports.positions import check_jurisdictions, locate_rows
from data.imports.references import resolve_references
from data.imports.report import Findings, RowError
from data.imports.rows import LAST_DAY_FIRST, MISSING_VALUE, ImportRow
from data.imports.scope_rows import check_scope
from data.imports.upsert import complete_new_rows, find_changes, write_changes
from data.revision import hold_writers
from data.scope import Conditions, in_scope, require_may_write
from geo.crs import Crs
from geo.errors import Conflict, InvalidInput, NotFound
from geo.messages import Message

ROW_UNKNOWN = Message(
    "row_unknown",
    zh="没有编号为“{value}”的记录，可能已经改名或删除。请回到列表里找。",
    en='there is no row with the code "{value}"; it may be gone: look in the list',
)
ROW_REFUSED = Message(
    "row_refused",
    zh="有 {count} 处填得不对，还没有保存。请看标红的地方。",
    en="{count} fields cannot be taken, and nothing was saved; see those marked",
)
CHANGED_MEANWHILE = Message(
    "changed_meanwhile",
    zh="在您填写的时候，别人改过这一条，还没有保存。请看两边的内容，再保存一次。",
    en="somebody changed this while you were writing, and nothing was saved; "
    "look at both, then save again",
)
CODE_TAKEN = Message(
    "code_taken",
    zh="编号“{value}”已经有了。请换一个，或留空由系统编号。",
    en='the code "{value}" is taken; choose another, or leave it empty to be given one',
)
SAME_PLACE_KNOWN = Message(
    "same_place_known",
    zh="100 米以内已经有一个“{value}”（编号 {code}）。请改那一条，或换个名称。",
    en='there is a "{value}" less than 100 m away already ({code}); change that one, or choose '
    "another name",
)
SAME_ROW_KNOWN = Message(
    "same_row_known",
    zh="“{value}”已经有一条同样的记录（编号 {code}）。请改那一条，或先删去它。",
    en='there is such a row of "{value}" already ({code}); change that one, or delete it first',
)

_POSITION = frozenset({"lon", "lat"})
_DEGREE_DIGITS = 6
_YES_NO = {True: "yes", False: "no"}
_LINE = 1

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote: every field as text, and in which datum the position is.

    `was` are the texts as they were shown before; None for a new row.
    """

    texts: Texts
    was: Texts | None = None
    crs: Crs = Crs.WGS84

    @property
    def changed(self) -> set[str]:
        """The fields that were written to; half a position is a position."""
        known = self.was or {}
        names = {name for name, text in self.texts.items() if text != known.get(name, "")}
        moved = bool(names & _POSITION) or (self.was is not None and self.crs is not Crs.WGS84)
        return names | _POSITION if moved and self.texts.keys() >= _POSITION else names


class RowRefused(InvalidInput):
    """Fields that cannot be taken; `errors` says why, by field."""

    def __init__(self, errors: Mapping[str, RowError]) -> None:
        super().__init__(ROW_REFUSED, count=len(errors))
        self.errors = errors


class ChangedMeanwhile(Conflict):
    """A row that somebody else changed; `now` has its texts as they are."""

    def __init__(self, now: Texts) -> None:
        super().__init__(CHANGED_MEANWHILE)
        self.now = now


def load_texts(session: Session, kind_name: str, code: str) -> dict[str, str]:
    """Load a row as a form shows it, by field; raises NotFound."""
    kind = kind_called(kind_name)
    return texts_of(kind, _load_row(session, kind, code))


def texts_of(kind: Kind, row: Mapping[str, object]) -> dict[str, str]:
    """Write the values of a row as texts that are read back as the same values."""
    return {field.name: _text(row, field.name) for field in kind.fields}


def change_row(
    session: Session, kind_name: str, code: str, draft: Draft, *, at: datetime.datetime
) -> None:
    """Write the fields that a draft changes.

    Raises NotFound, ChangedMeanwhile where the row is no longer as it `was`, and RowRefused.
    """
    kind = kind_called(kind_name)
    require_may_write(session, kind.table)
    # Whoever comes second waits here until the first is done, and then sees what he did.
    session.execute(update(kind.table).where(kind.table.c.code == code).values(code=code))
    row = _load_row(session, kind, code)
    now = texts_of(kind, row)
    if draft.was is not None and any(now[name] != text for name, text in draft.was.items()):
        raise ChangedMeanwhile(now)
    edit = ImportRow(_LINE, {kind.key: code})
    stored = {code: row}
    findings = _check(session, kind, edit, draft, stored)
    check_scope(session, kind, [edit], stored, findings)
    _refuse_errors(kind, findings)
    _write(session, kind, edit, stored, at)


def add_row(session: Session, kind_name: str, draft: Draft, *, at: datetime.datetime) -> str:
    """Write a new row and return its code, made from its name where none is given.

    Raises RowRefused, also where the same is stored already.
    """
    kind = kind_called(kind_name)
    require_may_write(session, kind.table)
    hold_writers(session)
    stored = load_stored(session, kind)
    edit = ImportRow(_LINE, {})
    findings = _check(session, kind, edit, draft, stored)
    code = edit.values.get(kind.key)
    if code in stored:
        findings.row_error(_LINE, kind.key, InvalidInput(CODE_TAKEN, value=code))
    _refuse_errors(kind, findings)
    match_rows(kind, [edit], stored, findings)
    check_scope(session, kind, [edit], stored, findings)
    _refuse_errors(kind, findings)
    complete_new_rows(kind, [edit], stored, findings)
    if edit.values.get(kind.key) in stored:
        message = SAME_PLACE_KNOWN if kind.has_location else SAME_ROW_KNOWN
        known = {"value": edit.values[kind.identity[0]], "code": edit.values[kind.key]}
        findings.row_error(_LINE, kind.identity[0], InvalidInput(message, **known))
    _refuse_errors(kind, findings)
    _write(session, kind, edit, stored, at)
    return str(edit.values[kind.key])


def delete_closure(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Take back a closure; raises NotFound, also where somebody else just did."""
    kind = kind_called("closures")
    found = _found(session, kind, code)
    # Of two at the same moment only one gets the row back.
    row = _only_row(session.execute(delete(kind.table).where(*found).returning(kind.table)), code)
    note_change(session, Action.DELETE, (kind.table.name, code), before=row, at=at)


def _load_row(session: Session, kind: Kind, code: str) -> Mapping[str, object]:
    found = _found(session, kind, code)
    return _only_row(session.execute(select(kind.table).where(*found)), code)


def _found(session: Session, kind: Kind, code: str) -> Conditions:
    return kind.table.c.code == code, *in_scope(session, kind.table)


def _only_row(found: Result[tuple[object, ...]], code: str) -> Mapping[str, object]:
    row = found.one_or_none()
    if row is None:
        raise NotFound(ROW_UNKNOWN, value=code)
    return dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public way to a row's columns


def _text(row: Mapping[str, object], name: str) -> str:
    location = row.get("location")
    if name in _POSITION:
        if not isinstance(location, Point):
            return ""
        return f"{location.x if name == 'lon' else location.y:.{_DEGREE_DIGITS}f}"
    value = row[name]
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None else str(value)


def _check(session: Session, kind: Kind, edit: ImportRow, draft: Draft, stored: Stored) -> Findings:
    """Read what was written into the values of the row, as an import would."""
    findings = Findings({field.name: field.name for field in kind.fields})
    is_new = draft.was is None
    for field in kind.fields:
        if field.name in draft.changed or (is_new and field.is_required):
            _read(field, draft.texts.get(field.name, ""), edit, findings)
    _check_days(edit, findings)
    if kind.has_location:
        _locate(kind, edit, draft, findings)
    resolve_references(session, kind, [edit], findings)
    if edit.values.get("location"):
        areas = session.scalars(select(UNIONS.c.area).where(UNIONS.c.area.is_not(None))).all()
        check_jurisdictions(kind, [edit], areas, stored, findings)
    return findings


def _locate(kind: Kind, edit: ImportRow, draft: Draft, findings: Findings) -> None:
    """Give the row its location; a new one must have one, unless its numbers are bad already."""
    is_readable = not any(error.column in _POSITION for error in findings.errors)
    if draft.was is None and kind.needs_location and is_readable:
        edit.values = {"lon": None, "lat": None, **edit.values}
    locate_rows(kind, [edit], draft.crs, findings)


def _read(field: Field, text: str, edit: ImportRow, findings: Findings) -> None:
    try:
        value = field.convert(text)
        if value is None and field.is_required:
            raise InvalidInput(MISSING_VALUE)
        if value is None and field.default is not None:
            value = field.default
        edit.values[field.name] = value
    except InvalidInput as error:
        findings.row_error(_LINE, field.name, error)


def _check_days(edit: ImportRow, findings: Findings) -> None:
    first, last = edit.values.get("first_day"), edit.values.get("last_day")
    if first is not None and last is not None and str(last) < str(first):
        error = InvalidInput(LAST_DAY_FIRST, value=last, first_day=first)
        findings.row_error(_LINE, "last_day", error)


def _refuse_errors(kind: Kind, findings: Findings) -> None:
    if findings.errors:
        found = {error.column or kind.key: error for error in reversed(findings.errors)}
        raise RowRefused({f.name: found[f.name] for f in kind.fields if f.name in found})


def _write(
    session: Session, kind: Kind, edit: ImportRow, stored: Stored, at: datetime.datetime
) -> None:
    changes = find_changes(kind, [edit], stored)
    if changes.rows:
        write_changes(session, kind, changes, lambda _: None, at=at)
