"""The service points nearest to a position that can serve a worker: exact, ranked, in memory."""

from geo.candidates import Search
from geo.lookups import Found, Lookup
from geo.nearest_by_estimate import find_by_estimate
from geo.nearest_by_streets import find_by_streets
from geo.service_points import ServicePointIndex


def find_nearest(index: ServicePointIndex, lookup: Lookup) -> Found:
    """Find the service points within the longest way that pass every filter, best first.

    Ranked by travel time, or under `soonest` by when one can be served; ties by distance, then
    by code. The tree only proposes candidates: the streets, or the WGS 84 geodesic where no street
    is near, decide who is in and where.
    """
    horizon = index.points.timetables.horizon(lookup.at.date())
    search = Search(lookup, index.smallest_tree(lookup.services), horizon)
    if lookup.start is None:
        return find_by_estimate(search)
    return find_by_streets(search, lookup.start)
