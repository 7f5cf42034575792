"""Read a list from a file of any format into headers and rows; here also CSV."""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from data.imports.cells import Cell
from data.imports.limits import Limits, check_row_count
from data.imports.listed import Listed
from geo.errors import InvalidInput
from geo.messages import Message

UNREADABLE_ENCODING = Message(
    "unreadable_encoding",
    zh="文件 {file} 的文字编码无法识别（试过 {tried:、}）。请另存为“CSV UTF-8”。",
    en='the characters of {file} cannot be read (tried {tried}); save it as "CSV UTF-8"',
)
UNKNOWN_ENCODING = Message(
    "unknown_encoding",
    zh="没有名为“{value}”的文字编码。可用 utf-8、utf-16 或 gb18030。",
    en='there is no encoding "{value}"; use utf-8, utf-16 or gb18030',
)
NUL_BYTE = Message(
    "nul_byte",
    zh="文件 {file} 第 {at_line} 行附近含有空字节，不是文本文件或已损坏。请重新另存为 CSV。",
    en="{file} has a NUL byte near line {at_line}: it is damaged or no text; save it as CSV again",
)
CELL_TOO_LONG = Message(
    "cell_too_long",
    zh="文件 {file} 第 {at_line} 行有超过 {most} 个字的单元格，可能缺少右引号。",
    en="{file} line {at_line} has a cell of more than {most} characters; "
    "perhaps a closing quote is missing",
)
EMPTY_FILE = Message(
    "empty_file",
    zh="文件 {file} 没有表头，什么也读不到。请检查是否选错了文件或工作表。",
    en="{file} has no header row, so there is nothing to read; is it the right file or sheet?",
)

HEADER_WITHIN_ROWS = 30
_CHUNK_BYTES = 1_000_000
_GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes text for a formula; exports put ' before."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file: its line (or feature) number, cells, and geometry."""

    line: int
    cells: tuple[Cell, ...]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """A list as it stands in the file; `row_count` is an estimate for progress."""

    headers: tuple[str, ...]
    rows: Iterator[RawRow]
    row_count: int
    has_geometry: bool = False
    notes: tuple[InvalidInput, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: `known_word` tells whether a text is a header we know."""

    known_word: Callable[[str], bool]
    encoding: str | None = None
    sheet: str | None = None
    limits: Limits = field(default_factory=Limits)


def read_csv(path: Path, options: ReadOptions) -> RawTable:
    """Read a CSV in UTF-8, UTF-16 with BOM or GB18030, parted by comma, semicolon or tab."""
    encoding, line_count = _find_encoding(path, options.encoding)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = _delimiter(list(islice(stream, HEADER_WITHIN_ROWS)), options.known_word)
    rows = _csv_rows(path, encoding, delimiter, options.limits)
    return with_headers(path, rows, options, row_count=line_count)


def with_headers(
    path: Path, rows: Iterator[RawRow], options: ReadOptions, *, row_count: int
) -> RawTable:
    """Find the header row, which titles may stand above, and part it from the rows below.

    It is the row with the most known headers among the first ones, else the first row.
    """
    top = list(islice(rows, HEADER_WITHIN_ROWS))
    if not top:
        raise InvalidInput(EMPTY_FILE, file=path.name)
    known = [sum(options.known_word(str(cell)) for cell in row.cells if cell) for row in top]
    header = known.index(max(known)) if max(known) > 1 else 0
    headers = tuple("" if cell is None else str(cell).strip() for cell in top[header].cells)
    return RawTable(headers, chain(top[header + 1 :], rows), row_count)


def unguarded(text: str) -> str:
    """Take off the apostrophe that an export put before text that looks like a formula."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take text for a formula, apostrophes before it aside."""
    return text.lstrip("'").startswith(_GUARDED)


def require_encoding(asked: str) -> str:
    """Return the proper name of an encoding of text; raises InvalidInput where there is none."""
    try:
        "".encode(asked)
        return codecs.lookup(asked).name
    except (LookupError, ValueError) as error:
        raise InvalidInput(UNKNOWN_ENCODING, value=asked) from error


def _csv_rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        line, count = 1, 0
        try:
            for cells in reader:
                if any(cell and not cell.isspace() for cell in cells):
                    count += 1
                    check_row_count(path, count - 1, limits)
                    yield RawRow(line, tuple(unguarded(cell) for cell in cells))
                line = reader.line_num + 1
        except csv.Error as error:
            most = csv.field_size_limit()
            raise InvalidInput(CELL_TOO_LONG, file=path.name, at_line=line, most=most) from error


def _delimiter(lines: list[str], known_word: Callable[[str], bool]) -> str:
    """Choose the mark that parts the most known headers, or else the most cells."""

    def score(mark: str) -> tuple[int, int]:
        rows = [line.strip().replace('"', "").split(mark) for line in lines]
        return max(sum(map(known_word, cells)) for cells in rows), len(rows[0])

    return max(",;\t", key=score) if lines else ","


def _find_encoding(path: Path, asked: str | None) -> tuple[str, int]:
    """Try the encodings strictly in their order; return the first that fits and the lines."""
    tried = _encodings(path, asked)
    for encoding in tried:
        try:
            return encoding, _count_lines(path, encoding)
        except UnicodeError:
            continue
    raise InvalidInput(UNREADABLE_ENCODING, file=path.name, tried=Listed(tried))


def _encodings(path: Path, asked: str | None) -> tuple[str, ...]:
    if asked is not None:
        name = require_encoding(asked)
        return ("utf-8-sig" if name == "utf-8" else name,)
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _count_lines(path: Path, encoding: str) -> int:
    """Decode the whole file piece by piece; raises UnicodeError, or InvalidInput for a NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = decoder.decode(chunk)
            if (nul := text.find("\0")) >= 0:
                at_line = lines + text.count("\n", 0, nul) + 1
                raise InvalidInput(NUL_BYTE, file=path.name, at_line=at_line)
            lines += text.count("\n")
    decoder.decode(b"", final=True)
    return lines
