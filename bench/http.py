"""`/v1/nearest` over HTTP among a million service points, beside an empty route and PostGIS."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import wrk
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
DRAW = f"""
local function draw()
  local lon = {WEST} + math.random() * {EAST - WEST}
  local lat = {SOUTH} + math.random() * {NORTH - SOUTH}
  return lon, lat
end
"""


def main() -> None:
    """Print the rates of the three routes, measured in turn against one process."""
    wrk.require_wrk()
    with (
        tempfile.TemporaryDirectory() as name,
        tempfile.TemporaryDirectory(prefix="niangjia-") as cluster,
        private_postgis(Path(cluster)) as postgis,
    ):
        folder = Path(name)
        url = write_apart(folder / "million.db")
        load_peer(postgis.url)
        script = wrk.write_script(folder / "ask.lua", DRAW)
        with wrk.serving(["-m", "bench.http_server", url, postgis.url, str(PORT)], PORT):
            cold = wrk.rate(script, PORT, ROUTES["nearest"], SECONDS)
            wrk.rate(script, PORT, ROUTES["nearest"], WARM_UP_SECONDS)
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
            measured[name].append(wrk.rate(script, PORT, path, SECONDS))
    return {name: sorted(values)[len(values) // 2] for name, values in measured.items()}


if __name__ == "__main__":
    main()
