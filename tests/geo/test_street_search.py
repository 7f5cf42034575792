from collections import defaultdict
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.mercator import scale, to_plane
from geo.snapping import snap
from geo.street_cells import cells
from geo.street_merging import build_graph, segment_lengths_m
from geo.street_search import Heading, reach_from, seconds_between, window_around
from geo.streets import Pace, StreetSegments
from geo.timed_streets import time_streets
from geo.travel import Mode, Speeds
from tests.street_towns import (
    FERRY_WAIT_S,
    ONE_WAY,
    STEPS,
    STREET,
    ferry,
    grid,
    river,
    seconds,
    snapped,
    timed,
)

INF = np.inf
ROUND_THE_BLOCK = {
    ((0, 0), (1, 0)): ONE_WAY,
    ((1, 0), (1, 1)): ONE_WAY,
    ((1, 1), (0, 1)): ONE_WAY,
    ((0, 1), (0, 0)): ONE_WAY,
}
WIDE_TOWN = timed(
    grid(24, 24, without=river(24, 11, bridge=3), ways={((5, 4), (5, 5)): ONE_WAY}), Mode.BIKE
)
WGS84 = Geod(ellps="WGS84")


def about(seconds):
    # Along a bent street of 1 km a share on the plane is some millimetres off.
    return pytest.approx(seconds, abs=0.01)


def test_a_block_takes_a_minute_on_foot():
    streets = timed(grid(5, 5))

    assert seconds(streets, [(0, 0)], [(1, 0), (0, 3), (4, 4)]) == [about([60, 180, 480])]


def test_the_way_to_the_other_bank_leads_over_the_only_bridge():
    streets = timed(grid(5, 4, without=river(5, 1, bridge=4)))

    assert seconds(streets, [(0, 1)], [(0, 2), (4, 2)]) == [about([540, 300])]


def test_steps_are_a_shortcut_on_foot_alone():
    town = grid(2, 2, ways={((0, 0), (1, 1)): STEPS})

    assert seconds(timed(town, Mode.WALK), [(0, 0)], [(1, 1)]) == [about([60 * 2**0.5])]
    assert seconds(timed(town, Mode.DRIVE), [(0, 0)], [(1, 1)]) == [about([24])]


def test_a_bicycle_is_pushed_against_a_one_way_street():
    streets = timed(grid(2, 1, ways={((0, 0), (1, 0)): ONE_WAY}), Mode.BIKE)

    assert seconds(streets, [(0, 0)], [(1, 0)]) == [about([24])]
    assert seconds(streets, [(1, 0)], [(0, 0)]) == [about([60])]


def test_away_and_towards_go_round_one_way_blocks_the_other_way():
    streets = timed(grid(2, 2, ways=ROUND_THE_BLOCK), Mode.DRIVE)

    away = seconds(streets, [(0, 0)], [(1, 0), (0, 1)], heading=Heading.AWAY)
    towards = seconds(streets, [(0, 0)], [(1, 0), (0, 1)], heading=Heading.TOWARDS)

    assert away == [about([12, 36])]
    assert towards == [about([36, 12])]


def test_two_places_on_one_two_way_street_need_not_go_to_its_ends():
    streets = timed(grid(3, 2))

    assert seconds(streets, [(0.25, 0), (0.75, 0)], [(0.25, 0), (0.75, 0)]) == [
        about([0, 30]),
        about([30, 0]),
    ]


def test_two_places_on_one_one_way_street_need_to_go_round_the_block_against_it():
    streets = timed(grid(2, 2, ways=ROUND_THE_BLOCK), Mode.DRIVE)
    early, late = (0.25, 0), (0.75, 0)

    assert seconds(streets, [early], [late]) == [about([6])]
    assert seconds(streets, [late], [early]) == [about([42])]
    assert seconds(streets, [early], [late], heading=Heading.TOWARDS) == [about([42])]
    assert seconds(streets, [late], [early], heading=Heading.TOWARDS) == [about([6])]


