"""Why a lookup found nothing, and what would help: a longer way, a later hour, another service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil, inf

from api.messages import BY_METHOD
from api.ranges import LONGEST_WAY_MINUTES
from api.schemas import NearestQuery
from data.snapshot import Snapshot
from geo.errors import InvalidInput
from geo.jurisdictions import responsible_unions
from geo.lookups import Found, Lookup, OpenRule
from geo.messages import Language, Message
from geo.nearest import find_nearest
from geo.places import HOTLINE
from geo.service_points import EARTH_RADIUS_M, chord, on_sphere
from geo.travel import TravelMethod
from geo.units import from_minutes, to_minutes
from geo.workdays import CalendarStatus, DayType

OUTSIDE_AREA_M = 100_000

POSITION_OUTSIDE_AREA = Message(
    "position_outside_area",
    zh="经度 {lon}、纬度 {lat} 附近 100 公里内没有服务点：可能在海上，"
    "或经纬度、坐标系（crs）填错了。请核对，或拨打 12351。",
    en="there is no service point within 100 km of lon {lon}, lat {lat}: is it at sea, or are the "
    "order or the datum (crs) wrong? Check them, or call 12351",
)
PROVISIONAL = Message(
    "calendar_provisional",
    zh="{year} 年的放假调休安排还没有公布，节假日前后请先打电话确认。",
    en="the holidays of {year} are not decreed yet; around holidays call before you go",
)
NO_SERVICE_POINTS = Message(
    "no_service_points",
    zh="这里还没有服务点的数据，请稍后再来。",
    en="there are no service points here yet; come back later",
)
HOLIDAY = Message(
    "holiday",
    zh="{month}月{day}日是节假日（{name}），多数服务点休息。",
    en="{date} is a holiday ({name}); most service points are closed",
)
LATER_HOUR = Message(
    "later_hour",
    zh="这个时间没有开门的服务点。最早能办理：{name}，{when}。",
    en="no service point is open for you then; the soonest is {name}, from {when}",
)
LONGER_WAY = Message(
    "longer_way",
    zh="路远一点就有：{name}，约 {minutes} 分钟（{method}）。",
    en="a longer way would help: {name} is about {minutes} minutes away ({method})",
)
SERVICE_MISSING = Message(
    "service_missing",
    zh="附近的服务点不办这项业务，但可以帮您联系：{name}。",
    en="the service points near you do not offer this, but can help you on: {name}",
)
BEST_CHANCE = Message(
    "best_chance",
    zh="最近能办的是{name}，约 {minutes} 分钟（{method}），{when} 起。",
    en="your best chance is {name}, about {minutes} minutes away ({method}), from {when}",
)
CALL_HOTLINE = Message(
    "hotline",
    zh="随时可以拨打工会热线 {phone}，说清您在哪里、需要什么帮助。",
    en="you can always call the unions' hotline {phone}: say where you are and what you need",
)


def hints_for(
    snapshot: Snapshot,
    lookup: Lookup,
    results: Sequence[Mapping[str, object]],
    *,
    query: NearestQuery,
    language: Language,
) -> list[dict[str, str]]:
    """Say what a worker should know beside the results; most where there are none.

    Raises InvalidInput where the position is far from every service point and union.
    """
    hints = [] if results else list(_what_would_help(snapshot, lookup, query, language))
    provisional = _provisional_year(snapshot, lookup, results)
    if provisional:
        hints.append((PROVISIONAL, {"year": provisional}))
    return [
        {"code": message.code, "message": message.text(language, **values)}
        for message, values in hints
    ]


def _provisional_year(
    snapshot: Snapshot, lookup: Lookup, results: Sequence[Mapping[str, object]]
) -> int | None:
    """Return a year of the answer that is not decreed yet, be it asked about or waited for."""
    year = str(lookup.at.year)
    starts = (str(result["service_starts_at"] or year) for result in results)
    other_years = (date.fromisoformat(start[:10]) for start in starts if start[:4] != year)
    days = (lookup.at.date(), *other_years)
    status = snapshot.calendar.status
    return next((day.year for day in days if status(day) is CalendarStatus.PROVISIONAL), None)


def _what_would_help(
    snapshot: Snapshot, lookup: Lookup, query: NearestQuery, language: Language
) -> Iterator[tuple[Message, dict[str, object]]]:
    """Say why there is nothing, and what would help: one wish eased, else wait and go farther."""
    if not len(snapshot.service_points.points):
        yield NO_SERVICE_POINTS, {}
    _require_land(snapshot, lookup, query)
    if snapshot.calendar.day_type(lookup.at.date()) is DayType.HOLIDAY:
        yield HOLIDAY, _holiday(snapshot, lookup.at.date())
    nearest = replace(lookup, limit=1)
    later = replace(nearest, rule=OpenRule.SOONEST)
    farthest_s = from_minutes(LONGEST_WAY_MINUTES)
    one_wish = [
        (LATER_HOUR, later),
        (LONGER_WAY, replace(nearest, max_s=farthest_s)),
        (SERVICE_MISSING, replace(nearest, services=0)),
    ]
    eased = [(message, each) for message, each in one_wish if each != nearest]
    helpful = list(_found(snapshot, eased, language))
    # Hour and way together take a search of hours: only where nothing else helps.
    both = [(BEST_CHANCE, replace(later, max_s=farthest_s))]
    yield from helpful or _found(snapshot, both, language)
    yield CALL_HOTLINE, {"phone": HOTLINE}


def _found(
    snapshot: Snapshot, easier: Iterable[tuple[Message, Lookup]], language: Language
) -> Iterator[tuple[Message, dict[str, object]]]:
    """Find what easier lookups would give, one service point each."""
    for message, lookup in easier:
        found = find_nearest(snapshot.service_points, lookup)
        if len(found):
            yield message, _values(snapshot, lookup, found, language)


def _holiday(snapshot: Snapshot, day: date) -> dict[str, object]:
    name = snapshot.calendar.name(day)
    return {"month": day.month, "day": day.day, "date": f"{day.day} {day:%B}", "name": name}


def _values(
    snapshot: Snapshot, lookup: Lookup, found: Found, language: Language
) -> dict[str, object]:
    start_min = float(found.starts_min[0])
    method = TravelMethod.ESTIMATED if found.is_estimated[0] else TravelMethod.STREETS
    midnight = lookup.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "name": snapshot.service_points.points.names[int(found.rows[0])],
        "minutes": ceil(round(to_minutes(float(found.travel_s[0])), 1)),
        "method": BY_METHOD[method].text(language),
        "when": "" if start_min == inf else _when(midnight, start_min, language),
    }


def _when(midnight: datetime, minute: float, language: Language) -> str:
    """Say a date with its weekday, and the time."""
    moment = midnight + timedelta(minutes=ceil(minute))
    if language is Language.CHINESE:
        weekday = "一二三四五六日"[moment.weekday()]
        return f"{moment.month}月{moment.day}日（周{weekday}）{moment:%H:%M}"
    return f"{moment:%a} {moment.day} {moment:%b}, {moment:%H:%M}"


def _require_land(snapshot: Snapshot, lookup: Lookup, query: NearestQuery) -> None:
    """Refuse a position far from everything we know, unless a union is responsible for it."""
    index = snapshot.service_points
    if not len(index.points) or query.position is None:
        return
    nearest, _ = index.trees[0].tree.query(on_sphere(lookup.lon, lookup.lat))
    is_far = nearest > chord(OUTSIDE_AREA_M / EARTH_RADIUS_M)
    if is_far and not responsible_unions(snapshot.jurisdictions, lookup.lon, lookup.lat):
        raise InvalidInput(POSITION_OUTSIDE_AREA, lon=query.lon, lat=query.lat)
