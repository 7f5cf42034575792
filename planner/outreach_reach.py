"""Which stops a team could get to at all: looked at before ways are searched for, by estimate."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.crs import FloatArray
from geo.travel import Estimate, Mode, geodesic_m
from geo.units import SECONDS_PER_MINUTE
from planner.outreach_types import Stop, Team, UnservedReason


def find_obstacles(
    stops: Sequence[Stop], teams: Sequence[Team], estimates: Mapping[Mode, Estimate]
) -> list[UnservedReason | None]:
    """Say for each stop why no team can visit it, even were it the only one; None where one can.

    Ways are estimated, and breaks are left aside.
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
        min(last, shift[1] - away_min) - max(first, shift[0] + away_min) >= stop.visit_min
        for day, shift in enumerate(team.shifts)
        if shift is not None and stop.promised_day in {None, day}
        for first, last in stop.windows
    )
