"""The audit log as files: tables for people, one JSON object per line for programs."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import BinaryIO

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from data.imports.readers import looks_like_formula
from data.sheet_writing import add_sheet, append_header, append_values, write_workbook

BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that a CSV is UTF-8."""
SHEET_WIDTH = 24

Row = Sequence[str]


def csv_lines(headings: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Write a CSV for Excel, line by line, with an apostrophe before what it would calculate."""
    yield BYTE_ORDER_MARK.encode() + _csv_line(headings)
    for row in rows:
        yield _csv_line([f"'{cell}" if looks_like_formula(cell) else cell for cell in row])


def json_lines(values: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """Write one JSON object per line."""
    for value in values:
        yield orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def write_sheet(title: str, headings: Row, rows: Iterable[Row], file: BinaryIO) -> None:
    """Write a workbook with one sheet, in which text stays text.

    Raises SourceUnavailable where the disk refuses.
    """

    def build() -> Workbook:
        workbook = Workbook(write_only=True)
        widths = [SHEET_WIDTH] * len(headings)
        sheet = add_sheet(workbook, title, widths)
        append_header(sheet, headings, widths)
        cells = [WriteOnlyCell(sheet) for _ in headings]
        for row in rows:
            append_values(sheet, cells, row)
        return workbook

    write_workbook(build, file, name=f"{title}.xlsx")


def _csv_line(cells: Row) -> bytes:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
