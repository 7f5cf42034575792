"""Write GeoJSON, GeoPackage, Shapefile and KML with GDAL."""

import errno
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.imports.headers import short_name
from geo.errors import InvalidInput
from geo.messages import Message

NO_SHAPES = Message(
    "no_shapes",
    zh="这种名单没有位置，不能写成 Shapefile。请导出为 CSV、XLSX 或 GeoPackage。",
    en="this list has no positions for a Shapefile; export to CSV, XLSX or GeoPackage",
)
TEXT_TOO_LONG_FOR_SHAPEFILE = Message(
    "text_too_long_for_shapefile",
    zh="字段 {field} 中有超过 {most} 字节的文字，Shapefile 放不下。请导出为 GeoPackage（.gpkg）。",
    en="{field} has text of more than {most} bytes, which a Shapefile would cut; "
    "export to GeoPackage (.gpkg)",
)

# Else GDAL writes a name that looks like JSON, such as [], as JSON and not as text.
_AS_TEXT = {"AUTODETECT_JSON_STRINGS": "NO"}
_DRIVERS = {
    ".geojson": ("GeoJSON", {"COORDINATE_PRECISION": "15", **_AS_TEXT}),
    ".gpkg": ("GPKG", {}),
    ".shp": ("ESRI Shapefile", {"ENCODING": "UTF-8"}),
    ".kml": ("LIBKML", {}),
}
_WRITTEN_BY_US = frozenset({".geojson", ".kml"})
"""Of these GDAL does not tell that the disk is full, and leaves half a file behind."""
_SHAPEFILE_TEXT_BYTES = 254
Value = str | int | float | None
Column = NDArray[np.object_] | NDArray[np.int64] | NDArray[np.float64]


def write_geofile(
    path: Path,
    fields: Sequence[str],
    headers: Sequence[str],
    rows: Sequence[Sequence[Value]],
    geometries: Sequence[BaseGeometry | None] | None,
) -> None:
    """Write rows with their geometries in EPSG:4326; a Shapefile gets short English headers."""
    suffix = path.suffix.lower()
    if suffix == ".shp":
        _require_room(fields, rows, geometries)
        headers = [short_name(field) for field in fields]
    driver, options = _DRIVERS[suffix]
    columns = [_column([row[index] for row in rows]) for index in range(len(fields))]
    shapes = _Shapes() if geometries is None else _shapes(np.array(geometries, dtype=object))
    target = BytesIO() if suffix in _WRITTEN_BY_US else path
    # GDAL warns of columns it stores in another width; the import reads them all the same.
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        pyogrio.raw.write(
            target,
            shapes.wkb,
            [values for values, _ in columns],
            list(headers),
            field_mask=[mask for _, mask in columns],
            geometry_type=shapes.type_name,
            crs=shapes.crs,
            driver=driver,
            layer=path.stem,
            **options,
        )
    if isinstance(target, BytesIO):
        path.write_bytes(target.getbuffer())
    if suffix == ".shp":
        _require_whole(path, len(rows))


def _require_whole(path: Path, count: int) -> None:
    """Compare the parts of a Shapefile with what their heads say: GDAL tells of no full disk."""
    for part in (path, path.with_suffix(".shx")):
        half_bytes = int.from_bytes(_head(part)[24:28], "big")
        _require_size(part, 2 * half_bytes)
    head = _head(path.with_suffix(".dbf"))
    head_bytes, row_bytes = (int.from_bytes(head[at : at + 2], "little") for at in (8, 10))
    _require_size(path.with_suffix(".dbf"), head_bytes + count * row_bytes)


def _head(part: Path) -> bytes:
    with part.open("rb") as file:
        return file.read(28)


def _require_size(part: Path, size_bytes: int) -> None:
    if part.stat().st_size < size_bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _column(values: Sequence[Value]) -> tuple[Column, NDArray[np.bool_] | None]:
    """Make an array of one type, with a mask of what is missing in numbers."""
    missing = np.array([value is None for value in values], dtype=bool)
    present = [value for value in values if value is not None]
    if not present or any(isinstance(value, str) for value in present):
        return np.array(values, dtype=object), None
    filled = [0 if value is None else value for value in values]
    if all(isinstance(value, int) for value in present):
        return np.array(filled, dtype=np.int64), missing
    return np.array(filled, dtype=np.float64), missing


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The geometries as GDAL wants them; a list without any has none of the three."""

    wkb: NDArray[np.bytes_] | None = None
    type_name: str | None = None
    crs: str | None = None


def _shapes(geometries: NDArray[np.object_]) -> _Shapes:
    first = next((shape for shape in geometries if shape is not None), Point())
    return _Shapes(shapely.to_wkb(geometries), first.geom_type, "EPSG:4326")


def _require_room(
    fields: Sequence[str],
    rows: Sequence[Sequence[Value]],
    geometries: Sequence[BaseGeometry | None] | None,
) -> None:
    """Refuse what a Shapefile would lose."""
    if geometries is None:
        raise InvalidInput(NO_SHAPES)
    for index, field in enumerate(fields):
        longest = max((len(str(row[index]).encode()) for row in rows), default=0)
        if longest > _SHAPEFILE_TEXT_BYTES:
            raise InvalidInput(TEXT_TOO_LONG_FOR_SHAPEFILE, field=field, most=_SHAPEFILE_TEXT_BYTES)
