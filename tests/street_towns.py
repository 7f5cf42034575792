"""Synthetic streets with known answers: crossings lie a block of 80 m, or 60 s on foot, apart.

A place is named by (column, row), counted in blocks east and north of CENTRE in tests/towns.py, so
`place(5, 0)` is `minutes_east(5)`; fractions lie between crossings. A block is named by its two
places, and a one-way block leads from the first to the second.

    town = grid(5, 5, without=river(5, 2, bridge=4), ways={((0, 0), (1, 1)): STEPS})
    streets = timed(town)
    seconds(streets, [(0, 0)], [(1, 1), (0, 3)])        # [[85, 625]]
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product

import numpy as np
from pyproj import Geod

from geo.snapping import SnappedPlaces, snap
from geo.street_merging import build_graph, segment_lengths_m
from geo.street_search import Heading, reach_from, seconds_between
from geo.streets import Pace, StreetGraph, StreetNetwork, StreetSegments
from geo.timed_streets import TimedStreets, time_streets
from geo.travel import Mode, Speeds
from tests.towns import CENTRE

BLOCK_M = 80
FERRY_WAIT_S = 300
Place = tuple[float, float]
Block = tuple[Place, Place]
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Way:
    """Who gets along a block and how: the paces from the first place to the second, and back."""

    walk: tuple[Pace, Pace] = (Pace.TRAVEL, Pace.TRAVEL)
    cycle: tuple[Pace, Pace] = (Pace.TRAVEL, Pace.TRAVEL)
    drive: tuple[Pace, Pace] = (Pace.TRAVEL, Pace.TRAVEL)
    ferry_s: float = 0

    def paces(self, mode: Mode) -> tuple[Pace, Pace]:
        return {Mode.WALK: self.walk, Mode.DRIVE: self.drive}.get(mode, self.cycle)


_CLOSED, _PUSH, _FERRY = ((pace, pace) for pace in (Pace.CLOSED, Pace.PUSH, Pace.FERRY))
STREET = Way()
ONE_WAY = Way(cycle=(Pace.TRAVEL, Pace.PUSH), drive=(Pace.TRAVEL, Pace.CLOSED))
FOOTWAY = Way(cycle=_PUSH, drive=_CLOSED)
STEPS = Way(cycle=_CLOSED, drive=_CLOSED)
MOTORWAY = Way(walk=_CLOSED, cycle=_CLOSED, drive=(Pace.TRAVEL, Pace.CLOSED))


def ferry(ferry_s: float) -> Way:
    return Way(_FERRY, _FERRY, _FERRY, ferry_s)


def place(column: float, row: float) -> tuple[float, float]:
    """Return the longitude and latitude of a place."""
    lon, lat, _ = _GEOD.fwd(*CENTRE, 0, row * BLOCK_M)
    lon, lat, _ = _GEOD.fwd(lon, lat, 90, column * BLOCK_M)
    return lon, lat


def streets_of(
    ways: Mapping[Block, Way], barriers: Mapping[Place, Collection[Mode]] | None = None
) -> StreetSegments:
    """Build a town of nothing but these blocks, which may be of any length."""
    places = list(dict.fromkeys(chain.from_iterable(ways)))
    number = {each: index for index, each in enumerate(places)}
    lon, lat = np.array([place(*each) for each in places], dtype=float).reshape(-1, 2).T
    ends = np.array([[number[end] for end in block] for block in ways], dtype=np.int64)
    tail, head = ends.reshape(-1, 2).T
    forward, backward = (
        {
            mode: np.array([way.paces(mode)[side] for way in ways.values()], dtype=np.uint8)
            for mode in Mode
        }
        for side in (0, 1)
    )
    blocked = barriers or {}
    return StreetSegments(
        node_lon=lon.copy(),
        node_lat=lat.copy(),
        tail=tail.copy(),
        head=head.copy(),
        ferry_s=np.array([way.ferry_s for way in ways.values()], dtype=float),
        forward=forward,
        backward=backward,
        is_blocked={
            mode: np.array([mode in blocked.get(each, ()) for each in places], dtype=bool)
            for mode in Mode
        },
    )


def grid(
    columns: int,
    rows: int,
    *,
    origin: Place = (0, 0),
    without: Iterable[Block] = (),
    ways: Mapping[Block, Way] | None = None,
    barriers: Mapping[Place, Collection[Mode]] | None = None,
) -> StreetSegments:
    """Build a town of columns × rows crossings, the south-western one at `origin`.

    `ways` replaces blocks of the grid, and adds those that it does not have.
    """
    left_out = {frozenset(block) for block in chain(without, ways or ())}
    blocks = {
        block: STREET
        for block in _blocks(columns, rows, origin)
        if frozenset(block) not in left_out
    }
    return streets_of(blocks | dict(ways or {}), barriers)


def river(columns: int, row: int, *, bridge: int) -> list[Block]:
    """List the blocks that a river north of a row cuts, all but the one with the bridge."""
    return [((column, row), (column, row + 1)) for column in range(columns) if column != bridge]


def join(*towns: StreetSegments) -> StreetSegments:
    """Put towns on one map, with no street between them."""
    counts = [len(town.node_lon) for town in towns]
    shifts = np.cumsum([0, *counts[:-1]])
    return StreetSegments(
        node_lon=np.concatenate([town.node_lon for town in towns]),
        node_lat=np.concatenate([town.node_lat for town in towns]),
        tail=np.concatenate([town.tail + shift for town, shift in zip(towns, shifts, strict=True)]),
        head=np.concatenate([town.head + shift for town, shift in zip(towns, shifts, strict=True)]),
        ferry_s=np.concatenate([town.ferry_s for town in towns]),
        forward=_join_modes([town.forward for town in towns]),
        backward=_join_modes([town.backward for town in towns]),
        is_blocked=_join_modes([town.is_blocked for town in towns]),
    )


def graph_of(town: StreetSegments, mode: Mode = Mode.WALK) -> StreetGraph:
    graph, _ = build_graph(town, mode, length_m=segment_lengths_m(town))
    return graph


def network(town: StreetSegments, version: str = "town") -> StreetNetwork:
    """Build the graphs of all modes."""
    return StreetNetwork({mode: graph_of(town, mode) for mode in Mode}, version, "town.osm.pbf")


def timed(town: StreetSegments, mode: Mode = Mode.WALK) -> TimedStreets:
    """Time the streets at the default speeds; the wait for a ferry is 300 s."""
    graph = graph_of(town, mode)
    return time_streets(graph, mode, speeds=Speeds(), ferry_wait_s=FERRY_WAIT_S)


def snapped(streets: TimedStreets, places: Sequence[Place]) -> SnappedPlaces:
    lon, lat = np.array([place(*each) for each in places], dtype=float).reshape(-1, 2).T
    return snap(streets, lon, lat)


def seconds(
    streets: TimedStreets,
    sites: Sequence[Place],
    places: Sequence[Place],
    *,
    heading: Heading = Heading.AWAY,
    limit_s: float = 3600,
) -> list[list[float]]:
    """Search from sites, or towards them; returns one row per site, one column per place."""
    reach = reach_from(streets, snapped(streets, sites), heading=heading, limit_s=limit_s)
    return seconds_between(reach, snapped(streets, places)).tolist()


def _blocks(columns: int, rows: int, origin: Place) -> Iterable[Block]:
    west, south = origin
    crossings = set(product(range(columns), range(rows)))
    for column, row in sorted(crossings):
        for east, north in ((1, 0), (0, 1)):
            if (column + east, row + north) in crossings:
                yield (
                    (west + column, south + row),
                    (west + column + east, south + row + north),
                )


def _join_modes(columns):
    return {mode: np.concatenate([column[mode] for column in columns]) for mode in Mode}
