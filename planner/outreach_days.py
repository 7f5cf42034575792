"""The day of one team to the second: its stops in order, when it is where, what more fits.

A team may eat before it leaves, on the way, before a visit, or back at its depot. So every moment
has two earliest times, one with the break still to come and one with it taken; each leads to the
earliest times after the next way or visit, as nobody gains by being late. From the end of the day
backwards the latest times follow in the same way, and a stop fits between two others exactly where
its earliest times do not exceed their latest ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from planner.outreach_problem import OutreachProblem, Starts, TeamDay, visit_s

Clock = tuple[float, float]
"""Two times in seconds: before the break, and after it or where there is none."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DayRoute:
    """Stops of a day in order, and the times that bound them.

    `departures` are the earliest from the depot and then from each stop; `arrivals` the latest at
    each stop and then at the depot.
    """

    day: TeamDay
    order: tuple[int, ...]
    departures: tuple[Clock, ...]
    arrivals: tuple[Clock, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Return the rows of the ways, from depot to depot."""
        return (self.day.depot, *self.order, self.day.depot)

    @property
    def way_s(self) -> float:
        """Return how long the team is on the way."""
        return sum(self.day.way_s[here][there] for here, there in pairwise(self.places))


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the order where one more stop fits, and by how much the way grows."""

    position: int
    extra_s: float


def route_through(problem: OutreachProblem, day: TeamDay, order: Sequence[int]) -> DayRoute | None:
    """Find the bounds of a day with these stops in this order, None if it cannot be."""
    if any(stop not in day.starts for stop in order):
        return None
    departures = [_morning(day)]
    for here, stop in pairwise((day.depot, *order)):
        arrival = _ride(day, departures[-1], day.way_s[here][stop])
        departures.append(_attend(problem, day, stop, arrival))
    arrivals = [_evening(day)]
    for there, stop in pairwise((day.depot, *reversed(order))):
        departure = _ride_back(day, arrivals[-1], day.way_s[stop][there])
        arrivals.append(_attend_back(problem, day, stop, departure))
    route = DayRoute(day, tuple(order), tuple(departures), tuple(reversed(arrivals)))
    first = route.places[1]
    is_feasible = _is_in_time(
        _ride(day, departures[0], day.way_s[day.depot][first]), route.arrivals[0]
    )
    return route if is_feasible else None


def find_gap(problem: OutreachProblem, route: DayRoute, stop: int) -> Gap | None:
    """Find where a stop fits with the shortest detour, None if nowhere."""
    return min(find_gaps(problem, route, stop), key=lambda gap: gap.extra_s, default=None)


def find_gaps(problem: OutreachProblem, route: DayRoute, stop: int) -> Iterator[Gap]:
    """Find all gaps into which a stop fits."""
    day = route.day
    if stop not in day.starts:
        return
    for position, (here, there) in enumerate(pairwise(route.places)):
        out_s, on_s = day.way_s[here][stop], day.way_s[stop][there]
        arrival = _ride(day, route.departures[position], out_s)
        departure = _attend(problem, day, stop, arrival)
        if _is_in_time(_ride(day, departure, on_s), route.arrivals[position]):
            yield Gap(position, out_s + on_s - day.way_s[here][there])


def with_stop(problem: OutreachProblem, route: DayRoute, stop: int, gap: Gap) -> DayRoute:
    """Put a stop into a gap that was found for it."""
    order = (*route.order[: gap.position], stop, *route.order[gap.position :])
    longer = route_through(problem, route.day, order)
    # A gap that was found leaves a day that can be done: there is always a longer one.
    return longer if longer is not None else route


def _morning(day: TeamDay) -> Clock:
    return (inf, day.start_s) if day.lunch is None else (day.start_s, inf)


def _evening(day: TeamDay) -> Clock:
    """Return the latest return: one may still eat at the depot."""
    return (-inf if day.lunch is None else day.lunch.last_s), day.end_s


def _ride(day: TeamDay, departure: Clock, way_s: float) -> Clock:
    before, after = departure
    if day.lunch is None or before > day.lunch.last_s:
        return inf, after + way_s
    fed = max(before + way_s, day.lunch.first_s) + day.lunch.length_s
    return before + way_s, min(after + way_s, fed)


def _ride_back(day: TeamDay, arrival: Clock, way_s: float) -> Clock:
    before, after = arrival
    if day.lunch is None:
        return -inf, after - way_s
    fed = after - day.lunch.length_s
    hungry = min(fed - way_s, day.lunch.last_s) if fed >= day.lunch.first_s else -inf
    return max(before - way_s, hungry), after - way_s


def _attend(problem: OutreachProblem, day: TeamDay, stop: int, arrival: Clock) -> Clock:
    length_s, starts = visit_s(problem.stops[stop]), day.starts[stop]
    before, after = arrival
    return earliest(starts, before) + length_s, earliest(starts, after) + length_s


def earliest(starts: Starts, arrival: float) -> float:
    """Return when a visit starts after an arrival, inf if no more that day."""
    for first, last in starts:
        if arrival <= last:
            return max(arrival, first)
    return inf


def _attend_back(problem: OutreachProblem, day: TeamDay, stop: int, departure: Clock) -> Clock:
    length_s, starts = visit_s(problem.stops[stop]), day.starts[stop]
    before, after = departure
    return _latest(starts, before - length_s), _latest(starts, after - length_s)


def _latest(starts: Starts, start: float) -> float:
    for first, last in reversed(starts):
        if start >= first:
            return min(start, last)
    return -inf


def _is_in_time(arrival: Clock, latest: Clock) -> bool:
    return arrival[0] <= latest[0] or arrival[1] <= latest[1]


def earliest_return(route: DayRoute) -> float:
    """Return when the team is back at the earliest, in seconds."""
    day, (*_, last, depot) = route.day, route.places
    before, after = _ride(day, route.departures[-1], day.way_s[last][depot])
    return min(before if before <= _evening(day)[0] else inf, after)


def latest_begin(route: DayRoute) -> float:
    """Return when the team must begin to travel or to eat at the latest, in seconds."""
    day, (depot, first, *_) = route.day, route.places
    before, after = _ride_back(day, route.arrivals[0], day.way_s[depot][first])
    return after if day.lunch is None else before
