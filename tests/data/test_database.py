from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from data.database import Database, connect
from data.revision import hold_writers
from data.tables import Service
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Language

GONE = "postgresql://planner:secret@127.0.0.1:1/niangjia"


def test_a_transaction_is_kept(database):
    with database.transaction() as session:
        session.add(Service(code="haircut", name="理发"))

    assert count_services(database) == 13


def test_an_error_takes_the_whole_transaction_back(database):
    with pytest.raises(KeyError):
        add_then_fail(database, KeyError())

    assert count_services(database) == 12


def test_a_second_row_of_the_same_code_is_no_missing_database(database):
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Service(code="library", name="书屋"))


def test_reading_sees_one_moment_while_others_write(database):
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Service))
        add_service(database)
        after = session.scalar(select(func.count()).select_from(Service))

    assert (before, after) == (12, 12)
    assert count_services(database) == 13


def test_a_transaction_sees_what_others_have_committed(database):
    with database.transaction() as session:
        before = session.scalar(select(func.count()).select_from(Service))
        add_service(database)
        after = session.scalar(select(func.count()).select_from(Service))

    assert (before, after) == (12, 13)


def test_what_is_written_while_reading_is_lost(database):
    with database.reading() as session:
        session.add(Service(code="haircut", name="理发"))
        session.flush()

    assert count_services(database) == 12


def test_a_server_that_is_gone_is_named_without_its_password_and_not_to_strangers():
    database = connect(GONE)

    with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1:1/niangjia") as caught:
        count_services(database)

    assert caught.value.code == "database_away"
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" not in caught.value.text(Language.CHINESE) + str(caught.value.values)


def test_a_password_among_the_options_is_not_named_either():
    database = connect("postgresql://127.0.0.1/niangjia?user=planner&password=secret")

    assert "planner" in database.target
    assert "secret" not in database.target


def test_a_server_that_went_away_is_used_again_when_it_is_back(postgis):
    count_services(postgis)
    other = connect(postgis.engine.url.render_as_string(hide_password=False))
    with other.transaction() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    other.close()

    assert count_services(postgis) == 12


def test_a_server_that_goes_away_in_the_middle_is_told_as_such(postgis):
    with pytest.raises(SourceUnavailable), postgis.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


@pytest.mark.parametrize(("kind", "value"), [("text", "a\0"), ("jsonb", r'"\u0000"')])
def test_a_text_with_nul_must_be_corrected(postgis, kind, value):
    with pytest.raises(InvalidInput) as caught, postgis.transaction() as session:
        session.execute(text(f"SELECT CAST(:value AS {kind})"), {"value": value})

    assert caught.value.code == "text_with_nul"


def test_a_number_that_is_too_large_is_no_fault_of_the_sender(postgis):
    with pytest.raises(DataError), postgis.transaction() as session:
        session.execute(text("SELECT 99999999999::int"))


def test_who_waits_in_vain_for_others_is_told_so(database):
    others = connect(database.engine.url.render_as_string(hide_password=False))

    with others.transaction() as session:
        hold_writers(session)
        with pytest.raises(SourceUnavailable) as caught:
            write_hurriedly(database)
    others.close()

    assert caught.value.code == "database_busy"
    assert "别人正在写入" in caught.value.text(Language.CHINESE)


def write_hurriedly(database):
    soon = "PRAGMA busy_timeout = 1" if database.is_sqlite else "SET LOCAL lock_timeout = '1ms'"
    with database.transaction() as session:
        session.execute(text(soon))
        hold_writers(session)


def test_a_statement_that_is_wrong_is_no_missing_database(postgis):
    with pytest.raises(ProgrammingError), postgis.transaction() as session:
        session.execute(text("SELECT nothing_of_the_kind"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "no such table"), (b"not a database" * 100, "file is not a database")],
)
def test_a_file_that_is_no_database_of_ours_is_named_with_the_reason(tmp_path, content, reason):
    file = tmp_path / "wrong.db"
    file.write_bytes(content)
    database = connect(f"sqlite:///{file}")

    with pytest.raises(SourceUnavailable, match=reason) as caught:
        count_services(database)
    database.close()

    assert caught.value.code == "database_file_unusable"
    assert "niangjia init" in caught.value.text(Language.CHINESE)


def test_a_file_in_a_folder_that_is_missing_is_named_with_the_reason(tmp_path):
    database = connect(f"sqlite:///{tmp_path}/nowhere/wrong.db")

    with pytest.raises(SourceUnavailable, match="unable to open"):
        count_services(database)


@pytest.mark.parametrize("url", ["mysql://u:secret@host/db", "secret", "", "sqlserver:x:y:secret"])
def test_another_kind_of_address_is_refused_without_its_password(url):
    with pytest.raises(InvalidInput) as caught:
        connect(url)

    assert caught.value.code == "unknown_database_url"
    assert "u:secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_names_of_postgresql_are_understood(scheme):
    database = connect(f"{scheme}://host/niangjia")

    assert not database.is_sqlite
    assert database.engine.dialect.driver == "psycopg"


def test_a_second_writer_waits_for_the_first(database):
    with ThreadPoolExecutor() as threads, database.transaction() as session:
        session.execute(text("UPDATE service SET name_en = 'help' WHERE code = 'library'"))
        second = threads.submit(add_service, database)
        sleep(0.2)
        had_to_wait = not second.done()
        session.commit()
        second.result(timeout=5)

    assert had_to_wait
    assert count_services(database) == 13


def count_services(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Service)).one()


def add_service(database: Database) -> None:
    with database.transaction() as session:
        session.add(Service(code="meals", name="爱心餐"))


def add_then_fail(database: Database, error: Exception) -> None:
    with database.transaction() as session:
        session.add(Service(code="haircut", name="理发"))
        session.flush()
        raise error
