"""Where the rows are: positions and areas in WGS 84, with everything that can be wrong in them."""

import re
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.imports.fields import Kind
from data.imports.matching import Stored
from data.imports.report import Findings
from data.imports.rows import ImportRow
from data.imports.upsert import differs
from geo.crs import MAX_LAT, MAX_LON, SWAPPED, Crs, require_position, to_wgs84
from geo.errors import InvalidInput
from geo.messages import Message

MISSING_POSITION = Message(
    "missing_position",
    zh="没有经纬度，无法确定位置。请填写经度和纬度。",
    en="there is no position; give lon and lat",
)
ZERO_POSITION = Message(
    "zero_position",
    zh="经度、纬度都是 0，应是没有填写。请填写真实位置。",
    en="lon and lat are both 0, which means that nobody filled them in; give the real position",
)
OUTSIDE_UNIONS = Message(
    "outside_unions",
    zh="位置（经度 {lon}，纬度 {lat}）不在任何工会的辖区内。请核对经纬度和坐标系。",
    en="lon {lon}, lat {lat} is in no union's area; check the position and its --crs",
)
EMPTY_AREA = Message(
    "empty_area",
    zh="这一项的图形“{value}”是空的，没有任何边界。请在 QGIS 中画出边界，或去掉这个图形。",
    en='the geometry "{value}" is empty: it has no border; draw it, e.g. in QGIS, or remove it',
)
AREA_TOO_LARGE = Message(
    "area_too_large",
    zh="这一项的图形“{value}”宽 {width} 度、高 {height} 度，比任何城市都大（最多 {most} 度）。"
    "可能有顶点写错了，例如 0, 0。请在 QGIS 中修正。",
    en='the geometry "{value}" is {width} degrees wide and {height} high, larger than any city '
    "(at most {most}); perhaps a corner is wrong, such as 0, 0: mend it, e.g. in QGIS",
)
CROSSING_POLYGON = Message(
    "crossing_polygon",
    zh="辖区边界有问题：{reason}，在经度 {lon}、纬度 {lat} 附近。请在 QGIS 中修正。",
    en="the area is not valid: {reason} near lon {lon}, lat {lat}; mend it, e.g. in QGIS",
)
WRONG_GEOMETRY = Message(
    "wrong_geometry",
    zh="这一项的图形是“{value}”，需要的是{needed}。请选择正确的图层。",
    en='the geometry is "{value}", but {needed} is needed; choose the right layer',
)

FloatArray = NDArray[np.float64]
LARGEST_AREA_DEGREES = 15
"""No city of the world is wider; the widest, in the west of China, have 12 degrees."""
_REASON = re.compile(r"(?P<reason>.*?)\[(?P<lon>\S+) (?P<lat>\S+)\]")


def locate_rows(
    kind: Kind,
    rows: list[ImportRow],
    crs: Crs,
    findings: Findings,
) -> tuple[FloatArray, FloatArray]:
    """Give every row its `location` and `area`; return lon and lat as the file has them.

    A point's own geometry comes before columns lon and lat. Beside an area the columns come
    first, and without them the location is a point inside the area. NaN where there is none.
    """
    lon, lat = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    is_map = any(row.geometry is not None for row in rows)
    for index, row in enumerate(rows):
        try:
            _set_area(kind, row, crs)
            lon[index], lat[index] = _given_position(kind, row, is_map=is_map)
        except InvalidInput as error:
            findings.row_error(row.line, findings.column("lon"), error)
    if kind.has_location:
        _set_locations(rows, *to_wgs84(*_in_world(rows, lon, lat, findings), crs))
    return lon, lat


def _set_area(kind: Kind, row: ImportRow, crs: Crs) -> None:
    geometry = row.geometry
    if isinstance(geometry, MultiPoint) and len(geometry.geoms) == 1:
        geometry = row.geometry = geometry.geoms[0]
    if geometry is None or isinstance(geometry, Point):
        if kind.has_area and not kind.has_location and geometry is not None:
            raise InvalidInput(WRONG_GEOMETRY, value="Point", needed="Polygon")
        return
    if not isinstance(geometry, Polygon | MultiPolygon):
        needed = "Polygon" if kind.has_area else "Point"
        raise InvalidInput(WRONG_GEOMETRY, value=geometry.geom_type, needed=needed)
    # What is refused is no area to find a position in.
    row.geometry = None
    row.geometry = _checked_area(geometry, crs)
    if kind.has_area:
        row.values["area"] = row.geometry


def _checked_area(geometry: Polygon | MultiPolygon, crs: Crs) -> MultiPolygon:
    """Convert an area to WGS 84; refuse one that crosses itself, naming the place."""
    _require_bounds(geometry)
    parts = list(geometry.geoms) if isinstance(geometry, MultiPolygon) else [geometry]
    area = shapely.force_2d(MultiPolygon(parts))
    if crs is not Crs.WGS84:
        lonlat = shapely.get_coordinates(area)
        lonlat = np.column_stack(to_wgs84(lonlat[:, 0], lonlat[:, 1], crs))
        area = shapely.set_coordinates(area, lonlat)
    if not shapely.is_valid(area):
        found = _REASON.fullmatch(shapely.is_valid_reason(area))
        place = found.groupdict() if found else {"reason": "?", "lon": "?", "lat": "?"}
        raise InvalidInput(CROSSING_POLYGON, value=place["reason"], **place)
    return area


