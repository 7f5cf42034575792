import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

LON = "121.5234567"
KEY = "kEyOfATeam0123456789ab"
STARTS_WITHIN_S = 20


def ask(url, body=None):
    request = urllib.request.Request(url, data=body)
    try:
        with urllib.request.urlopen(request) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(settings, free_port, tmp_path):
    """A server as an office runs it, with all it prints in a file."""
    printed = tmp_path / "printed.log"
    with printed.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", "serve"],
            env=os.environ
            | {"NIANGJIA_DATABASE_URL": settings.database_url, "NIANGJIA_PORT": str(free_port)},
            stdout=log,
            stderr=log,
        )
        yield f"http://127.0.0.1:{free_port}", printed, server
        server.kill()
        server.wait()


def wait_until_ready(url):
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(f"{url}/healthz").close()
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def test_neither_a_position_nor_the_key_of_a_team_is_printed_whatever_is_asked(serve):
    url, printed, server = serve
    wait_until_ready(url)

    found = ask(f"{url}/v1/nearest?lon={LON}&lat=31.3000001&at=2026-11-25T18:30")
    refused = ask(f"{url}/v1/nearest?lon={LON}&lat=31.3000001&mode=boat")
    posted = ask(f"{url}/v1/nearest", f'{{"lon": {LON}, "lat": 31.3000001}}'.encode())
    page = ask(f"{url}/", f"lon={LON}&lat=31.3000001".encode())
    link = ask(f"{url}/outreach/t/{KEY}")
    server.send_signal(signal.SIGTERM)
    server.wait(10)

    assert all(answer for answer in (found, refused, posted, page, link))
    assert not re.search(rf"121\.52|31\.3000|{KEY}", printed.read_text())


def test_no_page_sets_a_cookie_or_lets_itself_be_stored(client):
    answers = [client.get("/"), client.get("/at/home"), client.post("/", data={"lon": LON})]

    assert all("set-cookie" not in answer.headers for answer in answers)
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
