"""The hours of a service point in words: its usual week, and each of the coming days."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.pages.moments import Spoken
from api.pages.station_texts import HOLIDAY_NAMES_EN
from api.pages.texts import WEEKDAYS, say
from api.schemas import DayClosure, DayHours
from geo.hours import parse_opening_hours
from geo.hours_days import merged
from geo.hours_rules import Span
from geo.messages import Language
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR
from geo.week_hours import week_hours
from geo.workdays import CalendarStatus, DayType

_TO = "\N{EN DASH}"
_WHOLE_DAY: Span = (0, MINUTES_PER_DAY)
_ONE_DAY = datetime.timedelta(days=1)
_NAME_SIGNS = 2
_MAKEUP_SUFFIX = "调休"
"""Of a make-up workday's name, whose kind is said already."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A weekday or a span of them, and when it is open then."""

    days: str
    hours: Sequence[str]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One of the coming days: when it is open then, and what is special about it.

    `near` is today or tomorrow, else empty, as are the tag of an ordinary day and its note.
    """

    near: str
    date: str
    weekday: str
    hours: Sequence[str]
    tag: str
    note: str
    is_today: bool
    is_open: bool


def week_lines(opening_hours: str | None, language: Language) -> Sequence[WeekLine]:
    """Say the usual week; neighbouring weekdays with equal hours share a line.

    A text that names dates has no usual week that is sure to hold now: then there are no lines.
    """
    if not opening_hours:
        return []
    hours = parse_opening_hours(opening_hours)
    if not hours.is_weekly:
        return []
    by_weekday = enumerate(spans_by_day(week_hours(hours).intervals, DAYS_PER_WEEK))
    return [
        WeekLine(
            _span([weekday for weekday, _ in run], language),
            hours_words(spans, language),
        )
        for spans, run in groupby(by_weekday, key=lambda day: day[1])
    ]


def spans_by_day(intervals: Iterable[Span], days: int) -> Sequence[Sequence[Span]]:
    """List for each of `days` days when it opens on it, in minutes of that day.

    `intervals` count from 00:00 of the first day. What runs over midnight belongs to the day on
    which it opened, so a close may be beyond 24:00; what is open for longer than a day is cut.
    """
    found: list[list[Span]] = [[] for _ in range(days)]
    for start, end in intervals:
        for day, span in _pieces(start, end):
            found[day % days].append(span)
    return [sorted(spans) for spans in found]


def day_lines(days: Sequence[DayHours], spoken: Spoken) -> Sequence[DayLine]:
    """Say each of the coming days."""
    spans = spans_by_day(joined_spans(days), len(days))
    return [
        _day_line(day, hours_words(hours, spoken.language), spoken)
        for day, hours in zip(days, spans, strict=True)
    ]


def undecreed_years(days: Sequence[DayHours]) -> Sequence[int]:
    """List the years among the days whose holidays are not announced yet."""
    return sorted({day.date.year for day in days if day.calendar is CalendarStatus.PROVISIONAL})


def joined_spans(days: Sequence[DayHours]) -> Sequence[Span]:
    """Put together what was cut at midnight, in minutes since the first of the days began."""
    return merged(
        (_minute(opens) + number * MINUTES_PER_DAY, _minute(closes) + number * MINUTES_PER_DAY)
        for number, day in enumerate(days)
        for opens, closes in day.intervals
    )


def hours_words(spans: Sequence[Span], language: Language) -> Sequence[str]:
    """Say the hours of a day, in its minutes, one part per span."""
    if not spans:
        return [say("rest", language)]
    if list(spans) == [_WHOLE_DAY]:
        return [say("all_day", language)]
    return [f"{_clock(opens)}{_TO}{_closing(closes, language)}" for opens, closes in spans]


def _pieces(start: int, end: int) -> Sequence[tuple[int, Span]]:
    """Cut what is open for a day or longer at each midnight; other nights stay in one piece."""
    day, opens = divmod(start, MINUTES_PER_DAY)
    closes = opens + end - start
    if end - start < MINUTES_PER_DAY or closes == MINUTES_PER_DAY:
        return [(day, (opens, closes))]
    midnight = start - opens + MINUTES_PER_DAY
    return [(day, (opens, MINUTES_PER_DAY)), *_pieces(midnight, end)]


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * MINUTES_PER_HOUR + int(minute)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, MINUTES_PER_HOUR)
    return f"{hour:02}:{rest:02}"


def _closing(minute: int, language: Language) -> str:
    if minute <= MINUTES_PER_DAY:
        return _clock(minute)
    return say("on_next_day", language, time=_clock(minute - MINUTES_PER_DAY))


def _span(weekdays: Sequence[int], language: Language) -> str:
    first, last = (WEEKDAYS[language][weekday] for weekday in (weekdays[0], weekdays[-1]))
    if len(weekdays) == 1:
        return first
    return f"{first}至{last}" if language is Language.CHINESE else f"{first}{_TO}{last}"


def _day_line(day: DayHours, hours: Sequence[str], spoken: Spoken) -> DayLine:
    language = spoken.language
    return DayLine(
        near=_near(day.date, spoken),
        date=spoken.date(day.date),
        weekday=WEEKDAYS[language][day.date.weekday()],
        hours=hours,
        tag=_type_tag(day, language),
        note=_closure_words(day.closure, language) if day.closure else "",
        is_today=day.date == spoken.today,
        is_open=hours != [say("rest", language)],
    )


def _near(day: datetime.date, spoken: Spoken) -> str:
    return spoken.day(day) if day - spoken.today <= _ONE_DAY else ""


def _type_tag(day: DayHours, language: Language) -> str:
    if day.day_type is DayType.HOLIDAY:
        return _named(say("is_holiday", language), day.day_name, language)
    if day.day_type is DayType.MAKEUP_WORKDAY:
        return _named(say("is_makeup_workday", language), day.day_name, language)
    return ""


def _named(day_type: str, name: str | None, language: Language) -> str:
    """Add the holiday's name, unless there is none in this language."""
    if name and language is Language.ENGLISH:
        name = HOLIDAY_NAMES_EN.get(name[:_NAME_SIGNS])
    name = name.removesuffix(_MAKEUP_SUFFIX) if name else None
    return say("named_day", language, day_type=day_type, name=name) if name else day_type


def _closure_words(closure: DayClosure, language: Language) -> str:
    if closure.is_closed and closure.reason:
        return say("closed_because", language, reason=closure.reason)
    if closure.is_closed:
        return say("closed_for_now", language)
    if closure.reason:
        return say("other_hours_because", language, reason=closure.reason)
    return say("other_hours", language)
