"""Take all rows out of the database inside a transaction, so that others can take their place."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Table, func, select, text

from data.database import Session
from data.tables import AuditLog, Base, Revision

TRIGGERS = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
).bindparams(table=AuditLog.__tablename__)


def is_sqlite(session: Session) -> bool:
    """Whether this is the embedded home."""
    return session.get_bind().dialect.name == "sqlite"


def keep_others_out(session: Session, tables: Iterable[Table]) -> None:
    """Let nobody else write until this transaction ends; readers go on with what there was."""
    if is_sqlite(session):
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        return
    # The revision comes last: whoever writes holds a lock on another table before that.
    in_order = [*tables, Base.metadata.tables[Revision.__tablename__]]
    names = ", ".join(quoted(session, table) for table in in_order)
    session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def quoted(session: Session, table: Table) -> str:
    """Return the name of a table as it stands in SQL."""
    return str(session.get_bind().dialect.identifier_preparer.format_table(table))


def count_rows(session: Session, tables: Iterable[Table]) -> Mapping[str, int]:
    """Count the rows of tables; those that are empty are left out."""
    counts = {
        table.name: session.scalars(select(func.count()).select_from(table)).one()
        for table in tables
    }
    return {name: count for name, count in counts.items() if count}


def empty(session: Session, tables: Iterable[Table]) -> None:
    """Delete all rows; tables come before those that they refer to.

    Deleting, unlike TRUNCATE, leaves those who read at this moment what they see.
    """
    with _audit_log_open(session):
        for table in tables:
            session.execute(table.delete())


@contextmanager
def _audit_log_open(session: Session) -> Iterator[None]:
    """Let rows of the audit log be deleted for a moment; if anything fails, it never happened."""
    if not is_sqlite(session):
        session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        yield
        session.execute(text("ALTER TABLE audit_log ENABLE TRIGGER USER"))
        return
    triggers = session.execute(TRIGGERS).all()
    for trigger in triggers:
        session.execute(text(f'DROP TRIGGER "{trigger.name}"'))
    yield
    for trigger in triggers:
        session.connection().exec_driver_sql(trigger.sql)
