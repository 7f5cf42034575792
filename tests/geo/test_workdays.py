from datetime import date

import pytest

from geo.workdays import (
    CalendarDay,
    CalendarKind,
    CalendarStatus,
    DayType,
    WorkdayCalendar,
    build_calendar,
)

NATIONAL_DAY = CalendarDay(date(2026, 10, 1), CalendarKind.HOLIDAY, "国庆节", official=True)
MAKE_UP_SATURDAY = CalendarDay(
    date(2026, 10, 10), CalendarKind.MAKEUP_WORKDAY, "国庆节调休", official=True
)
NEXT_YEAR = CalendarDay(date(2027, 10, 1), CalendarKind.HOLIDAY, "国庆节", official=False)


@pytest.fixture
def calendar() -> WorkdayCalendar:
    return build_calendar([NATIONAL_DAY, MAKE_UP_SATURDAY, NEXT_YEAR])


@pytest.mark.parametrize(
    ("day", "day_type"),
    [
        (date(2026, 9, 30), DayType.WORKDAY),
        (date(2026, 10, 1), DayType.HOLIDAY),
        (date(2026, 10, 10), DayType.MAKEUP_WORKDAY),
        (date(2026, 10, 11), DayType.WEEKEND),
    ],
)
def test_each_date_has_its_day_type(
    calendar: WorkdayCalendar, day: date, day_type: DayType
) -> None:
    assert calendar.day_type(day) is day_type


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 1, 1), CalendarStatus.OFFICIAL),
        (date(2026, 12, 31), CalendarStatus.OFFICIAL),
        (date(2027, 10, 1), CalendarStatus.PROVISIONAL),
        (date(2028, 1, 1), CalendarStatus.PROVISIONAL),
    ],
)
def test_a_year_is_official_once_one_of_its_days_is_decreed(
    calendar: WorkdayCalendar, day: date, status: CalendarStatus
) -> None:
    assert calendar.status(day) is status


def test_only_days_of_the_calendar_have_a_name(calendar: WorkdayCalendar) -> None:
    assert calendar.name(date(2026, 10, 10)) == "国庆节调休"
    assert calendar.name(date(2026, 10, 12)) is None


def test_a_decreed_day_wins_over_a_provisional_one_in_any_order() -> None:
    guessed = CalendarDay(date(2026, 10, 10), CalendarKind.HOLIDAY, "国庆节", official=False)

    calendars = [
        build_calendar([MAKE_UP_SATURDAY, guessed]),
        build_calendar([guessed, NATIONAL_DAY, MAKE_UP_SATURDAY]),
    ]

    assert {calendar.day_type(guessed.date) for calendar in calendars} == {DayType.MAKEUP_WORKDAY}
