from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.week_hours import to_week_hours
from planner.options import NEW_SITE_OPTIONS
from planner.siting import SitingRequest, Status, choose_sites
from tests.plan_choices import (
    LIMITS,
    Town,
    crossroads,
    lacking,
    limited,
    outcome,
    people_covered,
    plan,
    town,
    towns,
    with_unions,
)
from tests.plan_towns import EVENINGS, week

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
DAYS = st.integers(1, 3)
EARLY = week("Th 19:00-20:00").intervals


def test_longer_hours_are_cheaper_than_a_new_site():
    found = plan(crossroads(), budget=15)

    assert found.covered_people == 1
    assert found.spent == 15


def test_the_money_goes_where_most_people_are():
    found = plan(crossroads(), budget=65)

    assert found.covered_people == 8
    assert found.spent == 65


def test_one_site_serves_several():
    found = plan(crossroads(), budget=65 + 65 + 15)

    assert found.covered_people == 1 + 2 + 4 + 8
    assert (found.status, found.bound, found.relative_gap) == (Status.OPTIMAL, 15, 0)


def test_no_money_is_spent_for_nothing():
    place = crossroads(new_options=("Mo-Su 09:00-20:00", LATE))

    found = plan(place, budget=1_000)

    assert found.spent == 65 + 65 + 15


def test_what_later_actions_make_useless_is_dropped_even_without_time_to_search():
    place = town([EVENINGS] * 2, [OFFICE], 1, {(0, 0): 5, (0, 1): 5, (1, 1): 5})

    found = plan(place, budget=1_000, time_limit_s=0)

    assert (found.covered_people, found.spent) == (3, 65)


def test_a_site_has_one_timetable():
    free = ["Mo-Fr 18:00-20:00", "Sa-Su 10:00-18:00"]
    options = ("Mo-Fr 10:00-20:00", "Sa-Su 10:00-18:00")

    found = plan(town(free, [], 1, {(0, 0): 5, (1, 0): 5}, new_options=options))

    assert (found.covered_people, found.bound) == (2, 2)


def test_a_budget_of_exactly_the_cost_suffices():
    assert plan(crossroads(), budget=64.999).covered_people == 1
    assert plan(crossroads(), budget=65).covered_people == 8


def test_days_may_come_from_an_old_site_and_a_new_one():
    place = town(
        [EVENINGS], ["Mo 18:00-20:00"], 1, {(0, 0): 5, (0, 1): 5}, new_options=("We 18:00-20:00",)
    )

    assert plan(place, days=2, max_new_sites=0).covered_people == 1
    assert plan(replace(place, extensions=()), days=2).covered_people == 1
    assert plan(replace(place, extensions=()), days=3).covered_people == 0


def test_without_money_what_is_covered_today_stays_covered():
    place = town([EVENINGS, EVENINGS], [LATE], 1, {(0, 0): 5, (1, 1): 5})

    found = plan(place, budget=0)

    assert (found.covered_people, found.bound, found.spent) == (1, 1, 0)
    assert found.status is Status.OPTIMAL


@pytest.mark.parametrize("limits", [{"max_new_sites": 0}, {"staff_hours": 15}])
def test_limits_leave_only_longer_hours(limits):
    assert plan(crossroads(), **limits).covered_people == 1


def test_no_staff_hours_leave_nothing():
    assert plan(crossroads(), staff_hours=0).covered_people == 0


def test_nobody_and_nothing_are_answered():
    nobody, nothing = town([], [LATE], 1, {}), town([EVENINGS], [], 0, {})

    assert plan(nobody).covered_people == plan(nobody).bound == 0
    assert plan(nothing).covered_people == plan(nothing).bound == 0
    assert plan(nothing).status is Status.OPTIMAL


def test_for_places_without_people_no_money_is_spent():
    place = crossroads()
    empty = replace(place, demand=replace(place.demand, people=np.zeros(4)))

    found = plan(empty, budget=1_000)

    assert (found.covered_people, found.spent, found.relative_gap) == (0, 0, 0)


def test_a_place_without_people_is_not_worth_a_yuan():
    place = crossroads()
    place = replace(place, demand=replace(place.demand, people=np.array([1.0, 2, 4, 0])))

    assert plan(place, budget=1_000).spent == 65 + 15


def test_a_city_with_nothing_in_it_is_answered():
    found = plan(town([], [], 0, {}), backup=True)

    assert (found.covered_people, found.bound, found.backup_bound) == (0, 0, 0)
    assert found.status is Status.OPTIMAL


def test_without_candidates_hours_are_still_decided():
    assert plan(town([EVENINGS], [OFFICE], 0, {(0, 0): 5})).covered_people == 1


