from dataclasses import replace
from itertools import product

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places import PlaceKind
from planner.candidates import CandidatePlace, CandidateSource, choose_candidates
from planner.coverage import Standard, find_coverage
from planner.demand import DemandPlace, Weight, build_demand
from planner.options import Costs, build_actions
from tests.plan_towns import EVENINGS, desks, people, ways, week

LISTED = CandidatePlace("k1", "旧厂房", 121.51, 31.21, 90_000, 0)
HOME = DemandPlace("a1", "公寓", PlaceKind.APARTMENT, 121.50, 31.20, 8, 0, week(EVENINGS), None)
PARK = replace(HOME, code="p1", name="园区", kind=PlaceKind.PARK, lon=121.52)
FIRM = replace(HOME, code="f1", name="厂", kind=PlaceKind.FIRM, lon=121.54)
HOST = replace(FIRM, code="f2", name="大厂", lon=121.56, can_host=True)
NOBODY = build_demand([], kinds=list(PlaceKind), weight=Weight.PEOPLE)
SITES, PLACES, CELLS, NONE = CandidateSource
CELL = h3.latlng_to_cell(31.2, 121.5, 8)


def at(demand, *positions):
    lon, lat = np.array(positions, dtype=float).T
    return replace(demand, lon=lon.copy(), lat=lat.copy())


def choose(listed=(), places=(), demand=NOBODY, covered=(), *, services=0, source=None):
    """Choose candidates where a desk covers the demand points with these numbers."""
    site = desks("24/7")
    minutes = {(row, 0): 5.0 for row in covered}
    coverage = find_coverage(demand, site, ways(demand, site, minutes), Standard())
    mask = np.uint64(services)
    return choose_candidates(listed, places, demand, coverage, services=mask, source=source)


def test_listed_candidate_sites_come_first():
    found = choose([LISTED], [HOME], people(EVENINGS))

    assert (found.source, found.sites.codes, found.sites.names) == (SITES, ["k1"], ["旧厂房"])
    assert (found.sites.lon.tolist(), found.sites.lat.tolist()) == ([121.51], [31.21])


def test_without_a_list_it_is_apartments_parks_and_firms_that_can_host():
    found = choose([], [PARK, FIRM, HOST, HOME], people(EVENINGS))

    assert (found.source, found.sites.codes) == (PLACES, ["a1", "f2", "p1"])
    assert found.sites.names == ["公寓", "大厂", "园区"]
    assert found.sites.lon.tolist() == [121.50, 121.56, 121.52]


def test_without_hosts_it_is_the_cells_of_uncovered_people():
    found = choose([], [FIRM], at(people(EVENINGS), (121.5, 31.2)))

    assert (found.source, found.sites.codes) == (CELLS, [CELL])


def test_where_there_is_nothing_there_are_no_candidates():
    found = choose()

    assert (found.source, len(found.sites)) == (NONE, 0)
    assert len(build_actions(desks(), found.sites, costs=Costs(), own_costs=found.own_costs)) == 0


@pytest.mark.parametrize(
    ("source", "codes"),
    [(SITES, ["k1"]), (PLACES, ["a1"]), (CELLS, [CELL]), (NONE, [])],
)
def test_the_source_asked_for_is_taken_whatever_the_others_have(source, codes):
    found = choose([LISTED], [HOME], at(people(EVENINGS), (121.5, 31.2)), source=source)

    assert (found.source, found.sites.codes) == (source, codes)


@pytest.mark.parametrize("source", CandidateSource)
def test_the_source_asked_for_may_have_no_candidates(source):
    found = choose(source=source)

    assert (found.source, len(found.sites)) == (source, 0)


def test_a_cell_has_one_candidate_in_the_middle_of_its_uncovered_people():
    lat, lon = h3.cell_to_latlng(CELL)
    positions = (lon, lat), (lon + 0.003, lat - 0.0015), (lon - 0.001, lat)
    demand = at(people(EVENINGS, EVENINGS, EVENINGS), *positions)

    found = choose(demand=demand, covered=[2]).sites

    assert (found.codes, found.names) == ([CELL], ["公寓1"])
    assert found.lon.tolist() == pytest.approx([lon + 0.002], abs=1e-9)
    assert found.lat.tolist() == pytest.approx([lat - 0.001], abs=1e-9)


def test_cells_are_told_apart_and_each_is_named_after_its_largest_place():
    here, there = (121.50, 31.2), (121.55, 31.2)
    demand = at(people(*[EVENINGS] * 4), here, there, there, here)

    found = choose(demand=demand).sites

    by_code = dict(zip(found.codes, zip(found.names, found.lon, strict=True), strict=True))
    assert by_code == {
        CELL: ("公寓3", pytest.approx(121.50)),
        h3.latlng_to_cell(31.2, 121.55, 8): ("公寓2", pytest.approx(121.55)),
    }


