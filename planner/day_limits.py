"""How long a way may be for one to be served, from free hours and opening hours alone.

Who is free in [a, b] and travels t minutes each way to a desk open in [o, c] can be there in
[max(a + t, o), min(b − t, c)], and a consultation of `stay` can start up to `stay` before its end.
All of that shrinks as t grows. So for every weekday there is one longest way up to which some
start falls on it, and whether a way is short enough is one comparison.
"""

from collections.abc import Sequence

import numpy as np

from geo.crs import FloatArray
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, MINUTES_PER_WEEK
from geo.week_hours import WeekHours

NEVER = -np.inf
"""The longest way where no way is short enough."""
HOURS_PER_WEEK = MINUTES_PER_WEEK // MINUTES_PER_HOUR
_WEEKS_AROUND = np.array([-1, 0, 1]) * MINUTES_PER_WEEK


def day_limits(
    free: Sequence[WeekHours], opening: Sequence[WeekHours], *, stay_min: float
) -> FloatArray:
    """Return the longest ways, in minutes, at which each weekday counts; free × opening × 7."""
    return _limits(free, opening, stay_min, MINUTES_PER_DAY)


def hour_limits(
    free: Sequence[WeekHours], opening: Sequence[WeekHours], *, stay_min: float
) -> FloatArray:
    """Return the same for each hour of the week in which one could start; free × opening × 168."""
    return _limits(free, opening, stay_min, MINUTES_PER_HOUR)


def _limits(
    free: Sequence[WeekHours], opening: Sequence[WeekHours], stay_min: float, slot_min: int
) -> FloatArray:
    windows, intervals = [_unrolled(week) for week in free], [_around(week) for week in opening]
    slots = MINUTES_PER_WEEK // slot_min
    limits = np.full((len(free), len(opening), slots), NEVER)
    for row, window in enumerate(windows):
        for column, interval in enumerate(intervals):
            limits[row, column] = _longest(window, interval, stay_min, slot_min)
    return limits


def _unrolled(week: WeekHours) -> FloatArray:
    """Return the intervals (intervals, 2); a week without an end has none in time either."""
    is_always = week.minutes == MINUTES_PER_WEEK
    return np.array([[-np.inf, np.inf]]) if is_always else week.to_array().astype(np.float64)


def _around(week: WeekHours) -> FloatArray:
    """Return the intervals of the week before, of this and of the week after."""
    intervals = _unrolled(week)
    around: FloatArray = intervals + _WEEKS_AROUND[:, None, None]
    return around.reshape(-1, 2)


def _longest(
    windows: FloatArray, intervals: FloatArray, stay_min: float, slot_min: int
) -> FloatArray:
    """Return the longest way for each slot of the week, over all pairs of window and interval.

    A start lies at or after the beginning of its slot, and before its end.
    """
    a, b = windows.T[..., None, None]
    o, c = intervals.T[:, None, :, None]
    begin = np.arange(0, 2 * MINUTES_PER_WEEK, slot_min)
    end = begin + slot_min
    latest = c - stay_min
    # Both terms of (b − a − stay) ÷ 2 may be without end.
    longest = np.minimum.reduce(
        np.broadcast_arrays(
            (b - a - stay_min) / 2,
            latest - a,
            b - stay_min - o,
            b - stay_min - begin,
            np.nextafter(end - a, NEVER),
        )
    )
    can_start = (o <= latest) & (begin <= latest) & (o < end)
    best = np.where(can_start & (longest >= 0), longest, NEVER).max(axis=(0, 1), initial=NEVER)
    return np.asarray(best.reshape(2, -1).max(axis=0))
