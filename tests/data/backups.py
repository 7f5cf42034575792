"""Databases to back up: a small part of the sample city, with plans, visits and accounts."""

import datetime
import io
import zipfile
from pathlib import Path

import orjson
from sqlalchemy import insert, select, text

from data.backup import write_backup
from data.backup_file import MANIFEST, open_backup
from data.calendar import seed_calendar
from data.database import connect
from data.imports.importer import ImportOptions, import_file
from data.migrate import migrate
from data.report_columns import ReportKind
from data.restore import restore
from data.tables import (
    AccessToken,
    Account,
    AccountSession,
    AuditLog,
    Base,
    DataReport,
    ServicePoint,
    Visit,
)
from tests.stored_plans import finished
from tests.stored_visits import published_visits

AT = datetime.datetime(2026, 11, 22, 8, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(days=1)
ACCOUNT = {"code": "li", "role": "planner", "password_hash": "$argon2id$…", "created_at": AT}
SIGNED_IN = {"code": "5e55", "account_code": "li", "created_at": AT, "seen_at": AT}
TOKEN = {"code": "t-1", "account_code": "li", "name": "QGIS", "token_hash": "ab12"}
NOTED = {"at": AT, "action": "change", "table_name": "firm", "row_code": "f1"}
REPORTED = {"code": "r1", "kind": ReportKind.OTHER, "text": "门锁着", "created_at": AT}
VISITED = {"code": "v1", "place_code": "f1", "team": "一组", "date": datetime.date(2026, 11, 20)}


def fill(database, lists):
    """Import the lists, and add one row at least to each table that people fill."""
    with database.transaction() as session:
        options = ImportOptions(today=AT.date())
        for kind, file in lists.items():
            import_file(session, kind, file, options)
    with database.transaction() as session:
        seed_calendar(session, 2026, 2026)
        add_people(session)
        finished(session)
        published_visits(session)


def add_people(session):
    """Add an account with all that belongs to it, a visit, a report, and a note in the log."""
    session.execute(insert(Account).values(ACCOUNT | {"union_code": "310101"}))
    session.execute(insert(AccountSession).values(SIGNED_IN | {"expires_at": LATER}))
    session.execute(insert(AccessToken).values(TOKEN | {"role": "field", "created_at": AT}))
    session.execute(insert(AuditLog).values(NOTED | {"before": {"name": "甲"}}))
    session.execute(insert(Visit).values(VISITED | {"people_met": 3, "recorded_at": AT}))
    desk = session.scalars(select(ServicePoint.code).limit(1)).one()
    session.execute(insert(DataReport).values(REPORTED | {"service_point_code": desk}))


def contents(database, *, without=("revision", "account_session", "signing_key")):
    """All rows of all tables, by name."""
    with database.reading() as session:
        return {
            table.name: session.execute(select(table).order_by(table.c.id)).all()
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def back_up(database, file):
    """Write a backup, and return what it says of itself."""
    with database.reading() as session, file.open("wb") as stream:
        return write_backup(session, stream, at=AT)


def restore_from(database, file, **others):
    """Restore a backup a day later."""
    with open_backup(file) as backup, database.transaction() as session:
        return restore(session, backup, at=LATER, **others)


def lose(database):
    """Lose the database as if its disk had died, and make a new one."""
    database.close()
    if database.is_sqlite:
        file = Path(database.engine.url.database)
        for lost in file.parent.glob(f"{file.name}*"):
            lost.unlink()
    else:
        with database.transaction() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    # As another process does: whoever saw the file before makes no new one.
    database.close()
    anew = connect(database.engine.url.render_as_string(hide_password=False))
    migrate(anew)
    anew.close()


def rewritten(file, **changed):
    """Write a backup anew with members changed, by name; None leaves one out."""
    written = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(written, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()} | changed
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    file.write_bytes(written.getvalue())


def said(file, **changed):
    """The manifest of a backup with something changed, as it would be written."""
    with zipfile.ZipFile(file) as archive:
        manifest = orjson.loads(archive.read(MANIFEST))
    return orjson.dumps(manifest | changed)
