import datetime

import pytest
import shapely
from sqlalchemy import event, insert

from data.outreach import PlaceFacts, load_outreach_data
from data.planning import load_planning_data
from data.tables import (
    Firm,
    IndustrialPark,
    ServicePoint,
    Union,
    Visit,
    WorkdayCalendar,
    WorkerApartment,
)
from geo.places import PlaceKind, Status, Tier, UnionLevel, UnionStatus
from geo.workdays import DayType
from planner.outreach_teams import Depot
from planner.visits import VisitOutcome

HERE = shapely.Point(121.53, 31.32)
HOME = {"code": "x", "name": "殷行公寓", "location": HERE}
START = datetime.date(2026, 11, 23)
APARTMENT, PARK = (PlaceKind.APARTMENT, "x"), (PlaceKind.PARK, "x")


def add(session, table, *rows):
    session.execute(insert(table), list(rows))


def visit(code, day, **told):
    return {"code": code, "place_code": "x", "date": day, "team": "T1", **told}


def last_visits(session):
    facts = load_outreach_data(session, before=START).facts
    return {key: place.last_visit for key, place in facts.items()}


@pytest.fixture
def homes(session):
    """An apartment and a park with one code."""
    add(session, WorkerApartment, HOME)
    add(session, IndustrialPark, {**HOME, "name": "产业园"})


def test_each_place_has_what_a_team_should_know_of_it(session):
    add(session, WorkerApartment, {**HOME, "address": "国定路3号", "phone": "021-55"})
    add(session, IndustrialPark, {"code": "p", "name": "产业园", "location": HERE})
    add(
        session,
        Firm,
        {"code": "f", "name": "厂", "union_status": UnionStatus.NONE, "location": HERE},
    )

    facts = load_outreach_data(session, before=START).facts

    assert facts == {
        APARTMENT: PlaceFacts("国定路3号", "021-55", None, None),
        (PlaceKind.PARK, "p"): PlaceFacts(None, None, None, None),
        (PlaceKind.FIRM, "f"): PlaceFacts(None, None, UnionStatus.NONE, None),
    }


def test_a_visit_counts_for_the_place_of_its_kind(session, homes):
    day = START - datetime.timedelta(days=9)
    add(session, Visit, visit("v1", day, place_kind=PlaceKind.PARK, outcome=VisitOutcome.MET))

    assert last_visits(session) == {APARTMENT: None, PARK: day}


def test_a_visit_that_knows_no_kind_counts_for_every_place_so_called(session, homes):
    first, later = datetime.date(2026, 5, 1), datetime.date(2026, 6, 1)
    add(session, Visit, visit("v1", first, place_kind=PlaceKind.PARK))
    add(session, Visit, visit("v2", later, place_kind=None))

    assert last_visits(session) == {APARTMENT: later, PARK: later}


def test_visits_from_the_first_day_on_and_those_in_vain_do_not_count(session, homes):
    eve = START - datetime.timedelta(days=1)
    add(
        session,
        Visit,
        visit("v1", START, place_kind=PlaceKind.PARK, outcome=VisitOutcome.MET),
        visit("v2", eve, place_kind=PlaceKind.PARK, outcome=VisitOutcome.NOBODY_THERE),
    )

    assert last_visits(session) == {APARTMENT: None, PARK: None}


def test_depots_are_the_open_service_points(session):
    point = {"tier": Tier.STATION, "location": HERE}
    add(
        session,
        ServicePoint,
        {**point, "code": "yinhang", "name": "殷行站", "status": Status.OPEN},
        {**point, "code": "gone", "name": "旧站", "status": Status.CLOSED},
    )

    found = load_outreach_data(session, before=START)

    assert found.depots == {"yinhang": Depot(121.53, 31.32)}
    assert found.depot_names == {"yinhang": "殷行站"}


def test_unions_with_a_phone_are_known_by_code(session):
    union = {"level": UnionLevel.DISTRICT}
    add(
        session,
        Union,
        {**union, "code": "yp", "name": "杨浦区总工会", "phone": "12351"},
        {**union, "code": "jy", "name": "静安区总工会", "phone": None},
    )

    assert load_outreach_data(session, before=START).union_phones == {"yp": "12351"}


def test_the_calendar_and_the_city_are_those_of_the_database(session, homes):
    day = datetime.date(2031, 11, 24)
    add(session, WorkdayCalendar, {"date": day, "kind": "holiday", "name": "节", "official": True})

    found = load_outreach_data(session, before=START)

    city = load_planning_data(session)
    assert found.calendar.day_type(day) is DayType.HOLIDAY
    assert (found.planning.places, found.planning.revision) == (city.places, city.revision)


def test_the_number_of_queries_does_not_grow_with_the_places(session, homes):
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: statements.append(call))

    load_outreach_data(session, before=START)
    few = len(statements)
    add(session, WorkerApartment, *({**HOME, "code": f"a{number}"} for number in range(50)))
    statements.clear()
    load_outreach_data(session, before=START)

    assert 0 < few == len(statements)
