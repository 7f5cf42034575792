"""WGS 84, GCJ-02 and BD-09, and the local metric projection: the only place that converts.

GCJ-02 is the datum of Chinese web maps (Amap, Tencent, WeChat), BD-09 is Baidu's; both shift
positions by some hundred metres, by published formulas. As the maps do, we shift only inside
mainland China, by the outline of `geo.mainland`; elsewhere all three are the same. Baidu's own
step comes on top of GCJ-02, so outside it is left out too: a BD-09 position there is WGS 84.

Whether a position is shifted is always asked of its WGS 84 position, in both directions: forward
of the given one; backward of the one that the inverse finds. So every position of the mainland
comes back exactly, up to a millimetre from the border. A position less than the shift
(700 m; BD-09 1.6 km) outside may share its number with one inside, and is then read as that one:
no inverse can tell the two apart.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidInput, WrongCrs
from geo.mainland import mainland_outline
from geo.messages import Message

if TYPE_CHECKING:
    # Only named, never called: a lookup or `--help` need not wait a second for pandas.
    from geopandas import GeoDataFrame

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Lonlat = tuple[FloatArray, FloatArray]

NOT_A_NUMBER = Message(
    "position_not_a_number",
    zh="经度{lon}、纬度{lat}不是有效的数字，请填写十进制度数，例如经度121.47、纬度31.23。",
    en="lon {lon}, lat {lat} is not a position; give decimal degrees, e.g. lon 121.47, lat 31.23",
)
SWAPPED = Message(
    "position_swapped",
    zh="经度{lon}、纬度{lat}像是写反了，请对调：经度{lat}、纬度{lon}。",
    en="lon {lon}, lat {lat} look swapped; exchange them: lon {lat}, lat {lon}",
)
OUTSIDE_WORLD = Message(
    "position_outside_world",
    zh="经度{lon}、纬度{lat}不在地球上，经度应在-180到180之间，纬度应在-90到90之间。",
    en="lon {lon}, lat {lat} is outside the world; use lon -180 to 180 and lat -90 to 90",
)
NOT_METRIC = Message(
    "crs_not_metric",
    zh="{what}的坐标系是{found}，这里需要{needed}，请先用geo.crs.to_metric()转换。",
    en="{what} are in {found}, but {needed} is needed; reproject with geo.crs.to_metric()",
)
CRS_MISSING = Message(
    "crs_missing",
    zh="{what}没有注明坐标系，请先注明，例如EPSG:4326。",
    en="{what} name no reference system; set one first, e.g. EPSG:4326",
)
NOTHING_TO_PROJECT = Message(
    "nothing_to_project",
    zh="没有任何位置，无法选择投影，请给出目标坐标系。",
    en="there is no position to choose a projection by; give the target reference system",
)

MAX_LON = 180.0
MAX_LAT = 90.0


class Crs(StrEnum):
    """Datums in which positions are given and answered."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lon: FloatArray | float, lat: FloatArray | float, crs: Crs) -> Lonlat:
    """Convert degrees in `crs` to WGS 84, to better than 0.01 mm; NaN and inf stay as they are."""
    lon, lat = _as_degrees(lon, lat)
    if crs is Crs.WGS84:
        return lon, lat
    return _in_blocks(_unshift_from_bd09 if crs is Crs.BD09 else _unshift_from_gcj02, lon, lat)


def from_wgs84(lon: FloatArray | float, lat: FloatArray | float, crs: Crs) -> Lonlat:
    """Convert WGS 84 degrees to `crs` by the published formulas; NaN and inf stay as they are."""
    lon, lat = _as_degrees(lon, lat)
    if crs is Crs.WGS84:
        return lon, lat
    return _in_blocks(_shift_to_bd09 if crs is Crs.BD09 else _shift_to_gcj02, lon, lat)


