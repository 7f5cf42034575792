"""Places put onto the nearest street of a mode, and what the last piece of the way takes."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.mercator import scale, to_plane
from geo.streets import BoolArray, IndexArray
from geo.timed_streets import GeometryArray, TimedStreets

_Value = TypeVar("_Value", np.float64, np.int64)
FARTHEST_SNAP_M = 300
"""A place farther from every street is not on the network; its travel times are estimated."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SnappedPlaces:
    """Places on the streets of one mode, one value each, times in seconds with the walk to them.

    `plane` (places, 2) and `scale` say where they are, see geo/mercator.py. `edge` is -1 for a
    place that is not on the network; `share` tells where on its edge a place is, 0 at the tail and
    1 at the head. `ends` (places, 2) are the nodes at the tail and the head of the edge,
    `from_ends_s` the times from them to the place, `to_ends_s` those back; inf where there is no
    such way.
    """

    plane: FloatArray
    scale: FloatArray
    edge: IndexArray
    share: FloatArray
    walk_s: FloatArray
    ends: IndexArray
    from_ends_s: FloatArray
    to_ends_s: FloatArray

    @property
    def is_on(self) -> BoolArray:
        """Which places are on the network."""
        return self.edge >= 0

    def __len__(self) -> int:
        """Count the places."""
        return len(self.edge)

    def take(self, chosen: BoolArray | IndexArray) -> "SnappedPlaces":
        """Keep some of the places, in the order given."""
        return SnappedPlaces(*(getattr(self, column)[chosen] for column in self.__slots__))

    def replaced(self, chosen: BoolArray, others: "SnappedPlaces") -> "SnappedPlaces":
        """Put others, in their order, in the stead of those chosen."""
        return SnappedPlaces(
            *(_put(getattr(self, name), chosen, getattr(others, name)) for name in self.__slots__)
        )


def _put(column: NDArray[_Value], chosen: BoolArray, others: NDArray[_Value]) -> NDArray[_Value]:
    changed = column.copy()
    changed[chosen] = others
    return changed


def snap(streets: TimedStreets, lon: FloatArray, lat: FloatArray) -> SnappedPlaces:
    """Put places (WGS 84 degrees) onto the nearest street within `FARTHEST_SNAP_M`.

    Nobody steps onto a ferry between its landings.
    """
    plane, units_per_m = to_plane(lon, lat), scale(lat)
    places = np.asarray(shapely.points(plane), dtype=np.object_)
    edge, away_m = _nearest_edges(streets, places, units_per_m)
    on = np.flatnonzero(edge >= 0)
    share = np.zeros(len(places))
    lines = streets.lines[edge[on]]
    share[on] = shapely.line_locate_point(lines, places[on], normalized=True)
    walk_s = away_m / streets.walking_m_per_s
    shares = np.stack([share, 1 - share], axis=1)
    edge_s, ends = np.full(shares.shape, np.inf), np.zeros(shares.shape, dtype=np.int64)
    edge_s[on] = np.stack([streets.forward_s[edge[on]], streets.backward_s[edge[on]]], axis=1)
    ends[on] = np.stack([streets.graph.tail[edge[on]], streets.graph.head[edge[on]]], axis=1)
    return SnappedPlaces(
        plane=plane,
        scale=units_per_m,
        edge=edge,
        share=share,
        walk_s=walk_s,
        ends=ends,
        from_ends_s=walk_s[:, None] + part_of(edge_s, shares),
        to_ends_s=walk_s[:, None] + part_of(edge_s[:, ::-1], shares),
    )


def part_of(edge_s: FloatArray, share: FloatArray) -> FloatArray:
    """Return the seconds that a share of an edge takes; no share takes none, also of inf."""
    return np.multiply(edge_s, share, out=np.zeros(share.shape), where=share > 0)


def _nearest_edges(
    streets: TimedStreets, places: GeometryArray, units_per_m: FloatArray
) -> tuple[IndexArray, FloatArray]:
    """Return the nearest edge, -1 where all are too far, and how far away it is in metres."""
    edge, away_m = np.full(len(places), -1), np.full(len(places), np.inf)
    farthest = FARTHEST_SNAP_M * float(np.max(units_per_m, initial=1))
    (found, nearest), away = streets.tree.query_nearest(
        places, max_distance=farthest, all_matches=False, return_distance=True
    )
    away_m[found] = away / units_per_m[found]
    is_near = away_m[found] <= FARTHEST_SNAP_M
    edge[found[is_near]] = streets.tree_edges[nearest[is_near]]
    away_m[edge < 0] = np.inf
    return edge, away_m
