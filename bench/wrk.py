"""Servers in processes of their own, and how many requests per second wrk gets out of them."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STOPS_WITHIN_S = 40
_SCRIPT = """
math.randomseed(7)
local path
{draw}
request = function()
  local lon, lat = draw()
  return wrk.format("GET", path .. "&lon=" .. lon .. "&lat=" .. lat)
end
function init(args) path = args[1] end
"""


def require_wrk() -> None:
    """End the bench with a word on how to get wrk, where it is missing."""
    if not shutil.which("wrk"):
        sys.exit("the HTTP benches need wrk: apt-get install wrk")


def write_script(file: Path, draw: str) -> Path:
    """Write what wrk asks: `draw` is Lua with a function `draw` that returns lon and lat."""
    file.write_text(_SCRIPT.replace("{draw}", draw))
    return file


def rate(script: Path, port: int, path: str, seconds: int) -> float:
    """Ask for a path that ends in a query, over 16 connections, and return requests per second."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(script)]
    printed = subprocess.run(  # noqa: S603  our own command
        [*command, f"http://127.0.0.1:{port}", "--", path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in printed:
        raise RuntimeError(printed)
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    return float(found[1]) if found else 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers a second, their times, and how many were missing or no success."""

    rate: float
    p50_ms: float
    p99_ms: float
    answers: int
    errors: int


def load(script: Path, port: int, *, connections: int, seconds: int, delay_ms: float = 0) -> Load:
    """Send what a script asks over so many connections, each pausing so long on average."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout=10s"]
    printed = subprocess.run(  # noqa: S603  our own command
        [*command, "-s", str(script), f"http://127.0.0.1:{port}", "--", f"{delay_ms}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed
    )
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", printed)),
        p50_ms=_milliseconds(_found(r"\n\s+50%\s+(\S+)", printed)),
        p99_ms=_milliseconds(_found(r"\n\s+99%\s+(\S+)", printed)),
        answers=int(_found(r"(\d+) requests in", printed)),
        errors=int(refused[1] if refused else 0) + sum(map(int, broken.groups() if broken else ())),
    )


def _found(pattern: str, printed: str) -> str:
    found = re.search(pattern, printed)
    if found is None:
        raise RuntimeError(printed)
    return found[1]


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1), ("s", 1_000), ("m", 60_000)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise RuntimeError(text)


@contextmanager
def serving(
    arguments: list[str], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run Python with these arguments until it answers on a port; stop it in the end.

    Gives the number of its process.
    """
    own = {**os.environ, **(environment or {})}
    command = [sys.executable, *arguments]
    server = subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL)  # noqa: S603  ours
    try:
        _wait(server, port)
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(STOPS_WITHIN_S)
        finally:
            server.kill()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
        except urllib.error.URLError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("the server did not start")
