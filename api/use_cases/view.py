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
from geo.travel_times import Estimate, Mode

MOST_SUMMARIES = 100_000
"""About 2 kB each, so 200 MB where so many service points are asked for; writing five of them anew
costs as much as finding them."""

MOST_STATES = 10_000
"""Distinct timetables are few, and most people ask about this very minute."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One snapshot as people see it.

    `summary` takes a row, a datum and a mode; `open_state` a timetable, a midnight and a minute.
    """

    snapshot: Snapshot
    estimates: Mapping[Mode, Estimate]
    summary: Callable[[int, Crs, Mode], Summary]
    open_state: Callable[[int, datetime, int], OpenState]


def build_view(snapshot: Snapshot, settings: Settings) -> View:
    """Show a snapshot; summaries are written when first asked for, and the last ones kept."""
    write = partial(summary_of, snapshot.service_points, public_url=settings.public_url)
    return View(
        snapshot,
        estimates={mode: settings.estimate(mode) for mode in Mode},
        summary=lru_cache(MOST_SUMMARIES)(write),
        open_state=lru_cache(MOST_STATES)(partial(open_state, snapshot)),
    )
