"""Outreach towns with known answers: places on one street, a minute apart, reached from a depot.

Stop and depot positions are minutes along the street, so a way takes the difference. Times of day
are "9:00", on day 0 unless said; the shift is 9:00 to 17:00 and a visit takes 60 minutes.
"""

from collections.abc import Sequence

import numpy as np

from geo.places import PlaceKind
from geo.travel import Mode
from planner.outreach_problem import OutreachProblem
from planner.outreach_routes import OutreachRequest, plan_routes
from planner.outreach_types import OutreachPlan, Route, Stop, Team, Ways, Window

DAY_MIN = 1_440
METRES_PER_MIN = 400
ALL_DAY = "9:00-17:00"


def minute(text: str, day: int = 0) -> int:
    hour, minutes = text.split(":")
    return day * DAY_MIN + int(hour) * 60 + int(minutes)


def window(text: str, day: int = 0) -> Window:
    first, last = text.split("-")
    return minute(first, day), minute(last, day)


def stop(at: float, *windows: str | Window, priority: int = 50, **changed: object) -> Stop:
    """Make a stop some minutes along the street, with windows on day 0 or as given."""
    known = {"code": f"stop at {at}", "name": f"Apartment {at}", "people": 10, "visit_min": 60}
    return Stop(
        **known | changed,
        kind=PlaceKind.APARTMENT,
        lon=at,
        lat=0,
        priority=priority,
        windows=tuple(window(each) if isinstance(each, str) else each for each in windows),
    )


def team(at: float = 0, *shifts: str | None, lunch: str | None = None, **changed: object) -> Team:
    """Make a team with a depot along the street, at work from 9:00 to 17:00 unless said."""
    worked = shifts or (ALL_DAY,)
    known = {"code": f"team at {at}", "mode": Mode.DRIVE, "lunch_min": 60 if lunch else 0}
    return Team(
        **known | changed,
        name=f"Team {at}",
        depot_code=f"depot at {at}",
        lon=at,
        lat=0,
        shifts=tuple(each and window(each, day) for day, each in enumerate(worked)),
        lunch=window(lunch) if lunch else None,
    )


def street(stops: Sequence[Stop], *teams: Team) -> OutreachProblem:
    """Put stops and teams along the street; each mode is as fast."""
    at = np.array([place.lon for place in [*stops, *teams]], dtype=float)
    away_min = np.abs(at[:, None] - at)
    modes = {each.mode for each in teams}
    return OutreachProblem(
        stops,
        teams,
        Ways(
            seconds=dict.fromkeys(modes, away_min * 60),
            metres=dict.fromkeys(modes, away_min * METRES_PER_MIN),
        ),
    )


def random_town(seed: int) -> OutreachProblem:
    """Scatter up to 20 stops and 3 teams over 4 days, with everything that can be asked."""
    chance = np.random.default_rng(seed)
    stops, teams, days = (int(chance.integers(1, most + 1)) for most in (20, 3, 4))
    return on_plane(
        chance,
        [_random_stop(chance, number, days) for number in range(stops)],
        [_random_team(chance, number, days) for number in range(teams)],
    )


def on_plane(
    chance: np.random.Generator, stops: Sequence[Stop], teams: Sequence[Team]
) -> OutreachProblem:
    """Scatter places over 16 × 16 minutes; one way in twenty is closed."""
    places = chance.random((len(stops) + len(teams), 2)) * 16
    away_min = np.hypot(*(places[:, None] - places).T).T
    seconds = np.where(chance.random(away_min.shape) < 0.05, np.inf, away_min * 60)
    np.fill_diagonal(seconds, 0)
    modes = list(Mode)
    return OutreachProblem(
        stops, teams, Ways(dict.fromkeys(modes, seconds), dict.fromkeys(modes, seconds * 6))
    )


WINDOWS = ("0:00-24:00", "12:00-13:30", "18:00-21:00", "9:00-12:00", "14:00-18:00")


def _random_stop(chance: np.random.Generator, number: int, days: int) -> Stop:
    times = {
        int(day): window(str(chance.choice(WINDOWS)), int(day))
        for day in chance.integers(0, days, size=chance.integers(0, 4))
    }
    return stop(
        number,
        *(times[day] for day in sorted(times)),
        priority=int(chance.integers(1, 101)),
        visit_min=int(chance.choice([15, 30, 60, 90])),
        skills=frozenset(chance.choice(["law", "health"], size=chance.integers(0, 2))),
        must=bool(chance.random() < 0.15),
        promised_day=int(chance.integers(0, days)) if chance.random() < 0.15 else None,
    )


def _random_team(chance: np.random.Generator, number: int, days: int) -> Team:
    shifts = chance.choice(["9:00-17:00", "12:00-20:00", "8:30-18:30", ""], size=days)
    return team(
        number,
        *(str(shift) or None for shift in shifts),
        lunch=str(chance.choice(["12:00-13:00", "11:00-14:00"])) if chance.random() < 0.6 else None,
        lunch_min=int(chance.choice([30, 60])),
        mode=Mode.DRIVE if chance.random() < 0.7 else Mode.EBIKE,
        skills=frozenset(chance.choice(["law", "health"], size=chance.integers(0, 3))),
    )


def plan(problem: OutreachProblem) -> OutreachPlan:
    """Plan as quickly as small towns allow, the same each time."""
    request = OutreachRequest(time_limit_s=30, most_iterations=50)
    return plan_routes(problem, request=request, clock=lambda: 0.0)


def visits(route: Route) -> list[tuple[int, str, str]]:
    """List the stops of a route with start and departure, as people read them."""
    return [(one.stop, clock(one.start), clock(one.depart)) for one in route.stops]


def clock(minutes: float) -> str:
    """Write minutes since the start of a day as "9:05"."""
    assert minutes == int(minutes)
    return f"{int(minutes) % DAY_MIN // 60}:{int(minutes) % 60:02}"
