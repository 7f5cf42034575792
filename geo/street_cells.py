"""Cells of a grid that give street nodes their order, so that a window is a few ranges of them."""

from dataclasses import dataclass

import numpy as np

from geo.crs import FloatArray
from geo.mercator import to_plane
from geo.streets import IndexArray

CELL = 512.0
"""Side of a cell in units of the plane: some 440 m in Shanghai."""
_COLUMNS = 1 << 20
_WORLD = 39_136
"""Cells from the centre of the plane to its edge; a window is never larger, however far it goes."""


def cells(lon: FloatArray, lat: FloatArray) -> IndexArray:
    """Number the cells that positions lie in, row by row from the south-west."""
    return cells_on_plane(to_plane(lon, lat))


def cells_on_plane(plane: FloatArray) -> IndexArray:
    """Number the cells of places (places, 2) on the plane."""
    column, row = _grid(plane).T
    return np.asarray(row * _COLUMNS + column)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Window:
    """The nodes in a square of cells: `starts` and `ends` of their ranges, and `before`.

    `before` (ranges,) counts the nodes of the ranges before each.
    """

    starts: IndexArray
    ends: IndexArray
    before: IndexArray
    nodes: int

    def inside(self) -> IndexArray:
        """List the nodes of the window."""
        shift = np.repeat(self.starts - self.before, self.ends - self.starts)
        return np.arange(self.nodes) + shift

    def local(self, nodes: IndexArray) -> IndexArray:
        """Return the places of nodes in the window; `self.nodes` stands for those outside."""
        which = np.searchsorted(self.starts, nodes, side="right") - 1
        is_inside = (which >= 0) & (nodes < self.ends[which])
        return np.where(is_inside, nodes - self.starts[which] + self.before[which], self.nodes)


def window(node_cells: IndexArray, low: FloatArray, high: FloatArray) -> Window:
    """Find the nodes, sorted by cell, in the cells between two corners on the plane."""
    (west, south), (east, north) = _grid(np.stack([low, high])).tolist()
    rows = np.arange(south, north + 1) * _COLUMNS
    starts = np.searchsorted(node_cells, rows + west)
    ends = np.searchsorted(node_cells, rows + east, side="right")
    counts = ends - starts
    before = np.cumsum(counts) - counts
    return Window(starts, ends, before, int(counts.sum()))


def _grid(plane: FloatArray) -> IndexArray:
    cell = np.clip(np.floor(plane / CELL), -_WORLD, _WORLD)
    return cell.astype(np.int64) + _COLUMNS // 2
