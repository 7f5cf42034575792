"""The words an opening-hours text is made of: dates, weekdays, times, states, comments."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from geo.errors import InvalidInput
from geo.hours_messages import UNREADABLE_PART
from geo.hours_spelling import tidy_spelling


class Kind(Enum):
    """What a token is; each is a named group of the pattern below, in lower case."""

    COMMENT = auto()
    FALLBACK = auto()
    SEMICOLON = auto()
    COMMA = auto()
    ALWAYS = auto()
    DATES = auto()
    MONTHS = auto()
    YEARS = auto()
    WEEKS = auto()
    NTH = auto()
    WEEKDAYS = auto()
    HOLIDAYS = auto()
    UNSUPPORTED = auto()
    SPAN = auto()
    ENDLESS = auto()
    STATE = auto()
    COLON = auto()


_YEAR = r"\d{4}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_MONTH_OF_YEAR = rf"(?:{_YEAR}\s+)?{_MONTH}"
_DAY = r"\d{1,2}(?!\d|:\d)"
_WEEKDAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_OFFSET = r"(?:\s?[+-]\d+\s?days?)?"
_NTH = rf"{_WEEKDAY}\[[-\d,\s]+\]{_OFFSET}"
_EASTER = rf"(?:{_YEAR}\s+)?easter{_OFFSET}"
_BOUND = rf"(?:{_MONTH_OF_YEAR}\s+(?:{_NTH}|{_DAY})|{_EASTER})"
_WEEK = r"\d{1,2}(?:-\d{1,2})?(?:/\d+)?(?!\d|:\d)"
_CLOCK = r"\d{1,2}(?::\d{2})?"
_SUN = r"\(?(?:sunrise|sunset|dawn|dusk)"

_TOKEN = re.compile(
    rf"""
      (?P<comment>"[^"]*") | (?P<fallback>\|\|) | (?P<semicolon>;) | (?P<comma>,)
    | (?P<always>24/7)
    | (?P<dates>{_BOUND}-{_BOUND} | {_MONTH_OF_YEAR}\s+{_DAY}(?:-{_DAY})? | {_EASTER})
    | (?P<months>{_MONTH_OF_YEAR}(?:-{_MONTH_OF_YEAR})?)(?![a-z])
    | (?P<years>{_YEAR}(?:-{_YEAR})?(?:/\d+)?\+?)(?![\d:])
    | week\s*(?P<weeks>{_WEEK}(?:,{_WEEK})*)
    | (?P<nth>{_NTH})
    | (?P<weekdays>{_WEEKDAY}(?:-{_WEEKDAY})?)(?![a-z])
    | (?P<holidays>PH|SH)(?![A-Za-z]|\s?[+-]\d)
    | (?P<unsupported>{_SUN}\S* | {_CLOCK}-(?:{_SUN}\S*|{_CLOCK}/\S+))
    | (?P<span>{_CLOCK}-{_CLOCK}\+?)(?![\d:])
    | (?P<endless>\d{{1,2}}:\d{{2}}[+-]? | {_CLOCK}[+-])(?![\d:])
    | (?P<state>off|closed|open|unknown)\b
    | (?P<colon>:)
    """,
    re.VERBOSE,
)


def tokens(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the tokens of a text; raises InvalidInput quoting where it cannot go on."""
    tidy = tidy_spelling(text)
    position = 0
    while position < len(tidy):
        match = None if tidy[position] == " " else _TOKEN.match(tidy, position)
        if match is not None and match.lastgroup is not None:
            yield Kind[match.lastgroup.upper()], match[match.lastgroup]
            position = match.end()
        elif tidy[position] == " ":
            position += 1
        else:
            raise InvalidInput(UNREADABLE_PART, value=text, part=tidy[position:])
