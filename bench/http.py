"""`/v1/nearest` over HTTP among a million service points, beside an empty route and PostGIS."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.million import EAST, NORTH, SOUTH, WEST, write_apart
from bench.postgis_peer import load_peer
from bench.table import Figure, show
from data.cluster import private_postgis

PORT = 8731
SECONDS = 8
WARM_UP_SECONDS = 25
ROUNDS = 3
ASK = "at=2026-11-25T18:30&service=legal_aid"
ROUTES = {"empty": "/empty?", "nearest": f"/v1/nearest?{ASK}", "postgis": f"/postgis?{ASK}"}
WRK_SCRIPT = f"""
math.randomseed(7)
request = function()
  local lon = {WEST} + math.random() * {EAST - WEST}
  local lat = {SOUTH} + math.random() * {NORTH - SOUTH}
  return wrk.format("GET", path .. "&lon=" .. lon .. "&lat=" .. lat)
end
function init(args) path = args[1] end
"""


def main() -> None:
    """Print the rates of the three routes, measured in turn against one process."""
    if not shutil.which("wrk"):
        sys.exit("bench/http.py needs wrk: apt-get install wrk")
    with (
        tempfile.TemporaryDirectory() as name,
        tempfile.TemporaryDirectory(prefix="niangjia-") as cluster,
        private_postgis(Path(cluster)) as postgis,
    ):
        folder = Path(name)
        url = write_apart(folder / "million.db")
        load_peer(postgis.url)
        (folder / "ask.lua").write_text(WRK_SCRIPT)
        script = folder / "ask.lua"
        with _server(url, postgis.url):
            cold = _rate(script, ROUTES["nearest"])
            _rate(script, ROUTES["nearest"], WARM_UP_SECONDS)
            rates = _rates(script) | {"nearest, first seconds after the start": cold}
    show("HTTP, 1,000,000 service points, one worker, wrk with 16 connections", _figures(rates))


def _figures(rates: dict[str, float]) -> Iterator[Figure]:
    for name, rate in rates.items():
        yield Figure(f"{name}: requests per second", f"{rate:,.0f}", "")
    to_empty, to_postgis = (rates["nearest"] / rates[peer] for peer in ("empty", "postgis"))
    yield Figure("nearest ÷ empty route", f"{to_empty:.0%}", "≥ 50 %", to_empty >= 0.5)
    yield Figure("nearest ÷ PostGIS route", f"{to_postgis:.2f} ×", "≥ 2 ×", to_postgis >= 2)


def _rates(script: Path) -> dict[str, float]:
    """Measure the routes in turn, several rounds, and keep each one's median."""
    measured: dict[str, list[float]] = {name: [] for name in ROUTES}
    for _ in range(ROUNDS):
        for name, path in ROUTES.items():
            measured[name].append(_rate(script, path))
    return {name: sorted(values)[len(values) // 2] for name, values in measured.items()}


def _rate(script: Path, path: str, seconds: int = SECONDS) -> float:
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(script)]
    printed = subprocess.run(  # noqa: S603  our own command
        [*command, f"http://127.0.0.1:{PORT}", "--", path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in printed:
        raise RuntimeError(printed)
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    return float(found[1]) if found else 0.0


@contextmanager
def _server(url: str, postgis_url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.http_server", url, postgis_url, str(PORT)]
    server = subprocess.Popen(command)  # noqa: S603  our own command
    try:
        _wait(server)
        yield
    finally:
        server.terminate()
        server.wait(10)


def _wait(server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz").close()
        except urllib.error.URLError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    main()
