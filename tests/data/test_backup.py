import datetime
import hashlib
import tracemalloc
import zipfile

import orjson
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from data import sample_city
from data.accounts import load_signing_key
from data.backup import write_backup
from data.backup_file import Manifest
from data.revision import read_revision
from data.tables import AccountSession, AuditLog, Plan, Service, Union
from geo.errors import Conflict, InvalidInput
from geo.places import UnionLevel
from tests.data.backups import (
    LATER,
    back_up,
    contents,
    fill,
    lose,
    restore_from,
    rewritten,
    said,
)
from tests.stored_plans import queued, running


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """The lists of four sub-districts of the sample city."""
    few = sample_city.load_subdistricts()[:4]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample_city, "load_subdistricts", lambda: few)
        return sample_city.write_sample_files(tmp_path_factory.mktemp("lists"), seed=1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup.zip"


def test_a_lost_database_comes_back_row_by_row(database, lists, file):
    fill(database, lists)
    before = contents(database)
    back_up(database, file)

    lose(database)
    restore_from(database, file)

    assert contents(database) == before
    assert all(before.values())


def test_a_backup_moves_to_the_other_home_and_back(sqlite, postgis, lists, file):
    fill(sqlite, lists)
    restore_from(postgis, moved(sqlite, file))
    there = back_up(postgis, file)

    restore_from(sqlite, file, replace=True)

    assert back_up(sqlite, file).tables == there.tables
    assert contents(sqlite) == contents(postgis)


def moved(database, file):
    back_up(database, file)
    return file


def test_a_plan_keeps_its_result_and_one_without_keeps_none(database, file):
    with database.transaction() as session:
        code = finished_plan(session)
        queued(session)
    back_up(database, file)

    restored = restore_from(database, file, replace=True)

    with database.reading() as session:
        without = select(Plan.code).where(Plan.result.is_(None))
        assert len(session.scalars(without).all()) == 1
        assert session.scalar(select(Plan.result).where(Plan.code == code)) == {"甲": [1, 2.5]}
    assert restored.rows["plan"] == 2


def finished_plan(session):
    code = queued(session)
    session.execute(update(Plan).where(Plan.code == code).values(result={"甲": [1, 2.5]}))
    session.execute(update(Plan).where(Plan.code == code).values(status="done"))
    return code


def test_plans_that_waited_or_ran_are_interrupted(database, file):
    with database.transaction() as session:
        running(session)
        queued(session)
    back_up(database, file)

    restored = restore_from(database, file, replace=True)

    with database.reading() as session:
        ended = session.execute(select(Plan.status, Plan.finished_at)).all()
    assert ended == [("interrupted", LATER)] * 2
    assert restored.interrupted == 2


def test_new_rows_get_ids_behind_those_restored(database, file):
    with database.transaction() as session:
        session.execute(insert(Service).values(id=70, code="haircut", name="理发"))
    back_up(database, file)
    lose(database)
    restore_from(database, file)

    with database.transaction() as session:
        session.execute(insert(Service).values(code="cinema", name="电影"))
        number = session.scalar(select(Service.id).where(Service.code == "cinema"))

    assert number == 71


def test_a_union_may_come_before_the_one_above_it(database, file):
    add_unions(database)
    before = contents(database)
    back_up(database, file)

    restore_from(database, file, replace=True)

    assert contents(database) == before


def add_unions(database):
    below = {"code": "yp", "name": "杨浦区总工会", "level": UnionLevel.DISTRICT}
    above = {"code": "sh", "name": "上海市总工会", "level": UnionLevel.CITY}
    with database.transaction() as session:
        session.execute(insert(Union).values(below | {"parent_code": "sh"}))
        session.execute(insert(Union).values(above))


def test_rows_that_are_there_stay_unless_they_may_be_replaced(database, file):
    back_up(database, file)
    add_unions(database)
    before = contents(database)

    with pytest.raises(Conflict) as refusal:
        restore_from(database, file)

    assert refusal.value.code == "database_not_empty"
    assert refusal.value.values == {"count": "2", "tables": "union 2"}
    assert contents(database) == before


def test_even_the_audit_log_is_replaced_and_only_grows_afterwards(database, lists, file):
    fill(database, lists)
    back_up(database, file)

    restored = restore_from(database, file, replace=True)

    assert restored.replaced["audit_log"] == restored.rows["audit_log"] > 0
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(delete(AuditLog))
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(update(AuditLog).values(action="forged"))


def test_servers_that_run_see_a_revision_behind_all_others(database, file):
    add_unions(database)
    back_up(database, file)
    rewritten(file, **{"manifest.json": said(file, data_revision=5_000)})

    restore_from(database, file, replace=True)

    with database.reading() as session:
        assert read_revision(session) == 5_001


def test_nobody_stays_signed_in(database, lists, file):
    fill(database, lists)
    back_up(database, file)

    restore_from(database, file, replace=True)

    with database.reading() as session:
        assert session.scalars(select(AccountSession)).all() == []
    assert "tables/account_session.jsonl" not in zipfile.ZipFile(file).namelist()


def test_a_database_keeps_its_own_key_so_that_running_servers_go_on(sqlite, postgis, file):
    before = key_of(postgis)
    manifest = back_up(sqlite, file)

    restore_from(postgis, file)

    assert key_of(postgis) == before != key_of(sqlite)
    assert "signing_key" not in manifest.tables


def test_a_key_in_a_backup_of_before_is_ignored(database, file):
    before = key_of(database)
    manifest = back_up(database, file)
    add_member(file, manifest, "signing_key", b'{"id":1,"key":"of before"}\n')

    restored = restore_from(database, file)

    assert key_of(database) == before
    assert restored.rows == {name: content.rows for name, content in manifest.tables.items()}


def key_of(database):
    with database.reading() as session:
        return load_signing_key(session)


def add_member(file, manifest, table, lines):
    content = {"rows": lines.count(b"\n"), "sha256": hashlib.sha256(lines).hexdigest()}
    tables = {**manifest.tables, table: content}
    members = {f"tables/{table}.jsonl": lines, "manifest.json": said(file, tables=tables)}
    rewritten(file, **members)


def test_a_backup_of_an_older_schema_may_lack_columns_and_tables(database, file):
    add_unions(database)
    tables = said_tables(back_up(database, file), without="access_token")
    rewritten(
        file,
        **{
            "manifest.json": said(file, schema="0005", tables=tables),
            "tables/access_token.jsonl": None,
        },
    )

    restore_from(database, file, replace=True)

    with database.reading() as session:
        assert len(session.scalars(select(Union)).all()) == 2


def said_tables(manifest: Manifest, *, without):
    return {name: content for name, content in manifest.tables.items() if name != without}


def test_rows_that_do_not_fit_change_nothing(database, file):
    add_unions(database)
    back_up(database, file)
    with database.transaction() as session:
        session.execute(text("UPDATE \"union\" SET phone = '12351'"))
    before = contents(database)
    forge(file, b'"level":"city"', b'"level":"moon"')

    with pytest.raises(InvalidInput) as refusal:
        restore_from(database, file, replace=True)

    assert refusal.value.code == "backup_unfit"
    assert (refusal.value.values["table"], refusal.value.values["line"]) == ("union", 1)
    assert contents(database) == before


def forge(file, old, new):
    """Change the unions of a backup and its checksum, so that nobody could tell."""
    with zipfile.ZipFile(file) as archive:
        lines = archive.read("tables/union.jsonl").replace(old, new)
    content = {"rows": lines.count(b"\n"), "sha256": hashlib.sha256(lines).hexdigest()}
    members = {"tables/union.jsonl": lines}
    with zipfile.ZipFile(file) as archive:
        tables = orjson.loads(archive.read("manifest.json"))["tables"]
    rewritten(file, **members, **{"manifest.json": said(file, tables=tables | {"union": content})})


def test_a_code_that_leads_nowhere_changes_nothing(database, file):
    add_unions(database)
    back_up(database, file)
    before = contents(database)
    forge(file, b'"parent_code":"sh"', b'"parent_code":"bj"')

    with pytest.raises(InvalidInput) as refusal:
        restore_from(database, file, replace=True)

    assert refusal.value.code == "backup_references"
    assert contents(database) == before


def test_a_backup_is_of_one_moment(database, file):
    with database.reading() as session, file.open("wb") as stream:
        read_revision(session)
        add_unions(database)
        manifest = write_backup(session, stream, at=LATER)

    assert manifest.tables["union"].rows == 0


def test_an_older_schema_is_not_backed_up_by_a_newer_version(sqlite, file):
    with sqlite.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0004'"))

    with pytest.raises(Conflict) as refusal:
        back_up(sqlite, file)

    assert (refusal.value.code, refusal.value.values["schema"]) == ("schema_not_current", "0004")


def test_large_plans_are_not_held_in_memory_together(sqlite, file):
    with sqlite.transaction() as session:
        add_large_plans(session)

    tracemalloc.start()
    back_up(sqlite, file)
    restore_from(sqlite, file, replace=True)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 30_000_000


def add_large_plans(session):
    large = "长" * 100_000
    plan = {"created_at": LATER, "data_revision": 0, "request": {"text": large}, "status": "done"}
    session.execute(insert(Plan), [plan | {"code": f"p-{number}"} for number in range(100)])


def test_progress_is_told_up_to_the_last_row(sqlite, file):
    told = []
    with sqlite.reading() as session, file.open("wb") as stream:
        manifest = write_backup(
            session, stream, at=LATER, on_progress=lambda *now: told.append(now)
        )

    assert told[-1] == (manifest.rows, manifest.rows)


def test_moments_and_days_survive_to_the_microsecond(database, file):
    at = datetime.datetime(2026, 11, 22, 8, 30, 15, 123456, tzinfo=datetime.UTC)
    with database.transaction() as session:
        session.execute(insert(AuditLog).values(at=at, action="a", table_name="t", row_code="c"))
    back_up(database, file)
    restore_from(database, file, replace=True)

    with database.reading() as session:
        assert session.scalar(select(AuditLog.at)) == at
