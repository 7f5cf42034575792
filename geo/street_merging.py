"""From straight pieces to a street graph: connected parts kept, nodes of degree two merged.

A *run* is one segment travelled in one direction: segment s is run s from tail to head, and run
s + segments from head to tail.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import FloatArray
from geo.street_cells import cells
from geo.streets import BoolArray, IndexArray, Pace, PaceArray, StreetGraph, StreetSegments
from geo.travel import Mode, geodesics_m

LEAST_PART_M = 10_000
"""Shorter parts are taken for faults of the map, or yards; towns on islands are longer."""
SHORTEST_M = 0.001
"""No edge is shorter: a length of nothing would be no edge to the search."""
_THROUGH_DEGREE = 2


@dataclass(frozen=True, slots=True)
class LeftOutParts:
    """What is not connected with any part that is kept.

    `parts` counts the pieces that are too short; `length_m` measures them and, where streets are
    one-way, the stubs from which one cannot come back.
    """

    parts: int
    length_m: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Pieces:
    """The segments open to one mode; nodes are those of the extract and doubles at barriers."""

    lon: FloatArray
    lat: FloatArray
    tail: IndexArray
    head: IndexArray
    forward: PaceArray
    backward: PaceArray
    length_m: FloatArray
    ferry_s: FloatArray

    def take(self, chosen: BoolArray) -> "_Pieces":
        """Keep some of the segments."""
        return replace(
            self,
            tail=self.tail[chosen],
            head=self.head[chosen],
            forward=self.forward[chosen],
            backward=self.backward[chosen],
            length_m=self.length_m[chosen],
            ferry_s=self.ferry_s[chosen],
        )


def segment_lengths_m(segments: StreetSegments) -> FloatArray:
    """Measure the segments along the ellipsoid."""
    lon, lat = segments.node_lon, segments.node_lat
    tail, head = segments.tail, segments.head
    return np.maximum(geodesics_m(lon[tail], lat[tail], lon[head], lat[head]), SHORTEST_M)


def build_graph(
    segments: StreetSegments, mode: Mode, *, length_m: FloatArray
) -> tuple[StreetGraph, LeftOutParts]:
    """Make the graph of one mode from segments of these lengths; it may have no edges.

    Kept are the longest connected part and every other of at least `LEAST_PART_M`. Directed
    streets count as connected where one can go and come back.
    """
    opened = _split_at_barriers(_open_pieces(segments, mode, length_m), segments.is_blocked[mode])
    pieces, part, left_out = _keep_parts(opened)
    return _merge(pieces, part), left_out


def _open_pieces(segments: StreetSegments, mode: Mode, length_m: FloatArray) -> _Pieces:
    forward, backward = segments.forward[mode], segments.backward[mode]
    pieces = _Pieces(
        segments.node_lon,
        segments.node_lat,
        segments.tail,
        segments.head,
        forward,
        backward,
        length_m,
        segments.ferry_s,
    )
    return pieces.take((forward != Pace.CLOSED) | (backward != Pace.CLOSED))


def _split_at_barriers(pieces: _Pieces, is_blocked: BoolArray) -> _Pieces:
    """Give each segment an end of its own at a node that cannot be passed."""
    ends = np.concatenate([pieces.tail, pieces.head])
    nodes = len(pieces.lon)
    stopped = np.flatnonzero(is_blocked[ends])
    doubled = ends[stopped]
    ends[stopped] = nodes + np.arange(len(stopped))
    tail, head = np.split(ends, 2)
    return replace(
        pieces,
        lon=np.concatenate([pieces.lon, pieces.lon[doubled]]),
        lat=np.concatenate([pieces.lat, pieces.lat[doubled]]),
        tail=tail,
        head=head,
    )


def _keep_parts(pieces: _Pieces) -> tuple[_Pieces, IndexArray, LeftOutParts]:
    """Keep the connected parts that are long; returns the part of each node, -1 where none."""
    goes = np.concatenate([pieces.forward, pieces.backward]) != Pace.CLOSED
    starts = np.concatenate([pieces.tail, pieces.head])[goes]
    ends = np.concatenate([pieces.head, pieces.tail])[goes]
    nodes = len(pieces.lon)
    links = coo_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(nodes, nodes))
    count, part = connected_components(links, connection="strong")
    is_within = part[pieces.tail] == part[pieces.head]
    length_m = np.bincount(part[pieces.tail], pieces.length_m * is_within, minlength=count)
    order = np.argsort(-length_m, kind="stable")
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    kept = max(int((length_m >= LEAST_PART_M).sum()), min(count, 1))
    new_part = np.where(rank[part] < kept, rank[part], -1)
    is_kept = is_within & (new_part[pieces.tail] >= 0)
    dropped_m = float(pieces.length_m[~is_kept].sum())
    dropped = int((length_m[order[kept:]] > 0).sum())
    return pieces.take(is_kept), new_part, LeftOutParts(dropped, dropped_m)


def _merge(pieces: _Pieces, part: IndexArray) -> StreetGraph:
    """Join the segments between crossings into edges."""
    if not len(pieces.tail):
        return _no_streets()
    starts = np.concatenate([pieces.tail, pieces.head])
    ends = np.concatenate([pieces.head, pieces.tail])
    root, rank = _chains(pieces, starts)
    turned = _turned(np.arange(len(starts)))
    runs = np.flatnonzero(root < root[turned])
    runs = runs[np.lexsort((rank[runs], root[runs]))]
    first = np.flatnonzero(rank[runs] == 0)
    last = np.append(first[1:], len(runs)) - 1
    segment = runs % len(pieces.tail)
    shape = _shape_nodes(starts[runs], ends[runs[last]], first)
    tail, head, nodes = _renumber(pieces, starts[runs[first]], ends[runs[last]])
    paces = np.concatenate([pieces.forward, pieces.backward])
    return StreetGraph(
        node_lon=pieces.lon[nodes],
        node_lat=pieces.lat[nodes],
        part=part[nodes],
        tail=tail,
        head=head,
        length_m=np.add.reduceat(pieces.length_m[segment], first),
        ferry_s=np.add.reduceat(pieces.ferry_s[segment], first),
        forward=paces[runs[first]],
        backward=paces[turned[runs[first]]],
        shape_starts=np.append(first + np.arange(len(first)), len(shape)),
        shape_lon=pieces.lon[shape],
        shape_lat=pieces.lat[shape],
    )


def _no_streets() -> StreetGraph:
    measure, node, pace = np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8)
    return StreetGraph(
        node_lon=measure,
        node_lat=measure,
        part=node,
        tail=node,
        head=node,
        length_m=measure,
        ferry_s=measure,
        forward=pace,
        backward=pace,
        shape_starts=np.zeros(1, dtype=np.int64),
        shape_lon=measure,
        shape_lat=measure,
    )


def _shape_nodes(starts: IndexArray, chain_ends: IndexArray, first: IndexArray) -> IndexArray:
    """List the nodes along each chain: the start of every run, and the end of the last."""
    return np.insert(starts, np.append(first[1:], len(starts)), chain_ends)


def _renumber(
    pieces: _Pieces, tail: IndexArray, head: IndexArray
) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Number the nodes that are left in the order of their cells; returns also the old numbers."""
    used, number = np.unique(np.concatenate([tail, head]), return_inverse=True)
    order = np.argsort(cells(pieces.lon[used], pieces.lat[used]), kind="stable")
    rank = np.empty(len(used), dtype=np.int64)
    rank[order] = np.arange(len(used))
    new_tail, new_head = np.split(rank[number], 2)
    return new_tail, new_head, used[order]


