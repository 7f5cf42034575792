import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely
from sqlalchemy import update
from starlette.testclient import TestClient

from api.settings import Settings
from data.cluster import private_postgis
from data.database import connect
from data.migrate import migrate
from data.tables import ServicePoint
from tests.api.conftest import fill
from tests.applications import make_app
from tests.towns import CENTRE, minutes_east

EVENING = {"lon": CENTRE[0], "lat": CENTRE[1], "at": "2026-11-25T18:30"}


def wait_for(condition, seconds=2.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.02)
    return condition()


def nearest_code(client):
    return client.get("/v1/nearest", params=EVENING).json()["results"][0]["code"]


def move_next_door(database, code):
    with database.transaction() as session:
        session.execute(
            update(ServicePoint)
            .where(ServicePoint.code == code)
            .values(location=shapely.Point(minutes_east(1)))
        )


@pytest.fixture
def away():
    with (
        TemporaryDirectory(prefix="niangjia-") as folder,
        private_postgis(Path(folder)) as server,
    ):
        database = connect(server.url)
        migrate(database)
        fill(database)
        yield server, database
        database.close()


def test_a_change_in_either_home_is_answered_within_two_seconds(database):
    fill(database)
    url = database.engine.url.render_as_string(hide_password=False)

    with TestClient(make_app(Settings(database_url=url))) as client:
        assert nearest_code(client) == "late"
        move_next_door(database, "far")

        assert wait_for(lambda: nearest_code(client) == "far")


def test_lookups_go_on_while_postgis_is_away_and_follow_when_it_returns(away):
    server, database = away

    with TestClient(make_app(Settings(database_url=server.url))) as client:
        server.kill()
        assert wait_for(lambda: client.get("/readyz").json()["database"]["unreachable_since"], 5)
        assert nearest_code(client) == "late"
        assert client.get("/readyz").status_code == 200

        server.start()
        database.engine.dispose()
        move_next_door(database, "far")
        assert wait_for(lambda: nearest_code(client) == "far")
        assert client.get("/readyz").json()["database"]["reachable"]
