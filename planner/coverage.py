"""Who is covered: on how many weekdays people can get to an open desk, be served and be back."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.travel import Mode
from geo.travel_times import Pairs, TravelTimes
from geo.units import DAYS_PER_WEEK, SECONDS_PER_MINUTE
from planner.day_limits import HOURS_PER_WEEK, day_limits, hour_limits
from planner.demand import Demand
from planner.sites import Sites

DayMasks = NDArray[np.uint8]
"""Sets of weekdays, one bit each: Monday is 1, Tuesday 2, Sunday 64."""
_PAIRS_AT_ONCE = 200_000
_DAY_BITS = (1 << np.arange(DAYS_PER_WEEK)).astype(np.uint8)
NO_SITE = -1


class Reason(StrEnum):
    """Why a demand point is not covered: the first that holds."""

    DISTANCE = "distance"
    SERVICE = "service"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Standard:
    """The coverage standard: how far at most, for how long, on how many days, for what.

    `services` is a mask of bits; all of them must be offered by one site.
    """

    mode: Mode = Mode.WALK
    longest_min: float = 15
    stay_min: float = 30
    days: int = 2
    services: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Coverage:
    """What holds for each demand point, one value each.

    `days` are those on which someone of it could be served. `reasons` has an empty text where it
    is covered. `nearest` is a column of the sites, `NO_SITE` where none is within the travel
    times, and `nearest_min` the way to it in minutes, inf where there is none.
    """

    is_covered: BoolArray
    days: DayMasks
    reasons: NDArray[np.str_]
    nearest: IndexArray
    nearest_min: FloatArray

    def people(self, demand: Demand) -> float:
        """Sum the people who are covered."""
        return float(demand.people[self.is_covered].sum())


def way_min(pairs: Pairs) -> FloatArray:
    """Return the one-way travel time of pairs in minutes; the slower way where they differ."""
    return np.asarray(np.maximum(pairs.out_s, pairs.back_s) / SECONDS_PER_MINUTE)


def find_coverage(demand: Demand, sites: Sites, times: TravelTimes, standard: Standard) -> Coverage:
    """Find which demand points are covered, and why the others are not.

    The travel times must go at least as far as the standard; sites beyond it are only looked at
    for the nearest one.
    """
    within = _within(times.pairs, standard)
    offering = within.take(sites.offers(standard.services)[within.site])
    days = _days(demand, sites, offering, standard)
    is_covered = np.bitwise_count(days) >= standard.days
    nearest, nearest_min = _nearest(times.pairs, len(demand))
    reasons = np.where(
        _has(within, len(demand)),
        np.where(_has(offering, len(demand)), Reason.HOURS, Reason.SERVICE),
        Reason.DISTANCE,
    )
    return Coverage(is_covered, days, np.where(is_covered, "", reasons), nearest, nearest_min)


def served_hours(demand: Demand, sites: Sites, times: TravelTimes, standard: Standard) -> BoolArray:
    """Tell in which hours of the week someone could start to be served; demand points × 168."""
    within = _within(times.pairs, standard)
    pairs = within.take(sites.offers(standard.services)[within.site])
    limits = hour_limits(demand.free, sites.weeks, stay_min=standard.stay_min)
    served = np.zeros((len(demand), HOURS_PER_WEEK), dtype=bool)
    for start in range(0, len(pairs.demand), _PAIRS_AT_ONCE):
        some = pairs.take(slice(start, start + _PAIRS_AT_ONCE))
        longest = limits[demand.free_ids[some.demand], sites.week_ids[some.site]]
        np.logical_or.at(served, some.demand, way_min(some)[:, None] <= longest)
    return served


def day_masks(ways: FloatArray, longest: FloatArray) -> DayMasks:
    """Return on which weekdays ways (…,) are short enough, by their limits (…, 7)."""
    return np.asarray((ways[..., None] <= longest) @ _DAY_BITS, dtype=np.uint8)


def _days(demand: Demand, sites: Sites, pairs: Pairs, standard: Standard) -> DayMasks:
    """Collect the weekdays of each demand point over all its sites."""
    limits = day_limits(demand.free, sites.weeks, stay_min=standard.stay_min)
    days = np.zeros(len(demand), dtype=np.uint8)
    for start in range(0, len(pairs.demand), _PAIRS_AT_ONCE):
        some = pairs.take(slice(start, start + _PAIRS_AT_ONCE))
        longest = limits[demand.free_ids[some.demand], sites.week_ids[some.site]]
        np.bitwise_or.at(days, some.demand, day_masks(way_min(some), longest))
    return days


def _within(pairs: Pairs, standard: Standard) -> Pairs:
    return pairs.take(way_min(pairs) <= standard.longest_min)


def _has(pairs: Pairs, demand_points: int) -> BoolArray:
    return np.bincount(pairs.demand, minlength=demand_points) > 0


def _nearest(pairs: Pairs, demand_points: int) -> tuple[IndexArray, FloatArray]:
    """Find the site with the shortest way, the first in order of several."""
    ways = way_min(pairs)
    order = np.lexsort((pairs.site, ways, pairs.demand))
    rows, first = np.unique(pairs.demand[order], return_index=True)
    nearest, nearest_min = np.full(demand_points, NO_SITE), np.full(demand_points, np.inf)
    nearest[rows], nearest_min[rows] = pairs.site[order][first], ways[order][first]
    return nearest, nearest_min
