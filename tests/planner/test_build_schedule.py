from datetime import date

import numpy as np
import pytest

from geo.errors import InvalidInput
from planner.build_schedule import schedule_actions
from planner.frontier import find_frontier
from planner.siting import SitingRequest, choose_sites
from tests.plan_choices import town
from tests.plan_towns import EVENINGS

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
BEGIN = date(2027, 3, 1)


def crossroads():
    """An office near person 0, candidates near 1, near 1 and 2 (2 and 4 people) and 3 (8)."""
    minutes = {(0, 0): 5, (1, 1): 5, (1, 2): 5, (2, 2): 5, (3, 3): 5}
    return town([EVENINGS] * 4, [OFFICE], 3, minutes)


def scheduled(budget, *yearly_budgets, begin=BEGIN):
    place = crossroads()
    rows, actions = place.rows(), place.actions
    plan = choose_sites(rows, actions, request=SitingRequest(budget=budget, gap=0))
    return schedule_actions(rows, actions, plan.chosen, yearly_budgets=yearly_budgets, begin=begin)


def frontier(budget):
    place = crossroads()
    request = SitingRequest(budget=budget, gap=0)
    return list(find_frontier(place.rows(), place.actions, request=request))


def test_most_people_per_yuan_come_first():
    assert [each.people_gained for each in scheduled(200, 200)] == [8, 6, 1]


def test_the_gains_sum_up_to_what_the_plan_adds():
    assert sum(each.people_gained for each in scheduled(200, 200)) == 15


def test_an_action_waits_for_the_year_that_can_pay_for_it():
    years = [(each.order, each.year) for each in scheduled(200, 70, 200)]

    assert years[0] == (1, 1)
    assert {year for _, year in years} == {1, 2}


def test_what_runs_in_a_year_costs_no_more_than_its_budget():
    place = crossroads()
    first_year = [each for each in scheduled(200, 90, 200) if each.year == 1]

    cost = sum(place.actions.yearly_cost[each.action] for each in first_year)
    assert 0 < cost <= 90


def test_actions_of_a_year_begin_on_the_first_of_months_evenly():
    days = [each.first_day for each in scheduled(200, 200)]

    assert days == [date(2027, 3, 1), date(2027, 7, 1), date(2027, 11, 1)]


def test_no_action_begins_before_the_schedule_does():
    days = [each.first_day for each in scheduled(200, 200, begin=date(2027, 11, 15))]

    assert days == [date(2027, 12, 1), date(2028, 4, 1), date(2028, 8, 1)]


def test_whom_an_action_alone_reaches_is_told():
    assert sorted(each.people_gained_alone for each in scheduled(200, 200)) == [1, 6, 8]


def test_budgets_that_cannot_pay_for_the_plan_are_refused_with_the_sums():
    with pytest.raises(InvalidInput, match="yearly budgets reach 20 yuan"):
        scheduled(200, 10, 20)


def test_a_plan_without_actions_has_an_empty_schedule():
    assert scheduled(0, 0) == []


def test_a_frontier_has_eight_budgets_and_never_falls():
    covered = [plan.covered_people for plan in frontier(160)]

    assert len(covered) == 8
    assert (np.diff(covered) >= 0).all()
    assert (covered[0], covered[-1]) == (1, 15)


def test_every_plan_of_a_frontier_keeps_its_budget():
    spent = [plan.spent for plan in frontier(160)]

    assert (np.array(spent) <= np.arange(20, 161, 20)).all()


def test_the_last_plan_of_a_frontier_is_the_asked_one():
    place = crossroads()
    asked = choose_sites(place.rows(), place.actions, request=SitingRequest(budget=160, gap=0))

    assert frontier(160)[-1].covered_people == asked.covered_people


def test_a_frontier_without_money_is_todays_coverage():
    assert [plan.covered_people for plan in frontier(0)] == [0] * 8


def test_a_frontier_needs_a_budget():
    with pytest.raises(InvalidInput, match="give a budget"):
        frontier(np.inf)
