"""Lists out: the formats that imports read, so that what goes out comes back unchanged."""

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from pyogrio.errors import DataSourceError
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row, select

from data.database import Session
from data.export_geofiles import write_geofile
from data.imports.cells import to_words
from data.imports.choices import WORDS_OF, DayKind
from data.imports.fields import SERVICES, Kind, kind_called
from data.imports.headers import ALIASES
from data.imports.listed import Listed
from data.imports.readers import looks_like_formula
from data.scope import in_scope
from data.whole_files import replaceable
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Language, Message

UNKNOWN_EXPORT_FORMAT = Message(
    "unknown_export_format",
    zh="不能写“{value}”格式的文件。可用：{known:、}。",
    en='files of the format "{value}" cannot be written; use {known}',
)
TOO_MANY_FOR_XLSX = Message(
    "too_many_for_xlsx",
    zh="共 {rows} 行，超过 Excel 工作表的上限。请导出为 CSV 或 GeoPackage。",
    en="{rows} rows are more than a sheet of Excel holds; export to CSV or GeoPackage",
)
CANNOT_WRITE = Message(
    "cannot_write",
    zh="无法写入文件 {file}（{reason}）。请检查文件夹是否存在、可写，磁盘是否已满。",
    en="{file} cannot be written ({reason}); check that the folder exists and may be written, "
    "and that the disk is not full",
)

YES_NO = {Language.CHINESE: ("是", "否"), Language.ENGLISH: ("yes", "no")}
XLSX_ROWS = 1_048_575
_SHEET_WIDTHS = range(10, 41)
HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")
HEADER_FONT = Font(bold=True)

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A list ready to be written: a column per field, and one geometry per row or none at all.

    The geometry is the area where the kind has areas and any is known, else the location.
    """

    fields: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    geometries: Sequence[BaseGeometry | None] | None


def export_file(
    session: Session, kind: str, path: Path, *, language: Language = Language.ENGLISH
) -> int:
    """Write the rows of a kind in the format of the file's suffix, and return how many.

    They are those that the actor may see. Headers are field names in English, and the first Chinese
    alias in Chinese. The file appears complete or not at all. CSV and XLSX hold no areas. Raises
    NotFound for an unknown kind, InvalidInput for a format that cannot hold the list,
    SourceUnavailable for a full disk.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        known = Listed(WRITERS)
        raise InvalidInput(UNKNOWN_EXPORT_FORMAT, value=path.suffix or path.name, known=known)
    table = _load(session, kind_called(kind), language)
    path = replaceable(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            write(Path(folder) / path.name, table)
            # The file that is asked for comes last: a Shapefile is several.
            parts = sorted(Path(folder).iterdir(), key=lambda part: part.name == path.name)
            for part in parts:
                part.replace(path.parent / part.name)
    except (OSError, DataSourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceUnavailable(CANNOT_WRITE, file=path.name, reason=reason) from error
    return len(table.rows)


def _load(session: Session, kind: Kind, language: Language) -> ExportTable:
    seen = select(*kind.table.columns).where(*in_scope(session, kind.table))
    rows = session.execute(seen.order_by(kind.table.c[kind.key])).all()
    names = [field.name for field in kind.fields]
    headers, words = names, {}
    if language is Language.CHINESE:
        headers = [ALIASES[name][0] for name in names]
        words = _service_words(session)
    show = _Shown(language, words)
    return ExportTable(
        fields=names,
        headers=headers,
        rows=[[show.value(row, name) for name in names] for row in rows],
        geometries=_geometries(kind, rows),
    )


def _geometries(
    kind: Kind, rows: Sequence[Row[tuple[object, ...]]]
) -> Sequence[BaseGeometry | None] | None:
    areas = [row.area for row in rows] if kind.has_area else []
    if kind.has_location and not any(areas):
        return [row.location for row in rows]
    return areas if kind.has_area else None


def _service_words(session: Session) -> dict[str, str]:
    """Name services in Chinese where the name is theirs alone and holds no separator."""
    services = session.execute(select(SERVICES.c.code, SERVICES.c.name))
    names = {str(code): str(name) for code, name in services}
    shared = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {c: n for c, n in names.items() if to_words(n) == (n,) and n not in shared}


class _Shown:
    """Turns stored values into what a file shows, in one language."""

    def __init__(self, language: Language, service_words: Mapping[str, str]) -> None:
        self._yes, self._no = YES_NO[language]
        self._is_chinese = language is Language.CHINESE
        self._service_words = service_words

    def value(self, row: Row[tuple[object, ...]], name: str) -> Value:
        """Show a field of a row; lon and lat are parts of its location."""
        if name in {"lon", "lat"}:
            location = row.location
            return None if location is None else float(location.x if name == "lon" else location.y)
        value = getattr(row, name)
        if name == "kind":
            value = DayKind(value)
        return self._shown(value)

    def _shown(self, value: object) -> Value:
        if isinstance(value, bool):
            return self._yes if value else self._no
        if isinstance(value, StrEnum):
            return WORDS_OF[type(value)][value][0] if self._is_chinese else value.value
        if isinstance(value, tuple):
            return ";".join(self._service_words.get(part, part) for part in value)
        return value if value is None or isinstance(value, str | int | float) else str(value)


def _write_csv(path: Path, table: ExportTable) -> None:
    """Write for Excel: with BOM, and an apostrophe before text that it would calculate.

    The import takes that apostrophe off again.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.headers)
        writer.writerows([_guarded(value) for value in row] for row in table.rows)


def _guarded(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def _write_xlsx(path: Path, table: ExportTable) -> None:
    if len(table.rows) > XLSX_ROWS:
        raise InvalidInput(TOO_MANY_FOR_XLSX, rows=len(table.rows))
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("data")
    sheet.freeze_panes = "A2"
    for column, header in enumerate(table.headers):
        longest = max((len(str(row[column])) for row in table.rows[:100]), default=0)
        width = min(max(longest, 2 * len(header), _SHEET_WIDTHS.start), _SHEET_WIDTHS.stop)
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    header_cells = []
    for header in table.headers:
        cell = WriteOnlyCell(sheet, value=header)
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
        header_cells.append(cell)
    sheet.append(header_cells)
    for row in table.rows:
        sheet.append([_sheet_cell(sheet, value) for value in row])
    workbook.save(path)


def _sheet_cell(sheet: WriteOnlyWorksheet, value: Value) -> object:
    """Make text of what openpyxl would take for a formula."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not looks_like_formula(text):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _write_geofile(path: Path, table: ExportTable) -> None:
    write_geofile(path, table.fields, table.headers, table.rows, table.geometries)


WRITERS: Mapping[str, Callable[[Path, ExportTable], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".geojson": _write_geofile,
    ".gpkg": _write_geofile,
    ".shp": _write_geofile,
    ".kml": _write_geofile,
}
