"""Turn one cell of a file into a value: text, code, number, share, date, yes or no, hours."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from data.imports.choices import WORDS_OF
from data.imports.listed import Coded
from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.messages import Message

FORMULA_CELL = Message(
    "formula_cell",
    zh="单元格 {value} 是公式，不是数值。请在 Excel 中复制后“选择性粘贴”为数值，再导入。",
    en="cell {value} holds a formula; paste it as a value in the spreadsheet, then import again",
)
BAD_CODE = Message(
    "bad_code",
    zh="编号“{value}”不能用：只能用文字、数字和 - _ . : ，中间没有空格，不超过 {longest} 个字。",
    en='the code "{value}" cannot be used: letters, digits and - _ . : only, no spaces, '
    "at most {longest} characters",
)
UNCLEAR_NUMBER = Message(
    "unclear_number",
    zh="“{value}”不是明确的数字。请写成 1234 或 121.47 这样的数字。",
    en='"{value}" is not a clear number; write it like 1234 or 121.47',
)
NEGATIVE_NUMBER = Message(
    "negative_number",
    zh="“{value}”小于零。请填写零或更大的数。",
    en="{value} is below zero; give zero or more",
)
NUMBER_TOO_LARGE = Message(
    "number_too_large",
    zh="“{value}”太大了，最多 {most}。请检查是否多写了几位。",
    en="{value} is too large, at most {most}; check for extra digits",
)
NOT_WHOLE = Message(
    "not_whole",
    zh="“{value}”不是整数。请填写整数。",
    en="{value} is not a whole number; give a whole number",
)
UNCLEAR_SHARE = Message(
    "unclear_share",
    zh="“{value}”不是明确的比例。请写成 35% 或 0.35。",
    en='"{value}" is not a clear share; write 35% or 0.35',
)
UNCLEAR_DATE = Message(
    "unclear_date",
    zh="“{value}”不是有效日期。请写成 2026-01-02、2026/1/2 或 2026年1月2日。",
    en='"{value}" is not a date; write 2026-01-02, 2026/1/2 or 2026年1月2日',
)
UNCLEAR_YES_NO = Message(
    "unclear_yes_no",
    zh="“{value}”看不出是“是”还是“否”。请填写 是 或 否。",
    en='"{value}" is neither yes nor no; write yes or no',
)
UNKNOWN_CHOICE = Message(
    "unknown_choice",
    zh="没有“{value}”这个选项。可填：{known:、}。",
    en='there is no "{value}" here; choose among {known}',
)


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A spreadsheet cell that holds a formula, named like `D5`."""

    reference: str


Cell = str | int | float | bool | datetime.date | FormulaCell | None
Converter = Callable[[Cell], object]

LONGEST_CODE = 64
LARGEST_NUMBER = 2_000_000_000
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "n/a"})
_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_COUNTED = re.compile(r"\s*(人|名|个|家|张|元)$")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_CODE = re.compile(r"[\w.:-]+")
_SEPARATORS = re.compile(r"[;,、/|\n]")
_YES = frozenset(
    {"是", "有", "能", "可", "可以", "已达标", "达标", "yes", "y", "true", "1", "√", "✓"}
)
_NO = frozenset({"否", "无", "不能", "不可", "不可以", "未达标", "no", "n", "false", "0", "×", "✗"})


def text_of(cell: Cell) -> str:
    """Show a cell as its reader sees it; spaces around and inside are tidied.

    Raises InvalidInput for a formula.
    """
    if isinstance(cell, str):
        return " ".join(cell.split()) if cell.isprintable() else _printable(cell)
    if cell is None:
        return ""
    if isinstance(cell, FormulaCell):
        raise InvalidInput(FORMULA_CELL, value=cell.reference)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _printable(text: str) -> str:
    """Drop control and invisible characters; line breaks become spaces."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
    return " ".join("".join(kept).split())


def plain(text: str) -> str:
    """Make full-width letters, digits and punctuation narrow."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def word(text: str) -> str:
    """Reduce a header or choice to what makes it the same word: no case, width or spaces."""
    return re.sub(r"[\s_-]+", "", plain(text).casefold())


def to_text(cell: Cell) -> str | None:
    """Keep text as it is written; an empty cell is nothing."""
    return text_of(cell) or None


