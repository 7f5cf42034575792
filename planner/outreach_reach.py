"""Which stops a team could get to at all: looked at before ways are searched for, by estimate."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from geo.crs import FloatArray
from geo.travel import Estimate, Mode, geodesic_m
from geo.units import SECONDS_PER_MINUTE
from planner.outreach_types import Stop, Team, UnservedReason


def find_obstacles(
    stops: Sequence[Stop], teams: Sequence[Team], estimates: Mapping[Mode, Estimate]
) -> list[UnservedReason | None]:
    """Say for each stop why no team can visit it, even were it the only one; None where one can.

    Ways are estimated, and of breaks those count that lie at one time.
    """
    away_min = [_away_min(stops, team, estimates[team.mode]) for team in teams]
    return [
        _obstacle(stop, teams, [minutes[row] for minutes in away_min])
        for row, stop in enumerate(stops)
    ]


def _away_min(stops: Sequence[Stop], team: Team, estimate: Estimate) -> FloatArray:
    lon = np.array([stop.lon for stop in stops], dtype=np.float64)
    lat = np.array([stop.lat for stop in stops], dtype=np.float64)
    seconds = estimate.seconds(geodesic_m(team.lon, team.lat, lon, lat))
    return np.asarray(seconds / SECONDS_PER_MINUTE)


def _obstacle(
    stop: Stop, teams: Sequence[Team], away_min: Sequence[float]
) -> UnservedReason | None:
    able = [number for number, team in enumerate(teams) if stop.skills <= team.skills]
    if not able:
        return UnservedReason.NO_SKILL
    if not any(_has_time(stop, teams[number], 0) for number in able):
        return UnservedReason.NO_WINDOW
    if not any(_has_time(stop, teams[number], away_min[number]) for number in able):
        return UnservedReason.TOO_FAR
    return None


def _has_time(stop: Stop, team: Team, away_min: float) -> bool:
    """Tell whether a visit lies in a window and, with the way there and back, in a shift."""
    return any(
        min(last, end) - max(first, begin) >= stop.visit_min
        for day in range(len(team.shifts))
        if stop.promised_day in {None, day}
        for begin, end in _spans(team, day, away_min)
        for first, last in stop.windows
    )


def _spans(team: Team, day: int, away_min: float) -> Iterator[tuple[float, float]]:
    """Part a shift, without the way there and back, where the break is always."""
    shift, lunch = team.shifts[day], team.lunch_on(day)
    if shift is None:
        return
    begin, end = shift[0] + away_min, shift[1] - away_min
    if lunch is None or lunch[1] - lunch[0] > team.lunch_min:
        yield begin, end
    else:
        yield begin, min(lunch[0], end)
        yield max(begin, lunch[1]), end
