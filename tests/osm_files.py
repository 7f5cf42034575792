"""Synthetic extracts for tests: nodes and ways written as OpenStreetMap files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

Lonlat = tuple[float, float]
Tags = Mapping[str, str]


def write_osm(
    path: Path,
    nodes: Mapping[int, Lonlat],
    ways: Sequence[tuple[Sequence[int], Tags]],
    node_tags: Mapping[int, Tags] | None = None,
) -> Path:
    """Write an extract in the format of its ending (.osm, .osm.gz, .osm.pbf); ways count from 1.

    Ways may name nodes that are not written, as in clipped extracts.
    """
    tags_by_node = node_tags or {}
    with osmium.SimpleWriter(path, overwrite=True) as writer:
        for node, lonlat in nodes.items():
            writer.add_node(Node(id=node, location=lonlat, tags=tags_by_node.get(node, {})))
        for way, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=way, nodes=list(refs), tags=tags))
    return path
