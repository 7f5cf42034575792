"""The open service points in memory: one column per field, one row per service point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import asin, cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import Crs, FloatArray, from_wgs84
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import Host, Tier
from geo.text_column import TextColumn
from geo.timetables import IndexArray, Timetables

SERVICE_UNKNOWN = Message(
    "service_unknown",
    zh="没有“{value}”这项服务。可选：{known}。",
    en='there is no service "{value}"; choose among {known}',
)
RARE_SHARE = 0.5
"""A service that at most this share offers gets a tree of its own: fewer candidates to sift."""
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of WGS 84; distances on it are within 0.57 % of the geodesic."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ServicePoints:
    """Columns of the open service points, in the order of their codes.

    A text that is not known is empty. Positions are WGS 84 degrees. `services` has one bit per
    service, in the order of `service_codes`; `timetable_ids` are rows of `timetables`.
    """

    codes: TextColumn
    names: TextColumn
    addresses: TextColumn
    phones: TextColumn
    tiers: Sequence[Tier]
    hosts: Sequence[Host | None]
    languages: Sequence[tuple[str, ...]]
    wheelchair: Sequence[bool | None]
    desks: Sequence[int | None]
    union_codes: Sequence[str | None]
    verified_on: Sequence[date | None]
    lon: FloatArray
    lat: FloatArray
    services: NDArray[np.uint64]
    service_codes: Sequence[str]
    timetable_ids: IndexArray
    timetables: Timetables

    def __len__(self) -> int:
        """Count the service points."""
        return len(self.codes)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlaceTree:
    """A tree over places on the unit sphere, and the columns that a search reads.

    All are in the order of the tree's leaves, so that neighbours lie next to each other in memory;
    `rows` tells the row of `ServicePoints` that each value belongs to; `services_of_all` are the
    bits that all of them have.
    """

    tree: cKDTree  # The plain class: KDTree adds a Python layer to each query.
    services_of_all: int
    rows: IndexArray
    lon: FloatArray
    lat: FloatArray
    services: NDArray[np.uint64]
    timetable_ids: IndexArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ServicePointIndex:
    """Service points with what a lookup needs beside them: trees, and shifted positions.

    `trees` holds all service points under 0, and under the bit of each rarer service those that
    offer it.
    """

    points: ServicePoints
    trees: Mapping[int, PlaceTree]
    bits: Mapping[str, int]
    positions: Mapping[Crs, tuple[FloatArray, FloatArray]]

    def position(self, row: int, crs: Crs) -> tuple[float, float]:
        """Return the lon and lat of a service point in a datum."""
        lon, lat = self.positions[crs]
        return float(lon[row]), float(lat[row])

    def smallest_tree(self, services: int) -> PlaceTree:
        """Return the smallest tree that holds whatever offers all these services."""
        fitting = (tree for bit, tree in self.trees.items() if bit & services == bit)
        return min(fitting, key=lambda tree: len(tree.rows))


def build_index(points: ServicePoints) -> ServicePointIndex:
    """Index service points by their place on the unit sphere.

    The shifted positions are worked out once, since every answer links to maps that need them.
    """
    bits = {code: 1 << bit for bit, code in enumerate(points.service_codes)}
    everything = np.arange(len(points))
    offering = {bit: np.flatnonzero(points.services & np.uint64(bit)) for bit in bits.values()}
    rare = {bit: rows for bit, rows in offering.items() if len(rows) <= RARE_SHARE * len(points)}
    return ServicePointIndex(
        points,
        trees={bit: _plant(points, rows, bit) for bit, rows in {0: everything, **rare}.items()},
        bits=bits,
        positions={
            Crs.WGS84: (points.lon, points.lat),
            Crs.GCJ02: from_wgs84(points.lon, points.lat, Crs.GCJ02),
            Crs.BD09: from_wgs84(points.lon, points.lat, Crs.BD09),
        },
    )


def _plant(points: ServicePoints, rows: IndexArray, services: int) -> PlaceTree:
    """Build the tree twice: its first order of leaves is the order of places of the second."""
    places = unit_sphere(points.lon[rows], points.lat[rows])
    order = cKDTree(places, balanced_tree=False).indices
    rows = rows[order]
    return PlaceTree(
        tree=cKDTree(places[order], balanced_tree=False),
        services_of_all=services,
        rows=rows,
        lon=points.lon[rows],
        lat=points.lat[rows],
        services=points.services[rows],
        timetable_ids=points.timetable_ids[rows],
    )


def chord(arc: float) -> float:
    """Return the straight line, through the unit sphere, of an angle in radians."""
    return 2 * sin(min(arc, pi) / 2)


def arc(chord: float) -> float:
    """Return the angle in radians of a straight line through the unit sphere."""
    return 2 * asin(min(chord / 2, 1))


def on_sphere(lon: float, lat: float) -> tuple[float, float, float]:
    """Place one position, in degrees, on the unit sphere; arrays of one cost ten times as much."""
    lon_rad, lat_rad = radians(lon), radians(lat)
    across = cos(lat_rad)
    return across * cos(lon_rad), across * sin(lon_rad), sin(lat_rad)


def unit_sphere(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Place positions, in degrees, on the unit sphere; the last axis of the result is x, y, z."""
    lon_rad, lat_rad = np.radians(lon), np.radians(lat)
    across = np.cos(lat_rad)
    return np.stack([across * np.cos(lon_rad), across * np.sin(lon_rad), np.sin(lat_rad)], axis=-1)


def services_mask(index: ServicePointIndex, codes: Sequence[str]) -> int:
    """Combine the bits of services; raises InvalidInput for one that does not exist."""
    unknown = next((code for code in codes if code not in index.bits), None)
    if unknown is not None:
        raise InvalidInput(SERVICE_UNKNOWN, value=unknown, known=", ".join(index.bits))
    mask = 0
    for code in codes:
        mask |= index.bits[code]
    return mask


def services_of(index: ServicePointIndex, row: int) -> Sequence[str]:
    """List the codes of the services that one service point offers."""
    return _codes_of(int(index.points.services[row]), tuple(index.points.service_codes))


@lru_cache(maxsize=4_096)
def _codes_of(mask: int, service_codes: tuple[str, ...]) -> Sequence[str]:
    return tuple(code for bit, code in enumerate(service_codes) if mask >> bit & 1)
