"""Pairs of people and sites near one another: the weekdays usable, now and with every option."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.travel_times import Pairs
from geo.units import DAYS_PER_WEEK
from planner.coverage import DayMasks, Standard, day_masks, way_min
from planner.day_limits import day_limits
from planner.demand import Demand
from planner.options import NO_WEEK, Actions

Keys = NDArray[np.uint64]
"""Names of sets, (…, 2): that two different sets get the same name is out of the question."""
ALL_DAYS = (1 << DAYS_PER_WEEK) - 1
_PAIRS_AT_ONCE = 200_000
_SEEDS = np.array([0x243F6A8885A308D3, 0x13198A2E03707344], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NearPairs:
    """Pairs within the standard at sites that offer the services, in the order of demand points.

    `present` are the weekdays usable at present hours. `kinds` are rows of `options`: the weekdays
    usable with each option of the site, in their order. `rows` are the demand points that have
    pairs at all, and `starts` where these begin.
    """

    demand_points: int
    site: IndexArray
    demand: IndexArray
    present: DayMasks
    kinds: IndexArray
    options: DayMasks
    rows: IndexArray
    starts: IndexArray

    def days_today(self) -> DayMasks:
        """Collect the weekdays usable at present hours, per demand point."""
        return self._joined(self.present)

    def can_have(self, days: int) -> BoolArray:
        """Tell which demand points some choice of options gives that many weekdays.

        At most one option counts per site. Where all options together have too few days, or the
        longest of every site enough, that is settled; only where sites offer a choice between days
        is what can be had tried out.
        """
        today, longest = self.days_today(), np.bitwise_count(self.options).argmax(axis=1)
        longest_of = self.options[np.arange(len(self.options)), longest]
        every_of = np.bitwise_or.reduce(self.options, axis=1)
        can = np.bitwise_count(today | self._joined(longest_of[self.kinds])) >= days
        could = np.bitwise_count(today | self._joined(every_of[self.kinds])) >= days
        for row in np.flatnonzero(could & ~can).tolist():
            can[row] = self._most_days(row, int(today[row])) >= days
        return np.asarray(can)

    def _most_days(self, row: int, today: int) -> int:
        """Try all options of all sites near a demand point; sets of days are 128 at most."""
        place = np.searchsorted(self.rows, row)
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.kinds)
        had = {today}
        for kind in self.kinds[self.starts[place] : end]:
            had |= {days | more for days in had for more in set(self.options[kind].tolist())}
        return max(days.bit_count() for days in had)

    def _joined(self, masks: DayMasks) -> DayMasks:
        """Join the weekdays of the pairs of every demand point."""
        days = np.zeros(self.demand_points, dtype=np.uint8)
        if self.rows.size:
            days[self.rows] = np.bitwise_or.reduceat(masks, self.starts)
        return days

    def sites_today(self) -> IndexArray:
        """Count the sites usable at present hours on some day, per demand point."""
        return np.bincount(self.demand[self.present != 0], minlength=self.demand_points)

    def bundles(self, days: int) -> IndexArray:
        """Name the options usable on some of the days, one number per pair; 0 if none is.

        A bundle is a site and a set of its options: the site above `option_bits` bits of options.
        """
        subsets = ((self.options & days) != 0) @ (1 << np.arange(self.option_bits, dtype=np.int64))
        subset = subsets[self.kinds]
        return np.where(subset != 0, (self.site << self.option_bits) | subset, 0)

    @property
    def option_bits(self) -> int:
        """Count the options of a site at most."""
        return int(self.options.shape[1])

    def sums(self, bundles: IndexArray) -> Keys:
        """Name the set of bundles of every demand point, all zero for the empty set."""
        keys = np.zeros((self.demand_points, 2), dtype=np.uint64)
        if self.rows.size:
            names = np.where((bundles != 0)[:, None], mixed(bundles), np.uint64(0))
            keys[self.rows] = np.add.reduceat(names, self.starts, axis=0)
        return keys


def find_near_pairs(
    demand: Demand, actions: Actions, *, pairs: Pairs, standard: Standard
) -> NearPairs:
    """Work out the usable weekdays of every pair, at present hours and with every option."""
    services = np.uint64(standard.services)
    is_offering = actions.services & services == services
    ways = way_min(pairs)
    is_near = (ways <= standard.longest_min) & is_offering[pairs.site]
    near, ways = pairs.take(is_near), ways[is_near]
    days = _usable_days(demand, actions, near, ways, standard.stay_min)
    kinds, samples = distinct(_pattern_keys(days[:, 1:]))
    rows, starts = np.unique(near.demand, return_index=True)
    return NearPairs(
        demand_points=len(demand),
        site=near.site,
        demand=near.demand,
        present=days[:, 0],
        kinds=kinds,
        options=days[samples, 1:],
        rows=rows,
        starts=starts,
    )


def actions_at(actions: Actions) -> IndexArray:
    """Return the actions of every site in their order, sites × most options, padded with −1."""
    counts = np.bincount(actions.site, minlength=actions.sites)
    firsts = np.cumsum(counts) - counts
    table = np.full((actions.sites, counts.max(initial=1)), -1)
    number = np.arange(len(actions))
    table[actions.site, number - firsts[actions.site]] = number
    return table


def mixed(values: IndexArray | DayMasks) -> Keys:
    """Scramble whole numbers into two keys each, so that sums of keys name sets.

    The last steps of Steele, Lea and Flood's SplitMix64 (2014).
    """
    keys = values.astype(np.uint64)[..., None] + _SEEDS
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        keys = (keys ^ (keys >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(keys ^ (keys >> np.uint64(31)))


def distinct(keys: Keys) -> tuple[IndexArray, IndexArray]:
    """Number equal keys alike, in the order they first appear; also return where they do."""
    order = np.lexsort(keys.T)
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = np.any(np.diff(keys[order], axis=0) != 0, axis=1)
    firsts = np.minimum.reduceat(order, np.flatnonzero(is_new)) if order.size else order
    samples = np.sort(firsts)
    ids = np.empty(len(order), dtype=np.int64)
    ids[order] = np.searchsorted(samples, firsts)[np.cumsum(is_new) - 1]
    return ids, samples


def _usable_days(
    demand: Demand, actions: Actions, near: Pairs, ways: FloatArray, stay_min: float
) -> DayMasks:
    """Return usable weekdays, pairs × (present hours, then options of the site)."""
    weeks_at = np.append(actions.week_ids, NO_WEEK)[actions_at(actions)]
    weeks_at = np.column_stack([actions.present_ids, weeks_at])
    limits = day_limits(demand.free, actions.weeks, stay_min=stay_min)
    free = demand.free_ids[near.demand]
    days = np.zeros((len(free), weeks_at.shape[1]), dtype=np.uint8)
    for start in range(0, len(free), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        for slot, week_of in enumerate(weeks_at.T):
            week = week_of[near.site[some]]
            is_there = np.flatnonzero(week != NO_WEEK)
            longest = limits[free[some][is_there], week[is_there]]
            days[start + is_there, slot] = day_masks(ways[some][is_there], longest)
    return days


def _pattern_keys(days: DayMasks) -> Keys:
    """Name what options give, pairs × 2, one option after the other to save memory."""
    keys = np.zeros((len(days), 2), dtype=np.uint64)
    for slot, usable in enumerate(days.T):
        keys += mixed(np.arange(ALL_DAYS + 1) + (slot << DAYS_PER_WEEK))[usable]
    return keys
