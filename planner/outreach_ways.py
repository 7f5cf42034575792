"""Ways between all stops and depots: by streets where they are known, else estimated."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.crs import FloatArray
from geo.errors import InvalidInput
from geo.messages import Message
from geo.timed_streets import TimedStreets
from geo.travel import Estimate, Mode
from geo.travel_times import Positions, Run, TravelTimes, find_travel_times
from geo.units import SECONDS_PER_MINUTE
from planner.outreach_types import Stop, Team, Ways

TOO_MANY_PLACES = Message(
    "too_many_outreach_places",
    zh="一共有 {places} 个走访点和出发点，一次最多安排 {most} 个；请减少走访点，或按区分开安排。",
    en="{places} stops and depots are too many for one plan, which takes {most}; choose fewer "
    "stops, or make a plan for each district",
)
MOST_PLACES = 600
LONGEST_WAY_S = 7_200
"""Nobody travels longer than this from one stop to the next: there is no way."""
_DECIMALS = 4


def find_ways(
    stops: Sequence[Stop],
    teams: Sequence[Team],
    *,
    estimates: Mapping[Mode, Estimate],
    streets: Mapping[Mode, TimedStreets],
    run: Run = map,
) -> Ways:
    """Find the ways between all places for the modes of the teams, in whole minutes, rounded up.

    `estimates` has all these modes, `streets` those with a network. Raises InvalidInput for more
    than `MOST_PLACES`.
    """
    places: list[Stop | Team] = [*stops, *teams]
    if len(places) > MOST_PLACES:
        raise InvalidInput(TOO_MANY_PLACES, places=len(places), most=MOST_PLACES)
    positions = Positions(
        np.array([place.lon for place in places], dtype=np.float64),
        np.array([place.lat for place in places], dtype=np.float64),
    )
    modes = sorted({team.mode for team in teams})
    times = {mode: _times(positions, estimates[mode], streets.get(mode), run) for mode in modes}
    tables = {mode: _seconds(times[mode]) for mode in modes}
    return Ways(
        # People plan by the minute, and estimates are no better: so all times of a plan are whole
        # minutes, and nobody is late for the sake of seconds.
        seconds={mode: _whole_minutes(tables[mode]) for mode in modes},
        # Streets tell times alone. At the speed of the mode they are lengths, but for pushing a
        # bicycle and for ferries, which are slower and shorter.
        metres={mode: tables[mode] * estimates[mode].metres_per_second for mode in modes},
        by_streets=frozenset(mode for mode in modes if _is_any_by_streets(times[mode])),
    )


def _times(
    positions: Positions, estimate: Estimate, streets: TimedStreets | None, run: Run
) -> TravelTimes:
    return find_travel_times(
        positions,
        positions,
        estimate=estimate,
        cut_off_s=LONGEST_WAY_S,
        streets=streets,
        run=run,
    )


def _seconds(times: TravelTimes) -> FloatArray:
    seconds = times.table(times.pairs.out_s)
    np.fill_diagonal(seconds, 0)
    return seconds


def _is_any_by_streets(times: TravelTimes) -> bool:
    pairs = times.pairs
    return bool((~pairs.is_estimated & (pairs.demand != pairs.site)).any())


def _whole_minutes(seconds: FloatArray) -> FloatArray:
    """Round up to whole minutes, but not for less than a hundredth of a second."""
    return np.ceil(np.round(seconds / SECONDS_PER_MINUTE, _DECIMALS)) * SECONDS_PER_MINUTE
