"""OSRM beside us: `osrm-bindings` in a Python of their own, since they need 3.12 or newer.

Its command is in NIANGJIA_BENCH_OSRM_PYTHON, say `/opt/osrm/bin/python`; a chroot or a container
will do, as everything goes through stdin and stdout.
"""

import base64
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from bench.extracts import Lonlat
from geo.crs import FloatArray

VARIABLE = "NIANGJIA_BENCH_OSRM_PYTHON"
ABSENT = f"no OSRM here: set {VARIABLE}"
STOPPED = f"the OSRM of {VARIABLE} stopped; is `osrm-bindings` installed there?"
_WORKER = Path(__file__).with_name("osrm_worker.py")


@dataclass(frozen=True, slots=True)
class Osrm:
    """A running OSRM (MLD, one core) on one extract and profile."""

    questions: IO[str]
    answers: IO[str]

    def table_s(self, sources: Lonlat, destinations: Lonlat) -> float:
        """Return how many seconds one table of durations takes."""
        sides = {"sources": [_places(sources)], "destinations": [_places(destinations)]}
        (seconds,) = _ask(self, do="tables", **sides)
        return seconds

    def one_to_many_s(self, origins: Lonlat, destinations: list[Lonlat]) -> FloatArray:
        """Return how many seconds each table from one origin to its destinations takes."""
        sources = [[origin] for origin in _places(origins)]
        ends = [_places(each) for each in destinations]
        return np.array(_ask(self, do="tables", sources=sources, destinations=ends))

    def ways_m(self, starts: Lonlat, ends: Lonlat) -> FloatArray:
        """Return (pairs, 3) the metres of each way, and from both places to it; -1 if no way."""
        pairs = list(zip(_places(starts), _places(ends), strict=True))
        return np.array(_ask(self, do="routes", pairs=pairs))


def is_at_hand() -> bool:
    """Tell whether there is an OSRM to ask."""
    return bool(os.environ.get(VARIABLE))


@contextmanager
def running_osrm(file: Path, profile: str, *, changes: str = "") -> Iterator[Osrm]:
    """Prepare an extract for a profile, changed by lines of Lua where given, and answer."""
    command = [*shlex.split(os.environ[VARIABLE]), "-c", _WORKER.read_text()]
    with subprocess.Popen(  # noqa: S603  the command is the user's own
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError(ABSENT)
        osrm = Osrm(process.stdin, process.stdout)
        extract = base64.b64encode(file.read_bytes()).decode()
        _ask(osrm, extract=extract, profile=profile, changes=changes)
        yield osrm


def _ask(osrm: Osrm, **question: object) -> list[float]:
    print(json.dumps(question), file=osrm.questions, flush=True)
    answer = osrm.answers.readline()
    if not answer:
        raise RuntimeError(STOPPED)
    return json.loads(answer)


def _places(lonlat: Lonlat) -> list[list[float]]:
    return np.stack(lonlat, axis=1).tolist()
