import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.service_areas import area_m2, estimated_area, service_area
from geo.streets import StreetSegments
from geo.timed_streets import TimedStreets
from geo.travel import Estimate, Mode
from tests.street_towns import (
    ONE_WAY,
    STREET,
    ferry,
    grid,
    place,
    river,
    seconds,
    snapped,
    streets_of,
    timed,
)
from tests.towns import CENTRE

CIRCLE_M2 = 4_898
"""A regular polygon of 16 corners that lie 40 m from its centre."""
DEGREES_PER_M = (np.array(place(1, 1)) - CENTRE) / 80
DIAGONALLY_S = 43
"""Across 40 m, along two streets that meet at a right angle."""
BLOCK_M2 = 80 * 80
STREET_OF_12 = grid(13, 1)
CITY = timed(grid(6, 6))
CITY_BY_EBIKE = timed(
    grid(
        6,
        6,
        without=river(6, 2, bridge=4),
        ways={((0, 0), (1, 0)): ONE_WAY, ((0, 3), (0, 5.5)): STREET, ((5, 0), (9, 2)): ferry(30)},
    ),
    Mode.EBIKE,
)
ON_A_STREET = st.tuples(st.integers(0, 5), st.floats(0, 5))
NEAR_A_STREET = st.tuples(st.floats(-1, 6), st.floats(-1, 6))
TIMES_S = st.floats(1, 700)


def area(town: StreetSegments | TimedStreets, at: tuple[float, float], *, limit_s, mode=Mode.WALK):
    streets = town if isinstance(town, TimedStreets) else timed(town, mode)
    return service_area(streets, snapped(streets, [at]), limit_s=limit_s)


def in_metres(found):
    """East and north of the centre, where a block is 80 m."""
    return shapely.transform(found, lambda degrees: (degrees - CENTRE) / DEGREES_PER_M)


def bounds_m(found):
    return pytest.approx(in_metres(found).bounds, abs=0.1)


def holds(found, *places):
    return [found.covers(shapely.Point(place(*each))) for each in places]


def lies_in(inner, outer):
    return area_m2(shapely.union(inner, outer)) == pytest.approx(area_m2(outer), abs=0.01)


def test_five_minutes_along_a_straight_street_are_400_m_each_way_and_40_m_around():
    found = area(STREET_OF_12, (6, 0), limit_s=300)

    assert bounds_m(found) == (480 - 440, -40, 480 + 440, 40)
    assert area_m2(found) == pytest.approx(800 * 80 + CIRCLE_M2, rel=1e-3)


def test_a_street_ends_where_it_ends():
    found = area(STREET_OF_12, (6, 0), limit_s=3600)

    assert bounds_m(found) == (-40, -40, 960 + 40, 40)


def test_the_area_stops_where_time_runs_out_within_an_edge():
    town = streets_of(
        {((0, 0), (1, 0)): STREET, ((1, 0), (9, 0)): STREET, ((1, 0), (1, 9)): STREET}
    )

    found = area(town, (0, 0), limit_s=60 + 90)

    assert bounds_m(found) == (-40, -40, 80 + 120 + 40, 120 + 40)


def test_a_street_that_is_reached_from_both_ends_is_whole_once_they_meet():
    ring = {((0, 0), (4, 0)): STREET, ((4, 0), (4, 4)): STREET, ((4, 4), (0, 4)): STREET}
    town = streets_of(ring | {((0, 4), (0, 0)): STREET, ((0, 0), (-1, 0)): STREET})

    before, after = (area(town, (0, 0), limit_s=480 + late_s) for late_s in (-45, 0))

    assert holds(before, (4, 4), (4, 3), (3, 4)) == [False, True, True]
    assert holds(after, (4, 4), (4, 3), (3, 4)) == [True, True, True]


def test_the_block_between_far_streets_stays_a_hole():
    town = streets_of(
        {((0, 0), (3, 0)): STREET, ((3, 0), (3, 3)): STREET}
        | {((3, 3), (0, 3)): STREET, ((0, 3), (0, 0)): STREET}
    )

    found = area(town, (0, 0), limit_s=900)

    (hole,) = in_metres(found).interiors
    assert hole.bounds == pytest.approx((40, 40, 200, 200), abs=0.1)
    assert area_m2(found) == pytest.approx(4 * 240 * 80 - 4 * 40 * 40 + CIRCLE_M2, rel=1e-3)


def test_blocks_of_80_m_leave_no_hole():
    found = area(CITY, (2, 2), limit_s=3600)

    assert len(found.interiors) == 0
    assert area_m2(found) == pytest.approx(25 * BLOCK_M2 + 20 * 80 * 40 + CIRCLE_M2, rel=1e-3)


