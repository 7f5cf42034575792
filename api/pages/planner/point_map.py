"""A small map around a service point, drawn by us: streets, the other desks, and a dot to move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from api.desk import Desk
from geo.crs import MAX_LAT, MAX_LON, Crs, to_wgs84
from geo.errors import SourceUnavailable
from geo.streets import StreetGraph
from geo.units import METRES_PER_KILOMETRE
from maps.backdrop import streets_to_draw
from maps.bounds import Bounds
from maps.street_lines import main_streets

WIDTH, HEIGHT = 640, 400
_HALF_WIDTH_M = 1_200
_METRES_PER_DEGREE = 111_320
_STREET_POINTS = 3_000

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PointMap:
    """The picture, in its own units with y downwards, and the degrees of its edges (WGS 84)."""

    bounds: Bounds
    streets: str
    others: Sequence[Spot]
    here: Spot
    bar: float
    width: int = WIDTH
    height: int = HEIGHT


def draw_point_map(desk: Desk, lon: str, lat: str, crs: Crs, *, code: str) -> PointMap | None:
    """Draw the surroundings of a position as it is written; None where that is no position."""
    place = _position(lon, lat, crs)
    if place is None:
        return None
    bounds = _bounds_around(*place)
    graph = streets_to_draw(desk.network)
    return PointMap(
        bounds,
        _streets(graph, bounds) if graph else "",
        _others(desk, bounds, code),
        _spots(np.array([place]), bounds)[0],
        round(METRES_PER_KILOMETRE / 2 / _HALF_WIDTH_M * WIDTH / 2, 1),
    )


def _position(lon: str, lat: str, crs: Crs) -> Spot | None:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    if not (abs(x) <= MAX_LON and abs(y) < MAX_LAT):
        return None
    x, y = (float(degrees) for degrees in to_wgs84(x, y, crs))
    return x, y


def _bounds_around(lon: float, lat: float) -> Bounds:
    """Look 1.2 km to the east and west, and as far as the picture is high to north and south."""
    up = _HALF_WIDTH_M * HEIGHT / WIDTH / _METRES_PER_DEGREE
    across = _HALF_WIDTH_M / _METRES_PER_DEGREE / float(np.cos(np.radians(lat)))
    return Bounds(lon - across, lat - up, lon + across, lat + up)


def _spots(lonlat: np.ndarray[tuple[int, int], np.dtype[np.float64]], bounds: Bounds) -> list[Spot]:
    """Turn degrees into places in the picture; over two kilometres the Earth is flat."""
    corner = np.array([bounds.west, bounds.north])
    size = np.array([bounds.east - bounds.west, bounds.south - bounds.north])
    places = (lonlat - corner) / size * (WIDTH, HEIGHT)
    return [(x, y) for x, y in places.round(1).tolist()]


def _streets(graph: StreetGraph, bounds: Bounds) -> str:
    lines = main_streets(graph, bounds, most_points=_STREET_POINTS)
    drawn = shapely.transform(lines, lambda lonlat: np.array(_spots(lonlat, bounds)))
    seen = shapely.get_parts(shapely.clip_by_rect(drawn, 0, 0, WIDTH, HEIGHT))
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in shapely.get_coordinates(line).tolist())
        for line in seen
    )


def _others(desk: Desk, bounds: Bounds, code: str) -> Sequence[Spot]:
    """Find the other open service points in the picture."""
    try:
        points = desk.snapshot.service_points.points
    except SourceUnavailable:
        return []
    is_inside = (
        np.abs(points.lon - (bounds.west + bounds.east) / 2) * 2 <= bounds.east - bounds.west
    ) & (np.abs(points.lat - (bounds.south + bounds.north) / 2) * 2 <= bounds.north - bounds.south)
    rows = [row for row in np.flatnonzero(is_inside).tolist() if points.codes[row] != code]
    lonlat = np.column_stack([points.lon[rows], points.lat[rows]])
    return _spots(lonlat, bounds)
