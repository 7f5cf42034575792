import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hours import parse_opening_hours
from geo.units import MINUTES_PER_DAY, MINUTES_PER_WEEK
from geo.week_hours import WeekHours, to_week_hours, week_hours
from planner.day_limits import day_limits, hour_limits

INF = np.inf
WEEKDAYS_ONLY = [-INF, -INF]


def week(text: str) -> WeekHours:
    return week_hours(parse_opening_hours(text))


def limits(free: str, opening: str, stay_min: float = 30) -> list[float]:
    return day_limits([week(free)], [week(opening)], stay_min=stay_min)[0, 0].tolist()


def test_one_must_be_served_before_the_desk_closes():
    assert limits("Mo-Fr 18:30-22:30", "Mo-Fr 09:00-20:00") == [60] * 5 + WEEKDAYS_ONLY


def test_one_must_be_back_before_the_window_ends():
    assert limits("Mo-Fr 11:30-13:00", "Mo-Fr 09:00-17:00") == [30] * 5 + WEEKDAYS_ONLY


def test_one_waits_before_a_desk_that_opens_later():
    assert limits("Mo 08:00-10:00", "Mo 09:00-17:00")[0] == 30


def test_a_desk_that_closes_too_early_never_serves():
    assert limits("Mo-Fr 18:30-22:30", "Mo-Fr 09:00-18:59") == [-INF] * 7


def test_a_desk_that_closes_just_in_time_serves_those_next_door():
    assert limits("Mo 18:30-22:30", "Mo 09:00-19:00")[0] == 0


def test_a_desk_always_open_serves_in_the_whole_window():
    assert limits("Sa 18:00-20:00", "24/7")[5] == 45


def test_who_is_always_free_goes_as_far_as_one_likes():
    assert min(limits("24/7", "24/7")) > 1e300
    assert limits("24/7", "Mo 09:00-10:00")[0] > 1e300


def test_a_start_after_midnight_counts_for_the_day_it_falls_on():
    sunday_night = limits("Su 23:00-02:00", "24/7")

    assert sunday_night[0] == 75
    assert sunday_night[6] == pytest.approx(60)
    assert sunday_night[6] < 60
    assert sunday_night[1:6] == [-INF] * 5


def test_a_late_shift_meets_a_desk_open_until_one():
    assert limits("Fr 23:30-02:00", "Fr 20:00-01:00")[4:6] == [pytest.approx(30), 60]


def test_a_desk_open_over_sunday_night_serves_on_monday_morning():
    assert limits("Mo 00:10-03:00", "Su 20:00-01:00")[0] == 20


def test_no_free_hours_and_no_opening_hours_are_never():
    assert limits("off", "24/7") == [-INF] * 7
    assert limits("24/7", "off") == [-INF] * 7


def test_hours_tell_when_one_could_start():
    served = hour_limits([week("Mo 18:30-21:00")], [week("Mo 09:00-20:00")], stay_min=30)[0, 0]

    assert np.flatnonzero(served >= 15).tolist() == [18, 19]
    assert served[19] == 60


SPANS = st.lists(
    st.tuples(st.integers(0, MINUTES_PER_WEEK - 1), st.integers(1, 3_000)).map(
        lambda span: (span[0], span[0] + span[1])
    ),
    max_size=4,
).map(to_week_hours)


def starts_by_trying(free: WeekHours, opening: WeekHours, stay: int, way: int) -> np.ndarray:
    """Try every minute of the week as the start of a consultation."""
    minute = np.arange(MINUTES_PER_WEEK)
    can_start = np.zeros(MINUTES_PER_WEEK, dtype=bool)
    for a, b in around(free):
        for o, c in around(opening):
            is_there = (minute >= a + way) & (minute >= o)
            can_start |= is_there & (minute + stay <= c) & (minute + stay + way <= b)
    return can_start


def around(week: WeekHours):
    if week.minutes == MINUTES_PER_WEEK:
        return [(-INF, INF)]
    weeks = (-MINUTES_PER_WEEK, 0, MINUTES_PER_WEEK)
    return [(start + by, end + by) for start, end in week.intervals for by in weeks]


@settings(max_examples=150)
@given(SPANS, SPANS, st.integers(0, 240), st.integers(0, 120))
def test_a_day_counts_just_when_some_minute_of_it_would_do(free, opening, stay, way):
    longest = day_limits([free], [opening], stay_min=stay)[0, 0]

    tried = starts_by_trying(free, opening, stay, way).reshape(7, MINUTES_PER_DAY).any(axis=1)
    assert (way <= longest).tolist() == tried.tolist()


@settings(max_examples=60)
@given(SPANS, SPANS, st.integers(0, 240), st.integers(0, 120))
def test_an_hour_counts_just_when_some_minute_of_it_would_do(free, opening, stay, way):
    longest = hour_limits([free], [opening], stay_min=stay)[0, 0]

    tried = starts_by_trying(free, opening, stay, way).reshape(168, 60).any(axis=1)
    assert (way <= longest).tolist() == tried.tolist()
