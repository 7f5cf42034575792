"""Read a sheet of an XLSX as an office sends it: titles on top, merged cells, formulas marked."""

import datetime
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.xml.functions import fromstring

from data.imports.archives import BROKEN_FILE, DAMAGE, damage_told, open_archive, root_element
from data.imports.cells import Cell, FormulaCell
from data.imports.limits import MEGABYTE, Limits, check_row_count
from data.imports.listed import Listed
from data.imports.readers import RawRow, RawTable, ReadOptions, with_headers
from geo.errors import InvalidInput
from geo.messages import Message

UNKNOWN_SHEET = Message(
    "unknown_sheet",
    zh="文件 {file} 里没有名为“{value}”的工作表或图层。可选：{known:、}。",
    en='{file} has no sheet or layer "{value}"; choose among {known}',
)
OTHER_SHEETS = Message(
    "other_sheets",
    zh="只读取了“{value}”。其他工作表或图层没有读取：{others:、}。如需导入请用 --sheet 指定。",
    en='only "{value}" was read, not the other sheets or layers: {others}; name one with --sheet',
)
TOO_MUCH_TEXT = Message(
    "too_much_text",
    zh="文件 {file} 里的文字和格式超过 {most} MB，无法打开。请另存为 CSV 再导入，或拆成几个文件。",
    en="{file} holds more than {most} MB of texts and styles and was not opened; "
    "save it as CSV and import that, or split it",
)

