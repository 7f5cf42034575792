import os
import threading
import time
from contextlib import contextmanager
from queue import Queue

import pytest

from data.file_watch import FileWatch

WITHIN_S = 2.0


@contextmanager
def watching(file, on_change):
    watch = FileWatch(file, on_change)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
    assert not watch.is_running


def replace_whole(file, content):
    beside = file.with_suffix(".new")
    beside.write_text(content)
    beside.replace(file)


def replace_keeping_size_and_date(file):
    status = file.stat()
    file.write_text("2" * status.st_size)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = {
    "replaced": lambda file: replace_whole(file, "2"),
    "written over": lambda file: file.write_text("22"),
    "written over with its date kept": replace_keeping_size_and_date,
    "removed": lambda file: file.unlink(),
    "its folder moved away": lambda file: file.parent.rename(file.parent.with_name("away")),
}


@pytest.fixture
def told():
    return Queue()


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "folder" / "file"
    file.parent.mkdir()
    file.write_text("1")
    return file


@pytest.fixture
def quick(monkeypatch):
    """Look often, so that what must not be told has had its time soon."""
    monkeypatch.setattr("data.file_watch.POLL_S", 0.1)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_told_once(file, told, change):
    with watching(file, lambda: told.put("changed")):
        change(file)

        assert told.get(timeout=WITHIN_S) == "changed"
        time.sleep(0.4)
    assert told.empty()


def test_a_file_put_where_there_was_not_even_a_folder_is_told_within_two_seconds(tmp_path, told):
    file = tmp_path / "later" / "file"

    with watching(file, lambda: told.put(file.read_text())):
        file.parent.mkdir()
        replace_whole(file, "new")

        assert told.get(timeout=WITHIN_S) == "new"


@pytest.mark.usefixtures("quick")
def test_a_change_between_making_and_starting_the_watch_is_told(file, told):
    watch = FileWatch(file, lambda: told.put("changed"))

    replace_whole(file, "2")
    watch.start()

    assert told.get(timeout=WITHIN_S) == "changed"
    watch.stop()


@pytest.mark.usefixtures("quick")
def test_a_file_left_alone_is_not_told(file, told):
    with watching(file, lambda: told.put("changed")):
        time.sleep(0.4)

    assert told.empty()


@pytest.mark.usefixtures("quick")
def test_a_file_still_being_written_is_told_when_it_is_complete(file, told):
    with watching(file, lambda: told.put(file.stat().st_size)), file.open("wb", 0) as stream:
        started = time.monotonic()
        written = sum(_write_slowly(stream) for _ in range(20))

        assert told.get(timeout=WITHIN_S) == written
    assert time.monotonic() - started > 0.6


def _write_slowly(stream):
    time.sleep(0.03)
    return stream.write(b"x" * 100)


@pytest.mark.usefixtures("quick")
def test_a_change_that_cannot_be_used_does_not_end_the_watch(file, told, caplog):
    def fail():
        told.put("changed")
        raise IndexError("no such street")

    with watching(file, fail) as watch:
        replace_whole(file, "2")
        told.get(timeout=WITHIN_S)
        replace_whole(file, "3")

        assert told.get(timeout=WITHIN_S) == "changed"
        assert watch.is_running
    assert "no such street" in caplog.text


def test_a_stopped_watch_leaves_no_thread(file, told):
    before = set(threading.enumerate())
    watch = FileWatch(file, lambda: told.put("changed"))
    watch.start()

    watch.stop()

    assert not watch.is_running
    assert set(threading.enumerate()) <= before
