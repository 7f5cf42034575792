"""The server under load: mixed lookups at 60 % of the peak, 500 clients at once, and its memory.

All of it is one run against one server of several processes, with wrk on the same machine.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import shapely

from bench import wrk
from bench.million import EAST, NORTH, SOUTH, WEST, positions, write_million
from bench.table import Figure, show

PORT = 8737
SERVICE_POINTS, FIRMS = 10_000, 5_000
CORES = os.cpu_count() or 1
WORKERS = 4 if CORES > 4 else 2
WARM_UP_S, PEAK_S, STEADY_S, CROWD_S = 10, 10, 60, 60
CONNECTIONS, STEADY_CONNECTIONS, CROWD = 32, 200, 500
SHARE_OF_PEAK = 0.6
LONGEST_P99_MS = 50
REQUESTS = 200_000
SLICE_S = 15
FLAT_SHARE, SHARE_OFF = 0.05, 0.05

_MIX = f"""
math.randomseed(7)
local pause = 0
local names = {{"shili", "slgc", "示例工厂12", "示例路", "工厂"}}
for i, name in ipairs(names) do
  names[i] = name:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end)
end
function init(args) pause = tonumber(args[1]) end
function delay() return pause > 0 and math.random() * 2 * pause or 0 end
function request()
  local drawn = math.random()
  if drawn < 0.7 then
    local lon = {WEST} + math.random() * {EAST - WEST}
    local lat = {SOUTH} + math.random() * {NORTH - SOUTH}
    return wrk.format("GET", "/v1/nearest?at=2026-11-25T18:30&lon=" .. lon .. "&lat=" .. lat)
  end
  if drawn < 0.9 then return wrk.format("GET", "/v1/places?q=" .. names[math.random(#names)]) end
  local point = string.format("SP%07d", math.random({SERVICE_POINTS}) - 1)
  return wrk.format("GET", "/v1/service-points/" .. point)
end
"""


def main() -> None:
    """Print the figures of one server under load."""
    wrk.require_wrk()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            "NIANGJIA_DATABASE_URL": _write_town(folder / "town.db"),
            "NIANGJIA_DATA_FOLDER": str(folder),
            "NIANGJIA_LOOKUPS_PER_MINUTE": "0",
            "NIANGJIA_LOG_LEVEL": "warning",
        }
        script = folder / "mix.lua"
        script.write_text(_MIX)
        serve = ["-c", "from api.cli import main; main()", "serve"]
        options = ["--port", str(PORT), "--workers", str(WORKERS)]
        with wrk.serving([*serve, *options], PORT, environment) as server:
            figures = list(_figures(script, server))
    title = f"Load: {SERVICE_POINTS:,} service points, {WORKERS} workers and wrk on {CORES} cores"
    show(title, figures)


def _figures(script: Path, server: int) -> Iterator[Figure]:
    asked = _Asked(script)
    asked.load(CONNECTIONS, WARM_UP_S)
    peak = asked.load(CONNECTIONS, PEAK_S)
    yield Figure("mixed lookups, peak: requests per second", f"{peak.rate:,.0f}", "")
    pause_ms = 1_000 * STEADY_CONNECTIONS / (SHARE_OF_PEAK * peak.rate) - peak.p50_ms
    steady = asked.load(STEADY_CONNECTIONS, STEADY_S, delay_ms=pause_ms)
    share, p99_ms = steady.rate / peak.rate, steady.p99_ms
    yield Figure(
        "steady: share of the peak",
        f"{share:.0%}",
        f"{SHARE_OF_PEAK:.0%} (± {SHARE_OFF:.0%})",
        abs(share - SHARE_OF_PEAK) <= SHARE_OFF,
    )
    yield Figure("steady: p50", f"{steady.p50_ms:.1f} ms", "")
    yield Figure(
        "steady: p99", f"{p99_ms:.1f} ms", f"≤ {LONGEST_P99_MS} ms", p99_ms <= LONGEST_P99_MS
    )
    crowd = asked.load(CROWD, CROWD_S)
    yield Figure(f"{CROWD} clients at once for {CROWD_S} s: p99", f"{crowd.p99_ms:,.0f} ms", "")
    yield Figure("the same: requests per second", f"{crowd.rate:,.0f}", "")
    yield _memory(asked, server)
    yield Figure(
        f"errors in all {asked.answers:,} requests", f"{asked.errors}", "0", asked.errors == 0
    )


class _Asked:
    """Asks the server, and counts all answers and errors."""

    def __init__(self, script: Path) -> None:
        self._script = script
        self.answers = self.errors = 0

    def load(self, connections: int, seconds: int, *, delay_ms: float = 0) -> wrk.Load:
        """Ask over so many connections for some seconds; raises RuntimeError without answers."""
        seen = wrk.load(
            self._script, PORT, connections=connections, seconds=seconds, delay_ms=delay_ms
        )
        if not seen.answers:
            raise RuntimeError("the server answers nothing")
        self.answers += seen.answers
        self.errors += seen.errors
        return seen


def _memory(asked: _Asked, server: int) -> Figure:
    """Compare what a worker holds, warm as it is by now, with that after many more requests."""
    first, before_mb = asked.answers, _largest_worker_mb(server)
    while asked.answers - first < REQUESTS:
        asked.load(CONNECTIONS, SLICE_S)
    after_mb = _largest_worker_mb(server)
    return Figure(
        f"memory of the largest worker, before and after {asked.answers - first:,} requests",
        f"{before_mb:.0f} → {after_mb:.0f} MB",
        f"flat (+ {FLAT_SHARE:.0%} at most)",
        after_mb <= before_mb * (1 + FLAT_SHARE),
    )


def _largest_worker_mb(server: int) -> float:
    """Read how much memory the largest process below the server holds."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return max(_resident_mb(int(child)) for child in children)


def _resident_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    resident = next((line for line in lines if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(resident.split()[1]) / 1_024


def _write_town(path: Path) -> str:
    """Write the service points and the firms that are searched for; return the database URL."""
    url = write_million(path, places=positions(SERVICE_POINTS))
    places = shapely.to_wkb(shapely.points(*positions(FIRMS, seed=4)))
    rows = [
        (f"F{number:05}", f"示例工厂{number}", f"示例路{number % 300}号", place)
        for number, place in enumerate(places)
    ]
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO firm (code, name, address, location) VALUES (?, ?, ?, ?)", rows
        )
    connection.close()
    return url


if __name__ == "__main__":
    main()
