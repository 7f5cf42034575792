"""The open service points in memory: one column per field, one row per service point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, pi, sin

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.crs import Crs, from_wgs84
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import Host, Tier
from geo.timetables import IndexArray, Timetables
from geo.travel_times import FloatArray

SERVICE_UNKNOWN = Message(
    "service_unknown",
    zh="没有“{value}”这项服务。可选:{known}。",
    en='there is no service "{value}"; choose among {known}',
)
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of WGS 84; distances on it are within 0.57 % of the geodesic."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ServicePoints:
    """Columns of the open service points, in the order of their codes.

    Positions are WGS 84 degrees. `services` has one bit per service, in the order of
    `service_codes`; `timetable_ids` are rows of `timetables`.
    """

    codes: Sequence[str]
    names: Sequence[str]
    tiers: Sequence[Tier]
    hosts: Sequence[Host | None]
    addresses: Sequence[str | None]
    phones: Sequence[str | None]
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
class ServicePointIndex:
    """Service points with what a lookup needs beside them: the tree, and shifted positions."""

    points: ServicePoints
    tree: KDTree
    bits: Mapping[str, int]
    positions: Mapping[Crs, tuple[FloatArray, FloatArray]]

    def position(self, row: int, crs: Crs) -> tuple[float, float]:
        """Return the lon and lat of a service point in a datum."""
        lon, lat = self.positions[crs]
        return float(lon[row]), float(lat[row])


def build_index(points: ServicePoints) -> ServicePointIndex:
    """Index service points by their place on the unit sphere.

    The shifted positions are worked out once, since every answer links to maps that need them.
    """
    bits = {code: 1 << bit for bit, code in enumerate(points.service_codes)}
    tree = KDTree(unit_sphere(points.lon, points.lat), balanced_tree=False)
    positions = {crs: from_wgs84(points.lon, points.lat, crs) for crs in Crs}
    return ServicePointIndex(points, tree, bits, positions)


def chord(arc: float) -> float:
    """Return the straight line, through the unit sphere, of an angle in radians."""
    return 2 * sin(min(arc, pi) / 2)


def arc(chord: float) -> float:
    """Return the angle in radians of a straight line through the unit sphere."""
    return 2 * asin(min(chord / 2, 1))


def unit_sphere(lon: FloatArray | float, lat: FloatArray | float) -> FloatArray:
    """Place degrees on the unit sphere; the last axis of the result is x, y, z."""
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


def services_of(index: ServicePointIndex, row: int) -> list[str]:
    """List the codes of the services that one service point offers."""
    mask = int(index.points.services[row])
    return [code for code, bit in index.bits.items() if mask & bit]
