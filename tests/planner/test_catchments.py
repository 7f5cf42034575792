from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import catchments
from planner.catchments import NO_HOUR, Crowding, find_crowding
from planner.coverage import Standard
from planner.day_limits import HOURS_PER_WEEK, hour_limits
from tests.plan_towns import EVENINGS, desks, people, ways

TUESDAY = 24
LEGAL = 1


def crowding(demand, sites, minutes, *, desks_each=None, **standard) -> Crowding:
    many = np.ones(len(sites)) if desks_each is None else np.array(desks_each, dtype=float)
    return find_crowding(
        demand, sites, ways(demand, sites, minutes), desks=many, standard=Standard(**standard)
    )


def test_a_desk_is_busiest_when_most_people_can_start_there():
    demand = people("Tu 18:00-22:00", "Tu 19:00-22:00", "We 18:00-22:00")
    sites = desks("24/7")

    found = crowding(demand, sites, {(0, 0): 5, (1, 0): 5, (2, 0): 5})

    assert found.busiest_hour.tolist() == [2 * TUESDAY + 18]
    assert found.busiest_people_per_desk.tolist() == [4]


def test_two_desks_halve_the_crowd():
    demand, sites = people(EVENINGS, EVENINGS), desks("24/7")

    found = crowding(demand, sites, {(0, 0): 5, (1, 0): 5}, desks_each=[2])

    assert found.busiest_people_per_desk.tolist() == [1.5]
    assert found.best_people_per_desk.tolist() == [1.5, 1.5]


def test_a_second_site_relieves_those_who_reach_both():
    demand = people("Tu 18:00-19:00", "Tu 18:00-19:00")
    sites = desks("24/7", "24/7")

    found = crowding(demand, sites, {(0, 0): 5, (1, 0): 5, (1, 1): 5})

    assert found.best_people_per_desk.tolist() == pytest.approx([3, 1 / (1 / 3 + 1 / 2)])


def test_one_goes_in_the_hour_in_which_the_others_cannot():
    demand = people("Tu 18:00-22:00", "Tu 18:00-20:00")
    sites = desks("24/7")

    found = crowding(demand, sites, {(0, 0): 5, (1, 0): 5})

    assert found.best_hour.tolist() == [TUESDAY + 20, TUESDAY + 18]
    assert found.best_people_per_desk.tolist() == [1, 3]


def test_who_reaches_no_desk_in_time_has_none():
    demand = people(EVENINGS, EVENINGS, EVENINGS)
    sites = desks("Mo-Fr 09:00-17:00", "24/7", services=[LEGAL, 0])

    found = crowding(demand, sites, {(0, 0): 5, (1, 1): 5}, services=LEGAL)

    assert found.busiest_hour.tolist() == [NO_HOUR, NO_HOUR]
    assert found.busiest_people_per_desk.tolist() == [0, 0]
    assert found.best_hour.tolist() == [NO_HOUR] * 3
    assert found.best_people_per_desk.tolist() == [np.inf] * 3


def test_nobody_beyond_the_standard_counts():
    demand, sites = people(EVENINGS, EVENINGS), desks("24/7")

    found = crowding(demand, sites, {(0, 0): 15, (1, 0): 15.1})

    assert found.busiest_people_per_desk.tolist() == [1]


def test_an_empty_place_finds_the_desk_empty():
    nobody = replace(people(EVENINGS), people=np.zeros(1))

    found = crowding(nobody, desks("24/7"), {(0, 0): 5})

    assert found.busiest_hour.tolist() == [NO_HOUR]
    assert found.best_people_per_desk.tolist() == [0]


@pytest.mark.parametrize("count", [0, 1])
def test_a_city_without_people_or_without_desks_is_answered(count):
    demand, sites = people(*[EVENINGS] * count), desks(*["24/7"] * (1 - count))

    found = crowding(demand, sites, {})

    assert len(found.best_hour) == count
    assert len(found.busiest_hour) == 1 - count


FREE = ["Mo-Su 18:00-22:00", "24/7", "Su 23:30-02:00", "Mo-Fr 11:30-13:00", "off"]
HOURS = ["Mo-Fr 09:00-17:00", "24/7", "Mo-Su 20:00-01:00", "We 12:00-21:00", "off"]
TOWNS = st.tuples(
    st.lists(st.sampled_from(FREE), min_size=1, max_size=5),
    st.lists(st.sampled_from(HOURS), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)


def settled(town):
    free, hours, random = town
    demand, sites = people(*free), desks(*hours)
    pairs = [(row, column) for row in range(len(demand)) for column in range(len(sites))]
    return demand, sites, {pair: random.randint(0, 20) for pair in pairs if random.random() < 0.8}


def by_hand(demand, sites, minutes) -> tuple[np.ndarray, np.ndarray]:
    """Most people by site and most desks per person by demand point, one sum after the other."""
    limits = hour_limits(demand.free, sites.weeks, stay_min=30)
    reach = {
        (row, column, hour)
        for (row, column), way in minutes.items()
        for hour in range(HOURS_PER_WEEK)
        if way <= 15 and way <= limits[demand.free_ids[row], column, hour]
    }
    crowd = np.zeros((len(sites), HOURS_PER_WEEK))
    for row, column, hour in reach:
        crowd[column, hour] += demand.people[row]
    shares = np.zeros((len(demand), HOURS_PER_WEEK))
    for row, column, hour in reach:
        shares[row, hour] += 1 / crowd[column, hour]
    return crowd.max(axis=1), shares.max(axis=1)


@settings(max_examples=30)
@given(TOWNS)
def test_sums_equal_those_done_by_hand(town):
    demand, sites, minutes = settled(town)

    found = crowding(demand, sites, minutes)

    crowd, shares = by_hand(demand, sites, minutes)
    np.testing.assert_allclose(found.busiest_people_per_desk, crowd)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(found.best_people_per_desk, 1 / shares)


def test_pairs_are_counted_once_however_few_are_looked_at_together(monkeypatch):
    demand, sites = people(*FREE), desks(*HOURS)
    minutes = {(row, column): row + column for row in range(5) for column in range(5)}
    whole = crowding(demand, sites, minutes)
    monkeypatch.setattr(catchments, "_PAIRS_AT_ONCE", 2)
    monkeypatch.setattr(catchments, "_LIMITS_AT_ONCE", 1)

    pieces = crowding(demand, sites, minutes)

    for name in Crowding.__slots__:
        np.testing.assert_allclose(getattr(pieces, name), getattr(whole, name))
