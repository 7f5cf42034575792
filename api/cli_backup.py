"""`niangjia backup` and `niangjia restore`: all data in one file, and back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.cli_files import whole_file
from api.cli_options import AsJson, Lang, console, progress_display, stderr
from api.cli_sources import connected
from api.cli_views import progress_bar, show_json
from api.clock import now
from api.settings import read_settings
from api.use_cases.preparation import prepare_database
from data.actors import COMMAND
from data.audit import Action, note_change
from data.backup import FOR_ITS_OWNER, write_backup
from data.backup_file import Manifest, open_backup
from data.database import Database, Session
from data.restore import Restored, restore
from data.restore_target import require_empty, require_there
from data.taken_backups import note_backup
from geo.errors import SourceUnavailable
from geo.messages import Language, Message

BACKED_UP = Message(
    "backed_up",
    zh="已备份 {rows} 行，写入 {file}（{size} MB）。其中有密码摘要和电话，请妥善保管。",
    en="{rows} rows are in {file} ({size} MB); it holds hashes of passwords and phone numbers: "
    "keep it safe",
)
RESTORED = Message(
    "restored",
    zh="已从 {at} 的备份恢复 {rows} 行，取代了原有的 {replaced} 行；中断了 {interrupted} 个"
    "未算完的计划。所有人需要重新登录。",
    en="{rows} rows of the backup of {at} are restored in the place of {replaced}; {interrupted} "
    "unfinished plans are interrupted, and everybody has to sign in again",
)
NOT_NOTED = Message(
    "backup_not_noted",
    zh="备份是完整的，但没能记入操作记录：{reason}",
    en="the backup is whole, but the audit log does not say that it was taken: {reason}",
)
WRITING = Message("backup_writing", zh="备份", en="backing up")
CHECKING = Message("backup_checking", zh="检查备份", en="checking the backup")
RESTORING = Message("backup_restoring", zh="恢复", en="restoring")
BYTES_PER_MB = 1_000_000


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="ZIP file; one there is replaced.")],
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Write all data to one file, as it is at this moment; a server may go on meanwhile."""
    with connected(read_settings()) as database:
        require_there(database)
        manifest = _write(database, file, lang)
        _note_backup(database, file, manifest, lang)
    if as_json:
        show_json({"file": str(file), "bytes": file.stat().st_size, "manifest": manifest})
    else:
        size = f"{file.stat().st_size / BYTES_PER_MB:,.1f}"
        text = BACKED_UP.text(lang, rows=f"{manifest.rows:,}", file=file, size=size)
        console.print(text, markup=False, soft_wrap=True)


def restore_backup(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what is there.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Fill the database from a backup of either home; all of it or nothing."""
    with (
        progress_display() as progress,
        open_backup(file, progress_bar(progress, CHECKING.text(lang))) as checked,
        _prepared(replace=replace) as database,
        database.transaction(COMMAND) as session,
    ):
        bar = progress_bar(progress, RESTORING.text(lang))
        restored = restore(session, checked, at=now(), replace=replace, on_progress=bar)
        _note_restored(session, restored, checked.manifest)
    if as_json:
        show_json(restored)
    else:
        _show(restored, checked.manifest, lang)


def _write(database: Database, file: Path, language: Language) -> Manifest:
    """Write the backup of a database, whatever its schema, without changing anything there."""
    with (
        database.reading(COMMAND) as session,
        whole_file(file) as stream,
        progress_display() as progress,
    ):
        Path(stream.name).chmod(FOR_ITS_OWNER)
        bar = progress_bar(progress, WRITING.text(language))
        return write_backup(session, stream, at=now(), on_progress=bar)


def _note_backup(database: Database, file: Path, manifest: Manifest, language: Language) -> None:
    """Say in the audit log that all data was taken out, or to whoever did it that this failed."""
    try:
        note_backup(database, file.name, rows=manifest.rows, at=now())
    except SourceUnavailable as error:
        told = NOT_NOTED.text(language, reason=error.text(language))
        stderr.print(told, style="yellow", markup=False, soft_wrap=True)


@contextmanager
def _prepared(*, replace: bool) -> Iterator[Database]:
    """Connect to a prepared database; one that holds rows to be kept is not even migrated."""
    with connected(read_settings()) as database:
        if not replace:
            with database.reading(COMMAND) as session:
                require_empty(session)
        prepare_database(database, now().year)
        yield database


def _note_restored(session: Session, restored: Restored, manifest: Manifest) -> None:
    """Say in the audit log, which is that of the backup now, what came over the database."""
    counted = {"rows": manifest.rows, "replaced": sum(restored.replaced.values())}
    row = ("database", manifest.at.isoformat())
    note_change(session, Action.RESTORE, row, after=counted, at=now())


def _show(restored: Restored, manifest: Manifest, language: Language) -> None:
    text = RESTORED.text(
        language,
        at=f"{manifest.at:%Y-%m-%d %H:%M}",
        rows=f"{manifest.rows:,}",
        replaced=f"{sum(restored.replaced.values()):,}",
        interrupted=restored.interrupted,
    )
    console.print(text, markup=False, soft_wrap=True)
