"""Searches from many sites, and the planner's travel times, alone and beside OSRM's table."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.extracts import places_near
from bench.osrm_peer import Osrm
from bench.table import Figure
from geo.snapping import SnappedPlaces, snap
from geo.street_search import Heading, reach_from
from geo.timed_streets import TimedStreets
from geo.travel import Estimate, Mode, Speeds
from geo.travel_times import Positions, Run, find_travel_times
from geo.units import MINUTES_PER_HOUR, from_minutes


@dataclass(frozen=True, slots=True)
class _Asked:
    """A table of travel times: how many places, and the cut-off."""

    mode: Mode
    sites: int
    demand: int
    minutes: float

    @property
    def size(self) -> str:
        """How many sites and demand points there are."""
        return f"{self.sites:,} × {self.demand:,}"

    def __str__(self) -> str:
        return f"{self.size} within {self.minutes:g} min"


STANDARD = _Asked(Mode.WALK, 1_000, 5_000, 15)
EVERYWHERE = _Asked(Mode.WALK, 1_000, 5_000, 20 * MINUTES_PER_HOUR)
"""All pairs, as OSRM's table has them."""
BY_CAR = _Asked(Mode.DRIVE, 2_000, 5_000, 30)
LONGEST_SEARCHES_S = 2.0
ROUNDS = 3
PROCESSES = 2
OSRM_SITES = 50
"""From so many the time of OSRM's table is multiplied: its cost is that of each source."""
LEAST_RATIO = 40


def search_figures(streets: TimedStreets) -> Iterator[Figure]:
    """Search from sites one by one for all crossings within the standard."""
    sites = snap(streets, *places_near(streets.graph, STANDARD.sites, seed=1))
    sites = sites.take(sites.is_on)
    seconds = min(_seconds(lambda: _search_all(streets, sites)) for _ in range(ROUNDS))
    reached = _search_all(streets, sites)
    name = f"{len(sites):,} sites × all crossings within 15 min ({reached:,} pairs), one core"
    is_quick = seconds <= LONGEST_SEARCHES_S
    yield Figure(name, f"{seconds:.2f} s", f"≤ {LONGEST_SEARCHES_S:.0f} s", is_quick)


def _search_all(streets: TimedStreets, sites: SnappedPlaces) -> int:
    """Search from each site, and count the times to crossings that were found."""
    reached, limit_s = 0, from_minutes(STANDARD.minutes)
    for row in np.arange(len(sites))[:, None]:
        reach = reach_from(streets, sites.take(row), heading=Heading.AWAY, limit_s=limit_s)
        reached += int(np.count_nonzero(np.isfinite(reach.node_s)))
    return reached


def planner_figures(walk: TimedStreets, drive: TimedStreets) -> Iterator[Figure]:
    """Find the planner's travel times: on foot, and by car, where a search goes much farther."""
    seconds, pairs = _planned(walk, STANDARD)
    yield Figure(f"travel times on foot, {STANDARD} ({pairs:,} pairs)", f"{seconds:.2f} s", "")
    alone_s, pairs = _planned(drive, BY_CAR)
    yield Figure(f"travel times by car, {BY_CAR} ({pairs:,} pairs)", f"{alone_s:.2f} s", "")
    with ProcessPoolExecutor(PROCESSES) as pool:
        shared_s, _ = _planned(drive, BY_CAR, pool.map)
    faster = f"{shared_s:.2f} s ({alone_s / shared_s:.1f} × as fast)"
    yield Figure(f"the same in {PROCESSES} processes", faster, "")


def hexagon_figures(streets: TimedStreets, folder: Path) -> Iterator[Figure]:
    """Find who reaches a point of interest of Porto Alegre on foot, from its hexagons."""
    hexagons = np.genfromtxt(folder / "hexgrid.csv", delimiter=",", names=True, dtype=None)
    points = np.genfromtxt(folder / "points_of_interest.csv", delimiter=",", names=True, dtype=None)
    estimate = Estimate(Speeds().metres_per_second(Mode.WALK))
    demand, sites = (
        Positions(hexagons["lon"], hexagons["lat"]),
        Positions(points["lon"], points["lat"]),
    )
    for method, ways in (("by streets", streets), ("estimated", None)):
        started = time.perf_counter()
        times = find_travel_times(
            demand, sites, estimate=estimate, cut_off_s=from_minutes(STANDARD.minutes), streets=ways
        )
        seconds = time.perf_counter() - started
        people = hexagons["population"][np.unique(times.pairs.demand)].sum()
        name = f"{len(demand):,} hexagons × {len(sites)} points, people within 15 min, {method}"
        yield Figure(name, f"{people:,} of {hexagons['population'].sum():,}, {seconds:.3f} s", "")


def table_figures(streets: TimedStreets, osrm: Osrm) -> Iterator[Figure]:
    """Set our travel times beside OSRM's table of the same places, which knows no cut-off."""
    sites, demand = _ends(streets, STANDARD)
    few = sites.lon[:OSRM_SITES], sites.lat[:OSRM_SITES]
    theirs_s = osrm.table_s(few, (demand.lon, demand.lat)) * len(sites) / OSRM_SITES
    name = f"OSRM's table, no cut-off, {STANDARD.size} (from {OSRM_SITES} × {len(demand):,})"
    yield Figure(name, f"{theirs_s:.1f} s", "")
    for asked, least in ((STANDARD, LEAST_RATIO), (EVERYWHERE, None)):
        ours_s, pairs = _planned(streets, asked)
        ratio = theirs_s / ours_s
        yield Figure(f"ours, {asked} ({pairs:,} pairs)", f"{ours_s:.2f} s", "")
        aim, is_met = (f"≥ {least} ×", ratio >= least) if least else ("", None)
        yield Figure(
            f"  OSRM's table ÷ ours within {asked.minutes:g} min", f"{ratio:.0f} ×", aim, is_met
        )


def _ends(streets: TimedStreets, asked: _Asked) -> tuple[Positions, Positions]:
    sites, demand = asked.sites, asked.demand
    return (
        Positions(*places_near(streets.graph, sites, seed=1)),
        Positions(*places_near(streets.graph, demand, seed=2)),
    )


def _planned(streets: TimedStreets, asked: _Asked, run: Run = map) -> tuple[float, int]:
    """Return the seconds it takes, and the pairs that were found."""
    sites, demand = _ends(streets, asked)
    estimate = Estimate(Speeds().metres_per_second(asked.mode))
    cut_off_s = from_minutes(asked.minutes)
    start = time.perf_counter()
    times = find_travel_times(
        demand, sites, estimate=estimate, cut_off_s=cut_off_s, streets=streets, run=run
    )
    return time.perf_counter() - start, len(times.pairs.site)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
