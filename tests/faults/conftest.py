import tempfile
from pathlib import Path

import pytest

from data.cluster import private_postgis
from data.database import connect
from data.migrate import migrate
from tests.api.conftest import fill
from tests.faults.servers import running


@pytest.fixture
def office(request, tmp_path):
    """A server on the small town in the home that the test asks for; planners sit beside it."""
    home = "database" if "database" in request.fixturenames else "sqlite"
    database = request.getfixturevalue(home)
    fill(database)
    with running(database.engine.url.render_as_string(hide_password=False), tmp_path) as office:
        yield office


@pytest.fixture(scope="module")
def mortal_postgis():
    """A PostGIS server of its own, with the small town, that a test may kill."""
    with (
        tempfile.TemporaryDirectory(prefix="niangjia-") as name,
        private_postgis(Path(name)) as server,
    ):
        database = connect(server.url)
        migrate(database)
        fill(database)
        database.close()
        yield server
