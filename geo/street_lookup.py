"""Service points on the streets of a mode, ready for lookups by street time."""

from dataclasses import dataclass

import numpy as np

from geo.crs import FloatArray
from geo.snapping import SnappedPlaces, snap
from geo.streets import BoolArray, IndexArray
from geo.timed_streets import TimedStreets


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StreetLookup:
    """The streets of one mode, and the service points on them in the order of their rows."""

    streets: TimedStreets
    places: SnappedPlaces
    lon: FloatArray
    lat: FloatArray


def put_on_streets(
    streets: TimedStreets, lon: FloatArray, lat: FloatArray, before: StreetLookup | None = None
) -> StreetLookup:
    """Snap service points (WGS 84 degrees); those that stood there `before` keep their place."""
    if before is None or before.streets is not streets or not len(before.lon):
        return StreetLookup(streets, snap(streets, lon, lat), lon, lat)
    row, is_known = _rows_before(before, lon, lat)
    fresh = snap(streets, lon[~is_known], lat[~is_known])
    places = before.places.take(row).replaced(~is_known, fresh)
    return StreetLookup(streets, places, lon, lat)


def _rows_before(
    before: StreetLookup, lon: FloatArray, lat: FloatArray
) -> tuple[IndexArray, BoolArray]:
    """Find a row that stood at each position before, and tell whether there was one."""
    old, new = before.lon + 1j * before.lat, lon + 1j * lat
    order = np.argsort(old)
    found = np.searchsorted(old, new, sorter=order)
    row = order[np.minimum(found, len(old) - 1)]
    return row, old[row] == new
