"""China's working calendar: statutory holidays, make-up workdays, and years not yet decreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SATURDAY, SUNDAY = 5, 6


class DayType(StrEnum):
    """What kind of day a date is for those who work office hours."""

    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class CalendarKind(StrEnum):
    """How a day of the calendar differs from its weekday."""

    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"


class CalendarStatus(StrEnum):
    """Whether the State Council has decreed the holidays of a year."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date that is not what its weekday says; `official` once it is decreed."""

    date: date
    kind: CalendarKind
    name: str
    official: bool


@dataclass(frozen=True, eq=False)
class WorkdayCalendar:
    """The day type of every date; build it with `build_calendar`."""

    days: Mapping[date, CalendarDay]
    official_years: frozenset[int]

    def day_type(self, day: date) -> DayType:
        """Tell holidays and make-up workdays from ordinary workdays and weekends."""
        entry = self.days.get(day)
        if entry is not None:
            return DayType(entry.kind)
        return DayType.WEEKEND if day.weekday() >= SATURDAY else DayType.WORKDAY

    def status(self, day: date) -> CalendarStatus:
        """Say whether the year of this day is decreed; until then its holidays are provisional."""
        is_official = day.year in self.official_years
        return CalendarStatus.OFFICIAL if is_official else CalendarStatus.PROVISIONAL

    def name(self, day: date) -> str | None:
        """Name the holiday, or the holiday a make-up workday belongs to; else None."""
        entry = self.days.get(day)
        return entry.name if entry is not None else None


def build_calendar(days: Iterable[CalendarDay]) -> WorkdayCalendar:
    """Index calendar days by date; an official entry wins over a provisional one of that date."""
    by_date: dict[date, CalendarDay] = {}
    for entry in sorted(days, key=lambda entry: entry.official):
        by_date[entry.date] = entry
    official_years = frozenset(entry.date.year for entry in by_date.values() if entry.official)
    return WorkdayCalendar(by_date, official_years)
