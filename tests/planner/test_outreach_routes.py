from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from planner.outreach_check import find_violations
from planner.outreach_problem import OutreachProblem
from planner.outreach_routes import OutreachRequest, plan_routes
from planner.outreach_types import Stop, StoppedBy
from tests.outreach_towns import (
    ALL_DAY,
    DAY_MIN,
    clock,
    plan,
    random_town,
    stop,
    street,
    team,
    visits,
    window,
)


def test_the_best_day_is_the_one_worked_out_by_hand():
    # Four visits of an hour and 120 minutes each way fill the eight hours to the minute.
    stops = [stop(at, ALL_DAY, priority=10) for at in (90, 30, 60)]
    last, other = stop(120, "14:00-15:00", priority=10), stop(-10, ALL_DAY, priority=9)
    town = street([*stops, last, other], team(0))

    best = plan(town)

    assert best.served_priority == 40
    (route,) = best.routes
    assert visits(route) == [
        (1, "9:30", "10:30"),
        (2, "11:00", "12:00"),
        (0, "12:30", "13:30"),
        (3, "14:00", "15:00"),
    ]
    assert (clock(route.leave_depot), clock(route.return_depot)) == ("9:00", "17:00")
    assert (route.travel_min, route.distance_m) == (240, 96_000)


def test_of_two_visits_at_one_time_the_one_with_more_priority_is_made():
    town = street([stop(10, "10:00-11:00"), stop(10, "10:00-11:00", priority=51)], team(0))

    best = plan(town)

    assert [planned.stop for route in best.routes for planned in route.stops] == [1]
    assert (best.served_priority, best.total_priority) == (51, 101)


def test_one_leaves_the_depot_no_sooner_than_needed():
    town = street([stop(30, "14:00-15:30")], team(0))

    (route,) = plan(town).routes

    assert clock(route.leave_depot) == "13:30"
    assert (route.stops[0].arrive, clock(route.return_depot)) == (14 * 60, "15:30")


def test_a_lunch_break_splits_the_day():
    stops = [stop(30, ALL_DAY, visit_min=120, code=code) for code in "ab"]
    town = street(stops, team(0, lunch="12:00-13:00"))

    (route,) = plan(town).routes

    assert [times[1:] for times in visits(route)] == [("9:30", "11:30"), ("13:00", "15:00")]
    assert route.breaks == ((12 * 60, 13 * 60),)


def test_a_break_may_be_taken_on_the_way():
    stops = [stop(30, "9:00-10:45"), stop(180, "14:15-15:15")]
    town = street(stops, team(0, "9:00-20:00", lunch="12:00-13:00"))

    (route,) = plan(town).routes

    assert [times[1:] for times in visits(route)] == [("9:30", "10:30"), ("14:15", "15:15")]
    assert route.stops[1].arrive == 14 * 60


def test_who_is_back_by_lunch_eats_at_the_depot():
    town = street([stop(30, "9:00-11:00")], team(0, lunch="12:00-13:00"))

    (route,) = plan(town).routes

    assert clock(route.return_depot) == "11:00"
    assert route.breaks == ((12 * 60, 13 * 60),)


def test_who_starts_after_lunch_time_has_no_break():
    town = street([stop(0, "12:00-13:00")], team(0, "12:00-20:00", lunch="12:00-13:00"))

    (route,) = plan(town).routes

    assert route.breaks == ()
    assert visits(route) == [(0, "12:00", "13:00")]


def test_a_promised_visit_stays_on_its_day():
    promised = stop(10, "10:00-11:00", window("10:00-11:00", day=1), priority=1, promised_day=1)
    rival = stop(10, window("10:00-11:00", day=1), priority=100)
    town = street([promised, rival], team(0, ALL_DAY, ALL_DAY))

    best = plan(town)

    assert [(route.day, visits(route)) for route in best.routes] == [(1, [(0, "10:00", "11:00")])]


