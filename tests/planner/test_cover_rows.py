from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cover_rows import NO_GROUP
from planner.options import Limits
from tests.plan_choices import town, towns
from tests.plan_towns import EVENINGS, desks

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
NOTHING = np.array([], dtype=np.int64)


def hits(rows) -> list[list[int]]:
    """The actions of every row."""
    return [line.nonzero()[0].tolist() for line in rows.hits.toarray()]


def test_who_is_covered_today_needs_no_row():
    rows = town([EVENINGS], [LATE], 1, {(0, 0): 5, (0, 1): 5}).rows()

    assert rows.is_covered_today.tolist() == [True]
    assert rows.group.tolist() == [NO_GROUP]
    assert rows.hits.shape[0] == 0


def test_who_is_out_of_reach_is_listed_apart():
    rows = town([EVENINGS] * 2, [OFFICE], 1, {(0, 0): 5, (1, 1): 16}).rows()

    assert rows.is_out_of_reach.tolist() == [False, True]
    assert rows.covered(np.array([0, 1])).tolist() == [True, False]


def test_days_that_only_two_timetables_of_one_site_would_give_are_out_of_reach():
    options = ("Mo 18:00-20:00", "Tu 18:00-20:00")
    alone = town([EVENINGS], [], 1, {(0, 0): 5}, new_options=options)
    two = town([EVENINGS], [], 2, {(0, 0): 5, (0, 1): 5}, new_options=options)

    assert alone.rows(days=1).is_out_of_reach.tolist() == [False]
    assert alone.rows(days=2).is_out_of_reach.tolist() == [True]
    assert two.rows(days=2).is_out_of_reach.tolist() == [False]


def test_days_of_today_and_of_an_extension_are_in_reach():
    place = town(
        [EVENINGS],
        ["We 18:00-20:00"],
        0,
        {(0, 0): 5},
        extensions=("Mo 18:00-20:00", "Tu 18:00-20:00"),
    )

    assert place.rows(days=2).is_out_of_reach.tolist() == [False]
    assert place.rows(days=3).is_out_of_reach.tolist() == [True]


def test_equal_rows_are_one():
    rows = town([EVENINGS], [OFFICE], 1, {(0, 0): 5, (0, 1): 5}).rows(days=2)

    assert hits(rows) == [[0, 1]]


def test_rows_that_present_hours_satisfy_are_left_out():
    place = town(
        [EVENINGS],
        ["Mo 18:00-20:00"],
        1,
        {(0, 0): 5, (0, 1): 5},
        new_options=("Mo-Tu 18:00-20:00",),
        extensions=("Mo,We 18:00-20:00",),
    )

    rows = place.rows(days=2)

    assert hits(rows) == [[0, 1]]


def test_each_day_struck_out_must_leave_another():
    place = town(
        [EVENINGS],
        [],
        2,
        {(0, 0): 5, (0, 1): 5},
        new_options=("Mo 18:00-20:00", "Tu 18:00-20:00"),
    )

    rows = place.rows(days=2)

    assert sorted(hits(rows)) == [[0, 1, 2, 3], [0, 2], [1, 3]]
    assert rows.covered(np.array([0, 3])).tolist() == [True]
    assert rows.covered(np.array([0, 2])).tolist() == [False]


def test_demand_points_with_the_same_rows_are_one_group():
    rows = town([EVENINGS] * 3, [], 2, {(0, 0): 5, (1, 0): 9, (2, 1): 5}).rows()

    assert rows.group.tolist() == [0, 0, 1]
    assert rows.people.tolist() == [1 + 2, 4]


def test_groups_do_not_cross_unions():
    place = town([EVENINGS] * 3, [], 1, {(0, 0): 5, (1, 0): 5, (2, 0): 5})
    demand = replace(place.demand, union_codes=["u2", None, "u2"])

    rows = replace(place, demand=demand).rows()

    assert rows.union_codes == ("u2",)
    assert rows.people.tolist() == [1 + 4, 2]
    assert rows.group_unions.tolist() == [0, -1]


def test_a_site_without_the_service_has_no_rows():
    place = town([EVENINGS], [], 2, {(0, 0): 5, (0, 1): 5})
    some = desks("off", "off", services=[1, 3])

    rows = replace(place, candidates=some).rows(services=2)

    assert hits(rows) == [[1]]


def test_ways_beyond_the_standard_have_no_rows():
    place = town([EVENINGS], [], 2, {(0, 0): 15, (0, 1): np.nextafter(15, 16)})

    assert hits(place.rows()) == [[0]]


def test_options_of_one_site_are_one_bundle():
    place = town([EVENINGS], [], 1, {(0, 0): 5}, new_options=(LATE, "Mo-Sa 09:00-20:00", OFFICE))

    rows = place.rows()

    assert rows.bundles.toarray().tolist() == [[1]]
    assert rows.actions_of.toarray().tolist() == [[1, 1, 0]]


def test_a_second_site_makes_a_backup():
    place = town([EVENINGS], [LATE], 1, {(0, 0): 5, (0, 1): 5})

    rows = place.rows(backup=True)

    assert rows.group.tolist() == [0]
    assert rows.is_today.tolist() == [True]
    assert rows.backed_up(NOTHING).tolist() == [False]
    assert rows.backed_up(np.array([0])).tolist() == [True]


def test_longer_hours_of_the_same_site_make_no_backup():
    place = town([EVENINGS], [LATE], 0, {(0, 0): 5}, extensions=("Sa 09:00-20:00",))

    assert place.rows(backup=True).backed_up(np.array([0])).tolist() == [False]


def test_two_sites_of_today_are_a_backup():
    rows = town([EVENINGS], [LATE, LATE], 0, {(0, 0): 5, (0, 1): 5}).rows(backup=True)

    assert rows.backed_up(NOTHING).tolist() == [True]


@pytest.mark.parametrize("days", [0, 8])
def test_no_days_are_always_enough_and_eight_never(days):
    rows = town([EVENINGS], [], 1, {(0, 0): 5}).rows(days=days)

    assert rows.is_covered_today.tolist() == [days == 0]
    assert rows.is_out_of_reach.tolist() == [days == 8]


@settings(max_examples=80)
@given(towns(), st.integers(1, 5), st.data())
def test_rows_tell_the_same_as_the_changed_sites(place, days, data):
    chosen = np.array(data.draw(st.sampled_from(list(place.choices(Limits())))), dtype=np.int64)

    rows = place.rows(days=days)

    assert rows.covered(chosen).tolist() == place.covered(chosen, days=days).tolist()


@settings(max_examples=150)
@given(towns(), st.integers(1, 6))
def test_out_of_reach_is_whom_no_choice_covers(place, days):
    rows = place.rows(days=days)

    tried = [place.covered(chosen, days=days) for chosen in place.choices(Limits())]
    assert rows.is_out_of_reach.tolist() == (~np.any(tried, axis=0)).tolist()
