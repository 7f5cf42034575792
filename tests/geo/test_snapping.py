from dataclasses import replace

import numpy as np
import pytest
from pyproj import Geod

from geo.snapping import snap
from geo.travel import Mode
from tests.street_towns import (
    BLOCK_M,
    MOTORWAY,
    ONE_WAY,
    STEPS,
    STREET,
    ferry,
    grid,
    seconds,
    snapped,
    streets_of,
    timed,
)

INF = np.inf
STREET_EAST = {((0, 0), (1, 0)): STREET}
WGS84 = Geod(ellps="WGS84")


def about(expected):
    # On the plane of our towns a distance is some millimetres off.
    return pytest.approx(expected, abs=0.01)


def times_of(places):
    """List the times from tail and head, and back to them, of places on the network."""
    return np.stack([*places.from_ends_s.T, *places.to_ends_s.T], axis=1).tolist()


def street_north(lon, lat):
    """Build a street of some 1.1 km that leads north from a position."""
    town = streets_of(STREET_EAST)
    lons, lats = np.array([lon, lon]), np.array([lat, lat + 0.01])
    return timed(replace(town, node_lon=lons, node_lat=lats))


def test_a_place_is_put_onto_the_nearest_street_though_the_nearest_crossing_is_elsewhere():
    other_street = {((4, 1.5), (4, 9)): STREET, ((4, 9), (8, 0)): STREET}
    streets = timed(streets_of({((0, 0), (8, 0)): STREET} | other_street))

    [[to_end_s]] = seconds(streets, [(4, 0.5)], [(0, 0)])

    assert snapped(streets, [(4, 0.5)]).walk_s == about([30])
    assert to_end_s == about(270)


@pytest.mark.parametrize("mode", Mode)
def test_one_walks_to_the_street_in_every_mode(mode):
    streets = timed(streets_of(STREET_EAST), mode)

    assert snapped(streets, [(0.5, 2)]).walk_s == about([120])


def test_the_walk_counts_at_both_ends_of_the_way():
    streets = timed(grid(3, 1), Mode.DRIVE)

    assert seconds(streets, [(0, 0.5)], [(2, -1)]) == [about([30 + 24 + 60])]


def test_two_places_on_the_same_side_of_a_street_are_walked_between_without_it():
    streets = timed(grid(3, 1), Mode.DRIVE)

    assert seconds(streets, [(1.5, 1)], [(1.5, -1), (1.5, 1), (1.5, 2)]) == [about([120, 0, 60])]


def test_299_m_from_the_street_is_on_the_network_and_301_m_is_off():
    streets = timed(streets_of(STREET_EAST))

    places = snapped(streets, [(0.5, 299 / BLOCK_M), (0.5, 301 / BLOCK_M)])

    assert places.is_on.tolist() == [True, False]
    assert places.edge.tolist() == [0, -1]
    assert places.walk_s == about([299 / 80 * 60, INF])


@pytest.mark.parametrize("lon", [-58.4, 0.0, 121.5])
@pytest.mark.parametrize("lat", [-54.8, 0.0, 31.3, 70.0])
def test_all_over_the_world_the_network_reaches_300_m(lon, lat):
    streets = street_north(lon, lat)
    start = np.full(4, lon), np.full(4, lat + 0.005)
    lons, lats, _ = WGS84.fwd(*start, [90, 90, 270, 270], [299, 301, 299, 301])

    places = snap(streets, lons, lats)

    assert places.is_on.tolist() == [True, False, True, False]
    assert places.walk_s[::2] == pytest.approx(299 / 80 * 60, rel=1e-4)
    assert places.share[::2] == pytest.approx(0.5, abs=1e-3)


def test_how_far_the_network_reaches_does_not_depend_on_places_farther_north():
    streets = street_north(121.5, 0.0)
    lon, lat, _ = WGS84.fwd(121.5, 0.005, 90, 301)

    places = snap(streets, np.array([lon, 25.7]), np.array([lat, 70.6]))

    assert places.is_on.tolist() == [False, False]
    assert places.walk_s.tolist() == [INF, INF]


def test_nobody_steps_onto_a_ferry_between_its_landings():
    streets = timed(grid(2, 1, ways={((1, 0), (11, 0)): ferry(600), ((11, 0), (12, 0)): STREET}))

    places = snapped(streets, [(6, 0), (2, 0)])

    assert places.is_on.tolist() == [False, True]
    assert places.walk_s[1] == about(60)
    assert seconds(streets, [(2, 0)], [(12, 0)]) == [about([60 + 300 + 600 + 60])]


