"""Which stored row a row of the file is: by its code, else by name and distance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, radians

from shapely import Point
from sqlalchemy import select

from data.database import Session
from data.imports.cells import word
from data.imports.codes import NewCodes
from data.imports.fields import Kind
from data.imports.report import Findings
from data.imports.rows import ImportRow
from geo.errors import InvalidInput
from geo.messages import Message

DUPLICATE_CODE = Message(
    "duplicate_code",
    zh="编号“{value}”在第 {first_line} 行已经出现过。每个编号只能用一次，请改正其中一行。",
    en='the code "{value}" is on line {first_line} already; give each row its own',
)
DUPLICATE_ROW = Message(
    "duplicate_row",
    zh="“{value}”与第 {first_line} 行名称相同、位置相近，内容却不同。"
    "请删去一行；若确是两处，请给它们各自的编号。",
    en='"{value}" has the name and place of line {first_line} but other contents; '
    "remove one, or give both a code if they are two",
)
DUPLICATE_NAME = Message(
    "duplicate_name",
    zh="“{value}”与第 {first_line} 行名称相同，内容却不同。"
    "请删去一行；若确是两项，请给它们各自的编号。",
    en='"{value}" has the name of line {first_line} but other contents; '
    "remove one, or give both a code if they are two",
)
DUPLICATE_CLOSURE = Message(
    "duplicate_closure",
    zh="第 {first_line} 行已经写了“{value}”从 {first_day} 到 {last_day} 的安排，内容却不同。"
    "请删去一行，或改正日期。",
    en='line {first_line} already tells other hours or reasons of "{value}" '
    "from {first_day} to {last_day}; remove one, or correct the days",
)
DUPLICATE_VISIT = Message(
    "duplicate_visit",
    zh="第 {first_line} 行已经写了小组“{team}”{date} 对“{value}”的走访，内容却不同。"
    "请删去一行；若确是两次走访，请给它们各自的编号。",
    en='line {first_line} already tells another visit of {team} to "{value}" on {date}; '
    "remove one, or give both a code if they are two",
)
AMBIGUOUS_NAME = Message(
    "ambiguous_name",
    zh="“{value}”有 {count} 个，不知是哪一个。请填写编号。",
    en='there are {count} of "{value}"; give the code of the one that is meant',
)
NEEDS_CODE_OR_NAME = Message(
    "needs_code_or_name",
    zh="文件里没有编号，也没有“{value}”这一列，不知这 {rows} 行是哪些。请至少补上一列。",
    en="the file has neither a code nor a column for {value}, so its {rows} rows cannot be told "
    "apart; add one of them",
)

_DUPLICATE_OF = {"closures": DUPLICATE_CLOSURE, "visits": DUPLICATE_VISIT}

Stored = Mapping[str, Mapping[str, object]]

SAME_PLACE_M = 100
_METRES_PER_DEGREE = 111_320
_LON_CELL_DEGREES, _LAT_CELL_DEGREES = 0.01, 0.001
"""Cells at least as wide as SAME_PLACE_M up to latitude 84."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows with their keys; how many got it by name, and how many only repeat another row."""

    rows: list[ImportRow]
    by_name: int
    repeated: int


def load_stored(session: Session, kind: Kind) -> Stored:
    """Load all rows of a kind by their key; columns as in the table."""
    columns = [column.name for column in kind.table.columns]
    rows = session.execute(select(*kind.table.columns))
    key = columns.index(kind.key)
    return {str(row[key]): dict(zip(columns, row, strict=True)) for row in rows}


def match_rows(
    kind: Kind, rows: Sequence[ImportRow], stored: Stored, findings: Findings
) -> Matched:
    """Give every row its key; a row that only repeats another is left out of the answer."""
    coded = [row for row in rows if row.values.get(kind.key) is not None]
    bare = [row for row in rows if row.values.get(kind.key) is None]
    first_of = _first_of_each_code(kind, coded, findings)
    named = [row for row in bare if row.values.get(kind.identity[0]) is not None]
    if named:
        return _match_by_name(_Matcher(kind, first_of, stored), coded, named, findings)
    if any(row.line not in findings.bad_lines for row in bare):
        error = InvalidInput(NEEDS_CODE_OR_NAME, value=kind.identity[0], rows=len(bare))
        findings.file_error(error)
    return Matched(coded, 0, 0)


def _match_by_name(
    matcher: "_Matcher", coded: list[ImportRow], named: list[ImportRow], findings: Findings
) -> Matched:
    kept = []
    for row in named:
        try:
            if matcher.match(row):
                kept.append(row)
        except InvalidInput as error:
            findings.row_error(row.line, matcher.kind.identity[0], error)
    in_order = sorted([*coded, *kept], key=lambda row: row.line)
    return Matched(in_order, matcher.by_name, matcher.repeated)


