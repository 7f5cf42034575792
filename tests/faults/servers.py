"""Servers in processes of their own, which tests may kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.clock import now

PATIENCE_S = 60
PAUSE_S = 0.05
VISIT_PATH = "/v1/visits/9b2f7c1e-0001"
VISIT = {
    "place": "apartment:home",
    "date": now().date().isoformat(),
    "team": "T1",
    "outcome": "nobody_there",
}
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]


@dataclass(frozen=True)
class Answer:
    """What came back: status 0 where nothing did."""

    status: int
    text: str = ""

    @property
    def json(self) -> object:
        return json.loads(self.text)


class Office:
    """A server as an office runs it: `niangjia serve` on a database, at an address of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.environment = os.environ | {
            "NIANGJIA_DATABASE_URL": database_url,
            "NIANGJIA_DATA_FOLDER": str(folder),
            "NIANGJIA_PORT": str(self._port),
            "NIANGJIA_LOOKUPS_PER_MINUTE": "0",
        }
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "serve"], env=self.environment, stdout=log, stderr=log
            )
        wait_until(lambda: self.ask("/readyz").status == 200)

    def kill(self) -> None:
        """End it as a power cut would; what computes plans ends by itself."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE_S)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE_S)

    def ask(self, path: str, body: object = None, *, method: str | None = None) -> Answer:
        """Ask as a program does, which repeats nothing."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "text/html, application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())
        except OSError:
            return Answer(0)


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[Office]:
    office = Office(database_url, folder)
    try:
        office.start()
        yield office
    finally:
        office.kill()


def wait_until(happens: Callable[[], object]) -> None:
    """Wait for something, and fail when it does not come."""
    end = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(PAUSE_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
