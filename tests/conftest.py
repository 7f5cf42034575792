"""Fixtures that several folders share: both homes of the schema, and the real data."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from data.cluster import private_postgis
from data.database import Database, connect
from data.migrate import migrate
from data.tables import Base, Service
from geo.places import SERVICES

DATABASE_FIXTURES = {"database", "postgis", "postgis_url", "session", "sqlite"}
SEEDED = [{"code": code, "name": zh, "name_en": en} for code, (zh, en) in SERVICES.items()]

# How long an example takes says more about what else the machine does.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", settings.get_profile("patient"), max_examples=4_000)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.db)


@pytest.fixture(params=["sqlite", "postgis"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database as `migrate` leaves it; the test runs once per home."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on either home; rolled back at the end."""
    with Session(database.engine) as session:
        yield session


@pytest.fixture
def sqlite(tmp_path: Path, _migrated_file: Path) -> Iterator[Database]:
    """The embedded home alone, in its own file."""
    file = shutil.copy(_migrated_file, tmp_path / "niangjia.db")
    database = connect(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture
def postgis(postgis_url: str) -> Iterator[Database]:
    """PostGIS alone, emptied again after the test."""
    database = connect(postgis_url)
    yield database
    with database.transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        _empty_all_tables(session)
        session.execute(Service.__table__.insert(), SEEDED)
        session.execute(text("UPDATE revision SET number = 0"))
    database.close()


@pytest.fixture(scope="session")
def postgis_url() -> Iterator[str]:
    """A migrated database of this test process: on TEST_DATABASE_URL, else on a private server."""
    with _postgis_server() as server, _fresh_database(server) as url:
        database = connect(url)
        migrate(database)
        database.close()
        yield url


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    database = connect(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real files that lies beside the project."""
    folder = Path(__file__).parents[2] / "shared" / "realdata"
    if not folder.is_dir():
        pytest.skip(f"the real data is not at {folder}")
    return folder


def _empty_all_tables(session: Session) -> None:
    # Seventy times as fast as TRUNCATE on small tables.
    session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER append_only"))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in {"revision", "signing_key"}:
            session.execute(table.delete())
    session.execute(text("ALTER TABLE audit_log ENABLE TRIGGER append_only"))


@contextmanager
def _postgis_server() -> Iterator[str]:
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with (
        tempfile.TemporaryDirectory(prefix="niangjia-") as folder,
        private_postgis(Path(folder)) as server,
    ):
        yield server.url


@contextmanager
def _fresh_database(server_url: str) -> Iterator[str]:
    name = f"niangjia_test_{uuid.uuid4().hex}"
    server = connect(server_url)
    by_itself = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    with by_itself.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with by_itself.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.close()
