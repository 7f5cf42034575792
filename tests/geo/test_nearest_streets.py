from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import nearest_by_streets, street_lookup
from geo.lookups import Lookup, OpenRule
from geo.nearest import find_nearest
from geo.street_lookup import put_on_streets, start_at
from geo.timed_streets import time_streets
from geo.travel import Estimate, Mode, Speeds
from tests.street_towns import STEPS, ferry, graph_of, grid, join, place, river, seconds, timed
from tests.towns import at, town

ESTIMATE = Estimate(metres_per_second=80 / 60, detour=1.3)
RIVER = grid(11, 4, without=river(11, 1, bridge=10))
ALWAYS = "24/7"


def ask(desks, *, here=(0, 0), streets=None, hours=None, **wishes):
    """Look up desks at places of a street town, all open day and night unless said otherwise."""
    index = town([place(*desk) for desk in desks], hours or [ALWAYS] * len(desks))
    on_streets = put_on_streets(streets or timed(RIVER), index.points.lon, index.points.lat)
    lon, lat = place(*here)
    start = start_at(on_streets, lon, lat)
    lookup = Lookup(lon=lon, lat=lat, at=at("18:30"), estimate=ESTIMATE, start=start)
    return find_nearest(index, replace(lookup, **wishes))


def test_a_desk_across_the_river_is_as_far_as_the_bridge():
    found = ask([(0, 2), (8, 0)])

    assert found.rows.tolist() == [1, 0]
    assert found.travel_s.tolist() == pytest.approx([8 * 60, (10 + 2 + 10) * 60])
    assert not found.is_estimated.any()


def test_a_desk_that_only_streets_put_too_far_is_left_out():
    found = ask([(0, 2), (8, 0)], max_s=10 * 60)

    assert found.rows.tolist() == [1]


def test_a_way_that_takes_just_as_long_as_one_would_go_counts():
    [way_s] = ask([(8, 0)]).travel_s.tolist()

    assert len(ask([(8, 0)], max_s=way_s)) == 1
    assert len(ask([(8, 0)], max_s=np.nextafter(way_s, 0))) == 0


def test_the_distance_told_is_the_straight_line():
    found = ask([(0, 2)])

    assert found.distance_m.tolist() == pytest.approx([160], abs=0.01)


def test_a_worker_far_from_every_street_gets_estimated_times():
    found = ask([(0, 0)], here=(-4, 0))

    assert found.is_estimated.all()
    assert found.travel_s.tolist() == pytest.approx([4 * 60 * 1.3])


def test_only_the_desk_far_from_every_street_is_estimated():
    found = ask([(3, 0), (-4, 0)])

    assert found.is_estimated.tolist() == [False, True]
    assert found.travel_s.tolist() == pytest.approx([180, 4 * 60 * 1.3], abs=0.001)


def test_who_stands_before_a_desk_far_from_the_street_is_there():
    found = ask([(3, -2)], here=(3, -2))

    assert found.travel_s.tolist() == [0]


def test_neighbours_beside_the_same_street_walk_straight_to_one_another():
    found = ask([(3.9, -2)], here=(3.1, -2))

    assert found.travel_s.tolist() == pytest.approx([48], abs=0.001)


def test_neighbours_of_different_streets_go_by_them_unless_they_live_next_door():
    found = ask([(4.2, -2), (4.9, -2)], here=(3.9, -2))

    by_street_s = 120 + 60 + 120
    assert found.travel_s.tolist() == pytest.approx([18, by_street_s], abs=0.01)


def test_nobody_walks_straight_to_another_part_of_town():
    far_bank = grid(80, 2, origin=(0, 4))
    streets = timed(join(grid(80, 2), far_bank))

    found = ask([(0.5, 2.6)], here=(0.5, 2.4), streets=streets)

    assert len(found) == 0


def test_nobody_walks_straight_across_the_river_from_street_to_street():
    found = ask([(0, 1.9)], here=(0, 1))

    assert found.travel_s[0] > 20 * 60


def test_a_desk_on_an_island_without_a_way_is_not_found():
    island = grid(80, 2, origin=(0, 8))
    streets = timed(join(grid(80, 2), island))

    found = ask([(0, 8), (5, 0)], streets=streets)

    assert found.rows.tolist() == [1]


def test_a_bicycle_rides_around_the_steps():
    town_with_steps = grid(5, 2, without=[((0, 0), (0, 1))], ways={((0, 0), (0, 1)): STEPS})

    on_foot = ask([(0, 1)], streets=timed(town_with_steps))
    by_bike = ask([(0, 1)], streets=timed(town_with_steps, Mode.BIKE))

    assert on_foot.travel_s.tolist() == pytest.approx([60])
    assert by_bike.travel_s.tolist() == pytest.approx([3 * 80 / 200 * 60])


def test_a_desk_that_closes_before_one_has_come_over_the_bridge_does_not_count():
    hours = ["Mo-Su 09:00-19:15", "Mo-Su 09:00-19:15"]

    found = ask([(0, 2), (8, 0)], hours=hours, stay_s=30 * 60)

    assert found.rows.tolist() == [1]


