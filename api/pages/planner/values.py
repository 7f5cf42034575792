"""Values of lists in words: choices, hours, numbers and days."""

from collections.abc import Mapping, Sequence

from api.pages.opening_days import week_lines
from api.pages.planner.field_texts import FIELD_TEXTS
from api.pages.texts import TEXTS, say
from data.listings import UnionChoice
from geo.errors import InvalidInput
from geo.messages import Language
from geo.spoken_hours import speak_hours

Option = tuple[str, str]
"""A value to choose, and what it is called."""

_SET_IN = "\N{IDEOGRAPHIC SPACE}"
_CHOICES = frozenset({"tier", "host", "status", "union_status", "level", "kind"})
_HOURS = frozenset({"opening_hours", "free_hours"})
_YES_NO = {True: ("是", "yes"), False: ("否", "no")}


def choice_name(field: str, code: str, language: Language) -> str:
    """Name a member of a fixed list; one that is not known is shown as it is."""
    name = f"{field}_{code}"
    message = FIELD_TEXTS.get(name) or TEXTS.get(name)
    return message.text(language) if message else code


def value_words(row: Mapping[str, object], field: str, language: Language) -> str:
    """Say a value of a row; nothing known is an empty text."""
    value = row.get(field)
    if value is None or value == ():
        return ""
    if field in _CHOICES:
        return choice_name(field, str(value), language)
    if field in _HOURS:
        return hours_words(str(value), language)
    if field == "migrant_share" and isinstance(value, float):
        return f"{value:.0%}"
    return _plain_words(value, language)


def _plain_words(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return _YES_NO[value][0 if language is Language.CHINESE else 1]
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def union_options(unions: Sequence[UnionChoice]) -> Sequence[Option]:
    """List the unions to choose from, those below another set in."""
    return [(union.code, _SET_IN * union.depth + union.name) for union in unions]


def hours_words(text: str, language: Language, *, with_rest: bool = False) -> str:
    """Say a week as one sentence, and `with_rest` also the days on which it is closed.

    A text that names dates is said nearly as it is written.
    """
    try:
        lines = week_lines(text, language)
    except InvalidInput:
        return text
    if not lines:
        return speak_hours(text, language)
    is_chinese = language is Language.CHINESE
    between, within = ("；", "、") if is_chinese else ("; ", ", ")
    rest = [say("rest", language)]
    told = [line for line in lines if with_rest or line.hours != rest] or lines
    return between.join(f"{line.days} {within.join(line.hours)}" for line in told)
