"""Whether a plan of visits can be carried out: checked minute by minute, from the types alone.

Nothing here is shared with what makes the plans, so that a mistake there is not repeated here.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.outreach_types import OutreachPlan, Route, Stop, Team, UnservedReason, Ways

TOLERANCE_MIN = 1e-6
_DAY_MIN = 1_440
_MINUTE_S = 60


class Broken(StrEnum):
    """What a plan may violate."""

    DAY_OFF = "day_off"
    TWO_ROUTES = "two_routes"
    HOURS = "hours"
    TRAVEL = "travel"
    VISIT_LENGTH = "visit_length"
    WINDOW = "window"
    SKILLS = "skills"
    PROMISE = "promise"
    BREAK = "break"
    TWICE = "twice"
    UNACCOUNTED = "unaccounted"
    """Neither visited nor among the unserved."""
    BOUND_LEFT_OUT = "bound_left_out"
    """One that must be visited, or was promised, has given way to others."""
    FIGURES = "figures"
    """Priorities, travel or metres are not what the routes say."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something in a plan that cannot be done, or is not so."""

    what: Broken
    team: int | None = None
    day: int | None = None
    stop: int | None = None


def find_violations(
    plan: OutreachPlan, stops: Sequence[Stop], teams: Sequence[Team], ways: Ways
) -> tuple[Violation, ...]:
    """Check everything that a plan promises; nothing found means that it can be carried out."""
    return tuple(_all_violations(_Checked(plan, stops, teams, ways)))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Checked:
    plan: OutreachPlan
    stops: Sequence[Stop]
    teams: Sequence[Team]
    ways: Ways

    def seconds(self, team: int, here: int, there: int) -> float:
        return float(self.ways.seconds[self.teams[team].mode][here, there])

    def metres(self, team: int, here: int, there: int) -> float:
        return float(self.ways.metres[self.teams[team].mode][here, there])

    def depot(self, team: int) -> int:
        return len(self.stops) + team

    def is_bound(self, stop: int) -> bool:
        return self.stops[stop].must or self.stops[stop].promised_day is not None


def _all_violations(checked: _Checked) -> Iterator[Violation]:
    yield from _counted(checked)
    for route in checked.plan.routes:
        for what, stop in _on_route(checked, route):
            yield Violation(what, route.team, route.day, stop)
    yield from _bound_left_out(checked)


Found = Iterator[tuple[Broken, int | None]]


def _counted(checked: _Checked) -> Iterator[Violation]:
    plan = checked.plan
    for (team, day), count in Counter((route.team, route.day) for route in plan.routes).items():
        if count > 1:
            yield Violation(Broken.TWO_ROUTES, team, day)
    visited = Counter(planned.stop for route in plan.routes for planned in route.stops)
    told = visited + Counter(unserved.stop for unserved in plan.unserved)
    for stop in range(len(checked.stops)):
        if told[stop] != 1:
            yield Violation(Broken.TWICE if told[stop] else Broken.UNACCOUNTED, stop=stop)
    served = sum(checked.stops[stop].priority for stop in visited)
    total = sum(stop.priority for stop in checked.stops)
    if (served, total) != (plan.served_priority, plan.total_priority):
        yield Violation(Broken.FIGURES)


def _on_route(checked: _Checked, route: Route) -> Found:
    shift = checked.teams[route.team].shifts[route.day]
    if shift is None:
        yield Broken.DAY_OFF, None
        return
    if not _within((route.leave_depot, route.return_depot), shift):
        yield Broken.HOURS, None
    for number in range(len(route.stops)):
        yield from _at_stop(checked, route, number)
    yield from _ways_taken(checked, route)
    yield from _breaks(checked, route)


