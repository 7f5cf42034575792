from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.build_schedule import schedule_actions
from planner.coverage import Reason, Standard, find_coverage
from planner.explanations import explain_actions
from tests.plan_choices import town, towns
from tests.plan_towns import EVENINGS, desks, ways

OFFICE = "Mo-Fr 09:00-17:00"
BEGIN = date(2027, 3, 1)


def crossroads():
    """An office near person 0, candidates near 1, near 1 and 2 (2 and 4 people) and 3 (8)."""
    minutes = {(0, 0): 5, (1, 1): 5, (1, 2): 5, (2, 2): 5, (3, 3): 5}
    return town([EVENINGS] * 4, [OFFICE], 3, minutes)


def shared_evenings(days=("Mo", "Tu")):
    """One person near two offices, each of which could be open late on one day or another."""
    extensions = tuple(f"{day} 17:00-20:00" for day in days)
    return town([EVENINGS], [OFFICE] * 2, 0, {(0, 0): 5, (0, 1): 5}, extensions=extensions)


def coverage_today(place, **standard):
    """Find who is covered by the existing sites, and why the others are not."""
    near = {pair: way for pair, way in place.minutes.items() if pair[1] < len(place.existing)}
    times = ways(place.demand, place.existing, near)
    return find_coverage(place.demand, place.existing, times, Standard(**standard))


def explained(place, chosen, *, backup=False, **standard):
    """Put these actions in order and explain them."""
    rows, chosen = place.rows(backup=backup, **standard), np.array(chosen, dtype=int)
    scheduled = schedule_actions(rows, place.actions, chosen, yearly_budgets=[10_000], begin=BEGIN)
    return scheduled, explain_actions(rows, scheduled, coverage_today(place, **standard))


def test_whom_an_action_reaches_is_told_the_most_people_first():
    _, explanations = explained(crossroads(), [2, 3])

    assert [each.reached.tolist() for each in explanations] == [[3], [2, 1]]


def test_whom_only_one_action_covers_is_told():
    place = crossroads()

    _, explanations = explained(place, [1, 2])

    assert [each.reached.tolist() for each in explanations] == [[2, 1], []]
    assert [each.only_here.tolist() for each in explanations] == [[2], []]


@pytest.mark.parametrize(
    ("chosen", "reason", "people"),
    [([0], Reason.HOURS, 1), ([3], Reason.DISTANCE, 8)],
)
def test_the_reason_is_why_they_are_not_covered_today(chosen, reason, people):
    _, [explanation] = explained(crossroads(), chosen)

    assert explanation.reason is reason
    assert explanation.people_by_reason[reason] == people


def test_people_near_a_desk_without_the_service_need_the_service():
    place = town([EVENINGS], ["24/7"], 1, {(0, 0): 5, (0, 1): 5})
    place = replace(place, candidates=desks("off", services=[1]))

    _, [explanation] = explained(place, [0], services=1)

    assert explanation.reason is Reason.SERVICE


def test_of_several_reasons_that_of_most_people_is_the_reason():
    place = town([EVENINGS, EVENINGS], [OFFICE], 1, {(0, 0): 5, (0, 1): 5, (1, 1): 5})

    _, [explanation] = explained(place, [1])

    assert explanation.people_by_reason == {
        Reason.HOURS: 1,
        Reason.DISTANCE: 2,
        Reason.SERVICE: 0,
    }
    assert explanation.reason is Reason.DISTANCE


def test_an_action_that_only_works_with_a_later_one_names_it():
    _, [first, second] = explained(shared_evenings(), [0, 3])

    assert (first.reached.tolist(), first.helps, first.together.tolist()) == ([], (2,), [0])
    assert (second.reached.tolist(), second.helps, second.together.tolist()) == ([0], (), [])


def test_whom_two_actions_cover_together_is_lost_without_either():
    _, [first, second] = explained(shared_evenings(), [0, 3])

    assert [each.only_here.tolist() for each in (first, second)] == [[0], [0]]
    assert first.reason is Reason.HOURS


def test_an_earlier_action_that_another_one_makes_up_for_helps_nobody():
    place = shared_evenings(("Mo", "Tu", "Mo-Tu"))

    _, [alone, needless] = explained(place, [2, 3])

    assert (alone.reached.tolist(), needless.reached.tolist()) == ([0], [])
    assert (needless.helps, needless.only_here.tolist(), needless.reason) == ((), [], None)


