"""Which schema a database has, and which ones this version knows."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.database import Session
from geo.errors import Conflict
from geo.messages import Message

SCHEMA_NEWER = Message(
    "schema_newer",
    zh="数据库的结构 {schema} 属于更新的版本，本版本只到 {newest}，什么也没有改。请换用更新的版本，"
    "或把本版本写的备份恢复到一个空库。",
    en="the database has the schema {schema} of a newer version, while this one ends with "
    "{newest}, and nothing has changed; take the newer version, or restore a backup of this one "
    "into an empty database",
)

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def known_schemas() -> frozenset[str]:
    """Return the names of all schemas that there have been."""
    steps = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return frozenset(step.revision for step in steps)


def schema_of(session: Session) -> str | None:
    """Return the name of the schema of a database; None where it has not been created."""
    return MigrationContext.configure(session.connection()).get_current_revision()


def newest_schema() -> str | None:
    """Return the name of the schema of this version."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def require_known_schema(session: Session) -> None:
    """Raise Conflict where a newer version has migrated the database."""
    schema = schema_of(session)
    if schema is not None and schema not in known_schemas():
        raise Conflict(SCHEMA_NEWER, schema=schema, newest=newest_schema())
