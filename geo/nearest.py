"""The service points nearest to a position that can serve a worker: exact, ranked, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import dist

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.service_points import EARTH_RADIUS_M, PlaceTree, ServicePointIndex, arc, chord, on_sphere
from geo.snapping import SnappedPlaces
from geo.street_lookup import Start
from geo.street_search import Reach, seconds_between
from geo.streets import BoolArray
from geo.timetables import Horizon, IndexArray, service_starts
from geo.travel import Estimate, geodesic_m
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR, SECONDS_PER_MINUTE

SPHERE_MARGIN_SHARE = 0.006
"""The sphere's distances differ from the geodesic's by less than this share."""
FIRST_LOOKS = (32, 256)
"""How many neighbours are asked for before everything within reach is looked at."""

SHORTEST_SEARCH_S = 60
FIRST_SEARCH, FARTHER = 1.4, 1.5
"""The first search of the streets goes so much farther than the estimate finds enough, the next
ones so much farther than the one before."""


class OpenRule(StrEnum):
    """Which service points count: open for the whole stay, the soonest to serve, or all."""

    SERVED = "served"
    SOONEST = "soonest"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a worker asks: from where, when, for which services, how far, for how long.

    `at` is wall time in the service points' time zone; `services` is a mask of bits. Ways are
    timed from `start` along the streets where they lead there, else by `estimate`.
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
    start: Start | None = None

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
    is_estimated: BoolArray

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
            self.is_estimated[chosen],
        )

    def joined(self, others: "Found") -> "Found":
        """Put others behind these."""
        return Found(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.distance_m, others.distance_m]),
            np.concatenate([self.travel_s, others.travel_s]),
            np.concatenate([self.starts_min, others.starts_min]),
            np.concatenate([self.is_estimated, others.is_estimated]),
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Search:
    """One lookup among the places that may answer it."""

    lookup: Lookup
    places: PlaceTree
    horizon: Horizon


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Ways:
    """Candidates, entries of a tree, and the way to each."""

    entries: IndexArray
    distance_m: FloatArray
    travel_s: FloatArray
    is_estimated: BoolArray

    def take(self, chosen: BoolArray) -> "_Ways":
        """Keep some of them."""
        return _Ways(
            self.entries[chosen],
            self.distance_m[chosen],
            self.travel_s[chosen],
            self.is_estimated[chosen],
        )


NOTHING = Found(
    rows=np.empty(0, dtype=np.int64),
    distance_m=np.empty(0),
    travel_s=np.empty(0),
    starts_min=np.empty(0),
    is_estimated=np.empty(0, dtype=bool),
)


def find_nearest(index: ServicePointIndex, lookup: Lookup) -> Found:
    """Find the service points within the longest way that pass every filter, best first.

    Ranked by travel time, or under `soonest` by when one can be served; ties by distance, then
    by code. The tree only proposes candidates: the streets, or the WGS 84 geodesic where no street
    is near, decide who is in and where.
    """
    horizon = index.points.timetables.horizon(lookup.at.date())
    search = _Search(lookup, index.smallest_tree(lookup.services), horizon)
    if lookup.start is None:
        return _find_by_estimate(search)
    return _find_by_streets(search, lookup.start)


def _find_by_estimate(search: _Search) -> Found:
    """Look at a few neighbours, then at more, until none that is missing could be better."""
    lookup = search.lookup
    if lookup.rule is not OpenRule.SOONEST:
        for count in _looks(lookup):
            entries, complete_m = _neighbours(search, count)
            found = _passing(search, _estimated_ways(search, _offering(search, entries)))
            if len(found) >= lookup.limit or complete_m == np.inf:
                best = _ranked(found, lookup)
                if complete_m == np.inf or best.distance_m[-1] <= complete_m:
                    return best
    entries = _offering(search, _within(search, lookup.estimate.reach_m(lookup.max_s)))
    return _ranked(_passing(search, _estimated_ways(search, entries)), lookup)


def _find_by_streets(search: _Search, start: Start) -> Found:
    """Search the streets, and then farther, until nothing beyond the search could be better.

    A search misses no way up to its limit, so what is found within it is what a search as far as
    the longest way would put first.
    """
    lookup, on_streets = search.lookup, start.streets
    m_per_s = max(on_streets.streets.fastest_m_per_s, lookup.estimate.reach_m(1))
    found = NOTHING
    for limit_s in _limits_s(search):
        entries = _offering(search, _within(search, limit_s * m_per_s))
        if len(entries):
            reach = on_streets.reach(start.here, limit_s)
            ways = _street_ways(search, entries, reach, on_streets.places)
            found = _ranked(_passing(search, ways), lookup)
        if len(found) == lookup.limit and _is_complete(search, found, limit_s, m_per_s):
            break
    return found


def _is_complete(search: _Search, found: Found, limit_s: float, m_per_s: float) -> bool:
    """Tell whether nobody beyond the limit of a search could serve sooner than those found.

    What is ranked by travel time is; else each candidate is given the shortest way it could have.
    """
    lookup, places = search.lookup, search.places
    if lookup.rule is not OpenRule.SOONEST:
        return True
    entries = _offering(search, _within(search, lookup.max_s * m_per_s))
    entries = entries[~np.isin(places.rows[entries], found.rows)]
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    least_s = np.maximum(distance_m / m_per_s, limit_s)
    could = _passing(search, _Ways(entries, distance_m, least_s, np.ones(len(entries), dtype=bool)))
    best = _ranked(found.joined(could), lookup)
    return np.array_equal(best.rows, found.rows)


def _limits_s(search: _Search) -> Iterator[float]:
    """Return how far to search: first where there seems to be enough, then farther."""
    lookup = search.lookup
    limit_s = max(SHORTEST_SEARCH_S, FIRST_SEARCH * _guess_s(search))
    while limit_s < lookup.max_s:
        yield limit_s
        limit_s *= FARTHER
    yield lookup.max_s


def _guess_s(search: _Search) -> float:
    """Estimate how far away enough service points are that may do; inf where there are not."""
    limit = search.lookup.limit
    if search.lookup.rule is OpenRule.SOONEST:
        soonest = _find_by_estimate(search)
        return float(soonest.travel_s.max()) if len(soonest) == limit else np.inf
    entries, _ = _neighbours(search, FIRST_LOOKS[0])
    offering = _offering(search, entries)
    if len(offering) < limit:
        return np.inf
    farthest = search.places.tree.data[offering[limit - 1]]
    away_m = arc(dist(farthest, on_sphere(search.lookup.lon, search.lookup.lat))) * EARTH_RADIUS_M
    return away_m / search.lookup.estimate.reach_m(1)


def _looks(lookup: Lookup) -> tuple[int, ...]:
    """Return how many neighbours to ask for, first few where nearly every one will do."""
    takes_all = lookup.rule is OpenRule.ANY and not lookup.services
    return (2 * lookup.limit + 8, *FIRST_LOOKS) if takes_all else FIRST_LOOKS


def _on_sphere(reach_m: float) -> float:
    """Return the chord on the unit sphere that holds everything within a distance."""
    return chord(reach_m * (1 + SPHERE_MARGIN_SHARE) / EARTH_RADIUS_M)


def _neighbours(search: _Search, count: int) -> tuple[IndexArray, float]:
    """Return up to `count` neighbours, and the distance in metres up to which none is missing."""
    lookup = search.lookup
    chords, entries = map(
        np.asarray,
        search.places.tree.query(
            on_sphere(lookup.lon, lookup.lat),
            k=count,
            distance_upper_bound=_on_sphere(lookup.estimate.reach_m(lookup.max_s)),
        ),
    )
    if chords[-1] == np.inf:
        return entries[: int(np.searchsorted(chords, np.inf))], np.inf
    return entries, arc(float(chords[-1])) * EARTH_RADIUS_M * (1 - SPHERE_MARGIN_SHARE)


def _within(search: _Search, reach_m: float) -> IndexArray:
    """Return all that lie within a distance."""
    position = on_sphere(search.lookup.lon, search.lookup.lat)
    tree = search.places.tree
    entries = tree.query_ball_point(position, _on_sphere(reach_m), return_sorted=False)
    return np.asarray(entries, dtype=np.int64)


def _offering(search: _Search, entries: IndexArray) -> IndexArray:
    """Keep the candidates that offer the services and may be open when one arrives."""
    lookup, places = search.lookup, search.places
    if lookup.services != places.services_of_all:
        mask = np.uint64(lookup.services)
        entries = entries[places.services[entries] & mask == mask]
    if lookup.rule is OpenRule.SERVED:
        may_serve = search.horizon.may_serve(int(lookup.minute), lookup.stay_s, lookup.max_s)
        entries = entries[may_serve[places.timetable_ids[entries]]]
    return entries


def _estimated_ways(search: _Search, entries: IndexArray) -> _Ways:
    """Measure the ways to candidates along the geodesic, as far as the longest way."""
    lookup, places = search.lookup, search.places
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    travel_s = lookup.estimate.seconds(distance_m)
    is_estimated = np.ones(len(entries), dtype=bool)
    return _Ways(entries, distance_m, travel_s, is_estimated).take(travel_s <= lookup.max_s)


def _street_ways(
    search: _Search, entries: IndexArray, reach: Reach, snapped: SnappedPlaces
) -> _Ways:
    """Time the ways to candidates along the streets, as far as the search went."""
    lookup, places = search.lookup, search.places
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    there = snapped.take(places.rows[entries])
    is_estimated = ~there.is_on
    street_s = seconds_between(reach, there)[0]
    travel_s = np.where(is_estimated, lookup.estimate.seconds(distance_m), street_s)
    return _Ways(entries, distance_m, travel_s, is_estimated).take(travel_s <= reach.limit_s)


def _passing(search: _Search, ways: _Ways) -> Found:
    """Keep the candidates that can serve as the rule demands."""
    lookup = search.lookup
    timetable_ids = search.places.timetable_ids[ways.entries]
    arrival_min = lookup.minute + ways.travel_s / SECONDS_PER_MINUTE
    stay_min = lookup.stay_s / SECONDS_PER_MINUTE
    starts_min = service_starts(search.horizon, timetable_ids, arrival_min, stay_min)
    starts_min[starts_min > lookup.minute + DAYS_PER_WEEK * MINUTES_PER_DAY] = np.inf
    rows = search.places.rows[ways.entries]
    found = Found(rows, ways.distance_m, ways.travel_s, starts_min, ways.is_estimated)
    if lookup.rule is OpenRule.SERVED:
        return found.take(starts_min == arrival_min)
    if lookup.rule is OpenRule.SOONEST:
        return found.take(starts_min < np.inf)
    return found


def _ranked(found: Found, lookup: Lookup) -> Found:
    """Put the best first and cut at the limit; rows are in the order of codes."""
    first = found.starts_min if lookup.rule is OpenRule.SOONEST else found.travel_s
    order = np.lexsort((found.rows, found.distance_m, first))
    return found.take(order[: lookup.limit])
