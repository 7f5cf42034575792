"""Read GeoJSON, GeoPackage, Shapefile (also zipped) and KML with GDAL."""

import codecs
import math
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from data.imports.archives import BROKEN_FILE, damage_told, open_archive, root_element
from data.imports.cells import Cell
from data.imports.limits import check_row_count
from data.imports.listed import Listed
from data.imports.readers import (
    UNREADABLE_ENCODING,
    RawRow,
    RawTable,
    ReadOptions,
    require_encoding,
)
from data.imports.xlsx import choose_sheet
from geo.errors import InvalidInput, WrongCrs
from geo.messages import Message

UNKNOWN_PROJECTION = Message(
    "unknown_projection",
    zh="文件 {file} 的坐标系无法识别。请在 QGIS 中另存为 EPSG:4326 后再导入。",
    en="the reference system of {file} is not known; save it in EPSG:4326 and import that",
)
NO_SHAPEFILE_INSIDE = Message(
    "no_shapefile_inside",
    zh="压缩包 {file} 里没有 .shp 文件。请把 .shp、.dbf、.shx 等一起压缩。",
    en="there is no .shp in {file}; put .shp, .dbf and .shx together into the ZIP",
)

WGS84 = CRS.from_epsg(4326)
_KML_STYLE = {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"}
_KML_OWN = _KML_STYLE | {"id", "timestamp", "begin", "end"}
_SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_FORMATS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GeoPackage", ".kml": "KML"}
_SQLITE_START = b"SQLite format 3\0"
_SHAPE_START = b"\x00\x00\x27\x0a"
_DBF_HEADER_BYTES = 32
_DAMAGE = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    GeometryError,
    ShapelyError,
    ValueError,
)
GeometryArray = NDArray[np.object_]


def read_geofile(path: Path, options: ReadOptions) -> RawTable:
    """Read one layer with its geometries in EPSG:4326."""
    if path.suffix.lower() == ".zip":
        return _read_zipped(path, options)
    _require_format(path)
    try:
        # GDAL warns of oddities in geometries; we check every geometry ourselves.
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            return _read_layer(path, options)
    except _DAMAGE as error:
        raise _broken(path) from error
    except UnboundLocalError as error:
        # pyogrio stumbles over a reference system that GDAL cannot write down.
        raise WrongCrs(UNKNOWN_PROJECTION, file=path.name) from error


def _read_layer(path: Path, options: ReadOptions) -> RawTable:
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    layer, notes = choose_sheet(path, layers, options.sheet)
    count = pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"]
    check_row_count(path, count, options.limits)
    meta, _, wkb, columns = pyogrio.raw.read(
        path,
        layer=layer,
        encoding=_shapefile_encoding(path, options.encoding),
        force_2d=True,
        datetime_as_string=True,
    )
    geometries = _to_wgs84(path, shapely.from_wkb(wkb), meta["crs"]) if wkb is not None else None
    named = {
        str(name): column.tolist() for name, column in zip(meta["fields"], columns, strict=True)
    }
    if path.suffix.lower() == ".kml":
        named = {name: column for name, column in named.items() if _is_of_the_list(name, column)}
    return RawTable(
        tuple(named),
        _rows(list(named.values()), geometries),
        count,
        has_geometry=geometries is not None and not shapely.is_missing(geometries).all(),
        notes=notes,
    )


def _is_of_the_list(name: str, column: list[object]) -> bool:
    """Tell a column of the list from those that GDAL adds to every KML."""
    return name not in _KML_OWN and any(_cell(value) is not None for value in column)


def _rows(columns: list[list[object]], geometries: GeometryArray | None) -> Iterator[RawRow]:
    count = len(columns[0]) if columns else 0 if geometries is None else len(geometries)
    cells = zip(*columns, strict=True) if columns else iter([()] * count)
    for line, values in enumerate(cells, start=1):
        geometry = None if geometries is None else geometries[line - 1]
        yield RawRow(line, tuple(_cell(value) for value in values), geometry)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, list | np.ndarray):
        return ";".join(str(part) for part in value)
    return str(value)


