"""The visiting week: who is visited by whom and when, from question to answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.outreach_again import Earlier, KeptDays, keep_days
from api.use_cases.outreach_context import OutreachContext
from api.use_cases.outreach_places import (
    Uncovered,
    Wanted,
    find_places,
    uncovered_before,
    uncovered_by_plan,
    uncovered_today,
)
from api.use_cases.outreach_report import describe_outreach
from api.use_cases.outreach_teams import find_teams
from api.use_cases.planning_inputs import find_streets
from data.outreach import OutreachData
from geo.streets import StreetNetwork
from geo.timed_streets import TimedStreets
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY
from planner.outreach_problem import OutreachProblem
from planner.outreach_report import OutreachReport
from planner.outreach_routes import OutreachRequest as RoutesRequest
from planner.outreach_routes import plan_routes
from planner.outreach_stops import StopList, build_stops
from planner.outreach_types import OutreachPlan, Stop, Team, Ways
from planner.outreach_ways import find_ways


class OutreachStage(StrEnum):
    """What is being worked on."""

    LOADING = "loading"
    COVERAGE = "coverage"
    WAYS = "ways"
    ROUTES = "routes"
    REPORT = "report"


OnOutreachProgress = Callable[[OutreachStage, float], None]
"""Is told the stage, and how much of all the work is done, 0 to 1, an estimate."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachResult:
    """An outreach plan as it is stored: plain JSON values, sentences in every language."""

    data_revision: int
    report: OutreachReport


def make_outreach(
    data: OutreachData,
    request: OutreachRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
    earlier: Earlier,
    on_progress: OnOutreachProgress,
) -> OutreachResult:
    """Plan the visits of all teams on all days, and tell why the other places are not visited.

    Raises InvalidInput for teams, codes or days that cannot be, and where there is nobody to visit.
    """
    on_progress(OutreachStage.COVERAGE, 0.05)
    kept = keep_days(data, request, earlier.outreach)
    teams = find_teams(data, request, first_day=kept.first_day)
    uncovered = _uncovered(data, request, settings=settings, network=network, earlier=earlier)
    wanted = find_places(data, request, uncovered, kept=kept)
    listed = _list_stops(data, request, wanted, settings=settings, kept=kept)
    considered, not_considered = most_urgent(listed.stops, request.most_stops)
    on_progress(OutreachStage.WAYS, 0.15)
    ways = _find_ways(considered, teams, settings=settings, network=network)
    context = OutreachContext(
        data=data,
        request=request,
        rules=settings.outreach_rules,
        problem=OutreachProblem(considered, teams, ways),
        places={(place.place.kind, place.place.code): place for place in wanted.places},
        standard=uncovered.standard,
        kept=kept,
    )
    plan = _find_routes(context, on_progress)
    report = describe_outreach(
        context, plan, not_considered=not_considered, excluded=listed.excluded
    )
    return OutreachResult(data.planning.revision, report)


def _find_routes(context: OutreachContext, on_progress: OnOutreachProgress) -> OutreachPlan:
    on_progress(OutreachStage.ROUTES, 0.25)
    asked = RoutesRequest(time_limit_s=context.request.time_limit)
    plan = plan_routes(context.problem, request=asked, clock=monotonic)
    on_progress(OutreachStage.REPORT, 0.95)
    return plan


def _uncovered(
    data: OutreachData,
    request: OutreachRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
    earlier: Earlier,
) -> Uncovered:
    if earlier.siting is not None:
        return uncovered_by_plan(earlier.siting, request.place_kinds)
    if request.plan is not None and earlier.outreach is not None:
        return uncovered_before(data, earlier.outreach)
    return uncovered_today(data, request, settings=settings, network=network)


def _list_stops(
    data: OutreachData,
    request: OutreachRequest,
    wanted: Wanted,
    *,
    settings: Settings,
    kept: KeptDays,
) -> StopList:
    """List the stops with their windows on the days that are planned."""
    listed = build_stops(
        wanted.places,
        request.horizon,
        calendar=data.calendar,
        rules=settings.outreach_rules,
        wishes=wanted.wishes,
    )
    from_min = kept.first_day * MINUTES_PER_DAY
    return replace(listed, stops=tuple(_after(stop, from_min) for stop in listed.stops))


def _after(stop: Stop, from_min: int) -> Stop:
    return replace(stop, windows=tuple(one for one in stop.windows if one[0] >= from_min))


def most_urgent(stops: Sequence[Stop], most: int) -> tuple[list[Stop], list[Stop]]:
    """Part stops, most urgent first, into as many as are looked at, and the others.

    All that must be visited are looked at, however many they are.
    """
    bound = sum(stop.must for stop in stops)
    free = [row for row, stop in enumerate(stops) if not stop.must]
    late = free[max(most - bound, 0) :]
    left = set(late)
    considered = [stop for row, stop in enumerate(stops) if row not in left]
    return considered, [stops[row] for row in late]


def _find_ways(
    stops: Sequence[Stop],
    teams: Sequence[Team],
    *,
    settings: Settings,
    network: StreetNetwork | None,
) -> Ways:
    modes = {team.mode for team in teams}
    found = {mode: find_streets(mode, settings=settings, network=network) for mode in modes}
    streets: Mapping[Mode, TimedStreets] = {
        mode: timed for mode, timed in found.items() if timed is not None
    }
    estimates = {mode: settings.estimate(mode) for mode in modes}
    return find_ways(stops, teams, estimates=estimates, streets=streets)
