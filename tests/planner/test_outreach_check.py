from dataclasses import replace

import numpy as np
import pytest

from geo.travel import Mode
from planner.outreach_check import Broken, Violation, find_violations
from planner.outreach_problem import OutreachProblem
from planner.outreach_types import (
    OutreachPlan,
    PlannedStop,
    Route,
    Stop,
    StoppedBy,
    Team,
    Unserved,
    UnservedHelp,
    UnservedReason,
    Ways,
)
from tests.outreach_towns import ALL_DAY, stop, street, team, window

STOPS = (
    stop(30, "9:00-11:00"),
    stop(60, "10:00-12:00", skills=frozenset({"law"})),
    stop(0, "19:00-20:00"),
)
TOWN = street(STOPS, team(0, lunch="12:00-13:00", skills=frozenset({"law"})))
NOBODY_THERE = Unserved(2, UnservedReason.NO_WINDOW, UnservedHelp())
DAY = Route(
    team=0,
    day=0,
    leave_depot=540,
    return_depot=840,
    stops=(PlannedStop(0, 570, 570, 630), PlannedStop(1, 660, 660, 720)),
    breaks=((720, 780),),
    travel_min=120,
    distance_m=48_000,
)
"""From 9:00 to 14:00, back an hour later for lunch at the second stop."""
PLAN = OutreachPlan((DAY,), (NOBODY_THERE,), 100, 150, "by hand", 0.0, StoppedBy.FINISHED)


def violations(plan: OutreachPlan, town: OutreachProblem = TOWN) -> set[Broken]:
    return {each.what for each in find_violations(plan, town.stops, town.teams, town.ways)}


def day_with(**changed: object) -> OutreachPlan:
    return replace(PLAN, routes=(replace(DAY, **changed),))


def first_visit(**changed: float) -> OutreachPlan:
    return day_with(stops=(replace(DAY.stops[0], **changed), DAY.stops[1]))


def first_stop(**changed: object) -> OutreachProblem:
    return replace(TOWN, stops=(replace(STOPS[0], **changed), *STOPS[1:]))


def the_team(**changed: object) -> OutreachProblem:
    return replace(TOWN, teams=(replace(TOWN.teams[0], **changed),))


def test_a_plan_that_can_be_done_has_no_violations():
    assert violations(PLAN) == set()


@pytest.mark.parametrize(
    ("plan", "what"),
    [
        (day_with(leave_depot=539), Broken.HOURS),
        (day_with(return_depot=1_021), Broken.HOURS),
        (day_with(leave_depot=541), Broken.TRAVEL),
        (day_with(return_depot=839), Broken.TRAVEL),
        (first_visit(start=569, depart=629), Broken.TRAVEL),
        (first_visit(start=571, depart=631), Broken.TRAVEL),
        (first_visit(depart=629), Broken.VISIT_LENGTH),
        (day_with(breaks=()), Broken.BREAK),
        (day_with(breaks=((720, 779),)), Broken.BREAK),
        (day_with(breaks=((719, 779),)), Broken.BREAK),
        (day_with(breaks=((720, 780), (600, 610))), Broken.BREAK),
        (day_with(breaks=((720, 780), (640, 641))), Broken.TRAVEL),
        (day_with(travel_min=119), Broken.FIGURES),
        (day_with(distance_m=47_000), Broken.FIGURES),
        (replace(PLAN, served_priority=99), Broken.FIGURES),
        (replace(PLAN, total_priority=151), Broken.FIGURES),
        (replace(PLAN, routes=(DAY, DAY)), Broken.TWO_ROUTES),
        (replace(PLAN, routes=(DAY, DAY)), Broken.TWICE),
        (replace(PLAN, unserved=(NOBODY_THERE, NOBODY_THERE)), Broken.TWICE),
        (replace(PLAN, unserved=(NOBODY_THERE, replace(NOBODY_THERE, stop=0))), Broken.TWICE),
        (replace(PLAN, unserved=()), Broken.UNACCOUNTED),
    ],
)
def test_what_is_wrong_with_a_plan_is_found(plan, what):
    assert what in violations(plan)


@pytest.mark.parametrize(
    ("town", "what"),
    [
        (first_stop(windows=(window("9:00-10:29"),)), Broken.WINDOW),
        (first_stop(windows=(window("9:31-11:00"),)), Broken.WINDOW),
        (first_stop(windows=(window("9:00-10:00"), window("10:00-11:00"))), Broken.WINDOW),
        (first_stop(windows=()), Broken.WINDOW),
        (first_stop(visit_min=61), Broken.VISIT_LENGTH),
        (first_stop(skills=frozenset({"law", "health"})), Broken.SKILLS),
        (first_stop(promised_day=1), Broken.PROMISE),
        (the_team(skills=frozenset()), Broken.SKILLS),
        (the_team(shifts=(None,)), Broken.DAY_OFF),
        (the_team(shifts=((541, 1_020),)), Broken.HOURS),
        (the_team(lunch=(660, 779)), Broken.BREAK),
        (the_team(lunch_min=61, lunch=(720, 781)), Broken.BREAK),
    ],
)
def test_a_plan_made_for_another_town_does_not_pass(town, what):
    assert violations(PLAN, town) >= {what}


