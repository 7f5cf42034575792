import datetime
import sys

import pytest
import shapely
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import insert
from starlette.testclient import TestClient

from api.cli import main
from api.settings import Settings
from data.tables import ServicePoint, Union, WorkdayCalendar, WorkerApartment
from geo.places import Tier, UnionLevel
from tests.applications import make_app
from tests.towns import CENTRE, minutes_east

TOWN = [
    ("near", "殷行站", 2, "Mo-Fr 09:00-17:00", ("membership",)),
    ("late", "长海站", 10, "Mo-Fr 09:00-20:00", ("membership", "legal_aid")),
    ("far", "五角场站", 40, "Mo-Su 09:00-21:00", ("mediation",)),
]
AREA = shapely.MultiPolygon([shapely.box(121.3, 31.2, 121.7, 31.4)])


def fill(database):
    """Three desks east of the centre, a district with its city, one apartment, one holiday."""
    with database.transaction() as session:
        session.execute(
            insert(Union),
            [
                {"code": "sh", "name": "上海市总工会", "level": UnionLevel.CITY, "phone": "12351"},
                {
                    "code": "yp",
                    "name": "杨浦区总工会",
                    "level": UnionLevel.DISTRICT,
                    "parent_code": "sh",
                    "area": AREA,
                },
            ],
        )
        session.execute(
            insert(ServicePoint),
            [
                {
                    "code": code,
                    "name": name,
                    "tier": Tier.STATION,
                    "opening_hours": hours,
                    "services": services,
                    "phone": "021-0000 0000",
                    "verified_on": datetime.date(2026, 11, 1),
                    "location": shapely.Point(minutes_east(minutes / 1.3)),
                }
                for code, name, minutes, hours, services in TOWN
            ],
        )
        session.execute(
            insert(WorkerApartment),
            [{"code": "home", "name": "殷行公寓", "location": shapely.Point(CENTRE)}],
        )
        session.execute(
            insert(WorkdayCalendar),
            [
                {
                    "date": datetime.date(2026, 10, 1),
                    "kind": "holiday",
                    "name": "国庆节",
                    "official": True,
                }
            ],
        )


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch):
    """Hash passwords in no time; what the product takes is in test_passwords."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr("api.passwords.HASHER", cheap)


@pytest.fixture
def settings(sqlite, tmp_path):
    fill(sqlite)
    url = sqlite.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, data_folder=tmp_path, planner_access="everyone")


@pytest.fixture
def client(settings):
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def desk(database, tmp_path, monkeypatch):
    """The whole application on either home."""
    # How long a listener of PostGIS takes to end.
    monkeypatch.setattr("data.revision.POLL_S", 0.05)
    fill(database)
    url = database.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, data_folder=tmp_path, planner_access="everyone")
    with TestClient(make_app(settings)) as client:
        yield client


@pytest.fixture
def idle(settings):
    """Make a client of a server, with changed settings, that computes no plans itself."""

    def made(*, follow_redirects=True, **changes):
        app = make_app(settings, plans_wait=True, **changes)
        return TestClient(app, raise_server_exceptions=False, follow_redirects=follow_redirects)

    return made


@pytest.fixture
def stored(sqlite):
    """Do something to the stored plans."""

    def act(*acts, **others):
        with sqlite.transaction() as session:
            return [act(session, **others) for act in acts]

    return act


@pytest.fixture
def reading(sqlite):
    """Read something of the stored plans."""

    def read(find, *args, **others):
        with sqlite.reading() as session:
            return find(session, *args, **others)

    return read


@pytest.fixture
def run_niangjia(monkeypatch, capfdbinary):
    """Run a command as a shell would, and return its exit status, output and errors."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["niangjia", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capfdbinary.readouterr()
        return stopped.value.code, out.decode(), err.decode()

    return run


@pytest.fixture
def niangjia(run_niangjia, monkeypatch, sqlite, tmp_path):
    """The command line with a database and a data folder of its own."""
    url = sqlite.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", url)
    monkeypatch.setenv("NIANGJIA_DATA_FOLDER", str(tmp_path))
    return run_niangjia
