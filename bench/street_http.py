"""`/v1/nearest` by street times beside estimated ones: two servers, the same data and questions."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np

from api.use_cases.street_building import build_streets
from bench import wrk
from bench.extracts import PORTO, extract, places_near
from bench.million import write_million
from bench.table import Figure, show
from data.street_files import load_network
from geo.travel import Mode

SERVICE_POINTS = 1_000
POSITIONS = 5_000
PORTS = {"by streets": 8732, "estimated": 8733}
SECONDS = 5
WARM_UP_SECONDS = 5
ROUNDS = 3
LEAST_SHARE = 0.5
ASK = "/v1/nearest?at=2026-11-25T18:30"
ROUTES = {"the longest way 60 min (default)": ASK, "15 min": f"{ASK}&max_minutes=15"}


def main() -> None:
    """Print the figures of street lookups over HTTP."""
    title = f"Streets: HTTP, Porto, {SERVICE_POINTS:,} service points, wrk with 16 connections"
    show(title, figures())


def figures() -> Iterator[Figure]:
    """Ask the two servers in turn from the same random positions near crossings."""
    wrk.require_wrk()
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        script = _prepare(folder)
        for method, data in (("by streets", folder), ("estimated", folder / "without")):
            servers.enter_context(_server(folder / "points.db", data, PORTS[method]))
        for label, path in ROUTES.items():
            yield from _compare(label, script, path)


def _prepare(folder: Path) -> Path:
    """Write the network, the service points and the questions; returns the script of wrk."""
    network = folder / "streets.npz"
    build_streets(extract("porto"), network, [Mode.WALK], lambda *_step: None)
    walk = load_network(network).graphs[Mode.WALK]
    places = places_near(walk, SERVICE_POINTS, seed=3, around=PORTO)
    write_million(folder / "points.db", places=places)
    positions = np.stack(places_near(walk, POSITIONS, seed=4, around=PORTO), axis=1)
    listed = ",".join(f"{{{lon:.6f},{lat:.6f}}}" for lon, lat in positions.tolist())
    draw = f"local places = {{{listed}}}\nlocal function draw()\n"
    draw += "  return unpack(places[math.random(#places)])\nend"
    return wrk.write_script(folder / "ask.lua", draw)


def _server(database: Path, data_folder: Path, port: int) -> AbstractContextManager[None]:
    environment = {
        "NIANGJIA_DATABASE_URL": f"sqlite:///{database}",
        "NIANGJIA_DATA_FOLDER": str(data_folder),
    }
    serve = ["-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    return wrk.serving(serve, port, environment)


def _compare(label: str, script: Path, path: str) -> Iterator[Figure]:
    """Measure the servers in turn, several rounds, and keep each one's median."""
    measured: dict[str, list[float]] = {method: [] for method in PORTS}
    for port in PORTS.values():
        wrk.rate(script, port, path, WARM_UP_SECONDS)
    for _ in range(ROUNDS):
        for method, port in PORTS.items():
            measured[method].append(wrk.rate(script, port, path, SECONDS))
    rates = {method: float(np.median(values)) for method, values in measured.items()}
    for method, per_second in rates.items():
        yield Figure(f"{label}, {method}: requests per second", f"{per_second:,.0f}", "")
    share = rates["by streets"] / rates["estimated"]
    aim = f"≥ {LEAST_SHARE:.0%}"
    yield Figure(f"{label}: by streets ÷ estimated", f"{share:.0%}", aim, share >= LEAST_SHARE)


if __name__ == "__main__":
    main()
