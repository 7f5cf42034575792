"""The main streets of a network as few lines, so that a reader knows where they are.

Networks here know no classes of roads. What people take for a main street is one that goes straight
on for long, so edges are joined at crossings to those that continue them best ("strokes": Thomson &
Richardson 1999, The 'good continuation' principle of perceptual organization applied to the
generalization of road networks, ICC Ottawa), and the longest are kept.
"""

from dataclasses import dataclass
from itertools import count, takewhile

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray, StreetGraph
from maps.bounds import Bounds

Lines = NDArray[np.object_]
"""Shapely LineStrings in WGS 84 degrees."""

_STRAIGHT_ON = np.cos(np.radians(135))
"""Two edges continue one another where they turn by less than 45 degrees."""

_FINEST_DEGREES = 0.00005
_STEPS_ACROSS = 8_000
"""Lines keep to their streets within 5 m, or an eighth of a pixel of the first view if coarser."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both ends of each edge, first all tails, then all heads: the node, and where to.

    `east` and `north` are the unit vector along which the edge leaves the node.
    """

    node: IndexArray
    east: FloatArray
    north: FloatArray


def main_streets(graph: StreetGraph, bounds: Bounds, *, most_points: int) -> Lines:
    """Draw the longest streets inside bounds, longest first, with at most so many points in all."""
    edges = np.flatnonzero(_is_street_inside(graph, bounds))
    if edges.size == 0:
        return np.array([], dtype=object)
    streets = _join(graph, edges)
    tolerance = max(_FINEST_DEGREES, (bounds.east - bounds.west) / _STEPS_ACROSS)
    order = np.argsort(-_stroke_lengths(graph, edges, streets), kind="stable")
    lines = shapely.simplify(_stroke_lines(graph, edges, streets)[order], tolerance)
    is_affordable = np.cumsum(shapely.get_num_coordinates(lines)) <= most_points
    return np.asarray(shapely.get_parts(lines[is_affordable]))


def _is_street_inside(graph: StreetGraph, bounds: Bounds) -> BoolArray:
    starts = graph.shape_starts[:-1]
    if starts.size == 0:
        return np.zeros(0, dtype=np.bool_)
    lon, lat = graph.shape_lon, graph.shape_lat
    is_inside = (np.minimum.reduceat(lon, starts) <= bounds.east) & (
        np.maximum.reduceat(lon, starts) >= bounds.west
    )
    is_inside &= (np.minimum.reduceat(lat, starts) <= bounds.north) & (
        np.maximum.reduceat(lat, starts) >= bounds.south
    )
    return np.asarray(is_inside & (graph.ferry_s == 0))


def _join(graph: StreetGraph, edges: IndexArray) -> IndexArray:
    """Number the streets that the edges make, one number per edge."""
    first, second = _continuations(_ends(graph, edges))
    size = len(edges)
    pairs = (np.ones(len(first)), (first % size, second % size))
    return np.asarray(connected_components(coo_array(pairs, shape=(size, size)))[1], np.int64)


def _ends(graph: StreetGraph, edges: IndexArray) -> _Ends:
    start, stop = graph.shape_starts[edges], graph.shape_starts[edges + 1] - 1
    at, towards = np.concatenate([start, stop]), np.concatenate([start + 1, stop - 1])
    north = graph.shape_lat[towards] - graph.shape_lat[at]
    east = graph.shape_lon[towards] - graph.shape_lon[at]
    east = east * np.cos(np.radians(graph.shape_lat[at]))
    length = np.maximum(np.hypot(east, north), np.finfo(np.float64).tiny)
    node = np.concatenate([graph.tail[edges], graph.head[edges]])
    return _Ends(node, east / length, north / length)


def _continuations(ends: _Ends) -> tuple[IndexArray, IndexArray]:
    """Pair the ends that are each other's straightest continuation, at most one for each end."""
    first, second = _meeting(ends.node)
    turn = ends.east[first] * ends.east[second] + ends.north[first] * ends.north[second]
    is_straight = turn < _STRAIGHT_ON
    first, second, turn = first[is_straight], second[is_straight], turn[is_straight]
    best = np.full(len(ends.node), np.inf)
    np.minimum.at(best, first, turn)
    np.minimum.at(best, second, turn)
    is_mutual = (best[first] == turn) & (best[second] == turn)
    return first[is_mutual], second[is_mutual]


def _meeting(node: IndexArray) -> tuple[IndexArray, IndexArray]:
    """List all pairs of ends that meet at a node."""
    order = np.argsort(node, kind="stable")
    ordered = node[order]
    neighbours = (np.flatnonzero(ordered[step:] == ordered[:-step]) for step in count(1))
    found = list(enumerate(takewhile(len, neighbours), start=1))
    nothing = np.zeros(0, dtype=np.int64)
    first = np.concatenate([nothing, *(order[index] for _, index in found)])
    second = np.concatenate([nothing, *(order[index + step] for step, index in found)])
    return first, second


def _stroke_lengths(graph: StreetGraph, edges: IndexArray, streets: IndexArray) -> FloatArray:
    return np.asarray(np.bincount(streets, weights=graph.length_m[edges]), np.float64)


def _stroke_lines(graph: StreetGraph, edges: IndexArray, streets: IndexArray) -> Lines:
    order = np.argsort(streets, kind="stable")
    shapes = shapely.multilinestrings(_edge_lines(graph, edges[order]), indices=streets[order])
    return np.asarray(shapely.line_merge(shapes))


def _edge_lines(graph: StreetGraph, edges: IndexArray) -> Lines:
    sizes = np.diff(graph.shape_starts)[edges]
    owner = np.repeat(np.arange(len(edges)), sizes)
    first = graph.shape_starts[edges] - np.concatenate([[0], np.cumsum(sizes)[:-1]])
    points = np.arange(sizes.sum()) + np.repeat(first, sizes)
    coords = np.column_stack([graph.shape_lon[points], graph.shape_lat[points]])
    return np.asarray(shapely.linestrings(coords, indices=owner))
