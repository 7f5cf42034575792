import numpy as np
import pytest
import shapely

from geo.mercator import to_plane
from geo.streets import Pace
from geo.timed_streets import is_two_way, time_streets, without_shapes
from geo.travel import Mode, Speeds
from tests.street_towns import (
    FERRY_WAIT_S,
    FOOTWAY,
    ONE_WAY,
    STEPS,
    STREET,
    Way,
    ferry,
    graph_of,
    grid,
    seconds,
    streets_of,
    timed,
)

MIXED_TOWN = grid(
    3, 3, ways={((0, 0), (1, 0)): ONE_WAY, ((1, 1), (2, 1)): FOOTWAY, ((2, 2), (9, 9)): ferry(600)}
)


@pytest.mark.parametrize(
    ("way", "mode", "there_s", "back_s"),
    [
        (STREET, Mode.WALK, 60, 60),
        (STREET, Mode.BIKE, 24, 24),
        (STREET, Mode.EBIKE, 16, 16),
        (STREET, Mode.DRIVE, 12, 12),
        (ONE_WAY, Mode.EBIKE, 16, 60),
        (FOOTWAY, Mode.BIKE, 60, 60),
        (ferry(120), Mode.DRIVE, 420, 420),
    ],
)
def test_a_block_takes_the_time_of_its_pace(way, mode, there_s, back_s):
    streets = timed(streets_of({((0, 0), (1, 0)): way}), mode)

    assert sorted([*streets.forward_s, *streets.backward_s]) == pytest.approx([there_s, back_s])


def test_a_way_that_is_closed_takes_forever():
    streets = timed(grid(2, 2, ways={((0, 0), (1, 0)): ONE_WAY}), Mode.DRIVE)

    is_one_way = streets.graph.forward != streets.graph.backward
    there_and_back_s = [*streets.forward_s[is_one_way], *streets.backward_s[is_one_way]]
    assert sorted(there_and_back_s) == pytest.approx([12, np.inf])


def test_speeds_and_the_wait_for_a_ferry_are_as_asked_for():
    graph = graph_of(
        streets_of({((0, 0), (1, 0)): STREET, ((1, 0), (9, 0)): ferry(100)}), Mode.BIKE
    )

    streets = time_streets(graph, Mode.BIKE, speeds=Speeds(bike=160), ferry_wait_s=20)

    assert sorted(streets.forward_s) == pytest.approx([30, 120])


def test_pushing_is_as_quick_as_walking_however_quick_that_is():
    graph = graph_of(streets_of({((0, 0), (1, 0)): FOOTWAY}), Mode.BIKE)

    streets = time_streets(graph, Mode.BIKE, speeds=Speeds(walk=40), ferry_wait_s=0)

    assert streets.forward_s == pytest.approx([120])


@pytest.mark.parametrize("mode", Mode)
def test_homeward_is_onward_in_the_other_direction(mode):
    streets = timed(MIXED_TOWN, mode)

    assert np.array_equal(streets.onward.toarray(), streets.homeward.toarray().T)


def test_of_two_ways_between_the_same_crossings_the_search_knows_the_quicker():
    detour = {((0, 0), (0.5, 1)): STREET, ((0.5, 1), (1, 0)): STREET}
    stubs = {((-1, 0), (0, 0)): STREET, ((1, 0), (2, 0)): STREET}
    streets = timed(grid(2, 1, ways=detour | stubs))

    assert streets.graph.edges == 4
    assert streets.onward.data == pytest.approx([60] * 6)


def test_nowhere_is_one_faster_than_the_top_speed():
    on_foot, by_car = timed(grid(3, 3)), timed(grid(3, 3), Mode.DRIVE)

    assert on_foot.fastest_m_per_s == pytest.approx(80 / 60)
    assert by_car.fastest_m_per_s == pytest.approx(400 / 60)


def test_the_top_speed_is_that_of_the_faster_direction():
    uphill, downhill = Way(cycle=(Pace.PUSH, Pace.TRAVEL)), Way(cycle=(Pace.TRAVEL, Pace.PUSH))

    ways = [streets_of({((0, 0), (1, 0)): way}) for way in (uphill, downhill)]

    assert [timed(way, Mode.BIKE).fastest_m_per_s for way in ways] == pytest.approx([200 / 60] * 2)


def test_a_fast_ferry_sets_the_top_speed():
    streets = timed(grid(2, 1, ways={((1, 0), (101, 0)): ferry(700)}))

    assert streets.fastest_m_per_s == pytest.approx(8000 / (700 + FERRY_WAIT_S))


def test_where_one_only_pushes_the_top_speed_is_that_of_walking():
    streets = timed(streets_of({((0, 0), (1, 0)): FOOTWAY}), Mode.BIKE)

    assert streets.fastest_m_per_s == pytest.approx(80 / 60)


def test_lines_run_from_tail_to_head_on_the_plane():
    bend = {((3, 3), (4, 4)): STREET, ((4, 4), (4, 9)): STREET}
    streets = timed(grid(4, 4, ways=bend))
    graph = streets.graph

    ends = shapely.get_coordinates(shapely.get_point(streets.lines, [[0], [-1]])).reshape(2, -1, 2)

    nodes = to_plane(graph.node_lon, graph.node_lat)
    assert np.array_equal(ends, [nodes[graph.tail], nodes[graph.head]])


def test_one_steps_onto_any_street_but_onto_no_ferry():
    streets = timed(MIXED_TOWN)

    is_ferry = streets.graph.forward == Pace.FERRY
    assert is_ferry.sum() == 1
    assert streets.tree_edges.tolist() == np.flatnonzero(~is_ferry).tolist()


def test_streets_without_one_way_streets_are_two_way():
    assert is_two_way(timed(MIXED_TOWN, Mode.WALK))
    assert not is_two_way(timed(MIXED_TOWN, Mode.BIKE))
    assert not is_two_way(timed(MIXED_TOWN, Mode.DRIVE))


def test_without_shapes_the_streets_are_searched_all_the_same():
    streets = timed(grid(3, 3))

    bare = without_shapes(streets)

    assert len(bare.lines) == 0
    assert np.array_equal(bare.onward.toarray(), streets.onward.toarray())
    assert seconds(streets, [(0, 0)], [(2, 2)]) == [[pytest.approx(240)]]


def test_no_streets_have_the_speed_of_walking():
    streets = timed(streets_of({((0, 0), (1, 0)): STEPS}), Mode.DRIVE)

    assert streets.onward.shape == (0, 0)
    assert streets.fastest_m_per_s == pytest.approx(80 / 60)
