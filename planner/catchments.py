"""Desks that can be reached but are overrun: people per open desk, by hour of the week.

A two-step floating catchment (Luo & Wang 2003, Environment and Planning B 30(6), 865–884), with
every hour of the week as a supply and demand of its own. First, for each site j and hour h, the
desks per person among all who could start to be served there then:

    R_jh = desks_j ÷ Σ people_k over the demand points k that could start at j in hour h

Then each demand point i adds up what its sites have for it in that hour, A_ih = Σ_j R_jh, and its
people per open desk are 1 ÷ A_ih. Whoever is within the standard counts in full: there is no
weight that falls with distance as in the enhanced method of Luo & Qi 2009 (Health & Place 15(4),
1100–1107).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.travel_times import Pairs, TravelTimes
from planner.coverage import Standard, way_min
from planner.day_limits import HOURS_PER_WEEK, hour_limits
from planner.demand import Demand
from planner.sites import Sites

PackedHours = NDArray[np.uint8]
NO_HOUR = -1
_PAIRS_AT_ONCE = 20_000
_LIMITS_AT_ONCE = 20_000
"""Free hours × opening hours whose limits for all hours are held at once, 27 MB."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Crowding:
    """How many people share an open desk: of each site in its busiest hour, of each demand point
    in its best one.

    Hours count from Monday 00:00; `NO_HOUR` where nobody can be served. Then a site has 0 people
    per desk, and a demand point inf.
    """

    busiest_hour: IndexArray
    busiest_people_per_desk: FloatArray
    best_hour: IndexArray
    best_people_per_desk: FloatArray


def serving_pairs(times: TravelTimes, sites: Sites, standard: Standard) -> Pairs:
    """Keep the pairs within the standard whose site offers what is asked for, in their order."""
    within = times.pairs.take(way_min(times.pairs) <= standard.longest_min)
    return within.take(sites.offers(standard.services)[within.site])


def find_crowding(
    demand: Demand, sites: Sites, times: TravelTimes, *, desks: FloatArray, standard: Standard
) -> Crowding:
    """Find how crowded the desks are; `desks` has one value per site, each above 0."""
    pairs = serving_pairs(times, sites, standard)
    starts = _pack_starts(demand, sites, pairs, standard.stay_min)
    people = _people_by_hour(demand, pairs, starts, len(sites))
    busiest_hour = np.where(people.any(axis=1), people.argmax(axis=1), NO_HOUR)
    desks_per_person = np.full(people.shape, np.inf)
    np.divide(desks[:, None], people, out=desks_per_person, where=people > 0)
    best_hour, best = _best_hours(pairs, starts, desks_per_person, len(demand))
    return Crowding(busiest_hour, people.max(axis=1) / desks, best_hour, best)


def _pack_starts(demand: Demand, sites: Sites, pairs: Pairs, stay_min: float) -> PackedHours:
    """Tell for each pair in which hours of the week one could start, as bits; pairs × 21."""
    starts = np.zeros((len(pairs.demand), HOURS_PER_WEEK // 8), dtype=np.uint8)
    free_ids, week_ids = demand.free_ids[pairs.demand], sites.week_ids[pairs.site]
    order = np.argsort(free_ids, kind="stable")
    at_once = max(_LIMITS_AT_ONCE // max(len(sites.weeks), 1), 1)
    for first in range(0, len(demand.free), at_once):
        some = slice(*np.searchsorted(free_ids[order], [first, first + at_once]))
        limits = hour_limits(demand.free[first : first + at_once], sites.weeks, stay_min=stay_min)
        for chosen in _chunks(order[some]):
            longest = limits[free_ids[chosen] - first, week_ids[chosen]]
            can_start = way_min(pairs.take(chosen))[:, None] <= longest
            starts[chosen] = np.packbits(can_start, axis=1)
    return starts


def _chunks(order: IndexArray) -> Iterator[IndexArray]:
    for start in range(0, len(order), _PAIRS_AT_ONCE):
        yield order[start : start + _PAIRS_AT_ONCE]


def _unpacked(starts: PackedHours) -> BoolArray:
    return np.unpackbits(starts, axis=1).astype(bool)


def _people_by_hour(demand: Demand, pairs: Pairs, starts: PackedHours, sites: int) -> FloatArray:
    """Add up the people who could start at each site in each hour; sites × 168."""
    people = np.zeros((sites, HOURS_PER_WEEK))
    for chosen in _chunks(np.arange(len(pairs.demand))):
        who = demand.people[pairs.demand[chosen]]
        entries = (who, (pairs.site[chosen], np.arange(len(chosen))))
        people += csr_matrix(entries, shape=(sites, len(chosen))) @ _unpacked(starts[chosen])
    return people


def _best_hours(
    pairs: Pairs, starts: PackedHours, desks_per_person: FloatArray, demand_points: int
) -> tuple[IndexArray, FloatArray]:
    """Find the hour in which each demand point has the most desks per person, and 1 ÷ those."""
    best_hour = np.full(demand_points, NO_HOUR)
    best = np.zeros(demand_points)
    for some in _whole_rows(pairs.demand):
        can_start = _unpacked(starts[some])
        shares = np.where(can_start, desks_per_person[pairs.site[some]], 0)
        rows, first = np.unique(pairs.demand[some], return_index=True)
        desks = np.add.reduceat(shares, first, axis=0)
        best[rows] = desks.max(axis=1)
        best_hour[rows] = np.where(desks.any(axis=1), desks.argmax(axis=1), NO_HOUR)
    people_per_desk = np.full(demand_points, np.inf)
    np.divide(1, best, out=people_per_desk, where=best > 0)
    return best_hour, people_per_desk


def _whole_rows(rows: IndexArray) -> Iterator[slice]:
    """Cut sorted rows into pieces of about as many pairs as fit, never within a row."""
    wished = np.arange(0, len(rows), _PAIRS_AT_ONCE)
    bounds = np.unique([*np.searchsorted(rows, rows[wished]), len(rows)])
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield slice(start, end)
