"""The database behind a URL: engine, session, and one transaction per request or command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from data.actors import KEPT_AS, SERVER, Actor
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Message

__all__ = ["Database", "Session", "connect"]

DATABASE_AWAY = Message(
    "database_away",
    zh="数据库暂时连不上（{target}）。请检查它是否在运行，稍后再试。",
    en="the database at {target} does not answer; see that it is running, and try again",
)

FILE_UNUSABLE = Message(
    "database_file_unusable",
    zh="数据库文件 {target} 现在用不了（{reason}）。请检查所在文件夹是否存在、可写；"
    "还没有建库的话，请先运行 niangjia init。",
    en="the database file {target} cannot be used ({reason}); see that its folder exists and "
    "may be written, and run `niangjia init` if that has not been done",
)
UNKNOWN_DATABASE_URL = Message(
    "unknown_database_url",
    zh="数据库地址里的类型“{kind}”无法识别。请使用 sqlite:///文件 或 "
    "postgresql://用户:密码@主机/库名。",
    en='the database URL is of an unknown kind "{kind}"; use sqlite:///FILE or '
    "postgresql://USER:PASSWORD@HOST/NAME",
)

SQLITE_BUSY_S = 30
# Without the second, a statement waits a quarter of an hour for a server that lost its power.
GIVE_UP = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
POSTGRESQL_NAMES = ("postgresql", "postgres", "postgis")


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
        url = self.engine.url.difference_update_query(["password"])
        return url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self, actor: Actor = SERVER) -> Iterator[Session]:
        """Open a session in which somebody acts, commit at the end, roll back on any error.

        Raises SourceUnavailable where the server cannot be reached.
        """
        known = {KEPT_AS: actor}
        with (
            self._translate_errors(),
            Session(self.engine, info=known) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self, actor: Actor = SERVER) -> Iterator[Session]:
        """Open a session that sees the database as it is at one moment; what it writes is lost.

        In `transaction` each statement sees what others committed before it. Raises
        SourceUnavailable where the server cannot be reached.
        """
        with self._translate_errors(), Session(self.engine, info={KEPT_AS: actor}) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            else:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            # A file that is no database is a plain DatabaseError; other kinds are not its fault.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            message = FILE_UNUSABLE if self.is_sqlite else DATABASE_AWAY
            reason = str(error.orig).partition("\n")[0]
            raise SourceUnavailable(message, target=self.target, reason=reason) from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """Make the engine of a database URL; nothing is contacted yet."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_S})
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=GIVE_UP)
    return Database(engine)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        # What is wrong may well contain the password, so it is not repeated.
        raise InvalidInput(UNKNOWN_DATABASE_URL, kind=url.partition(":")[0]) from error
    kind = parsed.get_backend_name()
    if kind not in ("sqlite", *POSTGRESQL_NAMES):
        raise InvalidInput(UNKNOWN_DATABASE_URL, kind=kind)
    return parsed


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own class
    """Let readers go on while one writes, and enforce foreign keys, which SQLite leaves off."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
