import threading
import time
from collections import namedtuple
from contextlib import contextmanager
from datetime import timedelta

import pytest
import uvicorn

from api.clock import now
from api.settings import Settings
from data.actors import Role
from tests.api.conftest import fill
from tests.applications import make_app
from tests.signed_in import account, bearer
from tests.stored_plans import finished, queued
from tests.stored_visits import ASKED, finished_visits, published_visits, waiting_visits

PATIENCE_S = 30
Town = namedtuple("Town", "url token codes")


@pytest.fixture
def town(database, tmp_path, monkeypatch):
    """A server on the small town with plans of all kinds, and the token of an admin.

    Plans that are asked for wait for ever, any number of them.
    """
    monkeypatch.setattr("api.use_cases.plan_requests.MOST_QUEUED", 10**9)
    fill(database)
    codes = store_plans(database)
    account(database, "fuzzer", Role.ADMIN)
    token = bearer(database, "fuzzer", Role.ADMIN)["Authorization"].removeprefix("Bearer ")
    url = database.engine.url.render_as_string(hide_password=False)
    limits = {"lookups_per_minute": 0, "reports_per_minute": 0, "sign_ins_per_minute": 0}
    settings = Settings(database_url=url, data_folder=tmp_path, planner_access="accounts", **limits)
    with serving(make_app(settings, plans_wait=True)) as address:
        yield Town(address, token, codes)


def store_plans(database):
    """Store plans that are done and such that wait; returns the codes of each kind."""
    with database.transaction() as session:
        plans = [finished(session), finished(session), queued(session)]
        asked = ASKED | {"start": (now() + timedelta(days=1)).date().isoformat()}
        visits = [
            published_visits(session, request=asked),
            finished_visits(session, asked),
            waiting_visits(session),
        ]
    return plans, visits


@contextmanager
def serving(app):
    """Serve an application over HTTP at an address of its own."""
    config = uvicorn.Config(app, port=0, ws="none", log_config=None, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + PATIENCE_S
    while not server.started and thread.is_alive() and time.monotonic() < end:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