def _first_of_each_code(
    kind: Kind, rows: Sequence[ImportRow], findings: Findings
) -> dict[str, ImportRow]:
    first_of: dict[str, ImportRow] = {}
    for row in rows:
        key = str(row.values[kind.key])
        first = first_of.setdefault(key, row)
        if first is not row:
            error = InvalidInput(DUPLICATE_CODE, value=key, first_line=first.line)
            findings.row_error(row.line, kind.key, error)
    return first_of


class _Matcher:
    """Finds the keys of rows without a code, among the stored rows and those of the file."""

    def __init__(self, kind: Kind, first_of: dict[str, ImportRow], stored: Stored) -> None:
        self.by_name = self.repeated = 0
        self.kind = kind
        self._first_of = first_of
        self._new_codes = NewCodes(stored.keys() | first_of.keys(), prefix=kind.name)
        self._stored, self._in_file = _PlaceIndex(kind), _PlaceIndex(kind)
        for key, place in stored.items():
            self._stored.add(place, key)
        for key, row in first_of.items():
            self._in_file.add(row.values, key)

    def match(self, row: ImportRow) -> bool:
        """Give a row its key; false where it only repeats another row of the file.

        Raises InvalidInput where it contradicts that row, or where its name is not enough.
        """
        known = self._stored.find(row.values)
        key = known or self._in_file.find(row.values)
        if key is not None and key in self._first_of:
            _require_same(self.kind, row, self._first_of[key])
            self.repeated += 1
            return False
        if key is None:
            key = self._new_codes.code_for(row.values.get(c) for c in self.kind.identity)
        self.by_name += known is not None
        row.values[self.kind.key] = key
        self._first_of[key] = row
        self._in_file.add(row.values, key)
        return True


def _require_same(kind: Kind, row: ImportRow, first: ImportRow) -> None:
    """Refuse two rows for one place that do not say the same; nearby positions are the same."""
    apart = {kind.key, "location", "area"}
    mine = {column: value for column, value in row.values.items() if column not in apart}
    if any(first.values.get(column) != value for column, value in mine.items()):
        by_name = DUPLICATE_ROW if kind.has_location else DUPLICATE_NAME
        message = _DUPLICATE_OF.get(kind.name, by_name)
        told = {column: row.values.get(column) for column in kind.identity}
        value = told[kind.identity[0]]
        raise InvalidInput(message, value=value, first_line=first.line, **told)


class _PlaceIndex:
    """Finds the place of the same identity within SAME_PLACE_M; by identity where unplaced."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._all: dict[tuple[str, ...], list[str]] = {}
        self._cells: dict[tuple[object, ...], list[tuple[str, Point]]] = {}

    def add(self, values: Mapping[str, object], key: str) -> None:
        identity = self._identity(values)
        self._all.setdefault(identity, []).append(key)
        location = values.get("location")
        if isinstance(location, Point):
            cell = (identity, *_cell(location))
            self._cells.setdefault(cell, []).append((key, location))

    def find(self, values: Mapping[str, object]) -> str | None:
        """Return the key of the nearest; raises InvalidInput where unplaced ones are several."""
        identity, location = self._identity(values), values.get("location")
        if isinstance(location, Point):
            return self._nearest(identity, location)
        keys = self._all.get(identity, [])
        if len(keys) > 1:
            name = values[self._kind.identity[0]]
            raise InvalidInput(AMBIGUOUS_NAME, value=name, count=len(keys))
        return keys[0] if keys else None

    def _identity(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(word(str(values.get(column))) for column in self._kind.identity)

    def _nearest(self, identity: tuple[str, ...], location: Point) -> str | None:
        lon_cell, lat_cell = _cell(location)
        around = (
            entry
            for lon in (lon_cell - 1, lon_cell, lon_cell + 1)
            for lat in (lat_cell - 1, lat_cell, lat_cell + 1)
            for entry in self._cells.get((identity, lon, lat), ())
        )
        near = [(_distance_m(location, place), key) for key, place in around]
        distance_m, key = min(near, default=(SAME_PLACE_M, ""))
        return key if distance_m < SAME_PLACE_M else None


def _cell(location: Point) -> tuple[int, int]:
    return floor(location.x / _LON_CELL_DEGREES), floor(location.y / _LAT_CELL_DEGREES)


def _distance_m(here: Point, there: Point) -> float:
    """Measure on a flat map, which is exact enough for 100 m."""
    east = (here.x - there.x) * cos(radians(here.y))
    return _METRES_PER_DEGREE * hypot(east, here.y - there.y)
