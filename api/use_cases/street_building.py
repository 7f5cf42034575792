"""Turn an OSM extract into a street network, and sum up what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from data.osm import LeftOut, read_streets
from data.street_files import require_replaceable, save_network, version_of
from geo.errors import InvalidInput
from geo.messages import Message
from geo.street_merging import LeftOutParts, build_graph, segment_lengths_m
from geo.streets import StreetGraph, StreetNetwork, StreetSegments
from geo.travel import Mode
from geo.units import METRES_PER_KILOMETRE

NO_STREETS_FOR_MODE = Message(
    "extract_without_mode",
    zh="{file} 里没有 {mode} 能走的路，路网没有生成。请换一份地图数据，或用 --mode 只选其他方式。",
    en="{file} has no street open to {mode}; nothing was built. Take another extract, or name "
    "only other modes with --mode",
)


class BuildStep(StrEnum):
    """What a build does, in this order."""

    READING = "reading"
    MERGING = "merging"
    SAVING = "saving"


OnStep = Callable[[BuildStep, int, int | None], None]
"""Told the step, how much of it is done, and of how much, where that is known."""


@dataclass(frozen=True, slots=True)
class ModeSummary:
    """What the network has for one mode; lengths in kilometres, both directions counted once.

    `largest_part_km` is the length of the longest connected part; `left_out_parts` were too short
    to be kept.
    """

    nodes: int
    edges: int
    length_km: float
    parts: int
    largest_part_nodes: int
    largest_part_km: float
    left_out_parts: int
    left_out_km: float


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What was built from which extract, and how many ways were left out why."""

    file: str
    source: str
    version: str
    modes: Mapping[Mode, ModeSummary]
    left_out: Mapping[LeftOut, int]


def build_streets(
    extract: Path, network_file: Path, modes: Sequence[Mode], on_step: OnStep
) -> BuildSummary:
    """Read an extract and save its network; whatever fails, the file before stays as it was.

    Raises InvalidInput for an extract that cannot be used, NotFound where there is none.
    """
    require_replaceable(network_file)
    read = read_streets(extract, lambda ways: on_step(BuildStep.READING, ways, None))
    graphs, summaries = _graphs(read.segments, modes, extract.name, on_step)
    network = StreetNetwork(graphs, version_of(graphs), extract.name)
    on_step(BuildStep.SAVING, 0, None)
    save_network(network, network_file)
    return BuildSummary(
        str(network_file), network.source, network.version, summaries, read.left_out
    )


def _graphs(
    segments: StreetSegments, modes: Sequence[Mode], extract: str, on_step: OnStep
) -> tuple[dict[Mode, StreetGraph], dict[Mode, ModeSummary]]:
    length_m = segment_lengths_m(segments)
    graphs, summaries = {}, {}
    for number, mode in enumerate(modes):
        on_step(BuildStep.MERGING, number, len(modes))
        graph, left_out = build_graph(segments, mode, length_m=length_m)
        if not graph.edges:
            raise InvalidInput(NO_STREETS_FOR_MODE, file=extract, mode=mode)
        graphs[mode], summaries[mode] = graph, summarise(graph, left_out)
    return graphs, summaries


def summarise(graph: StreetGraph, left_out: LeftOutParts) -> ModeSummary:
    """Count and measure the graph of one mode."""
    part_km = np.bincount(graph.part[graph.tail], graph.length_m) / METRES_PER_KILOMETRE
    return ModeSummary(
        nodes=graph.nodes,
        edges=graph.edges,
        length_km=float(part_km.sum()),
        parts=len(part_km),
        largest_part_nodes=int((graph.part == 0).sum()),
        largest_part_km=float(part_km[0]),
        left_out_parts=left_out.parts,
        left_out_km=left_out.length_m / METRES_PER_KILOMETRE,
    )