@pytest.mark.parametrize(
    "town",
    [
        first_stop(windows=(window("9:30-10:30"),)),
        first_stop(promised_day=0, must=True),
        the_team(shifts=((540, 840),)),
        the_team(lunch_min=30),
        the_team(lunch=None),
    ],
)
def test_a_plan_passes_where_it_just_fits(town):
    assert violations(PLAN, town) == set()


def test_a_way_of_a_second_more_is_too_long():
    slower = Ways({Mode.DRIVE: TOWN.ways.seconds[Mode.DRIVE] + 1}, TOWN.ways.metres)

    assert Broken.TRAVEL in violations(PLAN, replace(TOWN, ways=slower))


def test_where_there_is_no_way_nobody_goes():
    closed = np.where(TOWN.ways.seconds[Mode.DRIVE] == 1_800, np.inf, TOWN.ways.seconds[Mode.DRIVE])
    ways = Ways({Mode.DRIVE: closed}, TOWN.ways.metres)

    assert Broken.TRAVEL in violations(PLAN, replace(TOWN, ways=ways))


def test_a_break_on_the_way_adds_to_it():
    eaten_driving = replace(
        DAY, stops=(PlannedStop(0, 570, 570, 630), PlannedStop(1, 800, 800, 860)), return_depot=920
    )
    town = replace(TOWN, stops=(STOPS[0], stop(60, ALL_DAY), STOPS[2]))

    assert violations(replace(PLAN, routes=(eaten_driving,)), town) == set()


def test_violations_name_the_team_the_day_and_the_stop():
    (found,) = find_violations(PLAN, first_stop(promised_day=1).stops, TOWN.teams, TOWN.ways)

    assert found == Violation(Broken.PROMISE, team=0, day=0, stop=0)


def all_left(stops: list[Stop], one: Team, *visited: Route) -> set[Broken]:
    """Check a plan that leaves out all stops but those visited."""
    there = {planned.stop for route in visited for planned in route.stops}
    left = [Unserved(n, UnservedReason.NOT_CHOSEN, UnservedHelp()) for n in range(len(stops))]
    plan = OutreachPlan(
        routes=visited,
        unserved=tuple(each for each in left if each.stop not in there),
        served_priority=sum(stops[number].priority for number in there),
        total_priority=sum(each.priority for each in stops),
        solver="by hand",
        seconds=0.0,
        stopped_by=StoppedBy.FINISHED,
    )
    return violations(plan, street(stops, one))


@pytest.mark.parametrize(
    "bound",
    [
        stop(30, ALL_DAY, must=True),
        stop(30, ALL_DAY, promised_day=0),
        stop(30, "12:00-14:00", must=True),
        stop(30, "9:30-10:30", must=True),
    ],
)
def test_a_bound_stop_that_would_fit_may_not_be_left_out(bound):
    assert all_left([bound], team(0, lunch="12:00-13:00")) == {Broken.BOUND_LEFT_OUT}


@pytest.mark.parametrize(
    "bound",
    [
        stop(30, ALL_DAY),
        stop(30, "12:00-13:30", must=True),
        stop(30, "9:00-10:29", must=True),
        stop(30, "15:31-17:00", must=True),
        stop(240, ALL_DAY, must=True),
        stop(30, ALL_DAY, promised_day=1),
        stop(30, ALL_DAY, must=True, skills=frozenset({"law"})),
    ],
)
def test_a_bound_stop_that_cannot_be_reached_may_be_left_out(bound):
    assert all_left([bound], team(0, lunch="12:00-13:00")) == set()


def test_a_bound_stop_may_not_give_way_to_one_that_is_not():
    day = Route(0, 0, 540, 600, (PlannedStop(1, 540, 540, 600),), (), 0, 0)
    rivals = [stop(0, "9:00-10:00", must=True), stop(0, "9:00-10:00")]

    assert all_left(rivals, team(0), day) == {Broken.BOUND_LEFT_OUT}


def test_a_bound_stop_may_give_way_to_another():
    day = Route(0, 0, 540, 600, (PlannedStop(1, 540, 540, 600),), (), 0, 0)
    rivals = [stop(0, "9:00-10:00", must=True), stop(0, "9:00-10:00", promised_day=0)]

    assert all_left(rivals, team(0), day) == set()
