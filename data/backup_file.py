"""The file of a backup: what is in it, and whether all of it is there as it was written."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from data.backup_rows import backup_tables
from data.schema_revisions import known_schemas
from data.tables import SigningKey
from geo.errors import InvalidInput
from geo.messages import Message

BACKUP_UNREADABLE = Message(
    "backup_unreadable",
    zh="读不了备份文件“{file}”（{reason}），数据没有变动。请检查路径和权限。",
    en='the backup "{file}" cannot be read ({reason}), and nothing has changed; check its path '
    "and permissions",
)
NO_BACKUP = Message(
    "backup_not_ours",
    zh="“{file}”不是 niangjia backup 写的备份文件，或者不完整，数据没有变动。请换一个备份文件。",
    en='"{file}" is no whole file that `niangjia backup` wrote, and nothing has changed; '
    "name another one",
)
BACKUP_DAMAGED = Message(
    "backup_damaged",
    zh="备份文件“{file}”已损坏（{part}），数据没有变动。请换用另一份备份。",
    en='the backup "{file}" is damaged ({part}), and nothing has changed; take another one',
)
BACKUP_NEWER = Message(
    "backup_newer",
    zh="备份文件“{file}”由更新的版本写成（格式 {version}，库结构 {schema}），数据没有变动。"
    "请先升级本程序，再恢复。",
    en='the backup "{file}" was written by a newer version (format {version}, schema {schema}), '
    "and nothing has changed; upgrade this program first, then restore",
)
KIND = "niangjia-backup"
VERSION = 1
MANIFEST = "manifest.json"
IGNORED = frozenset({SigningKey.__tablename__})
"""What backups of before have besides: a database keeps the key that it has."""
MOST_MANIFEST_BYTES = 1_000_000
CHUNK_BYTES = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What reading a member raises where bytes are missing, changed, or packed in a foreign way."""

OnProgress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class TableContent:
    """How many rows of a table there are, and the checksum of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `schema` and `data_revision` are those of its database."""

    kind: str
    version: int
    schema: str
    data_revision: int
    at: datetime
    tables: Mapping[str, TableContent]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(content.rows for content in self.tables.values())


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup that has been checked."""

    file: Path
    manifest: Manifest
    archive: zipfile.ZipFile

    def lines(self, table: str) -> Iterator[bytes]:
        """Read the lines of a table one by one."""
        with self.archive.open(member_of(table)) as stream:
            yield from stream


def member_of(table: str) -> str:
    """Return under which name a backup has the rows of a table."""
    return f"tables/{table}.jsonl"


@contextmanager
def open_backup(file: Path, on_progress: OnProgress = no_progress) -> Iterator[Backup]:
    """Open a backup after all of it has been read and found to be as it was written.

    `on_progress` is told how many bytes are checked, of how many. Nothing is ever unpacked to the
    disk. Raises InvalidInput.
    """
    with _telling_of(file):
        archive = zipfile.ZipFile(file)
    with archive:
        with _telling_of(file):
            manifest = _read_manifest(archive, file)
            _require_known(manifest, file)
            _require_expected_members(archive, manifest, file)
            _check_tables(archive, manifest, file, on_progress)
        known = backup_tables()
        tables = {name: said for name, said in manifest.tables.items() if name in known}
        yield Backup(file, replace(manifest, tables=tables), archive)


@contextmanager
def _telling_of(file: Path) -> Iterator[None]:
    """Say in our words why a file cannot be opened or read."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise InvalidInput(NO_BACKUP, file=file) from error
    except OSError as error:
        reason = error.strerror or error
        raise InvalidInput(BACKUP_UNREADABLE, file=file, reason=reason) from error


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """Read what stands at the end of the file; what no manifest is in is not ours."""
    try:
        with archive.open(MANIFEST) as stream:
            written = stream.read(MOST_MANIFEST_BYTES)
        if orjson.loads(written).get("kind") != KIND:
            raise InvalidInput(NO_BACKUP, file=file)
        return TypeAdapter(Manifest).validate_json(written)
    except (KeyError, AttributeError, orjson.JSONDecodeError) as error:
        raise InvalidInput(NO_BACKUP, file=file) from error
    except (*BROKEN, ValidationError) as error:
        raise InvalidInput(BACKUP_DAMAGED, file=file, part=MANIFEST) from error


def _require_known(manifest: Manifest, file: Path) -> None:
    if manifest.version > VERSION or manifest.schema not in known_schemas():
        raise InvalidInput(
            BACKUP_NEWER, file=file, version=manifest.version, schema=manifest.schema
        )


def _require_expected_members(archive: zipfile.ZipFile, manifest: Manifest, file: Path) -> None:
    """Refuse what lacks a table, or holds anything else or anything twice."""
    names = sorted(archive.namelist())
    expected = sorted([MANIFEST, *map(member_of, manifest.tables)])
    odd = set(names) ^ set(expected) or set(manifest.tables) - set(backup_tables()) - IGNORED
    if odd or names != expected:
        part = ", ".join(sorted(odd) or names)
        raise InvalidInput(BACKUP_DAMAGED, file=file, part=part)


def _check_tables(
    archive: zipfile.ZipFile, manifest: Manifest, file: Path, on_progress: OnProgress
) -> None:
    """Compare every table with its checksum, so that nothing is written from a damaged file."""
    total = sum(archive.getinfo(member_of(table)).file_size for table in manifest.tables)
    checked = 0
    for table, content in manifest.tables.items():
        found = sha256()
        line_count = 0
        for chunk in _chunks(archive, table, file):
            found.update(chunk)
            line_count += chunk.count(b"\n")
            checked += len(chunk)
            on_progress(checked, total)
        if TableContent(line_count, found.hexdigest()) != content:
            raise InvalidInput(BACKUP_DAMAGED, file=file, part=table)


def _chunks(archive: zipfile.ZipFile, table: str, file: Path) -> Iterator[bytes]:
    try:
        with archive.open(member_of(table)) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except BROKEN as error:
        raise InvalidInput(BACKUP_DAMAGED, file=file, part=table) from error
