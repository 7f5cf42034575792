import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mercator import to_plane
from geo.street_cells import CELL, cells, window

PLACES = [(121.5, 31.3), (-58.4, -34.6), (-0.1, 51.5), (0.0, 0.0), (25.7, 70.6)]
"""Shanghai, Buenos Aires and London; where the hemispheres meet; and beyond the polar circle."""


def scattered(lon, lat, seed, count=200):
    """Scatter nodes over a few kilometres and sort them by cell."""
    around = np.random.default_rng(seed)
    lons, lats = lon + around.uniform(-0.03, 0.03, count), lat + around.uniform(-0.02, 0.02, count)
    order = np.argsort(cells(lons, lats), kind="stable")
    return lons[order], lats[order]


@given(
    st.sampled_from(PLACES),
    st.integers(0, 99),
    st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)),
    st.floats(0, 4000),
)
def test_a_window_holds_all_nodes_between_its_corners_and_none_a_cell_away(
    place, seed, aside, half_side
):
    lons, lats = scattered(*place, seed)
    middle = to_plane(*map(np.array, place)) + aside
    away = np.abs(to_plane(lons, lats) - middle).max(axis=1)

    found = window(cells(lons, lats), middle - half_side, middle + half_side)

    inside = set(found.inside())
    assert inside >= set(np.flatnonzero(away <= half_side))
    assert inside <= set(np.flatnonzero(away <= half_side + CELL))


@given(st.sampled_from(PLACES), st.integers(0, 99), st.floats(0, 4000))
def test_local_numbers_count_the_nodes_of_a_window_and_name_all_others_alike(
    place, seed, half_side
):
    lons, lats = scattered(*place, seed)
    middle = to_plane(*map(np.array, place))
    found = window(cells(lons, lats), middle - half_side, middle + half_side)
    inside = found.inside()

    local = found.local(np.arange(len(lons)))

    assert len(inside) == found.nodes
    assert local[inside].tolist() == list(range(found.nodes))
    assert set(np.delete(local, inside)) <= {found.nodes}


def test_cells_are_numbered_row_by_row_from_the_south_west():
    lons, lats = np.array([0.1, 0.2, -0.1, 0.1]), np.array([-0.1, -0.1, 0.1, 0.1])

    numbers = cells(lons, lats)

    assert numbers.tolist() == sorted(numbers)
    assert len(set(numbers)) == 4


def test_places_on_both_sides_of_the_equator_and_of_greenwich_lie_in_four_cells():
    lons, lats = np.array([-0.001, 0.001, -0.001, 0.001]), np.array([-0.001, -0.001, 0.001, 0.001])

    assert len(set(cells(lons, lats))) == 4


def test_a_window_without_nodes_is_empty():
    lons, lats = scattered(121.5, 31.3, 0)
    nowhere = to_plane(np.array(0.0), np.array(0.0))

    found = window(cells(lons, lats), nowhere, nowhere)

    assert found.nodes == 0
    assert set(found.local(np.arange(len(lons)))) == {0}


@pytest.mark.parametrize("corner", [1e9, np.inf])
def test_a_window_larger_than_the_world_holds_all_nodes(corner):
    lons, lats = scattered(121.5, 31.3, 0)

    found = window(cells(lons, lats), np.full(2, -corner), np.full(2, corner))

    assert found.nodes == len(lons)
