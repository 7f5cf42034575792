from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from geo.street_cells import cells
from geo.street_merging import SHORTEST_M, LeftOutParts, build_graph, segment_lengths_m
from geo.streets import Pace
from geo.travel import Mode
from tests.street_towns import (
    FOOTWAY,
    ONE_WAY,
    STEPS,
    STREET,
    ferry,
    graph_of,
    grid,
    join,
    place,
    seconds,
    snapped,
    streets_of,
    timed,
)

BEND = dict.fromkeys(pairwise([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]), STREET)


def ring(west, south, columns, rows):
    corners = [(west, south), (west + columns, south), (west + columns, south + rows)]
    return dict.fromkeys(pairwise([*corners, (west, south + rows), corners[0]]), STREET)


LONG_TOWN = grid(9, 9, origin=(100, 0))
"""Its 144 blocks are 11.5 km."""
LONG_RING = ring(100, 0, 40, 30)
"""Its 140 blocks are 11.2 km."""


def left_out_of(town, mode=Mode.WALK):
    _, left_out = build_graph(town, mode, length_m=segment_lengths_m(town))
    return left_out


def node_set(graph):
    return set(zip(graph.node_lon, graph.node_lat, strict=True))


def shape_of(graph, edge):
    where = slice(graph.shape_starts[edge], graph.shape_starts[edge + 1])
    return list(zip(graph.shape_lon[where], graph.shape_lat[where], strict=True))


def test_a_bend_is_one_edge_of_the_whole_length():
    graph = graph_of(streets_of(BEND))

    assert node_set(graph) == {place(0, 0), place(2, 2)}
    assert graph.length_m == pytest.approx([320])


def test_a_crossing_remains_a_node():
    graph = graph_of(streets_of(BEND | {((1, 0), (1, 3)): STREET}))

    assert node_set(graph) == {place(0, 0), place(2, 2), place(1, 0), place(1, 3)}
    assert sorted(graph.length_m) == pytest.approx([80, 240, 240])


def test_merging_keeps_the_length_of_all_streets():
    town = grid(6, 5, ways={((0, 0), (1, 0)): ONE_WAY, ((9, 9), (2, 2)): STEPS})

    graph = graph_of(town)

    assert graph.length_m.sum() == pytest.approx(segment_lengths_m(town).sum())


def test_a_shape_runs_from_tail_to_head_past_all_places_between():
    graph = graph_of(streets_of(BEND))

    shape = shape_of(graph, 0)

    corners = [place(*each) for each in [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]]
    assert shape in (corners, corners[::-1])
    assert shape[0] == (graph.node_lon[graph.tail[0]], graph.node_lat[graph.tail[0]])
    assert shape[-1] == (graph.node_lon[graph.head[0]], graph.node_lat[graph.head[0]])


def test_each_shape_is_as_long_as_its_edge():
    ways = {((0, 0), (3, 1)): STREET, ((3, 1), (5, 5)): STREET, ((2, 2), (2, 7)): STEPS}
    graph = graph_of(grid(4, 4, ways=ways))

    shapes = [list(zip(*shape_of(graph, edge), strict=True)) for edge in range(graph.edges)]

    measured_m = [Geod(ellps="WGS84").line_length(*shape) for shape in shapes]
    assert graph.length_m == pytest.approx(measured_m)


def test_segments_drawn_in_either_direction_merge_alike():
    turned = {block if index % 2 else block[::-1]: STREET for index, block in enumerate(BEND)}

    graph = graph_of(streets_of(turned))

    assert graph.length_m == pytest.approx([320])


def test_a_one_way_bend_keeps_its_direction_however_it_is_drawn():
    one_way = dict.fromkeys(pairwise([(0, 0), (0, -1), (1, -1), (1, 0)]), ONE_WAY)
    streets = timed(grid(2, 2, without=[((0, 0), (1, 0))], ways=one_way), Mode.DRIVE)

    assert seconds(streets, [(0.5, -1)], [(1, 0), (0, 0)]) == [pytest.approx([18, 54], abs=0.01)]


def test_a_ring_without_a_crossing_is_an_edge_from_a_node_to_itself():
    graph = graph_of(streets_of(ring(0, 0, 2, 1)))

    assert (graph.nodes, graph.edges) == (1, 1)
    assert graph.tail[0] == graph.head[0]
    assert graph.length_m == pytest.approx([480])
    assert shape_of(graph, 0)[0] == shape_of(graph, 0)[-1]


