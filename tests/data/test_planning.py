import datetime

import pytest
import shapely
from sqlalchemy import insert, text

from data.planning import load_planning_data
from data.tables import (
    CandidateSite,
    Closure,
    Firm,
    IndustrialPark,
    Service,
    ServicePoint,
    Union,
    WorkerApartment,
)
from geo.places import PlaceKind, Status, Tier, UnionLevel
from planner.candidates import CandidatePlace
from planner.demand import DEFAULT_FREE_HOURS
from planner.sites import NEVER_OPEN
from tests.plan_towns import week

HERE = shapely.Point(121.53, 31.32)
HOME = {"code": "a1", "name": "殷行公寓", "residents": 8, "members": 2, "location": HERE}
POINT = {
    "code": "yinhang",
    "name": "殷行站",
    "tier": Tier.STATION,
    "opening_hours": "Mo-Fr 09:00-20:00",
    "services": ("legal_aid",),
    "location": HERE,
}
OFFICE = week("Mo-Fr 09:00-17:00")


def add(session, table, *rows):
    session.execute(insert(table), list(rows))


def union(code, level, west=None, parent=None, width=0.2):
    """A union with a square area from a western edge, or without any."""
    area = west and shapely.MultiPolygon([shapely.box(west, 31.2, west + width, 31.4)])
    return {
        "code": code,
        "name": f"{code}工会",
        "level": level,
        "parent_code": parent,
        "area": area,
    }


def places(session):
    return {place.code: place for place in load_planning_data(session).places}


def test_apartments_parks_and_firms_are_read_with_their_people(session):
    add(session, WorkerApartment, HOME)
    add(session, IndustrialPark, {"code": "p1", "name": "产业园", "workers": 100, "location": HERE})
    add(
        session,
        Firm,
        {"code": "f1", "name": "厂", "employees": 40, "park_code": "p1", "location": HERE},
    )

    found = places(session)

    kinds = {code: (each.kind, each.people, each.park_code) for code, each in found.items()}
    assert kinds == {
        "a1": (PlaceKind.APARTMENT, 8, None),
        "p1": (PlaceKind.PARK, 100, None),
        "f1": (PlaceKind.FIRM, 40, "p1"),
    }
    assert (found["a1"].name, found["a1"].members) == ("殷行公寓", 2)
    assert (found["a1"].lon, found["a1"].lat) == (121.53, 31.32)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (PlaceKind.APARTMENT, WorkerApartment),
        (PlaceKind.PARK, IndustrialPark),
        (PlaceKind.FIRM, Firm),
    ],
)
@pytest.mark.parametrize("free_hours", [None, "", " "])
def test_free_hours_that_nobody_gave_are_the_default_of_the_kind(session, kind, table, free_hours):
    add(session, table, {"code": "x", "name": "x", "free_hours": free_hours, "location": HERE})

    assert places(session)["x"].free == week(DEFAULT_FREE_HOURS[kind])


def test_free_hours_are_those_of_the_place(session):
    add(session, WorkerApartment, HOME | {"free_hours": "Tu 06:00-13:00"})

    assert places(session)["a1"].free == week("Tu 06:00-13:00")


def test_free_hours_that_somebody_broke_by_hand_are_the_default_and_logged(session, caplog):
    add(session, WorkerApartment, HOME | {"free_hours": "Mo 9-"})

    assert places(session)["a1"].free == week(DEFAULT_FREE_HOURS[PlaceKind.APARTMENT])
    assert "apartment a1" in caplog.text


def test_places_without_a_place_on_earth_are_passed_over_and_logged(session, caplog):
    add(
        session,
        WorkerApartment,
        HOME,
        HOME | {"code": "empty", "location": shapely.Point()},
        HOME | {"code": "metres", "location": shapely.Point(500_000, 3_400_000)},
    )

    assert list(places(session)) == ["a1"]
    assert "apartment empty" in caplog.text
    assert "apartment metres" in caplog.text


def test_a_place_belongs_to_the_smallest_union_of_subdistrict_level_or_higher(session):
    add(
        session,
        Union,
        union("sh", UnionLevel.CITY, 121.3, width=0.6),
        union("yp", UnionLevel.DISTRICT, 121.4, "sh"),
        union("yh", UnionLevel.SUBDISTRICT, 121.5, "yp"),
        union("firm", UnionLevel.FIRM, 121.52, "yh", width=0.05),
    )
    add(
        session,
        WorkerApartment,
        HOME,
        HOME | {"code": "a2", "location": shapely.Point(121.45, 31.3)},
        HOME | {"code": "a3", "location": shapely.Point(121.35, 31.3)},
        HOME | {"code": "a4", "location": shapely.Point(120, 31.3)},
    )

    codes = {code: place.union_code for code, place in places(session).items()}
    assert codes == {"a1": "yh", "a2": "yp", "a3": "sh", "a4": None}


def test_the_union_of_a_park_without_an_area_of_its_own_above_it_is_its_parent(session):
    add(
        session,
        Union,
        union("yh", UnionLevel.SUBDISTRICT),
        union("park", UnionLevel.PARK, 121.5, "yh"),
    )
    add(session, WorkerApartment, HOME)

    assert places(session)["a1"].union_code == "yh"


