"""Why a stop is on no route, and what would change that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.units import MINUTES_PER_DAY, SECONDS_PER_MINUTE, to_minutes
from planner.outreach_days import (
    DayRoute,
    earliest_return,
    find_gaps,
    latest_begin,
    route_through,
    with_stop,
)
from planner.outreach_fill import Routes, left_out
from planner.outreach_problem import OutreachProblem, TeamDay, find_starts, starts_within
from planner.outreach_swaps import LooseRoute, find_swap, loosen
from planner.outreach_types import Unserved, UnservedHelp, UnservedReason, Window

MOST_EXTRA_MIN = 240
"""Nobody is told to work longer than this beyond a shift."""
NO_HELP = UnservedHelp()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Considered:
    """A route as it is, with longer shifts, and without each of its stops."""

    loose: LooseRoute
    longer: Sequence[DayRoute]

    @property
    def route(self) -> DayRoute:
        """The route as it is."""
        return self.loose.route


def explain_unserved(problem: OutreachProblem, routes: Routes) -> tuple[Unserved, ...]:
    """Give each stop on no route its reason: the first that holds, and what would help.

    `routes` has one route per working day of each team.
    """
    considered = [_considered(problem, route) for route in routes]
    return tuple(_explained(problem, considered, stop) for stop in left_out(problem, routes))


def _considered(problem: OutreachProblem, route: DayRoute) -> _Considered:
    longer = (route_through(problem, day, route.order) for day in _longer_days(problem, route.day))
    return _Considered(loosen(problem, route), [one for one in longer if one is not None])


def _longer_days(problem: OutreachProblem, day: TeamDay) -> Iterator[TeamDay]:
    """Lengthen a shift at either end, within its day."""
    extra_s = MOST_EXTRA_MIN * SECONDS_PER_MINUTE
    first_s, last_s = (minute * SECONDS_PER_MINUTE for minute in _all_day(day.day))
    for start_s, end_s in (
        (day.start_s, min(day.end_s + extra_s, last_s)),
        (max(day.start_s - extra_s, first_s), day.end_s),
    ):
        if (start_s, end_s) == (day.start_s, day.end_s):
            continue
        shift = (start_s // SECONDS_PER_MINUTE, end_s // SECONDS_PER_MINUTE)
        starts = find_starts(problem, problem.teams[day.team], day=day.day, shift=shift)
        yield replace(day, start_s=start_s, end_s=end_s, starts=starts)


def _explained(problem: OutreachProblem, considered: Sequence[_Considered], stop: int) -> Unserved:
    needed = problem.stops[stop].skills
    if not any(needed <= team.skills for team in problem.teams):
        return Unserved(stop, UnservedReason.NO_SKILL, _lacking_skills(problem, stop))
    longer = _least_longer(problem, considered, stop)
    fitting = [one for one in considered if stop in one.route.day.starts]
    if not fitting:
        help_ = longer or _on_day_off(problem, stop) or NO_HELP
        return Unserved(stop, UnservedReason.NO_WINDOW, help_)
    days = [one.route.day for one in fitting]
    if not any(route_through(problem, day, (stop,)) for day in days):
        if hungry := _kept_by_break(problem, days, stop):
            return Unserved(stop, UnservedReason.NO_WINDOW, hungry)
        return Unserved(stop, UnservedReason.TOO_FAR, longer or NO_HELP)
    return Unserved(stop, UnservedReason.NOT_CHOSEN, _outdone(problem, fitting, stop, longer))


def _kept_by_break(
    problem: OutreachProblem, days: Sequence[TeamDay], stop: int
) -> UnservedHelp | None:
    """Find a day on which nothing but the team's own break is in the way."""
    for day in days:
        if route_through(problem, replace(day, lunch=None), (stop,)):
            return UnservedHelp(day.team, day.day, is_break_in_the_way=True)
    return None


def _lacking_skills(problem: OutreachProblem, stop: int) -> UnservedHelp:
    """Name the skills that the most able team lacks."""
    needed = problem.stops[stop].skills
    lacking = [needed - team.skills for team in problem.teams] or [needed]
    return UnservedHelp(skills=min(lacking, key=lambda skills: (len(skills), sorted(skills))))


def _least_longer(
    problem: OutreachProblem, considered: Sequence[_Considered], stop: int
) -> UnservedHelp | None:
    """Find the shift that has to be lengthened least, its other stops kept."""
    found = [
        (_extra_s(one.route.day, with_stop(problem, longer, stop, gap)), number)
        for number, one in enumerate(considered)
        for longer in one.longer
        for gap in find_gaps(problem, longer, stop)
    ]
    if not found:
        return None
    extra_s, number = min(found)
    day = considered[number].route.day
    return UnservedHelp(day.team, day.day, to_minutes(extra_s))


def _extra_s(day: TeamDay, longer: DayRoute) -> float:
    """Return by how much a route needs a longer shift than there is, at the end it was given."""
    if longer.day.end_s > day.end_s:
        return earliest_return(longer) - day.end_s
    return day.start_s - latest_begin(longer)


def _on_day_off(problem: OutreachProblem, stop: int) -> UnservedHelp | None:
    """Find a team that would go there on a day on which it does not work."""
    one, found = problem.stops[stop], []
    for number, team in enumerate(problem.teams):
        way_s, depot = problem.ways.seconds[team.mode], len(problem.stops) + number
        extra_min = to_minutes(way_s[depot, stop] + way_s[stop, depot]) + one.visit_min
        days = [day for day, shift in enumerate(team.shifts) if shift is None]
        if one.skills <= team.skills and extra_min <= MOST_EXTRA_MIN:
            found += [(extra_min, day, number) for day in days if _is_there(problem, stop, day)]
    if not found:
        return None
    extra_min, day, number = min(found)
    return UnservedHelp(number, day, float(extra_min))


def _is_there(problem: OutreachProblem, stop: int, day: int) -> bool:
    one, all_day = problem.stops[stop], _all_day(day)
    return one.promised_day in {None, day} and bool(starts_within(one, all_day))


def _all_day(day: int) -> Window:
    return day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY


def _outdone(
    problem: OutreachProblem,
    fitting: Sequence[_Considered],
    stop: int,
    longer: UnservedHelp | None,
) -> UnservedHelp:
    """Name the stops that were preferred: on the day that is easiest to lengthen, or on any."""
    if longer is not None:
        same_day = [
            one
            for one in fitting
            if (one.route.day.team, one.route.day.day) == (longer.team, longer.day)
        ]
        return replace(longer, instead_of=_least_preferred(problem, same_day, stop)[1])
    number, instead_of = _least_preferred(problem, fitting, stop)
    day = fitting[number].route.day
    return UnservedHelp(day.team, day.day, instead_of=instead_of)


def _least_preferred(
    problem: OutreachProblem, considered: Sequence[_Considered], stop: int
) -> tuple[int, tuple[int, ...]]:
    """Find the route, and the least needed stops on it, in whose place this one fits."""
    found = []
    for number, one in enumerate(considered):
        if swap := find_swap(problem, one.loose, stop):
            priority = sum(problem.stops[other].priority for other in swap.ousted)
            found.append((len(swap.ousted), priority, number, swap.ousted))
    if not found:
        return 0, ()
    *_, number, ousted = min(found)
    return number, ousted