def test_the_quicker_way_between_two_places_on_a_street_may_leave_it():
    bow = [((1, 0), (1, 5)), ((1, 5), (2, 5)), ((2, 5), (2, 0))]
    streets = timed(grid(4, 1, ways=dict.fromkeys(bow, STREET)))

    assert seconds(streets, [(1, 1)], [(2, 1)]) == [about([180])]


def test_a_place_exactly_as_far_as_the_limit_is_reached():
    streets = timed(grid(4, 4))
    [[exactly]] = seconds(streets, [(0, 0)], [(3, 3)])

    assert seconds(streets, [(0, 0)], [(3, 3)], limit_s=exactly) == [[exactly]]
    assert seconds(streets, [(0, 0)], [(3, 3)], limit_s=np.nextafter(exactly, 0)) == [[INF]]


def test_beyond_the_limit_nothing_is_reached_not_even_on_the_own_street():
    streets = timed(grid(4, 1))

    assert seconds(streets, [(0, 0)], [(0.5, 0), (1.5, 0), (1.6, 0)], limit_s=91) == [
        about([30, 90, INF])
    ]


def test_without_time_only_the_own_place_is_reached():
    streets = timed(grid(3, 3))

    assert seconds(streets, [(1, 1)], [(1, 1), (1, 2)], limit_s=0) == [[0, INF]]


def test_to_a_place_off_the_network_there_is_no_way():
    streets = timed(grid(3, 3))

    assert seconds(streets, [(0, 0)], [(1, 0), (0, -5)]) == [about([60, INF])]


def test_a_limit_without_end_reaches_all():
    streets = timed(grid(3, 3))

    assert seconds(streets, [(0, 0)], [(2, 2)], limit_s=INF) == [about([240])]


def test_a_ferry_takes_the_wait_and_the_crossing():
    streets = timed(grid(3, 1, ways={((2, 0), (2, 9)): ferry(120), ((2, 9), (3, 9)): STREET}))

    assert seconds(streets, [(1, 0)], [(3, 9)]) == [about([60 + FERRY_WAIT_S + 120 + 60])]


def test_a_ferry_that_calls_halfway_is_waited_for_once():
    legs = {((1, 0), (1, 5)): ferry(60), ((1, 5), (1, 9)): ferry(70)}
    streets = timed(grid(2, 1, ways=legs | {((1, 9), (2, 9)): STREET}))

    assert seconds(streets, [(0, 0)], [(1, 9)]) == [about([60 + FERRY_WAIT_S + 130])]


def test_several_sites_at_once_equal_each_by_itself():
    streets = timed(grid(6, 6, ways=ROUND_THE_BLOCK), Mode.DRIVE)
    sites, places = [(0, 0), (0.5, 0), (3, 2.5), (5, 5)], [(1, 1), (0.25, 0), (4, 4.5), (5, 0)]

    together = seconds(streets, sites, places, limit_s=90)

    assert together == [seconds(streets, [site], places, limit_s=90)[0] for site in sites]


@given(st.floats(-65, 65), st.floats(10, 300_000))
def test_a_window_holds_all_that_is_within_reach_at_any_latitude(lat, reach_m):
    aside = np.linspace(0, 360, 24, endpoint=False)
    lons, lats, _ = WGS84.fwd(np.full(24, 25.0), np.full(24, lat), aside, np.full(24, reach_m))
    node_cells = np.sort(cells(lons, lats))
    site = replace(
        snapped(WIDE_TOWN, [(0, 0)]),
        plane=to_plane(np.array([25.0]), np.array([lat])),
        scale=scale(np.array([lat])),
    )

    around = window_around(node_cells, site, limit_s=reach_m / 7, m_per_s=7)

    assert around.nodes == 24


PACES = st.sampled_from([(1, 1)] * 3 + [(1, 0), (0, 1), (2, 2), (1, 2), (2, 1), (0, 0), (2, 0)])
CORNERS = st.tuples(st.integers(0, 23), st.integers(0, 23))


