"""Lists out: what there is of each, and every list as a file."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response

from api.clock import now
from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.field_texts import list_name
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.rendering import page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import LISTED, data_page
from api.requests import reading, writing
from api.use_cases.audit import note_export
from data.exports import export_file
from data.imports.fields import KINDS, kind_called
from data.listings import count_rows
from geo.errors import InvalidInput
from geo.messages import Message

router = planner_router()

FORMATS = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "geojson": ("GeoJSON", "application/geo+json"),
}
"""The formats of files out, by their suffix: what people call them, and their media type."""
PLACELESS = frozenset({"closures", "services", "calendar", "visits"})
"""Kinds without any position, which no map program wants."""
EXPORT_FORMAT_UNKNOWN = Message(
    "export_format_unknown",
    zh="没有“{value}”这种导出格式。请在“导入和导出”页选一种。",
    en='there is no export as "{value}"; choose one on the page for import and export',
)


@router.get("/data")
def files(request: Request) -> Response:
    """Show what there is of every list, with its files."""
    with reading(request) as session:
        counts = count_rows(session)
    language = page_language(request)
    return data_page(
        request,
        "files.html",
        title=say_from(DATA_TEXTS, language, "data_title"),
        tab="files",
        lists=[(kind, list_name(kind, language), counts[kind]) for kind in KINDS],
        listed=LISTED,
        placeless=PLACELESS,
        formats={suffix: name for suffix, (name, _) in FORMATS.items()},
    )


@router.get("/data/{kind}/export")
def export(request: Request, kind: str) -> Response:
    """Send a list as a file, with headers and words in the language of the page."""
    suffix = request.query_params.get("format", "xlsx")
    if suffix not in FORMATS:
        raise InvalidInput(EXPORT_FORMAT_UNKNOWN, value=suffix)
    language = page_language(request)
    with tempfile.TemporaryDirectory() as folder, reading(request) as session:
        path = Path(folder) / f"{kind}.{suffix}"
        count = export_file(session, kind, path, language=language)
        content = path.read_bytes()
    with writing(request) as session:
        note_export(session, kind_called(kind).table.name, path.name, rows=count, at=now())
    name = f"{list_name(kind, language)}-{now():%Y%m%d}.{suffix}"
    return Response(
        content,
        headers={**PLANNER_HEADERS, "Content-Disposition": attachment(f"{kind}.{suffix}", name)},
        media_type=FORMATS[suffix][1],
    )


def attachment(plain_name: str, name: str) -> str:
    """Name a file for the browser: plainly, and as people call it."""
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"
