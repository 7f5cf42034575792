import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

NOTHING = '{"results":[]}'
LOOKUPS = 'niangjia_lookups_total{kind="places",status="2xx"}'
POSITION = "121.5234567"
SENDER = "203.0.113.77"
BROKEN = {
    "version": f"GET /v1/nearest?lon={POSITION} HTTP/9.9\r\n\r\n",
    "method": f"LON{POSITION} / HTTP/1.1\r\n\r\n",
    "length": f"GET /?lon={POSITION} HTTP/1.1\r\nHost: a\r\nContent-Length: {POSITION}\r\n\r\n",
    "upgrade": f"GET /?lon={POSITION} HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n"
    f"Upgrade: websocket\r\nX-Request-ID: {POSITION}\r\nX-Forwarded-For: {SENDER}\r\n\r\n",
    "path": f"GET /%ff?lon={POSITION} HTTP/1.1\r\nHost: {POSITION}\r\nX-Forwarded-For: ,\r\n\r\n",
    "chunks": "POST /v1/nearest HTTP/1.1\r\nHost: a\r\n"
    f"Transfer-Encoding: chunked\r\n\r\n{POSITION}\r\n",
}


def wait_for(found, *, within_s=60):
    """Ask again until there is an answer that counts."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            if answer := found():
                return answer
        except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    return pytest.fail(f"waited {within_s} s for nothing")


@contextmanager
def started(folder, workers):
    """A server as an office runs it, with all it prints in a file."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {
        "NIANGJIA_DATABASE_URL": f"sqlite:///{folder / 'niangjia.db'}",
        "NIANGJIA_DATA_FOLDER": str(folder),
        "NIANGJIA_PORT": str(port),
        "NIANGJIA_ACCESS_LOG": "1",
        "NIANGJIA_STOP_WITHIN_S": "30",
    }
    printed = folder / "printed.log"
    with printed.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", "serve"],
            env=os.environ | own | {"NIANGJIA_WORKERS": str(workers)},
            stdout=log,
            stderr=log,
        )
    server = SimpleNamespace(process=process, port=port, printed=printed)
    try:
        wait_for(lambda: process.poll() is not None or ask(server, "/healthz"))
        assert process.poll() is None, printed.read_text()
        yield server
    finally:
        process.kill()
        process.wait()


def read(server):
    return server.printed.read_text()


def ask(server, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=30) as answer:
        return answer.read().decode()


def figure(server, name):
    return re.findall(rf"^{name} (\S+)$", ask(server, "/metrics"), re.MULTILINE)


def worker_pids(server):
    found = re.findall(r'process_open_fds\{pid="(\d+)"\}', ask(server, "/metrics"))
    return sorted(map(int, found)) if len(found) == 2 else None


def is_refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


@contextmanager
def asking(server):
    """A request that the server has begun to answer, with a function that brings it to its end."""
    body = b'{"lon": 121.5, "lat": 31.2}'
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("POST", "/v1/nearest")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:10])
    wait_for(lambda: figure(server, "niangjia_requests_in_progress") == ["2.0"])

    def end():
        connection.send(body[10:])
        return connection.getresponse().status

    yield end
    connection.close()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    with started(tmp_path_factory.mktemp("alone"), workers=1) as server:
        yield server


@pytest.mark.parametrize("request_text", BROKEN.values(), ids=BROKEN.keys())
def test_nothing_of_a_broken_request_is_printed(alone, request_text):
    before = len(read(alone))

    with socket.create_connection(("127.0.0.1", alone.port), timeout=5) as connection:
        connection.sendall(request_text.encode())
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)
        sender_port = connection.getsockname()[1]
    ask(alone, "/healthz")

    printed = wait_for(lambda: "GET /healthz" in (text := read(alone)[before:]) and text)
    assert not re.search(rf"{POSITION}|{SENDER}|lon|:{sender_port}", printed)


def test_a_server_that_is_stopped_answers_what_it_was_asked_before(tmp_path):
    with started(tmp_path, workers=1) as server, asking(server) as end:
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: is_refused(server.port))

        assert end() == 200
        assert server.process.wait(30) == 0


def test_of_two_workers_one_that_dies_is_started_again_and_both_stop_when_told(tmp_path):
    with started(tmp_path, workers=2) as server:
        killed, other = wait_for(lambda: worker_pids(server))
        before = {ask(server, "/v1/places?q=xx") for _ in range(20)}
        # What is answered is counted a moment later, which a killed worker has no more.
        wait_for(lambda: figure(server, re.escape(LOOKUPS)) == ["20.0"])

        os.kill(killed, signal.SIGKILL)
        pids = wait_for(lambda: set(worker_pids(server) or ()) - {killed, other})
        after = {ask(server, "/v1/places?q=xx") for _ in range(20)}
        wait_for(lambda: figure(server, re.escape(LOOKUPS)) == ["40.0"])
        with asking(server) as end:
            server.process.send_signal(signal.SIGTERM)
            wait_for(lambda: is_refused(server.port))
            status = end()

        assert (before, after) == ({NOTHING}, {NOTHING})
        assert len(pids) == 1
        assert (status, server.process.wait(30)) == (200, 0)
        assert read(server).count("Finished server process") == 2