def test_a_backup_is_told_from_an_action_that_helps_others():
    _, [first, backup] = explained(shared_evenings(("Mo-Tu",)), [0, 1], backup=True)

    assert (first.reached.tolist(), first.backed_up.tolist()) == ([0], [0])
    assert (backup.reached.tolist(), backup.helps, backup.backed_up.tolist()) == ([], (), [0])


def test_nobody_has_a_backup_where_none_was_asked_for():
    _, explanations = explained(shared_evenings(("Mo-Tu",)), [0, 1])

    assert [each.backed_up.size for each in explanations] == [0, 0]


def test_a_plan_without_actions_needs_no_explanation():
    assert explained(crossroads(), []) == ([], [])


LATE_ON_A_DAY = ("Mo 17:00-20:00", "Tu 17:00-20:00", "We 17:00-20:00")


@st.composite
def late_towns(draw):
    """Three demand points, three offices and a candidate, each open late on few days: they join."""
    minutes = {pair: draw(st.sampled_from([5, 5, 25])) for pair in product(range(3), range(4))}
    options = {"new_options": ("Mo 18:00-20:00", "Th-Fr 18:00-20:00"), "extensions": LATE_ON_A_DAY}
    return town([EVENINGS] * 3, [OFFICE] * 3, 1, minutes, **options)


@st.composite
def plans(draw):
    """A small town, some actions there, and how many days are needed."""
    place = draw(st.one_of(towns(), late_towns()))
    at_site = [
        [*np.flatnonzero(place.actions.site == site).tolist(), None]
        for site in range(place.actions.sites)
    ]
    choice = [draw(st.sampled_from(actions)) for actions in at_site]
    chosen = [action for action in choice if action is not None]
    return place, chosen, draw(st.sampled_from([1, 2, 3]))


def people_of(place, groups):
    return [place.demand.people[rows].sum() for rows in groups]


@settings(max_examples=60)
@given(plans())
def test_the_people_explained_are_those_of_the_schedule(plan):
    place, chosen, days = plan

    scheduled, explanations = explained(place, chosen, days=days)

    gained = [each.people_gained for each in scheduled]
    alone = [each.people_gained_alone for each in scheduled]
    assert people_of(place, [each.reached for each in explanations]) == gained
    assert people_of(place, [each.only_here for each in explanations]) == alone


@settings(max_examples=60)
@given(plans())
def test_the_reached_are_all_whom_the_plan_newly_covers_once_each(plan):
    place, chosen, days = plan
    newly = place.covered(chosen, days=days) & ~place.covered([], days=days)

    _, explanations = explained(place, chosen, days=days)

    reached = [row for each in explanations for row in each.reached.tolist()]
    assert sorted(reached) == np.flatnonzero(newly).tolist()


@settings(max_examples=60)
@given(plans())
def test_whom_a_plan_would_lose_is_reached_by_the_action_or_together_with_others(plan):
    place, chosen, days = plan

    _, explanations = explained(place, chosen, days=days)

    assert all(
        set(each.only_here.tolist()) <= {*each.reached.tolist(), *each.together.tolist()}
        and bool(each.helps) == bool(each.together.size)
        for each in explanations
    )


def helped(place, order, step, days):
    """Try which later actions would cover fewer of those they newly cover without this one."""
    return tuple(
        later + 1
        for later in range(step + 1, len(order))
        if (
            place.covered(order[: later + 1], days=days)
            & ~place.covered(order[:later], days=days)
            & ~place.covered(np.delete(order[: later + 1], step), days=days)
        ).any()
    )


@settings(max_examples=60)
@given(plans())
def test_an_action_helps_those_that_cover_fewer_without_it(plan):
    place, chosen, days = plan

    scheduled, explanations = explained(place, chosen, days=days)

    order = np.array([each.action for each in scheduled], dtype=int)
    expected = [helped(place, order, step, days) for step in range(len(order))]
    assert [each.helps for each in explanations] == expected


@settings(max_examples=60)
@given(plans())
def test_everyone_reached_has_a_reason(plan):
    place, chosen, days = plan

    _, explanations = explained(place, chosen, days=days)

    told = [sum(each.people_by_reason.values()) for each in explanations]
    asked = [each.reached if each.reached.size else each.together for each in explanations]
    assert told == people_of(place, asked)
