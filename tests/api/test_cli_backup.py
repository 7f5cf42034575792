import json
import resource
import stat
import time

import pytest
from alembic import command
from sqlalchemy import delete, select, update
from starlette.testclient import TestClient

from data.migrate import is_current, migrating
from data.tables import AuditLog, ServicePoint
from tests.applications import make_app
from tests.stored_plans import queued

NEAR = "/v1/service-points/near"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backups" / "niangjia.zip"


@pytest.fixture
def backed_up(niangjia, settings, file):
    """A backup of a town with three service points."""
    file.parent.mkdir()
    assert niangjia("backup", file)[0] == 0
    return file


@pytest.fixture
def older(sqlite, backed_up):
    """The database as the version before had it."""
    with migrating(sqlite) as config:
        command.downgrade(config, "-1")
    return sqlite


@pytest.fixture
def full_disk():
    """A machine on which no file can grow beyond two kilobytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def rename(database, name):
    with database.transaction() as session:
        session.execute(update(ServicePoint).values(name=name))


def names(database):
    with database.reading() as session:
        return set(session.scalars(select(ServicePoint.name)))


def newest_entry(database):
    with database.reading() as session:
        return session.execute(select(AuditLog).order_by(AuditLog.id.desc())).scalars().first()


def sum_of_rows(manifest):
    return sum(table["rows"] for table in manifest["tables"].values())


def test_what_was_backed_up_is_restored(niangjia, backed_up, sqlite):
    rename(sqlite, "写错了")

    status, out, _ = niangjia("restore", backed_up, "--replace")

    assert (status, "所有人需要重新登录" in out) == (0, True)
    assert names(sqlite) == {"殷行站", "长海站", "五角场站"}


def test_only_its_owner_may_read_a_backup(backed_up):
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o600


def test_a_backup_tells_programs_what_it_holds(niangjia, settings, file):
    file.parent.mkdir()

    status, out, _ = niangjia("backup", file, "--json")

    told = json.loads(out)
    assert (status, told["bytes"]) == (0, file.stat().st_size)
    assert told["manifest"]["tables"]["service_point"]["rows"] == 3
    assert told["manifest"]["schema"] == "0006"


def test_a_restoration_tells_programs_what_it_did(niangjia, backed_up, sqlite):
    with sqlite.transaction() as session:
        queued(session)

    status, out, _ = niangjia("restore", backed_up, "--replace", "--json")

    told = json.loads(out)
    assert (status, told["rows"]["service_point"], told["interrupted"]) == (0, 3, 0)
    assert told["replaced"]["plan"] == 1


def test_a_database_with_rows_is_kept_unless_asked(niangjia, backed_up, sqlite):
    rename(sqlite, "新名字")

    status, out, _ = niangjia("restore", backed_up, "--json")

    told = json.loads(out)
    assert (status, told["code"]) == (1, "database_not_empty")
    assert "service_point 3" in told["message"]
    assert names(sqlite) == {"新名字"}


def test_a_database_that_is_refused_is_not_even_migrated(niangjia, backed_up, older):
    status, out, _ = niangjia("restore", backed_up, "--json")

    told = json.loads(out)
    assert (status, told["code"], "service_point 3" in told["message"]) == (
        1,
        "database_not_empty",
        True,
    )
    assert not is_current(older)


def test_an_older_database_is_migrated_when_it_is_to_be_replaced(niangjia, backed_up, older):
    status, _, _ = niangjia("restore", backed_up, "--replace")

    assert (status, is_current(older), len(names(older))) == (0, True, 3)


def test_a_mistyped_database_is_not_created(run_niangjia, file, tmp_path, monkeypatch):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", f"sqlite:///{tmp_path / 'mistyped.db'}")

    status, _, err = run_niangjia("backup", file, "--lang", "en")

    assert (status, "mistyped.db" in err, "[database_missing]" in err) == (2, True, True)
    assert list(tmp_path.iterdir()) == []


def test_the_audit_log_says_that_a_backup_was_taken(niangjia, settings, sqlite, file):
    file.parent.mkdir()

    _, out, _ = niangjia("backup", file, "--json")

    entry = newest_entry(sqlite)
    assert (entry.account_code, entry.action, entry.row_code) == ("command", "backup", file.name)
    assert entry.after == {"rows": sum_of_rows(json.loads(out)["manifest"])}


def test_a_backup_that_cannot_be_noted_is_kept(niangjia, settings, file, sqlite, monkeypatch):
    monkeypatch.setattr("data.database.SQLITE_BUSY_S", 0.1)
    file.parent.mkdir()

    with sqlite.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        status, out, err = niangjia("backup", file, "--lang", "en")

    assert (status, "rows are in" in out) == (0, True)
    assert "the audit log does not say that it was taken" in err
    assert file.stat().st_size > 0


def test_a_full_disk_leaves_the_backup_before_as_it_was(niangjia, backed_up, full_disk):
    before = backed_up.read_bytes()

    status, out, err = niangjia("backup", backed_up, "--lang", "en")

    assert (status, out) == (1, "")
    assert "File too large" in err
    assert "[out_unwritable]" in err
    assert backed_up.read_bytes() == before
    assert [each.name for each in backed_up.parent.iterdir()] == [backed_up.name]


def test_a_folder_that_is_not_there_is_told(niangjia, settings, tmp_path):
    status, _, err = niangjia("backup", tmp_path / "nowhere" / "b.zip", "--lang", "en")

    assert (status, "nowhere" in err, "Traceback" in err) == (1, True, False)


def test_a_file_that_is_no_backup_is_wrong_use(niangjia, settings, tmp_path):
    (tmp_path / "b.zip").write_text("名称,编号\n")

    status, _, err = niangjia("restore", tmp_path / "b.zip")

    assert (status, "[backup_not_ours]" in err) == (2, True)


def test_a_damaged_backup_does_not_even_create_the_database(run_niangjia, tmp_path, monkeypatch):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    (tmp_path / "b.zip").write_bytes(b"PK")

    status, _, _ = run_niangjia("restore", tmp_path / "b.zip")

    assert (status, (tmp_path / "new.db").exists()) == (2, False)


def test_a_new_database_is_made_from_a_backup(run_niangjia, backed_up, tmp_path, monkeypatch):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    restored, _, _ = run_niangjia("restore", backed_up)
    run_niangjia("export", "service-points", tmp_path / "out.csv")

    assert restored == 0
    assert "殷行站" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_the_audit_log_says_that_a_backup_was_restored(niangjia, backed_up, sqlite):
    niangjia("restore", backed_up, "--replace")

    entry = newest_entry(sqlite)
    assert (entry.account_code, entry.action) == ("command", "restore")
    assert entry.after["replaced"] == 7


def test_a_server_that_runs_takes_up_what_is_restored(niangjia, backed_up, sqlite, settings):
    with sqlite.transaction() as session:
        session.execute(delete(ServicePoint))

    with TestClient(make_app(settings)) as client:
        before = client.get(NEAR).status_code
        niangjia("restore", backed_up, "--replace")

        assert before == 404
        wait_until(lambda: client.get(NEAR).status_code == 200)


def wait_until(is_true):
    deadline = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
