import datetime

import pytest
from sqlalchemy import select

from data.database import connect
from data.tables import AuditLog
from data.taken_backups import note_backup
from geo.errors import SourceUnavailable

AT = datetime.datetime(2026, 11, 22, 8, tzinfo=datetime.UTC)


@pytest.fixture
def standby(postgis):
    """PostGIS as a server that only follows another one."""
    read_only = {"options": "-c default_transaction_read_only=on"}
    url = postgis.engine.url.update_query_dict(read_only)
    database = connect(url.render_as_string(hide_password=False))
    yield database
    database.close()


def test_who_took_which_file_is_noted(database):
    note_backup(database, "b.zip", rows=7, at=AT)

    with database.reading() as session:
        entry = session.scalars(select(AuditLog)).one()
        assert (entry.account_code, entry.action, entry.row_code) == ("command", "backup", "b.zip")
        assert (entry.after, entry.at) == ({"rows": 7}, AT)


def test_a_database_that_can_only_be_read_says_so(standby):
    with pytest.raises(SourceUnavailable, match="read-only transaction") as caught:
        note_backup(standby, "b.zip", rows=7, at=AT)

    assert caught.value.code == "database_read_only"
