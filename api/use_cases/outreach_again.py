"""What an outreach plan keeps of the one before it: the days that are over, and its places."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from api.outreach_request import OutreachRequest
from data.outreach import OutreachData, PlaceKey
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind
from planner.outreach_fill import Orders
from planner.outreach_problem import OutreachProblem, find_team_days
from planner.outreach_report import OutreachReport, RouteReport, StopReport, UnservedReport
from planner.outreach_types import Horizon
from planner.plan_reports import PlanReport

OTHER_DAYS = Message(
    "outreach_other_days",
    zh="原来的走访安排从 {start} 起排 {days} 天；重排时日期不能改，请另做一份新的走访安排。",
    en="the plan before has {days} days from {start}; to plan it again keep these, or make a new "
    "outreach plan",
)
NO_DAYS_LEFT = Message(
    "outreach_no_days_left",
    zh="{day} 之后没有可以重排的日子，这份走访安排到 {last} 结束；请另做一份新的走访安排。",
    en="no day after {day} is left to be planned again, the plan ends on {last}; make a new one",
)
NOT_IN_PLAN = Message(
    "outreach_place_not_in_plan",
    zh="原来的走访安排里没有“{value}”，不能改期；请核对编号，例如 park:A1。",
    en='"{value}" is not in the plan before, so its visit cannot be moved; check the code, e.g. '
    "park:A1",
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Results that an outreach plan goes on from; None where it does not.

    `siting` is the plan whose visiting list is taken, `outreach` the outreach plan that this one
    replaces.
    """

    siting: PlanReport | None = None
    outreach: OutreachReport | None = None


@dataclass(frozen=True, slots=True)
class KeptDays:
    """What stays of the plan before.

    `routes` are those of the days before `first_day`, the first one that is planned anew; `later`
    are those from then on, which are mended. `listed`
    are the places of the plan before, None where there is none; those `done` need no visit any
    more. `promised` are the promises that still hold, by code.
    """

    promised: Mapping[str, date]
    first_day: int = 0
    later: Sequence[RouteReport] = ()
    routes: Sequence[RouteReport] = ()
    listed: frozenset[PlaceKey] | None = None
    done: frozenset[PlaceKey] = frozenset()

    @property
    def planned(self) -> frozenset[PlaceKey]:
        """The places on the days that are mended."""
        return frozenset(key_of(stop) for route in self.later for stop in route["stops"])


def keep_days(
    data: OutreachData, request: OutreachRequest, before: OutreachReport | None
) -> KeptDays:
    """Keep the routes up to the day on which something was moved, without what was moved from them.

    Whoever was visited since the plan began is done, unless a later visit is promised. Raises
    InvalidInput for other days than before, and for a promise to a place that was not in the plan.
    """
    if before is None or request.moved_on is None:
        return KeptDays(request.promised)
    first_day = _first_day(request, before, request.moved_on)
    promised = {code: on for code, on in request.promised.items() if on > request.moved_on}
    listed = frozenset(_keys(before))
    moved = _named(promised, listed)
    kept = [
        _without(route, moved)
        for route in before["routes"]
        if date.fromisoformat(route["date"]) <= request.moved_on
    ]
    there = {key_of(stop) for route in kept for stop in route["stops"]}
    visited = {key for key in listed if _was_visited(data, key, request.start)}
    return KeptDays(
        promised=promised,
        first_day=first_day,
        routes=[route for route in kept if route["stops"]],
        later=[
            route
            for route in before["routes"]
            if date.fromisoformat(route["date"]) > request.moved_on
        ],
        listed=listed,
        done=frozenset((there | visited) - moved),
    )


def orders_before(problem: OutreachProblem, horizon: Horizon, kept: KeptDays) -> Orders:
    """Put the stops of a problem into the order of the days that are mended, for all days of teams.

    What is promised for another day now does not stay where it was.
    """
    rows = {(stop.kind, stop.code): row for row, stop in enumerate(problem.stops)}
    orders = {
        (route["team"], route["date"]): [
            rows[key] for stop in route["stops"] if (key := key_of(stop)) in rows
        ]
        for route in kept.later
    }
    days = (
        (problem.teams[day.team].code, horizon.date_of(day.day).isoformat())
        for day in find_team_days(problem)
    )
    return [orders.get(day, []) for day in days]


def _first_day(request: OutreachRequest, before: OutreachReport, moved_on: date) -> int:
    if (request.start.isoformat(), request.days) != (before["start"], before["days"]):
        raise InvalidInput(OTHER_DAYS, start=before["start"], days=before["days"])
    first_day = max((moved_on - request.start).days + 1, 0)
    if first_day >= request.days:
        last = request.horizon.date_of(request.days - 1)
        raise InvalidInput(NO_DAYS_LEFT, day=moved_on, last=last)
    return first_day


def key_of(place: StopReport | UnservedReport) -> PlaceKey:
    """Return kind and code of a place in a report."""
    return PlaceKind(place["kind"]), place["code"]


def _keys(report: OutreachReport) -> Iterable[PlaceKey]:
    yield from (key_of(stop) for route in report["routes"] for stop in route["stops"])
    yield from (key_of(one) for one in report["unserved"])


def _named(codes: Iterable[str], listed: Collection[PlaceKey]) -> set[PlaceKey]:
    names = names_of(listed)
    wanted = list(codes)
    unknown = next((code for code in wanted if code not in names), None)
    if unknown is not None:
        raise InvalidInput(NOT_IN_PLAN, value=unknown)
    return {key for code in wanted for key in names[code]}


def names_of(keys: Iterable[PlaceKey]) -> Mapping[str, Sequence[PlaceKey]]:
    """Return the places by what they may be called: `A1`, and `park:A1`."""
    names: dict[str, list[PlaceKey]] = defaultdict(list)
    for kind, code in keys:
        names[code].append((kind, code))
        names[f"{kind}:{code}"].append((kind, code))
    return names


def _without(route: RouteReport, moved: Collection[PlaceKey]) -> RouteReport:
    """Take stops out of a route; the others keep their times."""
    kept = [stop for stop in route["stops"] if key_of(stop) not in moved]
    stops = [{**stop, "order": order} for order, stop in enumerate(kept, start=1)]
    return cast("RouteReport", {**route, "stops": stops})


def _was_visited(data: OutreachData, key: PlaceKey, since: date) -> bool:
    facts = data.facts.get(key)
    return facts is not None and facts.last_visit is not None and facts.last_visit >= since
