"""Who is visited, decided by VROOM: one vehicle per day of a team, several windows per stop."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import vroom
from numpy.typing import NDArray

from geo.travel import Mode
from geo.units import SECONDS_PER_MINUTE
from planner.outreach_fill import Orders
from planner.outreach_problem import OutreachProblem, TeamDay, visit_s
from planner.outreach_types import MOST_PRIORITY, Stop

_THOROUGH = 5
"""VROOM's highest exploration level; the time limit holds all the same."""
_NO_WAY_S = 5_000_000
"""Longer than the longest horizon: nobody goes there, and no sum of them overflows."""
_VISIT = "job"
SkillNumbers = Mapping[str | int, int]
"""VROOM's numbers of skills, and of days: who works on a day has the skill for what is promised."""


def decide(
    problem: OutreachProblem,
    days: Sequence[TeamDay],
    chosen: Sequence[int],
    *,
    time_limit_s: float,
) -> Orders:
    """Choose among some stops those with the highest priorities in all, then the shortest way.

    VROOM knows no stop that must be visited: bound ones have the highest priority, no more.
    """
    orders: list[list[int]] = [[] for _ in days]
    visitable = [stop for stop in chosen if any(stop in day.starts for day in days)]
    if not visitable:
        return orders
    solution = _input(problem, days, visitable).solve(
        _THOROUGH, nb_threads=1, timeout=timedelta(seconds=time_limit_s)
    )
    steps = solution.routes
    if "id" not in steps:  # nobody is visited
        return orders
    visits = steps[steps["type"] == _VISIT]
    for vehicle, stop in zip(visits["vehicle_id"], visits["id"], strict=True):
        orders[int(vehicle)].append(int(stop))
    return orders


def _input(
    problem: OutreachProblem, days: Sequence[TeamDay], visitable: Sequence[int]
) -> vroom.Input:
    numbers = _skill_numbers(problem)
    given = vroom.Input()
    for mode in {team.mode for team in problem.teams}:
        given.set_durations_matrix(mode.value, _matrix(problem, mode))
    given.add_vehicle([_vehicle(problem, day, number, numbers) for number, day in enumerate(days)])
    given.add_job([_job(problem, stop, numbers) for stop in visitable])
    return given


def _skill_numbers(problem: OutreachProblem) -> SkillNumbers:
    skills = sorted(frozenset().union(*(team.skills for team in problem.teams)))
    days = range(max(len(team.shifts) for team in problem.teams))
    return {key: number for number, key in enumerate([*skills, *days])}


def _matrix(problem: OutreachProblem, mode: Mode) -> NDArray[np.uint32]:
    whole = np.ceil(problem.ways.seconds[mode])
    return np.where(np.isinf(whole), _NO_WAY_S, whole).astype(np.uint32)


def _vehicle(
    problem: OutreachProblem, day: TeamDay, number: int, numbers: SkillNumbers
) -> vroom.Vehicle:
    team = problem.teams[day.team]
    return vroom.Vehicle(
        number,
        start=day.depot,
        end=day.depot,
        profile=team.mode.value,
        skills={numbers[day.day], *(numbers[skill] for skill in team.skills)},
        time_window=vroom.TimeWindow(day.start_s, day.end_s),
        breaks=_breaks(day, number),
    )


def _breaks(day: TeamDay, number: int) -> list[vroom.Break]:
    if day.lunch is None:
        return []
    first_to_last = vroom.TimeWindow(day.lunch.first_s, day.lunch.last_s)
    return [vroom.Break(number, time_windows=[first_to_last], service=day.lunch.length_s)]


def _job(problem: OutreachProblem, number: int, numbers: SkillNumbers) -> vroom.Job:
    stop = problem.stops[number]
    needed = {numbers[skill] for skill in stop.skills}
    if stop.promised_day is not None:
        needed.add(numbers[stop.promised_day])
    return vroom.Job(
        number,
        location=number,
        default_service=visit_s(stop),
        skills=needed,
        priority=MOST_PRIORITY if problem.is_bound(number) else stop.priority,
        time_windows=_windows(stop),
    )


def _windows(stop: Stop) -> list[vroom.TimeWindow]:
    return [
        vroom.TimeWindow(first * SECONDS_PER_MINUTE, last * SECONDS_PER_MINUTE - visit_s(stop))
        for first, last in stop.windows
        if last - first >= stop.visit_min
    ]
