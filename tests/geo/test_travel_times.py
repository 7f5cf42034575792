import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.street_search import Heading
from geo.travel import Estimate, Mode
from geo.travel_times import UNREACHABLE, Positions, find_travel_times
from tests.street_towns import ONE_WAY, grid, place, river, seconds, timed

ESTIMATE = Estimate(metres_per_second=80 / 60, detour=1.3)
RIVER = grid(11, 4, without=river(11, 1, bridge=10))
MILLIMETRE_S = 0.001
"""Blocks of the towns are 80 m long to the millimetre."""
RING_ROAD = {
    ((0, 0), (1, 0)): ONE_WAY,
    ((1, 0), (1, 1)): ONE_WAY,
    ((1, 1), (0, 1)): ONE_WAY,
    ((0, 1), (0, 0)): ONE_WAY,
}


def positions(*places):
    lon, lat = np.array([place(*each) for each in places], dtype=float).reshape(-1, 2).T
    return Positions(lon, lat)


def out_times(demand, sites, *, streets=None, cut_off_s=3600, **how):
    times = find_travel_times(
        positions(*demand),
        positions(*sites),
        estimate=ESTIMATE,
        cut_off_s=cut_off_s,
        streets=streets,
        **how,
    )
    return times.table(times.pairs.out_s).tolist()


def test_demand_points_are_rows_and_sites_columns():
    found = out_times([(0, 0), (2, 0)], [(0, 1), (5, 0), (0, 0)], streets=timed(RIVER))

    assert found == [
        pytest.approx([60, 300, 0], abs=MILLIMETRE_S),
        pytest.approx([180, 180, 120], abs=MILLIMETRE_S),
    ]


def test_a_pair_beyond_the_cut_off_is_unreachable():
    found = out_times([(0, 0)], [(4, 0), (6, 0)], streets=timed(RIVER), cut_off_s=5 * 60)

    assert found == [[pytest.approx(240), UNREACHABLE]]


def test_the_way_over_the_bridge_counts_and_not_the_straight_line():
    found = out_times([(0, 1)], [(0, 2)], streets=timed(RIVER))

    assert found == [[pytest.approx(21 * 60)]]


def test_without_streets_times_are_estimated():
    found = find_travel_times(
        positions((0, 0)), positions((3, 0)), estimate=ESTIMATE, cut_off_s=3600
    )

    assert found.pairs.out_s.tolist() == pytest.approx([180 * 1.3])
    assert found.pairs.back_s.tolist() == found.pairs.out_s.tolist()
    assert found.pairs.is_estimated.tolist() == [True]


def test_pairs_with_an_end_far_from_every_street_are_estimated():
    found = find_travel_times(
        positions((0, 0), (-4, 0)),
        positions((1, 0), (0, -5)),
        estimate=ESTIMATE,
        cut_off_s=3600,
        streets=timed(RIVER),
    )

    assert found.pairs.demand.tolist() == [0, 0, 1, 1]
    assert found.pairs.site.tolist() == [0, 1, 0, 1]
    assert found.pairs.is_estimated.tolist() == [False, True, True, True]
    assert found.pairs.out_s[:3].tolist() == pytest.approx([60, 390, 390], abs=0.1)


def test_a_one_way_ring_makes_out_and_back_differ():
    streets = timed(grid(2, 2, ways=RING_ROAD), Mode.DRIVE)

    found = find_travel_times(
        positions((0, 0)), positions((1, 0)), estimate=ESTIMATE, cut_off_s=3600, streets=streets
    )

    block_s = 80 / 400 * 60
    assert found.pairs.out_s.tolist() == pytest.approx([block_s], abs=MILLIMETRE_S)
    assert found.pairs.back_s.tolist() == pytest.approx([3 * block_s], abs=MILLIMETRE_S)


def test_a_pair_counts_only_if_both_ways_are_within_the_cut_off():
    streets = timed(grid(2, 2, ways=RING_ROAD), Mode.DRIVE)

    assert out_times([(0, 0)], [(1, 0)], streets=streets, cut_off_s=30) == [[UNREACHABLE]]


@pytest.mark.parametrize(("demand", "sites"), [([], []), ([(0, 0)], []), ([], [(0, 0)])])
@pytest.mark.parametrize("streets", [None, timed(RIVER)])
def test_without_demand_or_without_sites_there_are_no_pairs(demand, sites, streets):
    found = find_travel_times(
        positions(*demand), positions(*sites), estimate=ESTIMATE, cut_off_s=3600, streets=streets
    )

    assert len(found.pairs.demand) == 0
    assert found.table(found.pairs.out_s).shape == (len(demand), len(sites))


def test_a_table_too_large_to_write_is_refused_with_its_size():
    many = Positions(np.full(3000, 121.5), np.full(3000, 31.3))
    nowhere = Positions(np.full(3000, 0.0), np.full(3000, 0.0))
    times = find_travel_times(many, nowhere, estimate=ESTIMATE, cut_off_s=60)

    with pytest.raises(InvalidInput, match="3000 demand points × 3000 sites"):
        times.table(times.pairs.out_s)


@pytest.mark.parametrize("cut_off_s", [-5, float("nan"), float("inf")])
def test_a_cut_off_that_is_no_time_is_refused(cut_off_s):
    with pytest.raises(InvalidInput, match=f"cut_off_s is {cut_off_s}"):
        out_times([(0, 0)], [(0, 0)], cut_off_s=cut_off_s)


def test_a_position_nowhere_on_earth_is_refused_by_its_number():
    with pytest.raises(InvalidInput, match="position 1, counted from 0"):
        Positions(np.array([121.5, np.nan]), np.array([31.3, 31.3]))


def test_what_other_processes_are_sent_finds_the_same():
    streets = timed(RIVER)
    demand, sites = [(0, 0), (9, 3), (5, 1)], [(0, 0), (10, 0), (3, 3), (7, 2)]

    found = out_times(demand, sites, streets=streets, run=as_sent)

    assert found == out_times(demand, sites, streets=streets)


def as_sent(function, batches):
    """Do what an executor of processes does with functions and arguments."""
    sent = pickle.dumps((function, list(batches)))
    return map(*pickle.loads(sent))  # noqa: S301  our own bytes


PLACES = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda at: (at[0] / 4, at[1] / 4))


@settings(max_examples=25)
@given(
    st.lists(PLACES, min_size=1, max_size=6),
    st.lists(PLACES, min_size=1, max_size=6),
    st.integers(1, 40),
)
def test_every_pair_is_what_a_search_towards_the_site_gives(demand, sites, minutes):
    streets = timed(RIVER)
    cut_off_s = minutes * 60 + 1

    found = out_times(demand, sites, streets=streets, cut_off_s=cut_off_s)

    searched = seconds(streets, sites, demand, heading=Heading.TOWARDS, limit_s=cut_off_s)
    assert np.array(found) == pytest.approx(np.transpose(searched), abs=1e-6)


@settings(max_examples=25)
@given(st.lists(PLACES, min_size=2, max_size=8), st.permutations(range(5)))
def test_the_order_of_sites_changes_nothing_but_the_columns(demand, order):
    sites = [(0, 0), (10, 3), (5, 1), (2, 2), (8, 0)]
    streets = timed(RIVER)

    found = np.array(out_times(demand, sites, streets=streets))
    shuffled = np.array(out_times(demand, [sites[each] for each in order], streets=streets))

    assert shuffled == pytest.approx(found[:, order])