def test_a_way_on_a_ring_is_the_shorter_side():
    streets = timed(streets_of(ring(0, 0, 2, 1)))

    assert seconds(streets, [(1, 0)], [(2, 0.5), (0, 0.5), (1, 1)]) == [
        pytest.approx([90, 90, 180], abs=0.01)
    ]


def test_on_a_loop_street_the_way_is_the_shorter_side():
    streets = timed(grid(3, 1, ways=ring(2, 0, 1, 1)))

    assert seconds(streets, [(2.5, 0)], [(3, 0.5), (2, 0.5), (2.5, 1), (0, 0)]) == [
        pytest.approx([60, 60, 120, 150], abs=0.01)
    ]


def test_a_one_way_loop_street_is_driven_round_in_its_direction():
    loop = dict.fromkeys(ring(2, 0, 1, 1), ONE_WAY)
    streets = timed(grid(3, 1, ways=loop), Mode.DRIVE)

    assert seconds(streets, [(2.5, 0)], [(3, 0.5), (2, 0.5), (0, 0)]) == [
        pytest.approx([12, 36, 66], abs=0.01)
    ]
    assert seconds(streets, [(0, 0)], [(2.5, 0), (2, 0.5)]) == [pytest.approx([30, 66], abs=0.01)]
    assert seconds(streets, [(2, 0.5)], [(2.5, 0)]) == [pytest.approx([12], abs=0.01)]


def test_several_rings_remain_each_with_a_node_of_its_own():
    graph = graph_of(streets_of(LONG_RING | ring(0, 0, 50, 30)))

    assert graph.tail.tolist() == graph.head.tolist()
    assert sorted(graph.part[graph.tail]) == [0, 1]
    assert sorted(graph.length_m) == pytest.approx([140 * 80, 160 * 80], rel=1e-3)


def test_both_of_two_ways_between_the_same_crossings_remain_and_the_quicker_is_used():
    detour = dict.fromkeys(pairwise([(1, 0), (1, 2), (2, 2), (2, 0)]), STREET)
    streets = timed(grid(4, 1, ways=detour))

    assert sorted(streets.graph.length_m) == pytest.approx([80, 80, 80, 400])
    assert seconds(streets, [(0, 0)], [(3, 0), (1.5, 2)]) == [pytest.approx([180, 210], abs=0.01)]


@pytest.mark.parametrize(
    ("way", "mode"), [(ONE_WAY, Mode.DRIVE), (FOOTWAY, Mode.BIKE), (ferry(60), Mode.WALK)]
)
def test_a_node_where_the_kind_of_way_changes_is_not_merged(way, mode):
    around = dict.fromkeys(pairwise([(3, 0), (3, 1), (0, 1), (0, 0)]), STREET)
    town = grid(4, 1, ways={((1, 0), (2, 0)): way} | around)

    graph = graph_of(town, mode)

    assert node_set(graph) == {place(1, 0), place(2, 0)}
    assert sorted(graph.length_m) == pytest.approx([80, 560])


def test_one_way_streets_that_meet_head_on_are_not_merged():
    town = streets_of({((0, 0), (1, 0)): ONE_WAY, ((2, 0), (1, 0)): ONE_WAY})

    graph = graph_of(town, Mode.BIKE)

    assert place(1, 0) in node_set(graph)
    assert graph.edges == 2


def test_a_ferry_that_calls_halfway_takes_its_time_in_all():
    graph = graph_of(streets_of({((0, 0), (9, 0)): ferry(60), ((9, 0), (20, 0)): ferry(90)}))

    assert graph.ferry_s.tolist() == [150]
    assert graph.forward.tolist() == [Pace.FERRY]


def test_a_barrier_cuts_a_street_for_its_mode_only():
    town = grid(3, 2, without=[((1, 0), (1, 1))], barriers={(1, 0): [Mode.DRIVE]})
    there, back = [(0.75, 0)], [(1.25, 0)]

    assert seconds(timed(town, Mode.WALK), there, back) == [pytest.approx([30], abs=0.01)]
    assert seconds(timed(town, Mode.DRIVE), there, back) == [pytest.approx([66], abs=0.01)]


