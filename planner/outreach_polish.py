"""A plan of visits improved by PyVRP, breaks included.

PyVRP knows no breaks, so a break is a call that must be made: at the depot or at one of the stops
on the route as it is, at a place of its own that lies where they are and is closed to other teams.
Next to that stop it costs no way, elsewhere a detour. That makes what PyVRP finds only longer than
it has to be: the days are timed anew, and the next round has new places to eat at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.streets import IndexArray
from geo.units import SECONDS_PER_MINUTE, from_minutes
from planner.outreach_days import DayRoute
from planner.outreach_fill import Orders, Routes, served
from planner.outreach_problem import OutreachProblem, visit_s
from planner.outreach_pyvrp import (
    Call,
    CallOrder,
    Effort,
    Option,
    RoutingModel,
    TeamDayModel,
    improve,
)
from planner.outreach_times import tell
from planner.outreach_types import PlannedStop, Stop, StoppedBy

WORTH_S = 15_000
"""What one point of priority is worth in travel: so much that hardly any is given up for it."""
_NO_WAY_S = 100_000
"""Longer than any shift."""
Tables = Mapping[tuple[int, int], int]
"""Rows of the ways where a team eats, by the team and the row of the place they are at."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Polished:
    """Orders for all days, and why the search for them ended."""

    orders: Orders
    stopped_by: StoppedBy


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Calls:
    """Visits and then breaks to be made, and their numbers by stop and by route."""

    calls: Sequence[Call]
    visits: Mapping[int, int]
    breaks: Mapping[int, int]


def polish(problem: OutreachProblem, routes: Routes, *, effort: Effort) -> Polished:
    """Improve routes, beginning with them as they are; bound stops that are on them stay."""
    tables = _tables(problem, routes)
    made = _calls(problem, routes, tables)
    model = RoutingModel(
        way_s=[_way_s(problem, team, tables) for team in range(len(problem.teams))],
        calls=made.calls,
        days=[_day(route) for route in routes],
    )
    start = [_order(problem, route, number, made) for number, route in enumerate(routes)]
    improved = improve(model, effort=effort, start=start if served(routes) else None)
    stop_of = {call: stop for stop, call in made.visits.items()}
    orders: list[list[int]] = [[] for _ in routes]
    for order in improved.orders:
        orders[order.day] = [stop_of[call] for call, _ in order.calls if call in stop_of]
    return Polished(orders, improved.stopped_by)


def _tables(problem: OutreachProblem, routes: Routes) -> Tables:
    """Give every place where a team may eat a row after those of stops and depots."""
    places = [
        (route.day.team, place)
        for route in routes
        if route.day.lunch is not None
        for place in route.places[:-1]
    ]
    first = len(problem.stops) + len(problem.teams)
    return {place: first + number for number, place in enumerate(dict.fromkeys(places))}


def _way_s(problem: OutreachProblem, team: int, tables: Tables) -> IndexArray:
    """Round the ways up; there is none to stops for other skills and to tables of other teams."""
    one = problem.teams[team]
    way_s = np.ceil(problem.ways.seconds[one.mode])
    is_closed = [not stop.skills <= one.skills for stop in problem.stops]
    way_s[:, : len(is_closed)][:, is_closed] = np.inf
    places = [*range(len(way_s)), *(place for _, place in tables)]
    closed = [row for (other, _), row in tables.items() if other != team]
    way_s = way_s[np.ix_(places, places)]
    way_s[:, closed] = np.inf
    np.fill_diagonal(way_s, 0)
    return np.where(np.isinf(way_s), _NO_WAY_S, way_s).astype(np.int64)


def _day(route: DayRoute) -> TeamDayModel:
    day = route.day
    return TeamDayModel(day.depot, day.depot, day.start_s, day.end_s, profile=day.team)


def _calls(problem: OutreachProblem, routes: Routes, tables: Tables) -> _Calls:
    there = served(routes)
    visits = {
        stop: Call(
            options=options,
            visit_s=visit_s(one),
            worth_s=one.priority * WORTH_S,
            is_required=problem.is_bound(stop) and stop in there,
        )
        for stop, one in enumerate(problem.stops)
        if (options := _options(one, stop, routes))
    }
    breaks = {
        number: Call(_meals(route, tables), route.day.lunch.length_s, 0, is_required=True)
        for number, route in enumerate(routes)
        if route.day.lunch is not None
    }
    return _Calls(
        calls=[*visits.values(), *breaks.values()],
        visits={stop: call for call, stop in enumerate(visits)},
        breaks={number: call for call, number in enumerate(breaks, start=len(visits))},
    )


def _options(stop: Stop, number: int, routes: Routes) -> tuple[Option, ...]:
    """Find when a visit may start on any of the days that have it, whatever the team."""
    shifts = [(one.day.start_s, one.day.end_s) for one in routes if number in one.day.starts]
    windows = [
        _clip(first * SECONDS_PER_MINUTE, last * SECONDS_PER_MINUTE, shifts)
        for first, last in stop.windows
    ]
    return tuple(
        Option(number, first_s, last_s - visit_s(stop))
        for first_s, last_s in windows
        if last_s - first_s >= visit_s(stop)
    )


def _clip(first_s: int, last_s: int, shifts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Cut a window to the shifts that it meets, from the first start to the last end of them."""
    met = [(start_s, end_s) for start_s, end_s in shifts if start_s < last_s and first_s < end_s]
    if not met:
        return 0, 0
    return max(first_s, min(start for start, _ in met)), min(last_s, max(end for _, end in met))


def _meals(route: DayRoute, tables: Tables) -> tuple[Option, ...]:
    """List where a team may eat in the order of its route, from the depot."""
    day, lunch = route.day, route.day.lunch
    if lunch is None:
        return ()
    return tuple(
        Option(tables[day.team, place], lunch.first_s, lunch.last_s) for place in route.places[:-1]
    )


def _order(problem: OutreachProblem, route: DayRoute, number: int, made: _Calls) -> CallOrder:
    """Put a route as it is into the words of a start."""
    told = tell(problem, route) if route.order else None
    stops = told.stops if told else ()
    calls = [(made.visits[one.stop], _option_of(one, made)) for one in stops]
    if number in made.breaks:
        eaten = told.breaks[0][1] if told else 0
        before = [one for one in stops if one.start < eaten]
        meal = _meal(route, before)
        calls.insert(len(before), (made.breaks[number], meal))
    return CallOrder(number, tuple(calls))


def _option_of(planned: PlannedStop, made: _Calls) -> int:
    start_s = round(from_minutes(planned.start))
    options = made.calls[made.visits[planned.stop]].options
    return next(
        number
        for number, option in enumerate(options)
        if option.first_s <= start_s <= option.last_s
    )


def _meal(route: DayRoute, before: Sequence[PlannedStop]) -> int:
    """Return where to eat after some stops: at the next place if that is reached in time."""
    day, leg = route.day, len(before)
    here, there = route.places[leg : leg + 2]
    leave_s = from_minutes(before[-1].depart) if before else day.start_s
    is_in_time = day.lunch is not None and leave_s + day.way_s[here][there] <= day.lunch.last_s
    return route.places.index(there if is_in_time else here)
