"""How a file is to be imported: as it was chosen on the page, and carried in its address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from starlette.datastructures import ImmutableMultiDict

from api.clock import now
from data.import_columns import FileColumns, read_columns
from data.imports.fields import kind_called
from data.imports.importer import ImportOptions
from data.imports.limits import MEGABYTE, Limits
from geo.crs import Crs
from geo.errors import InvalidInput
from geo.messages import Message

SHAPEFILE_ALONE = Message(
    "shapefile_alone",
    zh="一个 .shp 文件不够用。请把 .shp、.dbf、.shx、.prj 一起压缩成 .zip 再上传。",
    en="a .shp alone is not enough; put .shp, .dbf, .shx and .prj into a .zip and send that",
)

LIMITS = Limits(
    file_bytes=20 * MEGABYTE,
    unpacked_bytes=300 * MEGABYTE,
    text_bytes=30 * MEGABYTE,
    rows=200_000,
)
"""What one page takes; the command line takes ten times as much."""
DEFAULT_KIND = "service-points"
_COLUMN, _ALL_ROWS = "column_", "all_"


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What was chosen: the list, the datum, the sheet, fields by column, values for all rows."""

    kind: str = DEFAULT_KIND
    crs: Crs = Crs.WGS84
    sheet: str = ""
    columns: Mapping[int, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, str]:
        """List the choices as fields of a form or an address."""
        columns = {f"{_COLUMN}{place}": name for place, name in self.columns.items()}
        constants = {f"{_ALL_ROWS}{name}": value for name, value in self.constants.items()}
        return {"kind": self.kind, "crs": self.crs.value, "sheet": self.sheet} | columns | constants

    def source(self) -> dict[str, str]:
        """List the choices that say what is read, without those about its columns."""
        return {"kind": self.kind, "crs": self.crs.value, "sheet": self.sheet}


def read_question(fields: ImmutableMultiDict[str, object]) -> ImportQuestion:
    """Read the choices; those that there are not are left aside. Raises NotFound for a kind."""
    sent = {name: value for name, value in fields.items() if isinstance(value, str) and value}
    kind = kind_called(sent.get("kind", DEFAULT_KIND))
    known = {field.name for field in kind.fields}
    places = {
        name.removeprefix(_COLUMN): value
        for name, value in sent.items()
        if name.startswith(_COLUMN) and value in known
    }
    return ImportQuestion(
        kind.name,
        next((crs for crs in Crs if crs == sent.get("crs")), Crs.WGS84),
        sent.get("sheet", ""),
        {int(place): name for place, name in places.items() if place.isdecimal()},
        {
            name.removeprefix(_ALL_ROWS): value
            for name, value in sent.items()
            if name.startswith(_ALL_ROWS) and name.removeprefix(_ALL_ROWS) in known
        },
    )


def look_into(question: ImportQuestion, path: Path) -> tuple[ImportOptions, FileColumns]:
    """Find out how a file is read by the choices; raises InvalidInput where it cannot be."""
    if path.suffix.lower() == ".shp":
        raise InvalidInput(SHAPEFILE_ALONE)
    options = ImportOptions(
        crs=question.crs,
        sheet=question.sheet or None,
        constants=question.constants,
        limits=LIMITS,
        today=now().date(),
    )
    columns = read_columns(question.kind, path, options)
    chosen = question.columns
    mapped = {c.header: chosen[c.place] for c in columns.columns if c.place in chosen}
    if not mapped:
        return options, columns
    options = replace(options, header_map=mapped)
    return options, read_columns(question.kind, path, options)
