"""The words offices write opening hours with: days, dates, times, and what holds on them."""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto

from geo.chinese_hours_clock import CLOCK, TO
from geo.errors import InvalidInput
from geo.hours_messages import UNREADABLE_PART
from geo.hours_rules import MONTHS
from geo.hours_spelling import TO_DASH
from geo.units import DAYS_PER_WEEK


class Word(Enum):
    """What a word is; each is a named group of the pattern below, in lower case."""

    OPENING = auto()
    CLOSING = auto()
    BREAK = auto()
    FILLER = auto()
    YEAR_ROUND = auto()
    SEASON = auto()
    DATES = auto()
    MONTHS = auto()
    EVERY_DAY = auto()
    HOLIDAYS = auto()
    OFFICE_DAYS = auto()
    WEEKEND = auto()
    WEEKDAYS = auto()
    WHOLE_DAY = auto()
    SPAN = auto()
    LUNCH = auto()
    OFF = auto()
    AS_USUAL = auto()


_DIGITS = "零一二三四五六七八九"
_WEEKDAYS = {
    name: number
    for number, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7"))
    for name in names
}

_WEEK = r"(?:周|星期|礼拜)"
_DAY = "[一二三四五六日天]"
_AND = r"\s*(?:、|和|及|与|以及|,(?=\s*(?:周|星期|礼拜)))?\s*"
_WEEKDAY_LIST = (
    rf"{_WEEK}(?:{_DAY}(?:(?:{TO}|{_AND}){_WEEK}?{_DAY}(?![点时]))*"
    rf"|[1-7](?:{TO}{_WEEK}?[1-7])?(?![\d:点时]))"
)
_MONTH = r"(?:\d{4}年)?\d{1,2}月"
_DAY_OF_MONTH = r"\d{1,2}[日号]"
_OPEN = "(?:开放|办公|服务|营业|上班|接待|值班|受理|办理|开门)"
_HOLIDAY = r"(?:国家|国定|法定)*(?:节假日|假日|节日|公共假期|公众假期)(?:期间)?"

_WORD = re.compile(
    rf"""
      (?P<opening>[(\[【]) | (?P<closing>[)\]】])
    | (?P<year_round>全年(?:无休|不休|{_OPEN}))
    | (?P<season>[春夏秋冬](?:[季天]|令时))
    | (?P<dates>{_MONTH}{_DAY_OF_MONTH}(?:{TO}(?:{_MONTH})?{_DAY_OF_MONTH})?)
    | (?P<months>\d{{1,2}}月?{TO}(?:次年)?\d{{1,2}}月份? | \d{{1,2}}月份?)
    | (?P<every_day>每[天日]|天天|一周七天)
    | (?P<holidays>{_HOLIDAY})
    | (?P<office_days>(?:法定)?工作日|平日)
    | (?P<weekend>周末|双休日?|休息日)
    | 每?逢?(?P<weekdays>{_WEEKDAY_LIST})
    | (?P<whole_day>全天候?|全日|(?:24|二十四)小时|昼夜)(?:{_OPEN}|不打烊)?
    | (?P<span>{CLOCK}{TO}{CLOCK})
    | (?P<filler>(?:中午|午间|午休)(?:时间)?(?:不休息?|无休|不打烊|连续{_OPEN}|照常{_OPEN}?)
        | (?:对外|窗口|咨询|工作|{_OPEN})*时间(?:为|是)? | (?:对外)?{_OPEN}
        | [:的均都每逢和及与、]|以及)
    | (?P<lunch>午休(?:时间)?|(?:中午|午间)休息)
    | (?P<off>休息|公休|休馆|闭馆|闭门|关闭|关门|放假|除外|不(?:对外)?{_OPEN}|停止{_OPEN}|休(?!息))
    | (?P<as_usual>(?:照常|正常|不休息?|无休|不打烊){_OPEN}?)
    | (?P<break>[,;。/|])
    """,
    re.VERBOSE,
)
_SPELLINGS = (
    (re.compile(r"除了?(?!外)([^,;()]+?)(?:以外|之外|外)"), r"(\1休息)"),
    (re.compile(r"[\r\n]+"), ","),
    (re.compile(r"(?<=\d)\s*小\s*时"), "小时"),
)
_NUMERAL = re.compile(
    rf"""
    (?: (?<=[周期拜]{_DAY}) | (?<![周期拜{_DIGITS}两十]) )
    (?: [{_DIGITS[1:]}]?十[{_DIGITS[1:]}]? | 零?[{_DIGITS}两] )
    (?=[点时])
    """,
    re.VERBOSE,
)
"""One number only: 八九点 is eight or nine, and 周五九点 is Friday at nine."""


def words(text: str) -> Iterator[tuple[Word, str]]:
    """Yield the words of a text; raises InvalidInput quoting where it cannot go on."""
    plain = unicodedata.normalize("NFKC", text).translate(TO_DASH)
    for pattern, standard in _SPELLINGS:
        plain = pattern.sub(standard, plain)
    plain = _NUMERAL.sub(lambda match: str(_number(match[0])), plain)
    position = 0
    while position < len(plain):
        match = None if plain[position].isspace() else _WORD.match(plain, position)
        if match is not None and match.lastgroup is not None:
            yield Word[match.lastgroup.upper()], match[match.lastgroup]
            position = match.end()
        elif plain[position].isspace():
            position += 1
        else:
            raise InvalidInput(UNREADABLE_PART, value=text, part=plain[position:])


def _number(numeral: str) -> int:
    """Read a Chinese numeral up to 99, e.g. 二十一."""
    tens, ten, ones = numeral.replace("两", "二").rpartition("十")
    if not ten:
        return _DIGITS.index(ones[-1])
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


_WEEKDAY_RUN = re.compile(rf"([一二三四五六日天1-7])(?:{TO}{_WEEK}?([一二三四五六日天1-7]))?")


def to_weekdays(word: str) -> set[int]:
    """Read e.g. 周一至周五 or 周六、日 as weekday numbers, Monday is 0."""
    found: set[int] = set()
    for run in _WEEKDAY_RUN.finditer(word):
        first, last = _WEEKDAYS[run[1]], _WEEKDAYS[run[2] or run[1]]
        length = (last - first) % DAYS_PER_WEEK + 1
        found.update((first + step) % DAYS_PER_WEEK for step in range(length))
    return found


_DATE = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号]")


def to_dates(word: str, text: str) -> str:
    """Read e.g. 10月1日至7日 as `Oct 01-Oct 07`; the second takes over year and month."""
    year, month = "", ""
    dates = []
    for found in _DATE.finditer(word):
        year, month = found["year"] or year, found["month"] or month
        name = _month_name(month, text)
        dates.append(f"{year} {name} {int(found['day']):02}".strip())
    return "-".join(dates)


def to_months(word: str, text: str) -> str:
    """Read e.g. 5月-9月 or 10月至次年4月 as `May-Sep`, `Oct-Apr`."""
    return "-".join(_month_name(number, text) for number in re.findall(r"\d+", word))


def _month_name(number: str, text: str) -> str:
    if not 1 <= int(number) <= len(MONTHS):
        raise InvalidInput(UNREADABLE_PART, value=text, part=f"{number}月")
    return MONTHS[int(number) - 1]
