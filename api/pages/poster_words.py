"""What stands on one poster, in words: Chinese first, an English line below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import unquote

from api.pages.cards import distance_words
from api.pages.moments import whole_minutes
from api.pages.poster_fit import DeskWords, density, shortened, width_em
from api.pages.poster_texts import PLAIN_SERVICES, say_on_poster
from api.pages.texts import WEEKDAYS, say
from api.use_cases.poster_desks import STAY_MIN, Way
from api.use_cases.posters import Poster, PosterDesk
from geo.hours import Closure
from geo.messages import Language
from geo.places import HOTLINE
from geo.spoken_hours import speak_hours
from geo.travel import Mode, TravelMethod
from geo.units import DAYS_PER_WEEK
from geo.week_hours import days_text, to_week_text
from maps.messages import STREETS_SOURCE

ZH, EN = Language.CHINESE, Language.ENGLISH
MOST_SERVICES, MOST_UNIONS = 12, 3
ALL_DAYS = (1 << DAYS_PER_WEEK) - 1
FEW_DAYS = 2
"""On so few days one must be told that all others are none."""
SAME_SPOT_M = 50
_SHORTEST_RUN = 3
_NUMBERS = "①②③④⑤"
_LONGEST = {"name": 56, "address": 60, "phone": 36, "hours": 110, "union": 40, "service": 24}
"""In ems; what is longer than anybody would write ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class Both:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class UnionWords:
    """A union responsible for the place, and its number."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PosterWords:
    """Everything on a poster but its two pictures."""

    head: Both
    line: Both
    place: str
    place_size: str
    services: Sequence[tuple[str, str]]
    legend: str
    services_en: str
    desks: Sequence[DeskWords]
    density: str
    address: str
    hotline: str
    unions: Sequence[UnionWords]
    notes: Sequence[str]


def poster_words(
    poster: Poster,
    public_url: str,
    *,
    printed_on: date,
    services: Mapping[str, tuple[str, str]],
    has_streets: bool,
) -> PosterWords:
    """Put a poster into words."""
    offered = _offered(poster.desks, services)
    offered_words = [
        (shortened(PLAIN_SERVICES.get(code, services[code][0]), _LONGEST["service"]), numbers)
        for code, numbers in offered.items()
    ]
    services_en = " · ".join(services[code][1] for code in offered)
    desks = [_desk(number, desk) for number, desk in enumerate(poster.desks, start=1)]
    place = shortened(poster.place.name, _LONGEST["name"])
    return PosterWords(
        head=_both(_head(poster.desks)),
        line=_line(poster.desks),
        place=place,
        place_size=_place_size(place),
        services=offered_words,
        legend=_legend(offered, len(desks)),
        services_en=services_en,
        desks=desks,
        density=density(desks, offered_words, services_en),
        address=shown_address(public_url, poster.path),
        hotline=HOTLINE,
        unions=[
            UnionWords(
                shortened(union.name, _LONGEST["union"]), shortened(union.phone, _LONGEST["phone"])
            )
            for union in poster.responsible
            if union.phone
        ][:MOST_UNIONS],
        notes=_notes(poster, printed_on, has_streets=has_streets),
    )


def weekday_words(days: int, language: Language) -> str:
    """Say a mask of weekdays: 周一至周五、周六."""
    chosen = [day for day in range(DAYS_PER_WEEK) if days >> day & 1]
    if language is EN:
        return days_text(chosen).replace(",", ", ")
    if days == ALL_DAYS:
        return say_on_poster("every_day", language)
    runs = (
        [day for _, day in run]
        for _, run in groupby(enumerate(chosen), key=lambda ranked: ranked[1] - ranked[0])
    )
    names = WEEKDAYS[language]
    parts: list[str] = []
    for run in runs:
        if len(run) >= _SHORTEST_RUN:
            parts.append(f"{names[run[0]]}至{names[run[-1]]}")
        else:
            parts.extend(names[day] for day in run)
    return "、".join(parts)


def day_words(day: date) -> str:
    """Say a date with its year: a poster hangs for long."""
    return f"{day.year}年{day.month}月{day.day}日"


def shown_address(public_url: str, path: str) -> str:
    """Write the address as people can read and type it: Chinese as it is, if nothing gets lost."""
    plain = unquote(path)
    has_signs = any(sign in plain for sign in " %?#\\\"'<>") or "/" in plain.removeprefix("/at/")
    return public_url + (path if has_signs else plain)


def _both(name: str, **values: object) -> Both:
    return Both(say_on_poster(name, ZH, **values), say_on_poster(name, EN, **values))


def _head(desks: Sequence[PosterDesk]) -> str:
    usable = {desk.way.mode for desk in desks if desk.way.is_usable}
    if Mode.WALK in usable:
        return "head_on_foot"
    return "head_farther" if usable else "head_none"


def _line(desks: Sequence[PosterDesk]) -> Both:
    usable = sum(desk.way.is_usable for desk in desks)
    if not desks:
        return _both("no_desks")
    if not usable:
        is_any_known = any(desk.week for desk in desks)
        return _both("unusable" if is_any_known else "all_unknown")
    return _both("usable", count=usable) if usable > 1 else _both("usable_one")


def _place_size(place: str) -> str:
    width = width_em(place)
    return next((size for size, most in (("large", 17), ("medium", 26)) if width <= most), "small")


def _offered(
    desks: Sequence[PosterDesk], services: Mapping[str, tuple[str, str]]
) -> Mapping[str, str]:
    """List the services of all desks; where not all offer one, with the numbers of those who do."""
    by_code = {
        code: [number for number, desk in enumerate(desks) if code in desk.services]
        for code in services
    }
    offered = {code: numbers for code, numbers in by_code.items() if numbers}
    return {
        code: "" if len(numbers) == len(desks) else "".join(_NUMBERS[each] for each in numbers)
        for code, numbers in list(offered.items())[:MOST_SERVICES]
    }


def _desk(number: int, desk: PosterDesk) -> DeskWords:
    minutes = whole_minutes(desk.way.minutes)
    method = TravelMethod.ESTIMATED if desk.way.is_estimated else TravelMethod.STREETS
    hours = speak_hours(to_week_text(desk.week), ZH) if desk.week else ""
    ways = {each: say(f"way_{desk.way.mode}", each, minutes=minutes) for each in (ZH, EN)}
    days = _days(desk)
    return DeskWords(
        number=number,
        name=shortened(desk.name, _LONGEST["name"]),
        way=ways[ZH],
        aside=f"{_distance(desk.distance_m)}，{say(f'by_{method}', ZH)}",
        hours=shortened(hours, _LONGEST["hours"]).split("；") if hours else [],
        days=days.zh,
        is_usable=desk.way.is_usable,
        closure=_closure(desk.closure) if desk.closure else "",
        address=shortened(desk.address, _LONGEST["address"]),
        phone=shortened(desk.phone, _LONGEST["phone"]),
        verified=_verified(desk),
        english=" · ".join([ways[EN], *_english_hours(desk), days.en]),
    )


def _distance(metres: float) -> str:
    """Say the distance; a desk in the house itself is not "0 metres" away."""
    if metres < SAME_SPOT_M:
        return say_on_poster("same_spot", ZH, metres=SAME_SPOT_M)
    return distance_words(metres, ZH)


def _legend(offered: Mapping[str, str], desks: int) -> str:
    """Explain the numbers behind services, where there are any."""
    if not any(offered.values()):
        return ""
    return say_on_poster("legend", ZH, numbers=_NUMBERS[:desks])


def _english_hours(desk: PosterDesk) -> Sequence[str]:
    return [shortened(to_week_text(desk.week), _LONGEST["hours"])] if desk.week else []


def _days(desk: PosterDesk) -> Both:
    way = desk.way
    if desk.week is None:
        return _both("hours_unknown")
    name = _days_name(way)
    zh, en = (say_on_poster(name, each, days=weekday_words(way.days, each)) for each in (ZH, EN))
    return Both(zh, en)


def _days_name(way: Way) -> str:
    if not way.days:
        return "days_none"
    if not way.is_usable:
        return "days_far"
    if way.days == ALL_DAYS:
        return "days_all"
    return "days_few" if way.days.bit_count() <= FEW_DAYS else "days_some"


def _closure(closure: Closure) -> str:
    first, last = day_words(closure.first_day), day_words(closure.last_day)
    if closure.opening_hours is None:
        return say_on_poster("closure", ZH, first=first, last=last)
    hours = speak_hours(closure.opening_hours.text, ZH)
    return say_on_poster("closure_hours", ZH, first=first, last=last, hours=hours)


def _verified(desk: PosterDesk) -> str:
    if desk.verified_on is None:
        return say_on_poster("not_verified", ZH)
    return say_on_poster("as_of", ZH, day=day_words(desk.verified_on))


def _notes(poster: Poster, printed_on: date, *, has_streets: bool) -> Sequence[str]:
    free = speak_hours(to_week_text(poster.place.free), ZH)
    computed = say_on_poster("computed", ZH, free=shortened(free, _LONGEST["hours"]), stay=STAY_MIN)
    return [
        say_on_poster("printed", ZH, day=day_words(printed_on)),
        *([computed] if poster.desks else []),
        say_on_poster("holidays", ZH),
        *([STREETS_SOURCE.text(ZH)] if has_streets else []),
    ]
