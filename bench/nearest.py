"""Lookups in process among a million service points, and the loading of such a snapshot."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from api.clock import CHINA_TIME
from bench.million import EAST, NORTH, POINTS, SOUTH, WEST, write_apart
from bench.table import Figure, show
from data.database import connect
from data.snapshot import Snapshot, load_snapshot
from geo.lookups import Lookup, OpenRule
from geo.nearest import find_nearest
from geo.service_points import services_mask
from geo.travel import Estimate, Mode, Speeds

LOOKUPS = 1_000
EVENING = datetime(2026, 11, 25, 18, 30, tzinfo=CHINA_TIME)
NIGHT = datetime(2026, 11, 29, 3, 0, tzinfo=CHINA_TIME)


def main() -> None:
    """Print the figures of the lookup."""
    with tempfile.TemporaryDirectory() as folder:
        url = write_apart(Path(folder) / "million.db")
        started = time.perf_counter()
        database = connect(url)
        with database.transaction() as session:
            snapshot = load_snapshot(session)
        load_s = time.perf_counter() - started
        database.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(f"lookup in process, {POINTS:,} service points", _figures(snapshot, load_s, peak_mb))


def _figures(snapshot: Snapshot, load_s: float, peak_mb: float) -> Iterator[Figure]:
    index = snapshot.service_points
    walk, drive = (Estimate(Speeds().metres_per_second(mode)) for mode in (Mode.WALK, Mode.DRIVE))
    legal_aid = services_mask(index, ["legal_aid"])
    base = Lookup(lon=0, lat=0, at=EVENING, estimate=walk, services=legal_aid)
    cases = {
        "about 6 % pass": (base, 150),
        "all pass": (replace(base, services=0, rule=OpenRule.ANY), 150),
        "none offers the service": (replace(base, services=1 << 60), 5_000),
        "none is open, 60 min on foot": (replace(base, at=NIGHT, stay_s=25_000), 5_000),
        "none is open, 60 min by car": (
            replace(base, at=NIGHT, stay_s=200_000, estimate=drive),
            5_000,
        ),
        "soonest, 60 min on foot": (replace(base, rule=OpenRule.SOONEST), None),
    }
    for name, (lookup, aim_us) in cases.items():
        p50, p99 = _microseconds(lambda asked: find_nearest(index, asked), lookup)
        yield Figure(
            f"{name}: p50 / p99",
            f"{p50:,.0f} / {p99:,.0f} µs",
            f"p50 ≤ {aim_us:,} µs" if aim_us else "",
            p50 <= aim_us if aim_us else None,
        )
    yield Figure("snapshot load", f"{load_s:.1f} s", "≤ 60 s", load_s <= 60)
    yield Figure("peak memory of the process", f"{peak_mb:,.0f} MB", "≤ 800 MB", peak_mb <= 800)


def _microseconds(ask: Callable[[Lookup], object], lookup: Lookup) -> tuple[float, float]:
    random = np.random.default_rng(7)
    lons, lats = random.uniform(WEST, EAST, LOOKUPS), random.uniform(SOUTH, NORTH, LOOKUPS)
    taken = []
    for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True):
        asked = replace(lookup, lon=lon, lat=lat)
        started = time.perf_counter()
        ask(asked)
        taken.append(time.perf_counter() - started)
    return tuple(np.percentile(taken, (50, 99)) * 1e6)


if __name__ == "__main__":
    main()