def is_mainland(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Tell which WGS 84 positions are where Chinese maps are shifted."""
    return np.asarray(shapely.contains_xy(_prepared_outline(), lon, lat))


def require_position(lon: float, lat: float) -> None:
    """Refuse a longitude and latitude that cannot be a place on Earth."""
    if not (np.isfinite(lon) and np.isfinite(lat)):
        raise InvalidInput(NOT_A_NUMBER, lon=lon, lat=lat)
    if abs(lat) <= MAX_LAT and abs(lon) <= MAX_LON:
        return
    would_fit_swapped = abs(lon) <= MAX_LAT and abs(lat) <= MAX_LON
    raise InvalidInput(SWAPPED if would_fit_swapped else OUTSIDE_WORLD, lon=lon, lat=lat)


def is_on_earth(geometry: BaseGeometry) -> bool:
    """Tell whether a geometry has a place, in degrees; an empty one has none."""
    if geometry.is_empty:
        return False
    west, south, east, north = geometry.bounds
    return max(-west, east) <= MAX_LON and max(-south, north) <= MAX_LAT


# --- Metres -------------------------------------------------------------------------------------

_WGS84_CODE = 4326
_GAUSS_KRUGER_FIRST_CODE = 4534
_GAUSS_KRUGER_FIRST_MERIDIAN = 75
_GAUSS_KRUGER_LAST_MERIDIAN = 135
_GAUSS_KRUGER_ZONE_WIDTH = 3
_UTM_NORTH_CODE, _UTM_SOUTH_CODE = 32600, 32700
_UTM_ZONE_WIDTH, _UTM_ZONES = 6, 60
_METRIC_METHOD = "Transverse Mercator"


def local_metric_crs(lon: float, lat: float) -> pyproj.CRS:
    """Choose the metric projection around a WGS 84 position.

    In mainland China CGCS2000 / 3-degree Gauss-Kruger by central meridian (Shanghai: EPSG:4549),
    elsewhere UTM on WGS 84. CGCS2000 and WGS 84 agree within centimetres.
    """
    require_position(lon, lat)
    if not is_mainland(*_as_degrees(lon, lat)):
        zone = int((lon + MAX_LON) // _UTM_ZONE_WIDTH) % _UTM_ZONES + 1
        return _crs_by_code((_UTM_NORTH_CODE if lat >= 0 else _UTM_SOUTH_CODE) + zone)
    meridian = round(lon / _GAUSS_KRUGER_ZONE_WIDTH) * _GAUSS_KRUGER_ZONE_WIDTH
    meridian = min(max(meridian, _GAUSS_KRUGER_FIRST_MERIDIAN), _GAUSS_KRUGER_LAST_MERIDIAN)
    zones_east = (meridian - _GAUSS_KRUGER_FIRST_MERIDIAN) // _GAUSS_KRUGER_ZONE_WIDTH
    return _crs_by_code(_GAUSS_KRUGER_FIRST_CODE + zones_east)


def to_metric(frame: "GeoDataFrame", target: pyproj.CRS | None = None) -> "GeoDataFrame":
    """Reproject to metres: to `target`, or else to the local projection around the frame's middle.

    Frames that are compared with each other must share one target, e.g. the `crs` of the first.
    """
    if frame.crs is None:
        raise WrongCrs(CRS_MISSING, what="positions")
    return frame.to_crs(target if target is not None else _metric_crs_around(frame))


def from_metric(frame: "GeoDataFrame") -> "GeoDataFrame":
    """Reproject to EPSG:4326, order lon, lat, in which positions are stored and exchanged."""
    if frame.crs is None:
        raise WrongCrs(CRS_MISSING, what="positions")
    return frame.to_crs(_WGS84_CODE)


def require_metric(frame: "GeoDataFrame", *, what: str = "positions") -> None:
    """Refuse a frame whose coordinates are not metres of a local projection.

    Web Mercator is refused as well: in Shanghai its metre is 0.86 m long.
    """
    if frame.crs is None:
        raise WrongCrs(CRS_MISSING, what=what)
    found = pyproj.CRS(frame.crs)
    operation = found.coordinate_operation
    if operation is None or operation.method_name != _METRIC_METHOD:
        needed = "a local projection in metres" if frame.empty else _metric_crs_around(frame)
        raise WrongCrs(NOT_METRIC, what=what, found=found.to_string(), needed=needed)


def _metric_crs_around(frame: "GeoDataFrame") -> pyproj.CRS:
    west, south, east, north = frame.geometry.to_crs(_WGS84_CODE).total_bounds
    if not np.isfinite(west):
        raise InvalidInput(NOTHING_TO_PROJECT)
    return local_metric_crs(float(west + east) / 2, float(south + north) / 2)


@cache
def _crs_by_code(code: int) -> pyproj.CRS:
    return pyproj.CRS.from_epsg(code)


# --- The shift ----------------------------------------------------------------------------------

_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ORIGIN_LON, _ORIGIN_LAT = 105.0, 35.0

_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.006
_BAIDU_RADIUS, _BAIDU_ANGLE = 0.00002, 0.000003
_BAIDU_WAVE = np.pi * 3000.0 / 180.0

# Each round shrinks the error by the steepest slope of the shift: about 1/150 for GCJ-02 (500 m,
# 4 m, 3 cm, 0.2 mm, 1 micrometre), about 1/50 for Baidu's step.
_GCJ02_ROUNDS = 4
_BD09_ROUNDS = 6

# A block's intermediate results stay in the processor's cache: twice as fast as a million at once.
_BLOCK = 16_384

# The farthest a shifted position can lie outside the outline's bounding box, generously.
_MARGIN_DEGREES = 0.05


def _shift_to_gcj02(lon: FloatArray, lat: FloatArray) -> Lonlat:
    inside = is_mainland(lon, lat)
    shifted = _gcj02_forward(lon[inside], lat[inside])
    return _put(lon, inside, shifted[0]), _put(lat, inside, shifted[1])


def _shift_to_bd09(lon: FloatArray, lat: FloatArray) -> Lonlat:
    inside = is_mainland(lon, lat)
    shifted = _baidu_forward(*_gcj02_forward(lon[inside], lat[inside]))
    return _put(lon, inside, shifted[0]), _put(lat, inside, shifted[1])


def _unshift_from_gcj02(lon: FloatArray, lat: FloatArray) -> Lonlat:
    near = _is_near_mainland(lon, lat)
    return _keep_mainland(lon, lat, near, _gcj02_inverse(lon[near], lat[near]))


def _unshift_from_bd09(lon: FloatArray, lat: FloatArray) -> Lonlat:
    near = _is_near_mainland(lon, lat)
    return _keep_mainland(lon, lat, near, _gcj02_inverse(*_baidu_inverse(lon[near], lat[near])))


def _keep_mainland(lon: FloatArray, lat: FloatArray, near: BoolArray, found: Lonlat) -> Lonlat:
    """Take the positions found for those `near` that are on the mainland, else the given ones."""
    inside = is_mainland(*found)
    chosen = np.zeros_like(near)
    chosen[near] = inside
    return _put(lon, chosen, found[0][inside]), _put(lat, chosen, found[1][inside])


def _gcj02_forward(lon: FloatArray, lat: FloatArray) -> Lonlat:
    lon_shift, lat_shift = _gcj02_shift(lon, lat)
    return lon + lon_shift, lat + lat_shift


def _gcj02_inverse(lon: FloatArray, lat: FloatArray) -> Lonlat:
    """Find p with p + shift(p) = (lon, lat) by p ← (lon, lat) − shift(p)."""
    found_lon, found_lat = lon, lat
    for _ in range(_GCJ02_ROUNDS):
        lon_shift, lat_shift = _gcj02_shift(found_lon, found_lat)
        found_lon, found_lat = lon - lon_shift, lat - lat_shift
    return found_lon, found_lat


def _gcj02_shift(lon: FloatArray, lat: FloatArray) -> Lonlat:
    """Compute the published shift, in degrees, of WGS 84 positions.

    The waves and polynomials give metres east and north; radii of curvature make them degrees.
    """
    x, y = lon - _ORIGIN_LON, lat - _ORIGIN_LAT
    ripple = _wave(20, x * 6) + _wave(20, x * 2)
    east_m = 300 + x + 2 * y + 0.1 * x * (x + y) + 0.1 * np.sqrt(np.abs(x))
    east_m += ripple + _wave(20, x) + _wave(40, x / 3) + _wave(150, x / 12) + _wave(300, x / 30)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += ripple + _wave(20, y) + _wave(40, y / 3) + _wave(160, y / 12) + _wave(320, y / 30)
    latitude = np.radians(lat)
    flattening = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    prime_vertical_m = _SEMI_MAJOR_M / np.sqrt(flattening)
    meridional_m = prime_vertical_m * (1 - _ECCENTRICITY_SQUARED) / flattening
    return (
        np.degrees(east_m / (prime_vertical_m * np.cos(latitude))),
        np.degrees(north_m / meridional_m),
    )


def _wave(height: float, half_turns: FloatArray) -> FloatArray:
    return np.asarray(height * 2 / 3 * np.sin(np.pi * half_turns))


def _baidu_forward(lon: FloatArray, lat: FloatArray) -> Lonlat:
    """Turn GCJ-02 into BD-09: a ripple in polar coordinates around (0, 0), then a step."""
    radius = np.hypot(lon, lat) + _BAIDU_RADIUS * np.sin(_BAIDU_WAVE * lat)
    angle = np.arctan2(lat, lon) + _BAIDU_ANGLE * np.cos(_BAIDU_WAVE * lon)
    return radius * np.cos(angle) + _BAIDU_LON, radius * np.sin(angle) + _BAIDU_LAT


def _baidu_inverse(lon: FloatArray, lat: FloatArray) -> Lonlat:
    """Turn BD-09 into GCJ-02, by fixed point on the ripple."""
    found_lon, found_lat = lon - _BAIDU_LON, lat - _BAIDU_LAT
    radius, angle = np.hypot(found_lon, found_lat), np.arctan2(found_lat, found_lon)
    for _ in range(_BD09_ROUNDS):
        found_radius = radius - _BAIDU_RADIUS * np.sin(_BAIDU_WAVE * found_lat)
        found_angle = angle - _BAIDU_ANGLE * np.cos(_BAIDU_WAVE * found_lon)
        found_lon, found_lat = (
            found_radius * np.cos(found_angle),
            found_radius * np.sin(found_angle),
        )
    return found_lon, found_lat


# --- Arrays -------------------------------------------------------------------------------------


@cache
def _prepared_outline() -> shapely.Polygon:
    outline = mainland_outline()
    shapely.prepare(outline)
    return outline


def _is_near_mainland(lon: FloatArray, lat: FloatArray) -> BoolArray:
    west, south, east, north = _prepared_outline().bounds
    margin = _MARGIN_DEGREES
    is_between_meridians = (lon >= west - margin) & (lon <= east + margin)
    return is_between_meridians & (lat >= south - margin) & (lat <= north + margin)


def _as_degrees(lon: FloatArray | float, lat: FloatArray | float) -> Lonlat:
    lon, lat = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return lon, lat


def _in_blocks(
    convert: Callable[[FloatArray, FloatArray], Lonlat], lon: FloatArray, lat: FloatArray
) -> Lonlat:
    flat_lon, flat_lat = lon.reshape(-1), lat.reshape(-1)
    new_lon, new_lat = np.empty_like(flat_lon), np.empty_like(flat_lat)
    for start in range(0, flat_lon.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        new_lon[block], new_lat[block] = convert(flat_lon[block], flat_lat[block])
    return new_lon.reshape(lon.shape), new_lat.reshape(lat.shape)


def _put(old: FloatArray, mask: BoolArray, new: FloatArray) -> FloatArray:
    changed = old.copy()
    changed[mask] = new
    return changed
