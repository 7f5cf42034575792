"""The service points nearest to a position that can serve a worker: exact, ranked, in memory."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.service_points import EARTH_RADIUS_M, PlaceTree, ServicePointIndex, arc, chord, on_sphere
from geo.timetables import Horizon, IndexArray, service_starts
from geo.travel_times import Estimate, geodesic_m
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR, SECONDS_PER_MINUTE

SPHERE_MARGIN_SHARE = 0.006
"""The sphere's distances differ from the geodesic's by less than this share."""
FIRST_LOOKS = (32, 256)
"""How many neighbours are asked for before everything within reach is looked at."""


class OpenRule(StrEnum):
    """Which service points count: open for the whole stay, the soonest to serve, or all."""

    SERVED = "served"
    SOONEST = "soonest"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a worker asks: from where, when, for which services, how far, for how long.

    `at` is wall time in the service points' time zone; `services` is a mask of bits.
    """

    lon: float
    lat: float
    at: datetime
    estimate: Estimate
    services: int = 0
    rule: OpenRule = OpenRule.SERVED
    max_s: float = 3_600
    stay_s: float = 1_800
    limit: int = 5

    @property
    def minute(self) -> float:
        """Minutes since the day of the lookup began."""
        return (
            self.at.hour * MINUTES_PER_HOUR + self.at.minute + self.at.second / SECONDS_PER_MINUTE
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Found:
    """Service points in their order, one value each: row, way, and when one can be served.

    `starts_min` counts from the beginning of the lookup's day; inf where nothing fits in a week.
    """

    rows: IndexArray
    distance_m: FloatArray
    travel_s: FloatArray
    starts_min: FloatArray

    def __len__(self) -> int:
        """Count the service points found."""
        return len(self.rows)

    def take(self, chosen: NDArray[np.bool_] | IndexArray) -> "Found":
        """Keep some of them, in the order given."""
        return Found(
            self.rows[chosen],
            self.distance_m[chosen],
            self.travel_s[chosen],
            self.starts_min[chosen],
        )


def find_nearest(index: ServicePointIndex, lookup: Lookup) -> Found:
    """Find the service points within the longest way that pass every filter, best first.

    Ranked by travel time, or under `soonest` by when one can be served; ties by distance, then
    by code. The tree only proposes candidates: the WGS 84 geodesic decides who is in and where.
    """
    horizon = index.points.timetables.horizon(lookup.at.date())
    places = index.smallest_tree(lookup.services)
    if lookup.rule is not OpenRule.SOONEST:
        for count in _looks(lookup):
            entries, complete_m = _neighbours(places, lookup, count)
            found = _passing(places, lookup, horizon, entries)
            if len(found) >= lookup.limit or complete_m == np.inf:
                best = _ranked(found, lookup)
                if complete_m == np.inf or best.distance_m[-1] <= complete_m:
                    return best
    entries = _within_reach(places, lookup)
    return _ranked(_passing(places, lookup, horizon, entries), lookup)


def _looks(lookup: Lookup) -> tuple[int, ...]:
    """Return how many neighbours to ask for, first few where nearly every one will do."""
    takes_all = lookup.rule is OpenRule.ANY and not lookup.services
    return (2 * lookup.limit + 8, *FIRST_LOOKS) if takes_all else FIRST_LOOKS


def _reach_on_sphere(lookup: Lookup) -> float:
    """Return the chord on the unit sphere that holds everything within the longest way."""
    reach_m = lookup.estimate.reach_m(lookup.max_s) * (1 + SPHERE_MARGIN_SHARE)
    return chord(reach_m / EARTH_RADIUS_M)


def _neighbours(places: PlaceTree, lookup: Lookup, count: int) -> tuple[IndexArray, float]:
    """Return up to `count` neighbours, and the distance in metres up to which none is missing."""
    chords, entries = map(
        np.asarray,
        places.tree.query(
            on_sphere(lookup.lon, lookup.lat),
            k=count,
            distance_upper_bound=_reach_on_sphere(lookup),
        ),
    )
    if chords[-1] == np.inf:
        return entries[: int(np.searchsorted(chords, np.inf))], np.inf
    return entries, arc(float(chords[-1])) * EARTH_RADIUS_M * (1 - SPHERE_MARGIN_SHARE)


def _within_reach(places: PlaceTree, lookup: Lookup) -> IndexArray:
    position = on_sphere(lookup.lon, lookup.lat)
    entries = places.tree.query_ball_point(position, _reach_on_sphere(lookup), return_sorted=False)
    return np.asarray(entries, dtype=np.int64)


def _passing(places: PlaceTree, lookup: Lookup, horizon: Horizon, entries: IndexArray) -> Found:
    """Measure the way to the candidates that offer the services, and keep those that count."""
    if lookup.services != places.services_of_all:
        mask = np.uint64(lookup.services)
        entries = entries[places.services[entries] & mask == mask]
    if lookup.rule is OpenRule.SERVED:
        may_serve = horizon.may_serve(int(lookup.minute), lookup.stay_s, lookup.max_s)
        entries = entries[may_serve[places.timetable_ids[entries]]]
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    travel_s = lookup.estimate.seconds(distance_m)
    arrival_min = lookup.minute + travel_s / SECONDS_PER_MINUTE
    stay_min = lookup.stay_s / SECONDS_PER_MINUTE
    starts_min = service_starts(horizon, places.timetable_ids[entries], arrival_min, stay_min)
    starts_min[starts_min > lookup.minute + DAYS_PER_WEEK * MINUTES_PER_DAY] = np.inf
    is_kept = travel_s <= lookup.max_s
    if lookup.rule is OpenRule.SERVED:
        is_kept &= starts_min == arrival_min
    elif lookup.rule is OpenRule.SOONEST:
        is_kept &= starts_min < np.inf
    return Found(places.rows[entries], distance_m, travel_s, starts_min).take(is_kept)


def _ranked(found: Found, lookup: Lookup) -> Found:
    """Put the best first and cut at the limit; rows are in the order of codes."""
    first = found.starts_min if lookup.rule is OpenRule.SOONEST else found.travel_s
    order = np.lexsort((found.rows, found.distance_m, first))
    return found.take(order[: lookup.limit])
