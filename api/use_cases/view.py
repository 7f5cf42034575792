"""What a lookup answers from: a snapshot, the settings, and what was already written of both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from api.settings import Settings
from api.use_cases.open_state import OpenState, open_state
from api.use_cases.service_points import Summary, summary_of
from data.snapshot import Snapshot
from geo.crs import Crs
from geo.street_lookup import StreetLookup, put_on_streets
from geo.streets import StreetNetwork
from geo.timed_streets import TimedStreets, time_streets
from geo.travel import Estimate, Mode
from geo.units import from_minutes

MOST_SUMMARIES = 100_000
"""About 2 kB each, so 200 MB where so many service points are asked for; writing five of them anew
costs as much as finding them."""

MOST_STATES = 10_000
"""Distinct timetables are few, and most people ask about this very minute."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One snapshot as people see it.

    `streets` has the modes that `network` has streets for, none without a network; `summary` takes
    a row, a datum and a mode; `open_state` a timetable, a midnight and a minute.
    """

    snapshot: Snapshot
    network: StreetNetwork | None
    estimates: Mapping[Mode, Estimate]
    streets: Mapping[Mode, StreetLookup]
    summary: Callable[[int, Crs, Mode], Summary]
    open_state: Callable[[int, datetime, int], OpenState]


def build_view(
    snapshot: Snapshot,
    settings: Settings,
    network: StreetNetwork | None = None,
    before: View | None = None,
) -> View:
    """Show a snapshot; summaries are written when first asked for, and the last ones kept.

    Of the view `before`, the streets of the same network stay, and the places on them.
    """
    write = partial(summary_of, snapshot.service_points, public_url=settings.public_url)
    return View(
        snapshot,
        network,
        estimates={mode: settings.estimate(mode) for mode in Mode},
        streets=_streets(snapshot, settings, network, before),
        summary=lru_cache(MOST_SUMMARIES)(write),
        open_state=lru_cache(MOST_STATES)(partial(open_state, snapshot)),
    )


def _streets(
    snapshot: Snapshot, settings: Settings, network: StreetNetwork | None, before: View | None
) -> Mapping[Mode, StreetLookup]:
    """Put the service points onto the streets of each mode, again only where something is new."""
    if network is None:
        return {}
    points = snapshot.service_points.points
    known = before.streets if before and before.network is network else {}
    return {
        mode: put_on_streets(
            known[mode].streets if mode in known else _timed(network, mode, settings),
            points.lon,
            points.lat,
            known.get(mode),
        )
        for mode in network.graphs
    }


def _timed(network: StreetNetwork, mode: Mode, settings: Settings) -> TimedStreets:
    wait_s = from_minutes(settings.ferry_wait_min)
    return time_streets(network.graphs[mode], mode, speeds=settings.speeds, ferry_wait_s=wait_s)
