"""Rows that whoever writes may not: those of other unions, as they are or as they would be."""

from collections.abc import Mapping, Sequence

from data.database import Session
from data.imports.fields import Kind
from data.imports.matching import Stored
from data.imports.report import Findings
from data.imports.rows import ImportRow
from data.scope import rows_in_scope
from geo.errors import InvalidInput
from geo.messages import Message

OUTSIDE_SCOPE = Message(
    "outside_scope",
    zh="这一条（{value}）不归您所在的工会管，或者改了以后就不归了，所以没有写入。"
    "请核对归属工会和经纬度，或请管理全市数据的同事来改。",
    en="this ({value}) is not in the area of your union, or would not be any more, so it is not "
    "written; check its union and its position, or ask somebody with an account for the whole city",
)
_TELLING_FIELDS = ("union_code", "service_point_code", "place_code", "lon")


def own_rows(session: Session, kind: Kind, stored: Stored) -> Stored:
    """Choose the stored rows that the actor may see: of others no check may tell anything."""
    is_ours = rows_in_scope(session, kind.table, list(stored.values()))
    return {code: row for (code, row), ours in zip(stored.items(), is_ours, strict=True) if ours}


def check_scope(
    session: Session,
    kind: Kind,
    rows: Sequence[ImportRow],
    stored: Stored,
    findings: Findings,
) -> None:
    """Note the rows that the actor may not write; those that are bad already are passed over."""
    good = [row for row in rows if row.line not in findings.bad_lines]
    known = [stored.get(str(row.values.get(kind.key))) for row in good]
    after = [{**(was or {}), **row.values} for row, was in zip(good, known, strict=True)]
    before = [was or new for was, new in zip(known, after, strict=True)]
    was_ours = rows_in_scope(session, kind.table, before)
    is_ours = rows_in_scope(session, kind.table, after)
    for row, *ours in zip(good, was_ours, is_ours, strict=True):
        if not all(ours):
            # As the row itself says: what is stored may be somebody else's.
            value = row.values.get(kind.identity[0]) or row.values.get(kind.key)
            error = InvalidInput(OUTSIDE_SCOPE, value=value)
            findings.row_error(row.line, _telling_field(kind, row.values), error)


def _telling_field(kind: Kind, values: Mapping[str, object]) -> str | None:
    """Name the field by which a row belongs to a union."""
    named = (name for name in _TELLING_FIELDS if kind.field(name) is not None)
    return next((name for name in named if name == "lon" or values.get(name) is not None), None)