def test_of_equal_places_a_cell_is_named_after_the_first():
    demand = replace(people(EVENINGS, EVENINGS), people=np.array([3.0, 3.0]))

    assert choose(demand=demand).sites.names == ["公寓0"]


def test_no_cell_is_for_nobody_or_for_people_who_are_covered():
    demand = replace(people(EVENINGS, EVENINGS), people=np.array([0.0, 7.0]))

    assert choose(demand=demand, covered=[1]).source is NONE


def test_a_candidate_offers_all_services_and_is_never_open_yet():
    found = choose([LISTED], services=0b1011).sites

    assert found.services.dtype == np.uint64
    assert found.offers(0b1011).all()
    assert found.weeks[found.week_ids[0]].minutes == 0


def test_costs_that_nobody_knows_are_not_a_number():
    unknown = replace(LISTED, code="k2", lon=121.6, setup_cost=None, yearly_rent=None)

    found = choose([unknown, LISTED]).own_costs

    assert np.array_equal(found.setup_cost, [90_000, np.nan], equal_nan=True)
    assert np.array_equal(found.yearly_rent, [0, np.nan], equal_nan=True)


@pytest.mark.parametrize("source", [PLACES, CELLS])
def test_of_hosts_and_cells_no_costs_are_known(source):
    found = choose(places=[HOME], demand=people(EVENINGS), source=source).own_costs

    assert np.isnan([*found.setup_cost, *found.yearly_rent]).tolist() == [True, True]


def kept(*costs, code="k{}"):
    """Choose among candidates k0, k1, … at one place with these costs to set up and rent."""
    listed = [
        replace(LISTED, code=code.format(number), setup_cost=setup, yearly_rent=rent)
        for number, (setup, rent) in enumerate(costs)
    ]
    return choose(listed).sites.codes


@pytest.mark.parametrize(
    ("costs", "codes"),
    [
        ([(5, 5), (5, 5)], ["k0"]),
        ([(None, None), (None, None)], ["k0"]),
        ([(5, 5), (5, 4)], ["k1"]),
        ([(5, 5), (4, 5), (6, 6)], ["k1"]),
        ([(None, 5), (None, 4)], ["k1"]),
        ([(5, None), (4, None)], ["k1"]),
    ],
)
def test_of_candidates_at_one_place_the_cheapest_stays_and_of_equals_the_first(costs, codes):
    assert kept(*costs) == codes


@pytest.mark.parametrize("costs", [[(5, 4), (4, 5)], [(5, 5), (None, 5)], [(5, None), (5, 5)]])
def test_candidates_at_one_place_stay_where_either_may_be_cheaper(costs):
    assert kept(*costs) == ["k0", "k1"]


def test_candidates_with_the_same_longitude_alone_are_not_at_one_place():
    assert len(choose([LISTED, replace(LISTED, code="k2", lat=31.3)]).sites) == 2


def test_of_a_thousand_candidates_at_one_place_one_is_left():
    assert kept(*[(None, None)] * 1_000, code="k{:03}") == ["k000"]


def test_a_host_in_the_same_place_as_another_is_one_candidate():
    firm = replace(HOST, code="z", park_code="p1", lon=PARK.lon)

    assert choose(places=[firm, PARK]).sites.codes == ["p1"]


def test_hosts_with_the_same_code_are_told_apart_by_their_kind():
    places = [HOME, replace(PARK, code="a1"), HOST, replace(FIRM, code="f2")]

    assert choose(places=places).sites.codes == ["apartment:a1", "f2", "park:a1"]


def test_a_code_that_looks_like_a_prefixed_one_cannot_be_mistaken_for_it():
    places = [HOME, replace(PARK, code="a1"), replace(HOST, code="park:a1")]

    assert choose(places=places).sites.codes == ["apartment:a1", "firm:park:a1", "park:a1"]


COST = st.none() | st.integers(0, 4)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(COST, COST), min_size=1, max_size=8),
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)),
)
def test_the_least_cost_at_a_place_never_changes(costs, defaults):
    setup, rent, years = defaults
    default = Costs(setup_cost=setup, yearly_rent=rent, amortisation_years=years)
    listed = [
        replace(LISTED, code=str(number), setup_cost=own[0], yearly_rent=own[1])
        for number, own in enumerate(costs)
    ]

    found = choose(listed)

    actions = build_actions(desks(), found.sites, costs=default, own_costs=found.own_costs)
    by_hand = [
        (setup if one is None else one) / years + (rent if other is None else other)
        for one, other in costs
    ]
    staff = default.staff_cost(actions.weekly_hours_added)
    assert (actions.yearly_cost - staff).min() == pytest.approx(min(by_hand))


@settings(max_examples=40)
@given(st.permutations(list(product("ab", (HOME, PARK, HOST)))))
def test_the_order_of_the_places_changes_nothing(order):
    places = [replace(place, code=code, lat=ord(code) / 4) for code, place in order]

    found = choose(places=places).sites

    assert found.codes == sorted(f"{place.kind}:{code}" for code, place in order)
