"""Read the streets and ferries of an OpenStreetMap extract, for all modes of travel at once.

One pass by pyosmium: its own code keeps the positions of all nodes and puts them into the ways,
and only streets and barriers come to Python.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import osmium
from osmium.filter import KeyFilter
from osmium.io import File
from osmium.osm import NODE, WAY, Node, Way
from osmium.osm.types import OSMEntity

from data.imports.limits import FILE_MISSING
from data.street_access import WayPaces, blocked_modes, duration_s, street_kind, way_paces
from data.street_tags import FERRY, RELEVANT_KEYS, STREET_KEYS
from geo.crs import MAX_LAT, MAX_LON, FloatArray
from geo.errors import InvalidInput, NotFound
from geo.messages import Message
from geo.street_merging import SHORTEST_M
from geo.streets import BoolArray, IndexArray, Pace, PaceArray, StreetSegments
from geo.travel import Mode, geodesics_m
from geo.units import from_minutes

ENDING_UNKNOWN = Message(
    "extract_ending_unknown",
    zh="文件 {file} 不是认得的路网格式。请提供 {endings} 结尾的 OpenStreetMap 数据。",
    en="{file} is in no format we know; give an OpenStreetMap extract that ends in {endings}",
)
EXTRACT_EMPTY = Message(
    "extract_empty",
    zh="文件 {file} 是空的。请重新下载这份 OpenStreetMap 数据。",
    en="{file} is empty; download the extract again",
)
EXTRACT_UNREADABLE = Message(
    "extract_unreadable",
    zh="文件 {file} 不完整或已损坏，读不下去（{problem}）。请重新下载这份 OpenStreetMap 数据。",
    en="{file} is cut off or damaged and cannot be read ({problem}); download the extract again",
)
NODE_WITHOUT_POSITION = Message(
    "extract_node_without_position",
    zh="文件 {file} 里的节点 {node} 没有有效的经纬度。请改正这个节点，或重新下载数据。",
    en="node {node} in {file} has no valid position; correct that node, or download the "
    "extract again",
)
NO_STREETS = Message(
    "extract_without_streets",
    zh="文件 {file} 里没有任何可以通行的道路。请换一份包含道路（highway）的 OpenStreetMap 数据。",
    en="{file} has no street that anybody may use; take an extract that has streets (highway)",
)

FORMATS: Final[Mapping[str, str]] = {
    ".osm.pbf": "pbf",
    ".pbf": "pbf",
    ".osm": "osm",
    ".osm.gz": "osm.gz",
    ".osm.bz2": "osm.bz2",
}
"""Endings of extracts, and what osmium calls their formats."""

ASSUMED_FERRY_METRES_PER_MINUTE = 170
"""About 10 km/h, casting off and landing included: our assumption where no duration is mapped."""

_Ends = tuple[FloatArray, FloatArray, FloatArray, FloatArray]

_PROGRESS_WAYS = 1_000
_FEWEST_NODES = 2
_DEGREE: Final = 10_000_000
"""OpenStreetMap counts in ten-millionths of a degree."""


class LeftOut(StrEnum):
    """Why something of an extract is not among its segments."""

    NOT_A_STREET = "not_a_street"
    """Ways: a class nobody travels on, e.g. proposed, construction, raceway."""
    CLOSED = "closed"
    """Ways: access tags close them to every mode."""
    TOO_SHORT = "too_short"
    """Ways of fewer than two nodes."""
    CUT_AWAY = "cut_away"
    """Segments: one end is outside the extract."""


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """The streets of an extract, and how much of it was left out, by reason."""

    segments: StreetSegments
    left_out: Mapping[LeftOut, int]


def _keep_silent(_ways: int) -> None:
    """Tell nobody."""


def read_streets(file: Path, on_progress: Callable[[int], None] = _keep_silent) -> Extract:
    """Read the streets of an extract; `on_progress` hears now and then how many ways were read.

    A way that leaves the extract is cut there. A mode for which nothing is open has all its paces
    `CLOSED`. Raises NotFound or InvalidInput.
    """
    source = _known_format(file)
    ways = _Ways()
    for element in _elements(file, _processor(source)):
        if isinstance(element, Way):
            with _readable_tags(file):
                ways.add(element)
            if ways.read % _PROGRESS_WAYS == 0:
                on_progress(ways.read)
        elif isinstance(element, Node):
            with _readable_tags(file):
                ways.blocked[element.id] = blocked_modes({tag.k: tag.v for tag in element.tags})
    on_progress(ways.read)
    nodes = _number_nodes(ways)
    _complete_positions(nodes, file, source)
    return _to_extract(file, ways, nodes)


# --- The file -----------------------------------------------------------------------------------


def _known_format(file: Path) -> File:
    """Refuse a file that is missing, empty, or not an extract by its name."""
    if not file.is_file():
        raise NotFound(FILE_MISSING, file=file.name)
    fitting = [ending for ending in FORMATS if file.name.lower().endswith(ending)]
    if not fitting:
        raise InvalidInput(ENDING_UNKNOWN, file=file.name, endings=" ".join(FORMATS))
    if file.stat().st_size == 0:
        raise InvalidInput(EXTRACT_EMPTY, file=file.name)
    return File(file, FORMATS[fitting[0]])


def _processor(source: File) -> osmium.FileProcessor:
    streets, barriers = KeyFilter(*STREET_KEYS), KeyFilter("barrier")
    streets.enable_for(WAY)
    barriers.enable_for(NODE)
    processor = osmium.FileProcessor(source, NODE | WAY).with_locations()
    return processor.with_filter(streets).with_filter(barriers)


def _elements(file: Path, processor: osmium.FileProcessor) -> Iterator[OSMEntity]:
    """Iterate, and turn what the parsers raise (and nothing else) into a message for people."""
    try:
        yield from processor
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise InvalidInput(EXTRACT_UNREADABLE, file=file.name, problem=str(error)) from error


@contextmanager
def _readable_tags(file: Path) -> Iterator[None]:
    """Refuse a file whose texts are not UTF-8: tags are decoded when they are looked at."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise InvalidInput(EXTRACT_UNREADABLE, file=file.name, problem=str(error)) from error


