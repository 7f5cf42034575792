"""Small towns to plan for, and every choice tried one by one with code that shares nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import ceil

import numpy as np
from hypothesis import strategies as st

from geo.travel_times import TravelTimes
from planner.cover_rows import CoverRows, find_cover_rows
from planner.coverage import Standard, find_coverage
from planner.demand import Demand
from planner.options import Actions, Costs, Limits, build_actions
from planner.sites import Sites
from planner.siting import CheapestPlan, SitingPlan, SitingRequest, cheapest_plan, choose_sites
from tests.plan_towns import EVENINGS, desks, people, ways

COSTS = Costs(staff_cost_per_open_hour=1 / 52, setup_cost=50, amortisation_years=5, yearly_rent=0)
"""A new site costs 10 and each weekly hour 1, so that budgets are mental arithmetic."""


@dataclass(frozen=True)
class Town:
    """Who is where, what is there, and what could be."""

    demand: Demand
    existing: Sites
    candidates: Sites
    minutes: Mapping[tuple[int, int], float]
    new_options: tuple[str, ...]
    extensions: tuple[str, ...]

    @property
    def times(self) -> TravelTimes:
        return ways(self.demand, [*self.existing.codes, *self.candidates.codes], self.minutes)

    @property
    def actions(self) -> Actions:
        return build_actions(
            self.existing,
            self.candidates,
            costs=COSTS,
            new_options=self.new_options,
            extensions=self.extensions,
        )

    def rows(self, *, backup: bool = False, **standard) -> CoverRows:
        return find_cover_rows(
            self.demand,
            self.actions,
            times=self.times,
            standard=Standard(**standard),
            backup=backup,
        )

    def covered(self, chosen, **standard) -> np.ndarray:
        """Find who is covered once these actions are taken, from the changed sites alone."""
        sites = sites_after(self.actions, chosen)
        return find_coverage(self.demand, sites, self.times, Standard(**standard)).is_covered

    def only(self, site: int) -> "Town":
        """The same town where all other sites are too far."""
        minutes = {pair: way for pair, way in self.minutes.items() if pair[1] == site}
        return replace(self, minutes=minutes)

    def choices(self, limits: Limits) -> Iterator[list[int]]:
        """Try every choice within the limits."""
        actions = self.actions
        at_site = [
            [None, *np.flatnonzero(actions.site == site).tolist()] for site in range(actions.sites)
        ]
        for choice in product(*at_site):
            chosen = [action for action in choice if action is not None]
            if is_within(actions, chosen, limits):
                yield chosen


def is_within(actions: Actions, chosen: list[int], limits: Limits) -> bool:
    cost = sum(actions.yearly_cost[action] for action in chosen)
    new_sites = sum(actions.is_new[action] for action in chosen)
    hours = sum(actions.weekly_hours_added[action] for action in chosen)
    most_new = np.inf if limits.max_new_sites is None else limits.max_new_sites
    most_hours = np.inf if limits.staff_hours is None else limits.staff_hours
    return cost <= limits.budget + 1e-6 and new_sites <= most_new and hours <= most_hours + 1e-6


def sites_after(actions: Actions, chosen) -> Sites:
    """The sites as they are after some actions; candidates not opened are never open."""
    week_of = [actions.weeks[week] if week >= 0 else None for week in actions.present_ids]
    for action in chosen:
        week_of[actions.site[action]] = actions.weeks[actions.week_ids[action]]
    closed = desks("off").weeks[0]
    weeks = [week or closed for week in week_of]
    return replace(desks(*["off"] * len(weeks)), services=actions.services, weeks=weeks)


def town(
    free: list[str],
    existing: list[str],
    candidates: int,
    minutes: Mapping[tuple[int, int], float],
    *,
    new_options: tuple[str, ...] = ("Mo-Fr 09:00-20:00",),
    extensions: tuple[str, ...] = ("Mo-Fr 17:00-20:00",),
) -> Town:
    closed = desks(*["off"] * candidates)
    return Town(people(*free), desks(*existing), closed, minutes, new_options, extensions)


def crossroads(**options) -> Town:
    """An office near person 0, candidates near 1 and near 1, 2 (2 and 4 people) and 3 (8)."""
    minutes = {(0, 0): 5, (1, 1): 5, (1, 2): 5, (2, 2): 5, (3, 3): 5}
    return town([EVENINGS] * 4, ["Mo-Fr 09:00-17:00"], 3, minutes, **options)


def with_unions(place: Town, *codes: str | None) -> Town:
    return replace(place, demand=replace(place.demand, union_codes=codes))


def plan(
    place: Town, *, start=None, backup=False, days=2, longest_min=15, gap=0, **request
) -> SitingPlan:
    rows = place.rows(days=days, longest_min=longest_min, backup=backup)
    asked = SitingRequest(gap=gap, **request)
    return choose_sites(rows, place.actions, request=asked, start=start)


def cheapest(place: Town, share: float, *, days=2, **request) -> CheapestPlan:
    rows = place.rows(days=days)
    asked = SitingRequest(gap=0, **request)
    return cheapest_plan(rows, place.actions, request=asked, target_share=share)


def limited(limits: Limits) -> dict:
    return {
        "budget": limits.budget,
        "max_new_sites": limits.max_new_sites,
        "staff_hours": limits.staff_hours,
    }


def people_covered(place: Town, chosen, days: int = 2) -> float:
    return place.demand.people[place.covered(chosen, days=days)].sum()


def lacking(place: Town, chosen, floor: float) -> dict[str, float]:
    """People each union lacks to its floor."""
    owed, covered = Counter(), Counter()
    for code, number, is_covered in zip(
        place.demand.union_codes,
        place.demand.people,
        place.covered(chosen, days=2),
        strict=True,
    ):
        owed[code] += floor * number
        covered[code] += is_covered * number
    short = {code: ceil(owed[code] - 1e-6) - covered[code] for code in owed if code}
    return {code: number for code, number in short.items() if number > 0}


def outcome(place: Town, chosen, days: int) -> tuple[float, float]:
    """People covered, and people covered who could go to two sites, each looked at alone."""
    is_covered, number = place.covered(chosen, days=days), place.demand.people
    usable = sum(
        place.only(site).covered(chosen, days=1).astype(int) for site in range(place.actions.sites)
    )
    return number[is_covered].sum(), number[is_covered & (usable >= 2)].sum()


_FREE = st.sampled_from(
    [EVENINGS, "Su 23:30-02:00", "Mo-Fr 11:30-13:00", "Mo-We 18:00-22:00; Su 08:00-22:00"]
)
_OPENING = st.sampled_from(["Mo-Fr 09:00-17:00", "Mo 09:00-20:00", "Su 20:00-01:00"])
_NEW = st.lists(
    st.sampled_from(["Mo 18:00-20:00", "Tu-We 11:00-20:00", "Sa-Su 10:00-18:00", "24/7"]),
    min_size=1,
    max_size=2,
    unique=True,
)
_LONGER = st.lists(
    st.sampled_from(["Mo-Fr 17:00-20:00", "Su 09:00-17:00", "Th 17:00-20:00", "Mo 00:00-01:00"]),
    max_size=2,
    unique=True,
)


@st.composite
def towns(draw) -> Town:
    """Up to 5 demand points, 2 service points and 2 candidates, with ways of 0 to 25 minutes."""
    free = draw(st.lists(_FREE, min_size=1, max_size=5))
    existing = draw(st.lists(_OPENING, max_size=2))
    candidates = draw(st.integers(0, 2))
    way = st.sampled_from([0, 5, 10, 15, 25])
    pairs = list(product(range(len(free)), range(len(existing) + candidates)))
    minutes = {pair: draw(way) for pair in pairs}
    options = {"new_options": tuple(draw(_NEW)), "extensions": tuple(draw(_LONGER))}
    return town(free, existing, candidates, minutes, **options)


LIMITS = st.builds(
    Limits,
    budget=st.sampled_from([0, 2, 3, 8, 15, 26, 27, 40, np.inf]),
    max_new_sites=st.sampled_from([None, 0, 1]),
    staff_hours=st.sampled_from([None, 0, 3, 16, 20]),
)
