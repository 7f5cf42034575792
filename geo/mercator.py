"""A plane on which the nearest street is the nearest: Mercator's, true to angles everywhere.

Around any place it is a map of one scale, so what lies nearest on it lies nearest on the ground;
a distance on it, divided by `scale`, is metres. Snyder, Map Projections (USGS 1395), chapter 7.
"""

import numpy as np

from geo.crs import FloatArray

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY = 0.0818191908426215


def to_plane(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Place WGS 84 degrees on the plane; the last axis of the result is x, y."""
    sine = np.sin(np.radians(lat))
    y = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    return _SEMI_MAJOR_M * np.stack([np.radians(lon), y], axis=-1)


def scale(lat: FloatArray) -> FloatArray:
    """Return how many units of the plane one metre is, at these latitudes."""
    lat_rad = np.radians(lat)
    flattening = np.sqrt(1 - (_ECCENTRICITY * np.sin(lat_rad)) ** 2)
    return np.asarray(flattening / np.cos(lat_rad))
