"""Lookups by street time on a made-up grid of a million crossings."""

from collections.abc import Iterator

import numpy as np

from bench.extracts import timed
from bench.street_lookups import lookup_figures
from bench.table import Figure, show
from geo.street_merging import build_graph, segment_lengths_m
from geo.streets import Pace, StreetSegments
from geo.travel import Mode

SIDE = 1_000
BLOCK_M = 100
WEST, SOUTH = 121.0, 31.0
METRES_PER_DEGREE = 111_320
SERVICE_POINTS = 20_000
LONGEST_MS = 2.0


def main() -> None:
    """Print the figures of lookups on a million crossings."""
    show(f"Streets: a grid of {SIDE * SIDE:,} crossings, {BLOCK_M} m apart", figures())


def figures() -> Iterator[Figure]:
    """Build the graph and look up."""
    town = _grid()
    graph, _ = build_graph(town, Mode.WALK, length_m=segment_lengths_m(town))
    streets = timed(graph, Mode.WALK)
    yield from lookup_figures(streets, count=SERVICE_POINTS, longest_ms=LONGEST_MS)


def _grid() -> StreetSegments:
    """Lay out SIDE × SIDE crossings, every block a street open to walkers both ways."""
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    east, north = np.arange(SIDE) * BLOCK_M, np.arange(SIDE) * BLOCK_M
    lat = SOUTH + north / METRES_PER_DEGREE
    lon = WEST + east / METRES_PER_DEGREE / np.cos(np.radians(SOUTH))
    node_lon, node_lat = np.meshgrid(lon, lat)
    open_both_ways = {Mode.WALK: np.full(len(tail), Pace.TRAVEL, dtype=np.uint8)}
    return StreetSegments(
        node_lon=node_lon.ravel(),
        node_lat=node_lat.ravel(),
        tail=tail,
        head=head,
        ferry_s=np.zeros(len(tail)),
        forward=open_both_ways,
        backward=open_both_ways,
        is_blocked={Mode.WALK: np.zeros(SIDE * SIDE, dtype=bool)},
    )


if __name__ == "__main__":
    main()