def to_note(cell: Cell) -> str | None:
    """Keep a longer text with its line breaks."""
    if not isinstance(cell, str):
        return to_text(cell)
    lines = (" ".join(_printable(line).split()) for line in cell.splitlines())
    return "\n".join(lines).strip() or None


def to_phone(cell: Cell) -> str | None:
    """Keep a phone number with its extension, in narrow characters."""
    text = plain(text_of(cell))
    return None if text.casefold() in _NOTHING else text


def to_code(cell: Cell) -> str | None:
    """Read a code that may stand in a web address."""
    text = plain(text_of(cell))
    if text and (len(text) > LONGEST_CODE or not _CODE.fullmatch(text)):
        raise InvalidInput(BAD_CODE, value=text, longest=LONGEST_CODE)
    return text or None


def to_number(cell: Cell) -> float | None:
    """Read a number written like 1234, 1,234.5 or 300人; nothing vague such as 约300人."""
    if isinstance(cell, float) and cell - cell == 0:
        return cell
    text = plain(text_of(cell))
    if text.casefold() in _NOTHING:
        return None
    digits = _COUNTED.sub("", text)
    if not _NUMBER.fullmatch(digits):
        raise InvalidInput(UNCLEAR_NUMBER, value=text)
    return float(digits.replace(",", ""))


def to_amount(cell: Cell) -> float | None:
    """Read a sum of money or another number that is never negative."""
    number = to_number(cell)
    if number is not None and number < 0:
        raise InvalidInput(NEGATIVE_NUMBER, value=text_of(cell))
    if number is not None and number > LARGEST_NUMBER:
        raise InvalidInput(NUMBER_TOO_LARGE, value=text_of(cell), most=LARGEST_NUMBER)
    return number


def to_count(cell: Cell) -> int | None:
    """Read a number of people or things."""
    number = to_amount(cell)
    if number is None:
        return None
    if not number.is_integer():
        raise InvalidInput(NOT_WHOLE, value=text_of(cell))
    return int(number)


def to_share(cell: Cell) -> float | None:
    """Read a share between 0 and 1, written 0.35 or 35%."""
    text = plain(text_of(cell))
    try:
        percent = to_number(text.removesuffix("%"))
    except InvalidInput as error:
        raise InvalidInput(UNCLEAR_SHARE, value=text) from error
    if percent is None:
        return None
    share = round(percent / 100, 12) if text.endswith("%") else percent
    if not 0 <= share <= 1:
        raise InvalidInput(UNCLEAR_SHARE, value=text)
    return share


def to_date(cell: Cell) -> datetime.date | None:
    """Read a day; year first, as spreadsheets and Chinese offices write it."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = plain(text_of(cell))
    if text.casefold() in _NOTHING:
        return None
    found = _DATE.fullmatch(text.replace(" ", "") if "年" in text else text)
    try:
        if found:
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise InvalidInput(UNCLEAR_DATE, value=text) from error
    raise InvalidInput(UNCLEAR_DATE, value=text)


def to_yes_no(cell: Cell) -> bool | None:
    """Read yes or no in Chinese or English."""
    if isinstance(cell, bool):
        return cell
    text = word(text_of(cell))
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text:
        raise InvalidInput(UNCLEAR_YES_NO, value=text_of(cell))
    return None


def to_hours(cell: Cell) -> str | None:
    """Read opening hours, in OSM's syntax or in Chinese, into OSM's syntax."""
    text = text_of(cell)
    return _hours(text) if text else None


@lru_cache(maxsize=10_000)
def _hours(text: str) -> str:
    """Read each distinct text once: lists repeat a few hours thousands of times."""
    return normalise_opening_hours(text)


def to_words(cell: Cell) -> tuple[str, ...]:
    """Split a list of names, each kept once; services are written with ; 、 , or / between."""
    return _words(plain(text_of(cell)))


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))


def to_choice(kind: type[StrEnum]) -> Converter:
    """Make the converter of a fixed choice from its values and the words spoken for them."""
    spoken = WORDS_OF[kind]
    known = {word(choice.value): choice for choice in kind}
    known |= {word(text): choice for choice, texts in spoken.items() for text in texts}
    listed = Coded({choice.value: spoken[choice][0] for choice in kind})

    def convert(cell: Cell) -> StrEnum | None:
        text = text_of(cell)
        if not text:
            return None
        choice = known.get(word(text))
        if choice is None:
            raise InvalidInput(UNKNOWN_CHOICE, value=text, known=listed)
        return choice

    return convert
