"""How long a way takes: modes, speeds, and the estimate from the straight line."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from pyproj import Geod

from geo.crs import FloatArray
from geo.units import SECONDS_PER_MINUTE

DETOUR_SHARE = 1.3
"""Streets are about 1.3 times the straight line in cities: the house's design, measured later."""


class Mode(StrEnum):
    """How one travels."""

    WALK = "walk"
    BIKE = "bike"
    EBIKE = "ebike"
    DRIVE = "drive"


class TravelMethod(StrEnum):
    """Where a travel time comes from; every answer names it."""

    STREETS = "streets"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Speeds:
    """Metres per minute by mode."""

    walk: float = 80
    bike: float = 200
    ebike: float = 300
    drive: float = 400

    def metres_per_second(self, mode: Mode) -> float:
        """Return the speed of a mode."""
        return float(getattr(self, mode.value)) / SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Estimate:
    """Travel times from the geodesic distance, for one mode."""

    metres_per_second: float
    detour: float = DETOUR_SHARE

    def seconds(self, distance_m: FloatArray) -> FloatArray:
        """Estimate the travel times over these straight-line distances."""
        return distance_m * (self.detour / self.metres_per_second)

    def reach_m(self, seconds: float) -> float:
        """Return the straight-line distance that takes this long."""
        return seconds * self.metres_per_second / self.detour


@cache
def wgs84() -> Geod:
    """The ellipsoid on which we measure."""
    return Geod(ellps="WGS84")


def geodesic_m(lon: float, lat: float, lons: FloatArray, lats: FloatArray) -> FloatArray:
    """Measure from one point to many along the WGS 84 ellipsoid, in metres."""
    return geodesics_m(np.full(len(lons), lon), np.full(len(lons), lat), lons, lats)


def geodesics_m(
    from_lon: FloatArray, from_lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray
) -> FloatArray:
    """Measure between pairs of points along the WGS 84 ellipsoid, in metres."""
    *_, distance_m = wgs84().inv(from_lon, from_lat, to_lon, to_lat)
    return np.asarray(distance_m, dtype=np.float64)
