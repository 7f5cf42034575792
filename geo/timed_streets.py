"""A street graph at given speeds: the seconds of every edge, ready to be searched."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.crs import FloatArray
from geo.mercator import to_plane
from geo.street_cells import cells
from geo.streets import IndexArray, Pace, StreetGraph
from geo.travel import Mode, Speeds

GeometryArray = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimedStreets:
    """The streets of one mode with their travel times, in seconds.

    `forward_s` and `backward_s` (edges,) are inf where an edge is closed that way. `onward` and
    `homeward` (nodes × nodes) hold the quickest edge from row to column, and from column to row.
    `lines` are the shapes on the plane, `tree` those of them that one can step onto, which
    `tree_edges` names. Nowhere can one get along faster than `fastest_m_per_s` as the crow flies.
    """

    graph: StreetGraph
    walking_m_per_s: float
    fastest_m_per_s: float
    forward_s: FloatArray
    backward_s: FloatArray
    onward: csr_array[np.float64]
    homeward: csr_array[np.float64]
    node_cells: IndexArray
    lines: GeometryArray
    tree: shapely.STRtree
    tree_edges: IndexArray


def time_streets(
    graph: StreetGraph, mode: Mode, *, speeds: Speeds, ferry_wait_s: float
) -> TimedStreets:
    """Work out how long each edge takes; a ferry takes its time and the wait before it."""
    walking, travelling = (speeds.metres_per_second(each) for each in (Mode.WALK, mode))
    pace_s = np.full((len(Pace), graph.edges), np.inf)
    pace_s[Pace.TRAVEL] = graph.length_m / travelling
    pace_s[Pace.PUSH] = graph.length_m / walking
    pace_s[Pace.FERRY] = graph.ferry_s + ferry_wait_s
    edges = np.arange(graph.edges)
    forward_s, backward_s = pace_s[graph.forward, edges], pace_s[graph.backward, edges]
    top_speed = (graph.length_m / np.minimum(forward_s, backward_s)).max(initial=walking)
    lines = _lines(graph)
    onto = np.flatnonzero((graph.forward != Pace.FERRY) & (graph.backward != Pace.FERRY))
    return TimedStreets(
        graph=graph,
        walking_m_per_s=walking,
        fastest_m_per_s=float(top_speed),
        forward_s=forward_s,
        backward_s=backward_s,
        onward=_quickest(graph, forward_s, backward_s),
        homeward=_quickest(graph, backward_s, forward_s),
        node_cells=cells(graph.node_lon, graph.node_lat),
        lines=lines,
        tree=shapely.STRtree(lines[onto]),
        tree_edges=onto,
    )


def _lines(graph: StreetGraph) -> GeometryArray:
    shape = to_plane(graph.shape_lon, graph.shape_lat)
    points = np.diff(graph.shape_starts)
    edges = np.repeat(np.arange(graph.edges), points)
    return np.asarray(shapely.linestrings(shape, indices=edges), dtype=np.object_)


def _quickest(
    graph: StreetGraph, forward_s: FloatArray, backward_s: FloatArray
) -> csr_array[np.float64]:
    """Keep the quickest of the edges from one node to another."""
    starts = np.concatenate([graph.tail, graph.head])
    ends = np.concatenate([graph.head, graph.tail])
    seconds = np.concatenate([forward_s, backward_s])
    order = np.lexsort((seconds, ends, starts))
    order = order[np.isfinite(seconds[order])]
    starts, ends = starts[order], ends[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(starts) != 0) | (np.diff(ends) != 0)
    starts, ends, seconds = starts[is_first], ends[is_first], seconds[order][is_first]
    first = np.searchsorted(starts, np.arange(graph.nodes + 1)).astype(np.int32)
    return csr_array((seconds, ends.astype(np.int32), first), shape=(graph.nodes,) * 2)


def is_two_way(streets: TimedStreets) -> bool:
    """Tell whether every way takes as long in the other direction."""
    return np.array_equal(streets.forward_s, streets.backward_s)


def without_shapes(streets: TimedStreets) -> TimedStreets:
    """Keep what a search needs: light enough to be sent to another process."""
    nothing, nowhere = np.empty(0, dtype=np.object_), np.empty(0)
    graph = replace(streets.graph, shape_lon=nowhere, shape_lat=nowhere)
    return replace(streets, graph=graph, lines=nothing, tree=shapely.STRtree(nothing))