def test_the_soonest_counts_the_way_over_the_bridge():
    hours = ["Mo-Su 18:45-21:00", "Mo-Su 18:48-21:00"]

    found = ask([(0, 2), (8, 0)], hours=hours, rule=OpenRule.SOONEST)

    assert found.rows.tolist() == [1, 0]
    assert found.starts_min.tolist() == pytest.approx([18 * 60 + 48, 18 * 60 + 30 + 22])


def test_nothing_open_is_nothing_found():
    found = ask([(0, 2), (8, 0)], hours=["Mo-Su 09:00-12:00"] * 2)

    assert len(found) == 0


PLACES = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda at: (at[0] / 4, at[1] / 4))


FAST_FERRY = {((0, 1), (10, 2)): ferry(20)}
TOWNS = [
    timed(RIVER),
    timed(RIVER, Mode.BIKE),
    time_streets(
        graph_of(grid(11, 4, without=river(11, 1, bridge=5), ways=FAST_FERRY)),
        Mode.WALK,
        speeds=Speeds(),
        ferry_wait_s=0,
    ),
]


@pytest.mark.parametrize("most_nodes_at_once", [0, 1_000])
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(TOWNS), st.lists(PLACES, min_size=1, max_size=12), PLACES, st.integers(1, 8))
def test_the_answer_is_what_searching_every_street_gives(
    monkeypatch, most_nodes_at_once, streets, desks, here, limit
):
    monkeypatch.setattr(street_lookup, "MOST_NODES_AT_ONCE", most_nodes_at_once)

    found = ask(desks, here=here, streets=streets, limit=limit, max_s=1800)

    times = np.array(seconds(streets, [here], desks, limit_s=1800)[0])
    assert found.travel_s == pytest.approx(np.sort(times[times < np.inf])[:limit], abs=1e-6)
    assert found.travel_s == pytest.approx(times[found.rows], abs=1e-6)


HOURS = st.sampled_from(["24/7", "Mo-Su 18:40-22:00", "Mo-Su 18:50-19:30", "Th 08:00-12:00"])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(PLACES, HOURS), min_size=1, max_size=12),
    PLACES,
    st.integers(1, 5),
    st.sampled_from(OpenRule),
)
def test_searching_step_by_step_answers_what_one_search_of_everything_answers(
    desks, here, limit, rule
):
    places, hours = zip(*desks, strict=True)
    asked = {"here": here, "hours": hours, "limit": limit, "rule": rule, "max_s": 2400}

    found = ask(places, **asked)
    with patch.object(nearest_by_streets, "_limits_s", lambda search: [search.lookup.max_s]):
        at_once = ask(places, **asked)

    assert found.rows.tolist() == at_once.rows.tolist()
    assert found.starts_min.tolist() == pytest.approx(at_once.starts_min.tolist())


@settings(max_examples=25)
@given(st.lists(PLACES, min_size=1, max_size=6), PLACES, PLACES)
def test_one_more_desk_never_makes_a_lookup_worse(desks, added, here):
    before = ask(desks, here=here)
    after = ask([*desks, added], here=here)

    assert (after.travel_s[: len(before)] <= before.travel_s[: len(after)] + 1e-9).all()


def test_only_a_desk_that_moved_is_put_onto_the_streets_again(monkeypatch):
    streets = timed(RIVER)
    lon, lat = np.array([place(0, 0), place(3, 1), place(5, 0)]).T
    before = put_on_streets(streets, lon, lat)
    asked = []
    monkeypatch.setattr(street_lookup, "snap", recording(street_lookup.snap, asked))

    moved_lon, moved_lat = np.array([place(5, 0), place(7, 3), place(0, 0)]).T
    after = put_on_streets(streets, moved_lon, moved_lat, before)

    assert asked == [[place(7, 3)]]
    fresh = put_on_streets(streets, moved_lon, moved_lat)
    assert after.places.edge.tolist() == fresh.places.edge.tolist()
    assert after.places.from_ends_s.tolist() == fresh.places.from_ends_s.tolist()


def recording(snap, asked):
    def recorded(streets, lon, lat):
        asked.append(list(zip(lon.tolist(), lat.tolist(), strict=True)))
        return snap(streets, lon, lat)

    return recorded


def test_new_streets_put_every_desk_again():
    lon, lat = np.array([place(0, 2)]).T
    before = put_on_streets(timed(RIVER), lon, lat)

    streets = timed(grid(3, 3))

    assert put_on_streets(streets, lon, lat, before).streets is streets


def test_a_search_forgets_where_it_started_even_where_it_fails(monkeypatch):
    streets = timed(RIVER)
    lookup = put_on_streets(streets, *np.array([place(0, 0)]).T)
    start = start_at(lookup, *place(3.25, 1))
    search = lookup.reach.__self__
    monkeypatch.setattr(street_lookup, "dijkstra", failing)

    with pytest.raises(MemoryError):
        lookup.reach(start.here, 600)

    assert search._matrix.indices[-2:].tolist() == [0, 0]
    assert search._matrix.data[-2:].tolist() == [np.inf, np.inf]


def failing(*_arguments, **_named):
    raise MemoryError
