"""Running the server: one process or several, started again when they die, ended gently."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

from api.app import create_app
from api.logs import log_config
from api.settings import Settings, shared_metrics_folder
from api.supervisor import CLEAN_UP_S, Workers


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until told to stop; requests that are being answered then still get their answers."""
    # Also where workers make their own: what is wrong is told here, and not by each of them.
    app = create_app(settings)
    if settings.workers == 1:
        _Server(_configure(settings, lambda: app, host=host, port=port)).run()
        return
    with shared_metrics_folder() as folder:
        config = _configure(settings, partial(make_worker, settings, folder), host=host, port=port)
        workers = Workers(config, [config.bind_socket()], folder)
        workers.run()
    if workers.has_failed_to_start:
        sys.exit(STARTUP_FAILURE)


def make_worker(settings: Settings, metrics_folder: Path) -> FastAPI:
    """Build the application in a process of its own, which ends when the one that began it does."""
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    return create_app(settings, metrics_folder=metrics_folder)


def _end_with_supervisor() -> None:
    """Stop where the supervisor was killed, so that nobody keeps the port unwatched."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        wait([supervisor.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _configure(
    settings: Settings, make_app: Callable[[], FastAPI], *, host: str, port: int
) -> uvicorn.Config:
    """Set the server up.

    However many ask at once, nobody is turned away here: who waits a little is served after all.
    Its own log of requests is off, since its lines would hold positions of workers; and so are
    web sockets, which nothing uses.
    """
    return uvicorn.Config(
        make_app,
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        ws="none",
        log_config=log_config(settings),
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.stop_within_s,
    )


class _Server(uvicorn.Server):
    """The server where there is one process, which has nobody who would end it if it hangs."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  as called
        """Begin to stop; a second Ctrl-C stops at once.

        The signal is not raised again once all is done, so the exit status is 0.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        signal.alarm((self.config.timeout_graceful_shutdown or 0) + CLEAN_UP_S)
