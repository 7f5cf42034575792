"""The quickest ways themselves, edge by edge: what our answers, which are times, leave out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.crs import FloatArray
from geo.streets import IndexArray, Pace, PaceArray, StreetGraph
from geo.timed_streets import TimedStreets

AT_ONCE = 100


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way from crossing to crossing; `length_m` and `pace` have a value per edge between them."""

    nodes: IndexArray
    length_m: FloatArray
    pace: PaceArray

    @property
    def pushed_m(self) -> float:
        """How much of it one pushes a bicycle."""
        return float(self.length_m[self.pace == Pace.PUSH].sum())


def find_paths(streets: TimedStreets, starts: IndexArray, ends: IndexArray) -> Iterator[Path]:
    """Find the quickest path of each pair of crossings, between which there must be a way."""
    edges = _Edges.of(streets)
    for first in range(0, len(starts), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        _, before = dijkstra(streets.onward, indices=starts[some], return_predecessors=True)
        for row, end in enumerate(ends[some].tolist()):
            yield edges.along(_nodes_back(before[row], end))


def _nodes_back(before: IndexArray, end: int) -> IndexArray:
    nodes = [end]
    while (last := int(before[nodes[-1]])) >= 0:
        nodes.append(last)
    return np.array(nodes[::-1])


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The edges in both directions, by start, end and seconds; `keys` name start and end."""

    graph: StreetGraph
    keys: IndexArray
    length_m: FloatArray
    pace: PaceArray

    @classmethod
    def of(cls, streets: TimedStreets) -> "_Edges":
        """Sort the edges of a graph, the quickest of equal ends first."""
        graph = streets.graph
        starts = np.concatenate([graph.tail, graph.head])
        ends = np.concatenate([graph.head, graph.tail])
        keys = starts * graph.nodes + ends
        seconds = np.concatenate([streets.forward_s, streets.backward_s])
        order = np.lexsort((seconds, keys))
        pace = np.concatenate([graph.forward, graph.backward])
        return cls(graph, keys[order], np.tile(graph.length_m, 2)[order], pace[order])

    def along(self, nodes: IndexArray) -> Path:
        """Take the quickest edges between these nodes."""
        edges = np.searchsorted(self.keys, nodes[:-1] * self.graph.nodes + nodes[1:])
        return Path(nodes, self.length_m[edges], self.pace[edges])
