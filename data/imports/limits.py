"""How much we read: files come from people's browsers, so nothing is read without a limit."""

from dataclasses import dataclass
from pathlib import Path

from geo.errors import InvalidInput, NotFound
from geo.messages import Message

FILE_MISSING = Message(
    "file_missing",
    zh="找不到文件 {file}。请检查路径。",
    en="there is no file {file}; check the path",
)
FILE_TOO_LARGE = Message(
    "file_too_large",
    zh="文件 {file} 有 {megabytes} MB，超过上限 {most} MB。请拆成几个文件分别导入。",
    en="{file} has {megabytes} MB, more than the limit of {most} MB; split it into several files",
)
TOO_MANY_ROWS = Message(
    "too_many_rows",
    zh="文件 {file} 超过上限 {most} 行。请拆成几个文件分别导入。",
    en="{file} has more rows than the limit of {most}; split it into several files",
)

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most we take from one file.

    `unpacked_bytes` counts what a ZIP or XLSX unfolds to, `text_bytes` what of an XLSX is held in
    memory at once: the texts of its cells and its styles. Half a million lines of text fit.
    """

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 1_000 * MEGABYTE
    text_bytes: int = 50 * MEGABYTE
    rows: int = 1_000_000
    columns: int = 500


def check_size(path: Path, limits: Limits) -> None:
    """Refuse a file that is missing (NotFound) or too large (InvalidInput)."""
    if not path.is_file():
        raise NotFound(FILE_MISSING, file=path.name)
    size = path.stat().st_size
    if size > limits.file_bytes:
        most = limits.file_bytes // MEGABYTE
        raise InvalidInput(FILE_TOO_LARGE, file=path.name, megabytes=size // MEGABYTE, most=most)


def check_row_count(path: Path, count: int, limits: Limits) -> None:
    """Refuse a file with too many rows."""
    if count > limits.rows:
        raise InvalidInput(TOO_MANY_ROWS, file=path.name, most=limits.rows)
