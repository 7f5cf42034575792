"""The visiting week: who is visited by whom and when, from question to answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.outreach_again import Earlier, KeptDays, keep_days, orders_before
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
from data.outreach import OutreachData, PlaceKey
from geo.streets import StreetNetwork
from geo.timed_streets import TimedStreets
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY
from planner.outreach_problem import OutreachProblem
from planner.outreach_reach import find_obstacles
from planner.outreach_report import OutreachReport
from planner.outreach_routes import OutreachRequest as RoutesRequest
from planner.outreach_routes import plan_routes
from planner.outreach_stops import StopList, build_stops
from planner.outreach_types import OutreachPlan, Stop, Team, UnservedReason, Ways
from planner.outreach_ways import find_ways

NOT_CONSIDERED = UnservedReason.NOT_CONSIDERED


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
    chosen = _choose(listed, teams, request, settings=settings, kept=kept)
    on_progress(OutreachStage.WAYS, 0.15)
    ways = _find_ways(chosen.stops, teams, settings=settings, network=network)
    context = OutreachContext(
        data=data,
        request=request,
        rules=settings.outreach_rules,
        problem=OutreachProblem(chosen.stops, teams, ways),
        places={(place.place.kind, place.place.code): place for place in wanted.places},
        standard=uncovered.standard,
        kept=kept,
    )
    plan = _find_routes(context, on_progress)
    report = describe_outreach(context, plan, left=chosen.left)
    return OutreachResult(data.planning.revision, report)


def _find_routes(context: OutreachContext, on_progress: OnOutreachProgress) -> OutreachPlan:
    on_progress(OutreachStage.ROUTES, 0.25)
    asked = RoutesRequest(time_limit_s=context.request.time_limit)
    problem, kept = context.problem, context.kept
    before = orders_before(problem, context.request.horizon, kept) if kept.planned else None
    plan = plan_routes(problem, request=asked, clock=monotonic, before=before)
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Chosen:
    """The stops that are looked at, and the others with the reason."""

    stops: Sequence[Stop]
    left: Sequence[tuple[Stop, UnservedReason]]


def _choose(
    listed: StopList,
    teams: Sequence[Team],
    request: OutreachRequest,
    *,
    settings: Settings,
    kept: KeptDays,
) -> _Chosen:
    """Part the stops into those that are looked at and the others."""
    estimates = {team.mode: settings.estimate(team.mode) for team in teams}
    obstacles = find_obstacles(listed.stops, teams, estimates)
    rows = choose_stops(listed.stops, request.most_stops, obstacles=obstacles, planned=kept.planned)
    others = sorted(set(range(len(listed.stops))) - set(rows))
    return _Chosen(
        stops=[listed.stops[row] for row in rows],
        left=[
            *((listed.stops[row], obstacles[row] or NOT_CONSIDERED) for row in others),
            *((stop, UnservedReason.EXCLUDED) for stop in listed.excluded),
        ],
    )


def choose_stops(
    stops: Sequence[Stop],
    most: int,
    *,
    obstacles: Sequence[UnservedReason | None],
    planned: Collection[PlaceKey] = (),
) -> list[int]:
    """Choose as many stops as are looked at, by their rows, out of all, most urgent first.

    First come all that must be visited, however many they are, then those that are `planned`
    already, then those that a team can get to; the others only where there is room left.
    """

    def turn(row: int) -> int:
        if stops[row].must:
            return 0
        is_planned = (stops[row].kind, stops[row].code) in planned
        return 1 if is_planned else 2 + (obstacles[row] is not None)

    rows = sorted(range(len(stops)), key=turn)
    bound = sum(stop.must for stop in stops)
    return sorted(rows[: max(most, bound)])


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
