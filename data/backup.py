"""Write all data of a database to one file that either home can be restored from."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from sqlalchemy import Table, func, select

from data.backup_file import (
    KIND,
    MANIFEST,
    VERSION,
    Manifest,
    OnProgress,
    TableContent,
    member_of,
    no_progress,
)
from data.backup_rows import backup_tables, read_lines
from data.database import Session
from data.revision import read_revision
from data.schema_revisions import newest_schema, schema_of
from geo.errors import Conflict
from geo.messages import Message

SCHEMA_NOT_CURRENT = Message(
    "schema_not_current",
    zh="数据库的结构是 {schema}，本版本用的是 {newest}，没有备份。请用写入它的版本来备份，"
    "或先运行 niangjia init。",
    en="the database has the schema {schema}, but this version works on {newest}, and there is no "
    "backup; back it up with the version that it belongs to, or run `niangjia init` first",
)
FOR_ITS_OWNER = 0o600
EVERY_ROWS = 1_000


def write_backup(
    session: Session, stream: BinaryIO, *, at: datetime, on_progress: OnProgress = no_progress
) -> Manifest:
    """Write a backup of the database as a reading session sees it.

    A ZIP with one file of JSON lines per table, and the manifest last. It holds what opens doors,
    such as hashes of passwords: the file is for its owner alone. `on_progress` is told how many
    rows are written, of how many. Raises Conflict where the schema is not that of this version.
    """
    schema = _require_current(session)
    tables = backup_tables()
    total = sum(_count(session, table) for table in tables.values())
    contents: dict[str, TableContent] = {}
    done = 0
    with ZipFile(stream, "w") as archive:
        for name, table in tables.items():
            lines = _told(read_lines(session, table), done, total, on_progress)
            contents[name] = _write_table(archive, _entry(member_of(name), at), lines)
            done += contents[name].rows
        revision = read_revision(session)
        manifest = Manifest(KIND, VERSION, schema, revision, at, contents)
        archive.writestr(_entry(MANIFEST, at), orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return manifest


def _require_current(session: Session) -> str:
    schema, newest = schema_of(session), newest_schema()
    if schema is None or schema != newest:
        raise Conflict(SCHEMA_NOT_CURRENT, schema=schema or "-", newest=newest)
    return schema


def _count(session: Session, table: Table) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def _told(
    lines: Iterable[bytes], done: int, total: int, on_progress: OnProgress
) -> Iterator[bytes]:
    for number, line in enumerate(lines, start=done + 1):
        yield line
        if number % EVERY_ROWS == 0 or number == total:
            on_progress(number, total)


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = FOR_ITS_OWNER << 16
    return entry


def _write_table(archive: ZipFile, entry: ZipInfo, lines: Iterable[bytes]) -> TableContent:
    row_count = 0
    written = sha256()
    with archive.open(entry, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            written.update(line)
            row_count += 1
    return TableContent(row_count, written.hexdigest())
