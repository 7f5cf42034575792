"""Streets: what an extract says of them, and the graph of one mode of travel made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.travel import Mode

IndexArray = NDArray[np.int64]
PaceArray = NDArray[np.uint8]
BoolArray = NDArray[np.bool_]


class Pace(IntEnum):
    """How one gets along a piece of street in one direction."""

    CLOSED = 0
    TRAVEL = 1
    PUSH = 2
    """At walking speed: a bicycle on a footway, or against a one-way street."""
    FERRY = 3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StreetSegments:
    """Straight pieces of streets, each between two neighbouring nodes of an extract.

    `node_lon` and `node_lat` (nodes,) are WGS 84 degrees; all other columns but `is_blocked` have
    one value per segment. `tail` and `head` are node indices; `ferry_s` is how long a ferry takes,
    0 on streets. `forward` and `backward` say per mode the `Pace` from tail to head and from head
    to tail; `is_blocked` (nodes,) says per mode where a barrier cannot be passed.
    """

    node_lon: FloatArray
    node_lat: FloatArray
    tail: IndexArray
    head: IndexArray
    ferry_s: FloatArray
    forward: Mapping[Mode, PaceArray]
    backward: Mapping[Mode, PaceArray]
    is_blocked: Mapping[Mode, BoolArray]

    def __len__(self) -> int:
        """Count the segments."""
        return len(self.tail)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StreetGraph:
    """The streets of one mode: crossings, and the edges between them with their shapes.

    Nodes are in the order of `cell` (see geo/street_cells.py), so that neighbours lie close in
    memory. `part` (nodes,) tells the connected parts apart, 0 being the longest: within a part
    there is a way from every node to every other. Edge columns: `tail` and `head` are nodes,
    `length_m` is geodesic, `ferry_s` is 0 on streets, `forward` and `backward` are a `Pace`. The
    shape of edge e is `shape_lon` and `shape_lat` from `shape_starts[e]` to `shape_starts[e + 1]`,
    from tail to head, in degrees.
    """

    node_lon: FloatArray
    node_lat: FloatArray
    part: IndexArray
    tail: IndexArray
    head: IndexArray
    length_m: FloatArray
    ferry_s: FloatArray
    forward: PaceArray
    backward: PaceArray
    shape_starts: IndexArray
    shape_lon: FloatArray
    shape_lat: FloatArray

    @property
    def nodes(self) -> int:
        """How many crossings and ends there are."""
        return len(self.node_lon)

    @property
    def edges(self) -> int:
        """How many edges there are, two directions counted once."""
        return len(self.tail)


@dataclass(frozen=True, slots=True, eq=False)
class StreetNetwork:
    """The graphs of all modes that one extract has streets for.

    `version` is made from the content: equal streets have equal versions. `source` is the name of
    the extract.
    """

    graphs: Mapping[Mode, StreetGraph]
    version: str
    source: str
