"""A typical week of opening hours, on a circle of 10,080 minutes from Monday 00:00."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

import numpy as np

from geo.hours import IntArray, OpeningHours
from geo.hours_days import merged
from geo.hours_rules import WEEKDAYS, Span
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR, MINUTES_PER_WEEK
from geo.workdays import DayType

_MONDAYS = tuple(date(2024, 1, 1) + timedelta(weeks=week) for week in range(52))
"""The weeks we look at for texts with dates: 2024 is a leap year that begins on a Monday."""
_CACHED_TEXTS = 10_000


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Sorted, disjoint, half-open intervals in minutes since Monday 00:00.

    Starts lie within the week. At most the last interval runs over its end: then its end is more
    than 10,080 and the rest lies at the start of the week, e.g. Sunday 22:00 to Monday 02:00 is
    (9,960, 10,200). A week that never closes is the one interval (0, 10,080).
    """

    intervals: tuple[Span, ...]

    @property
    def minutes(self) -> int:
        """How long it is open in all."""
        return sum(end - start for start, end in self.intervals)

    def to_array(self) -> IntArray:
        """The intervals as rows of start and end."""
        return np.array(self.intervals, dtype=np.int64).reshape(-1, 2)


@lru_cache(maxsize=_CACHED_TEXTS)
def week_hours(hours: OpeningHours) -> WeekHours:
    """Work out a typical week without holidays.

    Where a text names dates, months or years, the typical week is the one most frequent among the
    weeks of a leap year, the first of them if several are.
    """
    mondays = _MONDAYS[:1] if hours.is_weekly else _MONDAYS
    return Counter(_week_from(hours, monday) for monday in mondays).most_common(1)[0][0]


def _week_from(hours: OpeningHours, monday: date) -> WeekHours:
    days = [monday + timedelta(days=number) for number in range(DAYS_PER_WEEK)]
    masks = [hours.mask_on(day, DayType.WORKDAY) for day in days]
    return to_week_hours(
        [
            (start + number * MINUTES_PER_DAY, end + number * MINUTES_PER_DAY)
            for number, mask in enumerate(masks)
            for start, end in hours.spans(masks[number - 1], mask)
        ]
    )


def to_week_hours(spans: Sequence[Span]) -> WeekHours:
    """Build week hours from intervals in any order; the end of one may lie beyond the week."""
    within = ((start, min(end, MINUTES_PER_WEEK)) for start, end in spans)
    beyond = ((0, end - MINUTES_PER_WEEK) for _, end in spans if end > MINUTES_PER_WEEK)
    joined = merged((*within, *beyond))
    is_wrapping = len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == MINUTES_PER_WEEK
    if is_wrapping:
        last = (joined[-1][0], joined[0][1] + MINUTES_PER_WEEK)
        joined = (*joined[1:-1], last)
    return WeekHours(joined)


def to_week_text(week: WeekHours) -> str:
    """Write a week as OSM text, e.g. `Mo-Fr 09:00-17:00; Sa 09:00-16:00`.

    Reading the text gives the same week again. Where hours run over midnight the rules are joined
    by commas, since a day after a semicolon would end the night before.
    """
    if week.intervals == ((0, MINUTES_PER_WEEK),):
        return "24/7"
    by_day: dict[int, list[Span]] = {}
    for start, end in week.intervals:
        for day, span in _spans_by_day(start, end):
            by_day.setdefault(day, []).append(span)
    days_by_times: dict[str, list[int]] = {}
    for day in sorted(by_day):
        days_by_times.setdefault(times_text(by_day[day]), []).append(day)
    is_over_night = any(end > MINUTES_PER_DAY for spans in by_day.values() for _, end in spans)
    rules = [f"{days_text(days)} {times}" for times, days in days_by_times.items()]
    return (", " if is_over_night else "; ").join(rules) or "off"


def _spans_by_day(start: int, end: int) -> list[tuple[int, Span]]:
    """Cut an interval into days, but leave a night shorter than a day in one piece."""
    day, first = divmod(start, MINUTES_PER_DAY)
    last = first + end - start
    if end - start < MINUTES_PER_DAY or last == MINUTES_PER_DAY:
        return [(day % DAYS_PER_WEEK, (first, last))]
    midnight = start - first + MINUTES_PER_DAY
    head = (day % DAYS_PER_WEEK, (first, MINUTES_PER_DAY))
    return [head, *_spans_by_day(midnight, end)]


def times_text(spans: Sequence[Span]) -> str:
    """Write the spans of a day, e.g. `08:30-11:30,13:30-17:00`; over midnight `22:00-02:00`."""
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in sorted(spans))


def _clock(minute: int) -> str:
    hour, minute_of_hour = divmod(minute, MINUTES_PER_HOUR)
    return f"{hour % 24 if minute > MINUTES_PER_DAY else hour:02}:{minute_of_hour:02}"


def days_text(days: Sequence[int]) -> str:
    """Write sorted weekdays, runs of them as a range: `Mo-We,Fr`."""
    runs = groupby(enumerate(days), key=lambda place: place[1] - place[0])
    names = []
    for _, run in runs:
        members = [WEEKDAYS[day] for _, day in run]
        names.append(members[0] if len(members) == 1 else f"{members[0]}-{members[-1]}")
    return ",".join(names)