def test_a_park_is_where_its_point_is(session):
    add(
        session,
        Union,
        union("west", UnionLevel.SUBDISTRICT, 121.3),
        union("east", UnionLevel.SUBDISTRICT, 121.51),
    )
    area = shapely.MultiPolygon([shapely.box(121.3, 31.3, 121.531, 31.33)])
    park = {"code": "p1", "name": "产业园", "location": HERE, "area": area}
    add(session, IndustrialPark, park)

    assert places(session)["p1"].union_code == "east"


def test_open_service_points_are_sites_in_the_order_of_their_codes(session):
    add(session, Service, {"code": "music", "name": "音乐"})
    add(
        session,
        ServicePoint,
        POINT | {"services": ("music", "legal_aid")},
        POINT | {"code": "a", "opening_hours": "Mo-Fr 09:00-17:00", "desks": 3},
        POINT | {"code": "Z", "status": Status.PLANNED},
    )

    data = load_planning_data(session)

    sites = data.sites
    weeks = [sites.weeks[week_id] for week_id in sites.week_ids]
    bits = {code: 1 << bit for bit, code in enumerate(data.service_codes)}
    assert sites.codes == ["a", "yinhang"]
    assert weeks == [OFFICE, week("Mo-Fr 09:00-20:00")]
    assert sites.offers(bits["legal_aid"]).tolist() == [True, True]
    assert sites.offers(bits["legal_aid"] | bits["music"]).tolist() == [False, True]
    assert (sites.lon.tolist(), sites.lat.tolist()) == ([121.53] * 2, [31.32] * 2)


def test_unknown_or_unreadable_hours_are_never_open(session):
    add(
        session,
        ServicePoint,
        POINT | {"code": "unknown", "opening_hours": None},
        POINT | {"code": "broken", "opening_hours": "Mo 9-"},
    )

    sites = load_planning_data(session).sites

    assert (sites.weeks, sites.week_ids.tolist()) == ([NEVER_OPEN], [0, 0])


def test_closures_and_holidays_are_no_part_of_a_typical_week(session):
    add(
        session,
        ServicePoint,
        POINT,
        POINT | {"code": "z", "opening_hours": "Mo-Fr 09:00-20:00; PH off"},
    )
    day = datetime.date(2026, 12, 1)
    add(
        session,
        Closure,
        {"code": "c", "service_point_code": "yinhang", "first_day": day, "last_day": day},
    )

    sites = load_planning_data(session).sites

    assert (sites.weeks, sites.week_ids.tolist()) == ([week("Mo-Fr 09:00-20:00")], [0, 0])


def test_a_service_point_has_at_least_one_desk(session):
    desks = {"none": 0, "three": 3, "unknown": None}
    add(session, ServicePoint, *(POINT | {"code": code, "desks": n} for code, n in desks.items()))

    assert load_planning_data(session).desks.tolist() == [1, 3, 1]


@pytest.mark.parametrize(("said", "can_host"), [(True, True), (False, False), (None, False)])
def test_a_firm_can_host_where_it_said_so(session, said, can_host):
    add(session, Firm, {"code": "f1", "name": "厂", "can_host": said, "location": HERE})

    assert places(session)["f1"].can_host is can_host


def test_candidate_sites_are_read_with_what_is_known_of_their_costs(session):
    add(
        session,
        CandidateSite,
        {"code": "k1", "name": "旧厂房", "location": HERE, "setup_cost": 9e4, "yearly_rent": 0},
        {"code": "k2", "name": "门面", "location": HERE, "setup_cost": None, "yearly_rent": None},
    )

    found = load_planning_data(session).candidates

    assert sorted(found, key=lambda place: place.code) == [
        CandidatePlace("k1", "旧厂房", 121.53, 31.32, 90_000, 0),
        CandidatePlace("k2", "门面", 121.53, 31.32, None, None),
    ]


def test_candidate_sites_without_a_place_on_earth_are_passed_over_and_logged(session, caplog):
    add(
        session,
        CandidateSite,
        {"code": "k1", "name": "旧厂房", "location": HERE},
        {"code": "unknown", "name": "某处", "location": None},
        {"code": "empty", "name": "某处", "location": shapely.Point()},
        {"code": "metres", "name": "某处", "location": shapely.Point(500_000, 3_400_000)},
    )

    found = load_planning_data(session).candidates

    assert [place.code for place in found] == ["k1"]
    assert "candidate site unknown" in caplog.text
    assert "candidate site empty" in caplog.text
    assert "candidate site metres" in caplog.text


def test_names_of_unions_and_the_revision_come_along(database):
    with database.transaction() as session:
        add(session, Union, union("yp", UnionLevel.DISTRICT))

    with database.reading() as session:
        data = load_planning_data(session)
        revision = session.scalar(text("SELECT number FROM revision"))

    assert data.union_names == {"yp": "yp工会"}
    assert data.revision == revision


def test_an_empty_database_is_an_empty_city(session):
    data = load_planning_data(session)

    assert (len(data.places), len(data.sites), len(data.desks)) == (0, 0, 0)
    assert list(data.candidates) == []
