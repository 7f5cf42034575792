"""The nearest service points by streets: searched as far as needed, and no farther."""

from collections.abc import Iterator
from math import dist

import numpy as np

from geo.candidates import (
    Search,
    Ways,
    neighbours,
    offering,
    passing,
    ranked,
    within,
)
from geo.lookups import NOTHING, Found, OpenRule
from geo.nearest_by_estimate import FIRST_LOOKS, find_by_estimate
from geo.service_points import EARTH_RADIUS_M, arc, on_sphere
from geo.snapping import SnappedPlaces
from geo.street_lookup import Start
from geo.street_search import Reach, seconds_between
from geo.streets import IndexArray
from geo.travel import geodesic_m

SHORTEST_SEARCH_S = 60
FIRST_SEARCH, FARTHER = 1.4, 1.5
"""The first search of the streets goes so much farther than the estimate finds enough, the next
ones so much farther than the one before."""


def find_by_streets(search: Search, start: Start) -> Found:
    """Search the streets, and then farther, until nothing beyond the search could be better.

    A search misses no way up to its limit, so what is found within it is what a search as far as
    the longest way would put first.
    """
    lookup, on_streets = search.lookup, start.streets
    m_per_s = max(on_streets.streets.fastest_m_per_s, lookup.estimate.reach_m(1))
    found = NOTHING
    for limit_s in _limits_s(search):
        entries = offering(search, within(search, limit_s * m_per_s))
        if len(entries):
            reach = on_streets.reach(start.here, limit_s)
            ways = _street_ways(search, entries, reach, on_streets.places)
            found = ranked(passing(search, ways), lookup)
        if len(found) == lookup.limit and _is_complete(search, found, limit_s, m_per_s):
            break
    return found


def _is_complete(search: Search, found: Found, limit_s: float, m_per_s: float) -> bool:
    """Tell whether nobody beyond the limit of a search could serve sooner than those found.

    What is ranked by travel time is; else each candidate is given the shortest way it could have.
    """
    lookup, places = search.lookup, search.places
    if lookup.rule is not OpenRule.SOONEST:
        return True
    entries = offering(search, within(search, lookup.max_s * m_per_s))
    entries = entries[~np.isin(places.rows[entries], found.rows)]
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    least_s = np.maximum(distance_m / m_per_s, limit_s)
    could = passing(search, Ways(entries, distance_m, least_s, np.ones(len(entries), dtype=bool)))
    best = ranked(found.joined(could), lookup)
    return np.array_equal(best.rows, found.rows)


def _limits_s(search: Search) -> Iterator[float]:
    """Return how far to search: first where there seems to be enough, then farther."""
    lookup = search.lookup
    limit_s = max(SHORTEST_SEARCH_S, FIRST_SEARCH * _guess_s(search))
    while limit_s < lookup.max_s:
        yield limit_s
        limit_s *= FARTHER
    yield lookup.max_s


def _guess_s(search: Search) -> float:
    """Estimate how far away enough service points are that may do; inf where there are not."""
    limit = search.lookup.limit
    if search.lookup.rule is OpenRule.SOONEST:
        soonest = find_by_estimate(search)
        return float(soonest.travel_s.max()) if len(soonest) == limit else np.inf
    entries, _ = neighbours(search, FIRST_LOOKS[0])
    nearest = offering(search, entries)
    if len(nearest) < limit:
        return np.inf
    farthest = search.places.tree.data[nearest[limit - 1]]
    away_m = arc(dist(farthest, on_sphere(search.lookup.lon, search.lookup.lat))) * EARTH_RADIUS_M
    return away_m / search.lookup.estimate.reach_m(1)


def _street_ways(search: Search, entries: IndexArray, reach: Reach, snapped: SnappedPlaces) -> Ways:
    """Time the ways to candidates along the streets, as far as the search went."""
    lookup, places = search.lookup, search.places
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    there = snapped.take(places.rows[entries])
    is_estimated = ~there.is_on
    street_s = seconds_between(reach, there)[0]
    travel_s = np.where(is_estimated, lookup.estimate.seconds(distance_m), street_s)
    return Ways(entries, distance_m, travel_s, is_estimated).take(travel_s <= reach.limit_s)
