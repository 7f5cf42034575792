from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.greedy import choose_greedily
from planner.options import Limits
from tests.plan_choices import LIMITS, Town, is_within, town, towns
from tests.plan_towns import EVENINGS

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"


def chosen(place: Town, *, days=2, limits: Limits | None = None, **options) -> list[int]:
    rows = place.rows(days=days)
    return choose_greedily(rows, place.actions, limits=limits or Limits(), **options).tolist()


def row_of_houses(**options) -> Town:
    """An office near person 0, and a candidate near each of persons 1 (2 people) and 2 (4)."""
    return town([EVENINGS] * 3, [OFFICE], 2, {(0, 0): 5, (1, 1): 5, (2, 2): 5}, **options)


def test_most_people_per_yuan_come_first():
    assert chosen(row_of_houses(), limits=Limits(budget=15)) == [0]
    assert chosen(row_of_houses(), limits=Limits(budget=65)) == [0]
    assert chosen(row_of_houses(), limits=Limits(budget=80)) == [0, 2]


def test_without_limits_all_who_can_be_are_covered():
    assert chosen(row_of_houses()) == [0, 1, 2]


def test_nothing_is_chosen_that_covers_nobody_more():
    place = town([EVENINGS], [LATE], 1, {(0, 0): 5, (0, 1): 5})

    assert chosen(place) == []


def test_the_first_of_equals_is_chosen():
    place = town([EVENINGS], [], 2, {(0, 0): 5, (0, 1): 5})

    assert chosen(place) == [0]


def test_limits_are_kept():
    assert chosen(row_of_houses(), limits=Limits(max_new_sites=1)) == [0, 2]
    assert chosen(row_of_houses(), limits=Limits(staff_hours=15)) == [0]


def test_those_below_their_floor_come_first():
    place = row_of_houses()
    demand = replace(place.demand, union_codes=["u1", "u2", None])
    place = replace(place, demand=demand)

    assert chosen(place, limits=Limits(budget=65), lacking=np.array([0.0, 0.5])) == [1]
    assert chosen(place, limits=Limits(budget=65), lacking=np.array([0.5, 0.0])) == [0]


def test_it_stops_when_enough_are_covered():
    assert chosen(row_of_houses(), enough=1) == [0]
    assert chosen(row_of_houses(), enough=5) == [0, 2]


def test_a_plan_begun_is_continued():
    place = row_of_houses()

    assert chosen(place, limits=Limits(budget=80), begun=np.array([1])) == [0, 1]


def test_longer_hours_may_take_the_place_of_shorter_ones():
    shifts = [EVENINGS, "Sa-Su 10:00-20:00"]
    options = (LATE, "Mo-Su 09:00-20:00")
    place = town(shifts, [], 1, {(0, 0): 5, (1, 0): 5}, new_options=options)

    assert chosen(place, limits=Limits(budget=65)) == [0]
    assert chosen(place, limits=Limits(budget=87)) == [1]


def test_days_still_missing_may_come_from_another_site():
    options = ("Mo 18:00-20:00",)
    place = town(
        [EVENINGS],
        ["We 18:00-20:00"],
        1,
        {(0, 0): 5, (0, 1): 5},
        new_options=options,
        extensions=(),
    )

    assert chosen(place, days=2) == [0]
    assert chosen(place, days=3) == []


def test_half_of_what_someone_needs_is_not_taken():
    options = ("Mo 18:00-20:00", "Tu 18:00-20:00")
    place = town([EVENINGS], [], 2, {(0, 0): 5, (0, 1): 5}, new_options=options)

    assert chosen(place, days=2) == []


@settings(max_examples=60)
@given(towns(), LIMITS, st.integers(1, 3))
def test_the_plan_is_one_of_the_allowed_choices(place, limits, days):
    found = chosen(place, days=days, limits=limits)

    assert is_within(place.actions, found, limits)
    assert len(set(place.actions.site[found])) == len(found)


@settings(max_examples=60)
@given(towns(), LIMITS, st.integers(1, 3))
def test_no_single_further_action_would_cover_more(place, limits, days):
    found = chosen(place, days=days, limits=limits)

    people = place.demand.people
    further = [
        people[place.covered(choice, days=days)].sum()
        for choice in place.choices(limits)
        if set(found) < set(choice) and len(choice) == len(found) + 1
    ]
    assert max(further, default=0) <= people[place.covered(found, days=days)].sum()
