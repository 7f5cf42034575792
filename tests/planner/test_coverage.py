from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.week_hours import to_week_hours
from planner.coverage import NO_SITE, Standard, find_coverage, served_hours
from tests.plan_towns import EVENINGS, desks, people, ways, week

LATE, OFFICE = "Mo-Fr 09:00-20:00", "Mo-Fr 09:00-17:00"
LEGAL, MEDIATION = 1, 2


def covered(demand, sites, minutes, **standard) -> int:
    found = find_coverage(demand, sites, ways(demand, sites, minutes), Standard(**standard))
    return int(found.people(demand))


def reasons(demand, sites, minutes, **standard) -> list[str]:
    times = ways(demand, sites, minutes)
    return find_coverage(demand, sites, times, Standard(**standard)).reasons.tolist()


def test_the_total_tells_who_is_covered():
    demand, sites = people(EVENINGS, EVENINGS, EVENINGS), desks(LATE, OFFICE)

    assert covered(demand, sites, {(0, 0): 5, (1, 1): 5, (2, 0): 15}) == 1 + 4


def test_a_site_exactly_at_the_standard_covers():
    demand, sites = people(EVENINGS), desks(LATE)

    assert covered(demand, sites, {(0, 0): 15}) == 1
    assert covered(demand, sites, {(0, 0): np.nextafter(15, 16)}) == 0


def test_days_may_come_from_different_sites():
    demand, sites = people(EVENINGS), desks("Mo 18:00-20:00", "We 18:00-20:00")

    assert covered(demand, sites, {(0, 0): 5}, days=2) == 0
    assert covered(demand, sites, {(0, 0): 5, (0, 1): 5}, days=2) == 1


def test_the_same_day_at_two_sites_counts_once():
    demand, sites = people(EVENINGS), desks("Mo 18:00-20:00", "Mo 18:00-21:00")

    assert covered(demand, sites, {(0, 0): 5, (0, 1): 5}, days=2) == 0


def test_a_site_must_offer_all_services_asked_for():
    demand = people(EVENINGS, EVENINGS)
    sites = desks(LATE, LATE, services=[LEGAL, LEGAL | MEDIATION])

    assert covered(demand, sites, {(0, 0): 5, (1, 1): 5}, services=LEGAL | MEDIATION) == 2


def test_the_reason_is_the_first_that_holds():
    demand = people(EVENINGS, EVENINGS, EVENINGS, EVENINGS)
    sites = desks(LATE, LATE, OFFICE, services=[MEDIATION, LEGAL, LEGAL])
    minutes = {(0, 1): 16, (1, 0): 5, (2, 2): 5, (3, 1): 5}

    assert reasons(demand, sites, minutes, services=LEGAL) == ["distance", "service", "hours", ""]


def test_the_nearest_site_is_told_even_beyond_the_standard():
    demand, sites = people(EVENINGS, EVENINGS), desks(LATE, LATE)

    found = find_coverage(demand, sites, ways(demand, sites, {(0, 0): 40, (0, 1): 30}), Standard())

    assert found.nearest.tolist() == [1, NO_SITE]
    assert found.nearest_min.tolist() == [30, np.inf]


def test_days_are_told_as_bits_from_monday():
    demand, sites = people(EVENINGS), desks("Mo,We,Su 18:00-20:00")

    found = find_coverage(demand, sites, ways(demand, sites, {(0, 0): 5}), Standard())

    assert found.days.tolist() == [0b1000101]


def test_hours_of_the_week_are_those_in_which_one_can_start():
    demand, sites = people("Tu 18:00-22:00"), desks("Tu 09:00-20:00")

    served = served_hours(demand, sites, ways(demand, sites, {(0, 0): 15}), Standard())

    assert np.flatnonzero(served[0]).tolist() == [24 + 18, 24 + 19]


def days_served(free: str, opening: str, way: float) -> int:
    demand, sites = people(free), desks(opening)
    times = ways(demand, sites, {(0, 0): way})
    return int(find_coverage(demand, sites, times, Standard(longest_min=60)).days[0])


