"""Import one file: read, check, match, write; all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from data.database import Session
from data.imports.contents import check_content
from data.imports.datum import check_datum
from data.imports.fields import UNIONS, Kind, kind_called
from data.imports.geofiles import read_geofile
from data.imports.headers import claim_headers, header_word, known_words
from data.imports.limits import Limits, check_size
from data.imports.listed import Listed
from data.imports.matching import Matched, Stored, load_stored, match_rows
from data.imports.positions import check_jurisdictions, locate_rows
from data.imports.readers import RawTable, ReadOptions, read_csv
from data.imports.references import resolve_parents, resolve_references
from data.imports.report import Findings, ImportRejected, ImportReport, Outcome
from data.imports.rows import ImportRow, OnProgress, check_rows, convert_constants
from data.imports.scope_rows import check_scope, own_rows
from data.imports.upsert import (
    Changes,
    check_room,
    complete_new_rows,
    find_changes,
    note_import,
    write_changes,
)
from data.imports.visit_rows import check_visits
from data.imports.visited_places import resolve_places
from data.imports.xlsx import read_xlsx
from data.revision import hold_writers
from data.scope import require_may_write
from geo.crs import Crs
from geo.errors import InvalidInput
from geo.messages import Message

UNKNOWN_FORMAT = Message(
    "unknown_format",
    zh="不认识“{value}”格式的文件。可用：{known:、}。",
    en='files of the format "{value}" cannot be read; use {known}',
)

READERS = {
    ".csv": read_csv,
    ".txt": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".geojson": read_geofile,
    ".json": read_geofile,
    ".gpkg": read_geofile,
    ".shp": read_geofile,
    ".zip": read_geofile,
    ".kml": read_geofile,
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be read.

    `header_map` names the field of a header, `constants` the value of a field for all rows, as
    text. `skip_bad` leaves bad rows out instead of refusing the file; `dry_run` writes nothing.
    After `today` no visit was made; where it is not known, any day is taken.
    """

    crs: Crs = Crs.WGS84
    encoding: str | None = None
    sheet: str | None = None
    header_map: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    skip_bad: bool = False
    dry_run: bool = False
    limits: Limits = field(default_factory=Limits)
    today: date | None = None


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far an import is."""


def import_file(
    session: Session,
    kind: str,
    path: Path,
    options: ImportOptions,
    on_progress: OnProgress = no_progress,
) -> ImportReport:
    """Bring the rows of a file into the database, within the caller's transaction.

    Raises ImportRejected, whose report names every error, and then nothing was written. Raises
    InvalidInput or NotFound where the file cannot be read at all, and Forbidden for a list that
    only actors for the whole city write.
    """
    known_kind = kind_called(kind)
    require_may_write(session, known_kind.table)
    rows, findings = _read_rows(known_kind, path, options, on_progress)
    if not options.dry_run:
        # Else what somebody corrects meanwhile would be set back to what is read here.
        hold_writers(session)
    stored = load_stored(session, known_kind)
    matched = _match(session, known_kind, rows, stored, crs=options.crs, findings=findings)
    check_scope(session, known_kind, matched.rows, stored, findings)
    own = own_rows(session, known_kind, stored)
    check_visits(known_kind, matched.rows, own, today=options.today, findings=findings)
    good = [row for row in matched.rows if row.line not in findings.bad_lines]
    complete_new_rows(known_kind, good, stored, findings)
    changes = find_changes(known_kind, good, stored)
    check_room(known_kind, changes, stored, findings)
    report = _report(
        kind, path, row_count=len(rows), matched=matched, changes=changes, findings=findings
    )
    if findings.has_file_errors or (findings.errors and not options.skip_bad):
        rejected = replace(report, added=0, updated=0, unchanged=0, outcome=Outcome.REJECTED)
        raise ImportRejected(rejected)
    if options.dry_run:
        return replace(report, outcome=Outcome.DRY_RUN)
    _write(session, known_kind, changes, len(rows), on_progress)
    note_import(session, known_kind.table.name, report)
    return report


def read_table(kind: Kind, path: Path, options: ImportOptions) -> RawTable:
    """Open a file by the reader of its suffix; its rows are read as they are asked for."""
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = Listed(sorted(READERS))
        raise InvalidInput(UNKNOWN_FORMAT, value=suffix or path.name, known=known)
    check_size(path, options.limits)
    check_content(path)
    words = known_words(kind, options.crs, options.header_map)
    reading = ReadOptions(
        known_word=lambda text: header_word(text) in words,
        encoding=options.encoding,
        sheet=options.sheet,
        limits=options.limits,
    )
    return READERS[suffix](path, reading)


def _read_rows(
    kind: Kind, path: Path, options: ImportOptions, on_progress: OnProgress
) -> tuple[list[ImportRow], Findings]:
    """Read and convert all rows; the findings are the bad cells so far."""
    constants = convert_constants(kind, options.constants)
    table = read_table(kind, path, options)
    claims = claim_headers(
        kind,
        table.headers,
        crs=options.crs,
        header_map=options.header_map,
        constants=options.constants,
    )
    in_order = sorted(claims.items(), key=lambda claim: claim[1])
    findings = Findings({name: table.headers[index] for name, index in in_order})
    for note in table.notes:
        findings.warning(note)
    return check_rows(kind, table, claims, constants, findings, on_progress), findings


def _match(
    session: Session,
    kind: Kind,
    rows: list[ImportRow],
    stored: Stored,
    *,
    crs: Crs,
    findings: Findings,
) -> Matched:
    """Locate the rows, find what they name, and which stored rows they are."""
    lon, lat = locate_rows(kind, rows, crs, findings)
    if kind.has_location:
        try:
            check_datum(rows, lon, lat, crs=crs, stored=own_rows(session, kind, stored))
        except InvalidInput as error:
            findings.file_error(error)
    resolve_references(session, kind, rows, findings)
    resolve_places(session, kind, rows, findings)
    matched = match_rows(kind, rows, stored, findings)
    resolve_parents(kind, matched.rows, stored, findings)
    if kind.has_location:
        check_jurisdictions(kind, rows, _union_areas(session), stored, findings)
    return matched


def _union_areas(session: Session) -> Sequence[BaseGeometry]:
    return session.scalars(select(UNIONS.c.area).where(UNIONS.c.area.is_not(None))).all()


def _report(
    kind: str,
    path: Path,
    *,
    row_count: int,
    matched: Matched,
    changes: Changes,
    findings: Findings,
) -> ImportReport:
    return ImportReport(
        kind=kind,
        file=path.name,
        rows=row_count,
        added=changes.added,
        updated=changes.updated,
        unchanged=changes.unchanged + matched.repeated,
        skipped=len(findings.bad_lines),
        matched_by_name=matched.by_name,
        errors=tuple(findings.sorted_errors()),
        warnings=tuple(findings.warnings),
    )


def _write(
    session: Session, kind: Kind, changes: Changes, row_count: int, on_progress: OnProgress
) -> None:
    total = row_count + len(changes.rows)
    write_changes(session, kind, changes, lambda done: on_progress(row_count + done, total))
    on_progress(total, total)
