import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from api import accounts
from api.clock import now
from data.accounts import NewAccount
from data.actors import COMMAND, Role
from data.tables import Base

HERE, ALSO_HERE = "127.0.0.77", "203.0.113.77"
LON, LAT = "121.5234567", "31.3000001"
KEY = "kEyOfATeam0123456789ab"
SEARCHED = "殷行密查"
AGENT = "SecretBrowser/9.9"
NAME, PASSWORD = "wuming.nobody", "mima-of-nobody-77"
NEVER_KEPT = [
    *("121.5234", "31.30000", HERE, ALSO_HERE, KEY, AGENT, NAME, PASSWORD),
    *(SEARCHED, quote(SEARCHED), json.dumps(SEARCHED).strip('"'), repr(SEARCHED.encode())[2:-1]),
]
WHERE = f"lon={LON}&lat={LAT}"
STARTS_WITHIN_S = 20
UNFORESEEN = """
from api.desk import Desk
answer = Desk.nearest
def fail_on_demand(desk, params, language):
    if params.get("limit") == "49":
        raise RuntimeError(f"no way from {params}")
    return answer(desk, params, language)
Desk.nearest = fail_on_demand
from api.cli import main
main()
"""
"""The server, but that one lookup fails, with an exception that says where somebody is."""


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(settings, sqlite, free_port, tmp_path):
    """A server that writes down as much as it can, with all it prints in a file."""
    admin = NewAccount("chen", Role.ADMIN)
    accounts.add_account(sqlite, admin, "qixing-malu-wanfan", actor=COMMAND, at=now())
    own = {
        "DATABASE_URL": settings.database_url,
        "DATA_FOLDER": str(tmp_path),
        "PORT": str(free_port),
        "ACCESS_LOG": "true",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "debug",
        "REPORTS_PER_MINUTE": "1",
        "TRUSTED_PROXIES": "127.0.0.0/8",
    }
    with (tmp_path / "printed.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", UNFORESEEN, "serve"],
            env=os.environ | {f"NIANGJIA_{name}": value for name, value in own.items()},
            stdout=log,
            stderr=log,
        )
        wait_until_ready(free_port)
        yield free_port, server
        server.kill()
        server.wait()


def wait_until_ready(port):
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        try:
            return send(port, "GET", "/healthz")
        except ConnectionError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def send(port, method, path, body=None, **headers):
    """Ask as a worker's browser does, from an address of its own; return status and text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20, source_address=(HERE, 0))
    told = {"User-Agent": AGENT, "X-Forwarded-For": ALSO_HERE, "X-Request-ID": LON}
    if body is not None and "Content-Type" not in headers:
        told["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(connection):
        connection.request(method, path, body, told | headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def send_broken(port):
    """Send what is no HTTP at all."""
    with socket.create_connection(("127.0.0.1", port), source_address=(HERE, 0)) as sender:
        sender.sendall(f"GET /v1/nearest?{WHERE} HTTP/nine\r\n{LAT}\r\n\r\n".encode())
        return sender.recv(1_000).decode()


def try_to_sign_in(port):
    _, page = send(port, "GET", "/sign-in")
    token = re.search(r'name="form" value="([^"]+)', page)[1]
    fields = {"form": token, "name": NAME, "password": PASSWORD, "next": f"/?{WHERE}"}
    return send(port, "POST", "/sign-in", urlencode(fields))[0]


def read_metrics(port):
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return answer.read().decode()


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait(20)


def stored(database):
    """Everything that is in any table, as text."""
    with database.reading() as session:
        tables = Base.metadata.tables.values()
        return "\n".join(repr(row) for table in tables for row in session.execute(select(table)))


def left_behind(folder):
    """Everything that is in any file, as text."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return "\n".join(file.read_bytes().decode(errors="replace") for file in files)


def look_up(port):
    named = urlencode({"q": SEARCHED})
    return [
        send(port, "GET", f"/v1/nearest?{WHERE}&at=2026-11-25T18:30")[0],
        send(port, "POST", "/v1/nearest", f'{{"lon": {LON}, "lat": {LAT}}}')[0],
        send(port, "GET", f"/?{WHERE}")[0],
        send(port, "POST", "/", WHERE)[0],
        send(port, "GET", f"/v1/places?{named}")[0],
        send(port, "POST", "/", urlencode({"place": SEARCHED}))[0],
        send(port, "GET", f"/v1/responsible-unions?{WHERE}")[0],
    ]


def go_wrong(port):
    return [
        send(port, "GET", f"/v1/nearest?{WHERE}&mode=boat")[0],
        send(port, "POST", "/v1/nearest", f'{{"lon": {LON}, "lat": ')[0],
        send(port, "POST", "/v1/nearest", LON * 10_000)[0],
        send(port, "GET", f"/{LON}/{LAT}/{quote(SEARCHED)}?{WHERE}")[0],
        send(port, "GET", f"/points/{quote(SEARCHED)}?{WHERE}", Accept="text/html")[0],
        send(port, "PATCH", f"/v1/nearest?{WHERE}")[0],
        send(port, "GET", f"/v1/plans?{WHERE}", Authorization=f"Bearer {KEY}")[0],
        send(port, "GET", f"/outreach/t/{KEY}")[0],
        send(port, "GET", f"/v1/nearest?{WHERE}&limit=49")[0],
    ]


def report(port):
    told = urlencode({"kind": "other", "text": "门关着"})
    return [send(port, "POST", f"/points/near/reports?{WHERE}", told)[0] for _ in range(3)]


def test_nothing_of_a_worker_is_in_any_log_file_or_table(serve, sqlite, tmp_path):
    port, server = serve

    found, wrong, reported = look_up(port), go_wrong(port), report(port)
    signed_in = try_to_sign_in(port)
    broken, metrics = send_broken(port), read_metrics(port)
    stop(server)

    assert found == [200, 200, 200, 200, 200, 200, 200]
    assert wrong == [422, 422, 422, 404, 404, 405, 401, 403, 500]
    assert 429 in reported
    assert signed_in == 422
    assert "400" in broken
    kept = left_behind(tmp_path) + stored(sqlite) + metrics
    assert "RuntimeError" in kept
    assert "门关着" in kept
    assert [trace for trace in NEVER_KEPT if trace in kept] == []


def test_no_page_sets_a_cookie_or_lets_itself_be_stored(client):
    answers = [client.get("/"), client.get("/at/home"), client.post("/", data={"lon": LON})]

    assert all("set-cookie" not in answer.headers for answer in answers)
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
