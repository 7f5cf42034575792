"""Stops put into days one by one: what fits without moving others to another day."""

from collections.abc import Iterable, Sequence

from planner.outreach_days import DayRoute, find_gap, route_through, with_stop
from planner.outreach_problem import OutreachProblem, find_team_days

Orders = Sequence[Sequence[int]]
"""The stops of each day of a team in order, in the order of the days; what solvers hand over."""
Routes = tuple[DayRoute, ...]
"""One feasible route per day of a team, many of them empty at first."""


def empty_routes(problem: OutreachProblem) -> Routes:
    """Begin with teams that stay at their depots on all days on which they work."""
    routes = (route_through(problem, day, ()) for day in find_team_days(problem))
    return tuple(route for route in routes if route is not None)


def admit(problem: OutreachProblem, empty: Routes, orders: Orders) -> Routes:
    """Take over what a solver proposes, leaving out stops for which there is no time.

    A stop proposed twice is taken once.
    """
    seen: set[int] = set()
    return tuple(
        _admitted(problem, route, order, seen) for route, order in zip(empty, orders, strict=True)
    )


def _admitted(
    problem: OutreachProblem, route: DayRoute, order: Sequence[int], seen: set[int]
) -> DayRoute:
    for stop in order:
        if stop in seen:
            continue
        longer = route_through(problem, route.day, (*route.order, stop))
        if longer is not None:
            seen.add(stop)
            route = longer
    return route


def fill(problem: OutreachProblem, routes: Routes, wanted: Iterable[int]) -> Routes:
    """Put stops into the routes where they fit with the shortest detours, the dearest first."""
    left = sorted(wanted, key=lambda stop: rank(problem, stop))
    filled = _filled(problem, routes, left)
    # Where ways are closed, one stop may open the way to another.
    while still_left := [stop for stop in left if stop not in served(filled)]:
        if len(still_left) == len(left):
            break
        left, filled = still_left, _filled(problem, filled, still_left)
    return filled


def _filled(problem: OutreachProblem, routes: Routes, wanted: Sequence[int]) -> Routes:
    filled = list(routes)
    for stop in wanted:
        found = [(find_gap(problem, route, stop), number) for number, route in enumerate(filled)]
        fitting = [(gap.extra_s, number, gap) for gap, number in found if gap is not None]
        if fitting:
            _, number, gap = min(fitting, key=lambda one: one[:2])
            filled[number] = with_stop(problem, filled[number], stop, gap)
    return tuple(filled)


def rank(problem: OutreachProblem, stop: int) -> tuple[bool, int, int, int]:
    """Order stops by who comes first: bound ones, then by priority, then by people."""
    one = problem.stops[stop]
    return not problem.is_bound(stop), -one.priority, -one.people, stop


def served(routes: Routes) -> frozenset[int]:
    """Collect the stops on all routes."""
    return frozenset(stop for route in routes for stop in route.order)


def left_out(problem: OutreachProblem, routes: Routes) -> list[int]:
    """List the stops on no route."""
    there = served(routes)
    return [stop for stop in range(len(problem.stops)) if stop not in there]


def worth(problem: OutreachProblem, routes: Routes) -> tuple[int, int, float]:
    """Compare plans: bound stops, then priority, then the shorter way; more is better."""
    there = served(routes)
    bound = sum(problem.is_bound(stop) for stop in there)
    priority = sum(problem.stops[stop].priority for stop in there)
    return bound, priority, -sum(route.way_s for route in routes)
