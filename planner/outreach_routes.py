"""Who is visited when and by whom: must-visits and promised ones first, then whom else time allows.

VROOM decides, and PyVRP goes on from its plan with the time that is left: measured on 300 optional
stops, the two together do better than either alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geo.errors import NoFeasiblePlan
from geo.messages import Message
from planner.options import require_limit
from planner.outreach_check import find_violations
from planner.outreach_fill import (
    Orders,
    Routes,
    admit,
    empty_routes,
    fill,
    left_out,
    served,
    worth,
)
from planner.outreach_polish import polish
from planner.outreach_problem import OutreachProblem
from planner.outreach_pyvrp import Effort
from planner.outreach_swaps import keep_bound, refill, swap
from planner.outreach_times import tell
from planner.outreach_types import OutreachPlan, StoppedBy
from planner.outreach_unserved import explain_unserved
from planner.outreach_vroom import decide

PLAN_UNSOUND = Message(
    "outreach_plan_unsound",
    zh="算出的走访安排没有通过检查（{what} 等，共 {count} 处），因此不采用；"
    "请把这次用的数据发给我们。",
    en="the plan of visits failed its check ({what}, {count} in all) and is not given out; "
    "please send us what it was made from",
)
VROOM_SHARE = 0.5
"""VROOM's part of the time at most: it mostly ends by itself in a few seconds, and cut short it
finds so much less that PyVRP cannot make up for it."""
BOUND_SHARE = 0.2
"""The part of this for bound stops alone, where there are any; they are few."""
ROUNDS = 3
"""Rounds of the polish: each lets teams eat at other places, and takes other chances."""
SOLVER = "VROOM + PyVRP"
MENDED_PLAN = "plan before"
"""Named in place of a solver where a plan was mended and not made anew."""
Clock = Callable[[], float]
"""Tells seconds that never run backwards, from whatever moment."""


@dataclass(frozen=True, slots=True)
class OutreachRequest:
    """How hard to look for a plan.

    `most_iterations` may end each round of the polish before its time, so that the plan is the
    same on every machine.
    """

    time_limit_s: float = 30
    seed: int = 0
    most_iterations: int | None = None

    def __post_init__(self) -> None:
        """Refuse limits that are none."""
        require_limit("time_limit_s", self.time_limit_s)
        require_limit("most_iterations", self.most_iterations)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PolishedVisits:
    """The best routes found, and why the search for them ended."""

    routes: Routes
    stopped_by: StoppedBy


def plan_routes(
    problem: OutreachProblem,
    *,
    request: OutreachRequest,
    clock: Clock,
    before: Orders | None = None,
) -> OutreachPlan:
    """Plan the visits of all teams on all days, and check the plan before it is given out.

    With `before`, orders for all days on which teams work, that plan is mended instead: what is
    bound gets its place, and others give way only where they must. Raises NoFeasiblePlan should
    the check find anything.
    """
    since = clock()
    if before is None:
        found = _search(problem, request, lambda: clock() - since)
    else:
        found = PolishedVisits(_mended(problem, before), StoppedBy.MENDED)
    plan = OutreachPlan(
        routes=tuple(tell(problem, route) for route in found.routes if route.order),
        unserved=explain_unserved(problem, found.routes),
        served_priority=sum(problem.stops[stop].priority for stop in served(found.routes)),
        total_priority=sum(stop.priority for stop in problem.stops),
        solver=SOLVER if before is None else MENDED_PLAN,
        seconds=clock() - since,
        stopped_by=found.stopped_by,
    )
    _require_sound(problem, plan)
    return plan


def _search(problem: OutreachProblem, request: OutreachRequest, clock: Clock) -> PolishedVisits:
    """Let VROOM decide and PyVRP go on; then nobody is left out for less urgent stops."""
    routes = choose_visits(problem, time_limit_s=request.time_limit_s * VROOM_SHARE)
    found = PolishedVisits(routes, StoppedBy.FINISHED)
    if served(routes):
        found = polish_visits(problem, routes, request=request, clock=clock)
    return replace(found, routes=swap(problem, found.routes))


def choose_visits(problem: OutreachProblem, *, time_limit_s: float) -> Routes:
    """Let VROOM decide who is visited, bound stops before all others."""
    everyone = range(len(problem.stops))
    bound = [stop for stop in everyone if problem.is_bound(stop)]
    bound_s = time_limit_s * BOUND_SHARE if bound else 0
    plans = [_decided(problem, everyone, time_limit_s - bound_s)]
    if bound:
        plans.append(_decided(problem, bound, bound_s))
    return max((_completed(problem, routes) for routes in plans), key=lambda r: worth(problem, r))


def _decided(problem: OutreachProblem, chosen: Sequence[int], time_limit_s: float) -> Routes:
    empty = empty_routes(problem)
    days = [route.day for route in empty]
    return admit(problem, empty, decide(problem, days, chosen, time_limit_s=time_limit_s))


def _mended(problem: OutreachProblem, before: Orders) -> Routes:
    """Take over a plan, find room for what is bound, and let others stay if they can."""
    kept = admit(problem, empty_routes(problem), before)
    liked = {stop for order in before for stop in order}
    return refill(problem, keep_bound(problem, _with_gaps(problem, kept), liked), liked)


def _with_gaps(problem: OutreachProblem, routes: Routes) -> Routes:
    """Put what is bound where there is time for it anyway."""
    bound = [stop for stop in left_out(problem, routes) if problem.is_bound(stop)]
    return fill(problem, routes, bound)


def _completed(problem: OutreachProblem, routes: Routes) -> Routes:
    """Add whatever still fits, and make room for bound stops."""
    return keep_bound(problem, refill(problem, routes))


def polish_visits(
    problem: OutreachProblem, routes: Routes, *, request: OutreachRequest, clock: Clock
) -> PolishedVisits:
    """Improve a plan in rounds, and keep the better of each time; the clock began at 0."""
    empty, stopped_by = empty_routes(problem), StoppedBy.FINISHED
    for number in range(ROUNDS):
        left_s = request.time_limit_s - clock()
        if left_s <= 0:
            return PolishedVisits(routes, StoppedBy.TIME_LIMIT)
        time_s, seed = left_s / (ROUNDS - number), request.seed + number
        polished = polish(problem, routes, effort=Effort(time_s, seed, request.most_iterations))
        stopped_by = polished.stopped_by
        better = _completed(problem, admit(problem, empty, polished.orders))
        routes = max(routes, better, key=lambda one: worth(problem, one))
    is_over = clock() >= request.time_limit_s
    return PolishedVisits(routes, StoppedBy.TIME_LIMIT if is_over else stopped_by)


def _require_sound(problem: OutreachProblem, plan: OutreachPlan) -> None:
    violations = find_violations(plan, problem.stops, problem.teams, problem.ways)
    if violations:
        raise NoFeasiblePlan(PLAN_UNSOUND, what=violations[0], count=len(violations))
