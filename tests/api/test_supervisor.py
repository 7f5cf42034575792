import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from types import SimpleNamespace


@contextmanager
def supervised(folder, *, silent_for_s=60):
    """Two workers that have started, their supervisor, and what all of them say."""
    said = folder / "said.log"
    command = [sys.executable, "-m", "tests.small_server", folder, str(silent_for_s)]
    with (
        said.open("wb") as log,
        subprocess.Popen(command, stderr=log, start_new_session=True) as process,
    ):
        server = SimpleNamespace(process=process, said=said.read_text)
        try:
            wait_for(lambda: len(begun(server)) == 2)
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def begun(server):
    return re.findall(r"Started server process \[(\d+)\]", server.said())


def ended(server):
    return re.findall(r"Finished server process \[(\d+)\]", server.said())


def silence(server):
    """Let a worker do nothing any longer, not even stop."""
    pid = int(begun(server)[0])
    os.kill(pid, signal.SIGSTOP)
    return pid


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(is_so):
    end_s = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end_s, "waited 20 s for nothing"
        time.sleep(0.05)


def test_a_silent_worker_keeps_nobody_from_stopping_the_server(tmp_path):
    with supervised(tmp_path) as server:
        silent = silence(server)
        time.sleep(1)

        server.process.terminate()
        status = server.process.wait(15)

        assert (status, len(begun(server)), len(ended(server))) == (0, 2, 1)
        assert not is_there(silent)


def test_a_replaced_worker_that_does_not_stop_is_ended(tmp_path):
    with supervised(tmp_path) as server:
        silent = silence(server)

        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: len(begun(server)) == 4)
        wait_for(lambda: not is_there(silent))
        server.process.terminate()

        assert server.process.wait(15) == 0
        assert len(ended(server)) == 3


def test_the_server_stops_in_the_middle_of_a_replacement(tmp_path):
    with supervised(tmp_path) as server:
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "restarting processes" in server.said())

        server.process.terminate()

        assert server.process.wait(15) == 0
        assert len(begun(server)) < 4


def test_a_worker_that_is_silent_for_long_is_started_again(tmp_path):
    with supervised(tmp_path, silent_for_s=1) as server:
        silent = silence(server)

        wait_for(lambda: not is_there(silent))
        wait_for(lambda: len(begun(server)) == 3)
        server.process.send_signal(signal.SIGINT)

        assert server.process.wait(15) == 0
