import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from shapely import Point
from sqlalchemy import Connection, Executable, bindparam, inspect, make_url, text
from sqlalchemy.engine import Inspector

from api.use_cases.preparation import prepare_database
from data.database import Database, connect
from data.geometry import Geometry
from data.migrate import is_current, migrate, migrating, ours
from data.revision import read_revision
from data.schema_revisions import newest_schema
from data.tables import Base
from geo.errors import Conflict, SourceUnavailable
from geo.places import SERVICES

POINT = bindparam("point", Point(121.5, 31.25), Geometry("POINT"))
NOT_COUNTED = {
    "account_session",
    "access_token",
    "signing_key",
    "account",
    "audit_log",
    "data_report",
    "plan",
    "outreach_plan",
    "revision",
    "team_link",
}
# One way to add a row with id 99 to each table that counts.
INSERTS = {
    "service_point": "INSERT INTO service_point"
    " (id, code, name, tier, services, languages, status, location)"
    " VALUES (99, 'x', '服务站', 'station', '', '', 'open', :point)",
    "closure": "INSERT INTO closure (id, code, service_point_code, first_day, last_day)"
    " VALUES (99, 'x', 'desk', '2026-10-01', '2026-10-07')",
    "service": "INSERT INTO service (id, code, name) VALUES (99, 'x', '理发')",
    "union": 'INSERT INTO "union" (id, code, name, level)'
    " VALUES (99, 'x', '杨浦区总工会', 'district')",
    "worker_apartment": "INSERT INTO worker_apartment (id, code, name, location)"
    " VALUES (99, 'x', '公寓', :point)",
    "industrial_park": "INSERT INTO industrial_park (id, code, name, location)"
    " VALUES (99, 'x', '园区', :point)",
    "firm": "INSERT INTO firm (id, code, name, location) VALUES (99, 'x', '公司', :point)",
    "candidate_site": "INSERT INTO candidate_site (id, code, name) VALUES (99, 'x', '备选点')",
    "workday_calendar": "INSERT INTO workday_calendar (id, date, kind, name, official)"
    " VALUES (99, '2026-10-10', 'makeup_workday', '国庆节', true)",
    "visit": "INSERT INTO visit (id, code, place_code, date, team)"
    " VALUES (99, 'x', 'p', '2026-11-22', '一队')",
}
ADD_DESK = text(
    "INSERT INTO service_point (code, name, tier, services, languages, status, location)"
    " VALUES ('desk', '服务站', 'station', '', '', 'open', :point)"
).bindparams(POINT)


def test_models_and_migrations_agree(database):
    with database.reading() as session:
        connection = session.connection()
        options = {
            "include_object": ours(connection.dialect.name),
            "compare_type": True,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, Base.metadata) == []


def test_on_postgis_migrating_makes_exactly_what_the_models_would(postgis):
    with postgis.reading() as session:
        connection = session.connection()
        migrated = schema(connection)
        connection.execute(text("CREATE SCHEMA models"))
        connection.execute(text("SET LOCAL search_path = models, public"))
        Base.metadata.create_all(connection, checkfirst=False)

        assert schema(connection) == migrated


def test_on_sqlite_migrating_makes_exactly_what_the_models_would(sqlite, tmp_path):
    other = connect(f"sqlite:///{tmp_path}/models.db")
    Base.metadata.create_all(other.engine)

    with sqlite.reading() as migrated, other.reading() as created:
        assert schema(created.connection()) == schema(migrated.connection())
    other.close()


def test_migrating_again_changes_nothing(database):
    before = revision_after(database, ADD_DESK)

    migrate(database)

    assert revision(database) == before
    assert is_current(database)


def test_a_fresh_database_is_not_current(tmp_path):
    database = connect(f"sqlite:///{tmp_path}/fresh.db")

    assert not is_current(database)
    database.close()


def test_a_database_of_a_newer_version_is_refused(database):
    stamp(database, "9999")

    with pytest.raises(Conflict, match="schema 9999 of a newer version") as caught:
        migrate(database)

    stamp(database, newest_schema())
    assert caught.value.code == "schema_newer"


def test_down_takes_all_tables_away_and_up_brings_them_back(database):
    with migrating(database) as config:
        command.downgrade(config, "base")
    with database.reading() as session:
        left = set(inspect(session.connection()).get_table_names())
    migrate(database)

    assert left <= {"alembic_version", "spatial_ref_sys"}
    assert is_current(database)
    assert revision(database) == 0


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path):
    database = connect(f"sqlite:///{tmp_path}/half.db")

    with pytest.raises(KeyboardInterrupt):
        migrate_and_be_interrupted(database)

    with database.reading() as session:
        assert inspect(session.connection()).get_table_names() == []
    database.close()


def test_the_services_we_start_with_are_there(database):
    with database.reading() as session:
        rows = session.execute(text("SELECT code, name, name_en FROM service ORDER BY id"))

        assert {code: (zh, en) for code, zh, en in rows} == SERVICES


def test_every_table_is_counted_unless_it_is_named_here():
    assert set(INSERTS) == set(Base.metadata.tables) - NOT_COUNTED


