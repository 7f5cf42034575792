"""Opening hours: a text compiled once, and when it opens from a given date on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.errors import InvalidInput
from geo.hours_days import Spans, is_possible_selector, merged, rules_on, spans_of_day
from geo.hours_messages import TOO_LONG_HOURS, UNREADABLE_HOURS, UNREADABLE_PART
from geo.hours_rules import Rule, RuleState, parse_rules
from geo.units import MINUTES_PER_DAY
from geo.workdays import DayType, WorkdayCalendar

IntArray = NDArray[np.int64]

_ONE_DAY = timedelta(days=1)
_CACHED_TEXTS = 100_000
_LONGEST_TEXT, _QUOTED = 1_000, 40


@dataclass(frozen=True)
class OpeningHours:
    """A compiled text; two with the same text are equal."""

    text: str
    rules: tuple[Rule, ...] = field(compare=False, repr=False)
    _masks: dict[tuple[date | int, DayType], int] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _spans: dict[tuple[int, int], Spans] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @cached_property
    def is_weekly(self) -> bool:
        """Whether weekday and day type decide alone, without any date."""
        return not any(rule.dates or rule.nth_weekdays for rule in self.rules)

    @cached_property
    def closing_mask(self) -> int:
        """The rules that close, as a bit mask."""
        return sum(
            1 << position
            for position, rule in enumerate(self.rules)
            if rule.state is RuleState.CLOSED
        )

    def mask_on(self, day: date, day_type: DayType) -> int:
        """Tell which rules hold on a day, as a bit mask; worked out once per kind of day."""
        key = (day.weekday() if self.is_weekly else day, day_type)
        mask = self._masks.get(key)
        if mask is None:
            mask = self._masks[key] = rules_on(self.rules, day, day_type)
        return mask

    def spans(self, mask_before: int, mask: int) -> Spans:
        """When a day is open, given the rules that hold the day before and on it."""
        found = self._spans.get((mask_before, mask))
        if found is None:
            found = spans_of_day(self.rules, mask_before, mask)
            self._spans[mask_before, mask] = found
        return found


def check_length(text: str) -> None:
    """Refuse a text that is too long to be opening hours."""
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(TOO_LONG_HOURS, value=f"{text[:_QUOTED]}…", longest=_LONGEST_TEXT)


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_opening_hours(text: str) -> OpeningHours:
    """Compile an OSM `opening_hours` text; raises InvalidInput `unreadable_hours`."""
    check_length(text)
    rules = parse_rules(text)
    if not rules:
        raise InvalidInput(UNREADABLE_HOURS, value=text)
    for selector in {part for rule in rules for part in (*rule.dates, rule.nth_weekdays) if part}:
        if not is_possible_selector(selector):
            raise InvalidInput(UNREADABLE_PART, value=text, part=selector)
    return OpeningHours(text, rules)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which other hours hold than the weekly text; `opening_hours` None is closed all day.

    Where several name a day, the shortest wins, and among those a closed one.
    """

    first_day: date
    last_day: date
    opening_hours: OpeningHours | None = None
    reason: str | None = None


def open_intervals(
    hours: OpeningHours | None,
    first_day: date,
    days: int,
    *,
    calendar: WorkdayCalendar,
    closures: Sequence[Closure] = (),
) -> IntArray:
    """When it is open on `days` days, as rows of start and end, half-open, sorted and disjoint.

    Minutes count from 00:00 of the first day, local wall time, and are clipped to the days asked
    for; hours running over from the day before are included. No rows where it never opens.
    """
    spans_by_day: Iterator[Spans] = iter(())
    if closures:
        spans_by_day = _spans_with_closures(hours, first_day, days, calendar, closures)
    elif hours is not None:
        spans_by_day = _spans_by_day(hours, first_day, days, calendar)
    bounds: list[int] = []
    for number, spans in enumerate(spans_by_day):
        midnight = number * MINUTES_PER_DAY
        for start, end in spans:
            if bounds and bounds[-1] == start + midnight:
                bounds[-1] = end + midnight
            else:
                bounds += (start + midnight, end + midnight)
    return np.array(bounds, dtype=np.int64).reshape(-1, 2)


