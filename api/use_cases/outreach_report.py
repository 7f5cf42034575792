"""An outreach plan as plain JSON values: the content of `outreach.json`, told in both languages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from api.clock import CHINA_TIME
from api.outreach_request import OutreachRequest
from api.use_cases.map_links import map_links
from api.use_cases.outreach_context import DECIMALS_DEGREES, OutreachContext, known, why
from api.use_cases.outreach_places import unions_upwards
from api.use_cases.outreach_unserved import describe_left, describe_unserved
from data.outreach import OutreachData, PlaceFacts
from geo.crs import Crs, from_wgs84
from geo.places import UnionStatus
from geo.travel import Mode, TravelMethod
from planner.outreach_priority import OutreachPlace
from planner.outreach_report import (
    OutreachReport,
    RouteReport,
    SolverReport,
    SourceReport,
    StopReport,
    TeamReport,
    UnservedReport,
)
from planner.outreach_types import (
    OutreachPlan,
    PlannedStop,
    Route,
    Stop,
    Team,
    UnservedReason,
)
from planner.outreach_words import TOPICS

DECIMALS_SECONDS = 1
APPS = ("amap", "baidu", "tencent")


def describe_outreach(
    context: OutreachContext,
    plan: OutreachPlan,
    *,
    left: Sequence[tuple[Stop, UnservedReason]],
) -> OutreachReport:
    """Write an outreach plan as docs/outreach.md describes it, each sentence in every language.

    `left` are the stops that were not looked at, and why.
    """
    request, problem = context.request, context.problem
    planned = [_route(context, route) for route in plan.routes]
    routes = _in_order([*context.kept.routes, *planned], problem.teams)
    unserved = [
        *(describe_unserved(context, one) for one in plan.unserved),
        *(describe_left(context, stop, reason) for stop, reason in left),
    ]
    served = [stop for route in routes for stop in route["stops"]]
    everyone: list[StopReport | UnservedReport] = [*served, *unserved]
    method = TravelMethod.STREETS if problem.ways.by_streets else TravelMethod.ESTIMATED
    return {
        "start": request.start.isoformat(),
        "days": request.days,
        "source": _source(context),
        "data_revision": context.data.planning.revision,
        "travel_method": method.value,
        "teams": [_team(context.data, team) for team in problem.teams],
        "routes": routes,
        "unserved": unserved,
        "served_priority": sum(one["priority"] for one in served),
        "total_priority": sum(one["priority"] for one in everyone),
        "served_people": sum(one["people"] for one in served),
        "total_people": sum(one["people"] for one in everyone),
        "solver": _solver(plan),
    }


def _solver(plan: OutreachPlan) -> SolverReport:
    return {
        "name": plan.solver,
        "seconds": round(plan.seconds, DECIMALS_SECONDS),
        "stopped_by": plan.stopped_by.value,
    }


def _source(context: OutreachContext) -> SourceReport:
    code = context.request.plan
    kind = "coverage" if code is None else "plan"
    return {"kind": kind, "plan_code": code, "standard": context.standard}


def _in_order(routes: Sequence[RouteReport], teams: Sequence[Team]) -> list[RouteReport]:
    order = {team.code: number for number, team in enumerate(teams)}
    return sorted(routes, key=lambda route: (order.get(route["team"], -1), route["date"]))


def _team(data: OutreachData, team: Team) -> TeamReport:
    return {
        "code": team.code,
        "name": team.name,
        "depot": {
            "code": team.depot_code,
            "name": data.depot_names[team.depot_code],
            "lon": team.lon,
            "lat": team.lat,
        },
        "mode": team.mode.value,
        "size": team.size,
        "skills": sorted(team.skills),
    }


def _route(context: OutreachContext, route: Route) -> RouteReport:
    told = _clock(context.request)
    team = context.problem.teams[route.team]
    return {
        "team": team.code,
        "date": context.request.horizon.date_of(route.day).isoformat(),
        "stops": [
            _stop(context, planned, order, team.mode)
            for order, planned in enumerate(route.stops, start=1)
        ],
        "breaks": [(told(first), told(last)) for first, last in route.breaks],
        "leave_depot": told(route.leave_depot),
        "return_depot": told(route.return_depot),
        "travel_minutes": round(route.travel_min),
        "distance_m": round(route.distance_m),
    }


def _clock(request: OutreachRequest) -> Callable[[float], str]:
    """Return what tells minutes since the start of the horizon; all times are whole minutes."""
    midnight = datetime.combine(request.start, time(), CHINA_TIME)
    return lambda minutes: (midnight + timedelta(minutes=round(minutes))).isoformat()


def _stop(context: OutreachContext, planned: PlannedStop, order: int, mode: Mode) -> StopReport:
    stop, told = context.problem.stops[planned.stop], _clock(context.request)
    place, facts = known(context, stop)
    first, last = next(
        one for one in stop.windows if one[0] <= planned.start and planned.depart <= one[1]
    )
    phone, phone_of = _phone(context.data, place, facts)
    return {
        "order": order,
        "code": stop.code,
        "kind": stop.kind.value,
        "name": stop.name,
        "address": facts.address,
        "lon": round(stop.lon, DECIMALS_DEGREES),
        "lat": round(stop.lat, DECIMALS_DEGREES),
        "arrive": told(planned.arrive),
        "start": told(planned.start),
        "depart": told(planned.depart),
        "people": stop.people,
        "priority": stop.priority,
        "window": (told(first), told(last)),
        "visit_minutes": stop.visit_min,
        # The planner takes what is promised for a must as well.
        "must": stop.must and stop.promised_day is None,
        "promised": stop.promised_day is not None,
        "why": why(context, place),
        "topics": [topic for topic in TOPICS if topic in set(_topics(place))],
        "phone": phone,
        "phone_of": phone_of,
        "links": _links(stop, mode),
    }


def _topics(place: OutreachPlace) -> Iterator[str]:
    if place.uncovered:
        yield "services"
    if place.non_members:
        yield "membership"
    if place.union_status is UnionStatus.NONE:
        yield "new_union"


def _phone(
    data: OutreachData, place: OutreachPlace, facts: PlaceFacts
) -> tuple[str | None, str | None]:
    """Find whom to call: the place, else the smallest union responsible there with a phone."""
    if facts.phone:
        return facts.phone, "place"
    unions = unions_upwards(data, place.place.union_code)
    phone = next((data.union_phones[code] for code in unions if code in data.union_phones), None)
    return phone, None if phone is None else "union"


def _links(stop: Stop, mode: Mode) -> Mapping[str, str]:
    """Link to the map apps; there is no page of ours for a place."""
    gcj02, bd09 = (_at(stop, crs) for crs in (Crs.GCJ02, Crs.BD09))
    links = map_links(stop.code, stop.name, gcj02=gcj02, bd09=bd09, mode=mode, public_url="")
    return {app: links[app] for app in APPS}


def _at(stop: Stop, crs: Crs) -> tuple[float, float]:
    lon, lat = from_wgs84(stop.lon, stop.lat, crs)
    return float(lon), float(lat)
