"""The rectangle that a map shows first."""

from dataclasses import dataclass

import numpy as np

from geo.crs import MAX_LAT, MAX_LON, FloatArray

_SMALLEST_DEGREES = 0.02
"""About two kilometres: one place alone is shown with what lies around it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def widened(self, share: float) -> "Bounds":
        """Add a share of width and height on every side."""
        across, up = (self.east - self.west) * share, (self.north - self.south) * share
        return Bounds(self.west - across, self.south - up, self.east + across, self.north + up)


WHOLE_COUNTRY = Bounds(73.0, 18.0, 135.0, 54.0)
"""What a map without any position shows."""


def bounds_of(lon: FloatArray, lat: FloatArray) -> Bounds:
    """Surround positions, at least two kilometres across; those that are not on Earth are left out.

    Without any position it is the whole country.
    """
    # A comparison with NaN is false, so this leaves it out too.
    is_on_earth = (np.abs(lon) <= MAX_LON) & (np.abs(lat) <= MAX_LAT)
    lon, lat = lon[is_on_earth], lat[is_on_earth]
    if lon.size == 0:
        return WHOLE_COUNTRY
    west, east = _at_least(float(lon.min()), float(lon.max()))
    south, north = _at_least(float(lat.min()), float(lat.max()))
    return Bounds(west, south, east, north)


def _at_least(low: float, high: float) -> tuple[float, float]:
    missing = max(_SMALLEST_DEGREES - (high - low), 0.0)
    return low - missing / 2, high + missing / 2
