import shutil
from pathlib import Path

import pytest

from data.visits import find_visit
from geo.errors import SourceUnavailable
from tests.api.conftest import fill
from tests.faults.servers import VISIT, VISIT_PATH, wait_until


def remove(file):
    [file.with_name(file.name + ending).unlink(missing_ok=True) for ending in ("", "-wal", "-shm")]


def test_a_file_that_is_gone_is_told_and_not_made_anew(sqlite):
    fill(sqlite)
    file = Path(sqlite.engine.url.database)
    remove(file)

    with pytest.raises(SourceUnavailable), sqlite.reading():
        pass

    assert not file.exists()


def test_what_is_saved_after_a_file_was_put_back_is_in_that_file(office, sqlite, tmp_path):
    file, kept = Path(sqlite.engine.url.database), tmp_path / "kept.db"
    with sqlite.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{kept}'")

    remove(file)
    wait_until(lambda: not office.ask("/readyz").json["database"]["reachable"])
    shutil.copy(kept, file)
    wait_until(lambda: office.ask("/readyz").json["database"]["reachable"])
    recorded = office.ask(VISIT_PATH, VISIT, method="PUT")

    assert recorded.status == 201
    with sqlite.reading() as session:
        assert find_visit(session, VISIT_PATH.rpartition("/")[2]) is not None