def test_of_a_thousand_candidates_at_one_place_one_is_taken():
    free = [EVENINGS, "Su 08:00-22:00", "Mo-Fr 11:30-13:00", "Mo-Su 06:00-13:00"] * 3
    at_one_place = dict.fromkeys(product(range(len(free)), range(1_000)), 5)
    place = town(free, [], 1_000, at_one_place, new_options=NEW_SITE_OPTIONS)

    found = plan(place, budget=1_000)

    everyone_but_those_free_on_sundays_only = 2**12 - 1 - (2 + 2**5 + 2**9)
    assert found.covered_people == found.bound == everyone_but_those_free_on_sundays_only
    assert (found.status, len(found.chosen)) == (Status.OPTIMAL, 1)


def test_a_desk_stays_open_until_one_for_those_whose_shift_ends_at_half_past_eleven():
    late = ("Mo-Tu 17:00-23:00", "Mo-Tu 17:00-01:00")
    place = town(["Mo-Fr 23:30-02:00"], [OFFICE], 0, {(0, 0): 15}, extensions=late)

    found = plan(place)

    assert (found.covered_people, found.spent) == (1, 16)
    assert plan(place, budget=15).covered_people == 0


def test_hours_across_sunday_midnight_give_two_days():
    across = town(["Su 23:00-02:00"], [], 1, {(0, 0): 5}, new_options=("Su 22:00-01:00",))
    before = replace(across, new_options=("Su 21:00-24:00",))

    assert plan(across, days=2).covered_people == 1
    assert plan(before, days=2).covered_people == 0
    assert plan(before, days=1).covered_people == 1


def test_a_desk_may_be_opened_day_and_night():
    free = ["Mo,Th 02:00-04:00", EVENINGS]
    place = town(free, [], 1, {(0, 0): 15, (1, 0): 15}, new_options=("24/7",))

    assert plan(place, budget=10 + 168).covered_people == 1 + 2
    assert plan(place, budget=10 + 167).covered_people == 0


def test_floors_come_before_people():
    place = with_unions(crossroads(), "u1", "u1", "u2", "u3")

    found = plan(place, budget=65, floors={"u2": 0.5})

    assert found.covered_people == found.bound == 2 + 4
    assert found.shortfalls == {}


def test_floors_that_cannot_be_met_are_told_by_union():
    place = with_unions(crossroads(), "u1", "u1", "u2", "u3")

    found = plan(place, budget=65, floors=1.0)

    assert found.covered_people == 8
    assert found.shortfalls == {"u1": 3, "u2": 4}


def test_a_union_nobody_can_reach_is_told_and_the_others_are_served():
    place = with_unions(town([EVENINGS] * 3, [OFFICE], 0, {(0, 0): 5}), "u1", "u2", "u2")

    found = plan(place, floors=0.5)

    assert found.shortfalls == {"u2": (2 + 4) * 0.5}
    assert (found.covered_people, found.status) == (1, Status.OPTIMAL)


def test_floors_are_met_best_even_where_that_covers_fewer_people():
    minutes = {(0, 0): 5, (3, 1): 5, (2, 2): 5}
    place = with_unions(town([EVENINGS] * 4, [OFFICE] * 2, 1, minutes), "u1", None, "u1", None)

    found = plan(place, budget=65, floors={"u1": 1.0})

    assert found.shortfalls == {"u1": 1}
    assert found.covered_people == 4


def test_those_without_a_union_have_no_floor():
    place = with_unions(crossroads(), "u1", None, None, None)

    found = plan(place, budget=65, floors=1.0)

    assert found.shortfalls == {}
    assert found.covered_people == 1


def test_a_plan_stopped_by_time_is_a_result_and_not_called_optimal():
    found = plan(crossroads(), budget=65, time_limit_s=0)

    assert found.status is Status.TIME_LIMIT
    assert found.covered_people <= 8 <= found.bound <= 15
    assert found.spent <= 65


@pytest.mark.parametrize(
    "wrong", [{"budget": -1}, {"budget": np.nan}, {"staff_hours": -1}, {"floors": 1.5}, {"gap": -1}]
)
def test_limits_and_shares_that_are_none_are_refused(wrong):
    with pytest.raises(InvalidInput):
        SitingRequest(**wrong)


def test_a_floor_for_an_unknown_union_is_refused():
    with pytest.raises(InvalidInput, match="u9"):
        plan(crossroads(), floors={"u9": 0.5})


@settings(max_examples=150)
@given(towns(), LIMITS, DAYS)
def test_the_plan_equals_trying_every_choice(place, limits, days):
    found = plan(place, days=days, **limited(limits))

    tried = [
        (people_covered(place, chosen, days), -place.actions.yearly_cost[chosen].sum())
        for chosen in place.choices(limits)
    ]
    assert found.covered_people == people_covered(place, found.chosen, days)
    assert found.chosen.tolist() in list(place.choices(limits))
    assert (found.covered_people, -found.spent) == pytest.approx(max(tried))
    assert (found.bound, found.status) == (found.covered_people, Status.OPTIMAL)


