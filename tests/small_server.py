"""A server that answers nothing, under the supervisor of the real one: it starts in no time."""

import sys
from pathlib import Path

import uvicorn

from api import supervisor


async def app(*_):
    """Leave whoever asks without an answer."""


def main(folder, silent_for_s):
    """Serve by two workers that have a second to stop."""
    supervisor.CLEAN_UP_S = 0
    supervisor.SILENT_FOR_S = float(silent_for_s)
    config = uvicorn.Config(
        "tests.small_server:app", port=0, workers=2, lifespan="off", timeout_graceful_shutdown=1
    )
    supervisor.Workers(config, [config.bind_socket()], Path(folder)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
