"""Where things are in the sample city: areas of unions, and positions inside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.random import Generator
from pyproj import Geod
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from data.samples.subdistricts import Subdistrict
from geo.crs import from_metric, to_metric

Position = tuple[float, float]
"""Longitude and latitude, WGS 84."""

_CELL_RADII = 2.0
"""Cells end at this many radii of their sub-district; at the coast they would reach far out."""
_SCATTER_RADII = 0.5
_GRID_DEGREES = 1e-5
_POSITION_DECIMALS = 5
_WGS84_CODE = 4326
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Ground:
    """A sub-district with the illustrative area of its union, in degrees."""

    subdistrict: Subdistrict
    area: BaseGeometry


def draw_grounds(subdistricts: Sequence[Subdistrict]) -> tuple[Ground, ...]:
    """Give each sub-district what is nearer to its point than to any other, up to a radius."""
    lonlats = [(each.lon, each.lat) for each in subdistricts]
    frame = to_metric(gpd.GeoDataFrame(geometry=shapely.points(lonlats), crs=_WGS84_CODE))
    centres = frame.geometry.to_numpy()
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(centres), ordered=True))
    radii_m = np.array([each.radius_m * _CELL_RADII for each in subdistricts])
    clipped = shapely.intersection(cells, shapely.buffer(centres, radii_m))
    areas = from_metric(frame.set_geometry(clipped)).geometry.to_numpy()
    on_grid = shapely.set_precision(areas, _GRID_DEGREES)
    return tuple(Ground(*pair) for pair in zip(subdistricts, on_grid, strict=True))


def merge_areas(areas: Sequence[BaseGeometry]) -> BaseGeometry:
    """Unite areas that touch; their common borders vanish."""
    return shapely.union_all(areas, grid_size=_GRID_DEGREES)


def scatter(rng: Generator, ground: Ground, count: int) -> list[Position]:
    """Choose positions in the inner part of a sub-district and inside its area."""
    positions: list[Position] = []
    while len(positions) < count:
        positions += _draw_inside(rng, ground, count)
    return positions[:count]


def _draw_inside(rng: Generator, ground: Ground, draws: int) -> list[Position]:
    subdistrict = ground.subdistrict
    # The root spreads positions evenly over the disc instead of crowding its middle.
    away_m = subdistrict.radius_m * _SCATTER_RADII * np.sqrt(rng.random(draws))
    starts = np.full(draws, subdistrict.lon), np.full(draws, subdistrict.lat)
    lon, lat, _ = _WGS84.fwd(*starts, rng.uniform(0, 360, draws), away_m)
    lon, lat = np.round(lon, _POSITION_DECIMALS), np.round(lat, _POSITION_DECIMALS)
    is_inside = shapely.contains_xy(ground.area, lon, lat)
    return list(zip(lon[is_inside].tolist(), lat[is_inside].tolist(), strict=True))
