"""OSRM in a process of its own: asked in lines of JSON on stdin, answers in lines on stdout.

bench/osrm_peer.py hands this text to a Python that has `osrm-bindings`; it sees no other file of
ours, and imports nothing but those bindings and the standard library.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import osrm

PROFILES = Path(osrm.__file__).parent / "share" / "profiles"
MOST_LOCATIONS = 100_000
NO_WAY = [-1.0, 0.0, 0.0]
Place = tuple[float, float]


def main() -> None:
    """Prepare what the first line says, then answer until stdin ends.

    Whatever OSRM itself prints goes to stderr.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as folder:
        engine = _prepare(Path(folder), **json.loads(sys.stdin.readline()))
        print('"ready"', file=answers, flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(ANSWERS[asked.pop("do")](engine, **asked)), file=answers, flush=True)


def _prepare(folder: Path, extract: str, profile: str, changes: str) -> osrm.OSRM:
    """Make a multi-level graph; from then on, one core is all that is used.

    `changes` are lines of Lua for what the profile's `setup` returned, `p`.
    """
    file, graph = folder / "streets.osm.pbf", str(folder / "streets.osrm")
    file.write_bytes(base64.b64decode(extract))
    changed = folder / "changed.lua"
    changed.write_text(f"""
package.path = "{PROFILES}/?.lua;" .. package.path
local functions = dofile("{PROFILES}/{profile}.lua")
local stock = functions.setup
functions.setup = function()
  local p = stock()
  {changes}
  return p
end
return functions
""")
    _run("extract", "-p", str(changed), str(file))
    _run("partition", graph)
    _run("customize", graph)
    engine = osrm.OSRM(
        algorithm="MLD",
        storage_config=graph,
        use_shared_memory=False,
        max_locations_distance_table=MOST_LOCATIONS,
    )
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return engine


def _run(*command: str) -> None:
    subprocess.run([sys.executable, "-m", "osrm", *command], check=True)  # noqa: S603  OSRM's own


def _tables(
    engine: osrm.OSRM, sources: list[list[Place]], destinations: list[list[Place]]
) -> list[float]:
    """Return how many seconds each table of durations takes."""
    return [_table(engine, *sides) for sides in zip(sources, destinations, strict=True)]


def _table(engine: osrm.OSRM, sources: list[Place], destinations: list[Place]) -> float:
    count = len(sources)
    parameters = osrm.TableParameters(
        coordinates=[tuple(each) for each in (*sources, *destinations)],
        sources=list(range(count)),
        destinations=list(range(count, count + len(destinations))),
        annotations=["duration"],
        generate_hints=False,
    )
    parameters.skip_waypoints = True
    start = time.perf_counter()
    engine.Table(parameters)
    return time.perf_counter() - start


def _routes(engine: osrm.OSRM, pairs: list[list[Place]]) -> list[list[float]]:
    """Return for each pair the metres of the way, and from each of its places to the way."""
    return [_route(engine, pair) for pair in pairs]


def _route(engine: osrm.OSRM, pair: list[Place]) -> list[float]:
    parameters = osrm.RouteParameters(
        coordinates=[tuple(place) for place in pair], overview="false", generate_hints=False
    )
    try:
        found = engine.Route(parameters)
    except RuntimeError:
        return NO_WAY
    return [found["routes"][0]["distance"], *(each["distance"] for each in found["waypoints"])]


ANSWERS: dict[str, Callable[..., object]] = {"tables": _tables, "routes": _routes}

if __name__ == "__main__":
    main()
