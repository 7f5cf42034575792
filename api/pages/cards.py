"""Service points in words: what a card on the list and the head of their own page say."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from api.pages.form import STAY_MINUTES
from api.pages.moments import Spoken, begun_minute, whole_minutes
from api.pages.texts import TEXTS, say
from api.schemas import MapLinks, NearestResult, OpenState, ServicePointSummary
from geo.messages import Language
from geo.workdays import CalendarStatus, DayType

ORDINARY_DAYS = frozenset({DayType.WORKDAY, DayType.WEEKEND})

_METRES_PER_KILOMETRE = 1_000
_ONE_NUMBER = re.compile(
    r"\+?[\d(（][\d\s()（）\-\u2013\u2014]*\d(?:\s*(?:转|轉|ext\.?|x)\s*\d+)?", re.IGNORECASE
)
_EXTENSION = re.compile(r"转|轉|ext\.?|x", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it was written, and the address that dials it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Badge:
    """Open, opening later or closed: a shape, a colour and words."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a service point wherever one asks from."""

    code: str
    name: str
    tier: str
    services: Sequence[str]
    address: str
    phones: Sequence[Phone]
    verified: str
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Card:
    """A service point on the list: its facts, the way there, and what happens on arrival."""

    facts: Facts
    badge: Badge
    tags: Sequence[str]
    way: str
    method: str
    distance: str
    is_served: bool
    arrival: str
    address: str


def facts_of(point: ServicePointSummary, spoken: Spoken, services: Mapping[str, str]) -> Facts:
    """Say what is true of a service point whatever the moment."""
    language = spoken.language
    return Facts(
        code=point.code,
        name=point.name,
        tier=named("tier", point.tier, language),
        services=[services.get(code, code) for code in point.services],
        address=point.address or "",
        phones=phones_in(point.phone),
        verified=_verified(point.verified_on, spoken),
        links=_map_links(point.links),
    )


def card_of(
    result: NearestResult,
    spoken: Spoken,
    services: Mapping[str, str],
    *,
    asked: datetime.date,
    mode: str,
) -> Card:
    """Say what one result of a lookup means for the worker."""
    language = spoken.language
    minutes = whole_minutes(result.travel_minutes)
    return Card(
        facts=facts_of(result, spoken, services),
        badge=badge_of(result.open, spoken, asked),
        tags=_tags(result.open, language),
        way=say(f"way_{mode}", language, minutes=minutes),
        method=say(f"by_{result.travel_method}", language),
        distance=distance_words(result.distance_m, language),
        is_served=result.can_be_served,
        arrival=_arrival(result, spoken, asked),
        address=point_address(result.code, language),
    )


def point_address(code: str, language: Language) -> str:
    """Make the address of a service point's own page."""
    query = "?lang=en" if language is Language.ENGLISH else ""
    return f"/points/{quote(code, safe='')}{query}"


def phones_in(text: str | None) -> Sequence[Phone]:
    """Find the numbers in a phone field; an extension is dialled after a pause."""
    return [Phone(found.strip(), _dial(found)) for found in _ONE_NUMBER.findall(text or "")]


def distance_words(metres: float, language: Language) -> str:
    """Say a distance: tens of metres, then tenths of kilometres."""
    tens = round(metres / 10) * 10
    if tens < _METRES_PER_KILOMETRE:
        return say("metres", language, metres=tens)
    return say("kilometres", language, kilometres=f"{metres / _METRES_PER_KILOMETRE:.1f}")


def named(kind: str, code: str, language: Language) -> str:
    """Name a member of a fixed list; one that is not known is shown as it is."""
    message = TEXTS.get(f"{kind}_{code}")
    return message.text(language) if message else code


def _dial(number: str) -> str:
    main, *extension = _EXTENSION.split(number, maxsplit=1)
    parts = ["".join(re.findall(r"^\+|\d", part.strip())) for part in (main, *extension)]
    return "tel:" + ",".join(parts)


def badge_of(state: OpenState, spoken: Spoken, asked: datetime.date) -> Badge:
    """Say whether it is open; moments of the day `asked` go without their day."""
    language = spoken.language
    if state.state == "open":
        if state.until is None:
            return Badge("open", say("open_always", language))
        closing = spoken.closing(state.until, asked)
        return Badge("open", say("open_until", language, moment=closing))
    if state.next_open_at is None:
        return Badge("closed", say("closed", language))
    opening = spoken.moment(state.next_open_at, asked)
    if state.state == "opens_later":
        return Badge("later", say("opens_later", language, moment=opening))
    return Badge("closed", say("opens_again", language, moment=opening))


def day_tags(day_type: DayType, language: Language) -> Sequence[str]:
    """Name what is special about a day; an ordinary day has no tag."""
    return [] if day_type in ORDINARY_DAYS else [say(f"tag_{day_type}", language)]


def _tags(state: OpenState, language: Language) -> Sequence[str]:
    is_provisional = state.calendar is CalendarStatus.PROVISIONAL
    provisional = [say("tag_provisional", language)] if is_provisional else []
    return [*day_tags(state.day_type, language), *provisional]


def _arrival(result: NearestResult, spoken: Spoken, asked: datetime.date) -> str:
    arrives = spoken.moment(begun_minute(result.arrives_at), asked)
    if result.can_be_served:
        return say("served_on_arrival", spoken.language, moment=arrives, stay=STAY_MINUTES)
    if result.service_starts_at is not None:
        starts = spoken.moment(result.service_starts_at, asked)
        return say("served_from", spoken.language, moment=starts)
    return say("not_served", spoken.language, moment=arrives)


def _verified(day: datetime.date | None, spoken: Spoken) -> str:
    return "" if day is None else say("verified", spoken.language, day=spoken.date(day))


def _map_links(links: MapLinks) -> Sequence[tuple[str, str]]:
    return [("amap", links.amap), ("baidu", links.baidu), ("tencent", links.tencent)]
