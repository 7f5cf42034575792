"""What posters say: for each place its desks, who is responsible, and where the code leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import numpy as np

from api.use_cases.poster_desks import Way, choose_desks
from api.use_cases.view import View
from data.planning import sites_of
from data.snapshot import Snapshot
from geo.errors import InvalidInput, NiangjiaError
from geo.gazetteer import Gazetteer, find_place
from geo.hours import Closure, open_intervals
from geo.jurisdictions import UnionArea, responsible_unions
from geo.messages import Message
from geo.places import PlaceKind, Tier
from geo.service_points import services_of
from geo.timetables import Timetable
from geo.travel import geodesic_m
from geo.week_hours import WeekHours, week_hours
from planner.demand import DemandPlace, Weight, build_demand
from planner.sites import NEVER_OPEN, Sites

PUBLIC_URL_MISSING = Message(
    "poster_public_url_missing",
    zh="还不知道职工的手机该打开哪个网址，二维码没法做。请设置环境变量 NIANGJIA_PUBLIC_URL，"
    "例如 https://fuwu.example.org；在命令行也可以用 --public-url。",
    en="the QR code cannot be made, since the address that workers' phones should open is not "
    "known; set the environment variable NIANGJIA_PUBLIC_URL, e.g. https://fuwu.example.org, or "
    "give --public-url on the command line",
)
PUBLIC_URL_UNUSABLE = Message(
    "poster_public_url_unusable",
    zh="职工的手机打不开“{value}”，二维码贴在墙上没有用。请给出别人也能打开的网址，"
    "以 http:// 或 https:// 开头，例如 https://fuwu.example.org"
    "（NIANGJIA_PUBLIC_URL 或 --public-url）。",
    en='workers\' phones cannot open "{value}", so its QR code is useless on a wall; give an '
    "address that others can open, beginning with http:// or https://, e.g. "
    "https://fuwu.example.org (NIANGJIA_PUBLIC_URL or --public-url)",
)
_LONGEST_URL = 200
HOLDS_DAYS = 30
"""A desk that stays shut for so long is not what a poster should lead to."""


@dataclass(frozen=True, slots=True)
class PosterDesk:
    """A desk as seen from one place; its week is None where its hours are unknown."""

    code: str
    name: str
    tier: Tier
    address: str
    phone: str
    services: Sequence[str]
    week: WeekHours | None
    closure: Closure | None
    verified_on: date | None
    lon: float
    lat: float
    distance_m: float
    way: Way


@dataclass(frozen=True, slots=True)
class Poster:
    """One page: a place, its desks with the best first, and the unions responsible there.

    `path` leads to the worker's page with this place filled in. `is_ambiguous` where neither code
    nor name names this place alone, so that the page cannot know which one is meant.
    """

    place: DemandPlace
    address: str
    desks: Sequence[PosterDesk]
    responsible: Sequence[UnionArea]
    path: str
    is_ambiguous: bool


def require_public_url(text: str) -> str:
    """Return the address before the paths of our pages; raises InvalidInput for one of no use."""
    given = text.strip().rstrip("/")
    if not given:
        raise InvalidInput(PUBLIC_URL_MISSING)
    try:
        parts = urlsplit(given)
        is_usable = (
            parts.scheme in {"http", "https"}
            and len(given) <= _LONGEST_URL
            and not (parts.query or parts.fragment or "@" in parts.netloc)
            and parts.port != 0
            and not any(letter.isspace() for letter in given)
            and _is_reachable(parts.hostname or "")
        )
    except ValueError:
        is_usable = False
    if not is_usable:
        raise InvalidInput(PUBLIC_URL_UNUSABLE, value=given)
    return given


def _is_reachable(host: str) -> bool:
    """Tell whether a host may be another machine than the one that asks."""
    host = host.rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and host != "localhost" and not host.endswith(".localhost")
    return not (address.is_loopback or address.is_unspecified)


def build_posters(view: View, places: Iterable[DemandPlace], *, today: date) -> list[Poster]:
    """Write the posters of some places, in the order of their codes."""
    ordered = sorted(places, key=lambda place: (place.code, place.kind))
    # A firm in a park has a door of its own to put its poster on.
    alone = [replace(place, park_code=None) for place in ordered]
    demand = build_demand(alone, kinds=tuple(PlaceKind), weight=Weight.PEOPLE)
    chosen = choose_desks(view, demand, _sites(view.snapshot, today))
    addresses = {
        (place.code, place.kind): place.address or "" for place in view.snapshot.gazetteer.places
    }
    return [
        _poster(view, place, ways, today=today, address=addresses.get((place.code, place.kind), ""))
        for place, ways in zip(ordered, chosen, strict=True)
    ]


def _sites(snapshot: Snapshot, today: date) -> Sites:
    """Take open service points as sites; one that closures keep shut for long never opens."""
    points = snapshot.service_points.points
    sites = sites_of(points)
    is_shut = np.array([_is_shut(each, snapshot, today) for each in points.timetables.all])
    week_ids = np.where(is_shut[points.timetable_ids], len(sites.weeks), sites.week_ids)
    return replace(sites, weeks=[*sites.weeks, NEVER_OPEN], week_ids=week_ids)


def _is_shut(timetable: Timetable, snapshot: Snapshot, today: date) -> bool:
    """Tell whether closures leave no open hour for as long as a poster should hold."""
    if not timetable.closures:
        return False
    calendar, closures = snapshot.calendar, timetable.closures
    return not open_intervals(
        timetable.hours, today, HOLDS_DAYS, calendar=calendar, closures=closures
    ).size


def _poster(
    view: View, place: DemandPlace, ways: Sequence[Way], *, today: date, address: str
) -> Poster:
    snapshot = view.snapshot
    name = _unique_name(snapshot.gazetteer, place)
    return Poster(
        place=place,
        address=address,
        desks=[_desk(view, place, way, today) for way in ways],
        responsible=responsible_unions(snapshot.jurisdictions, place.lon, place.lat),
        path=f"/at/{quote(name or place.code, safe='')}",
        is_ambiguous=name is None,
    )


def _unique_name(gazetteer: Gazetteer, place: DemandPlace) -> str | None:
    """Return the code, or else the name, that no other place shares: codes differ within a kind."""
    for text in (place.code, place.name):
        try:
            found = find_place(gazetteer, text)
        except NiangjiaError:
            continue
        if (found.code, found.kind) == (place.code, place.kind):
            return text
    return None


def _desk(view: View, place: DemandPlace, way: Way, today: date) -> PosterDesk:
    index = view.snapshot.service_points
    points, row = index.points, way.site
    timetable = points.timetables.all[points.timetable_ids[row]]
    lon, lat = points.lon[row : row + 1], points.lat[row : row + 1]
    return PosterDesk(
        code=points.codes[row],
        name=points.names[row],
        tier=points.tiers[row],
        address=points.addresses[row],
        phone=points.phones[row],
        services=services_of(index, row),
        week=None if timetable.hours is None else week_hours(timetable.hours),
        closure=next((each for each in timetable.closures if each.last_day >= today), None),
        verified_on=points.verified_on[row],
        lon=float(lon[0]),
        lat=float(lat[0]),
        distance_m=float(geodesic_m(place.lon, place.lat, lon, lat)[0]),
        way=way,
    )
