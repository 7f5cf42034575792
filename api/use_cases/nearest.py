"""Answer a worker: the service points that can serve, the way, and what else would help."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, inf

from api.schemas import NearestQuery
from api.settings import Settings
from api.use_cases.hints import hints_for
from api.use_cases.positions import shifted, unshifted
from api.use_cases.service_points import summary_of
from data.snapshot import Snapshot
from geo.crs import require_position
from geo.gazetteer import find_place
from geo.jurisdictions import UnionArea, responsible_unions
from geo.messages import Language
from geo.nearest import Found, Lookup, find_nearest
from geo.places import HOTLINE
from geo.service_points import services_mask
from geo.timetables import HORIZON_MINUTES
from geo.travel_times import TravelMethod
from geo.units import MINUTES_PER_DAY, SECONDS_PER_MINUTE, from_minutes


def answer_nearest(
    snapshot: Snapshot,
    query: NearestQuery,
    *,
    settings: Settings,
    now: datetime,
    language: Language,
) -> dict[str, object]:
    """Find the service points and say everything a worker needs to go there.

    Raises InvalidInput for a position or service that cannot be, NotFound for an unknown place.
    """
    origin, lookup = _prepare(snapshot, query, settings, now)
    found = find_nearest(snapshot.service_points, lookup)
    responsible = responsible_unions(snapshot.jurisdictions, lookup.lon, lookup.lat)
    return {
        "origin": origin,
        "at": lookup.at.isoformat(timespec="seconds"),
        "mode": query.mode,
        "results": _results(snapshot, lookup, found, query=query, settings=settings),
        "responsible": [union_summary(union) for union in responsible],
        "hotline": HOTLINE,
        "hints": hints_for(snapshot, lookup, found, query=query, language=language),
    }


def union_summary(union: UnionArea) -> dict[str, object]:
    """Return what people need to know to call a union."""
    return {"code": union.code, "name": union.name, "level": union.level, "phone": union.phone}


def _prepare(
    snapshot: Snapshot, query: NearestQuery, settings: Settings, now: datetime
) -> tuple[dict[str, object], Lookup]:
    """Return the origin as asked, and the lookup in WGS 84, metres and seconds."""
    lon, lat = _position(snapshot, query)
    lookup = Lookup(
        lon=lon,
        lat=lat,
        at=query.at or now,
        estimate=settings.estimate(query.mode),
        services=services_mask(snapshot.service_points, query.service),
        rule=query.open,
        max_s=from_minutes(query.max_minutes),
        stay_s=from_minutes(query.stay_minutes),
        limit=query.limit,
    )
    shown = query.position or shifted(lon, lat, query.crs)
    return {"lon": shown[0], "lat": shown[1], "crs": query.crs}, lookup


def _position(snapshot: Snapshot, query: NearestQuery) -> tuple[float, float]:
    """Return where the lookup starts, in WGS 84."""
    if query.position is None:
        place = find_place(snapshot.gazetteer, query.place or "")
        return place.lon, place.lat
    require_position(*query.position)
    return unshifted(*query.position, query.crs)


def _results(
    snapshot: Snapshot, lookup: Lookup, found: Found, *, query: NearestQuery, settings: Settings
) -> list[dict[str, object]]:
    if not len(found):
        return []
    midnight = lookup.at.replace(hour=0, minute=0, second=0, microsecond=0)
    points = snapshot.service_points.points
    horizon = points.timetables.horizon(lookup.at.date())
    opens, closes = horizon.intervals(points.timetable_ids[found.rows])
    day = {
        "day_type": snapshot.calendar.day_type(lookup.at.date()),
        "calendar": snapshot.calendar.status(lookup.at.date()),
    }
    columns = (found.rows, found.distance_m, found.travel_s, found.starts_min, opens, closes)
    results = []
    for row, distance_m, travel_s, starts_min, starts, ends in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        arrival_min = lookup.minute + travel_s / SECONDS_PER_MINUTE
        results.append(
            summary_of(
                snapshot.service_points, row, crs=query.crs, mode=query.mode, settings=settings
            )
            | {
                "distance_m": round(distance_m),
                "travel_minutes": round(travel_s / SECONDS_PER_MINUTE, 1),
                "travel_method": TravelMethod.ESTIMATED,
                "arrives_at": moment(midnight, arrival_min),
                "can_be_served": starts_min == arrival_min,
                "service_starts_at": moment(midnight, starts_min),
                "open": open_state(midnight, lookup.minute, starts, ends) | day,
            }
        )
    return results


def moment(midnight: datetime, minute: float) -> str | None:
    """Write minutes after midnight as ISO 8601, the begun second full; inf is never."""
    if minute == inf:
        return None
    seconds = ceil(round(minute * SECONDS_PER_MINUTE, 3))
    return (midnight + timedelta(seconds=seconds)).isoformat()


def open_state(
    midnight: datetime, minute: float, starts: Sequence[float], ends: Sequence[float]
) -> dict[str, object]:
    """Say whether it is open at a minute, until when, else when it opens next.

    Open beyond the horizon counts as open without end.
    """
    for start, end in zip(starts, ends, strict=True):
        if start <= minute < end:
            until = inf if end >= HORIZON_MINUTES else end
            return {"state": "open", "until": moment(midnight, until), "next_open_at": None}
        if minute < start < inf:
            state = "opens_later" if start < MINUTES_PER_DAY else "closed"
            return {"state": state, "until": None, "next_open_at": moment(midnight, start)}
    return {"state": "closed", "until": None, "next_open_at": None}
