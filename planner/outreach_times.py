"""When a team is where on its day: the plan of a route as it is told to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from geo.units import to_minutes
from planner.outreach_days import DayRoute, earliest
from planner.outreach_problem import Lunch, OutreachProblem, visit_s
from planner.outreach_types import PlannedStop, Route


@dataclass(frozen=True, slots=True)
class _Leg:
    """One way: when it may begin, when it ends, and when one may go on, with the break if any."""

    arrive_s: float
    ready_s: float
    break_s: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A day as it happens, in seconds; visits are stop, arrival, start and departure."""

    leave_s: float
    return_s: float
    break_s: tuple[float, float] | None
    visits: tuple[tuple[int, float, float, float], ...]


def tell(problem: OutreachProblem, route: DayRoute) -> Route:
    """Tell when a team is where: every visit as early as can be, the depot left as late as can be.

    Of the ways to place the break the one with the earliest return is taken. The route must be
    feasible and not empty.
    """
    day = route.day
    told = min(_tellings(problem, route), key=lambda one: (one.return_s, one.break_s or ()))
    metres = problem.ways.metres[problem.teams[day.team].mode]
    return Route(
        team=day.team,
        day=day.day,
        leave_depot=to_minutes(told.leave_s),
        return_depot=to_minutes(told.return_s),
        stops=tuple(
            PlannedStop(stop, to_minutes(arrive_s), to_minutes(start_s), to_minutes(depart_s))
            for stop, arrive_s, start_s, depart_s in told.visits
        ),
        breaks=() if told.break_s is None else (_in_minutes(*told.break_s),),
        travel_min=to_minutes(route.way_s),
        distance_m=float(sum(metres[here, there] for here, there in pairwise(route.places))),
    )


def _in_minutes(from_s: float, to_s: float) -> tuple[float, float]:
    return to_minutes(from_s), to_minutes(to_s)


def _tellings(problem: OutreachProblem, route: DayRoute) -> Iterator[_Told]:
    """Try the break on every way, and after the return."""
    lunch = route.day.lunch
    if lunch is None:
        yield from _told(problem, route, break_on=None)
        return
    for leg in range(len(route.order) + 1):
        yield from _told(problem, route, break_on=leg)
    for told in _told(problem, route, break_on=None):
        if told.return_s <= lunch.last_s:
            yield _with_break_at_depot(told, lunch)


def _with_break_at_depot(told: _Told, lunch: Lunch) -> _Told:
    from_s = max(told.return_s, lunch.first_s)
    return _Told(told.leave_s, told.return_s, (from_s, from_s + lunch.length_s), told.visits)


def _told(problem: OutreachProblem, route: DayRoute, *, break_on: int | None) -> Iterator[_Told]:
    """Tell the day with the break on one of the ways, nothing if that cannot be."""
    day, clock_s, visits, break_s = route.day, float(route.day.start_s), [], None
    for number, (here, there) in enumerate(pairwise(route.places)):
        leg = _leg(clock_s, day.way_s[here][there], day.lunch if number == break_on else None)
        break_s = leg.break_s or break_s
        if there == day.depot:
            clock_s = leg.ready_s
            break
        start_s = earliest(day.starts[there], leg.ready_s)
        clock_s = start_s + visit_s(problem.stops[there])
        visits.append((there, leg.arrive_s, start_s, clock_s))
    if clock_s > day.end_s:
        return
    stop, _, start_s, depart_s = visits[0]
    leave_s = start_s - day.way_s[day.depot][stop]
    if break_on == 0 and day.lunch is not None:
        leave_s, break_s = _late_with_break(leave_s, day.lunch)
    visits[0] = (stop, start_s, start_s, depart_s)
    yield _Told(leave_s, clock_s, break_s, tuple(visits))


def _leg(depart_s: float, way_s: float, lunch: Lunch | None) -> _Leg:
    """Travel, with a break as early as can be if there is a lunch to take."""
    arrive_s = depart_s + way_s
    if lunch is None:
        return _Leg(arrive_s, arrive_s)
    if depart_s > lunch.last_s:
        return _Leg(inf, inf)
    from_s = max(depart_s, lunch.first_s)
    to_s = from_s + lunch.length_s
    is_before_arrival = from_s < arrive_s
    ready_s = max(arrive_s, lunch.first_s) + lunch.length_s
    return _Leg(ready_s if is_before_arrival else arrive_s, ready_s, (from_s, to_s))


def _late_with_break(leave_s: float, lunch: Lunch) -> tuple[float, tuple[float, float]]:
    """Return when to leave and eat at the latest: at the depot if there is time, else on the way.

    `leave_s` would be the latest without a break.
    """
    from_s = min(lunch.last_s, leave_s - lunch.length_s)
    if from_s < lunch.first_s:
        leave_s, from_s = from_s, lunch.first_s
    return leave_s, (from_s, from_s + lunch.length_s)