@st.composite
def random_towns(draw, paces=PACES):
    """Draw streets within 1 km, on the equator: there a share on the plane is one on the ground."""
    nodes = draw(st.integers(3, 8))
    ends = st.lists(st.integers(0, nodes - 1), min_size=2, max_size=2, unique=True)
    blocks = draw(st.lists(ends, unique_by=frozenset, min_size=nodes - 1, max_size=14))
    ways = np.array([draw(paces) for _ in blocks], dtype=np.uint8)
    ferry_s = np.zeros(len(blocks))
    if draw(st.booleans()):
        ways[0], ferry_s[0] = Pace.FERRY, draw(st.integers(1, 300))
    around = np.random.default_rng(draw(st.integers(0, 999)))
    return StreetSegments(
        node_lon=-60 + around.uniform(-0.0045, 0.0045, nodes),
        node_lat=around.uniform(-0.0045, 0.0045, nodes),
        tail=np.array(blocks)[:, 0],
        head=np.array(blocks)[:, 1],
        ferry_s=ferry_s,
        forward={Mode.BIKE: ways[:, 0].copy()},
        backward={Mode.BIKE: ways[:, 1].copy()},
        is_blocked={Mode.BIKE: around.random(nodes) < draw(st.sampled_from([0, 0.2]))},
    )


SPOTS = st.lists(st.tuples(st.integers(0, 99), st.floats(0.05, 0.95)), min_size=2, max_size=5)


def chosen_spots(town, random_spots):
    """Put spots, a segment and a share each, onto streets that are to be kept."""
    between = shortest_s(links(town), len(town.node_lon) + 2 * len(town))
    is_mutual = np.isfinite(between) & np.isfinite(between.T)
    is_open = (town.forward[Mode.BIKE] > 0) | (town.backward[Mode.BIKE] > 0)
    parts = defaultdict(list)
    for segment in np.flatnonzero(is_open):
        tail, head = ends_of(town, segment)
        if is_mutual[tail, head]:
            parts[is_mutual[tail].argmax()].append(segment)
    longest = max(
        parts.values(), key=lambda part: sum(map(partial(metres, town), part)), default=[]
    )
    streets = [segment for segment in longest if not town.ferry_s[segment]]
    return [(streets[number % len(streets)], share) for number, share in random_spots if streets]


def metres(town, segment):
    ends = [town.tail[segment], town.head[segment]]
    return WGS84.line_length(town.node_lon[ends], town.node_lat[ends])


def ends_of(town, segment):
    """Number the ends of a segment: at a barrier each segment has an end of its own."""
    is_blocked, nodes = town.is_blocked[Mode.BIKE], len(town.node_lon)
    tail, head = town.tail[segment], town.head[segment]
    return (
        nodes + 2 * segment if is_blocked[tail] else tail,
        nodes + 2 * segment + 1 if is_blocked[head] else head,
    )


def links(town, spots=()):
    """List all links between neighbours, from one to the other in so many seconds."""
    first_spot = len(town.node_lon) + 2 * len(town)
    for segment in range(len(town)):
        along = metres(town, segment)
        pace_s = [np.inf, along / (200 / 60), along / (80 / 60), town.ferry_s[segment] + 300]
        forward_s, backward_s = (
            pace_s[each[Mode.BIKE][segment]] for each in (town.forward, town.backward)
        )
        tail, head = ends_of(town, segment)
        stops = [(share, first_spot + n) for n, (its, share) in enumerate(spots) if its == segment]
        for (begin, one), (end, other) in pairwise([(0, tail), *sorted(stops), (1, head)]):
            yield one, other, forward_s * (end - begin) if end > begin else 0
            yield other, one, backward_s * (end - begin) if end > begin else 0


def shortest_s(all_links, nodes):
    """Find the times between all nodes by the method of Floyd and Warshall."""
    between = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(between, 0)
    for one, other, link_s in all_links:
        between[one, other] = min(between[one, other], link_s)
    for through in range(nodes):
        between = np.minimum(between, between[:, through, None] + between[through])
    return between