@pytest.mark.parametrize("table", INSERTS)
def test_adding_changing_and_deleting_a_row_each_raise_the_revision(database, table):
    row = Base.metadata.tables[table]

    numbers = [
        revision_after(database, ADD_DESK),
        revision_after(database, insert(table)),
        revision_after(database, row.update().where(row.c.id == 99).values(id=98)),
        revision_after(database, row.delete().where(row.c.id == 98)),
    ]

    assert numbers == [1, 2, 3, 4]


def test_accounts_and_their_log_do_not_raise_the_revision(database):
    entry = text(
        "INSERT INTO audit_log (at, action, table_name, row_code)"
        " VALUES ('2026-11-22 09:00:00', 'import', 'firm', 'x')"
    )

    number = revision_after(database, entry)

    assert number == 0


def test_emptying_a_table_at_once_raises_the_revision(postgis):
    assert revision_after(postgis, text("TRUNCATE visit")) == 1


def test_many_statements_of_one_transaction_raise_the_revision_once(postgis):
    with postgis.transaction() as session:
        session.execute(text("UPDATE service SET name_en = 'a'"))
        session.execute(text("UPDATE service SET name_en = 'b'"))

    assert revision(postgis) == 1


def test_a_write_after_one_that_was_taken_back_raises_the_revision(database):
    with database.transaction() as session:
        attempt = session.begin_nested()
        session.execute(text("UPDATE service SET name_en = 'a'"))
        attempt.rollback()
        session.execute(text("UPDATE service SET name_en = 'b' WHERE code = 'library'"))

    assert revision(database) == 1


def test_what_is_rolled_back_leaves_the_revision(database):
    with pytest.raises(KeyboardInterrupt):
        write_and_be_interrupted(database)

    assert revision(database) == 0


def test_a_writer_with_another_search_path_raises_the_revision(postgis):
    with postgis.transaction() as session:
        session.execute(text("SET LOCAL search_path = pg_catalog"))
        session.execute(text("UPDATE public.service SET name_en = 'a'"))

    assert revision(postgis) == 1


def test_a_server_without_postgis_says_what_to_install(postgis, monkeypatch):
    monkeypatch.setattr("data.migrate.EXTENSION", "postgis_of_nowhere")

    with pytest.raises(SourceUnavailable, match="apt-get install postgresql-postgis"):
        migrate(postgis)


def test_without_the_right_to_enable_postgis_the_administrator_is_asked(postgis_url):
    with (
        database_without_postgis(postgis_url) as database,
        pytest.raises(SourceUnavailable, match="CREATE EXTENSION postgis") as caught,
    ):
        migrate(database)

    assert caught.value.code == "postgis_not_enabled"


def schema(connection: Connection) -> dict[str, object]:
    """Everything that the database itself says about our tables."""
    inspector = inspect(connection)
    return {table: shape(inspector, table) for table in Base.metadata.tables}


def shape(inspector: Inspector, table: str) -> dict[str, object]:
    columns = inspector.get_columns(table)
    foreign_keys = inspector.get_foreign_keys(table)
    checks = inspector.get_check_constraints(table)
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"]) for column in columns
        },
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": sorted(
            (key | {"referred_schema": None} for key in foreign_keys), key=by_name
        ),
        "unique": sorted(inspector.get_unique_constraints(table), key=by_name),
        "checks": sorted(checks, key=by_name),
        "indexes": sorted(inspector.get_indexes(table), key=by_name),
    }


def by_name(found: dict[str, str]) -> str:
    return found["name"]


def revision(database: Database) -> int:
    with database.reading() as session:
        return read_revision(session)


def revision_after(database: Database, statement: Executable) -> int:
    with database.transaction() as session:
        session.execute(statement)
    return revision(database)


def insert(table: str) -> Executable:
    statement = text(INSERTS[table])
    return statement.bindparams(POINT) if ":point" in INSERTS[table] else statement


def stamp(database: Database, schema: str) -> None:
    with database.transaction() as session:
        session.execute(
            text("UPDATE alembic_version SET version_num = :schema"), {"schema": schema}
        )


def write_and_be_interrupted(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE service SET name_en = 'a'"))
        raise KeyboardInterrupt


def migrate_and_be_interrupted(database: Database) -> None:
    with migrating(database) as config:
        command.upgrade(config, "head")
        raise KeyboardInterrupt


@contextmanager
def database_without_postgis(server_url: str) -> Iterator[Database]:
    """A new database on the same server, as a user who is nobody there."""
    name = f"niangjia_bare_{uuid.uuid4().hex}"
    server = connect(server_url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE ROLE {name}"))
        connection.execute(text(f"CREATE DATABASE {name} OWNER {name}"))
        url = make_url(server_url).set(database=name)
        url = url.update_query_dict({"options": f"-c role={name}"})
        database = connect(url.render_as_string(hide_password=False))
        try:
            yield database
        finally:
            database.close()
            connection.execute(text(f"DROP DATABASE {name}"))
            connection.execute(text(f"DROP ROLE {name}"))
    server.close()


@pytest.mark.parametrize(("name", "mode"), [("new.db", 0o600), ("old.db", 0o640)])
def test_a_new_file_is_read_by_its_owner_alone_and_one_that_is_there_stays(tmp_path, name, mode):
    (tmp_path / "old.db").touch(0o640)
    database = connect(f"sqlite:///{tmp_path / name}")

    prepare_database(database, 2026)

    database.close()
    assert (tmp_path / name).stat().st_mode & 0o777 == mode
