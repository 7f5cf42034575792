"""The extracts of real towns that the street benches read, and places made up in them."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.osm import read_streets
from geo.crs import FloatArray
from geo.street_merging import build_graph, segment_lengths_m
from geo.streets import IndexArray, StreetGraph
from geo.timed_streets import TimedStreets, time_streets
from geo.travel import Mode, Speeds, geodesic_m

REAL_DATA = Path(__file__).parents[2] / "shared" / "realdata"
FERRY_WAIT_S = 300
JITTER_DEG = 0.0005
"""Places lie up to some 50 m from a crossing."""
Lonlat = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Around:
    """A circle."""

    lon: float
    lat: float
    metres: float


PORTO = Around(-8.62, 41.16, 10_000)
"""The city and its neighbours; the extract goes on to villages in the hills."""


def extract(town: str) -> Path:
    """Return the extract of a town, or end the bench with a word on where it should be."""
    file = REAL_DATA / town / "streets.osm.pbf"
    if not file.is_file():
        sys.exit(f"no street figures here: there is no extract at {file}")
    return file


def build_graphs(file: Path) -> dict[Mode, StreetGraph]:
    """Read an extract and build the graphs of all modes."""
    segments = read_streets(file).segments
    length_m = segment_lengths_m(segments)
    return {mode: build_graph(segments, mode, length_m=length_m)[0] for mode in Mode}


def timed(graph: StreetGraph, mode: Mode) -> TimedStreets:
    """Time streets at the default speeds."""
    return time_streets(graph, mode, speeds=Speeds(), ferry_wait_s=FERRY_WAIT_S)


def places_near(
    graph: StreetGraph, count: int, *, seed: int, around: Around | None = None
) -> Lonlat:
    """Draw places near crossings, so that there are more where the town is denser."""
    random = np.random.default_rng(seed)
    crossing = random.choice(_crossings(graph, around), count)
    east, north = random.uniform(-JITTER_DEG, JITTER_DEG, (2, count))
    return graph.node_lon[crossing] + east, graph.node_lat[crossing] + north


def _crossings(graph: StreetGraph, around: Around | None) -> IndexArray:
    if around is None:
        return np.arange(graph.nodes)
    away_m = geodesic_m(around.lon, around.lat, graph.node_lon, graph.node_lat)
    return np.flatnonzero(away_m <= around.metres)