def positions(town, spots):
    segments, shares = zip(*spots, strict=True)
    tail, head, share = town.tail[[*segments]], town.head[[*segments]], np.array(shares)
    nodes = np.stack([town.node_lon, town.node_lat])
    return nodes[:, tail] * (1 - share) + nodes[:, head] * share


def bike_streets(town):
    graph, _ = build_graph(town, Mode.BIKE, length_m=segment_lengths_m(town))
    return time_streets(graph, Mode.BIKE, speeds=Speeds(), ferry_wait_s=300)


def times_among(streets, spots_at, *, heading=Heading.AWAY, limit_s=100_000.0):
    places = snap(streets, *spots_at)
    assert places.walk_s == pytest.approx(0, abs=1e-6)
    return seconds_between(reach_from(streets, places, heading=heading, limit_s=limit_s), places)


@settings(max_examples=150)
@given(random_towns(), SPOTS, st.sampled_from([30, 100, 300, 1000, 100_000]))
def test_the_times_equal_those_of_a_plain_method(town, random_spots, limit_s):
    spots = chosen_spots(town, random_spots)
    assume(spots)
    streets, spots_at = bike_streets(town), positions(town, spots)

    away_s = times_among(streets, spots_at, heading=Heading.AWAY, limit_s=limit_s)
    towards_s = times_among(streets, spots_at, heading=Heading.TOWARDS, limit_s=limit_s)

    nodes = len(town.node_lon) + 2 * len(town)
    expected_s = shortest_s(links(town, spots), nodes + len(spots))[nodes:, nodes:]
    expected_s[expected_s > limit_s] = np.inf
    assert away_s == pytest.approx(expected_s, rel=1e-6, abs=1e-6)
    assert towards_s == pytest.approx(expected_s.T, rel=1e-6, abs=1e-6)


@settings(max_examples=50)
@given(random_towns(), SPOTS)
def test_no_way_is_longer_than_that_by_a_third_place(town, random_spots):
    spots = chosen_spots(town, random_spots)
    assume(spots)

    direct_s = times_among(bike_streets(town), positions(town, spots))

    by_third_s = (direct_s[:, :, None] + direct_s[None]).min(axis=1)
    assert np.all(direct_s <= by_third_s + 1e-6)


@settings(max_examples=50)
@given(random_towns(st.sampled_from([(1, 1), (2, 2)])), SPOTS)
def test_where_all_streets_are_two_way_there_takes_as_long_as_back(town, random_spots):
    spots = chosen_spots(town, random_spots)
    assume(spots)

    there_s = times_among(bike_streets(town), positions(town, spots))

    assert np.all(np.isfinite(there_s))
    assert there_s == pytest.approx(there_s.T)


@settings(max_examples=30)
@given(st.lists(CORNERS, min_size=2, max_size=5), st.lists(CORNERS, min_size=1, max_size=5))
def test_one_more_site_never_makes_a_way_longer(sites, places):
    before_s = np.min(seconds(WIDE_TOWN, sites[1:], places, limit_s=600), axis=0)
    after_s = np.min(seconds(WIDE_TOWN, sites, places, limit_s=600), axis=0)

    assert np.all(after_s <= before_s + 1e-6)


@settings(max_examples=30)
@given(st.lists(CORNERS, min_size=1, max_size=3), st.integers(1, 2400), st.sampled_from(Heading))
def test_a_limit_only_hides_what_is_farther(sites, limit_s, heading):
    # A moment more than whole seconds, as whole blocks take whole minutes but for rounding.
    limit_s += 0.5
    places = [(column, row) for column in range(0, 24, 3) for row in range(0, 24, 3)]

    within_s = seconds(WIDE_TOWN, sites, places, heading=heading, limit_s=limit_s)
    all_s = np.array(seconds(WIDE_TOWN, sites, places, heading=heading, limit_s=10_000))

    assert within_s == pytest.approx(np.where(all_s <= limit_s, all_s, np.inf), abs=1e-6)
