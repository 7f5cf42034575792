"""Visiting weeks for a made-up town: our plan beside each solver alone, and random cases checked.

`python -m bench.outreach SECONDS` gives every search less time than the 30 s of the aims.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench import prize_collecting
from bench.table import Figure, show
from geo.errors import NoFeasiblePlan
from geo.places import PlaceKind
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY
from planner.outreach_fill import Routes, empty_routes, worth
from planner.outreach_problem import OutreachProblem
from planner.outreach_routes import OutreachRequest, choose_visits, plan_routes, polish_visits
from planner.outreach_types import OutreachPlan, Stop, Team, Ways, Window

SIDE_M, DETOUR, METRES_PER_S = 20_000, 1.3, 25 / 3.6
TEAMS, DAYS = 4, 5
SHIFT, LUNCH, LUNCH_MIN = (540, 1_080), (690, 840), 60
PRESENCE = ((0, 1_440), (720, 810), (1_020, 1_200), (540, 720))
"""All day, at lunch, in the evening, in the morning."""
TIME_LIMIT_S = 30.0
QUICK_S, LONG_S, NEAR_SHARE = 10.0, 60.0, 0.01
CASES = 200


def main(time_limit_s: float) -> None:
    """Print all figures."""
    title = f"Outreach: {TEAMS} teams × {DAYS} days, {time_limit_s:.0f} s for each search"
    show(title, _compared(make_town(300, seed=1), time_limit_s))
    show("Outreach: 100 stops in little time", _hurried(make_town(100, seed=1), time_limit_s))
    show("Outreach: random cases", _random_cases(CASES))
    show(prize_collecting.TITLE, prize_collecting.figures(time_limit_s * 4))


def make_town(stops: int, *, seed: int, teams: int = TEAMS, days: int = DAYS) -> OutreachProblem:
    """Scatter stops with one to three windows each, more than can be visited."""
    chance = np.random.default_rng(seed)
    at = chance.random((stops + teams, 2)) * SIDE_M
    metres = np.hypot(*(at[:, None] - at).T).T * DETOUR
    return OutreachProblem(
        stops=[_make_stop(chance, number, days) for number in range(stops)],
        teams=[_make_team(number, days) for number in range(teams)],
        ways=Ways({Mode.DRIVE: metres / METRES_PER_S}, {Mode.DRIVE: metres}),
    )


def _make_stop(chance: np.random.Generator, number: int, days: int) -> Stop:
    on = np.unique(chance.integers(0, days, size=chance.integers(1, 4)))
    return Stop(
        code=f"s{number}",
        kind=PlaceKind.APARTMENT,
        name=f"Apartment {number}",
        lon=0,
        lat=0,
        people=int(chance.integers(10, 500)),
        visit_min=int(chance.choice([30, 45, 60, 90])),
        priority=int(chance.integers(10, 101)),
        windows=tuple(_window(chance, int(day)) for day in on),
    )


def _window(chance: np.random.Generator, day: int) -> Window:
    first, last = PRESENCE[chance.integers(len(PRESENCE))]
    return day * MINUTES_PER_DAY + first, day * MINUTES_PER_DAY + last


def _make_team(number: int, days: int) -> Team:
    shifts = [
        (day * MINUTES_PER_DAY + SHIFT[0], day * MINUTES_PER_DAY + SHIFT[1]) for day in range(days)
    ]
    return Team(
        code=f"t{number}",
        name=f"Team {number}",
        depot_code=f"d{number}",
        lon=0,
        lat=0,
        mode=Mode.DRIVE,
        shifts=tuple(shifts),
        lunch=LUNCH,
        lunch_min=LUNCH_MIN,
    )


def _compared(town: OutreachProblem, time_limit_s: float) -> Iterator[Figure]:
    """Plan with both solvers, and with either alone from nothing, all with the same finish."""
    request = OutreachRequest(time_limit_s)
    alone = {
        "VROOM alone": choose_visits(town, time_limit_s=time_limit_s),
        "PyVRP alone": _by_pyvrp(town, request),
    }
    plan = plan_routes(town, request=request, clock=time.perf_counter)
    for name, routes in alone.items():
        yield Figure(f"{name}: priority, travel", _told(*worth(town, routes)[1:]), "")
    ours = (plan.served_priority, -_travel_s(plan))
    most = max(worth(town, routes)[1:] for routes in alone.values())
    aim = "no less, at equal priority no farther"
    yield Figure("both: priority, travel", _told(*ours), aim, ours >= most)
    yield Figure("both: seconds in all", f"{plan.seconds:.1f} s ({plan.stopped_by})", "")
    yield Figure("priority of all stops", f"{plan.total_priority:,}", "")


def _by_pyvrp(town: OutreachProblem, request: OutreachRequest) -> Routes:
    since = time.perf_counter()
    return polish_visits(
        town, empty_routes(town), request=request, clock=lambda: time.perf_counter() - since
    ).routes


def _told(priority: int, travel_s: float) -> str:
    return f"{priority:,}, {-travel_s / 3_600:.1f} h"


def _travel_s(plan: OutreachPlan) -> float:
    return sum(route.travel_min for route in plan.routes) * 60


def _hurried(town: OutreachProblem, time_limit_s: float) -> Iterator[Figure]:
    share = time_limit_s / TIME_LIMIT_S
    quick, long = (
        plan_routes(town, request=OutreachRequest(limit * share), clock=time.perf_counter)
        for limit in (QUICK_S, LONG_S)
    )
    short = 1 - quick.served_priority / long.served_priority
    yield Figure("priority", f"{quick.served_priority:,} of {long.served_priority:,}", "")
    yield Figure(
        "seconds",
        f"{quick.seconds:.1f} of {long.seconds:.1f} s",
        f"{QUICK_S:.0f} of {LONG_S:.0f} s",
    )
    yield Figure("short of the long search", f"{short:.2%}", "≤ 1 %", short <= NEAR_SHARE)


def _random_cases(cases: int) -> Iterator[Figure]:
    """Check plans of small towns with must-visits, promises, skills and days off."""
    broken, started = 0, time.perf_counter()
    for seed in range(cases):
        town = _varied_town(np.random.default_rng(seed))
        request = OutreachRequest(time_limit_s=10, seed=seed, most_iterations=100)
        try:
            plan_routes(town, request=request, clock=time.perf_counter)
        except NoFeasiblePlan:  # the check is part of planning
            broken += 1
    seconds = time.perf_counter() - started
    yield Figure("plans that cannot be done", f"{broken} of {cases}", "none", broken == 0)
    yield Figure("seconds for all", f"{seconds:.0f} s", "")


def _varied_town(chance: np.random.Generator) -> OutreachProblem:
    stops, teams, days = (int(chance.integers(1, most)) for most in (40, 4, 6))
    town = make_town(stops, seed=int(chance.integers(1_000)), teams=teams, days=days)
    return replace(
        town,
        stops=[_varied_stop(chance, stop, days) for stop in town.stops],
        teams=[_varied_team(chance, team) for team in town.teams],
    )


def _varied_stop(chance: np.random.Generator, stop: Stop, days: int) -> Stop:
    is_bound, is_promised, needs_law = chance.random(3) < 0.15
    return replace(
        stop,
        must=bool(is_bound),
        promised_day=int(chance.integers(days)) if is_promised else None,
        skills=frozenset({"law"} if needs_law else ()),
    )


def _varied_team(chance: np.random.Generator, team: Team) -> Team:
    has_lunch, knows_law, *works = chance.random(2 + len(team.shifts)) < 0.7
    return replace(
        team,
        lunch=team.lunch if has_lunch else None,
        skills=frozenset({"law"} if knows_law else ()),
        shifts=tuple(shift if on else None for shift, on in zip(team.shifts, works, strict=True)),
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else TIME_LIMIT_S)
