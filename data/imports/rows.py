"""Turn the rows of a file into values of the table's columns, noting every cell that is bad."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from data.imports.fields import Field, Kind
from data.imports.listed import Listed
from data.imports.readers import RawRow, RawTable
from data.imports.report import Findings
from geo.errors import InvalidInput
from geo.messages import Message

MISSING_VALUE = Message(
    "missing_value",
    zh="这一格必须填写。请补上。",
    en="this cell may not be empty; fill it in",
)
TOO_MANY_CELLS = Message(
    "too_many_cells",
    zh="这一行比表头多出“{value:、}”。如果内容里有逗号，请用双引号括起来。",
    en='the row has "{value}" beyond the last header; put text with commas into double quotes',
)
NO_KNOWN_HEADER = Message(
    "no_known_header",
    zh="文件的列都认不出来：{value:、}。请用 --map 列名=字段 指明，可用字段：{known:、}。",
    en="no column of the file is known: {value}; name them with --map HEADER=FIELD, "
    "the fields are {known}",
)
UNUSED_COLUMNS = Message(
    "unused_columns",
    zh="这些列没有用到：{value:、}。如需导入，请用 --map 列名=字段 指明。",
    en="these columns were not used: {value}; to import one, name it with --map HEADER=FIELD",
)
LAST_DAY_FIRST = Message(
    "last_day_first",
    zh="结束日期 {value} 早于开始日期 {first_day}。请检查是否写反了。",
    en="the last day {value} is before the first day {first_day}; are they exchanged?",
)

OnProgress = Callable[[int, int], None]
PROGRESS_EVERY_ROWS = 1_000


@dataclass(slots=True)
class ImportRow:
    """A row on its way into the database.

    `values` holds what the file says of the table's columns, and nothing of those it lacks; a
    place has `lon` and `lat` until it is located.
    """

    line: int
    values: dict[str, object]
    geometry: BaseGeometry | None = None


def check_rows(
    kind: Kind,
    table: RawTable,
    claims: Mapping[str, int],
    constants: Mapping[str, object],
    findings: Findings,
    on_progress: OnProgress,
) -> list[ImportRow]:
    """Convert every row; a bad cell is noted and its value left out."""
    columns = [
        (field, claims[field.name], field.convert) for field in kind.fields if field.name in claims
    ]
    rows = []
    for count, raw in enumerate(table.rows, start=1):
        row = ImportRow(raw.line, dict(constants), raw.geometry)
        for field, index, convert in columns:
            cell = raw.cells[index] if index < len(raw.cells) else None
            try:
                row.values[field.name] = _value(field, convert(cell))
            except InvalidInput as error:
                findings.row_error(raw.line, field.name, error)
        _check_row(raw, row, len(table.headers), findings)
        rows.append(row)
        if count % PROGRESS_EVERY_ROWS == 0:
            on_progress(count, 2 * max(count, table.row_count))
    if rows:
        _note_headers(kind, table, claims, findings)
    return rows


def convert_constants(kind: Kind, constants: Mapping[str, str]) -> dict[str, object]:
    """Read the values that the caller gave for all rows; raises InvalidInput for a bad one."""
    return {
        field.name: _value(field, field.convert(constants[field.name]))
        for field in kind.fields
        if field.name in constants
    }


def _value(field: Field, value: object) -> object:
    if value is None and field.default is not None and not field.is_required:
        return field.default
    if value is None and field.is_required:
        raise InvalidInput(MISSING_VALUE)
    return value


def _check_row(raw: RawRow, row: ImportRow, width: int, findings: Findings) -> None:
    beyond = [str(cell) for cell in raw.cells[width:] if cell]
    if beyond:
        findings.row_error(raw.line, None, InvalidInput(TOO_MANY_CELLS, value=Listed(beyond)))
    first, last = row.values.get("first_day"), row.values.get("last_day")
    if first is not None and last is not None and str(last) < str(first):
        error = InvalidInput(LAST_DAY_FIRST, value=last, first_day=first)
        findings.row_error(raw.line, "last_day", error)


def _note_headers(
    kind: Kind, table: RawTable, claims: Mapping[str, int], findings: Findings
) -> None:
    named = {index: header for index, header in enumerate(table.headers) if header}
    unused = Listed(named[index] for index in named.keys() - claims.values())
    if not claims:
        known = Listed(field.name for field in kind.fields)
        findings.file_error(InvalidInput(NO_KNOWN_HEADER, value=unused, known=known))
    elif unused:
        findings.warning(InvalidInput(UNUSED_COLUMNS, value=unused))