def _to_wgs84(path: Path, geometries: GeometryArray, crs: str | None) -> GeometryArray:
    """Reproject what is stored in another system; a file that names none is EPSG:4326."""
    try:
        known = WGS84 if crs is None else CRS.from_user_input(crs)
        if known == WGS84 or known.to_epsg() == 4326:  # noqa: PLR2004  the number is the name
            return geometries
        to_wgs84 = Transformer.from_crs(known, WGS84, always_xy=True)
    except ProjError as error:
        # The system is unknown, or is the plan of some works, of which nobody knows where it lies.
        raise WrongCrs(UNKNOWN_PROJECTION, file=path.name) from error
    there = shapely.get_coordinates(geometries)
    lon, lat = to_wgs84.transform(*there.T)
    return shapely.set_coordinates(geometries, np.column_stack([lon, lat]))


def _require_format(path: Path) -> None:
    """Look into the file before GDAL does: it would open any format, whatever the name says.

    Some formats name other files or addresses to read, which a stranger's file must not.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        start = stream.read(64)
        if suffix in {".geojson", ".json"}:
            fits = start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
        elif suffix == ".kml":
            stream.seek(0)
            fits = root_element(stream, path, format_name="KML") == "kml"
        else:
            fits = start.startswith(_SQLITE_START if suffix == ".gpkg" else _SHAPE_START)
    if not fits:
        raise _broken(path)


def _broken(path: Path) -> InvalidInput:
    format_name = _FORMATS.get(path.suffix.lower(), "Shapefile")
    return InvalidInput(BROKEN_FILE, file=path.name, format=format_name)


def _shapefile_encoding(path: Path, asked: str | None) -> str | None:
    """Name the encoding of a Shapefile's texts: the one asked for, or the first that fits."""
    if path.suffix.lower() != ".shp":
        return None
    encodings = _own_encodings(path) if asked is None else (require_encoding(asked),)
    texts = _texts(_sibling(path, ".dbf"))
    for encoding in encodings:
        try:
            texts.decode(encoding)
        except (LookupError, ValueError):
            continue
        return encoding
    raise InvalidInput(UNREADABLE_ENCODING, file=path.name, tried=Listed(encodings))


def _own_encodings(path: Path) -> tuple[str, ...]:
    """Read the encoding in a Shapefile's .cpg; without one it is UTF-8 or GB18030."""
    named = _sibling(path, ".cpg")
    if named is None:
        return ("utf-8", "gb18030")
    name = named.read_text("ascii", "ignore").strip()
    return (f"cp{name}" if name.isdigit() else name,)


def _sibling(path: Path, suffix: str) -> Path | None:
    parts = (other for other in path.parent.iterdir() if other.stem == path.stem)
    return next((part for part in parts if part.suffix.lower() == suffix), None)


def _texts(table: Path | None) -> bytes:
    """Take the names and records of a dBase table, without its binary header."""
    content = b"" if table is None else table.read_bytes()
    start = int.from_bytes(content[8:10], "little")
    fields = content[_DBF_HEADER_BYTES:start]
    names = b"".join(fields[at : at + 11].split(b"\0")[0] for at in range(0, len(fields) - 1, 32))
    return names + content[start:]


def _read_zipped(path: Path, options: ReadOptions) -> RawTable:
    """Read the first Shapefile of a ZIP; only its parts are unpacked, under their own names."""
    with (
        open_archive(path, options.limits, format_name="ZIP") as archive,
        tempfile.TemporaryDirectory() as folder,
    ):
        members = {
            Path(name).name: name
            for name in archive.namelist()
            if Path(name).suffix.lower() in _SHAPEFILE_PARTS
        }
        shapes = sorted(name for name in members if name.lower().endswith(".shp"))
        if not shapes:
            raise InvalidInput(NO_SHAPEFILE_INSIDE, file=path.name)
        for name, member in members.items():
            with damage_told(path, "ZIP"):
                content = archive.read(member)
            (Path(folder) / name).write_bytes(content)
        return read_geofile(Path(folder) / shapes[0], options)
