"""The page of one service point: when it is open, what it offers, how to get there."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from api.pages.answers import Day, OpenState, ServiceName, ServicePointAnswer
from api.pages.cards import ORDINARY_DAYS, badge_of, day_tags, facts_of, named, point_address
from api.pages.moments import Spoken
from api.pages.rendering import render
from api.pages.texts import LANGUAGE_NAMES, WEEKDAYS, say
from geo.messages import Language
from geo.places import HOTLINE

_TO = "\N{EN DASH}"
_ONE_DAY = datetime.timedelta(days=1)
_WHEELCHAIR = {True: "wheelchair_yes", False: "wheelchair_no", None: ""}
_WHOLE_DAY = ("00:00", "24:00")


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A day or a span of weekdays, when it is open then, and what is special about it."""

    days: str
    hours: Sequence[str]
    tags: Sequence[str] = ()


def service_point_page(
    point: ServicePointAnswer,
    services: Sequence[ServiceName],
    language: Language,
    *,
    now: datetime.datetime,
) -> str:
    """Render the page."""
    spoken = Spoken(now.date(), language)
    names = {service["code"]: service["name"] for service in services}
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    return render(
        "service_point.html",
        language,
        facts=facts_of(point, spoken, names),
        badge_now=badge_of(open_state(point["days"], now), spoken, now.date()),
        weekly=weekly_lines(point["days"], language) if point["opening_hours"] else [],
        days=[_day_line(day, spoken) for day in point["days"]] if point["opening_hours"] else [],
        is_provisional=any(day["calendar"] == "provisional" for day in point["days"]),
        host=named("host", point["host"], language) if point["host"] else "",
        spoken_languages=_language_names(point["languages"], language),
        wheelchair=_WHEELCHAIR[point["wheelchair"]],
        hotline=HOTLINE,
        switch_address=point_address(point["code"], other),
    )


def weekly_lines(days: Sequence[Day], language: Language) -> Sequence[HoursLine]:
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


def open_state(days: Sequence[Day], now: datetime.datetime) -> OpenState:
    """Read from the coming days' hours whether it is open now, until when, or when it opens next.

    Open to the last minute of these days counts as open without end.
    """
    today = days[0]
    state = OpenState(
        state="closed",
        until=None,
        next_open_at=None,
        day_type=today["day_type"],
        calendar=today["calendar"],
    )
    for opens, closes in _joined(days, now):
        if opens <= now < closes:
            end = _midnight(days[-1]["date"], now) + _ONE_DAY
            return {
                **state,
                "state": "open",
                "until": None if closes >= end else closes.isoformat(),
            }
        if now < opens:
            name: Literal["opens_later", "closed"] = (
                "opens_later" if opens.date() == now.date() else "closed"
            )
            return {**state, "state": name, "next_open_at": opens.isoformat()}
    return state


def hours_words(intervals: Sequence[Sequence[str]], language: Language) -> Sequence[str]:
    """Say the hours of a day, one part per interval."""
    if not intervals:
        return [say("rest", language)]
    if [tuple(interval) for interval in intervals] == [_WHOLE_DAY]:
        return [say("all_day", language)]
    return [f"{opens}{_TO}{closes}" for opens, closes in intervals]


def _joined(
    days: Sequence[Day], now: datetime.datetime
) -> Sequence[tuple[datetime.datetime, datetime.datetime]]:
    """Join the intervals that midnight cuts."""
    joined: list[tuple[datetime.datetime, datetime.datetime]] = []
    for day in days:
        midnight = _midnight(day["date"], now)
        for opens, closes in day["intervals"]:
            start, end = midnight + _clock_time(opens), midnight + _clock_time(closes)
            if joined and joined[-1][1] == start:
                start = joined.pop()[0]
            joined.append((start, end))
    return joined


def _midnight(date: str, now: datetime.datetime) -> datetime.datetime:
    return datetime.datetime.fromisoformat(date).replace(tzinfo=now.tzinfo)


def _clock_time(text: str) -> datetime.timedelta:
    hours, minutes = text.split(":")
    return datetime.timedelta(hours=int(hours), minutes=int(minutes))


def _usual_hours(days: Sequence[Day]) -> Mapping[int, tuple[tuple[str, ...], ...]]:
    seen: dict[int, set[tuple[tuple[str, ...], ...]]] = {}
    for day in days:
        if day["day_type"] in ORDINARY_DAYS:
            weekday = datetime.date.fromisoformat(day["date"]).weekday()
            seen.setdefault(weekday, set()).add(tuple(tuple(span) for span in day["intervals"]))
    return {weekday: hours.pop() for weekday, hours in seen.items() if len(hours) == 1}


def _span(weekdays: Sequence[int], language: Language) -> str:
    first, last = (WEEKDAYS[language][weekday] for weekday in (weekdays[0], weekdays[-1]))
    if len(weekdays) == 1:
        return first
    return f"{first}至{last}" if language is Language.CHINESE else f"{first}{_TO}{last}"


def _day_line(day: Day, spoken: Spoken) -> HoursLine:
    return HoursLine(
        spoken.day(datetime.date.fromisoformat(day["date"])),
        hours_words(day["intervals"], spoken.language),
        day_tags(day["day_type"], spoken.language),
    )


def _language_names(codes: Sequence[str], language: Language) -> str:
    column = 0 if language is Language.CHINESE else 1
    names = [LANGUAGE_NAMES[code][column] if code in LANGUAGE_NAMES else code for code in codes]
    return ("、" if language is Language.CHINESE else ", ").join(names)
