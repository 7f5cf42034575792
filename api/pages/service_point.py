"""The page of one service point: when it is open, what it offers, how to get there."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.pages.cards import ORDINARY_DAYS, badge_of, day_tags, facts_of, named, point_address
from api.pages.moments import Spoken
from api.pages.rendering import render
from api.pages.texts import LANGUAGE_NAMES, WEEKDAYS, say
from api.schemas import DayHours, ServicePointDetail
from geo.messages import Language
from geo.places import HOTLINE
from geo.workdays import CalendarStatus

_TO = "\N{EN DASH}"
_WHEELCHAIR = {True: "wheelchair_yes", False: "wheelchair_no", None: ""}
_WHOLE_DAY = ("00:00", "24:00")


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A day or a span of weekdays, when it is open then, and what is special about it."""

    days: str
    hours: Sequence[str]
    tags: Sequence[str] = ()


def service_point_page(
    point: ServicePointDetail,
    services: Mapping[str, str],
    language: Language,
    *,
    today: datetime.date,
) -> str:
    """Render the page; `services` are the names of services by code."""
    spoken = Spoken(today, language)
    days = point.days if point.opening_hours else []
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    return render(
        "service_point.html",
        language,
        facts=facts_of(point, spoken, services),
        badge_now=badge_of(point.open, spoken, today),
        weekly=weekly_lines(days, language),
        days=[_day_line(day, spoken) for day in days],
        is_provisional=any(day.calendar is CalendarStatus.PROVISIONAL for day in days),
        host=named("host", point.host, language) if point.host else "",
        spoken_languages=_language_names(point.languages, language),
        wheelchair=_WHEELCHAIR[point.wheelchair],
        hotline=HOTLINE,
        switch_address=point_address(point.code, other),
    )


def weekly_lines(days: Sequence[DayHours], language: Language) -> Sequence[HoursLine]:
    """Say the usual week; neighbouring weekdays with equal hours share a line.

    Only ordinary days tell what is usual. A weekday that has none among `days` is left out, and
    so is one whose ordinary days differ, since then none of them is the usual one.
    """
    usual = _usual_hours(days)
    # Weekday less rank stays the same along a run of weekdays without a gap.
    runs = groupby(
        enumerate(sorted(usual)), key=lambda ranked: (usual[ranked[1]], ranked[1] - ranked[0])
    )
    return [
        HoursLine(_span([weekday for _, weekday in run], language), hours_words(hours, language))
        for (hours, _), run in runs
    ]


def hours_words(intervals: Sequence[tuple[str, str]], language: Language) -> Sequence[str]:
    """Say the hours of a day, one part per interval."""
    if not intervals:
        return [say("rest", language)]
    if list(intervals) == [_WHOLE_DAY]:
        return [say("all_day", language)]
    return [f"{opens}{_TO}{closes}" for opens, closes in intervals]


def _usual_hours(days: Sequence[DayHours]) -> Mapping[int, tuple[tuple[str, str], ...]]:
    seen: dict[int, set[tuple[tuple[str, str], ...]]] = {}
    for day in days:
        if day.day_type in ORDINARY_DAYS:
            seen.setdefault(day.date.weekday(), set()).add(tuple(day.intervals))
    return {weekday: hours.pop() for weekday, hours in seen.items() if len(hours) == 1}


def _span(weekdays: Sequence[int], language: Language) -> str:
    first, last = (WEEKDAYS[language][weekday] for weekday in (weekdays[0], weekdays[-1]))
    if len(weekdays) == 1:
        return first
    return f"{first}至{last}" if language is Language.CHINESE else f"{first}{_TO}{last}"


def _day_line(day: DayHours, spoken: Spoken) -> HoursLine:
    return HoursLine(
        spoken.day(day.date),
        hours_words(day.intervals, spoken.language),
        day_tags(day.day_type, spoken.language),
    )


def _language_names(codes: Sequence[str], language: Language) -> str:
    column = 0 if language is Language.CHINESE else 1
    names = [LANGUAGE_NAMES[code][column] if code in LANGUAGE_NAMES else code for code in codes]
    return ("、" if language is Language.CHINESE else ", ").join(names)