def test_a_must_visit_comes_before_two_that_are_worth_more():
    stops = [
        stop(60, "9:00-17:00", visit_min=360, priority=1, must=True),
        stop(10, ALL_DAY, priority=100),
        stop(20, ALL_DAY, priority=100),
    ]

    best = plan(street(stops, team(0)))

    assert [planned.stop for route in best.routes for planned in route.stops] == [0]


def test_only_a_team_with_the_skills_is_sent():
    stops = [stop(10, ALL_DAY, skills=frozenset({"law"}))]
    town = street(stops, team(10), team(200, skills=frozenset({"law", "health"})))

    (route,) = plan(town).routes

    assert route.team == 1


def test_the_visit_is_made_in_the_later_window_if_the_first_is_taken():
    stops = [stop(10, "10:00-11:00", priority=60), stop(20, "10:00-11:00", "15:00-16:30")]
    town = street(stops, team(0))

    (route,) = plan(town).routes

    assert visits(route) == [(0, "10:00", "11:00"), (1, "15:00", "16:00")]


def test_the_evening_shift_of_another_day_serves_an_evening_window():
    at_night = stop(10, *(window("19:00-21:00", day) for day in range(3)))
    town = street([at_night], team(0, ALL_DAY, None, "13:00-21:00"))

    (route,) = plan(town).routes

    assert (route.day, clock(route.stops[0].start)) == (2, "19:00")


def test_nobody_works_where_there_is_no_stop():
    best = plan(street([], team(0)))

    assert (best.routes, best.unserved, best.total_priority) == ((), (), 0)
    assert best.stopped_by is StoppedBy.FINISHED


def test_without_teams_all_stops_are_left():
    best = plan(street([stop(10, ALL_DAY)]))

    assert best.routes == ()
    assert len(best.unserved) == 1


def test_no_time_at_all_still_gives_a_plan():
    town = random_town(7)

    best = plan_routes(town, request=OutreachRequest(time_limit_s=0), clock=lambda: 0.0)

    assert best.stopped_by is StoppedBy.TIME_LIMIT
    assert not find_violations(best, town.stops, town.teams, town.ways)


def test_the_same_question_has_the_same_answer():
    assert plan(random_town(3)) == plan(random_town(3))


def test_a_lunch_longer_than_its_window_is_refused():
    with pytest.raises(InvalidInput, match="90 minutes does not fit into its window of 60"):
        street([], team(0, lunch="12:00-13:00", lunch_min=90))


def test_ways_for_other_places_are_refused():
    town = street([stop(10, ALL_DAY)], team(0))

    with pytest.raises(InvalidInput, match="2 × 2; they must be 1 × 1"):
        OutreachProblem([], town.teams, town.ways)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_no_random_town_gets_a_plan_that_cannot_be_done(seed):
    town = random_town(seed)

    best = plan(town)

    assert not find_violations(best, town.stops, town.teams, town.ways)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_small_days_are_as_good_as_trying_every_order(seed):
    at = {number: 10 * number for number in range(5)}
    stops = [
        replace(each, lon=at[number], must=False, promised_day=None)
        for number, each in enumerate(random_town(seed).stops[: len(at)])
    ]
    one_day = street(stops, team(20, "9:00-15:00", skills=frozenset({"law", "health"})))

    best = plan(one_day)

    assert best.served_priority == best_priority(one_day.stops)


def best_priority(stops: Sequence[Stop]) -> int:
    """Try all orders of all stops on a street, from minute 20 between 9:00 and 15:00."""
    numbers = range(len(stops))
    orders = chain.from_iterable(permutations(stops, size) for size in range(len(numbers) + 1))
    return max(sum(each.priority for each in order) for order in orders if can_be_done(order))


def can_be_done(order: Sequence[Stop]) -> bool:
    now, here = 9 * 60, 20
    for each in order:
        arrive = now + abs(each.lon - here)
        fitting = [
            first for first, last in each.windows if max(arrive, first) <= last - each.visit_min
        ]
        now, here = max(arrive, min(fitting, default=DAY_MIN)) + each.visit_min, each.lon
    return now + abs(here - 20) <= 15 * 60
