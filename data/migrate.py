"""Bring a database to the schema of this version, on both homes.

The steps are in `data/migrations`. A new one starts from
`command.revision(config, message=..., autogenerate=True)` inside `migrating(database)`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Index, text
from sqlalchemy.schema import SchemaItem

from data.database import Database
from data.schema_revisions import require_known_schema
from geo.errors import SourceUnavailable
from geo.messages import Message

POSTGIS_MISSING = Message(
    "postgis_missing",
    zh="数据库服务器 {target} 没有安装 PostGIS。请在服务器上安装（如 apt-get install "
    "postgresql-postgis），然后重试。",
    en="the server at {target} has no PostGIS; install it there "
    "(e.g. apt-get install postgresql-postgis), then try again",
)
POSTGIS_NOT_ENABLED = Message(
    "postgis_not_enabled",
    zh="数据库 {target} 还没有启用 PostGIS，当前用户无权启用。请管理员在该库中执行："
    "CREATE EXTENSION postgis",
    en="PostGIS is not enabled in {target} and this user may not do it; "
    "let an administrator run there: CREATE EXTENSION postgis",
)

FROM_POSTGIS = frozenset({"spatial_ref_sys"})
EXTENSION = "postgis"
# Any number will do, as long as every copy of the program takes the same one.
MIGRATION_LOCK = 12351


def migrate(database: Database) -> None:
    """Create or upgrade all tables; nothing changes where that has been done.

    Raises SourceUnavailable where the server cannot be reached or lacks PostGIS, and Conflict where
    a newer version has migrated it already.
    """
    with migrating(database) as config:
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database has exactly the schema of this version."""
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        heads = ScriptDirectory.from_config(_config()).get_heads()
        return set(context.get_current_heads()) == set(heads)


@contextmanager
def migrating(database: Database) -> Iterator[Config]:
    """Open one transaction for Alembic's commands; two processes wait for each other."""
    with database.transaction() as session:
        connection = session.connection()
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
            _enable_postgis(connection, database.target)
        require_known_schema(session)
        config = _config()
        config.attributes["connection"] = connection
        yield config


def ours(dialect: str) -> Callable[..., bool]:
    """Make the filter that tells Alembic what to compare: nothing that PostGIS brings.

    Nor the spatial indexes on SQLite, which has none.
    """

    def is_ours(item: SchemaItem, name: str | None, *_: object) -> bool:
        if dialect == "sqlite" and isinstance(item, Index):
            return bool(item.dialect_options["postgresql"]["using"] != "gist")
        return name not in FROM_POSTGIS

    return is_ours


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "data:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _enable_postgis(connection: Connection, target: str) -> None:
    available = connection.execute(
        text(
            "SELECT installed_version IS NOT NULL AS enabled, rolsuper OR trusted AS may_enable"
            " FROM pg_available_extensions"
            " JOIN pg_available_extension_versions USING (name)"
            " CROSS JOIN pg_roles"
            " WHERE name = :name AND version = default_version AND rolname = current_user"
        ),
        {"name": EXTENSION},
    ).one_or_none()
    if available is None:
        raise SourceUnavailable(POSTGIS_MISSING, target=target)
    if not (available.enabled or available.may_enable):
        raise SourceUnavailable(POSTGIS_NOT_ENABLED, target=target)
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
