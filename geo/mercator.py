"""A plane on which the nearest street is the nearest: Mercator's, true to angles everywhere.

Around any place it is a map of one scale, so what lies nearest on it lies nearest on the ground;
a distance on it, divided by `scale`, is metres. Snyder, Map Projections (USGS 1395), chapter 7.
"""

import numpy as np

from geo.crs import FloatArray

FARTHEST_LAT = 85.0
"""The plane ends here: the poles are infinitely far away on it."""
_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY = 0.0818191908426215
_ROUNDS = 6
"""Each leaves at most 0.0067 of the error, the square of the eccentricity."""


def to_plane(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Place WGS 84 degrees on the plane; the last axis of the result is x, y."""
    sine = np.sin(np.radians(np.clip(lat, -FARTHEST_LAT, FARTHEST_LAT)))
    y = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    return _SEMI_MAJOR_M * np.stack([np.radians(lon), y], axis=-1)


def from_plane(plane: FloatArray) -> FloatArray:
    """Return the WGS 84 degrees of places on the plane; the last axis is x, y and lon, lat."""
    x, y = np.moveaxis(plane / _SEMI_MAJOR_M, -1, 0)
    sine = np.tanh(y)
    for _ in range(_ROUNDS):
        sine = np.tanh(y + _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
    return np.asarray(np.degrees(np.stack([x, np.arcsin(sine)], axis=-1)))


def scale(lat: FloatArray) -> FloatArray:
    """Return how many units of the plane one metre is, at these latitudes."""
    lat_rad = np.radians(np.clip(lat, -FARTHEST_LAT, FARTHEST_LAT))
    flattening = np.sqrt(1 - (_ECCENTRICITY * np.sin(lat_rad)) ** 2)
    return np.asarray(flattening / np.cos(lat_rad))
