from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.messages import Language
from geo.units import MINUTES_PER_DAY, MINUTES_PER_WEEK
from geo.week_hours import to_week_hours
from geo.workdays import CalendarDay, CalendarKind, DayType, build_calendar
from planner.outreach_types import Horizon
from planner.outreach_windows import NoWindow, free_windows, long_enough, why_no_window
from tests.plan_towns import week

MONDAY = date(2026, 3, 2)
SUNDAY_BEFORE_HOLIDAYS = date(2026, 9, 27)
NATIONAL_DAY = date(2026, 10, 1)
MAKE_UP_SUNDAY, MAKE_UP_SATURDAY = date(2026, 9, 20), date(2026, 10, 10)
CALENDAR = build_calendar(
    [
        CalendarDay(NATIONAL_DAY + timedelta(days=day), CalendarKind.HOLIDAY, "国庆节", True)
        for day in range(7)
    ]
    + [
        CalendarDay(day, CalendarKind.MAKEUP_WORKDAY, "国庆节调休", official=True)
        for day in (MAKE_UP_SUNDAY, MAKE_UP_SATURDAY)
    ]
)


def windows(text, start, days=1):
    """Windows as text; the hours of the second day count from 24:00."""
    found = free_windows(week(text), Horizon(start, days), calendar=CALENDAR)
    return " ".join("-".join(f"{m // 60:02}:{m % 60:02}" for m in window) for window in found)


def reason(text, start, visit_min, days=1):
    horizon = Horizon(start, days)
    return why_no_window(week(text), horizon, calendar=CALENDAR, visit_min=visit_min)


def test_each_day_has_the_free_hours_of_its_weekday():
    text = "Mo 18:00-22:00; Tu 11:30-13:00,17:30-19:30"

    assert windows(text, MONDAY, days=3) == "18:00-22:00 35:30-37:00 41:30-43:30"


def test_nobody_is_visited_on_a_holiday():
    assert windows("24/7", NATIONAL_DAY, days=7) == ""


def test_the_evening_before_a_holiday_ends_at_midnight():
    text = "Mo-Su 22:00-02:00"

    assert windows(text, date(2026, 9, 30), days=2) == "00:00-02:00 22:00-24:00"


def test_a_holiday_has_no_night_that_runs_into_the_day_after():
    text = "Mo-Su 22:00-02:00"

    assert windows(text, date(2026, 10, 7), days=2) == "46:00-48:00"


def test_a_make_up_saturday_is_a_friday():
    assert windows("Fr 17:30-19:30; Sa 08:00-22:00", MAKE_UP_SATURDAY) == "17:30-19:30"


def test_a_make_up_sunday_is_a_monday():
    assert windows("Mo 18:00-20:00; Fr 17:00-19:00", MAKE_UP_SUNDAY) == "18:00-20:00"


def test_who_is_free_at_weekends_alone_works_on_a_make_up_workday():
    assert windows("Sa-Su 08:00-22:00", MAKE_UP_SATURDAY) == ""


def test_the_night_of_a_make_up_saturday_runs_into_sunday():
    text = "Mo-Fr 22:00-02:00"

    assert windows(text, MAKE_UP_SATURDAY, days=2) == "00:00-02:00 22:00-24:00 24:00-26:00"


def test_the_night_before_the_first_day_is_known():
    assert windows("Su 22:00-02:00", MONDAY) == "00:00-02:00"


def test_free_time_longer_than_a_day_is_cut_at_midnight():
    text = "Sa 20:00-24:00; Su 00:00-24:00; Mo 00:00-06:00"

    assert windows(text, date(2026, 3, 7), days=3) == "20:00-24:00 24:00-48:00 48:00-54:00"


def test_who_is_always_free_can_be_visited_all_day_but_on_holidays():
    assert windows("24/7", date(2026, 9, 30), days=3) == "00:00-24:00"


def test_a_visit_that_just_fits_keeps_its_window():
    assert long_enough([(690, 780), (1050, 1139)], 90) == ((690, 780),)


def test_a_window_on_a_holiday_alone_is_told_to_be_the_calendar():
    assert reason("Th 18:00-20:00", SUNDAY_BEFORE_HOLIDAYS, 30, days=7) is NoWindow.CALENDAR


def test_a_visit_longer_than_every_window_is_told_to_be_too_long():
    assert reason("Mo-Fr 12:00-12:30", MONDAY, 45) is NoWindow.TOO_SHORT


def test_a_place_whose_days_do_not_come_up_is_told_to_be_never_free():
    assert reason("Sa-Su 08:00-22:00", MONDAY, 30, days=5) is NoWindow.NEVER_FREE


def test_nothing_is_told_of_a_place_that_can_be_visited():
    assert reason("Mo 18:00-20:00", MONDAY, 30) is None


@pytest.mark.parametrize("days", [0, 15])
def test_a_horizon_has_one_to_fourteen_days(days):
    with pytest.raises(InvalidInput) as caught:
        Horizon(MONDAY, days)

    assert caught.value.text(Language.CHINESE) == f"不能排 {days} 天的走访；请选 1 到 14 天"


def test_only_days_of_the_horizon_have_a_number():
    horizon = Horizon(MONDAY, 5)

    assert [horizon.day_of(date(2026, 3, day)) for day in (1, 2, 6, 7)] == [None, 0, 4, None]
    assert horizon.date_of(4) == date(2026, 3, 6)


SPANS = st.tuples(st.integers(0, MINUTES_PER_WEEK - 1), st.integers(1, 4_000)).map(
    lambda span: (span[0], span[0] + span[1])
)
WEEKS = st.lists(SPANS, max_size=6).map(to_week_hours)
STARTS = st.dates(date(2026, 9, 10), date(2026, 10, 14))


def free_minutes(windows):
    return {minute for start, end in windows for minute in range(start, end)}


@settings(max_examples=60)
@given(week=WEEKS, days=st.integers(1, 14))
def test_in_ordinary_weeks_the_windows_are_the_typical_week(week, days):
    found = free_windows(week, Horizon(MONDAY, days), calendar=CALENDAR)

    typical = {minute % MINUTES_PER_WEEK for minute in free_minutes(week.intervals)}
    horizon = range(days * MINUTES_PER_DAY)
    assert free_minutes(found) == {m for m in horizon if m % MINUTES_PER_WEEK in typical}


@settings(max_examples=100)
@given(week=WEEKS, start=STARTS, days=st.integers(1, 14))
def test_windows_are_sorted_and_lie_on_one_working_day_each(week, start, days):
    horizon = Horizon(start, days)

    found = free_windows(week, horizon, calendar=CALENDAR)

    bounds = [minute for window in found for minute in window]
    types = [CALENDAR.day_type(horizon.date_of(first // MINUTES_PER_DAY)) for first, _ in found]
    assert bounds == sorted(bounds)
    assert all(first < last for first, last in found)
    assert all(first // 1440 == (last - 1) // 1440 for first, last in found)
    assert DayType.HOLIDAY not in types


@settings(max_examples=60)
@given(week=WEEKS, start=STARTS, days=st.integers(1, 13))
def test_one_more_day_leaves_the_windows_before_it_as_they_are(week, start, days):
    fewer = free_windows(week, Horizon(start, days), calendar=CALENDAR)

    more = free_windows(week, Horizon(start, days + 1), calendar=CALENDAR)

    assert more[: len(fewer)] == fewer
