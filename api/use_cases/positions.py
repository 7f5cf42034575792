"""One position from one datum to another, for requests and answers."""

import numpy as np

from geo.crs import Crs, from_wgs84, to_wgs84


def unshifted(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Return a position in WGS 84."""
    if crs is Crs.WGS84:
        return lon, lat
    lons, lats = to_wgs84(np.array([lon]), np.array([lat]), crs)
    return float(lons[0]), float(lats[0])


def shifted(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Return a WGS 84 position in another datum."""
    lons, lats = from_wgs84(np.array([lon]), np.array([lat]), crs)
    return float(lons[0]), float(lats[0])
