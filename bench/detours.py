"""Crossings of central Shanghai that are near each other as the crow flies, and far on foot.

`python -m bench.detours DRAWING.svg` also draws the longest of these ways.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from bench.table import Figure, show
from data.osm import read_streets
from geo.crs import FloatArray
from geo.mercator import to_plane
from geo.service_points import EARTH_RADIUS_M, unit_sphere
from geo.street_merging import build_graph, segment_lengths_m
from geo.streets import IndexArray, StreetGraph
from geo.timed_streets import TimedStreets, time_streets
from geo.travel import Mode, Speeds, geodesics_m

EXTRACT = Path(__file__).parents[2] / "shared/realdata/shanghai/streets_center.osm"
NEAR_M = 600
PIXELS = 640


@dataclass(frozen=True, slots=True, eq=False)
class Detours:
    """Pairs of crossings: node numbers (pairs, 2), the straight line, and the way; inf for none."""

    streets: TimedStreets
    ends: IndexArray
    straight_m: FloatArray
    way_m: FloatArray


def main() -> None:
    """Print the longest way, and the nearest pair without one."""
    if not EXTRACT.is_file():
        sys.exit(f"bench/detours.py needs {EXTRACT}")
    detours = find_detours()
    show(f"Crossings within {NEAR_M} m of each other, {EXTRACT.name}, on foot", _figures(detours))
    for drawing in sys.argv[1:]:
        Path(drawing).write_text(_drawn(detours), encoding="utf-8")


def find_detours() -> Detours:
    """Measure the ways on foot between all crossings that are near each other."""
    segments = read_streets(EXTRACT).segments
    graph, _ = build_graph(segments, Mode.WALK, length_m=segment_lengths_m(segments))
    streets = time_streets(graph, Mode.WALK, speeds=Speeds(), ferry_wait_s=0)
    places = cKDTree(unit_sphere(graph.node_lon, graph.node_lat))
    ends = places.query_pairs(NEAR_M / EARTH_RADIUS_M, output_type="ndarray")
    way_s = dijkstra(streets.onward)[ends[:, 0], ends[:, 1]]
    here, there = _positions(graph, ends[:, 0]), _positions(graph, ends[:, 1])
    return Detours(streets, ends, geodesics_m(*here, *there), way_s * streets.walking_m_per_s)


def _positions(graph: StreetGraph, nodes: IndexArray) -> tuple[FloatArray, FloatArray]:
    return graph.node_lon[nodes], graph.node_lat[nodes]


def _longest(detours: Detours) -> int:
    return int(np.argmax(np.where(np.isfinite(detours.way_m), detours.way_m, 0)))


def _nearest_without_way(detours: Detours) -> int:
    return int(np.argmin(np.where(np.isfinite(detours.way_m), np.inf, detours.straight_m)))


def _figures(detours: Detours) -> Iterator[Figure]:
    longest, cut_off = _longest(detours), _nearest_without_way(detours)
    way = f"{detours.straight_m[longest]:.0f} m straight, {detours.way_m[longest]:,.0f} m on foot"
    yield Figure("pairs", f"{len(detours.ends):,}", "")
    yield Figure("longest way", way, "")
    yield Figure("from … to", _places(detours, longest), "")
    yield Figure("pairs without a way in the extract", f"{np.isinf(detours.way_m).sum()}", "")
    yield Figure("the nearest of them", f"{detours.straight_m[cut_off]:.0f} m straight", "")
    yield Figure("from … to", _places(detours, cut_off), "")


def _places(detours: Detours, pair: int) -> str:
    lon, lat = _positions(detours.streets.graph, detours.ends[pair])
    return " … ".join(f"{x:.5f},{y:.5f}" for x, y in zip(lon, lat, strict=True))


# --- The drawing --------------------------------------------------------------------------------


def _drawn(detours: Detours) -> str:
    """Draw both pairs side by side, north up, streets grey, the way red."""
    panels = [
        _panel(detours, pair, left)
        for pair, left in ((_longest(detours), 0), (_nearest_without_way(detours), PIXELS + 20))
    ]
    size = f"{2 * PIXELS + 20} {PIXELS + 20}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-size="12">',
            f'<rect width="{2 * PIXELS + 20}" height="{PIXELS + 20}" fill="white"/>',
            *panels,
            f'<text x="4" y="{PIXELS + 14}">© OpenStreetMap contributors</text>',
            "</svg>",
        ]
    )


def _panel(detours: Detours, pair: int, left: int) -> str:
    """Draw the streets around the way of a pair, the way, and the straight line."""
    graph = detours.streets.graph
    ends = detours.ends[pair]
    route = _route(detours, pair) if np.isfinite(detours.way_m[pair]) else []
    lines = [_shape(graph, edge) for edge in range(graph.edges)]
    shown = np.concatenate([to_plane(*_positions(graph, ends)), *(lines[edge] for edge in route)])
    centre = (shown.min(axis=0) + shown.max(axis=0)) / 2
    half = max(float(np.ptp(shown, axis=0).max()) * 0.6, NEAR_M)
    pixels = PIXELS / 2 / half

    def path(line: FloatArray, style: str) -> str:
        xy = (line - centre) * [pixels, -pixels] + PIXELS / 2
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in xy)
        return f'<polyline points="{points}" fill="none" {style}/>'

    near = [line for line in lines if (np.abs(line - centre) < half).all(axis=1).any()]
    straight = to_plane(*_positions(graph, ends))
    return "\n".join(
        [
            f'<svg x="{left}" width="{PIXELS}" height="{PIXELS}">',
            *(path(line, 'stroke="#999" stroke-width="1.5"') for line in near),
            *(path(lines[edge], 'stroke="#c00" stroke-width="5"') for edge in route),
            path(straight, 'stroke="#06c" stroke-width="4" stroke-dasharray="8 6"'),
            "</svg>",
        ]
    )


def _shape(graph: StreetGraph, edge: int) -> FloatArray:
    part = slice(graph.shape_starts[edge], graph.shape_starts[edge + 1])
    return to_plane(graph.shape_lon[part], graph.shape_lat[part])


def _route(detours: Detours, pair: int) -> list[int]:
    """List the edges along the way of a pair."""
    graph = detours.streets.graph
    start, node = detours.ends[pair].tolist()
    _, before = dijkstra(detours.streets.onward, indices=start, return_predecessors=True)
    edges = []
    while node != start:
        joins = (graph.tail == node) & (graph.head == before[node])
        joins |= (graph.head == node) & (graph.tail == before[node])
        between = np.flatnonzero(joins)
        edges.append(int(between[np.argmin(detours.streets.forward_s[between])]))
        node = int(before[node])
    return edges


if __name__ == "__main__":
    main()
