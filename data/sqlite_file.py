"""The file behind a SQLite engine: a deleted one would be written to where nobody sees it."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

_KEPT_AS = "file"


def follow_file(engine: Engine, path: Path) -> None:
    """Open a file anew that took the place of the one before, and make none where it is gone.

    While it is gone, connecting raises OperationalError. The first is made for its owner alone: it
    will hold phones and hashes of passwords.
    """
    was_there = False

    @event.listens_for(engine, "do_connect")
    def make_or_refuse_file(*_: object) -> None:
        if was_there and _identity(path) is None:
            raise _gone(path)
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def note_file(_: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        nonlocal was_there
        record.info[_KEPT_AS] = _identity(path)
        was_there = True

    @event.listens_for(engine, "checkout")
    def require_same_file(_: DBAPIConnection, record: ConnectionPoolEntry, __: object) -> None:
        found = _identity(path)
        if found is None:
            raise _gone(path)
        if found != record.info[_KEPT_AS]:
            raise DisconnectionError


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _gone(path: Path) -> sqlite3.OperationalError:
    return sqlite3.OperationalError(f"{path.name} is gone")
