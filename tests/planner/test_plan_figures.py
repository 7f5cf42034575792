import pytest

from planner.plan_figures import budget_of_year, steps_of, union_totals, unions_by_gain, years_of
from tests.data.plan_reports import action, empty_plan, town_plan, union


def test_cost_and_people_add_up_along_the_schedule():
    plan = town_plan()

    steps = steps_of(plan)

    assert [step.cost_so_far for step in steps] == [93_600, 93_600 + 206_400]
    assert [step.covered_so_far for step in steps] == [16 + 8, 16 + 8 + 4]


def test_the_last_step_covers_what_the_plan_covers():
    plan = town_plan()

    assert steps_of(plan)[-1].covered_so_far == plan["covered_after"]


def test_the_schedule_is_parted_by_years():
    twice = [
        action(order, "new_site", f"n{order}", "甲", 2**order, [], year=year)
        for order, year in [(1, 1), (2, 1), (3, 3)]
    ]

    years = years_of(town_plan(actions=twice))

    assert [(year.year, len(year.steps)) for year in years] == [(1, 2), (3, 1)]
    assert [year.people_gained for year in years] == [2 + 4, 8]


@pytest.mark.parametrize(("year", "budget"), [(1, 100_000), (2, 400_000), (3, 400_000)])
def test_after_the_last_yearly_budget_it_is_that_of_the_plan(year, budget):
    assert budget_of_year(town_plan(), year) == budget


def test_a_target_without_a_budget_has_none_in_any_year():
    plan = town_plan(budget=None, limits={"yearly_budgets": []})

    assert [year.budget for year in years_of(plan)] == [None, None]


def test_unions_that_gain_most_come_first():
    unions = [
        union("u1", "A", 10, before=1, after=2),
        union("u2", "B", 20, before=5, after=5),
        union(None, None, 30, before=5, after=5),
        union("u3", "C", 10, before=0, after=8),
    ]

    ordered = unions_by_gain(town_plan(by_union=unions))

    assert [row["code"] for row in ordered] == ["u3", "u1", None, "u2"]


def test_the_totals_of_all_unions_are_those_of_the_plan():
    plan = town_plan()

    totals = union_totals(plan)

    assert (totals.people, totals.before, totals.after) == (31, 16, 28)
    assert totals.shortfall == 1


def test_an_empty_plan_has_no_steps_and_no_people():
    plan = empty_plan()

    assert years_of(plan) == []
    assert union_totals(plan).people == 0
