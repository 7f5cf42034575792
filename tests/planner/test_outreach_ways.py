from dataclasses import replace

import numpy as np
import pytest

from geo.errors import InvalidInput
from geo.travel import Estimate, Mode, Speeds
from planner.outreach_ways import LONGEST_WAY_S, MOST_PLACES, find_ways
from tests.outreach_towns import stop, team
from tests.street_towns import ONE_WAY, grid, place, timed

ESTIMATES = {mode: Estimate(Speeds().metres_per_second(mode), detour=1) for mode in Mode}
BLOCK_S = 80 / Speeds().metres_per_second(Mode.DRIVE)


def at(one, column, row):
    lon, lat = place(column, row)
    return replace(one, lon=lon, lat=lat)


def test_ways_lead_along_the_streets_and_against_no_one_way_street():
    town = grid(2, 2, ways={((0, 0), (1, 0)): ONE_WAY})
    streets = {Mode.DRIVE: timed(town, Mode.DRIVE)}

    ways = find_ways([at(stop(0), 0, 0)], [at(team(0), 1, 0)], estimates=ESTIMATES, streets=streets)

    assert ways.seconds[Mode.DRIVE].tolist() == [[0, 60], [60, 0]]
    assert ways.metres[Mode.DRIVE] == pytest.approx(np.array([[0, 80], [240, 0]]), abs=1)
    assert ways.by_streets == {Mode.DRIVE}


def test_ways_without_streets_are_estimated_for_each_mode_of_the_teams():
    teams = [at(team(0, mode=mode), 3, 4) for mode in (Mode.WALK, Mode.BIKE)]

    ways = find_ways([at(stop(0), 0, 0)], teams, estimates=ESTIMATES, streets={})

    assert ways.seconds.keys() == {Mode.WALK, Mode.BIKE}
    assert ways.seconds[Mode.WALK][0, 1:].tolist() == [300, 300]
    assert ways.seconds[Mode.BIKE][1:, 0].tolist() == [120, 120]
    assert ways.metres[Mode.BIKE][0, 1:] == pytest.approx([400, 400], rel=1e-3)
    assert ways.by_streets == frozenset()


def test_a_minute_begun_counts_as_one_and_lengths_are_not_rounded():
    walkers = at(team(0, mode=Mode.WALK), 1.5, 0)

    ways = find_ways([at(stop(0), 0, 0)], [walkers], estimates=ESTIMATES, streets={})

    assert ways.seconds[Mode.WALK].tolist() == [[0, 120], [120, 0]]
    assert ways.metres[Mode.WALK][0, 1] == pytest.approx(120, rel=1e-3)


def test_what_is_too_far_has_no_way():
    far = LONGEST_WAY_S / BLOCK_S + 1

    ways = find_ways([at(stop(0), 0, 0)], [at(team(0), far, 0)], estimates=ESTIMATES, streets={})

    assert ways.seconds[Mode.DRIVE].tolist() == [[0, np.inf], [np.inf, 0]]
    assert ways.metres[Mode.DRIVE].tolist() == [[0, np.inf], [np.inf, 0]]


def test_two_stops_at_one_place_are_no_way_apart():
    stops = [at(stop(0), 0, 0), at(stop(1), 0, 0)]

    ways = find_ways(stops, [at(team(0), 1, 0)], estimates=ESTIMATES, streets={})

    assert ways.seconds[Mode.DRIVE][:2, :2].tolist() == [[0, 0], [0, 0]]


def test_too_many_places_are_refused():
    with pytest.raises(InvalidInput, match=f"{MOST_PLACES + 1} stops and depots are too many"):
        find_ways([stop(0)] * MOST_PLACES, [team(0)], estimates=ESTIMATES, streets={})
