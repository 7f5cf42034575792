"""What stands in for a base map: main streets and the unions' borders in light grey, and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.messages import Language
from geo.streets import StreetGraph, StreetNetwork
from geo.travel import Mode
from maps.bounds import Bounds, bounds_of
from maps.layers import DataLayer
from maps.messages import STREETS_SOURCE
from maps.packing import pack, pack_positions
from maps.street_lines import Lines, main_streets

MOST_STREET_POINTS = 30_000
MOST_BORDER_POINTS = 20_000
"""Together at most 270 kB in the page."""

_MARGIN_SHARE = 0.25
_FINEST_DEGREES = 0.00005
_COARSER = 2.0
_MOST_ROUNDS = 12
_LABEL_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Area:
    """The area of a union as it is drawn; it may be empty or missing, and so may its name."""

    name: str
    shape: BaseGeometry | None


def backdrop(
    bounds: Bounds,
    language: Language,
    *,
    streets: StreetNetwork | None = None,
    areas: Sequence[Area] = (),
) -> DataLayer:
    """Make the layer below all others, for a map without a base map.

    Without streets or areas it draws less, and nothing where there are neither.
    """
    view = bounds.widened(_MARGIN_SHARE)
    graph = streets_to_draw(streets)
    found = [area for area in areas if area.shape is not None and not area.shape.is_empty]
    lines = main_streets(graph, view, most_points=MOST_STREET_POINTS) if graph else _nothing()
    data = {
        "streets": pack_lines(lines),
        "borders": pack_lines(borders(found, most_points=MOST_BORDER_POINTS)),
        "names": _labels([area for area in found if area.name]),
        "attribution": STREETS_SOURCE.text(language) if lines.size else "",
    }
    return DataLayer("backdrop", data)


def streets_to_draw(network: StreetNetwork | None) -> StreetGraph | None:
    """Choose the streets for cars, which people know best; else those of another mode."""
    graphs = network.graphs if network else {}
    return next((graphs[mode] for mode in (Mode.DRIVE, *Mode) if mode in graphs), None)


def borders(areas: Sequence[Area], *, most_points: int) -> Lines:
    """Draw the borders of areas, those between two of them once, with about so many points."""
    if not areas:
        return _nothing()
    rings = shapely.boundary(np.array([area.shape for area in areas], dtype=object))
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(rings)))
    return _simplified(np.asarray(lines), most_points)


def pack_lines(lines: Lines) -> Mapping[str, object]:
    """Pack lines for `canvas.latLngs`: how many points each has, and all points in a row."""
    lon, lat = shapely.get_coordinates(lines).T
    return {
        "counts": pack(shapely.get_num_coordinates(lines).astype(np.uint32)),
        "positions": pack_positions(lon, lat, bounds_of(lon, lat)),
    }


def _simplified(lines: Lines, most_points: int) -> Lines:
    tolerance = _FINEST_DEGREES
    for _ in range(_MOST_ROUNDS):
        simple = np.asarray(shapely.simplify(lines, tolerance))
        if shapely.get_num_coordinates(simple).sum() <= most_points:
            return simple
        tolerance *= _COARSER
    return np.asarray(shapely.simplify(lines, tolerance))


def _labels(areas: Sequence[Area]) -> Sequence[Mapping[str, object]]:
    inside = shapely.point_on_surface(np.array([area.shape for area in areas], dtype=object))
    middles = shapely.get_coordinates(inside).round(_LABEL_DECIMALS).tolist()
    return [
        {"name": area.name, "lon": lon, "lat": lat}
        for area, (lon, lat) in zip(areas, middles, strict=True)
    ]


def _nothing() -> Lines:
    return np.array([], dtype=object)
