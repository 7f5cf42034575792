"""A city of two districts that lie side by side, with something of every kind in each of them."""

import datetime

import shapely
from sqlalchemy import insert

from data.actors import Actor, Role
from data.report_columns import ReportKind
from data.tables import (
    CandidateSite,
    Closure,
    DataReport,
    Firm,
    IndustrialPark,
    ServicePoint,
    Union,
    Visit,
    WorkerApartment,
)
from geo.places import PlaceKind, Tier, UnionLevel
from planner.visits import VisitOutcome

CITY = Actor("account:city", Role.PLANNER, "city")
WEST = Actor("account:west", Role.PLANNER, "west", "west")
EAST = Actor("account:east", Role.PLANNER, "east", "east")

AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 19)
WESTERN, EASTERN = (
    shapely.box(121.40, 31.20, 121.50, 31.30),
    shapely.box(121.50, 31.20, 121.60, 31.30),
)
IN_WEST, IN_EAST = shapely.Point(121.45, 31.25), shapely.Point(121.51, 31.25)
TOWN = shapely.box(121.505, 31.245, 121.515, 31.255)
"""The part of the east where everything is."""
TEAM = "T1"
"""What both districts call a team of theirs."""
UNIONS = [
    ("sh", UnionLevel.CITY, None, None),
    ("west", UnionLevel.DISTRICT, "sh", WESTERN),
    ("east", UnionLevel.DISTRICT, "sh", EASTERN),
    ("town", UnionLevel.SUBDISTRICT, "east", TOWN),
]
PLACES = [("w", IN_WEST), ("e", IN_EAST)]


def fill_two_districts(session):
    """Write the unions, and of every other list a row that ends in -w and one that ends in -e."""
    session.execute(
        insert(Union),
        [
            {"code": code, "name": code, "level": level, "parent_code": above, "area": area}
            for code, level, above, area in UNIONS
        ],
    )
    for table in (WorkerApartment, IndustrialPark, Firm, CandidateSite, ServicePoint):
        session.execute(insert(table), [_row(table, side, place) for side, place in PLACES])
    # Without a union it belongs where it is; with one, wherever it is.
    strays = ("stray-w", None, IN_WEST), ("stray-e", None, IN_EAST), ("far-e", "town", IN_WEST)
    session.execute(insert(ServicePoint), [_point(*stray) for stray in strays])
    session.execute(insert(Closure), [_closure(side) for side, _ in PLACES])
    session.execute(insert(DataReport), [_report(side) for side, _ in PLACES])
    session.execute(insert(Visit), [_visit(side) for side, _ in PLACES])


def _row(table, side, place):
    code = f"{table.__tablename__}-{side}"
    if table is ServicePoint:
        return _point(code, {"w": "west", "e": "town"}[side], place)
    people = {
        WorkerApartment: {"residents": 100},
        IndustrialPark: {"workers": 200},
        Firm: {"employees": 50, "park_code": f"industrial_park-{side}"},
    }
    return {"code": code, "name": code, "location": place, **people.get(table, {})}


def _point(code, union, place):
    return {
        "code": code,
        "name": code,
        "tier": Tier.STATION,
        "opening_hours": "Mo-Fr 09:00-17:00",
        "services": ("membership",),
        "union_code": union,
        "location": place,
    }


def _closure(side):
    return {
        "code": f"closure-{side}",
        "service_point_code": f"service_point-{side}",
        "first_day": DAY,
        "last_day": DAY,
    }


def _report(side):
    return {
        "code": f"report-{side}",
        "service_point_code": f"service_point-{side}",
        "kind": ReportKind.HOURS,
        "text": "",
        "created_at": AT,
    }


def _visit(side):
    return {
        "code": f"the-visit-{side}",
        "place_kind": PlaceKind.APARTMENT,
        "place_code": f"worker_apartment-{side}",
        "date": DAY,
        "team": TEAM,
        "outcome": VisitOutcome.MET,
        "people_met": 7,
        "recorded_at": AT,
    }
