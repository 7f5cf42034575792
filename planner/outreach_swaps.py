"""Stops left out that take the place of others on a route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.outreach_days import DayRoute, find_gap, route_through, with_stop
from planner.outreach_fill import Routes, fill, left_out, rank
from planner.outreach_problem import OutreachProblem


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LooseRoute:
    """A route, and what is left of it without each of its stops, the least needed first."""

    route: DayRoute
    without: Mapping[int, DayRoute]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Swap:
    """Stops to leave out of a route, and the route with another one in their place."""

    ousted: tuple[int, ...]
    route: DayRoute


def loosen(problem: OutreachProblem, route: DayRoute) -> LooseRoute:
    """Take each stop out of a route in turn."""
    least_needed = sorted(route.order, key=lambda stop: rank(problem, stop), reverse=True)
    without = ((stop, _without(problem, route, {stop})) for stop in least_needed)
    return LooseRoute(route, {stop: one for stop, one in without if one is not None})


def _without(problem: OutreachProblem, route: DayRoute, stops: set[int]) -> DayRoute | None:
    kept = [stop for stop in route.order if stop not in stops]
    return route_through(problem, route.day, kept)


def find_swap(problem: OutreachProblem, loose: LooseRoute, stop: int) -> Swap | None:
    """Find one stop of a route to leave out for another, or as few of the least needed as it takes.

    None where nothing makes room for it.
    """
    for other, shorter in loose.without.items():
        if gap := find_gap(problem, shorter, stop):
            return Swap((other,), with_stop(problem, shorter, stop, gap))
    ousted: list[int] = []
    for other in loose.without:
        ousted.append(other)
        left = _without(problem, loose.route, set(ousted))
        if left is not None and (gap := find_gap(problem, left, stop)):
            return Swap(tuple(ousted), with_stop(problem, left, stop, gap))
    return None


def swap(problem: OutreachProblem, routes: Routes) -> Routes:
    """Put stops left out in the place of others that are worth less together, while there are any.

    Who has to go is put elsewhere where that is possible.
    """
    better = _swapped(problem, routes)
    while better is not None:
        routes, better = better, _swapped(problem, better)
    return routes


def _swapped(problem: OutreachProblem, routes: Routes) -> Routes | None:
    loose = [loosen(problem, route) for route in routes]
    for stop in sorted(left_out(problem, routes), key=lambda one: rank(problem, one)):
        for number, one in enumerate(loose):
            found = find_swap(problem, one, stop) if _may_gain(problem, one, stop) else None
            if found and _worth(problem, [stop]) > _worth(problem, found.ousted):
                fresh = (*routes[:number], found.route, *routes[number + 1 :])
                return fill(problem, fresh, left_out(problem, fresh))
    return None


def _may_gain(problem: OutreachProblem, loose: LooseRoute, stop: int) -> bool:
    """Tell whether a stop is worth more than any of a day on which it can be visited."""
    mine = _worth(problem, [stop])
    return stop in loose.route.day.starts and any(
        mine > _worth(problem, [other]) for other in loose.route.order
    )


def _worth(problem: OutreachProblem, stops: Sequence[int]) -> tuple[int, int]:
    """Compare stops as whole plans are compared: by how many are bound, then by priority."""
    bound = sum(problem.is_bound(stop) for stop in stops)
    return bound, sum(problem.stops[stop].priority for stop in stops)