# --- Ways ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Ways:
    """What is collected while reading: ways one after another, their tags told apart once.

    `refs` are the nodes of all ways, `x` and `y` their positions; `sizes` (nodes), `kinds`
    (an index into `paces`), `is_ferry` and `durations_s` have one value per way.
    """

    read: int = 0
    refs: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("i"))
    y: "array[int]" = field(default_factory=lambda: array("i"))
    sizes: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    is_ferry: list[bool] = field(default_factory=list)
    durations_s: list[float] = field(default_factory=list)
    paces: list[WayPaces] = field(default_factory=list)
    kind_by_tags: dict[tuple[tuple[str, str], ...], int | LeftOut | None] = field(
        default_factory=dict
    )
    blocked: dict[int, frozenset[Mode]] = field(default_factory=dict)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def add(self, way: Way) -> None:
        """Keep a way, or count why not."""
        self.read += 1
        kind = self._kind(way)
        if isinstance(kind, LeftOut):
            self.left_out[kind] += 1
        elif kind is not None:
            self._keep(way, kind)

    def _kind(self, way: Way) -> int | LeftOut | None:
        """Look the tags up; None is what was never a street, such as a railway."""
        relevant = tuple((tag.k, tag.v) for tag in way.tags if tag.k in RELEVANT_KEYS)
        if relevant not in self.kind_by_tags:
            self.kind_by_tags[relevant] = self._new_kind(dict(relevant))
        found = self.kind_by_tags[relevant]
        is_too_short = isinstance(found, int) and len(way.nodes) < _FEWEST_NODES
        return LeftOut.TOO_SHORT if is_too_short else found

    def _new_kind(self, tags: Mapping[str, str]) -> int | LeftOut | None:
        if not street_kind(tags):
            return LeftOut.NOT_A_STREET if "highway" in tags else None
        paces = way_paces(tags)
        if paces.is_closed:
            return LeftOut.CLOSED
        self.paces.append(paces)
        return len(self.paces) - 1

    def _keep(self, way: Way, kind: int) -> None:
        self.sizes.append(len(way.nodes))
        self.kinds.append(kind)
        self.is_ferry.append(way.tags.get("route") == FERRY)
        self.durations_s.append(duration_s(way.tags.get("duration") or ""))
        for node in way.nodes:
            location = node.location
            self.refs.append(node.ref)
            self.x.append(location.x)
            self.y.append(location.y)


# --- Nodes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes:
    """The nodes of all kept ways, by id; `number` says for each reference which one it is.

    `x` and `y` are ten-millionths of a degree; `is_placed` tells those inside the extract.
    """

    ids: IndexArray
    number: IndexArray
    x: IndexArray
    y: IndexArray
    is_placed: BoolArray


