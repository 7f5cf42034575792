"""The process that watches over several workers: starts, replaces and ends them."""

import logging
import signal
import threading
import time
from pathlib import Path
from socket import socket

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

logger = logging.getLogger(__name__)

CLEAN_UP_S = 5
"""Comes on top of the time that requests have: plans are put away, the database is let go of."""
SILENT_FOR_S = 60
"""A worker that says nothing for so long is ended; on a busy machine starting one takes 10 s."""
LISTEN_S = 0.5
"""How long a worker is listened to at a time: the supervisor must not miss what it is told."""


class Workers(Multiprocess):
    """The supervisor of several processes, which accept from the same sockets."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket], folder: Path) -> None:
        super().__init__(config, sockets)
        self._folder = folder
        self._known: set[int] = set()
        self._heard_s: dict[Process, float] = {}
        self._end_s: dict[Process, float] = {}
        # Told at once, whatever the supervisor waits for; in a thread, since what is interrupted
        # may hold the lock of the event.
        for number, stop in (signal.SIGTERM, self.handle_term), (signal.SIGINT, self.handle_int):
            signal.signal(number, lambda *_, stop=stop: threading.Thread(target=stop).start())

    @property
    def has_failed_to_start(self) -> bool:
        """Whether a worker ended by itself before it served anybody."""
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)

    def keep_subprocess_alive(self) -> None:
        """Start again what died, and forget what it measured of itself alone."""
        for place, process in enumerate(self.processes):
            if self._is_well(process) or self.should_exit.is_set():
                continue
            _end(process)
            if process.exitcode == STARTUP_FAILURE:
                logger.error("worker %s could not start, so the server ends", process.pid)
                self.should_exit.set()
                return
            logger.warning("worker %s died or was silent; another one starts", process.pid)
            self.processes[place] = self._start()
        self._end_late()
        self._forget_the_dead()

    def restart_all(self) -> None:
        """Put a new worker in the place of each, which is told to stop once the new one answers."""
        for place, old in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            new = self._start()
            if not new.wait_until_ready(SILENT_FOR_S, self.should_exit):
                _end(new)
                logger.warning("worker %s was not ready, and the old ones stay", new.pid)
                return
            self.processes[place] = new
            self._retire(old)

    def handle_ttou(self) -> None:
        """Go on with one worker less, as long as there are several."""
        if len(self.processes) > 1:
            self._retire(self.processes.pop())

    def terminate_all(self) -> None:
        """Tell all workers to stop; new connections are refused and do not wait for nobody."""
        for process in self.processes:
            self._retire(process)
        for listener in self.sockets:
            listener.close()

    def join_all(self) -> None:
        """Wait for the workers, and end those that take too long."""
        for process, end_s in self._end_s.items():
            process.process.join(max(0, end_s - time.monotonic()))
            _end(process)

    def _start(self) -> Process:
        process = Process(self.config, self.sockets)
        process.start()
        return process

    def _is_well(self, process: Process) -> bool:
        """Whether a worker runs, and was heard of not long ago."""
        if not process.process.is_alive():
            return False
        if process.ping(LISTEN_S):
            self._heard_s[process] = time.monotonic()
        heard_s = self._heard_s.setdefault(process, time.monotonic())
        return time.monotonic() - heard_s < SILENT_FOR_S

    def _retire(self, process: Process) -> None:
        """Tell a worker to stop, and note when it will have had its time."""
        process.terminate()
        within_s = (self.config.timeout_graceful_shutdown or 0) + CLEAN_UP_S
        self._end_s[process] = time.monotonic() + within_s

    def _end_late(self) -> None:
        """End workers that were told to stop and had their time."""
        for process, end_s in tuple(self._end_s.items()):
            if not process.process.is_alive() or time.monotonic() > end_s:
                _end(process)
                del self._end_s[process]

    def _forget_the_dead(self) -> None:
        """Take away what workers that are gone measured of themselves alone."""
        here = (*self.processes, *self._end_s)
        pids = {process.pid for process in here if process.pid is not None}
        for gone in self._known - pids:
            mark_process_dead(gone, str(self._folder))  # type: ignore[no-untyped-call]  # theirs
        self._known = pids
        self._heard_s = {one: heard for one, heard in self._heard_s.items() if one in here}


def _end(process: Process) -> None:
    """End a worker that still runs, and wait until it is gone."""
    process.kill()
    process.join()
