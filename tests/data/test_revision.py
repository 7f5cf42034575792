import datetime
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import text

from data.cluster import PrivatePostgis, private_postgis
from data.database import Database, connect
from data.migrate import migrate
from data.revision import RevisionWatch, read_revision
from geo.errors import SourceUnavailable
from geo.messages import Message

WITHIN_S = 2.0
PATIENCE_S = 20.0
MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
ABSENT = Message("absent", zh="不在", en="absent")


@pytest.fixture
def quick(monkeypatch):
    """Let watches end soon: one that listens to PostGIS does so between two looks."""
    monkeypatch.setattr("data.revision.POLL_S", 0.05)


def test_the_revision_starts_at_nought(database):
    with database.reading() as session:
        number = read_revision(session)

    assert number == 0


def test_a_change_is_told_within_two_seconds(database):
    told = Queue()

    with watching(database, told.put, seen=0):
        change(database)

        assert told.get(timeout=WITHIN_S) == 1


@pytest.mark.usefixtures("quick")
def test_what_the_caller_has_seen_is_not_told(database):
    told = Queue()

    with watching(database, told.put, seen=0):
        change(database)
        first = told.get(timeout=PATIENCE_S)

    assert first == 1
    assert told.empty()


@pytest.mark.usefixtures("quick")
def test_without_a_seen_revision_the_first_number_is_told(database):
    told = Queue()

    with watching(database, told.put):
        assert told.get(timeout=PATIENCE_S) == 0


def test_postgis_tells_at_once_and_not_at_the_next_poll(postgis, monkeypatch):
    monkeypatch.setattr("data.revision.POLL_S", 30.0)
    told = Queue()

    with watching(postgis, told.put) as watch:
        told.get(timeout=PATIENCE_S)
        change(postgis)

        assert told.get(timeout=PATIENCE_S) == 1
        watch._stopping.set()
        change(postgis)


@pytest.mark.usefixtures("quick")
def test_a_number_whose_loading_failed_is_told_again(database):
    told = Queue()

    def fail_once(number):
        told.put(number)
        if told.qsize() == 1:
            raise SourceUnavailable(ABSENT)

    with watching(database, fail_once) as watch:
        wait_until(lambda: told.qsize() == 2)
        wait_until(lambda: watch.unreachable_since is None)

    assert list(told.queue) == [0, 0]


def test_a_stopped_watch_leaves_no_thread(database):
    before = set(threading.enumerate())
    watch = RevisionWatch(database, Queue().put, now=lambda: MONDAY)
    watch.start()

    started = time.monotonic()
    watch.stop()

    assert time.monotonic() - started < WITHIN_S
    assert not watch.is_running
    assert set(threading.enumerate()) <= before


def test_a_missing_file_is_reported_and_its_return_noticed(sqlite, caplog):
    file = Path(sqlite.engine.url.database)
    away = file.rename(file.with_suffix(".away"))
    told = Queue()

    with caplog.at_level(logging.INFO), watching(sqlite, told.put) as watch:
        wait_until(lambda: watch.unreachable_since == MONDAY)
        sqlite.close()
        away.replace(file)
        wait_until(lambda: watch.unreachable_since is None)

    assert told.get_nowait() == 0
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_killed_server_is_reported_once_and_its_return_noticed(cluster, caplog):
    server, database = cluster
    told = Queue()

    with caplog.at_level(logging.INFO, "data.revision"), watching(database, told.put) as watch:
        told.get(timeout=PATIENCE_S)
        server.kill()
        wait_until(lambda: watch.unreachable_since == MONDAY)
        time.sleep(0.6)
        server.start()
        wait_until(lambda: watch.unreachable_since is None)

    assert told.empty()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_change_made_while_the_server_was_out_of_reach_is_told_on_return(cluster):
    server, database = cluster
    told = Queue()

    with watching(database, told.put) as watch:
        before = told.get(timeout=PATIENCE_S)
        server.kill()
        wait_until(lambda: watch.unreachable_since is not None)
        server.start()
        change(database)

        assert told.get(timeout=PATIENCE_S) == before + 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[PrivatePostgis, Database]]:
    """A server that may be killed: not the one that the other tests use."""
    with (
        tempfile.TemporaryDirectory(prefix="niangjia-") as folder,
        private_postgis(Path(folder)) as server,
    ):
        database = connect(server.url)
        migrate(database)
        yield server, database
        database.close()


@contextmanager
def watching(
    database: Database, on_change: Callable[[int], None], *, seen: int | None = None
) -> Iterator[RevisionWatch]:
    watch = RevisionWatch(database, on_change, now=lambda: MONDAY, seen=seen)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
    assert not watch.is_running


def change(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE service SET name_en = 'help' WHERE code = 'legal_aid'"))


def wait_until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < end, "not within twenty seconds"
        time.sleep(0.02)


@pytest.mark.usefixtures("quick")
def test_data_that_cannot_be_used_does_not_end_the_watch(database, caplog):
    told = Queue()

    def use(number):
        told.put(number)
        raise IndexError("a point without coordinates")

    with watching(database, use) as watch:
        first = told.get(timeout=PATIENCE_S)
        wait_until(lambda: watch.failed_revision == first)
        change(database)

        assert told.get(timeout=PATIENCE_S) != first
        assert watch.is_running
    assert "the one before stays" in caplog.text
