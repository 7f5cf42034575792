"""Street networks of real towns: building, travel times, lookups, and OSRM beside them.

The build runs in a process of its own (`python -m bench.streets EXTRACT`), so that its peak memory
is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from api.use_cases.street_building import build_streets
from bench import osrm_peer, street_http, street_million
from bench.extracts import PORTO, build_graphs, extract, timed
from bench.street_lengths import riding_figures, walking_figures
from bench.street_lookups import lookup_figures, lookup_peer_figures
from bench.street_times import hexagon_figures, planner_figures, search_figures, table_figures
from bench.table import Figure, show
from geo.timed_streets import TimedStreets
from geo.travel import Mode

LONGEST_BUILD_S, LARGEST_MB = 30, 1_000
KILOBYTES_PER_MEGABYTE = 1_000


def main() -> None:
    """Print all figures of street networks."""
    file = extract("porto")
    show("Streets: Porto, from the extract to the file", _build_figures(file))
    graphs = build_graphs(file)
    walk, drive = (timed(graphs[mode], mode) for mode in (Mode.WALK, Mode.DRIVE))
    show("Streets: Porto in process, one core but where it says so", _own_figures(walk, drive))
    town = extract("porto_alegre")
    walk_there = timed(build_graphs(town)[Mode.WALK], Mode.WALK)
    show("Streets: Porto Alegre on foot", hexagon_figures(walk_there, town.parent))
    title = "Streets: Porto on foot beside OSRM (MLD, foot.lua), one core each"
    _show_beside_osrm(title, lambda: _peer_figures(walk, file))
    title = "Streets: Porto Alegre, lengths of ways, ours / OSRM's"
    _show_beside_osrm(title, lambda: _length_figures(town))
    street_million.main()
    street_http.main()


def _build_figures(file: Path) -> Iterator[Figure]:
    command = [sys.executable, "-m", "bench.streets", str(file)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603  ours
    seconds, megabytes = told["seconds"], told["megabytes"]
    is_quick, is_small = seconds <= LONGEST_BUILD_S, megabytes <= LARGEST_MB
    aim = f"≤ {LONGEST_BUILD_S} s"
    yield Figure("read, build the four modes, save", f"{seconds:.1f} s", aim, is_quick)
    yield Figure("peak memory", f"{megabytes:.0f} MB", f"≤ {LARGEST_MB:,} MB", is_small)
    for mode, sizes in told["modes"].items():
        yield Figure(f"{mode}: crossings / edges", sizes, "")


def _build_and_tell(file: Path) -> None:
    """Build and save a network; print the seconds, the peak memory and the sizes as JSON."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        built = build_streets(file, Path(folder) / "streets.npz", list(Mode), lambda *_step: None)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    modes = {
        mode: f"{sizes.nodes:,} / {sizes.edges:,} ({sizes.length_km:,.0f} km)"
        for mode, sizes in built.modes.items()
    }
    print(json.dumps({"seconds": seconds, "megabytes": peak, "modes": modes}))


def _own_figures(walk: TimedStreets, drive: TimedStreets) -> Iterator[Figure]:
    yield from search_figures(walk)
    yield from planner_figures(walk, drive)
    yield from lookup_figures(walk, around=PORTO)


def _peer_figures(streets: TimedStreets, file: Path) -> Iterator[Figure]:
    with osrm_peer.running_osrm(file, "foot") as osrm:
        yield from table_figures(streets, osrm)
        yield from lookup_peer_figures(streets, osrm)


def _length_figures(file: Path) -> Iterator[Figure]:
    graphs = build_graphs(file)
    yield from walking_figures(graphs[Mode.WALK], file)
    yield from riding_figures(graphs[Mode.BIKE], file)


def _show_beside_osrm(title: str, figures: Callable[[], Iterator[Figure]]) -> None:
    absent = [Figure(osrm_peer.ABSENT, "", "")]
    show(title, figures() if osrm_peer.is_at_hand() else absent)


if __name__ == "__main__":
    if sys.argv[1:]:
        _build_and_tell(Path(sys.argv[1]))
    else:
        main()
