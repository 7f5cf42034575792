"""Service points on the streets of a mode, ready for lookups by street time."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.crs import FloatArray
from geo.snapping import SnappedPlaces, snap
from geo.street_cells import Window
from geo.street_search import Heading, Reach, reach_from
from geo.streets import BoolArray, IndexArray
from geo.timed_streets import TimedStreets

MOST_NODES_AT_ONCE = 150_000
"""Up to here a search of the whole graph costs less than cutting a window out of it first."""


class WholeSearch:
    """Searches the whole graph from one place after another.

    The matrix has one row to spare, which is written for wherever one starts and forgotten after
    the search: copying the rest for each lookup would cost more than the search.
    """

    def __init__(self, streets: TimedStreets) -> None:
        matrix, nodes = streets.onward, streets.graph.nodes
        self._streets = streets
        self._all = Window(np.array([0]), np.array([nodes]), np.array([0]), nodes)
        self._writing = Lock()
        self._matrix = csr_array(
            (
                np.concatenate([matrix.data, [np.inf, np.inf]]),
                np.concatenate([matrix.indices, [0, 0]]).astype(np.int32),
                np.append(matrix.indptr, [len(matrix.data) + 2]).astype(np.int32),
            ),
            shape=(nodes + 1, nodes + 1),
        )

    def reach(self, here: SnappedPlaces, limit_s: float) -> Reach:
        """Search away from one place on the network."""
        with self._writing:
            try:
                self._matrix.indices[-2:] = here.ends[0]
                self._matrix.data[-2:] = here.to_ends_s[0]
                node_s = dijkstra(self._matrix, indices=[self._all.nodes], limit=limit_s)
            finally:
                self._matrix.indices[-2:], self._matrix.data[-2:] = 0, np.inf
        return Reach(self._streets, here, Heading.AWAY, limit_s, self._all, node_s)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StreetLookup:
    """The streets of one mode, and the service points on them in the order of their rows.

    `reach` searches away from one place on the network, as far as some seconds.
    """

    streets: TimedStreets
    reach: Callable[[SnappedPlaces, float], Reach]
    places: SnappedPlaces
    lon: FloatArray
    lat: FloatArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Start:
    """Where a lookup starts on the streets."""

    streets: StreetLookup
    here: SnappedPlaces


def start_at(streets: StreetLookup, lon: float, lat: float) -> Start | None:
    """Step onto the nearest street; None where all are too far, and ways must be estimated."""
    here = snap(streets.streets, np.array([lon]), np.array([lat]))
    return Start(streets, here) if here.edge[0] >= 0 else None


def put_on_streets(
    streets: TimedStreets, lon: FloatArray, lat: FloatArray, before: StreetLookup | None = None
) -> StreetLookup:
    """Snap service points (WGS 84 degrees); those that stood there `before` keep their place."""
    if before is None or before.streets is not streets or not len(before.lon):
        return StreetLookup(streets, _search_of(streets), snap(streets, lon, lat), lon, lat)
    row, is_known = _rows_before(before, lon, lat)
    fresh = snap(streets, lon[~is_known], lat[~is_known])
    places = before.places.take(row).replaced(~is_known, fresh)
    return StreetLookup(streets, before.reach, places, lon, lat)


def _search_of(streets: TimedStreets) -> Callable[[SnappedPlaces, float], Reach]:
    """Choose the search that costs least on a graph of this size."""
    if streets.graph.nodes <= MOST_NODES_AT_ONCE:
        return WholeSearch(streets).reach
    return lambda here, limit_s: reach_from(streets, here, heading=Heading.AWAY, limit_s=limit_s)


def _rows_before(
    before: StreetLookup, lon: FloatArray, lat: FloatArray
) -> tuple[IndexArray, BoolArray]:
    """Find a row that stood at each position before, and tell whether there was one."""
    old, new = before.lon + 1j * before.lat, lon + 1j * lat
    order = np.argsort(old)
    found = np.searchsorted(old, new, sorter=order)
    row = order[np.minimum(found, len(old) - 1)]
    return row, old[row] == new