def _number_nodes(ways: _Ways) -> _Nodes:
    refs, x, y = (np.array(column, np.int64) for column in (ways.refs, ways.x, ways.y))
    ids, first, number = np.unique(refs, return_index=True, return_inverse=True)
    x, y = x[first], y[first]
    is_placed = (np.abs(x) <= MAX_LON * _DEGREE) & (np.abs(y) <= MAX_LAT * _DEGREE)
    return _Nodes(ids, number, x, y, is_placed)


def _complete_positions(nodes: _Nodes, file: Path, source: File) -> None:
    """Look for nodes without a position: absent, as extracts are clipped, or faulty.

    Found are also those that osmium does not put into ways: nodes with a negative id, as editors
    write new ones, and nodes that stand behind the ways.
    """
    number_by_id = {int(nodes.ids[number]): number for number in np.flatnonzero(~nodes.is_placed)}
    if not number_by_id:
        return
    for node in _elements(file, osmium.FileProcessor(source, NODE)):
        number = number_by_id.get(node.id)
        if number is None or not isinstance(node, Node):
            continue
        if not node.location.valid():
            raise InvalidInput(NODE_WITHOUT_POSITION, file=file.name, node=node.id)
        nodes.x[number], nodes.y[number] = node.location.x, node.location.y
        nodes.is_placed[number] = True


# --- Segments -----------------------------------------------------------------------------------


def _to_extract(file: Path, ways: _Ways, nodes: _Nodes) -> Extract:
    """Take the ways apart into segments; doubled nodes make none."""
    way = np.repeat(np.arange(len(ways.sizes)), ways.sizes)
    tail, head = nodes.number[:-1], nodes.number[1:]
    is_piece = (way[:-1] == way[1:]) & (tail != head)
    is_inside = nodes.is_placed[tail] & nodes.is_placed[head]
    kept = is_piece & is_inside
    if not kept.any():
        raise InvalidInput(NO_STREETS, file=file.name)
    ways.left_out[LeftOut.CUT_AWAY] = int(np.count_nonzero(is_piece & ~is_inside))
    segments = _to_segments(ways, nodes, np.stack([tail[kept], head[kept]]), way[:-1][kept])
    return Extract(segments, {reason: ways.left_out[reason] for reason in LeftOut})


def _to_segments(ways: _Ways, nodes: _Nodes, ends: IndexArray, way: IndexArray) -> StreetSegments:
    """Put together segments of these ends (2, segments) and ways, and the nodes they use."""
    used, number = np.unique(ends, return_inverse=True)
    tail, head = number.reshape(ends.shape)
    lon, lat = nodes.x[used] / _DEGREE, nodes.y[used] / _DEGREE
    kind = np.array(ways.kinds)[way]
    return StreetSegments(
        node_lon=lon,
        node_lat=lat,
        tail=tail,
        head=head,
        ferry_s=_ferry_seconds(ways, way, (lon[tail], lat[tail], lon[head], lat[head])),
        forward=_pace_columns([paces.forward for paces in ways.paces], kind),
        backward=_pace_columns([paces.backward for paces in ways.paces], kind),
        is_blocked=_blocked_columns(ways.blocked, nodes.ids[used]),
    )


def _ferry_seconds(ways: _Ways, way: IndexArray, ends: _Ends) -> FloatArray:
    """Share the duration of each ferry out over its segments, by length; 0 for streets."""
    seconds = np.zeros(len(way))
    afloat = np.flatnonzero(np.array(ways.is_ferry)[way])
    if not len(afloat):
        return seconds
    length_m = np.maximum(geodesics_m(*(column[afloat] for column in ends)), SHORTEST_M)
    way_length_m = np.bincount(way[afloat], length_m)[way[afloat]]
    assumed_s = from_minutes(1) * way_length_m / ASSUMED_FERRY_METRES_PER_MINUTE
    mapped_s = np.array(ways.durations_s)[way[afloat]]
    way_s = np.where(mapped_s > 0, mapped_s, assumed_s)
    seconds[afloat] = way_s * length_m / way_length_m
    return seconds


def _pace_columns(
    by_kind: Sequence[Mapping[Mode, Pace]], kind: IndexArray
) -> Mapping[Mode, PaceArray]:
    return {mode: np.array([paces[mode] for paces in by_kind], np.uint8)[kind] for mode in Mode}


def _blocked_columns(
    blocked: Mapping[int, frozenset[Mode]], ids: IndexArray
) -> Mapping[Mode, BoolArray]:
    return {
        mode: np.isin(ids, [node for node, modes in blocked.items() if mode in modes])
        for mode in Mode
    }
