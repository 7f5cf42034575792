"""Sheets that people read and print: headings, number formats, widths, filter, page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import islice
from math import ceil
from typing import BinaryIO
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.exports import CANNOT_WRITE, HEADER_FILL, HEADER_FONT, XLSX_ROWS
from geo.errors import SourceUnavailable
from geo.messages import Language, Message

ROWS_LEFT_OUT = Message(
    "sheet_rows_left_out",
    zh="还有 {count:,} 行，工作表放不下；全部内容见同一方案的 GeoPackage 或 JSON 文件。",
    en="{count:,} more rows do not fit into a sheet; all are in the GeoPackage and the JSON file "
    "of the same plan",
)
TOTAL = Message("sheet_total", zh="合计", en="Total")
TEXT = "General"
WHOLE = "#,##0"
PLAIN_WHOLE = "0"
TENTHS = "#,##0.0"
SHARE = "0.0%"
DAY = "yyyy-mm-dd"
TIME_OF_DAY = "[hh]:mm"
"""For the time since midnight; the end of a day is 24:00."""
DEGREES = "0.000000"
BOLD = Font(bold=True)
LINE_HEIGHT = 16
_A4 = 9
_MEASURED_ROWS = 1_000
_NARROWEST = 8
_HEADING_WIDTH = 16
_FILTER_BUTTON = 3
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that opens an address."""

    text: str
    address: str


SheetValue = str | int | float | date | timedelta | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading with the unit, its number format, its greatest width.

    Text that is wider than `widest`, in Latin letters, runs over several lines.
    """

    zh: str
    en: str
    number_format: str = TEXT
    widest: int = 36

    def heading(self, language: Language) -> str:
        """Return the heading in a language."""
        return self.zh if language is Language.CHINESE else self.en


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A list for one sheet; `remark` is said where it has no rows, `total` stands below them."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[SheetValue]]
    remark: str = ""
    total: Sequence[SheetValue] = ()


def write_workbook(build: Callable[[], Workbook], file: BinaryIO, *, name: str) -> None:
    """Build a workbook and write it whole.

    Raises SourceUnavailable where the disk refuses.
    """
    try:
        # A workbook that breaks off leaves an archive behind that cannot be closed.
        whole = BytesIO()
        build().save(whole)
        file.write(whole.getbuffer())
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceUnavailable(CANNOT_WRITE, file=name, reason=reason) from error


def add_table(workbook: Workbook, table: SheetTable, language: Language) -> None:
    """Add a sheet with a list to a write-only workbook.

    More rows than a sheet holds are left out, and the last row says how many.
    """
    headings = [column.heading(language) for column in table.columns]
    widths = _widths(table, headings)
    sheet = add_sheet(workbook, table.title, widths)
    shown, remark = table.rows, "" if table.rows else table.remark
    if len(table.rows) > XLSX_ROWS:
        shown = table.rows[: XLSX_ROWS - 1]
        remark = ROWS_LEFT_OUT.text(language, count=len(table.rows) - len(shown))
    append_header(sheet, headings, widths)
    cells = _column_cells(sheet, table.columns)
    for row in shown:
        append_values(sheet, cells, row)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(shown) + 1}"
    if remark:
        append_values(sheet, [WriteOnlyCell(sheet)], [remark])
    if table.total:
        append_values(sheet, _column_cells(sheet, table.columns, BOLD), table.total)


def add_sheet(workbook: Workbook, title: str, widths: Iterable[float]) -> Worksheet:
    """Begin a sheet that keeps its first row in view, on the screen and on paper.

    It prints on A4, landscape, as wide as the page. A write-only sheet has what we use of others.
    """
    sheet: Worksheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.HeaderFooter.oddFooter = footer = HeaderFooterItem()
    footer.center.text = "&A  &P / &N"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def append_header(
    sheet: Worksheet, headings: Sequence[str], widths: Sequence[int], *, row: int = 1
) -> None:
    """Append a row of headings, high enough for those that run over several lines."""
    cells = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, value=heading)
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cells.append(cell)
    pairs = zip(headings, widths, strict=False)
    lines = max(lines_in(heading, width - _FILTER_BUTTON) for heading, width in pairs)
    sheet.row_dimensions[row].height = LINE_HEIGHT * lines
    sheet.append(cells)


def append_values(sheet: Worksheet, cells: Sequence[Cell], values: Sequence[SheetValue]) -> None:
    """Append a row. Cells may be used again with other values, since rows are written at once.

    Their style may not be changed then: the rows before share it.
    """
    for cell, value in zip(cells, values, strict=True):
        put(cell, value)
    sheet.append(list(cells))


def put(cell: Cell, value: SheetValue) -> None:
    """Set the value of a cell; text stays text, also where it looks like a formula or an error."""
    if isinstance(value, Link):
        cell.value, cell.hyperlink = value.text, value.address
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def text_width(text: str) -> int:
    """Count the columns of the longest line in Latin letters; Chinese characters take two."""
    lines = text.splitlines() or [""]
    return max(sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines)


def lines_in(text: str, width: float) -> int:
    """Count the lines that text takes in a column of this width."""
    return sum(ceil(max(text_width(line), 1) / width) for line in text.splitlines() or [""])


def _column_cells(
    sheet: Worksheet, columns: Sequence[Column], font: Font | None = None
) -> Sequence[Cell]:
    cells: list[Cell] = []
    for column in columns:
        cell = WriteOnlyCell(sheet)
        cell.number_format = column.number_format
        cell.alignment = Alignment(vertical="top", wrap_text=column.number_format == TEXT)
        if font is not None:
            cell.font = font
        cells.append(cell)
    return cells


def _widths(table: SheetTable, headings: Sequence[str]) -> list[int]:
    """Fit widths to the first rows and the last, and to headings that may run over two lines."""
    measured = [*islice(table.rows, _MEASURED_ROWS), *([table.total] if table.total else [])]
    return [
        _width(column, heading, [row[number] for row in measured])
        for number, (column, heading) in enumerate(zip(table.columns, headings, strict=True))
    ]


def _width(column: Column, heading: str, values: Sequence[SheetValue]) -> int:
    needed = text_width(heading) + _FILTER_BUTTON
    for_heading = min(needed, max(_HEADING_WIDTH, ceil(needed / 2) + _FILTER_BUTTON))
    longest = max((text_width(_shown(value, column)) for value in values), default=0) + _MARGIN
    return max(_NARROWEST, for_heading, min(longest, column.widest))


def _shown(value: SheetValue, column: Column) -> str:
    """Write a value about as long as a sheet shows it."""
    if isinstance(value, int | float):
        return f"{value:.6f}" if column.number_format == DEGREES else f"{value:,.1f}"
    return value.text if isinstance(value, Link) else str(value or "")
