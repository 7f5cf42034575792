"""When people of a place can be visited: their free hours on real dates, day by day."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise

from geo.hours_days import merged
from geo.hours_rules import Span
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY
from geo.week_hours import WeekHours
from geo.workdays import SATURDAY, SUNDAY, DayType, WorkdayCalendar
from planner.outreach_types import Horizon, Window

_MONDAY, _FRIDAY = 0, 4
_COUNTS_AS = {SATURDAY: _FRIDAY, SUNDAY: _MONDAY}
"""Make-up workdays as in opening hours: who works on a Saturday does so as on a Friday."""
_CACHED_WEEKS = 10_000


class NoWindow(StrEnum):
    """Why a place has no window: the first that holds."""

    NEVER_FREE = "never_free"
    """Nobody is free there in the days that are planned, whatever the calendar says."""
    CALENDAR = "calendar"
    """They would be free, but for a holiday or a make-up workday."""
    TOO_SHORT = "too_short"
    """Every window is shorter than the visit."""


def free_windows(
    free: WeekHours, horizon: Horizon, *, calendar: WorkdayCalendar
) -> tuple[Window, ...]:
    """Return when the people of a place are free, in minutes since the start of the horizon.

    Windows are cut at midnight, so that each lies on one day. A night belongs to the day on which
    it begins. On a holiday there is no window. A make-up Saturday is a Friday and a make-up Sunday
    a Monday, also where people are free at weekends alone: on that day they work.
    """
    days = range(-1, horizon.days)
    types = [calendar.day_type(horizon.date_of(day)) for day in days]
    weekdays = [horizon.date_of(day).weekday() for day in days]
    return _windows(free, [_counted(*day) for day in zip(weekdays, types, strict=True)])


def long_enough(windows: Sequence[Window], visit_min: int) -> tuple[Window, ...]:
    """Keep the windows that a whole visit fits in."""
    return tuple(window for window in windows if window[1] - window[0] >= visit_min)


def why_no_window(
    free: WeekHours, horizon: Horizon, *, calendar: WorkdayCalendar, visit_min: int
) -> NoWindow | None:
    """Say why no visit fits in; None where one does.

    A window that is too short is only the reason where the calendar took none that is longer.
    """
    windows = free_windows(free, horizon, calendar=calendar)
    if long_enough(windows, visit_min):
        return None
    usual = _windows(free, [horizon.date_of(day).weekday() for day in range(-1, horizon.days)])
    if long_enough(usual, visit_min):
        return NoWindow.CALENDAR
    return NoWindow.TOO_SHORT if usual or windows else NoWindow.NEVER_FREE


def _counted(weekday: int, day_type: DayType) -> int | None:
    """Return the weekday whose free hours hold on a date; None on a holiday."""
    if day_type is DayType.HOLIDAY:
        return None
    is_made_up = day_type is DayType.MAKEUP_WORKDAY
    return _COUNTS_AS.get(weekday, weekday) if is_made_up else weekday


def _windows(free: WeekHours, weekdays: Sequence[int | None]) -> tuple[Window, ...]:
    """Lay free hours out over days that count as these weekdays; the first is the day before."""
    owned = _by_weekday(free)
    spans = [owned[weekday] if weekday is not None else () for weekday in weekdays]
    return tuple(
        (start + day * MINUTES_PER_DAY, end + day * MINUTES_PER_DAY)
        for day, (before, today) in enumerate(pairwise(spans))
        if weekdays[day + 1] is not None
        for start, end in _of_day(before, today)
    )


def _of_day(before: Sequence[Span], today: Sequence[Span]) -> tuple[Span, ...]:
    """Join what a day begins itself and the rest of the night before, within the day."""
    nights = ((0, end - MINUTES_PER_DAY) for _, end in before if end > MINUTES_PER_DAY)
    return merged((*nights, *((start, min(end, MINUTES_PER_DAY)) for start, end in today)))


@lru_cache(maxsize=_CACHED_WEEKS)
def _by_weekday(week: WeekHours) -> tuple[tuple[Span, ...], ...]:
    """Return the spans that begin on each weekday, in minutes of that day, Monday first.

    Nights shorter than a day stay whole; longer spans are cut at midnight.
    """
    days: list[list[Span]] = [[] for _ in range(DAYS_PER_WEEK)]
    for first, last in chain.from_iterable(_pieces(*span) for span in week.intervals):
        day, start = divmod(first, MINUTES_PER_DAY)
        days[day % DAYS_PER_WEEK].append((start, start + last - first))
    return tuple(map(tuple, days))


def _pieces(start: int, end: int) -> list[Span]:
    if end - start < MINUTES_PER_DAY:
        return [(start, end)]
    midnights = range((start // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY, end, MINUTES_PER_DAY)
    return list(pairwise((start, *midnights, end)))