def _spans_by_day(
    hours: OpeningHours, first_day: date, days: int, calendar: WorkdayCalendar
) -> Iterator[Spans]:
    day = first_day - _ONE_DAY
    mask_before = hours.mask_on(day, calendar.day_type(day))
    for _ in range(days):
        day += _ONE_DAY
        mask = hours.mask_on(day, calendar.day_type(day))
        yield hours.spans(mask_before, mask)
        mask_before = mask


@dataclass(frozen=True, slots=True)
class _Day:
    """The hours in force on a day: the weekly ones, or those of a closure."""

    closure: Closure | None
    hours: OpeningHours | None
    mask: int


def _spans_with_closures(
    hours: OpeningHours | None,
    first_day: date,
    days: int,
    calendar: WorkdayCalendar,
    closures: Sequence[Closure],
) -> Iterator[Spans]:
    """Yield the spans of each day; hours from the day before end where other hours take over.

    Only what special hours let run over midnight into a day of weekly hours is kept.
    """
    most_telling_first = sorted(closures, key=_length_then_closed)
    before: _Day | None = None
    for number in range(-1, days):
        day = first_day + number * _ONE_DAY
        today = _day_in_force(hours, day, calendar, most_telling_first)
        if before is not None:
            yield _spans_after(before, today, day, calendar)
        before = today


def closure_on(day: date, closures: Sequence[Closure]) -> Closure | None:
    """The closure in force on a day: of several, the one that `open_intervals` goes by."""
    return _in_force(day, sorted(closures, key=_length_then_closed))


def _length_then_closed(closure: Closure) -> tuple[timedelta, bool]:
    return closure.last_day - closure.first_day, closure.opening_hours is not None


def _in_force(day: date, most_telling_first: list[Closure]) -> Closure | None:
    for closure in most_telling_first:
        if closure.first_day <= day <= closure.last_day:
            return closure
    return None


def _day_in_force(
    hours: OpeningHours | None, day: date, calendar: WorkdayCalendar, closures: list[Closure]
) -> _Day:
    day_type, closure = calendar.day_type(day), _in_force(day, closures)
    if closure is not None:
        mask = _dated_mask(closure.opening_hours, day, day_type)
        return _Day(closure, closure.opening_hours, mask)
    return _Day(None, hours, hours.mask_on(day, day_type) if hours else 0)


def _dated_mask(hours: OpeningHours | None, day: date, day_type: DayType) -> int:
    """Special hours name their dates, so that they hold on holidays too."""
    if hours is None:
        return 0
    mask = hours.mask_on(day, day_type)
    return mask | hours.mask_on(day, DayType.WORKDAY) if day_type is DayType.HOLIDAY else mask


def _spans_after(before: _Day, today: _Day, day: date, calendar: WorkdayCalendar) -> Spans:
    if today.closure is before.closure:
        return today.hours.spans(before.mask, today.mask) if today.hours else ()
    spans: Spans = ()
    if today.hours:
        yesterday = day - _ONE_DAY
        mask_before = today.hours.mask_on(yesterday, calendar.day_type(yesterday))
        # What closes at night goes on closing, so that a closure never opens anything.
        spans = today.hours.spans(mask_before & today.hours.closing_mask, today.mask)
    if today.closure is None and before.hours:
        spans = merged(spans + before.hours.spans(before.mask, 0))
    return spans


def is_open_for(intervals: IntArray, minute: int, stay_minutes: int) -> bool:
    """Whether one can come at this minute and stay that long."""
    until = open_until(intervals, minute)
    return until is not None and minute + stay_minutes <= until


def open_until(intervals: IntArray, minute: int) -> int | None:
    """The minute at which it next closes; None if it is closed now."""
    row = int(np.searchsorted(intervals[:, 0], minute, side="right")) - 1
    return int(intervals[row, 1]) if row >= 0 and minute < intervals[row, 1] else None


def next_open(intervals: IntArray, minute: int) -> int | None:
    """The first minute after this one at which it opens; None if it does not open again."""
    row = int(np.searchsorted(intervals[:, 0], minute, side="right"))
    return int(intervals[row, 0]) if row < len(intervals) else None
