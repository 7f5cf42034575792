"""Stops left out that take the place of others on a route."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from planner.outreach_days import DayRoute, find_gap, route_through, with_stop
from planner.outreach_fill import Routes, fill, left_out, rank, served
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


def keep_bound(
    problem: OutreachProblem, routes: Routes, liked: Collection[int] = frozenset()
) -> Routes:
    """Make room for bound stops left out wherever nothing but others is in their way.

    As few of the others give way as it takes. Room that is left goes to those `liked` first.
    """
    for stop in left_out(problem, routes):
        roomier = _with_bound(problem, routes, stop) if problem.is_bound(stop) else None
        if roomier is not None:
            return keep_bound(problem, refill(problem, roomier, liked), liked)
    return routes


def refill(
    problem: OutreachProblem, routes: Routes, liked: Collection[int] = frozenset()
) -> Routes:
    """Put in whatever still fits: those that are bound, then those `liked`, then all others."""
    left = left_out(problem, routes)
    bound = [stop for stop in left if problem.is_bound(stop)]
    first = [stop for stop in left if stop in liked]
    for wanted in (bound, first, left):
        there = served(routes)
        routes = fill(problem, routes, [stop for stop in wanted if stop not in there])
    return routes


def _with_bound(problem: OutreachProblem, routes: Routes, stop: int) -> Routes | None:
    """Put a bound stop in the place of others that are not, those that are worth least together."""
    found = [
        (_worth(problem, one.ousted), number, one.route)
        for number, route in enumerate(routes)
        if (one := find_swap(problem, loosen(problem, route), stop))
        if not any(problem.is_bound(other) for other in one.ousted)
    ]
    if found:
        _, number, fresh = min(found, key=lambda one: one[:2])
        return (*routes[:number], fresh, *routes[number + 1 :])
    return _among_bound(problem, routes, stop)


def _among_bound(problem: OutreachProblem, routes: Routes, stop: int) -> Routes | None:
    """Put a bound stop between the others that are bound on some day, and drop the rest of it."""
    for number, route in enumerate(routes):
        kept = [other for other in route.order if problem.is_bound(other)]
        for at in range(len(kept) + 1):
            fresh = route_through(problem, route.day, (*kept[:at], stop, *kept[at:]))
            if fresh is not None:
                return (*routes[:number], fresh, *routes[number + 1 :])
    return None
