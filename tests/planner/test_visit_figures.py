from datetime import date

import pytest

from planner.visit_figures import add_up, hours_of_staff
from planner.visits import VisitOutcome, VisitRecord

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def visit(day=MONDAY, team="T1", outcome=VisitOutcome.MET, people_met=10, joined=2):
    return VisitRecord("code", None, "A1", day, team, outcome, people_met, joined)


def plan(size=2, back="12:30"):
    day = {
        "leave_depot": "2026-11-23T09:00:00+08:00",
        "return_depot": f"2026-11-23T{back}:00+08:00",
    }
    route = {"team": "T1", "date": "2026-11-23", **day}
    return {"teams": [{"code": "T1", "size": size}], "routes": [route]}


def test_hours_of_staff_are_those_from_the_depot_and_back_of_everybody_in_the_team():
    assert hours_of_staff([plan()]) == {("T1", MONDAY): 7.0}


def test_of_a_plan_and_the_one_in_its_place_the_last_counts():
    assert hours_of_staff([plan(), plan(back="10:00")]) == {("T1", MONDAY): 2.0}


def test_people_met_and_joined_are_told_per_hour_of_staff():
    figures = add_up([visit(), visit(people_met=4, joined=0)], {("T1", MONDAY): 7.0})

    assert (figures.people_met, figures.joined, figures.staff_hours) == (14, 2, 7.0)
    assert figures.people_met_per_hour == pytest.approx(2.0)
    assert figures.joined_per_hour == pytest.approx(2 / 7)


def test_visits_of_days_nobody_planned_count_but_not_per_hour():
    figures = add_up([visit(), visit(day=TUESDAY, people_met=100)], {("T1", MONDAY): 5.0})

    assert (figures.people_met, figures.people_met_per_hour) == (110, 2.0)


def test_a_planned_day_without_any_visit_costs_no_hours():
    assert add_up([], {("T1", MONDAY): 5.0}).staff_hours == 0


def test_without_planned_hours_nothing_is_told_per_hour():
    figures = add_up([visit()], {})

    assert (figures.people_met_per_hour, figures.joined_per_hour) == (None, None)


def test_visits_that_met_nobody_are_counted_apart():
    figures = add_up([visit(), visit(outcome=VisitOutcome.NOBODY_THERE, people_met=None)], {})

    assert (figures.visits, figures.met, figures.people_met) == (2, 1, 10)