def test_a_barrier_on_a_crossing_parts_all_its_streets():
    graph = graph_of(grid(3, 3, barriers={(1, 1): [Mode.WALK]}))

    at_barrier = (graph.node_lon == place(1, 1)[0]) & (graph.node_lat == place(1, 1)[1])
    assert np.count_nonzero(at_barrier) == 4


def test_a_short_piece_apart_is_left_out_and_counted():
    town = join(grid(5, 5), grid(2, 3, origin=(20, 20)), grid(2, 1, origin=(40, 0)))

    graph, left_out = build_graph(town, Mode.WALK, length_m=segment_lengths_m(town))

    assert graph.length_m.sum() == pytest.approx(40 * 80)
    assert (left_out.parts, left_out.length_m) == (2, pytest.approx(8 * 80))


def test_places_without_a_street_are_no_pieces_left_out():
    town = grid(3, 3, ways={((0, 0), (5, 5)): STEPS, ((5, 5), (9, 9)): STEPS})

    assert left_out_of(town, Mode.DRIVE) == LeftOutParts(0, 0)


def test_a_long_piece_apart_remains_a_part_of_its_own_with_no_way_there():
    streets = timed(join(grid(3, 3), LONG_TOWN, grid(10, 10)))

    assert streets.graph.length_m.sum() == pytest.approx((144 + 180) * 80)
    assert set(streets.graph.part) == {0, 1}
    assert seconds(streets, [(0, 0)], [(9, 0), (100, 0)], limit_s=99_999) == [
        pytest.approx([540, np.inf], abs=0.01)
    ]


def test_part_0_is_the_longest():
    graph = graph_of(join(LONG_TOWN, grid(10, 10)))

    assert (graph.part[graph.node_lon < place(50, 0)[0]] == 0).all()
    assert (graph.part[graph.node_lon > place(50, 0)[0]] == 1).all()


def test_a_one_way_dead_end_remains_on_foot_but_not_by_car():
    town = grid(3, 3, ways={((2, 2), (5, 2)): ONE_WAY})

    assert graph_of(town, Mode.WALK).length_m.sum() == pytest.approx((12 + 3) * 80)
    assert graph_of(town, Mode.DRIVE).length_m.sum() == pytest.approx(12 * 80)
    assert left_out_of(town, Mode.DRIVE).length_m == pytest.approx(3 * 80)


def test_parts_with_a_way_there_but_none_back_are_two_parts():
    town = grid(9, 9, ways=LONG_RING | {((8, 0), (100, 0)): ONE_WAY})

    by_car = timed(town, Mode.DRIVE)

    assert set(graph_of(town, Mode.WALK).part) == {0}
    assert set(by_car.graph.part) == {0, 1}
    assert seconds(by_car, [(0, 0)], [(100, 0)]) == [[np.inf]]


@pytest.mark.parametrize("town", [streets_of({}), streets_of({((0, 0), (1, 0)): STEPS})])
def test_where_a_mode_has_no_streets_the_graph_is_empty_and_no_place_is_on_it(town):
    streets = timed(town, Mode.DRIVE)

    assert (streets.graph.nodes, streets.graph.edges) == (0, 0)
    assert snapped(streets, [(0, 0)]).is_on.tolist() == [False]


def test_nodes_are_in_the_order_of_their_cells():
    graph = graph_of(grid(30, 30))

    node_cells = cells(graph.node_lon, graph.node_lat)

    assert len(set(node_cells)) > 20
    assert (np.diff(node_cells) >= 0).all()


def test_every_end_of_an_edge_is_a_node_and_every_node_an_end():
    graph = graph_of(join(grid(5, 5), LONG_TOWN))

    assert set(graph.tail) | set(graph.head) == set(range(graph.nodes))


def test_two_nodes_in_one_place_are_a_millimetre_apart():
    town = streets_of({((0, 0), (1, 0)): STREET, ((1, 0), (1, 1)): STREET})
    in_one_place = replace(
        town, node_lon=town.node_lon[[0, 1, 1]], node_lat=town.node_lat[[0, 1, 1]]
    )

    assert segment_lengths_m(in_one_place) == pytest.approx([80, SHORTEST_M])
