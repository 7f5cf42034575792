from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import gaps as gaps_module
from planner.coverage import Reason, Standard, find_coverage
from planner.gaps import Gap, GapRules, find_gaps
from tests.plan_towns import EVENINGS, desks, people, ways, week

OFFICE = "Mo-Fr 09:00-17:00"
LONGER = ("Mo-Fr 17:00-20:00", "Sa 09:00-17:00", "Su 09:00-17:00")
ALL_WEEK = "Mo-Fr 17:00-20:00; Sa-Su 09:00-17:00"
LEGAL = 1


def gaps(demand, sites, minutes, *, extensions=LONGER, resolution=8, **standard) -> list[Gap]:
    times, asked = ways(demand, sites, minutes), Standard(**standard)
    return find_gaps(
        demand,
        sites,
        times,
        coverage=find_coverage(demand, sites, times, asked),
        standard=asked,
        rules=GapRules([week(text) for text in extensions], resolution),
    )


def at(demand, *positions, unions=None):
    lon, lat = np.array(positions, dtype=float).T
    codes = list(unions) if unions else demand.union_codes
    return replace(demand, lon=lon.copy(), lat=lat.copy(), union_codes=codes)


def test_uncovered_people_of_one_union_and_cell_are_one_gap():
    demand, sites = people(EVENINGS, EVENINGS, EVENINGS), desks(OFFICE, "24/7")

    found = gaps(demand, sites, {(0, 0): 5, (1, 1): 5, (2, 0): 5})

    assert [(gap.people, gap.demand_codes) for gap in found] == [(5, ("a2", "a0"))]


def test_gaps_are_told_apart_by_union_and_by_cell_and_the_largest_comes_first():
    here, there = (121.50, 31.2), (121.55, 31.2)
    demand = at(people(*[EVENINGS] * 4), here, here, there, here, unions=["yp", "hk", "yp", "yp"])

    found = gaps(demand, desks(), {})

    assert [(gap.union_code, gap.people) for gap in found] == [("yp", 9), ("yp", 4), ("hk", 2)]
    assert found[0].cell == found[2].cell != found[1].cell


def test_people_outside_every_union_are_a_gap_as_well():
    assert gaps(people(EVENINGS), desks(), {})[0].union_code is None


def test_coarser_cells_hold_more():
    demand = at(people(EVENINGS, EVENINGS), (121.50, 31.2), (121.55, 31.2))

    assert len(gaps(demand, desks(), {}, resolution=8)) == 2
    assert len(gaps(demand, desks(), {}, resolution=4)) == 1


def test_the_position_is_the_middle_of_the_people():
    demand = at(people(EVENINGS, EVENINGS), (121.500, 31.2), (121.503, 31.2))

    gap = gaps(demand, desks(), {}, resolution=5)[0]

    assert (gap.lon, gap.lat) == pytest.approx((121.502, 31.2))


def test_the_reason_is_that_of_most_people():
    demand = people(EVENINGS, EVENINGS, EVENINGS)
    sites = desks(OFFICE, OFFICE, services=[LEGAL, 0])

    gap = gaps(demand, sites, {(0, 0): 5, (1, 1): 5}, services=LEGAL)[0]

    assert gap.people_by_reason == {Reason.DISTANCE: 4, Reason.SERVICE: 2, Reason.HOURS: 1}
    assert gap.reason is Reason.DISTANCE


def test_where_nobody_is_there_is_no_gap():
    nobody = replace(people(EVENINGS), people=np.zeros(1))

    assert gaps(nobody, desks(OFFICE), {(0, 0): 5}) == []


def test_the_nearest_site_is_that_of_the_largest_place():
    demand, sites = people(EVENINGS, EVENINGS), desks(OFFICE, OFFICE)

    gap = gaps(demand, sites, {(0, 0): 5, (1, 0): 40, (1, 1): 30})[0]

    assert (gap.nearest_code, gap.nearest_min) == ("s1", 30)


def test_without_a_site_in_reach_there_is_no_nearest():
    gap = gaps(people(EVENINGS), desks(OFFICE), {})[0]

    assert (gap.nearest_code, gap.nearest_min) == (None, np.inf)


def test_the_shortest_hours_that_cover_most_people_are_told():
    demand, sites = people(EVENINGS, EVENINGS, EVENINGS), desks(OFFICE, "Mo-Fr 10:00-18:00")

    helpful = gaps(demand, sites, {(0, 0): 5, (1, 1): 5, (2, 0): 5, (2, 1): 5})[0].helpful

    assert (helpful.site_code, helpful.people, helpful.added_min) == ("s1", 6, 5 * 120)
    assert (helpful.added, helpful.week) == (week(LONGER[0]), week("Mo-Fr 10:00-20:00"))


def test_longer_hours_that_cover_most_win_over_shorter_ones_that_do_not():
    demand = people("Sa-Su 10:00-12:00", "Sa-Su 10:00-12:00", "Mo-Fr 18:00-22:00")
    sites = desks(OFFICE, OFFICE)
    minutes = {(0, 0): 5, (1, 0): 5, (2, 1): 5}

    helpful = gaps(demand, sites, minutes, extensions=("Sa-Su 10:00-11:00", LONGER[0]))[0].helpful

    assert (helpful.site_code, helpful.people, helpful.added_min) == ("s1", 4, 900)


