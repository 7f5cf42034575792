"""Who changed what: page by page, filtered, and as files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from api.clock import now
from api.media_types import MEDIA_TYPES
from api.pages.admin.audit_words import HEADINGS, EntryLine, table_words, to_line
from api.pages.admin.rendering import admin_page
from api.pages.admin.texts import ADMIN_TEXTS
from api.pages.planner.files import attachment
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.rendering import link_to, page_language, say_from
from api.pages.planner.router import admin_router
from api.pages.planner.tabs import point_path
from api.requests import actor_of_request, database_of, reading, writing
from api.use_cases.audit import (
    TABLES,
    AuditAsked,
    note_export,
    read_all,
    require_room_in_sheet,
    to_json,
)
from data.audit import Action, Entry, list_entries
from data.audit_exports import csv_lines, json_lines, write_sheet
from data.database import Session
from data.imports.fields import KINDS
from data.listings import load_names
from geo.errors import NotFound
from geo.messages import Language, Message

AUDIT_FILE_UNKNOWN = Message(
    "audit_file_unknown",
    zh="操作记录没有“{value}”这种文件。可选：csv、xlsx、jsonl。",
    en='the audit log is not written as "{value}"; choose csv, xlsx or jsonl',
)
PER_PAGE = 50
FILES = {"xlsx": "Excel", "csv": "CSV", "jsonl": "JSON Lines"}
_MEDIA_TYPES = {
    "xlsx": MEDIA_TYPES[".xlsx"],
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
}
_KINDS = {kind.table.name: kind.name for kind in KINDS.values() if "name" in kind.table.c}
_PAGES = {
    "plan": "/planner/plans/{code}",
    "outreach_plan": "/planner/outreach/{code}",
    "account": "/admin/accounts/{code}",
}
router = admin_router()


@dataclass(frozen=True, slots=True)
class LinkedLine:
    """An entry in words, and where what it is about can be seen; "" is nowhere."""

    line: EntryLine
    address: str


@router.get("/audit")
def show_audit(request: Request) -> Response:
    """Show a page of the log, the newest entries first."""
    language = page_language(request)
    asked, wrong = _asked(request.query_params)
    before = request.query_params.get("before", "")
    with reading(request) as session:
        found = list_entries(
            session,
            asked.to_filter(),
            limit=PER_PAGE + 1,
            before=int(before) if before.isdecimal() and len(before) < len(str(2**63)) else None,
        )
        lines = _lines(session, found[:PER_PAGE], language)
    carried = asked.model_dump(exclude_none=True)
    return admin_page(
        request,
        "audit.html",
        title=say_from(ADMIN_TEXTS, language, "audit_title"),
        tab="audit",
        asked=asked,
        wrong=wrong,
        lines=lines,
        tables=[(table, table_words(table, language)) for table in TABLES],
        is_filtered=bool(carried),
        is_first=not before,
        older=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        page_address=partial(link_to, language, "/admin/audit", **carried),
        files=[
            (name, link_to(language, f"/admin/audit.{suffix}", **carried))
            for suffix, name in FILES.items()
        ],
    )


@router.get("/audit.{suffix}")
def send_audit(request: Request, suffix: str) -> Response:
    """Send all entries that are asked for as a file; that it was taken is written down first."""
    if suffix not in FILES:
        raise NotFound(AUDIT_FILE_UNKNOWN, value=suffix)
    language = page_language(request)
    wanted, file = _asked(request.query_params)[0].to_filter(), f"audit.{suffix}"
    with writing(request) as session:
        if suffix == "xlsx":
            require_room_in_sheet(session, wanted)
        note_export(session, "audit_log", file, rows=None, at=now())
    entries = read_all(database_of(request), actor_of_request(request), wanted)
    title = say_from(ADMIN_TEXTS, language, "audit_title")
    headers = PLANNER_HEADERS | {
        "Content-Disposition": attachment(file, f"{title}-{now():%Y%m%d}.{suffix}")
    }
    content = _content(entries, suffix, title, language)
    return StreamingResponse(content, headers=headers, media_type=_MEDIA_TYPES[suffix])


def _content(
    entries: Iterator[Entry], suffix: str, title: str, language: Language
) -> Iterator[bytes]:
    if suffix == "jsonl":
        return json_lines(to_json(entry) for entry in entries)
    rows = (to_line(entry, language).cells for entry in entries)
    if suffix == "csv":
        return csv_lines(HEADINGS[language], rows)
    sheet = BytesIO()
    write_sheet(title, HEADINGS[language], rows, sheet)
    return iter([sheet.getvalue()])


def _asked(fields: Mapping[str, str]) -> tuple[AuditAsked, str]:
    """Read what is asked for; what cannot be read is left out, and returned to be told."""
    given = {
        name: fields[name].strip()
        for name in AuditAsked.model_fields
        if fields.get(name, "").strip()
    }
    wrong = []
    try:
        return AuditAsked.model_validate(given), ""
    except ValidationError as error:
        wrong = [str(one["loc"][0]) for one in error.errors()]
    good = {name: text for name, text in given.items() if name not in wrong}
    return AuditAsked.model_validate(good), given[wrong[0]]


def _lines(session: Session, found: Sequence[Entry], language: Language) -> Sequence[LinkedLine]:
    names = _names(session, found)
    return [
        LinkedLine(
            to_line(entry, language, name=names.get((entry.table_name, entry.row_code), "")),
            _address(entry, names, language),
        )
        for entry in found
    ]


def _names(session: Session, found: Sequence[Entry]) -> Mapping[tuple[str, str], str]:
    """Name what is still there, by table and code."""
    names: dict[tuple[str, str], str] = {}
    for table, kind in _KINDS.items():
        codes = sorted({entry.row_code for entry in found if entry.table_name == table})
        if codes:
            named = load_names(session, kind, codes)
            names |= {(table, code): name for code, name in named.items()}
    return names


def _address(entry: Entry, names: Mapping[tuple[str, str], str], language: Language) -> str:
    table, code = entry.table_name, entry.row_code
    if table == "service_point" and (table, code) in names:
        return link_to(language, point_path(code))
    if table in _PAGES and entry.action != Action.DELETE:
        return link_to(language, _PAGES[table].format(code=quote(code, safe="")))
    return ""
