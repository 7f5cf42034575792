"""The areas of a coverage map: unions by the share of their people covered, and gaps as cells."""

from collections.abc import Mapping, Sequence

import h3
import numpy as np
import shapely
from shapely import LinearRing
from shapely.geometry.base import BaseGeometry

from geo.messages import Language
from geo.spoken_hours import speak_hours
from maps.backdrop import pack_lines
from maps.coverage_places import (
    NOBODY,
    REASONS,
    Columns,
    pack_bytes,
    pack_minutes,
    pack_numbers,
    site_rows,
    union_rows,
)
from maps.packing import pack
from maps.street_lines import Lines
from planner.coverage import Reason
from planner.coverage_report import CoverageReport, ExtensionReport, GapReport

MOST_AREA_POINTS = 20_000
"""Of all unions together: 110 kB in the page."""

_FINEST_DEGREES = 0.00005
_COARSER = 2.0
_MOST_ROUNDS = 10
_CELL_SHARE = 0.94


def union_columns(
    report: CoverageReport, areas: Mapping[str, BaseGeometry], *, no_union: str
) -> Columns:
    """Write the unions; those without an area have figures, but no rings.

    `no_union` is how people outside every union are called.
    """
    unions = report["by_union"]
    found = {row: areas.get(union["code"] or "") for row, union in enumerate(unions)}
    drawn = {row: area for row, area in found.items() if area is not None and not area.is_empty}
    # Small areas lie on large ones that hold them.
    order = sorted(drawn, key=lambda row: -drawn[row].area)
    rings, owners = _rings(np.array([drawn[row] for row in order], dtype=object))
    return {
        "names": [union["name"] or union["code"] or no_union for union in unions],
        "is_union": [union["code"] is not None for union in unions],
        "people": pack_numbers([union["people"] for union in unions]),
        "covered": pack_numbers([union["covered_people"] for union in unions]),
        "rings": pack_lines(rings),
        "ring_union": pack_numbers([order[owner] for owner in owners]),
    }


def gap_columns(report: CoverageReport, language: Language) -> Columns:
    """Write the gaps, and the corners of their cells."""
    gaps, sites, unions = report["gaps"], site_rows(report), union_rows(report)
    rows = {(point["code"], point["kind"]): i for i, point in enumerate(report["demand_points"])}
    nearest, helps = [gap["nearest"] for gap in gaps], [gap["extension"] for gap in gaps]
    texts = list(dict.fromkeys(found["added"] for found in helps if found))
    return {
        "cells": pack_lines(_cells(gaps)),
        "people": pack_numbers([gap["people"] for gap in gaps]),
        "reason": pack_bytes([REASONS.index(Reason(gap["reason"])) for gap in gaps]),
        "by_reason": pack_numbers([gap["by_reason"][why] for gap in gaps for why in REASONS]),
        "union": pack_numbers([unions.get(gap["union_code"], NOBODY) for gap in gaps]),
        "places": pack_numbers([len(gap["demand_points"]) for gap in gaps]),
        "first": pack_numbers([_first(gap, rows) for gap in gaps]),
        "nearest": pack_numbers([sites.get(way["code"], NOBODY) if way else -1 for way in nearest]),
        "minutes": pack_minutes([way["minutes"] if way else 0 for way in nearest]),
        "help_texts": [speak_hours(text, language) for text in texts],
        **_help_columns(helps, sites, texts),
    }


def _help_columns(
    helps: Sequence[ExtensionReport | None], sites: Mapping[str | None, int], texts: Sequence[str]
) -> Columns:
    hours = [found["weekly_hours_added"] if found else 0 for found in helps]
    return {
        "help_site": pack_numbers(
            [sites.get(found["code"], -1) if found else -1 for found in helps]
        ),
        "help_text": pack_numbers(
            [texts.index(found["added"]) if found else -1 for found in helps]
        ),
        "help_hours": pack(np.array(hours, dtype=np.float32)),
        "help_people": pack_numbers([found["people"] if found else 0 for found in helps]),
    }


def _first(gap: GapReport, rows: Mapping[tuple[str, str], int]) -> int:
    """Find the demand point with the most people."""
    first = gap["demand_points"][0]
    return rows[first["code"], first["kind"]]


def _cells(gaps: Sequence[GapReport]) -> Lines:
    return np.array([_cell(gap["cell"]) for gap in gaps], dtype=object)


def _cell(cell: str) -> LinearRing:
    """Outline a cell, a little smaller than it is: neighbours' outlines lie side by side."""
    corners = np.array(h3.cell_to_boundary(cell))[:, ::-1]
    middle = corners.mean(axis=0)
    return LinearRing(middle + _CELL_SHARE * (corners - middle))


def _rings(areas: Lines) -> tuple[Lines, Sequence[int]]:
    """Simplify areas, neighbours along common borders alike; return rings and their owners."""
    simple = areas
    tolerance = _FINEST_DEGREES
    for _ in range(_MOST_ROUNDS):
        simple = _simplified(areas, tolerance)
        if shapely.get_num_coordinates(simple).sum() <= MOST_AREA_POINTS:
            break
        tolerance *= _COARSER
    parts, owners = shapely.get_parts(simple, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    return rings, owners[part_of].tolist()


def _simplified(areas: Lines, tolerance: float) -> Lines:
    if not areas.size:
        return areas
    # Areas that overlap are no coverage: their borders are then simplified as each asks for.
    return np.asarray(shapely.coverage_simplify(areas, tolerance))
