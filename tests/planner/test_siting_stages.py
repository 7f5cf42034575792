from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoFeasiblePlan
from planner.options import Limits
from planner.siting import Status
from planner.siting_model import Effort, build_model
from planner.siting_stages import back_up, whole_bound
from tests.plan_choices import (
    LIMITS,
    Town,
    cheapest,
    is_within,
    lacking,
    limited,
    outcome,
    people_covered,
    plan,
    town,
    towns,
    with_unions,
)
from tests.plan_towns import EVENINGS

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
SITES, CHOSEN = 24, 6
STOPS = st.sampled_from([0, 1e-4, 1e-3, 3e-3])
"""Seconds. What is asserted holds wherever the clock stops the search."""


def hard_town() -> tuple[Town, np.ndarray]:
    """120 places and 24 candidates, each near to a fifth of them; it takes some 0.3 s to prove."""
    random = np.random.default_rng(1)
    is_near = random.random((120, SITES)) < 0.2
    minutes = {(int(row), int(site)): 5 for row, site in np.argwhere(is_near)}
    place = town([EVENINGS] * 120, [], SITES, minutes)
    people = random.integers(50, 100, 120).astype(float)
    return replace(place, demand=replace(place.demand, people=people)), is_near


@pytest.fixture(scope="module")
def hard() -> tuple[Town, float]:
    """The town, and the most people that any six sites cover, of all 134,596 choices."""
    place, is_near = hard_town()
    choices = np.array(list(combinations(range(SITES), CHOSEN)))
    is_chosen = np.zeros((len(choices), SITES), dtype=np.float32)
    np.put_along_axis(is_chosen, choices, 1, axis=1)
    is_covered = (is_chosen @ is_near.T.astype(np.float32)) > 0
    return place, float((is_covered @ place.demand.people).max())


@pytest.mark.parametrize("time_limit_s", [0, 0.003, 0.01, 0.03, 0.1])
def test_the_bound_holds_wherever_the_proof_stops(hard, time_limit_s):
    place, best = hard

    found = plan(place, max_new_sites=CHOSEN, time_limit_s=time_limit_s)

    assert found.covered_people == people_covered(place, found.chosen)
    assert found.covered_people <= best <= found.bound <= place.demand.people.sum()
    assert (found.status is Status.OPTIMAL) == (found.covered_people == found.bound)
    assert found.status in {Status.OPTIMAL, Status.TIME_LIMIT}


def test_with_time_the_best_is_found_and_proven(hard):
    place, best = hard

    found = plan(place, max_new_sites=CHOSEN)

    assert (found.covered_people, found.bound, found.status) == (best, best, Status.OPTIMAL)


def test_without_time_nothing_is_called_proven(hard):
    place, best = hard

    found = plan(place, max_new_sites=CHOSEN, gap=0.005, time_limit_s=0)

    assert found.status is Status.TIME_LIMIT
    assert found.covered_people < best < found.bound


@settings(max_examples=60)
@given(towns(), LIMITS, STOPS, st.sampled_from([0, 1e-9, 0.01, 0.3]))
def test_a_plan_stopped_at_any_time_keeps_its_word(place, limits, time_limit_s, gap):
    found = plan(place, gap=gap, time_limit_s=time_limit_s, **limited(limits))

    best = max(people_covered(place, chosen) for chosen in place.choices(limits))
    assert is_within(place.actions, found.chosen.tolist(), limits)
    assert found.covered_people == people_covered(place, found.chosen)
    assert found.covered_people <= best <= found.bound
    assert (found.status is Status.TIME_LIMIT) == (found.relative_gap > max(gap, 1e-6))


@settings(max_examples=60)
@given(towns(), LIMITS, STOPS, st.lists(st.sampled_from(["u1", None]), min_size=5, max_size=5))
def test_no_plan_as_true_to_the_floors_exceeds_the_bound(place, limits, time_limit_s, codes):
    place = with_unions(place, *codes[: len(place.demand)])

    found = plan(place, floors=0.7, time_limit_s=time_limit_s, **limited(limits))

    short = sum(found.shortfalls.values())
    rivals = [
        people_covered(place, chosen)
        for chosen in place.choices(limits)
        if sum(lacking(place, chosen, 0.7).values()) <= short + 1e-6
    ]
    assert found.covered_people <= max(rivals) <= found.bound


@settings(max_examples=60)
@given(towns(), LIMITS, STOPS, st.sampled_from([0, 0.3, 1]))
def test_no_plan_that_covers_as_many_backs_up_more_than_its_bound(place, limits, stop_s, gap):
    found = plan(place, backup=True, gap=gap, time_limit_s=stop_s, **limited(limits))

    tried = [outcome(place, chosen, 2) for chosen in place.choices(limits)]
    rivals = [backups for covered, backups in tried if covered >= found.covered_people]
    assert found.backup_people == outcome(place, found.chosen, 2)[1]
    assert found.backup_people <= max(rivals) <= found.backup_bound