def _require_bounds(geometry: Polygon | MultiPolygon) -> None:
    """Refuse an area without a border, in metres, or with a corner far away from the others."""
    if geometry.is_empty:
        raise InvalidInput(EMPTY_AREA, value=geometry.geom_type)
    west, south, east, north = geometry.bounds
    require_position(west, south)
    require_position(east, north)
    width, height = round(east - west, 1), round(north - south, 1)
    if max(width, height) > LARGEST_AREA_DEGREES:
        raise InvalidInput(
            AREA_TOO_LARGE,
            value=geometry.geom_type,
            width=width,
            height=height,
            most=LARGEST_AREA_DEGREES,
        )


def _given_position(kind: Kind, row: ImportRow, *, is_map: bool) -> tuple[float, float]:
    """Find where the file says a row is, in the file's own datum.

    Where other rows have a shape or there are columns for it, a row must have a position.
    """
    has_both = "lon" in row.values and "lat" in row.values
    lon, lat = row.values.pop("lon", None), row.values.pop("lat", None)
    if isinstance(row.geometry, Point) and not row.geometry.is_empty:
        return row.geometry.x, row.geometry.y
    if isinstance(lon, float) and isinstance(lat, float):
        if lon == lat == 0:
            raise InvalidInput(ZERO_POSITION)
        return lon, lat
    is_half = (lon is None) != (lat is None)
    is_needed = kind.needs_location and (is_map or has_both)
    if row.geometry is None and (is_needed or (has_both and is_half)):
        raise InvalidInput(MISSING_POSITION)
    if has_both:
        row.values["location"] = None
    return np.nan, np.nan


def _in_world(
    rows: list[ImportRow], lon: FloatArray, lat: FloatArray, findings: Findings
) -> tuple[FloatArray, FloatArray]:
    """Leave out positions that no place on Earth has, noting each."""
    outside = (np.abs(lon) > MAX_LON) | (np.abs(lat) > MAX_LAT) | np.isinf(lon) | np.isinf(lat)
    for index in np.flatnonzero(outside).tolist():
        try:
            require_position(float(lon[index]), float(lat[index]))
        except InvalidInput as error:
            findings.row_error(rows[index].line, findings.column("lon"), error)
    return np.where(outside, np.nan, lon), np.where(outside, np.nan, lat)


def _set_locations(rows: list[ImportRow], lon: FloatArray, lat: FloatArray) -> None:
    """Set the locations in WGS 84; a place known by its area is inside it."""
    for index in np.flatnonzero(np.isnan(lon)).tolist():
        area = rows[index].geometry
        if isinstance(area, MultiPolygon):
            rows[index].values["location"] = area.point_on_surface()
    known = np.flatnonzero(~np.isnan(lon))
    points = np.asarray(shapely.points(lon[known], lat[known]))
    for index, point in zip(known.tolist(), points.tolist(), strict=True):
        rows[index].values["location"] = point


def check_jurisdictions(
    kind: Kind,
    rows: Sequence[ImportRow],
    areas: Sequence[BaseGeometry],
    stored: Stored,
    findings: Findings,
) -> None:
    """Note places in no union's area, unless they are stored there already.

    Nothing is noted before there are unions with areas.
    """
    moved = [row for row in rows if areas and _has_moved(kind, row, stored)]
    points = np.array([row.values["location"] for row in moved], dtype=object)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    for index in np.flatnonzero(~_inside_any(areas, lon, lat)).tolist():
        swapped = lat[index : index + 1], lon[index : index + 1]
        message = SWAPPED if _inside_any(areas, *swapped)[0] else OUTSIDE_UNIONS
        place = {"lon": round(float(lon[index]), 6), "lat": round(float(lat[index]), 6)}
        findings.row_error(
            moved[index].line, findings.column("lon"), InvalidInput(message, **place)
        )


def _has_moved(kind: Kind, row: ImportRow, stored: Stored) -> bool:
    location, known = row.values.get("location"), stored.get(str(row.values.get(kind.key)))
    return location is not None and (known is None or differs(known["location"], location))


def _inside_any(
    areas: Sequence[BaseGeometry], lon: FloatArray, lat: FloatArray
) -> NDArray[np.bool_]:
    """Tell which positions are in some area; each area is asked about the rest only."""
    inside = np.zeros(len(lon), dtype=bool)
    for area in areas:
        west, south, east, north = area.bounds
        rest = np.flatnonzero(
            ~inside & (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        )
        if rest.size:
            shapely.prepare(area)
            inside[rest] = shapely.intersects_xy(area, lon[rest], lat[rest])
    return inside