@settings(max_examples=60)
@given(towns(), LIMITS, st.lists(st.sampled_from(["u1", "u2", None]), min_size=5, max_size=5))
def test_floors_fall_as_little_short_as_in_any_choice(place, limits, codes):
    place = with_unions(place, *codes[: len(place.demand)])

    found = plan(place, floors=0.7, **limited(limits))

    tried = [
        (-round(sum(lacking(place, chosen, 0.7).values()), 6), people_covered(place, chosen))
        for chosen in place.choices(limits)
    ]
    assert found.shortfalls == pytest.approx(lacking(place, found.chosen, 0.7))
    assert (-sum(found.shortfalls.values()), found.covered_people) == pytest.approx(max(tried))
    assert (found.bound, found.status) == (found.covered_people, Status.OPTIMAL)


@settings(max_examples=60)
@given(towns(), LIMITS, DAYS)
def test_backups_come_last_and_equal_trying_every_choice(place, limits, days):
    found = plan(place, days=days, backup=True, **limited(limits))

    tried = [outcome(place, chosen, days) for chosen in place.choices(limits)]
    assert (found.covered_people, found.backup_people) == max(tried)
    assert found.backup_bound == found.backup_people


@settings(max_examples=40)
@given(towns(), LIMITS, st.sampled_from([1, 10, 30]))
def test_more_money_covers_no_fewer(place, limits, more):
    less = plan(place, **limited(limits))
    richer = replace(limits, budget=limits.budget + more)

    assert plan(place, **limited(richer)).covered_people >= less.covered_people


@settings(max_examples=40)
@given(towns(), LIMITS, st.sampled_from([0, 5, 14.9]), st.sampled_from([0.1, 5, 10]))
def test_a_longer_standard_covers_no_fewer(place, limits, longest, more):
    less = plan(place, longest_min=longest, **limited(limits))

    further = plan(place, longest_min=longest + more, **limited(limits))
    assert further.covered_people >= less.covered_people


@settings(max_examples=40)
@given(towns(), DAYS)
def test_without_money_the_plan_is_todays_coverage(place, days):
    found = plan(place, budget=0, days=days)

    today = people_covered(place, [], days)
    assert (found.covered_people, found.bound, found.spent) == (today, today, 0)


@settings(max_examples=40)
@given(towns(), LIMITS)
def test_one_more_candidate_covers_no_fewer(place, limits):
    here = len(place.existing) + len(place.candidates)
    minutes = {**place.minutes, **{(row, here): 5 for row in range(len(place.demand))}}
    more = town_like(place, minutes, candidates=len(place.candidates) + 1)

    less = plan(place, **limited(limits))

    assert plan(more, **limited(limits)).covered_people >= less.covered_people


def town_like(place: Town, minutes, *, candidates: int) -> Town:
    bigger = town([], [], candidates, {}).candidates
    return replace(place, candidates=bigger, minutes=minutes)


@settings(max_examples=40)
@given(towns(), LIMITS)
def test_one_more_open_hour_covers_no_fewer(place, limits):
    sites = place.existing
    weeks = [to_week_hours([*hours.intervals, *EARLY]) for hours in sites.weeks]

    less = plan(place, **limited(limits))

    longer = replace(place, existing=replace(sites, weeks=weeks))
    assert plan(longer, **limited(limits)).covered_people >= less.covered_people


@settings(max_examples=25)
@given(towns(), LIMITS)
def test_more_days_needed_cover_no_more(place, limits):
    covered = [plan(place, days=days, **limited(limits)).covered_people for days in range(1, 8)]

    assert covered == sorted(covered, reverse=True)


@settings(max_examples=40)
@given(towns(), LIMITS, st.sampled_from([1e-9, 1e-4, 0.005, 0.2, 0.5]))
def test_the_bound_is_never_below_the_best(place, limits, gap):
    best = plan(place, **limited(limits)).covered_people

    request = SitingRequest(gap=gap, **limited(limits))
    found = choose_sites(place.rows(days=2), place.actions, request=request)

    assert found.covered_people <= best <= found.bound
    assert found.bound <= found.covered_people * (1 + gap)
    assert found.status is (Status.OPTIMAL if found.relative_gap == 0 else Status.GAP_REACHED)


@settings(max_examples=20)
@given(towns(), LIMITS)
def test_the_same_request_gives_the_same_plan(place, limits):
    first, second = plan(place, **limited(limits)), plan(place, **limited(limits))

    assert first.chosen.tolist() == second.chosen.tolist()


def test_a_plan_known_before_may_be_the_start():
    place = crossroads()
    small = plan(place, budget=15)

    found = plan(place, budget=80, start=small.chosen)

    assert found.covered_people == 8 + 1
    assert set(small.chosen) <= set(found.chosen)
