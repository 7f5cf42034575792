"""The first sheet of a workbook: facts, line by line, with a word on each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.exports import HEADER_FILL
from data.sheet_writing import (
    BOLD,
    LINE_HEIGHT,
    SHARE,
    TEXT,
    SheetValue,
    add_sheet,
    append_values,
    lines_in,
    put,
)
from geo.messages import Language

PERSONS = {Language.CHINESE: '#,##0 "人"', Language.ENGLISH: '#,##0 "people"'}
FACT_WIDTHS = (30, 20, 16, 14, 24, 36)
_LAST = "F"
_SHARE_COLUMN = 3
_TITLE_FONT = Font(bold=True, size=14)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: what it is about, its value, what share of all that is, and a word on it.

    Without a value it is the heading of the lines below.
    """

    label: str
    value: SheetValue = None
    number_format: str = TEXT
    share: float | None = None
    note: str = ""


def add_fact_sheet(workbook: Workbook, name: str, *, title: str) -> Worksheet:
    """Begin the sheet of a write-only workbook for facts, with a title in its first row."""
    sheet = add_sheet(workbook, name, FACT_WIDTHS)
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = _TITLE_FONT
    sheet.append([cell])
    return sheet


def append_facts(sheet: Worksheet, facts: Iterable[Fact], *, first_row: int) -> int:
    """Append a line for each fact, and return the row after them."""
    row = first_row
    for row, fact in enumerate(facts, start=first_row):
        if fact.value is None:
            append_heading(sheet, fact.label)
        elif isinstance(fact.value, str):
            _append_words(sheet, fact.label, fact.value, row=row)
        else:
            _append_number(sheet, fact, row=row)
    return row + 1


def append_heading(sheet: Worksheet, text: str) -> None:
    """Append a heading across all columns."""
    cells = [WriteOnlyCell(sheet) for _ in FACT_WIDTHS]
    for cell in cells:
        cell.font, cell.fill = BOLD, HEADER_FILL
    put(cells[0], text)
    sheet.append(cells)


def _append_words(sheet: Worksheet, label: str, text: str, *, row: int) -> None:
    """Append a sentence that takes all columns after the first."""
    _merge(sheet, f"B{row}:{_LAST}{row}", text, sum(FACT_WIDTHS[1:]))
    append_values(sheet, styled_cells(sheet, "", ""), [label, text])


def _append_number(sheet: Worksheet, fact: Fact, *, row: int) -> None:
    """Append a number, its share of people, and a sentence in the columns that are left."""
    if fact.note:
        _merge(sheet, f"D{row}:{_LAST}{row}", fact.note, sum(FACT_WIDTHS[_SHARE_COLUMN:]))
    cells = styled_cells(sheet, TEXT, fact.number_format, SHARE, TEXT)
    append_values(sheet, cells, [fact.label, fact.value, fact.share, fact.note or None])


def styled_cells(sheet: Worksheet, *number_formats: str) -> Sequence[Cell]:
    """Make cells for a row, with a number format each; long text in them runs over lines."""
    cells = [WriteOnlyCell(sheet) for _ in number_formats]
    for cell, number_format in zip(cells, number_formats, strict=True):
        cell.number_format, cell.alignment = number_format or TEXT, _WRAPPED
    return cells


def _merge(sheet: Worksheet, cells: str, text: str, width: int) -> None:
    """Make one cell of several, high enough for a text: no program fits the height of these."""
    sheet.merged_cells.add(cells)
    row = int(cells.partition(":")[0][1:])
    sheet.row_dimensions[row].height = LINE_HEIGHT * lines_in(text, width)
