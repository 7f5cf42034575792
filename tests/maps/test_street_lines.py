import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.bounds import Bounds
from maps.street_lines import main_streets
from tests.street_towns import BLOCK_M, STREET, ferry, graph_of, grid, place, streets_of
from tests.towns import CENTRE

ALL = Bounds(121, 31, 122, 32)
TOWN = graph_of(grid(5, 4))
"""Merged at its corners, so a ring of 14 blocks; 2 streets of 4 blocks across it and 3 of 3."""
RING_POINTS = 6
TOWN_POINTS = RING_POINTS + 2 * 2 + 3 * 2


def blocks(lines):
    """Measure lines in blocks; a degree of longitude is shorter than one of latitude."""
    metres = np.array([111_320 * np.cos(np.radians(CENTRE[1])), 110_890])
    flat = shapely.transform(lines, lambda points: points * metres)
    return (shapely.length(flat) / BLOCK_M).round(1).tolist()


def test_streets_go_straight_on_over_crossings_and_the_longest_come_first():
    lines = main_streets(TOWN, ALL, most_points=1_000)

    assert blocks(lines) == pytest.approx([14, 4, 4, 3, 3, 3], abs=0.1)


def test_a_straight_street_takes_two_points():
    lines = main_streets(TOWN, ALL, most_points=1_000)

    assert shapely.get_num_coordinates(lines).tolist() == [6, 2, 2, 2, 2, 2]


@given(st.integers(0, TOWN_POINTS + 5))
def test_streets_never_take_more_points_than_allowed(most_points):
    points = shapely.get_num_coordinates(main_streets(TOWN, ALL, most_points=most_points)).sum()

    assert points <= most_points
    assert points == TOWN_POINTS or points > most_points - RING_POINTS


def test_a_side_street_does_not_continue_the_main_street():
    crossing, turn = (2, 0), (3, 2)
    town = streets_of(
        {((0, 0), crossing): STREET, (crossing, (4, 0)): STREET, (crossing, turn): STREET}
    )

    lines = main_streets(graph_of(town), ALL, most_points=100)

    assert blocks(lines) == pytest.approx([4, 5**0.5], abs=0.1)


def test_streets_outside_the_view_are_left_out():
    view = Bounds(*place(-1, -1), *place(1, 1))
    fork = {((0, 0), (5, 0)): STREET, ((5, 0), (9, 3)): STREET, ((5, 0), (9, -3)): STREET}

    lines = main_streets(graph_of(streets_of(fork)), view, most_points=100)

    assert blocks(lines) == pytest.approx([5], abs=0.1)


def test_ferries_are_no_streets():
    town = streets_of({((0, 0), (1, 0)): STREET, ((1, 0), (9, 0)): ferry(600)})

    lines = main_streets(graph_of(town), ALL, most_points=100)

    assert blocks(lines) == pytest.approx([1], abs=0.1)


def test_no_streets_are_no_lines():
    assert main_streets(TOWN, Bounds(0, 0, 1, 1), most_points=100).tolist() == []
    assert main_streets(graph_of(streets_of({})), ALL, most_points=100).tolist() == []
