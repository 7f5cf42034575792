"""Days and times of day as people say them."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.texts import WEEKDAYS, say
from geo.messages import Language

_EVENING_STARTS = (datetime.time(18, 30), datetime.time(19, 30), datetime.time(20, 30))
_WEEKEND_START = datetime.time(10, 0)
_SATURDAY, _SUNDAY = 5, 6
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Puts moments into words for one reader; days are named as seen from `today`."""

    today: datetime.date
    language: Language

    def day(self, day: datetime.date) -> str:
        """Say the day: today, tomorrow, or weekday and date."""
        if day == self.today:
            return say("today", self.language)
        if day == self.today + _ONE_DAY:
            return say("tomorrow", self.language)
        weekday = WEEKDAYS[self.language][day.weekday()]
        if self.language is Language.CHINESE:
            return f"{self.date(day)} {weekday}"
        return f"{weekday} {self.date(day)}"

    def date(self, day: datetime.date) -> str:
        """Say the date, and the year only if it is another one."""
        is_this_year = day.year == self.today.year
        if self.language is Language.CHINESE:
            year = "" if is_this_year else f"{day.year}年"
            return f"{year}{day.month}月{day.day}日"
        year = "" if is_this_year else f" {day.year}"
        return f"{day.day} {day:%b}{year}"

    def moment(self, moment: datetime.datetime, near: datetime.date | None = None) -> str:
        """Say the time of day, with the day unless it is the day `near` that is spoken of."""
        return self._on(moment.date(), f"{moment:%H:%M}", near)

    def closing(self, moment: datetime.datetime, near: datetime.date | None = None) -> str:
        """Say when something ends: midnight is 24:00 of the day before."""
        if moment.time() == datetime.time(0):
            return self._on(moment.date() - _ONE_DAY, "24:00", near)
        return self.moment(moment, near)

    def _on(self, day: datetime.date, time: str, near: datetime.date | None) -> str:
        return time if day == near else f"{self.day(day)} {time}"


def begun_minute(moment: datetime.datetime) -> datetime.datetime:
    """Count a begun minute as full: nobody arrives earlier than we say."""
    full = moment.replace(second=0, microsecond=0)
    return full if full == moment else full + datetime.timedelta(minutes=1)


def moments_to_offer(now: datetime.datetime) -> Sequence[datetime.datetime]:
    """List the next free evenings' hours and the next mornings of the weekend, soonest first."""
    evenings = [_next(now, start) for start in _EVENING_STARTS]
    mornings = [_next(now, _WEEKEND_START, weekday) for weekday in (_SATURDAY, _SUNDAY)]
    return sorted(evenings + mornings)


def _next(
    now: datetime.datetime, time: datetime.time, weekday: int | None = None
) -> datetime.datetime:
    moment = datetime.datetime.combine(now.date(), time, now.tzinfo)
    while moment <= now or (weekday is not None and moment.weekday() != weekday):
        moment += _ONE_DAY
    return moment


def whole_minutes(minutes: float) -> int:
    """Round a way up: nobody is late because of us; nothing is zero minutes away."""
    return max(1, math.ceil(round(minutes, 6)))
