import pytest

from planner.outreach_fill import admit, empty_routes, left_out, worth
from planner.outreach_routes import MENDED_PLAN, OutreachRequest, plan_routes
from planner.outreach_swaps import find_swap, loosen, swap
from planner.outreach_types import StoppedBy
from tests.outreach_towns import ALL_DAY, plan, random_town, stop, street, team, visits, window

REQUEST = OutreachRequest(time_limit_s=1, most_iterations=1)


def begin(problem, *orders):
    return admit(problem, empty_routes(problem), orders)


def mended(problem, *orders):
    return plan_routes(problem, request=REQUEST, clock=lambda: 0.0, before=orders)


def test_a_stop_left_out_takes_the_place_of_one_worth_less():
    town = street([stop(10, "10:00-11:00", priority=51), stop(10, "10:00-11:00")], team(0))

    (route,) = swap(town, begin(town, [1]))

    assert route.order == (0,)


def test_two_that_are_worth_more_together_keep_their_place():
    stops = [
        stop(0, "10:00-12:00", visit_min=120, priority=79),
        stop(0, "10:00-11:00", priority=40),
        stop(0, "11:00-12:00", priority=40),
    ]
    town = street(stops, team(0))

    (route,) = swap(town, begin(town, [1, 2]))

    assert set(route.order) == {1, 2}


def test_who_has_to_go_is_put_elsewhere_where_there_is_time():
    noon, later = window("10:00-11:00"), window("10:00-11:00", day=1)
    town = street([stop(10, noon, priority=60), stop(10, noon, later)], team(0, ALL_DAY, ALL_DAY))

    swapped = swap(town, begin(town, [1], []))

    assert [route.order for route in swapped] == [(0,), (1,)]


def test_a_bound_stop_does_not_give_way_to_any_priority():
    stops = [stop(10, "10:00-11:00", priority=100), stop(10, "10:00-11:00", priority=1, must=True)]
    town = street(stops, team(0))

    (route,) = swap(town, begin(town, [1]))

    assert route.order == (1,)


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_left_out_of_a_random_town_for_less(seed):
    town = random_town(seed)
    before = begin(town, *([] for _ in empty_routes(town)))

    after = swap(town, before)

    gains = [
        town.stops[one].priority - sum(town.stops[gone].priority for gone in found.ousted)
        for one in left_out(town, after)
        if not town.is_bound(one)
        for route in after
        if (found := find_swap(town, loosen(town, route), one))
        if not any(town.is_bound(gone) for gone in found.ousted)
    ]
    assert max(gains, default=0) <= 0
    assert worth(town, after) >= worth(town, before)


def test_a_plan_before_is_kept_as_it_was_though_a_better_one_could_be_made():
    stops = [stop(10, "10:00-11:00"), stop(10, "10:00-11:00", priority=60)]

    kept = mended(street(stops, team(0)), [0])

    assert [one.stop for one in kept.routes[0].stops] == [0]
    assert (kept.solver, kept.stopped_by) == (MENDED_PLAN, StoppedBy.MENDED)


def test_a_stop_promised_for_another_day_goes_there_and_nobody_else_moves():
    both = (window("10:00-12:00"), window("10:00-12:00", day=1))
    stops = [stop(10, *both, promised_day=1), stop(10, *both, priority=9), stop(10, *both)]

    after = mended(street(stops, team(0, ALL_DAY, ALL_DAY)), [0, 1], [2])

    assert [{one.stop for one in route.stops} for route in after.routes] == [{1}, {0, 2}]


def test_one_gives_way_to_a_promise_and_strangers_get_no_place_of_those_who_can_stay():
    promised = stop(0, window("9:00-10:00", day=1), promised_day=1)
    noon = [stop(0, window(f"{hour}:00-{hour + 1}:00", day=1)) for hour in (9, 11, 13)]
    stranger = stop(0, window("11:00-12:00", day=1), priority=90)
    town = street([promised, *noon, stranger], team(0, ALL_DAY, ALL_DAY))

    (after,) = mended(town, [], [1, 2, 3]).routes

    assert [one.stop for one in after.stops] == [0, 2, 3]


def test_others_give_way_to_a_promise_only_where_they_must():
    stops = [
        stop(10, window("10:00-11:00", day=1), promised_day=1),
        stop(10, *[window("10:00-11:00"), window("10:00-11:00", day=1)]),
    ]

    after = mended(street(stops, team(0, ALL_DAY, ALL_DAY)), [], [1])

    assert [visits(route)[0][0] for route in after.routes] == [1, 0]


def test_a_search_leaves_nobody_out_for_less():
    town = street([stop(10, "10:00-11:00"), stop(10, "10:00-11:00", priority=51)], team(0))

    assert plan(town).served_priority == 51