def _turned(runs: IndexArray) -> IndexArray:
    """Return the same runs in the other direction."""
    segments = len(runs) // 2
    return np.roll(runs, -segments)


def _chains(pieces: _Pieces, starts: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return for each run the first run of its chain, and its rank in it."""
    is_through, first, second = _through_nodes(pieces, starts)
    before = _run_before(is_through, first, second, len(starts))
    root, rank, least = _follow(before, starts)
    is_ring = before[root] >= 0
    if is_ring.any():
        # A ring without a crossing has no first run: its node with the least number becomes one.
        is_through[np.unique(least[is_ring])] = False
        before = _run_before(is_through, first, second, len(starts))
        root, rank, _ = _follow(before, starts)
    return root, rank


def _through_nodes(pieces: _Pieces, starts: IndexArray) -> tuple[BoolArray, IndexArray, IndexArray]:
    """Tell the nodes between just two segments that continue one another, and their two runs."""
    nodes = len(pieces.lon)
    order = np.argsort(starts, kind="stable")
    degree = np.bincount(starts, minlength=nodes)
    position = np.minimum(np.cumsum(degree) - degree, len(starts) - 2)
    first, second = order[position], order[position + 1]
    profile = pieces.forward * np.uint8(len(Pace)) + pieces.backward
    turned_profile = pieces.backward * np.uint8(len(Pace)) + pieces.forward
    goes_on = np.concatenate([turned_profile, profile])[first]
    continues = np.concatenate([profile, turned_profile])[second]
    return (degree == _THROUGH_DEGREE) & (goes_on == continues), first, second


def _run_before(
    is_through: BoolArray, first: IndexArray, second: IndexArray, runs: int
) -> IndexArray:
    """Return the run that each one continues, -1 where a chain begins."""
    segments = runs // 2
    before = np.full(runs, -1)
    one, other = first[is_through], second[is_through]
    before[other] = (one + segments) % runs
    before[one] = (other + segments) % runs
    return before


def _follow(before: IndexArray, starts: IndexArray) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Follow all chains back at once, twice as far in each round.

    Returns the first run, how many come before, and the least start on the way; a ring has no first
    run, and any of its runs stands for it.
    """
    root = np.where(before < 0, np.arange(len(before)), before)
    rank = (before >= 0).astype(np.int64)
    least = starts.copy()
    for _ in range(len(before).bit_length()):
        least = np.minimum(least, least[root])
        rank += rank[root]
        root = root[root]
    return root, rank, least
