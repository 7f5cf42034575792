"""Candidates of a lookup: found by the tree, sifted by what they offer, timed, ranked."""

from dataclasses import dataclass

import numpy as np

from geo.crs import FloatArray
from geo.lookups import Found, Lookup, OpenRule
from geo.service_points import EARTH_RADIUS_M, PlaceTree, arc, chord, on_sphere
from geo.streets import BoolArray
from geo.timetables import Horizon, IndexArray, service_starts
from geo.travel import geodesic_m
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, SECONDS_PER_MINUTE

SPHERE_MARGIN_SHARE = 0.006
"""The sphere's distances differ from the geodesic's by less than this share."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Search:
    """One lookup among the places that may answer it."""

    lookup: Lookup
    places: PlaceTree
    horizon: Horizon


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ways:
    """Candidates, entries of a tree, and the way to each."""

    entries: IndexArray
    distance_m: FloatArray
    travel_s: FloatArray
    is_estimated: BoolArray

    def take(self, chosen: BoolArray) -> "Ways":
        """Keep some of them."""
        return Ways(
            self.entries[chosen],
            self.distance_m[chosen],
            self.travel_s[chosen],
            self.is_estimated[chosen],
        )


def _on_sphere(reach_m: float) -> float:
    """Return the chord on the unit sphere that holds everything within a distance."""
    return chord(reach_m * (1 + SPHERE_MARGIN_SHARE) / EARTH_RADIUS_M)


def neighbours(search: Search, count: int) -> tuple[IndexArray, float]:
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


def within(search: Search, reach_m: float) -> IndexArray:
    """Return all that lie within a distance."""
    position = on_sphere(search.lookup.lon, search.lookup.lat)
    tree = search.places.tree
    entries = tree.query_ball_point(position, _on_sphere(reach_m), return_sorted=False)
    return np.asarray(entries, dtype=np.int64)


def offering(search: Search, entries: IndexArray) -> IndexArray:
    """Keep the candidates that offer the services and may be open when one arrives."""
    lookup, places = search.lookup, search.places
    if lookup.services != places.services_of_all:
        mask = np.uint64(lookup.services)
        entries = entries[places.services[entries] & mask == mask]
    if lookup.rule is OpenRule.SERVED:
        may_serve = search.horizon.may_serve(int(lookup.minute), lookup.stay_s, lookup.max_s)
        entries = entries[may_serve[places.timetable_ids[entries]]]
    return entries


def estimated_ways(search: Search, entries: IndexArray) -> Ways:
    """Measure the ways to candidates along the geodesic, as far as the longest way."""
    lookup, places = search.lookup, search.places
    distance_m = geodesic_m(lookup.lon, lookup.lat, places.lon[entries], places.lat[entries])
    travel_s = lookup.estimate.seconds(distance_m)
    is_estimated = np.ones(len(entries), dtype=bool)
    return Ways(entries, distance_m, travel_s, is_estimated).take(travel_s <= lookup.max_s)


def passing(search: Search, ways: Ways) -> Found:
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


def ranked(found: Found, lookup: Lookup) -> Found:
    """Put the best first and cut at the limit; rows are in the order of codes."""
    first = found.starts_min if lookup.rule is OpenRule.SOONEST else found.travel_s
    order = np.lexsort((found.rows, found.distance_m, first))
    return found.take(order[: lookup.limit])
