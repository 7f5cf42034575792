import hashlib
import zipfile

import orjson
import pytest
from sqlalchemy import insert, select

from data.backup_file import MANIFEST, open_backup
from data.tables import Service
from geo.errors import InvalidInput
from geo.messages import Language
from tests.data.backups import back_up, contents, restore_from, rewritten, said

SERVICES = "tables/service.jsonl"


@pytest.fixture
def file(sqlite, tmp_path):
    file = tmp_path / "backup.zip"
    back_up(sqlite, file)
    return file


def test_a_backup_says_what_is_in_it(sqlite, file):
    with open_backup(file) as backup:
        lines = list(backup.lines("service"))

    assert backup.manifest.tables["service"].rows == len(lines) == 12
    assert (backup.manifest.kind, backup.manifest.version) == ("niangjia-backup", 1)
    assert orjson.loads(lines[0])["code"] == "membership"


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-200])


def change_a_byte(file):
    whole = bytearray(file.read_bytes())
    whole[packed_at(file) + 40] ^= 0xFF
    file.write_bytes(whole)


def packed_at(file):
    with zipfile.ZipFile(file) as archive:
        return archive.getinfo(SERVICES).header_offset + len(SERVICES) + 30


def lose_a_table(file):
    rewritten(file, **{SERVICES: None})


def lose_a_row(file):
    lines = zipfile.ZipFile(file).read(SERVICES).splitlines(keepends=True)
    rewritten(file, **{SERVICES: b"".join(lines[1:])})


def add_a_stranger(file):
    rewritten(file, **{"../../etc/cron.d/evil": b"* * * * * root true"})


def add_a_table_twice(file):
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SERVICES, b"")


def name_a_stranger(file):
    """Put a file into the manifest that would lie outside of any folder."""
    content = {"rows": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    tables = said_tables(file) | {"../../evil": content}
    rewritten(file, **{MANIFEST: said(file, tables=tables), "tables/../../evil.jsonl": b""})


def said_tables(file):
    return orjson.loads(zipfile.ZipFile(file).read(MANIFEST))["tables"]


def garble_the_manifest(file):
    rewritten(file, **{MANIFEST: said(file, tables="none")})


def become_newer(file):
    rewritten(file, **{MANIFEST: said(file, schema="9999")})


def become_another_format(file):
    rewritten(file, **{MANIFEST: said(file, version=2)})


def become_another_zip(file):
    rewritten(file, **{MANIFEST: None})


def become_a_list(file):
    rewritten(file, **{MANIFEST: b"[]"})


def become_a_text(file):
    file.write_text("名称,编号\n")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (cut_off, "backup_not_ours"),
        (become_another_zip, "backup_not_ours"),
        (become_a_list, "backup_not_ours"),
        (become_a_text, "backup_not_ours"),
        (change_a_byte, "backup_damaged"),
        (lose_a_table, "backup_damaged"),
        (lose_a_row, "backup_damaged"),
        (add_a_stranger, "backup_damaged"),
        (add_a_table_twice, "backup_damaged"),
        (name_a_stranger, "backup_damaged"),
        (garble_the_manifest, "backup_damaged"),
        (become_newer, "backup_newer"),
        (become_another_format, "backup_newer"),
    ],
)
def test_what_is_no_whole_backup_is_refused_before_anything_is_written(sqlite, file, damage, code):
    with sqlite.transaction() as session:
        session.execute(insert(Service).values(code="haircut", name="理发"))
    before = contents(sqlite)
    damage(file)

    with pytest.raises(InvalidInput) as refusal:
        restore_from(sqlite, file, replace=True)

    assert refusal.value.code == code
    assert str(file) in refusal.value.text(Language.CHINESE)
    assert contents(sqlite) == before


def test_a_folder_is_no_backup(tmp_path):
    with pytest.raises(InvalidInput) as refusal, open_backup(tmp_path):
        pass

    assert refusal.value.code == "backup_unreadable"


def test_all_bytes_are_checked(file):
    told = []
    with open_backup(file, lambda *now: told.append(now)) as backup:
        sizes = [entry.file_size for entry in backup.archive.infolist()]

    assert told[-1] == (sum(sizes) - sizes[-1],) * 2


def test_what_goes_wrong_afterwards_is_not_taken_for_a_damaged_file(file):
    with pytest.raises(zipfile.BadZipFile, match="another"), open_backup(file):
        raise zipfile.BadZipFile("another")


def test_a_row_with_other_columns_than_the_rest_is_refused(sqlite, file):
    lines = zipfile.ZipFile(file).read(SERVICES).replace(b'"name":', b'"title":', 1)
    content = {"rows": 12, "sha256": hashlib.sha256(lines).hexdigest()}
    tables = said_tables(file) | {"service": content}
    rewritten(file, **{SERVICES: lines, MANIFEST: said(file, tables=tables)})

    with pytest.raises(InvalidInput) as refusal:
        restore_from(sqlite, file)

    assert refusal.value.code == "backup_unfit"
    with sqlite.reading() as session:
        assert len(session.scalars(select(Service)).all()) == 12
