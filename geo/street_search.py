"""Bounded searches over timed streets: cost follows the area reached, not the size of the graph."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.crs import FloatArray
from geo.service_points import EARTH_RADIUS_M
from geo.snapping import SnappedPlaces, part_of
from geo.street_cells import Window, window
from geo.streets import IndexArray
from geo.timed_streets import TimedStreets

_STEEPEST = 2.0
"""Over a radian of latitude the scale of the plane grows at most so much more: up to 63°."""

NEXT_DOOR_M = 30
"""Within one building or yard; more could be across a canal."""


class Heading(StrEnum):
    """Which way one travels: away from the sites of a search, or towards them."""

    AWAY = "away"
    TOWARDS = "towards"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reach:
    """What one search from neighbouring sites reached within `limit_s`.

    `node_s` (sites × nodes of the window, and one more for all others) are seconds between sites
    and nodes, inf where farther.
    """

    streets: TimedStreets
    sites: SnappedPlaces
    heading: Heading
    limit_s: float
    window: Window
    node_s: FloatArray


def reach_from(
    streets: TimedStreets, sites: SnappedPlaces, *, heading: Heading, limit_s: float
) -> Reach:
    """Search from sites on the network, all at once, as far as `limit_s` goes.

    Dijkstra's search within a window that holds whatever can be reached in that time. The sites
    should be neighbours, as the window is around all of them.
    """
    around = window_around(
        streets.node_cells, sites, limit_s=limit_s, m_per_s=streets.fastest_m_per_s
    )
    is_away = heading is Heading.AWAY
    matrix = _cut(streets.onward if is_away else streets.homeward, around)
    first_s = sites.to_ends_s if is_away else sites.from_ends_s
    node_s = dijkstra(
        _with_sites(matrix, around.local(sites.ends), first_s),
        indices=np.arange(around.nodes + 1, around.nodes + 1 + len(sites)),
        limit=limit_s,
    )
    # Were a window ever too small, what lies outside must not count as reached.
    node_s[:, around.nodes] = np.inf
    return Reach(streets, sites, heading, limit_s, around, node_s[:, : around.nodes + 1])


def seconds_between(reach: Reach, places: SnappedPlaces) -> FloatArray:
    """Return the travel times between sites (rows) and places (columns), inf where farther.

    Places off the network are inf, too.
    """
    last_s = places.from_ends_s if reach.heading is Heading.AWAY else places.to_ends_s
    ways_s = reach.node_s[:, reach.window.local(places.ends)] + last_s
    seconds = np.minimum(ways_s[..., 0], ways_s[..., 1])
    site, place = np.nonzero(reach.sites.edge[:, None] == places.edge)
    if len(site):
        along_s = _along_one_edge_s(reach, reach.sites.take(site), places.take(place))
        seconds[site, place] = np.minimum(seconds[site, place], along_s)
    np.minimum(seconds, _straight_s(reach, places), out=seconds)
    seconds[seconds > reach.limit_s] = np.inf
    return seconds


def _straight_s(reach: Reach, places: SnappedPlaces) -> FloatArray:
    """Return the times straight to next-door neighbours, inf to all others.

    Neighbours step onto the same street, or stand within `NEXT_DOOR_M` in the same part, and walk
    to their streets at least as far as to one another: who crosses open ground to a street may do
    so to a neighbour.
    """
    sites, part = reach.sites, reach.streets.graph.part
    away_m = np.hypot(*(sites.plane[:, None] - places.plane).T).T / sites.scale[:, None]
    straight_s = away_m / reach.streets.walking_m_per_s
    is_same_part = part[sites.ends[:, :1]] == part[places.ends[:, 0]]
    is_near = (sites.edge[:, None] == places.edge) | (away_m <= NEXT_DOOR_M) & is_same_part
    is_open = is_near & places.is_on & (straight_s <= sites.walk_s[:, None] + places.walk_s)
    return np.where(is_open, straight_s, np.inf)


def _along_one_edge_s(reach: Reach, sites: SnappedPlaces, places: SnappedPlaces) -> FloatArray:
    """Return the times between sites and places on the same edges, not leaving them."""
    ahead = places.share - sites.share
    if reach.heading is Heading.TOWARDS:
        ahead = -ahead
    streets = reach.streets
    forward_s = part_of(streets.forward_s[sites.edge], ahead)
    backward_s = part_of(streets.backward_s[sites.edge], -ahead)
    return sites.walk_s + forward_s + backward_s + places.walk_s


def window_around(
    node_cells: IndexArray, sites: SnappedPlaces, *, limit_s: float, m_per_s: float
) -> Window:
    """Find the nodes that can be reached from sites in a time, at this highest speed."""
    reach_m = limit_s * m_per_s
    margin = reach_m * float(sites.scale.max()) * (1 + _STEEPEST * reach_m / EARTH_RADIUS_M)
    return window(node_cells, sites.plane.min(axis=0) - margin, sites.plane.max(axis=0) + margin)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Rows:
    """A matrix by rows: where each begins, and the last ends; columns and values of its edges."""

    first: NDArray[np.int32]
    columns: IndexArray
    seconds: FloatArray


def _cut(matrix: csr_array[np.float64], around: Window) -> _Rows:
    """Cut a window out of a matrix; all that lies outside becomes one last node, a dead end."""
    begins = matrix.indptr
    nodes = list(zip(around.starts.tolist(), around.ends.tolist(), strict=True))
    edges = [(int(begins[start]), int(begins[end])) for start, end in nodes]
    before = accumulate((end - start for start, end in edges), initial=0)
    rows = [
        begins[start + 1 : end + 1] - np.int32(first - done)
        for (start, end), (first, _), done in zip(nodes, edges, before, strict=False)
    ]
    columns = np.concatenate([matrix.indices[start:end] for start, end in edges])
    seconds = np.concatenate([matrix.data[start:end] for start, end in edges])
    first = np.concatenate([[0], *rows, [len(columns)]], dtype=np.int32)
    return _Rows(first, around.local(columns), seconds)


def _with_sites(rows: _Rows, ends: IndexArray, first_s: FloatArray) -> csr_array[np.float64]:
    """Add a row for each site, with edges to the two `ends` of the street it is on."""
    nodes = len(rows.first) - 1 + len(ends)
    first = rows.first[-1] + np.arange(2, 2 * len(ends) + 1, 2, dtype=np.int32)
    return csr_array(
        (
            np.concatenate([rows.seconds, first_s.ravel()]),
            np.concatenate([rows.columns, ends.ravel()]).astype(np.int32),
            np.concatenate([rows.first, first]),
        ),
        shape=(nodes, nodes),
    )
