"""The calendar to start with: decreed years as published, later ones by the law on holidays."""

import warnings
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
import holidays
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from data.tables import WorkdayCalendar
from geo.workdays import CalendarDay, CalendarKind

_DECREED_HOLIDAYS: dict[date, str] = chinese_calendar.holidays
_DECREED_WORKDAYS: dict[date, str] = chinese_calendar.workdays
_CHINESE_NAMES: dict[str, str] = {
    holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday
}
_DECREED_YEARS = frozenset(day.year for day in _DECREED_HOLIDAYS)


def calendar_seed(first_year: int, last_year: int) -> list[CalendarDay]:
    """List holidays and make-up workdays of these years, both included, in order of date.

    Years that `chinesecalendar` knows are decreed and official. For others nobody can know the
    make-up workdays: they have the statutory holidays only, as the `holidays` package reckons
    them, and are not official.
    """
    years = range(first_year, last_year + 1)
    decreed = _decreed_days([year for year in years if year in _DECREED_YEARS])
    statutory = _statutory_days([year for year in years if year not in _DECREED_YEARS])
    return sorted((*decreed, *statutory), key=lambda entry: entry.date)


def seed_calendar(session: Session, first_year: int, last_year: int) -> None:
    """Store the years that the table does not hold, and those decreed since it got them.

    A year in which anything is official stays as it is: the office may have corrected it.
    """
    stored = session.execute(select(WorkdayCalendar.date, WorkdayCalendar.official)).all()
    held = {row.date.year for row in stored}
    official = {row.date.year for row in stored if row.official}
    fresh = [
        entry
        for entry in calendar_seed(first_year, last_year)
        if entry.date.year not in (official if entry.official else held)
    ]
    for year in {entry.date.year for entry in fresh} & held:
        session.execute(
            delete(WorkdayCalendar).where(
                WorkdayCalendar.date.between(date(year, 1, 1), date(year, 12, 31))
            )
        )
    if fresh:
        session.execute(insert(WorkdayCalendar), [asdict(entry) for entry in fresh])


def _decreed_days(years: Iterable[int]) -> list[CalendarDay]:
    wanted = frozenset(years)
    return [
        CalendarDay(day, kind, _CHINESE_NAMES[name] + suffix, official=True)
        for kind, suffix, names in (
            (CalendarKind.HOLIDAY, "", _DECREED_HOLIDAYS),
            (CalendarKind.MAKEUP_WORKDAY, "调休", _DECREED_WORKDAYS),
        )
        for day, name in names.items()
        if day.year in wanted
    ]


def _statutory_days(years: list[int]) -> list[CalendarDay]:
    with warnings.catch_warnings():
        # Dates of the lunar calendar far ahead are estimates; so is all of such a year.
        warnings.simplefilter("ignore")
        found = holidays.country_holidays("CN", years=years, language="zh_CN")
    return [
        CalendarDay(day, CalendarKind.HOLIDAY, name, official=False)
        for day, name in found.items()
        if day.year in years
    ]
