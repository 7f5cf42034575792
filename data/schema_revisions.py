"""Which schema a database has, and which ones this version knows."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.database import Session

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
