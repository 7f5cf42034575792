"""GeoPackages of several layers with columns of a stated type, replaced whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from data.exports import CANNOT_WRITE
from geo.errors import SourceUnavailable

Values = (
    NDArray[np.object_]
    | NDArray[np.int64]
    | NDArray[np.float64]
    | NDArray[np.bool_]
    | NDArray[np.datetime64]
)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A column of one type, with a mask of what is missing; text has None instead."""

    name: str
    values: Values
    missing: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Features in WGS 84; a geometry may be None, and all others are of one type."""

    name: str
    geometry_type: str
    geometries: Sequence[BaseGeometry | None]
    fields: Sequence[Field]


def text_field(name: str, values: Sequence[str | None]) -> Field:
    """Make a column of text."""
    return Field(name, np.array(values, dtype=object))


def whole_field(name: str, values: Sequence[int]) -> Field:
    """Make a column of whole numbers."""
    return Field(name, np.array(values, dtype=np.int64))


def number_field(name: str, values: Sequence[float | None]) -> Field:
    """Make a column of numbers."""
    missing = np.array([value is None for value in values], dtype=bool)
    filled = [0 if value is None else value for value in values]
    return Field(name, np.array(filled, dtype=np.float64), missing)


def flag_field(name: str, values: Sequence[bool]) -> Field:
    """Make a column of yes and no."""
    return Field(name, np.array(values, dtype=bool))


def day_field(name: str, values: Sequence[str]) -> Field:
    """Make a column of dates from ISO text."""
    return Field(name, np.array(values, dtype="datetime64[D]"))


def write_layers(path: Path, layers: Sequence[Layer]) -> None:
    """Write a GeoPackage anew; it takes the place of an old one once it is safely on the disk.

    Raises SourceUnavailable where the disk refuses.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            part = Path(folder) / path.name
            for layer in layers:
                _write_layer(part, layer)
            with part.open("r+b") as stream:
                os.fsync(stream.fileno())
            part.replace(path)
    except (OSError, DataSourceError, DataLayerError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceUnavailable(CANNOT_WRITE, file=path.name, reason=reason) from error


def _write_layer(path: Path, layer: Layer) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(layer.geometries, dtype=object)),
        [field.values for field in layer.fields],
        [field.name for field in layer.fields],
        field_mask=[field.missing for field in layer.fields],
        geometry_type=layer.geometry_type,
        crs="EPSG:4326",
        driver="GPKG",
        layer=layer.name,
    )
