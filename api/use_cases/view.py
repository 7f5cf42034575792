"""What a lookup answers from: a snapshot, the settings, and what was already written of both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from api.settings import Settings
from api.use_cases.service_points import Summary, summary_of
from data.snapshot import Snapshot
from geo.crs import Crs
from geo.travel_times import Estimate, Mode

MOST_SUMMARIES = 50_000
"""About 2 kB each; writing five of them anew would cost as much as finding them."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One snapshot as people see it; `summary` takes a row, a datum and a mode."""

    snapshot: Snapshot
    estimates: Mapping[Mode, Estimate]
    summary: Callable[[int, Crs, Mode], Summary]


def build_view(snapshot: Snapshot, settings: Settings) -> View:
    """Show a snapshot; summaries are written when first asked for, and the last ones kept."""
    write = partial(summary_of, snapshot.service_points, public_url=settings.public_url)
    estimates = {mode: settings.estimate(mode) for mode in Mode}
    return View(snapshot, estimates, lru_cache(MOST_SUMMARIES)(write))
