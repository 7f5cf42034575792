"""`niangjia audit`: who changed what."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli_files import whole_file
from api.cli_options import AsJson, Lang, console
from api.cli_sources import opened
from api.cli_views import show_json
from api.clock import now
from api.pages.admin.audit_words import HEADINGS, SHEET_TITLE, to_line
from api.settings import read_settings
from api.use_cases.audit import AuditAsked, note_export, read_all, require_room_in_sheet, to_json
from data.actors import COMMAND
from data.audit import AuditFilter, Entry
from data.audit_exports import csv_lines, json_lines, write_sheet
from data.database import Database
from geo.errors import InvalidInput
from geo.messages import Language, Message

OUT_FORMAT_UNKNOWN = Message(
    "audit_out_unknown",
    zh="操作记录不能写成“{value}”。请用以 .csv、.xlsx 或 .jsonl 结尾的文件名。",
    en='the audit log cannot be written as "{value}"; name a file that ends in .csv, .xlsx or '
    ".jsonl",
)
ENTRIES_WRITTEN = Message(
    "audit_written", zh="操作记录已写入 {file}。", en="the audit log is in {file}"
)
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day in China.")]


def audit(
    who: Annotated[str | None, typer.Option(help="An account or team, or e.g. command.")] = None,
    table: Annotated[str | None, typer.Option(help="Of what, e.g. service_point.")] = None,
    code: Annotated[str | None, typer.Option(help="The code of what was changed.")] = None,
    since: Day = None,
    until: Day = None,
    most: Annotated[int, typer.Option(min=1, help="How many are printed.")] = 50,
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write all to a .csv, .xlsx or .jsonl.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Show who changed what, the newest first."""
    asked = AuditAsked(
        who=who,
        table=table,
        code=code,
        since=since.date() if since else None,
        until=until.date() if until else None,
    ).to_filter()
    with opened(read_settings()) as database:
        if out is not None:
            _write(database, asked, out, lang)
            console.print(ENTRIES_WRITTEN.text(lang, file=out), markup=False, soft_wrap=True)
            return
        found = list(islice(read_all(database, COMMAND, asked), most))
    if as_json:
        show_json([to_json(entry) for entry in found])
    else:
        console.print(_table(found, lang))


def _write(database: Database, asked: AuditFilter, out: Path, lang: Language) -> None:
    suffix = out.suffix.lower()
    if suffix not in {".csv", ".xlsx", ".jsonl"}:
        raise InvalidInput(OUT_FORMAT_UNKNOWN, value=out.name)
    with database.transaction(COMMAND) as session:
        if suffix == ".xlsx":
            require_room_in_sheet(session, asked)
        note_export(session, "audit_log", out.name, rows=None, at=now())
    entries = read_all(database, COMMAND, asked)
    rows = (to_line(entry, lang).cells for entry in entries)
    with whole_file(out) as stream:
        if suffix == ".xlsx":
            write_sheet(SHEET_TITLE.text(lang), HEADINGS[lang], rows, stream)
        elif suffix == ".csv":
            stream.writelines(csv_lines(HEADINGS[lang], rows))
        else:
            stream.writelines(json_lines(to_json(entry) for entry in entries))


def _table(found: list[Entry], lang: Language) -> Table:
    table = Table(*HEADINGS[lang])
    for entry in found:
        table.add_row(*map(Text, to_line(entry, lang).cells))
    return table
