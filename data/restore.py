"""Put the data of a backup in the place of what a database holds, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from data.backup_file import Backup, OnProgress, no_progress
from data.backup_rows import NO_ROW, backup_tables, insert_rows, row_reader
from data.database import Session
from data.emptying import count_rows, empty, is_sqlite, keep_others_out, quoted
from data.job_columns import JobStatus
from data.revision import read_revision
from data.tables import (
    Base,
    OutreachPlan,
    Plan,
    Revision,
    Service,
    SigningKey,
    WorkdayCalendar,
)
from geo.errors import Conflict, InvalidInput
from geo.messages import Message

DATABASE_NOT_EMPTY = Message(
    "database_not_empty",
    zh="数据库里已有 {count} 行数据（{tables}），没有恢复。请换一个空库；"
    "确实要用备份取代它们，请加 --replace。",
    en="the database already holds {count} rows ({tables}), and nothing was restored; name an "
    "empty database, or add --replace to put the backup in their place",
)
BACKUP_UNFIT = Message(
    "backup_unfit",
    zh="备份里 {table} 的第 {line} 行起放不进数据库（{reason}），数据没有变动。请换用另一份备份。",
    en="the rows of {table} from line {line} of the backup on do not fit into the database "
    "({reason}), and nothing has changed; take another backup",
)
BACKUP_REFERENCES = Message(
    "backup_references",
    zh="备份里有指向不存在的行的编号（{reason}），数据没有变动。请换用另一份备份。",
    en="the backup has codes of rows that it lacks ({reason}), and nothing has changed; "
    "take another one",
)
KEPT = frozenset({Revision.__tablename__, SigningKey.__tablename__})
"""Servers that run know the key that signs cookies, and go on with it."""
BEGUN_WITH = frozenset({Service.__tablename__, WorkdayCalendar.__tablename__})
"""What a new database holds before anybody has put anything there."""
BATCH_ROWS = 1_000
BATCH_BYTES = 4_000_000

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration did: rows by table, those it replaced, and plans it interrupted."""

    rows: Mapping[str, int]
    replaced: Mapping[str, int]
    interrupted: int


def restore(
    session: Session,
    backup: Backup,
    *,
    at: datetime,
    replace: bool = False,
    on_progress: OnProgress = no_progress,
) -> Restored:
    """Fill a database of the current schema from a backup, of this schema or an older one.

    To be called before anything is read. Plans that waited or were computed at the time of the
    backup are interrupted, everybody is signed out, and servers that run load the data anew.
    `on_progress` is told how many rows are written, of how many. Raises Conflict where the
    database holds rows already, unless they are to be replaced, and InvalidInput for rows that do
    not fit.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name not in KEPT]
    keep_others_out(session, tables)
    revision = read_revision(session)
    replaced = count_rows(session, (table for table in tables if table.name not in BEGUN_WITH))
    if replaced and not replace:
        raise _not_empty(replaced)
    empty(session, [table for table in reversed(tables) if _is_replaced(table, backup)])
    _fill(session, backup, on_progress)
    _require_references(session)
    _go_on_counting_ids(session, tables)
    interrupted = sum(_interrupt(session, plans, at) for plans in (Plan, OutreachPlan))
    newer = max(revision, read_revision(session), backup.manifest.data_revision) + 1
    session.execute(update(Revision).values(number=newer))
    rows = {name: content.rows for name, content in backup.manifest.tables.items()}
    return Restored(rows, replaced, interrupted)


def _not_empty(replaced: Mapping[str, int]) -> Conflict:
    count = f"{sum(replaced.values()):,}"
    tables = ", ".join(f"{name} {rows:,}" for name, rows in replaced.items())
    return Conflict(DATABASE_NOT_EMPTY, count=count, tables=tables)


def _is_replaced(table: Table, backup: Backup) -> bool:
    """Keep what a new database begins with where a backup, being older, has no such table."""
    return table.name not in BEGUN_WITH or table.name in backup.manifest.tables


def _fill(session: Session, backup: Backup, on_progress: OnProgress) -> None:
    done = 0
    for name, table in backup_tables().items():
        if name in backup.manifest.tables:
            first_line = 1
            for lines in _batches(backup.lines(name)):
                _add(session, table, lines, first_line=first_line)
                first_line += len(lines)
                done += len(lines)
                on_progress(done, backup.manifest.rows)


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Take so many lines together that they are neither too many nor too large."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == BATCH_ROWS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _add(session: Session, table: Table, lines: Iterable[bytes], *, first_line: int) -> None:
    read = row_reader(table)
    try:
        rows = [read(line) for line in lines]
        session.execute(insert_rows(table, rows), rows)
    except OperationalError:
        raise
    except (*NO_ROW, StatementError) as error:
        raise _unfit(table, first_line, error) from error


def _unfit(table: Table, first_line: int, error: Exception) -> InvalidInput:
    said = error.orig if isinstance(error, StatementError) else error
    reason = str(said).partition("\n")[0]
    return InvalidInput(BACKUP_UNFIT, table=table.name, line=first_line, reason=reason)


def _require_references(session: Session) -> None:
    """See now that every code leads to a row, where that is asked only at the end."""
    if is_sqlite(session):
        lost = session.execute(text("PRAGMA foreign_key_check")).first()
        if lost is not None:
            raise InvalidInput(BACKUP_REFERENCES, reason=f"{lost.table} {lost.rowid}")
        return
    try:
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except IntegrityError as error:
        reason = str(error.orig).partition("\n")[0]
        raise InvalidInput(BACKUP_REFERENCES, reason=reason) from error


def _go_on_counting_ids(session: Session, tables: Iterable[Table]) -> None:
    """Let PostgreSQL give out ids behind those restored; SQLite looks by itself."""
    if is_sqlite(session):
        return
    for table in tables:
        sequence = func.pg_get_serial_sequence(quoted(session, table), "id")
        highest = func.max(table.c.id)
        session.execute(
            select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None)))
        )


def _interrupt(session: Session, plans: type[Plan | OutreachPlan], at: datetime) -> int:
    """End the plans that no server computes any longer, and count them."""
    is_open = plans.status.in_((JobStatus.QUEUED, JobStatus.RUNNING))
    ended = update(plans).where(is_open).values(status=JobStatus.INTERRUPTED, finished_at=at)
    interrupted = session.scalars(
        ended.returning(plans.id), execution_options={"synchronize_session": False}
    )
    return len(interrupted.all())
