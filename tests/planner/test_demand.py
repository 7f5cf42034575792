from dataclasses import replace

from geo.places import PlaceKind
from planner.demand import DemandPlace, Weight, build_demand
from tests.plan_towns import week

ALL = tuple(PlaceKind)
FREE = week("Mo-Fr 17:30-19:30")
PARK = DemandPlace("p1", "产业园", PlaceKind.PARK, 121.5, 31.2, 100, 30, FREE, "yp")
FIRM = DemandPlace("f1", "电子厂", PlaceKind.FIRM, 121.5, 31.2, 40, None, FREE, "yp", "p1")
HOME = DemandPlace(
    "a1", "公寓", PlaceKind.APARTMENT, 121.5, 31.2, 8, 9, week("Su 08:00-22:30"), None
)


def people(places, *, kinds=ALL, weight=Weight.PEOPLE):
    demand = build_demand(places, kinds=kinds, weight=weight)
    return dict(zip(demand.codes, demand.people.tolist(), strict=True))


def test_a_firm_inside_a_park_counts_in_the_park_alone():
    assert people([PARK, FIRM, HOME]) == {"a1": 8, "p1": 100}


def test_a_firm_counts_itself_where_parks_are_not_asked_for():
    assert people([PARK, FIRM], kinds=[PlaceKind.FIRM]) == {"f1": 40}


def test_a_firm_counts_itself_where_its_park_is_not_known():
    assert people([replace(FIRM, park_code="gone"), PARK]) == {"f1": 40, "p1": 100}


def test_members_are_left_out_where_only_others_are_asked_for():
    assert people([PARK, FIRM, HOME], weight=Weight.NON_MEMBERS) == {"a1": 0, "p1": 70}


def test_unknown_numbers_count_as_nobody():
    assert people([replace(HOME, people=None)]) == {"a1": 0}


def test_places_with_the_same_free_hours_share_them():
    demand = build_demand(
        [PARK, replace(FIRM, park_code=None), HOME], kinds=ALL, weight=Weight.PEOPLE
    )

    assert demand.codes == ["a1", "f1", "p1"]
    assert demand.free_ids.tolist() == [0, 1, 1]
    assert demand.free == [HOME.free, FREE]


def test_no_places_are_no_demand():
    assert len(build_demand([], kinds=ALL, weight=Weight.PEOPLE)) == 0
