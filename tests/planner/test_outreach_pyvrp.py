from dataclasses import replace
from math import inf

import numpy as np
import pytest

from planner.outreach_fill import admit, empty_routes, worth
from planner.outreach_polish import polish
from planner.outreach_pyvrp import (
    Call,
    CallOrder,
    Effort,
    Option,
    RoutingModel,
    TeamDayModel,
    improve,
)
from planner.outreach_types import StoppedBy
from tests.outreach_towns import ALL_DAY, stop, street, team

EFFORT = Effort(time_limit_s=30, most_iterations=200)
DAY_S = (0, 10_000)


def line(*calls, days):
    """Put the depot at 0 and the calls at 100, 200, ... seconds along a line."""
    at = np.arange(len(calls) + 1) * 100
    return RoutingModel([np.abs(at[:, None] - at)], calls, days)


def call(place, *starts, worth_s=1_000, **changed):
    options = tuple(Option(place, *start) for start in starts or (DAY_S,))
    return Call(options, visit_s=10, worth_s=worth_s, **changed)


def test_what_is_worth_its_way_is_visited():
    model = line(
        call(1, worth_s=50), call(2), call(3, worth_s=199), days=[TeamDayModel(0, 0, *DAY_S)]
    )

    best = improve(model, effort=EFFORT)

    # The first lies on the way to the second; the third is 200 s farther than it is worth.
    assert best.orders == (CallOrder(0, best.orders[0].calls),)
    assert {number for number, _ in best.orders[0].calls} == {0, 1}
    assert best.cost_s == 400 + 199


def test_one_of_several_windows_is_used():
    model = line(call(1, (0, 10), (500, 600)), days=[TeamDayModel(0, 0, 300, 2_000)])

    best = improve(model, effort=EFFORT)

    assert best.orders == (CallOrder(0, ((0, 1),)),)


def test_a_required_call_is_made_however_far():
    model = line(call(1, worth_s=0, is_required=True), days=[TeamDayModel(0, 0, *DAY_S)])

    assert improve(model, effort=EFFORT).orders == (CallOrder(0, ((0, 0),)),)


def test_a_required_call_with_two_windows_is_made_once():
    twice = call(1, (0, 200), (500, 600), worth_s=0, is_required=True)

    best = improve(line(twice, days=[TeamDayModel(0, 0, *DAY_S)]), effort=EFFORT)

    assert len(best.orders[0].calls) == 1


def test_days_that_are_alike_share_the_load():
    calls = [call(1, load=2), call(1, load=2)]
    model = line(*calls, days=[TeamDayModel(0, 0, *DAY_S, room=3)] * 2)

    best = improve(model, effort=EFFORT)

    assert sorted(order.day for order in best.orders) == [0, 1]


def test_a_start_is_never_made_worse():
    model = line(call(1), call(2), days=[TeamDayModel(0, 0, *DAY_S)])
    start = [CallOrder(0, ((0, 0), (1, 0)))]

    best = improve(model, effort=replace(EFFORT, most_iterations=1), start=start)

    assert best.cost_s == 400


def test_a_start_that_cannot_be_done_costs_nothing_finite_until_repaired():
    model = line(call(1, (0, 10), is_required=True), days=[TeamDayModel(0, 0, *DAY_S)])

    assert improve(model, effort=EFFORT).cost_s == inf


@pytest.mark.parametrize(
    ("effort", "stopped_by"),
    [
        (EFFORT, StoppedBy.ITERATIONS),
        (replace(EFFORT, most_idle=50), StoppedBy.FINISHED),
        (replace(EFFORT, time_limit_s=0), StoppedBy.TIME_LIMIT),
    ],
)
def test_the_search_says_why_it_ended(effort, stopped_by):
    model = line(call(1), days=[TeamDayModel(0, 0, *DAY_S)])

    assert improve(model, effort=effort).stopped_by is stopped_by


def test_a_long_way_round_is_shortened():
    stops = [stop(at, ALL_DAY, visit_min=30) for at in (30, 60, 90)]
    town = street(stops, team(0))
    long = admit(town, empty_routes(town), [[1, 0, 2]])

    found = polish(town, long, effort=EFFORT)

    assert worth(town, long) == (0, 150, -240 * 60)
    assert worth(town, admit(town, empty_routes(town), found.orders)) == (0, 150, -180 * 60)


def test_what_was_left_out_is_put_in_around_the_break():
    stops = [stop(30, ALL_DAY, visit_min=120, code=code) for code in "ab"]
    town = street(stops, team(0, lunch="12:00-13:00"))
    short = admit(town, empty_routes(town), [[0]])

    found = polish(town, short, effort=EFFORT)

    assert sorted(found.orders[0]) == [0, 1]


def test_a_bound_stop_on_a_route_stays_there():
    rivals = [stop(30, "10:00-11:00", priority=1, must=True), stop(30, "10:00-11:00", priority=99)]
    town = street(rivals, team(0))
    routes = admit(town, empty_routes(town), [[0]])

    found = polish(town, routes, effort=EFFORT)

    assert found.orders == [[0]]


def test_a_team_without_the_skills_is_not_sent():
    needy = stop(30, ALL_DAY, skills=frozenset({"law"}))
    town = street([needy], team(30), team(200, skills=frozenset({"law"})))

    found = polish(town, empty_routes(town), effort=EFFORT)

    assert found.orders == [[], [0]]
