"""Lookups by street time among made-up service points, timed one by one in process."""

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from api.clock import CHINA_TIME
from bench.extracts import PORTO, Around, Lonlat, places_near
from bench.million import write_million
from bench.osrm_peer import Osrm
from bench.table import Figure
from data.database import connect
from data.snapshot import load_snapshot
from geo.crs import FloatArray
from geo.lookups import Lookup, OpenRule
from geo.nearest import find_nearest
from geo.service_points import ServicePointIndex, unit_sphere
from geo.street_lookup import StreetLookup, put_on_streets, start_at
from geo.timed_streets import TimedStreets
from geo.travel import Estimate, Mode, Speeds
from geo.units import from_minutes

EVENING = datetime(2026, 11, 25, 18, 30, tzinfo=CHINA_TIME)
LONGEST_WAY_S = from_minutes(15)
SERVICE_POINTS, ORIGINS = 1_000, 1_000
LONGEST_MS = 1.0
CANDIDATES = 20
LEAST_RATIO = 4


def lookup_figures(
    streets: TimedStreets,
    *,
    count: int = SERVICE_POINTS,
    longest_ms: float = LONGEST_MS,
    around: Around | None = None,
) -> Iterator[Figure]:
    """Look up what is open at half past six, and whatever there is."""
    index = _service_points(places_near(streets.graph, count, seed=3, around=around))
    origins = places_near(streets.graph, ORIGINS, seed=4, around=around)
    for rule in (OpenRule.SERVED, OpenRule.ANY):
        p50, p99 = np.percentile(_ask(streets, index, origins, rule), (50, 99)) * 1e3
        name = f"lookup ({rule}), 15 min, {count:,} service points: p50 / p99"
        aim = f"p50 ≤ {longest_ms:.0f} ms"
        yield Figure(name, f"{p50:.2f} / {p99:.2f} ms", aim, bool(p50 <= longest_ms))


def lookup_peer_figures(streets: TimedStreets, osrm: Osrm) -> Iterator[Figure]:
    """Set lookups beside OSRM's tables from one origin to its nearest service points."""
    places = places_near(streets.graph, SERVICE_POINTS, seed=3, around=PORTO)
    origins = places_near(streets.graph, ORIGINS, seed=4, around=PORTO)
    _, nearest = cKDTree(unit_sphere(*places)).query(unit_sphere(*origins), k=CANDIDATES)
    candidates = [(places[0][rows], places[1][rows]) for rows in nearest]
    theirs_ms = np.median(osrm.one_to_many_s(origins, candidates)) * 1e3
    yield Figure(f"OSRM's table 1 × {CANDIDATES} in its process: p50", f"{theirs_ms:.2f} ms", "")
    index = _service_points(places)
    ours_ms = np.median(_ask(streets, index, origins, OpenRule.SERVED)) * 1e3
    yield Figure("our lookup, 15 min: p50", f"{ours_ms:.2f} ms", "")
    ratio = float(theirs_ms / ours_ms)
    aim = f"≥ {LEAST_RATIO} ×"
    yield Figure("OSRM's table ÷ our lookup", f"{ratio:.1f} ×", aim, ratio >= LEAST_RATIO)


def _service_points(places: Lonlat) -> ServicePointIndex:
    """Make up service points at these places, and load them as the server does."""
    with tempfile.TemporaryDirectory() as folder:
        database = connect(write_million(Path(folder) / "points.db", places=places))
        with database.transaction() as session:
            index = load_snapshot(session).service_points
        database.close()
    return index


def _ask(
    streets: TimedStreets, index: ServicePointIndex, origins: Lonlat, rule: OpenRule
) -> FloatArray:
    """Ask from each origin; returns the seconds that each lookup took."""
    on_streets = put_on_streets(streets, index.points.lon, index.points.lat)
    taken = []
    for lon, lat in zip(*(column.tolist() for column in origins), strict=True):
        started = time.perf_counter()
        find_nearest(index, _lookup(on_streets, rule, (lon, lat)))
        taken.append(time.perf_counter() - started)
    return np.array(taken)


def _lookup(on_streets: StreetLookup, rule: OpenRule, origin: tuple[float, float]) -> Lookup:
    lon, lat = origin
    return Lookup(
        lon=lon,
        lat=lat,
        at=EVENING,
        estimate=Estimate(Speeds().metres_per_second(Mode.WALK)),
        rule=rule,
        max_s=LONGEST_WAY_S,
        start=start_at(on_streets, lon, lat),
    )