_BROKEN = (
    *DAMAGE,
    InvalidFileException,
    ParseError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_CHUNK_BYTES = 1_000_000
_OVERLAP_BYTES = 200
_FORMULA_OR_ERROR = frozenset("fe")
_LAST_ROW = 1_048_576
_CONTENT_TYPES = "[Content_Types].xml"
_READ_ROW_BY_ROW = ("worksheet+xml", "pivotCacheRecords+xml")


@dataclass(frozen=True, slots=True, order=True)
class MergedRange:
    """A block of merged cells, counted from 1; all show the value of the top left one."""

    top: int
    left: int
    bottom: int
    right: int


def read_xlsx(path: Path, options: ReadOptions) -> RawTable:
    """Read one sheet, the first unless another is asked for."""
    with open_archive(path, options.limits, format_name="XLSX") as archive:
        _refuse_entities(path, archive)
        _refuse_much_text(path, archive, options.limits)
    with _workbook(path) as workbook:
        names = [sheet.title for sheet in workbook.worksheets]
    sheet, notes = choose_sheet(path, names, options.sheet)
    table = with_headers(path, _rows(path, sheet, options.limits), options, row_count=0)
    return RawTable(table.headers, table.rows, table.row_count, notes=notes)


def choose_sheet(
    path: Path, names: Sequence[str], asked: str | None
) -> tuple[str, tuple[InvalidInput, ...]]:
    """Take the sheet or layer asked for, or the first with a note about the others."""
    if asked is not None and asked not in names:
        raise InvalidInput(UNKNOWN_SHEET, file=path.name, value=asked, known=Listed(names))
    if not names:
        raise InvalidInput(BROKEN_FILE, file=path.name, format=path.suffix[1:].upper())
    if asked is not None or len(names) == 1:
        return asked or names[0], ()
    others = Listed(names[1:])
    return names[0], (InvalidInput(OTHER_SHEETS, value=names[0], others=others),)


def _refuse_entities(path: Path, archive: ZipFile) -> None:
    for member in archive.namelist():
        if member.endswith((".xml", ".rels")):
            with damage_told(path, "XLSX"), archive.open(member) as stream:
                root_element(stream, path, format_name="XLSX")


def _refuse_much_text(path: Path, archive: ZipFile, limits: Limits) -> None:
    """Refuse what openpyxl could not hold: it takes ten times the size of texts and styles.

    They are told by their declared type, as openpyxl finds them, whatever their names are.
    """
    sizes = {member.filename: member.file_size for member in archive.infolist()}
    held = {name for name in sizes if name == _CONTENT_TYPES or name.endswith(".rels")}
    if sizes.get(_CONTENT_TYPES, 0) <= limits.text_bytes:
        with _damage_told(path):
            parts = fromstring(archive.read(_CONTENT_TYPES))
        held |= {
            part.get("PartName", "")[1:]
            for part in parts
            if not part.get("ContentType", "").endswith(_READ_ROW_BY_ROW)
        }
    if sum(sizes.get(name, 0) for name in held) > limits.text_bytes:
        raise InvalidInput(TOO_MUCH_TEXT, file=path.name, most=limits.text_bytes // MEGABYTE)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Tell of whatever openpyxl stumbles over as a damaged file."""
    try:
        yield
    except _BROKEN as error:
        raise InvalidInput(BROKEN_FILE, file=path.name, format="XLSX") from error


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook row by row; what openpyxl cannot make sense of is a broken file."""
    with _damage_told(path):
        # openpyxl warns of styles and validations it will not keep; we only read values.
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            workbook = load_workbook(path, read_only=True)
        try:
            yield workbook
        finally:
            workbook.close()


def _rows(path: Path, sheet: str, limits: Limits) -> Iterator[RawRow]:
    merged = _merged_ranges(path, sheet, limits)
    with _workbook(path) as workbook:
        worksheet = workbook[sheet]
        worksheet.reset_dimensions()
        filler, count = _MergedCells(merged, limits), 0
        for line, cells in enumerate(worksheet.iter_rows(), start=1):
            # openpyxl makes up the rows of a gap, which may be two thousand million.
            if line > _LAST_ROW:
                raise InvalidInput(BROKEN_FILE, file=path.name, format="XLSX")
            values = filler.filled(line, [_value(cell) for cell in cells[: limits.columns]])
            if values:
                count += 1
                check_row_count(path, count - 1, limits)
                yield RawRow(line, tuple(values))


def _value(cell: object) -> Cell:
    """Read a cell; an empty one has a value only, no type and no place."""
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") in _FORMULA_OR_ERROR:
        return FormulaCell(str(getattr(cell, "coordinate", "")))
    if value is None or isinstance(value, str | int | float | datetime.date):
        return value
    return str(value)


def _merged_ranges(path: Path, sheet: str, limits: Limits) -> list[MergedRange]:
    """Find the merged cells: openpyxl leaves them out when it reads row by row."""
    with _workbook(path) as workbook, ZipFile(path) as archive:
        # openpyxl keeps the member's path in this private field only.
        member = str(vars(workbook[sheet])["_worksheet_path"])
        found, rest = set(), b""
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                found.update(_MERGE.findall(rest + chunk))
                rest = chunk[-_OVERLAP_BYTES:]
        ranges = sorted(_merged_range(reference.decode(), limits) for reference in found)
    return [block for block in ranges if block.left <= block.right]


def _merged_range(reference: str, limits: Limits) -> MergedRange:
    (top, left), (bottom, right) = map(coordinate_to_tuple, reference.split(":"))
    return MergedRange(top, left, bottom, min(right, limits.columns))


class _MergedCells:
    """Fills merged cells from their top left one, from the first row down."""

    def __init__(self, ranges: list[MergedRange], limits: Limits) -> None:
        self._waiting = ranges[::-1]
        self._most_active = limits.columns
        self._active: list[tuple[MergedRange, Cell]] = []

    def filled(self, line: int, values: list[Cell]) -> list[Cell]:
        """Fill one row and cut the empty cells at its end; a row without any value stays empty."""
        self._go_to(line, values)
        if all(value is None or value == "" for value in values):
            return []
        for block, value in self._active:
            values += [None] * (block.left - 1 - len(values))
            width = block.right - block.left + 1
            values[block.left - 1 : block.right] = [value] * width
        while values and values[-1] is None:
            values.pop()
        return values

    def _go_to(self, line: int, values: list[Cell]) -> None:
        """Leave the blocks that end above a row, and enter those that begin there."""
        self._active = [(block, value) for block, value in self._active if line <= block.bottom]
        while self._waiting and self._waiting[-1].top <= line:
            block = self._waiting.pop()
            corner = values[block.left - 1] if block.left <= len(values) else None
            self._active.append((block, corner))
        if len(self._active) > self._most_active:
            raise ValueError("merged cells overlap")
