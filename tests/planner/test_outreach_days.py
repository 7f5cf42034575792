import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.outreach_days import (
    Gap,
    earliest_return,
    find_gap,
    find_gaps,
    latest_begin,
    route_through,
)
from planner.outreach_fill import admit, empty_routes, fill, served
from planner.outreach_problem import find_team_days
from planner.outreach_swaps import keep_bound
from planner.outreach_times import tell
from tests.outreach_towns import ALL_DAY, clock, random_town, stop, street, team, window


def day_of(town):
    (day,) = find_team_days(town)
    return day


def test_a_stop_fits_where_the_detour_is_shortest():
    town = street([stop(30, ALL_DAY), stop(60, ALL_DAY), stop(40, ALL_DAY)], team(0))
    route = route_through(town, day_of(town), (1,))

    gap = find_gap(town, route, 0)

    assert gap == Gap(position=0, extra_s=0)


def test_a_stop_that_does_not_fit_has_no_gap():
    town = street([stop(0, "9:00-10:30"), stop(0, "9:30-11:00", visit_min=61)], team(0))
    route = route_through(town, day_of(town), (0,))

    assert find_gap(town, route, 1) is None


def test_an_order_against_the_windows_cannot_be():
    town = street([stop(0, "9:00-10:30"), stop(0, "12:00-13:00")], team(0))

    assert route_through(town, day_of(town), (0, 1)) is not None
    assert route_through(town, day_of(town), (1, 0)) is None


def test_a_route_is_bound_by_its_earliest_return_and_latest_begin():
    town = street([stop(30, "10:00-12:00")], team(0, lunch="12:30-13:30"))

    route = route_through(town, day_of(town), (0,))

    assert clock(earliest_return(route) / 60) == "11:30"
    assert clock(latest_begin(route) / 60) == "10:30"


def test_who_cannot_be_back_before_lunch_ends_eats_on_the_way():
    town = street([stop(60, "11:00-12:15")], team(0, lunch="12:00-13:00"))

    route = route_through(town, day_of(town), (0,))

    assert route is not None
    assert clock(earliest_return(route) / 60) == "14:00"


def test_nobody_eats_during_a_visit():
    town = street([stop(0, "12:00-13:30", visit_min=90)], team(0, lunch="12:00-13:00"))

    assert route_through(town, day_of(town), (0,)) is None


def test_the_team_eats_before_it_leaves_if_there_is_time():
    town = street([stop(30, "14:00-15:00")], team(0, lunch="12:00-13:00"))

    told = tell(town, route_through(town, day_of(town), (0,)))

    assert (clock(told.leave_depot), told.breaks) == ("13:30", ((720, 780),))


def test_a_break_that_may_be_later_is_taken_at_the_depot():
    town = street([stop(30, "14:00-15:00")], team(0, lunch="11:30-14:00", lunch_min=60))

    told = tell(town, route_through(town, day_of(town), (0,)))

    assert (clock(told.leave_depot), told.breaks) == ("13:30", ((750, 810),))


def test_a_stop_with_a_promise_is_open_on_its_day_alone():
    town = street(
        [stop(0, ALL_DAY, window(ALL_DAY, day=1), promised_day=1)], team(0, ALL_DAY, ALL_DAY)
    )

    first, second = find_team_days(town)

    assert (list(first.starts), list(second.starts)) == ([], [0])


def test_a_proposal_is_taken_over_as_far_as_it_can_be_done():
    stops = [stop(10, "9:00-11:00"), stop(10, "9:00-11:00"), stop(10, ALL_DAY)]
    town = street(stops, team(0), team(0))

    first, second = admit(town, empty_routes(town), [[0, 1, 2], [2, 1]])

    assert (first.order, second.order) == ((0, 2), (1,))


def test_filling_begins_with_the_highest_priority():
    stops = [stop(0, "9:00-10:00", priority=value) for value in (10, 30, 20)]
    town = street(stops, team(0))

    (route,) = fill(town, empty_routes(town), [0, 1, 2])

    assert route.order == (1,)


def test_room_is_made_for_a_must_visit_and_others_are_moved():
    must = stop(0, "9:00-10:00", priority=1, must=True)
    town = street([must, stop(0, "9:00-10:30", priority=90), stop(0, "9:00-11:00")], team(0))
    full = admit(town, empty_routes(town), [[1, 2]])

    (route,) = keep_bound(town, full)

    assert route.order == (0, 2)


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_gaps_are_exactly_where_the_longer_order_can_be_done(seed):
    town = random_town(seed)
    routes = fill(town, empty_routes(town), range(0, len(town.stops), 2))

    found = [
        (route.day, number, gap.position)
        for route in routes
        for number in sorted(set(range(len(town.stops))) - served(routes))
        for gap in find_gaps(town, route, number)
    ]

    tried = [
        (route.day, number, at)
        for route in routes
        for number in sorted(set(range(len(town.stops))) - served(routes))
        for at in range(len(route.order) + 1)
        if route_through(town, route.day, (*route.order[:at], number, *route.order[at:]))
    ]
    assert found == tried


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_what_is_told_agrees_with_the_bounds(seed):
    town = random_town(seed)
    routes = [one for one in fill(town, empty_routes(town), range(len(town.stops))) if one.order]

    told = [tell(town, route) for route in routes]

    returns = [one.return_depot for one in told]
    assert returns == pytest.approx([earliest_return(one) / 60 for one in routes])
    begun = [min([one.leave_depot, *(first for first, _ in one.breaks)]) for one in told]
    latest = [latest_begin(route) / 60 for route in routes]
    assert all(begin <= last + 1e-6 for begin, last in zip(begun, latest, strict=True))
