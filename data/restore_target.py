"""Whether a database may be backed up, or take a backup, whatever its schema."""

from pathlib import Path

from sqlalchemy import inspect

from data.database import Database, Session
from data.emptying import count_rows
from data.restore import BEGUN_WITH, DATABASE_NOT_EMPTY, KEPT
from data.tables import Base
from geo.errors import Conflict, InvalidInput
from geo.messages import Message

DATABASE_MISSING = Message(
    "database_missing",
    zh="没有数据库文件“{file}”，没有备份。请检查 NIANGJIA_DATABASE_URL。",
    en='there is no database file "{file}", and no backup; check NIANGJIA_DATABASE_URL',
)


def require_there(database: Database) -> None:
    """Raise InvalidInput for a SQLite file that is not there, before connecting creates it."""
    file = (database.engine.url.database or ":memory:").removeprefix("file:")
    if database.is_sqlite and not Path(file).exists():
        raise InvalidInput(DATABASE_MISSING, file=file)


def require_empty(session: Session) -> None:
    """Raise Conflict where a database holds rows that somebody put there.

    An older schema lacks tables: only those that are there are counted.
    """
    there = set(inspect(session.connection()).get_table_names()) - KEPT - BEGUN_WITH
    rows = count_rows(session, (one for one in Base.metadata.sorted_tables if one.name in there))
    if rows:
        count = f"{sum(rows.values()):,}"
        tables = ", ".join(f"{name} {number:,}" for name, number in rows.items())
        raise Conflict(DATABASE_NOT_EMPTY, count=count, tables=tables)
