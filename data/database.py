"""The database behind a URL: engine, session, and one transaction per request or command."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, OperationalError
from sqlalchemy.orm import Session

from data.actors import KEPT_AS, SERVER, Actor
from data.sqlite_file import follow_file
from geo.errors import InvalidInput, NiangjiaError, SourceUnavailable
from geo.messages import Message

__all__ = ["Database", "Session", "connect"]

DATABASE_AWAY = Message(
    "database_away",
    zh="数据库暂时连不上。请稍后再试；一直这样的话，请管理员检查数据库是否在运行。",
    en="the database does not answer; try again in a while. If it stays so, whoever runs this "
    "server should see that the database is running",
)
DATABASE_BUSY = Message(
    "database_busy",
    zh="别人正在写入数据库，这次没有完成，数据没有变动。请稍后再试。",
    en="others are writing to the database at this moment, and nothing has changed; try again",
)
FILE_UNUSABLE = Message(
    "database_file_unusable",
    zh="数据库文件现在用不了。请管理员检查所在文件夹是否存在、可写；"
    "还没有建库的话，请先运行 niangjia init。",
    en="the database file cannot be used; whoever runs this server should see that its folder "
    "exists and may be written, and run `niangjia init` if that has not been done",
)
NUL_IN_TEXT = Message(
    "text_with_nul",
    zh="文字里混进了看不见的空字符（NUL），存不下。请删掉它，重新输入。",
    en="a text has an invisible NUL character, which cannot be stored; type it anew without it",
)
UNKNOWN_DATABASE_URL = Message(
    "unknown_database_url",
    zh="数据库地址里的类型“{kind}”无法识别。请使用 sqlite:///文件 或 "
    "postgresql://用户:密码@主机/库名。",
    en='the database URL is of an unknown kind "{kind}"; use sqlite:///FILE or '
    "postgresql://USER:PASSWORD@HOST/NAME",
)

SQLITE_BUSY_S = 30
NO_PATHS = (":memory:", "file:")
# Without the second, a statement waits a quarter of an hour for a server that lost its power.
GIVE_UP = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
POSTGRESQL_NAMES = ("postgresql", "postgres", "postgis")
LOST_TO_OTHERS = frozenset({"40001", "40P01", "55P03"})
"""States of PostgreSQL: not serialisable, deadlock, a lock that others hold."""
NUL_SIGNS = ("0x00", "\\u0000")
"""How the driver, and PostgreSQL of JSON, name what no text of theirs can hold."""


class DatabaseAway(SourceUnavailable):
    """The database cannot be used; `details`, for those who run it alone, say which and why."""

    def __init__(self, message: Message, *, details: str) -> None:
        super().__init__(message)
        self.details = details

    def __str__(self) -> str:
        """Say all, for logs; what people are shown is `text`."""
        return f"{super().__str__()} ({self.details})"


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
        """The address without its password, for logs and the command line."""
        url = self.engine.url.difference_update_query(["password"])
        return url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self, actor: Actor = SERVER) -> Iterator[Session]:
        """Open a session in which somebody acts, commit at the end, roll back on any error.

        Raises SourceUnavailable where the server cannot be reached, or others stand in the way, and
        InvalidInput for a text with NUL, which PostgreSQL cannot hold.
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
            told = self._told(error)
            if told is None:
                raise
            raise told from error

    def _told(self, error: DatabaseError) -> NiangjiaError | None:
        """Say whose fault an error is; None where it is ours."""
        said = str(error.orig)
        if isinstance(error, DataError) and any(sign in said for sign in NUL_SIGNS):
            return InvalidInput(NUL_IN_TEXT)
        # A file that is no database is a plain DatabaseError; other kinds are not its fault.
        if type(error) not in (DatabaseError, OperationalError):
            return None
        if _is_lost_to_others(error):
            return SourceUnavailable(DATABASE_BUSY)
        message = FILE_UNUSABLE if self.is_sqlite else DATABASE_AWAY
        reason = said.partition("\n")[0]
        return DatabaseAway(message, details=f"{self.target}: {reason}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """Make the engine of a database URL; nothing is contacted yet."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_S})
        event.listen(engine, "connect", _prepare_sqlite)
        if parsed.database and not parsed.database.startswith(NO_PATHS):
            follow_file(engine, Path(parsed.database))
    else:
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=GIVE_UP)
    return Database(engine)


def _is_lost_to_others(error: DatabaseError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        # The rest of the number tells kinds of being busy apart.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(error.orig, "sqlstate", None) in LOST_TO_OTHERS


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