def test_streets_of_other_modes_are_as_if_not_there():
    streets = timed(grid(3, 2, ways={((0, 1), (2, 3)): STEPS}), Mode.BIKE)

    assert snapped(streets, [(2, 3)]).walk_s == about([120])


def test_a_place_between_crossings_has_its_part_of_the_time_to_each():
    streets = timed(streets_of(STREET_EAST))

    places = snapped(streets, [(0.25, 0), (0.25, 0.5)])

    in_order_s = np.sort(times_of(places), axis=1)
    assert in_order_s[0] == about([15, 15, 45, 45])
    assert in_order_s[1] == about([45, 45, 75, 75])


def test_in_a_one_way_street_one_comes_from_its_tail_and_leaves_by_its_head():
    around = {((1, 0), (1, 1)): MOTORWAY, ((1, 1), (0, 1)): MOTORWAY, ((0, 1), (0, 0)): MOTORWAY}
    one_way = {((0, 0), (1, 0)): ONE_WAY, ((0, 0), (-1, 0)): STREET, ((1, 0), (2, 0)): STREET}
    streets = timed(streets_of(around | one_way), Mode.DRIVE)

    [from_tail_s, from_head_s, to_tail_s, to_head_s] = times_of(snapped(streets, [(0.25, 0)]))[0]

    ends = sorted([(from_tail_s, to_head_s), (to_tail_s, from_head_s)])
    assert ends == [about((3, 9)), (INF, INF)]


@pytest.mark.parametrize("corner", [(0, 0), (1, 0), (1, 1), (0, 1)])
def test_a_place_exactly_on_a_crossing_is_there_at_once_though_all_streets_are_one_way(corner):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ways = {(corners[n], corners[n + 1]): ONE_WAY for n in range(4)}
    stubs = {(each, (each[0] * 3 - 1, each[1])): STREET for each in corners[:4]}
    streets = timed(streets_of(ways | stubs), Mode.DRIVE)

    there = snapped(streets, [corner])

    assert there.walk_s.tolist() == [0]
    assert there.share[0] in (0, 1)
    assert {0.0} < set(times_of(there)[0])
    assert seconds(streets, [corner], [corner]) == [[0]]


def test_a_place_past_the_end_of_a_street_is_put_onto_its_end():
    streets = timed(streets_of(STREET_EAST))

    places = snapped(streets, [(-1, 0), (2, 0)])

    assert sorted(places.share) == about([0, 1])
    assert places.walk_s == about([60, 60])


def test_on_a_loop_street_a_place_has_a_way_to_its_crossing_on_both_sides():
    loop = {((1, 0), (2, 0)): STREET, ((2, 0), (2, 1)): STREET, ((2, 1), (1, 1)): STREET}
    streets = timed(grid(2, 1, ways=loop | {((1, 1), (1, 0)): STREET}))

    places = snapped(streets, [(1.5, 0)])

    assert streets.graph.tail[places.edge] == streets.graph.head[places.edge]
    assert sorted(times_of(places)[0]) == about([30, 30, 210, 210])


def test_many_places_at_once_are_snapped_as_each_by_itself():
    streets = timed(grid(8, 8, ways={((3, 3), (4, 3)): ONE_WAY}), Mode.DRIVE)
    around = np.random.default_rng(7)
    everywhere = [tuple(each) for each in around.uniform(-6, 13, (200, 2))]

    together = snapped(streets, everywhere)

    alone = [snapped(streets, [each]) for each in everywhere]
    assert 0 < together.is_on.sum() < 200
    assert together.edge.tolist() == [each.edge[0] for each in alone]
    assert together.walk_s.tolist() == [each.walk_s[0] for each in alone]
    assert times_of(together) == [times_of(each)[0] for each in alone]


def test_no_places_are_none_on_the_network():
    places = snapped(timed(grid(2, 2)), [])

    assert len(places) == 0
    assert places.is_on.tolist() == []


def test_places_are_taken_in_the_order_given():
    places = snapped(timed(grid(2, 2)), [(0, 1), (0, 2), (0, 3)])

    assert places.take(np.array([2, 0])).walk_s == about([120, 0])
    assert places.take(np.array([False, True, False])).plane.tolist() == [places.plane[1].tolist()]


def test_replaced_places_stand_where_those_chosen_stood():
    streets = timed(grid(2, 2))
    places, others = snapped(streets, [(0, 1), (0, 2), (0, 3)]), snapped(streets, [(0, 4)])

    changed = places.replaced(np.array([False, True, False]), others)

    assert changed.walk_s == about([0, 180, 120])
    assert places.walk_s == about([0, 60, 120])
    assert changed.plane[1].tolist() == others.plane[0].tolist()
