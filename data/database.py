"""The database behind a URL: engine, session, and one transaction per request or command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from geo.errors import SourceUnavailable
from geo.messages import Message

__all__ = ["Database", "Session", "connect"]

DATABASE_AWAY = Message(
    "database_away",
    zh="数据库暂时连不上({target})。请稍后再试;查询服务点不受影响。",
    en="the database at {target} does not answer; try again later, lookups go on without it",
)

SQLITE_BUSY_S = 30


class Database:
    """An engine and its transactions; made at a door and passed down."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded home."""
        return self.engine.dialect.name == "sqlite"

    @property
    def target(self) -> str:
        """The address without its password, for messages."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session, commit at the end, roll back on any error.

        Raises SourceUnavailable where the server cannot be reached.
        """
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except OperationalError as error:
            raise SourceUnavailable(DATABASE_AWAY, target=self.target) from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """Make the engine of a database URL; nothing is contacted yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_S})
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    return Database(engine)


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own class
    """Let readers go on while one writes, and enforce foreign keys, which SQLite leaves off."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