def _within(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    is_inside = outer[0] - TOLERANCE_MIN <= inner[0] and inner[1] <= outer[1] + TOLERANCE_MIN
    return is_inside and inner[0] <= inner[1] + TOLERANCE_MIN


def _at_stop(checked: _Checked, route: Route, number: int) -> Found:
    planned, team = route.stops[number], checked.teams[route.team]
    stop = checked.stops[planned.stop]
    if abs(planned.depart - planned.start - stop.visit_min) > TOLERANCE_MIN:
        yield Broken.VISIT_LENGTH, planned.stop
    if not any(_within((planned.start, planned.depart), window) for window in stop.windows):
        yield Broken.WINDOW, planned.stop
    if stop.skills - team.skills:
        yield Broken.SKILLS, planned.stop
    if stop.promised_day is not None and stop.promised_day != route.day:
        yield Broken.PROMISE, planned.stop


def _ways_taken(checked: _Checked, route: Route) -> Found:
    """Compare every way with the time there is for it, which a break on the way makes shorter."""
    depot, here, since = checked.depot(route.team), checked.depot(route.team), route.leave_depot
    travel_s = metres = 0.0
    arrivals = [(planned.stop, planned.arrive) for planned in route.stops]
    for number, (there, arrive) in enumerate([*arrivals, (depot, route.return_depot)]):
        way_s = checked.seconds(route.team, here, there)
        free_min = arrive - since - _paused(route, since, arrive)
        stop = None if there == depot else there
        if free_min + TOLERANCE_MIN < way_s / _MINUTE_S:
            yield Broken.TRAVEL, stop
        travel_s, metres = travel_s + way_s, metres + checked.metres(route.team, here, there)
        if stop is not None:
            planned = route.stops[number]
            here, since = there, planned.depart
            if planned.start + TOLERANCE_MIN < planned.arrive:
                yield Broken.TRAVEL, stop
    # Solvers count whole seconds, rounded up once a way.
    most_s = travel_s + len(route.stops) + 1
    is_told = travel_s <= route.travel_min * _MINUTE_S + 1e-3 <= most_s + 1e-2
    if not is_told or not math.isclose(metres, route.distance_m, abs_tol=1e-3):
        yield Broken.FIGURES, None


def _paused(route: Route, since: float, until: float) -> float:
    return sum(max(0.0, min(until, last) - max(since, first)) for first, last in route.breaks)


def _breaks(checked: _Checked, route: Route) -> Found:
    lunch = _lunch_due(checked.teams[route.team], route.day)
    if lunch is None:
        return
    length, window = lunch
    has_eaten = any(
        _within(one, window) and one[1] - one[0] >= length - TOLERANCE_MIN for one in route.breaks
    )
    if not has_eaten:
        yield Broken.BREAK, None
    for planned in route.stops:
        if _paused(route, planned.start, planned.depart) > TOLERANCE_MIN:
            yield Broken.BREAK, planned.stop


def _lunch_due(team: Team, day: int) -> tuple[int, tuple[int, int]] | None:
    """Return the length of the break and when it may be; due to who works before and after."""
    shift = team.shifts[day]
    if team.lunch is None or team.lunch_min == 0 or shift is None:
        return None
    window = (team.lunch[0] + day * _DAY_MIN, team.lunch[1] + day * _DAY_MIN)
    is_due = shift[0] < window[0] and shift[1] > window[1]
    return (team.lunch_min, window) if is_due else None


def _bound_left_out(checked: _Checked) -> Iterator[Violation]:
    """Try to put every bound stop left out between the bound ones of any route, without others."""
    routes = {(route.team, route.day): route for route in checked.plan.routes}
    for unserved in checked.plan.unserved:
        stop = unserved.stop
        if not checked.is_bound(stop) or unserved.reason is UnservedReason.EXCLUDED:
            continue
        for team, one in enumerate(checked.teams):
            for day, shift in enumerate(one.shifts):
                route = routes.get((team, day))
                stops = route.stops if route else ()
                kept = [planned.stop for planned in stops if checked.is_bound(planned.stop)]
                orders = ([*kept[:at], stop, *kept[at:]] for at in range(len(kept) + 1))
                if shift and any(_can_do(checked, team, day, order) for order in orders):
                    yield Violation(Broken.BOUND_LEFT_OUT, team, day, stop)


def _can_do(checked: _Checked, team: int, day: int, order: Sequence[int]) -> bool:
    """Play a day through, with the break before any of the visits or after the last."""
    one = checked.teams[team]
    lacking = any(checked.stops[stop].skills - one.skills for stop in order)
    promised = {checked.stops[stop].promised_day for stop in order} - {None, day}
    if lacking or promised:
        return False
    lunch = _lunch_due(one, day)
    moments = range(len(order) + 1) if lunch else [-1]
    return any(_played(checked, team, day, order, moment) for moment in moments)


def _played(checked: _Checked, team: int, day: int, order: Sequence[int], moment: int) -> bool:
    first, last = checked.teams[team].shifts[day] or (0, 0)
    length, window = _lunch_due(checked.teams[team], day) or (0, (0, 0))
    now, here = float(first), checked.depot(team)
    for number, there in enumerate([*order, checked.depot(team)]):
        arrive = now + _up(checked.seconds(team, here, there)) / _MINUTE_S
        is_home = there == checked.depot(team)
        if number == moment and not (is_home and arrive <= window[1] - length):
            if now > window[1] - length:
                return False
            arrive = max(arrive, window[0]) + length
        if is_home:
            return arrive <= last
        now, here = _after_visit(checked.stops[there], arrive), there
    return False


def _after_visit(stop: Stop, arrive: float) -> float:
    starts = (
        max(arrive, first)
        for first, last in stop.windows
        if max(arrive, first) + stop.visit_min <= last
    )
    return min(starts, default=math.inf) + stop.visit_min


def _up(seconds: float) -> float:
    return seconds if math.isinf(seconds) else math.ceil(seconds)