def test_where_none_covers_most_it_is_the_one_that_covers_most():
    demand, sites = people(EVENINGS, EVENINGS, EVENINGS), desks(OFFICE, OFFICE)

    helpful = gaps(demand, sites, {(0, 0): 5, (1, 1): 5})[0].helpful

    assert (helpful.site_code, helpful.people) == ("s1", 2)


def test_of_equal_sites_the_nearer_one_is_extended():
    demand, sites = people(EVENINGS), desks(OFFICE, OFFICE)

    assert gaps(demand, sites, {(0, 0): 9, (0, 1): 5})[0].helpful.site_code == "s1"


def test_days_that_are_served_already_count_together_with_the_added_ones():
    demand, sites = people("Mo 18:00-22:00; Sa 10:00-16:00"), desks("Mo 09:00-20:00", OFFICE)

    helpful = gaps(demand, sites, {(0, 0): 5, (0, 1): 5}, days=2)[0].helpful

    assert (helpful.added, helpful.people) == (week(LONGER[1]), 1)


def test_a_consultation_may_go_on_from_present_into_added_hours():
    demand, sites = people("Mo-Fr 16:40-17:10"), desks(OFFICE)

    helpful = gaps(demand, sites, {(0, 0): 0}, extensions=("Mo-Fr 17:00-17:10",))[0].helpful

    assert helpful.people == 1


@pytest.mark.parametrize(
    ("minutes", "standard"),
    [
        ({(0, 0): 16}, {}),
        ({(0, 0): 5}, {"services": LEGAL}),
        ({(0, 0): 5}, {"days": 7}),
        ({}, {}),
    ],
)
def test_no_hours_help_where_it_is_too_far_or_not_offered_or_on_too_few_days(minutes, standard):
    gap = gaps(people(EVENINGS), desks(OFFICE), minutes, **standard)[0]

    assert gap.helpful is None


def test_without_extensions_to_choose_from_none_is_told():
    assert gaps(people(EVENINGS), desks(OFFICE), {(0, 0): 5}, extensions=())[0].helpful is None


def test_an_empty_city_has_no_gaps():
    assert gaps(people(), desks(OFFICE), {}) == []


FREE = st.sampled_from([EVENINGS, "Sa 10:00-16:00", "Mo-Fr 11:30-13:00", "Su 08:00-12:00"])
HOURS = st.sampled_from([OFFICE, "off", "Mo 09:00-20:00", "Tu-Sa 10:00-18:00", "Mo-Su 00:00-24:00"])
TOWNS = st.tuples(
    st.lists(FREE, min_size=1, max_size=5),
    st.lists(HOURS, min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)


def best_by_trying(demand, hours, minutes) -> list[tuple[int, float]]:
    """Extend each site in every way, compute the whole coverage again, and keep the best."""
    before = covered(demand, hours, minutes)
    uncovered = sum(demand.people) - before
    tried = []
    for site, text in enumerate(hours):
        for extra in (*LONGER, ALL_WEEK.replace(";", ",")):
            longer = list(hours)
            longer[site] = extra if text == "off" else f"{text}, {extra}"
            added = week(longer[site]).minutes - week(text).minutes
            tried.append((added, covered(demand, longer, minutes) - before))
    most = [(added, gained) for added, gained in tried if gained > uncovered / 2]
    some = [(added, gained) for added, gained in tried if gained > 0]
    by_hours = sorted(most, key=lambda each: (each[0], -each[1]))
    by_people = sorted(some, key=lambda each: (-each[1], each[0]))
    return [*by_hours, *by_people][:1]


def covered(demand, hours, minutes) -> float:
    sites = desks(*hours)
    times = ways(demand, sites, minutes)
    return find_coverage(demand, sites, times, Standard()).people(demand)


@settings(max_examples=30)
@given(TOWNS)
def test_no_other_hours_are_better(town):
    free, hours, random = town
    demand = people(*free)
    pairs = [(row, column) for row in range(len(free)) for column in range(len(hours))]
    minutes = {pair: random.randint(0, 18) for pair in pairs}

    found = gaps(demand, desks(*hours), minutes, extensions=(*LONGER, ALL_WEEK))

    chosen = [(gap.helpful.added_min, gap.helpful.people) for gap in found if gap.helpful]
    assert chosen == best_by_trying(demand, hours, minutes)


def test_pairs_are_counted_once_however_few_are_looked_at_together(monkeypatch):
    demand, sites = people(*[EVENINGS] * 5), desks(*[OFFICE] * 3)
    minutes = {(row, column): 5 + column for row in range(5) for column in range(3)}
    whole = gaps(demand, sites, minutes)
    monkeypatch.setattr(gaps_module, "_PAIRS_AT_ONCE", 2)

    assert gaps(demand, sites, minutes) == whole
