"""Teams in: a CSV or a sheet with a team a row, its columns named in Chinese or English."""

import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from data.imports.cells import text_of, word
from data.imports.contents import check_content
from data.imports.headers import header_word
from data.imports.importer import UNKNOWN_FORMAT
from data.imports.limits import FILE_MISSING, MEGABYTE, Limits, check_size
from data.imports.listed import Coded, Listed
from data.imports.readers import RawRow, RawTable, ReadOptions, read_csv
from data.imports.xlsx import read_xlsx
from geo.errors import InvalidInput, NotFound
from geo.messages import Message
from planner.outreach_teams import REQUIRED_COLUMNS, TEAM_COLUMNS, TeamRow

UNKNOWN_TEAM_COLUMNS = Message(
    "unknown_team_columns",
    zh="小组名单 {file} 里的这些列看不懂：{value:、}。可用的列：{known:、}。"
    "请改列名，或删去这些列。",
    en="{file} has columns that a list of teams has not: {value}; there may be {known}: "
    "rename or remove the others",
)
MISSING_TEAM_COLUMNS = Message(
    "missing_team_columns",
    zh="小组名单 {file} 缺少这些列：{value:、}。请补上。",
    en="{file} lacks columns that a list of teams must have: {value}; add them",
)
TEAM_COLUMN_TWICE = Message(
    "team_column_twice",
    zh="小组名单 {file} 里“{first}”和“{value}”是同一列。请只留一列。",
    en='in {file} "{first}" and "{value}" are the same column of teams; keep one of them',
)
CELLS_BEYOND_TEAM = Message(
    "cells_beyond_team",
    zh="小组名单 {file} 第 {at_line} 行比表头多出“{value:、}”。"
    "专长等内容里有逗号时，请用双引号括起来，或改用顿号。",
    en='{file} line {at_line} has "{value}" beyond the last header; put text with commas, such as '
    "skills, into double quotes, or part it with ;",
)

ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": ("小组编号", "编号", "代码", "组别"),
    "name": ("小组名称", "名称", "小组"),
    "depot_code": (
        "出发服务点编号",
        "出发服务点",
        "出发点编号",
        "出发点",
        "出发编号",
        "服务点编号",
        "服务点",
        "depot",
        "depot code",
    ),
    "mode": ("出行方式", "交通方式", "交通工具"),
    "work_hours": ("工作时间", "上班时间", "hours"),
    "lunch": ("午休", "午休时间", "午餐", "lunch break"),
    "size": ("人数", "小组人数", "people"),
    "skills": ("专长", "特长", "技能", "skill"),
}
"""Column to the other headers it is known by; the first is the one we say in Chinese."""
PASSED_OVER = frozenset({"序号"})
"""Headers of columns that say nothing of a team, and are no mistake."""

LIMITS = Limits(
    file_bytes=5 * MEGABYTE,
    unpacked_bytes=50 * MEGABYTE,
    text_bytes=5 * MEGABYTE,
    rows=1_000,
    columns=50,
)
_READERS = {".csv": read_csv, ".txt": read_csv, ".tsv": read_csv, ".xlsx": read_xlsx}
_COLUMN_OF = {
    word(header): column for column in TEAM_COLUMNS for header in (column, *ALIASES[column])
}
_LONGEST_STEM = 40


def read_team_rows(file: Path | BinaryIO, name: str) -> list[TeamRow]:
    """Read the rows of a list of teams as text, by column; empty rows are left out.

    `name` is what people call the file: its suffix tells the format, and messages name it. Raises
    NotFound where there is no file, InvalidInput where it cannot be read or its columns are wrong.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in _READERS:
        raise InvalidInput(UNKNOWN_FORMAT, value=suffix or name, known=Listed(_READERS))
    with tempfile.TemporaryDirectory(prefix="niangjia-teams-") as folder:
        # The readers want a path, and call the file in their messages as it is called there.
        path = Path(folder) / f"{_plain_stem(name)}{suffix}"
        _copy(file, path)
        check_size(path, LIMITS)
        check_content(path)
        options = ReadOptions(lambda text: header_word(text) in _COLUMN_OF, limits=LIMITS)
        table = _READERS[suffix](path, options)
        rows = list(table.rows)
    return _team_rows(table, rows, path.name)


def _plain_stem(name: str) -> str:
    """Keep of a name what may stand in a path on every machine."""
    last = Path(name.replace("\\", "/")).stem
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] in "LNP" or sign == " ")
    return kept[:_LONGEST_STEM].strip(". ") or "teams"


def _copy(file: Path | BinaryIO, path: Path) -> None:
    if isinstance(file, Path):
        if not file.is_file():
            raise NotFound(FILE_MISSING, file=file.name)
        check_size(file, LIMITS)
        shutil.copyfile(file, path)
        return
    # One byte more than may be is enough to be refused for its size.
    path.write_bytes(file.read(LIMITS.file_bytes + 1))


def _team_rows(table: RawTable, rows: Sequence[RawRow], file: str) -> list[TeamRow]:
    columns = _columns(table.headers, file)
    found = []
    for row in rows:
        texts = [text_of(cell) for cell in row.cells]
        beyond = [
            text
            for index, text in enumerate(texts)
            if text and (index >= len(table.headers) or not table.headers[index])
        ]
        if beyond:
            values = {"file": file, "at_line": row.line, "value": Listed(beyond)}
            raise InvalidInput(CELLS_BEYOND_TEAM, **values)
        cells = {c: texts[index] if index < len(texts) else "" for c, index in columns.items()}
        if any(cells.values()):
            found.append(TeamRow(row.line, cells))
    return found


def _columns(headers: Sequence[str], file: str) -> dict[str, int]:
    """Find the place of each column; raises InvalidInput for others, doubles and missing ones."""
    columns: dict[str, int] = {}
    unknown = []
    for index, header in enumerate(headers):
        column = _COLUMN_OF.get(header_word(header))
        if column in columns:
            first = headers[columns[column]]
            raise InvalidInput(TEAM_COLUMN_TWICE, file=file, value=header, first=first)
        if column is not None:
            columns[column] = index
        elif header and header not in PASSED_OVER:
            unknown.append(header)
    if unknown:
        known = _called(TEAM_COLUMNS)
        raise InvalidInput(UNKNOWN_TEAM_COLUMNS, file=file, value=Listed(unknown), known=known)
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing:
        raise InvalidInput(MISSING_TEAM_COLUMNS, file=file, value=_called(missing))
    return columns


def _called(columns: Sequence[str]) -> Coded:
    return Coded({column: ALIASES[column][0] for column in columns})