@pytest.mark.parametrize("proven", [7, 7 - 0.25, 7 - 0.25 - 0.2, 7 + 0.4])
def test_a_bound_lowered_by_cost_and_rounding_errors_is_still_a_bound(proven):
    assert whole_bound(proven, most=9) == 7


@pytest.mark.parametrize("proven", [np.inf, -np.inf, np.nan, 12])
def test_a_bound_is_never_above_all_people_and_is_that_where_nothing_is_proven(proven):
    assert whole_bound(proven, most=9) == 9


@pytest.mark.parametrize("gap", [0.012, 0.028, 0.048, 0.1])
def test_a_gap_that_is_called_reached_is_reached_in_whole_people(hard, gap):
    place, _ = hard
    place = replace(place, demand=replace(place.demand, people=np.ones(120)))

    found = plan(place, max_new_sites=CHOSEN, gap=gap)

    assert found.bound <= found.covered_people * (1 + gap)
    assert found.status in {Status.GAP_REACHED, Status.OPTIMAL}


def test_floors_that_may_be_met_better_are_not_called_done():
    minutes = {(0, 0): 5, (1, 1): 5, (2, 2): 5}
    place = with_unions(town([EVENINGS] * 3, [OFFICE], 2, minutes), *["u1"] * 3)

    found = plan(place, budget=65, floors=1.0, gap=10, time_limit_s=0)

    assert found.shortfalls == {"u1": 2 + 4}
    assert (found.relative_gap, found.status) == (6, Status.TIME_LIMIT)
    assert plan(place, budget=65, floors=1.0).shortfalls == {"u1": 1 + 2}


def test_a_second_site_is_chosen_once_everyone_is_covered():
    place = town([EVENINGS, EVENINGS], [LATE], 2, {(0, 0): 5, (0, 1): 5, (1, 0): 5, (1, 2): 5})

    found = plan(place, budget=65, backup=True)

    assert found.covered_people == 3
    assert found.backup_people == 2
    assert plan(place, budget=65).spent == 0


def test_covering_people_comes_before_backing_them_up():
    place = town([EVENINGS, EVENINGS], [LATE], 2, {(0, 1): 5, (1, 0): 5, (1, 2): 5})

    found = plan(place, budget=65, backup=True)

    assert (found.covered_people, found.backup_people) == (3, 0)


def test_a_new_site_for_a_day_is_a_backup_where_longer_hours_are_none():
    tuesday = {"new_options": ("Tu 18:00-20:00",), "extensions": ("Tu 18:00-20:00",)}
    place = town([EVENINGS], ["Mo 18:00-20:00"], 1, {(0, 0): 5, (0, 1): 5}, **tuesday)

    found = plan(place, budget=12, backup=True)

    assert (found.covered_people, found.backup_people, found.spent) == (1, 1, 12)
    assert plan(place, budget=12).spent == 2


def test_those_backed_up_today_are_within_the_bound():
    minutes = {(0, 0): 5, (0, 1): 5, (1, 0): 5, (1, 2): 5}
    place = town([EVENINGS] * 2, [LATE] * 2, 1, minutes)
    rows = place.rows(backup=True)
    model = build_model(rows, place.actions, limits=Limits(), needed=np.zeros(0))

    stage = back_up(model, np.array([], dtype=np.int64), Effort(gap=0))

    assert stage.bound == 1 + 2


def test_half_a_second_site_is_none():
    place = town([EVENINGS], [LATE], 1, {(0, 0): 5, (0, 1): 5})

    found = plan(place, budget=0, backup=True)

    assert (found.covered_people, found.backup_people, found.backup_bound) == (1, 0, 0)


@settings(max_examples=60)
@given(towns(), LIMITS, STOPS, st.sampled_from([0.3, 0.6, 1.0]))
def test_the_cheapest_plan_stopped_at_any_time_keeps_its_word(place, limits, stop_s, share):
    costs = [
        place.actions.yearly_cost[chosen].sum()
        for chosen in place.choices(limits)
        if people_covered(place, chosen) >= share * place.demand.people.sum()
    ]

    least, spent = cost_between(place, share, limits, stop_s)

    assert least - 1e-6 <= min(costs, default=np.inf) <= spent + 1e-6


def cost_between(place: Town, share: float, limits: Limits, stop_s: float) -> tuple[float, float]:
    """What any plan costs at least, and what the one found does: endless where there is none."""
    try:
        found = cheapest(place, share, time_limit_s=stop_s, **limited(limits))
    except NoFeasiblePlan as error:
        return np.inf if error.code == "target_out_of_reach" else 0, np.inf
    return found.least_cost, found.spent


def test_a_target_not_found_in_time_is_not_said_to_be_out_of_reach():
    place = town([EVENINGS] * 3, [OFFICE], 2, {(0, 0): 5, (1, 1): 5, (2, 2): 5})

    with pytest.raises(NoFeasiblePlan) as error:
        cheapest(place, 4 / 7, budget=65, time_limit_s=0)

    assert error.value.code == "target_not_found"
    assert cheapest(place, 4 / 7, budget=65).spent == 65
