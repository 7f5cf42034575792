"""Answer a worker: the service points that can serve, the way, and what else would help."""

from datetime import datetime

from api.schemas import NearestQuery
from api.use_cases.hints import hints_for
from api.use_cases.moments import day_and_minute, moment
from api.use_cases.positions import shifted, unshifted
from api.use_cases.view import View
from data.snapshot import Snapshot
from geo.crs import require_position
from geo.gazetteer import find_place
from geo.jurisdictions import UnionArea, responsible_unions
from geo.lookups import Found, Lookup
from geo.messages import Language
from geo.nearest import find_nearest
from geo.places import HOTLINE
from geo.service_points import services_mask
from geo.street_lookup import Start, start_at
from geo.travel import Mode, TravelMethod
from geo.units import SECONDS_PER_MINUTE, from_minutes


def answer_nearest(
    view: View, query: NearestQuery, *, now: datetime, language: Language
) -> dict[str, object]:
    """Find the service points and say everything a worker needs to go there.

    Raises InvalidInput for a position or service that cannot be, NotFound for an unknown place.
    """
    snapshot = view.snapshot
    origin, lookup = _prepare(view, query, now)
    found = find_nearest(snapshot.service_points, lookup)
    responsible = responsible_unions(snapshot.jurisdictions, lookup.lon, lookup.lat)
    results = _results(view, lookup, found, query)
    return {
        "origin": origin,
        "at": lookup.at.isoformat(timespec="seconds"),
        "mode": query.mode,
        "results": results,
        "responsible": [union_summary(union) for union in responsible],
        "hotline": HOTLINE,
        "hints": hints_for(snapshot, lookup, results, query=query, language=language),
    }


def union_summary(union: UnionArea) -> dict[str, object]:
    """Return what people need to know to call a union."""
    return {"code": union.code, "name": union.name, "level": union.level, "phone": union.phone}


def _prepare(view: View, query: NearestQuery, now: datetime) -> tuple[dict[str, object], Lookup]:
    """Return the origin as asked, and the lookup in WGS 84, metres and seconds."""
    lon, lat = _position(view.snapshot, query)
    lookup = Lookup(
        lon=lon,
        lat=lat,
        at=query.at or now,
        estimate=view.estimates[query.mode],
        start=_start(view, query.mode, lon, lat),
        services=services_mask(view.snapshot.service_points, query.service),
        rule=query.open,
        max_s=from_minutes(query.max_minutes),
        stay_s=from_minutes(query.stay_minutes),
        limit=query.limit,
    )
    shown_lon, shown_lat = query.position or shifted(lon, lat, query.crs)
    return {"lon": round(shown_lon, 6), "lat": round(shown_lat, 6), "crs": query.crs}, lookup


def _start(view: View, mode: Mode, lon: float, lat: float) -> Start | None:
    """Return where the lookup starts on the streets of its mode, if there are any and near."""
    streets = view.streets.get(mode)
    return None if streets is None else start_at(streets, lon, lat)


def _position(snapshot: Snapshot, query: NearestQuery) -> tuple[float, float]:
    """Return where the lookup starts, in WGS 84."""
    if query.position is None:
        place = find_place(snapshot.gazetteer, query.place or "")
        return place.lon, place.lat
    require_position(*query.position)
    return unshifted(*query.position, query.crs)


def _results(
    view: View, lookup: Lookup, found: Found, query: NearestQuery
) -> list[dict[str, object]]:
    midnight, minute = day_and_minute(lookup.at)
    timetable_ids = view.snapshot.service_points.points.timetable_ids[found.rows]
    columns = (
        found.rows,
        timetable_ids,
        found.distance_m,
        found.travel_s,
        found.starts_min,
        found.is_estimated,
    )
    return [
        {
            **view.summary(row, query.crs, query.mode),
            **_way(midnight, lookup.minute, distance_m, travel_s, starts_min),
            "travel_method": TravelMethod.ESTIMATED if is_estimated else TravelMethod.STREETS,
            "open": view.open_state(timetable_id, midnight, minute),
        }
        for row, timetable_id, distance_m, travel_s, starts_min, is_estimated in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def _way(
    midnight: datetime, minute: float, distance_m: float, travel_s: float, starts_min: float
) -> dict[str, object]:
    """Say how long the way is, when one arrives, and when one can be served."""
    arrival_min = minute + travel_s / SECONDS_PER_MINUTE
    arrives_at = moment(midnight, arrival_min)
    is_served = starts_min == arrival_min
    return {
        "distance_m": round(distance_m),
        "travel_minutes": round(travel_s / SECONDS_PER_MINUTE, 1),
        "arrives_at": arrives_at,
        "can_be_served": is_served,
        "service_starts_at": arrives_at if is_served else moment(midnight, starts_min),
    }