def test_on_a_dead_end_one_comes_from_both_sides_of_the_site():
    town = streets_of(
        {((0, 0), (4, 0)): STREET, ((4, 0), (4, 4)): STREET, ((4, 0), (8, 0)): STREET}
    )

    found = area(town, (1, 0), limit_s=30)

    assert bounds_m(found) == (80 - 40 - 40, -40, 80 + 40 + 40, 40)


def test_time_that_ends_before_the_street_leaves_the_last_piece_of_the_way():
    found = area(STREET_OF_12, (6, 1), limit_s=30)

    assert bounds_m(found) == (480 - 40, 80 - 40 - 40, 480 + 40, 80 + 40)


def test_the_walk_from_the_street_takes_its_time():
    found = area(STREET_OF_12, (6, 1), limit_s=60 + 60)

    assert bounds_m(found) == (480 - 80 - 40, -40, 480 + 80 + 40, 80 + 40)


def test_of_one_way_streets_only_those_belong_who_can_come():
    town = streets_of(
        {((0, 0), (5, 0)): ONE_WAY, ((5, 0), (5, 5)): ONE_WAY}
        | {((5, 5), (0, 5)): ONE_WAY, ((0, 5), (0, 0)): ONE_WAY}
        | {((0, 0), (-5, 0)): ONE_WAY, ((-5, 0), (0, 5)): ONE_WAY}
    )
    behind, ahead, aside = [(1, 0), (0, 2)], [(4, 0), (5, 2)], [(-2, 0)]

    by_car = area(town, (2.5, 0), limit_s=60, mode=Mode.DRIVE)
    on_foot = area(town, (2.5, 0), limit_s=300)

    assert holds(by_car, *behind, *ahead, *aside) == [True, True, False, False, False]
    assert holds(on_foot, *behind, *ahead, *aside) == [True] * 5


def test_two_nodes_at_one_place_do_no_harm():
    twice = (1, 1e-12)
    town = streets_of({((0, 0), (1, 0)): STREET, ((1, 0), twice): STREET, (twice, (2, 0)): STREET})

    found = area(town, (0, 0), limit_s=3600)

    assert place(*twice) == place(1, 0)
    assert bounds_m(found) == (-40, -40, 160 + 40, 40)


def test_nobody_lives_on_a_ferry_but_the_streets_beyond_it_belong():
    town = streets_of(
        {
            ((0, 0), (4, 0)): STREET,
            ((4, 0), (12, 0)): ferry(120),
            ((12, 0), (16, 0)): STREET,
        }
    )

    found = area(town, (2, 0), limit_s=120 + 300 + 120 + 120)

    assert found.geom_type == "MultiPolygon"
    assert holds(found, (4, 0), (8, 0), (12, 0), (14, 0), (15, 0)) == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_across_a_river_one_lives_far_away():
    town = timed(grid(6, 6, without=river(6, 2, bridge=5)))

    found = area(town, (0, 2), limit_s=300)

    assert holds(found, (0, 0), (4, 2), (0, 3)) == [True, True, False]


@settings(max_examples=40)
@given(NEAR_A_STREET, TIMES_S, TIMES_S)
def test_the_area_of_a_longer_time_holds_that_of_a_shorter_one(at, one_s, other_s):
    shorter_s, longer_s = sorted([one_s, other_s])

    shorter, longer = (area(CITY_BY_EBIKE, at, limit_s=each) for each in (shorter_s, longer_s))

    assert shorter.is_valid
    assert longer.is_valid
    assert lies_in(shorter, longer)


@settings(max_examples=40)
@given(NEAR_A_STREET, ON_A_STREET, TIMES_S)
def test_who_lives_on_a_street_is_in_the_area_if_and_only_if_the_time_suffices(at, home, limit_s):
    ((way_s,),) = seconds(CITY, [home], [at])

    (is_in,) = holds(area(CITY, at, limit_s=limit_s), home)

    assert is_in or way_s > limit_s - 0.1
    assert not is_in or way_s < limit_s + DIAGONALLY_S + 1


@given(TIMES_S)
@settings(max_examples=20)
def test_the_site_itself_is_always_in_its_area(limit_s):
    assert holds(area(CITY, (-2, 2), limit_s=limit_s), (-2, 2)) == [True]


def test_an_estimated_area_is_a_circle_of_the_estimate():
    found = estimated_area(*CENTRE, Estimate(metres_per_second=2, detour=1.25), limit_s=500)

    corners = shapely.get_coordinates(in_metres(found))
    assert np.hypot(*corners.T) == pytest.approx(np.full(65, 800), abs=1)
    assert found.exterior.is_ccw


def test_the_square_metres_of_a_hole_do_not_count():
    whole = shapely.box(*CENTRE, *place(4, 4))
    holed = whole.difference(shapely.box(*place(1, 1), *place(2, 2)))

    assert area_m2(whole) == pytest.approx(16 * BLOCK_M2, rel=1e-3)
    assert area_m2(holed) == pytest.approx(15 * BLOCK_M2, rel=1e-3)