def test_after_a_shift_until_half_past_eleven_a_desk_open_until_one_serves():
    shift, late = "Mo-Fr 23:30-02:00", "Mo-Fr 20:00-01:00"

    assert days_served(shift, late, 15) == 0b0111111
    assert days_served(shift, late, 31) == 0b0111110
    assert days_served(shift, "Mo-Fr 20:00-23:30", 15) == 0


def test_a_window_across_sunday_midnight_counts_for_sunday_and_monday():
    assert days_served("Su 23:00-02:00", "24/7", 15) == 0b1000001
    assert days_served("Su 23:00-02:00", "Su 20:00-01:00", 15) == 0b1000001
    assert days_served("Su 23:00-02:00", "Mo 00:00-01:00", 15) == 0b0000001


def test_a_desk_always_open_serves_whoever_is_ever_free():
    demand, sites = people("Mo,Th 02:00-04:00", EVENINGS, "off"), desks("24/7")

    assert covered(demand, sites, {(0, 0): 15, (1, 0): 15, (2, 0): 15}) == 1 + 2


def test_a_place_without_people_is_covered_and_adds_nobody():
    demand = replace(people(EVENINGS), people=np.zeros(1))
    sites = desks(LATE)

    found = find_coverage(demand, sites, ways(demand, sites, {(0, 0): 5}), Standard())

    assert found.is_covered.tolist() == [True]
    assert found.people(demand) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_a_city_without_people_or_without_desks_is_answered(count):
    demand, sites = people(*[EVENINGS] * count), desks(*[LATE] * (1 - count))

    found = find_coverage(demand, sites, ways(demand, sites, {}), Standard())

    assert found.people(demand) == 0
    assert found.reasons.tolist() == ["distance"] * count


HOURS = st.sampled_from(
    [OFFICE, LATE, "24/7", "Sa-Su 10:00-18:00", "Mo-Su 20:00-01:00", "We 12:00-21:00", "off"]
)
TOWNS = st.tuples(
    st.lists(
        st.sampled_from([EVENINGS, "24/7", "Su 23:30-02:00", "Mo-Fr 11:30-13:00"]), min_size=1
    ),
    st.lists(HOURS, min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)


def settled(town):
    free, hours, random = town
    demand, sites = people(*free[:6]), desks(*hours)
    pairs = [(row, column) for row in range(len(demand)) for column in range(len(sites))]
    return demand, hours, {pair: random.randint(0, 25) for pair in pairs}


@settings(max_examples=40)
@given(TOWNS)
def test_one_more_site_covers_no_fewer(town):
    demand, hours, minutes = settled(town)
    fewer = {pair: way for pair, way in minutes.items() if pair[1]}

    assert covered(demand, desks(*hours), minutes) >= covered(demand, desks(*hours), fewer)


@settings(max_examples=40)
@given(TOWNS, st.sampled_from(["Th 19:00-20:00", "Su 23:30-00:30", "Mo 12:00-13:00"]))
def test_one_more_open_hour_covers_no_fewer(town, hour):
    demand, hours, minutes = settled(town)
    sites = desks(*hours)
    longer = [to_week_hours([*present.intervals, *week(hour).intervals]) for present in sites.weeks]

    less = covered(demand, sites, minutes)

    assert covered(demand, replace(sites, weeks=longer), minutes) >= less


@settings(max_examples=40)
@given(TOWNS, st.integers(0, 20), st.integers(0, 10))
def test_a_longer_standard_covers_no_fewer(town, longest, more):
    demand, hours, minutes = settled(town)
    sites = desks(*hours)

    nearer = covered(demand, sites, minutes, longest_min=longest)

    assert covered(demand, sites, minutes, longest_min=longest + more) >= nearer


@settings(max_examples=40)
@given(TOWNS, st.integers(1, 6))
def test_more_days_needed_cover_no_more(town, days):
    demand, hours, minutes = settled(town)
    sites = desks(*hours)

    fewer_days = covered(demand, sites, minutes, days=days)

    assert covered(demand, sites, minutes, days=days + 1) <= fewer_days
