import pytest
from alembic import command
from sqlalchemy import text

from data.database import connect
from data.migrate import migrating
from data.restore_target import require_empty, require_there
from geo.errors import Conflict, InvalidInput


def test_a_new_database_is_empty(database):
    with database.reading() as session:
        require_empty(session)


def test_rows_are_counted_in_any_schema(database):
    with database.transaction() as session:
        session.execute(text("INSERT INTO candidate_site (code, name) VALUES ('x', '备选点')"))
    with migrating(database) as config:
        command.downgrade(config, "0003")

    with (
        database.reading() as session,
        pytest.raises(Conflict, match=r"1 rows \(candidate_site 1\)") as caught,
    ):
        require_empty(session)

    with migrating(database) as config:
        command.upgrade(config, "head")
    assert caught.value.code == "database_not_empty"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///nowhere.db"])
def test_a_database_without_a_file_is_not_there(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InvalidInput, match="NIANGJIA_DATABASE_URL"):
        require_there(connect(url))

    assert list(tmp_path.iterdir()) == []


def test_a_database_is_there_by_any_of_its_names(database, sqlite):
    require_there(database)
    require_there(connect(f"sqlite:///file:{sqlite.engine.url.database}?uri=true"))
