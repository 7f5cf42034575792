"""Cities for plans of visits, on one street: places so many minutes by car from the only desk.

The desk d at the start covers nobody else: its visitors have an office day, and whoever is ten
minutes by car away has fifty on foot. Parks are free at noon and after work unless said.
"""

from datetime import date

import numpy as np

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.outreach import make_outreach
from api.use_cases.outreach_again import Earlier
from data.outreach import OutreachData, PlaceFacts
from data.planning import PlanningData
from geo.places import PlaceKind
from planner.demand import DemandPlace
from planner.outreach_report import OutreachReport
from planner.outreach_teams import Depot
from planner.sites import Sites
from tests.plan_towns import week
from tests.towns import CENTRE, calendar, minutes_east

MONDAY = date(2026, 11, 23)
SETTINGS = Settings(database_url="sqlite://")
NOON = "Mo-Fr 11:30-13:00"
OFFICE = "Mo-Fr 09:00-17:00"
WALK_MIN_PER_DRIVE_MIN, DETOUR = 5, 1.3
PARENTS = {"city": None, "east": "city", "street": "east", "west": "city"}
TEAM = {"code": "T1", "name": "一组", "depot_code": "d", "work_hours": OFFICE}


def spot(minutes: float) -> tuple[float, float]:
    """Return the position so many minutes by car east of the desk."""
    return minutes_east(minutes * WALK_MIN_PER_DRIVE_MIN / DETOUR)


def place(code, minutes, people, *, kind=PlaceKind.PARK, free=NOON, **others) -> DemandPlace:
    """A place nobody covers, none of whose people is known to be no member."""
    lon, lat = spot(minutes)
    known = {"members": people, "union_code": "street"}
    return DemandPlace(
        code, f"{code}园", kind, lon, lat, people=people, free=week(free), **known | others
    )


def city(*places: DemandPlace, facts=None, **others) -> OutreachData:
    """Put places on the street; `facts` by kind and code tell what is known of some."""
    lon, lat = CENTRE
    sites = Sites(
        codes=["d"],
        names=["职工之家"],
        lon=np.array([lon]),
        lat=np.array([lat]),
        services=np.ones(1, dtype=np.uint64),
        week_ids=np.zeros(1, dtype=np.int64),
        weeks=[week(OFFICE)],
    )
    names = {code: f"{code}工会" for code in PARENTS}
    known = {
        "planning": PlanningData(7, places, sites, np.ones(1), ("membership",), names),
        "facts": facts or {},
        "depots": {"d": Depot(lon, lat)},
        "depot_names": {"d": "职工之家"},
        "union_phones": {},
        "union_parents": PARENTS,
        "calendar": calendar(),
    }
    return OutreachData(**known | others)


def fact(**known) -> PlaceFacts:
    nothing = {"address": None, "phone": None, "union_status": None, "last_visit": None}
    return PlaceFacts(**nothing | known)


def asked(**others) -> OutreachRequest:
    """Ask for one day of one team that drives, unless said."""
    usual = {"start": MONDAY, "days": 1, "teams": [TEAM], "time_limit": 0.1}
    return OutreachRequest.model_validate(usual | others)


def visits_of(data, request=None, *, siting=None, before=None, **others) -> OutreachReport:
    """Plan, and return the report in the form that is stored."""
    made = make_outreach(
        data,
        request or asked(),
        earlier=Earlier(siting, before),
        on_progress=lambda *_: None,
        **{"settings": SETTINGS, "network": None} | others,
    )
    return made.report


def visited(report: OutreachReport) -> list[tuple[str, str]]:
    """List the stops that are visited, with their days, in order."""
    return [(stop["code"], route["date"]) for route in report["routes"] for stop in route["stops"]]


def stops(report: OutreachReport) -> dict[str, dict]:
    """Return the stops that are visited, by code."""
    return {stop["code"]: stop for route in report["routes"] for stop in route["stops"]}


def left(report: OutreachReport) -> dict[str, str]:
    """Return why others are not visited, by code."""
    return {one["code"]: one["reason"] for one in report["unserved"]}
