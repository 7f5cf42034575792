from datetime import date, timedelta

import holidays
import pytest
from sqlalchemy import insert, select

from data.calendar import calendar_seed, seed_calendar
from data.tables import WorkdayCalendar as CalendarTable
from geo.workdays import CalendarKind, CalendarStatus, DayType, WorkdayCalendar, build_calendar

DECREED_YEARS = range(2015, 2027)
DECREED_DAYS = [
    date(DECREED_YEARS[0], 1, 1) + timedelta(days=number)
    for number in range((date(DECREED_YEARS[-1], 12, 31) - date(DECREED_YEARS[0], 1, 1)).days + 1)
]


@pytest.fixture(scope="module")
def calendar() -> WorkdayCalendar:
    return build_calendar(calendar_seed(2015, 2030))


def test_the_seed_agrees_with_a_second_source_on_every_decreed_day(
    calendar: WorkdayCalendar,
) -> None:
    other = holidays.country_holidays("CN", years=DECREED_YEARS)
    makeup_workdays = set(other.weekend_workdays)

    off_work = [
        calendar.day_type(day) in {DayType.HOLIDAY, DayType.WEEKEND} for day in DECREED_DAYS
    ]

    assert off_work == [
        day in other or (day.weekday() >= 5 and day not in makeup_workdays) for day in DECREED_DAYS
    ]


def test_the_make_up_workdays_are_those_of_a_second_source(calendar: WorkdayCalendar) -> None:
    other = holidays.country_holidays("CN", years=DECREED_YEARS).weekend_workdays

    found = {day for day in DECREED_DAYS if calendar.day_type(day) is DayType.MAKEUP_WORKDAY}

    assert found == other & set(DECREED_DAYS)


@pytest.mark.parametrize("day", ["2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10"])
def test_make_up_workdays_of_2026_are_workdays(calendar: WorkdayCalendar, day: str) -> None:
    assert calendar.day_type(date.fromisoformat(day)) is DayType.MAKEUP_WORKDAY


def test_national_day_is_a_holiday_with_its_chinese_name(calendar: WorkdayCalendar) -> None:
    national_day = date(2026, 10, 1)

    assert calendar.day_type(national_day) is DayType.HOLIDAY
    assert calendar.name(national_day) == "国庆节"
    assert calendar.status(national_day) is CalendarStatus.OFFICIAL


@pytest.mark.parametrize("year", [2027, 2030])
def test_a_year_not_yet_decreed_has_statutory_holidays_and_is_provisional(
    calendar: WorkdayCalendar, year: int
) -> None:
    later = calendar_seed(year, year)

    assert calendar.day_type(date(year, 10, 1)) is DayType.HOLIDAY
    assert calendar.status(date(year, 10, 1)) is CalendarStatus.PROVISIONAL
    assert {entry.kind for entry in later} == {CalendarKind.HOLIDAY}
    assert not any(entry.official for entry in later)


def test_the_spring_festival_of_2027_is_known_before_it_is_decreed(
    calendar: WorkdayCalendar,
) -> None:
    assert calendar.day_type(date(2027, 2, 8)) is DayType.HOLIDAY


def test_each_date_comes_once_and_in_order() -> None:
    dates = [entry.date for entry in calendar_seed(2004, 2040)]

    assert dates == sorted(set(dates))
    assert (dates[0].year, dates[-1].year) == (2004, 2040)


def entries(session):
    return session.execute(
        select(CalendarTable.date, CalendarTable.official).order_by(CalendarTable.date)
    ).all()


def test_the_calendar_is_stored_once(session):
    seed_calendar(session, 2026, 2027)
    first = entries(session)

    seed_calendar(session, 2026, 2027)

    assert entries(session) == first
    assert {(row.date.year, row.official) for row in first} == {(2026, True), (2027, False)}


def test_a_year_that_was_decreed_since_replaces_the_guess(session):
    guess = date(2026, 3, 3)
    session.execute(
        insert(CalendarTable),
        [{"date": guess, "kind": "holiday", "name": "猜的", "official": False}],
    )

    seed_calendar(session, 2026, 2026)

    assert all(row.official for row in entries(session))
    assert guess not in {row.date for row in entries(session)}


def test_a_year_that_the_office_corrected_stays(session):
    own = date(2026, 3, 3)
    session.execute(
        insert(CalendarTable),
        [{"date": own, "kind": "holiday", "name": "本市放假", "official": True}],
    )

    seed_calendar(session, 2026, 2026)

    assert [row.date for row in entries(session)] == [own]
