"""A plan as a GeoPackage for QGIS: service points, actions, demand points, gaps and unions."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import h3
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data.geopackages import (
    Layer,
    day_field,
    flag_field,
    number_field,
    text_field,
    whole_field,
    write_layers,
)
from geo.messages import Language
from planner.coverage_report import CoverageReport
from planner.plan_reports import PlanReport, share_of
from planner.plan_words import REASONS, places_text, reason_text


def write_plan_geofile(
    path: Path,
    plan: Mapping[str, object],
    coverage: Mapping[str, object],
    union_areas: Mapping[str, BaseGeometry],
    language: Language = Language.CHINESE,
) -> None:
    """Write the content of `plan.json` and of the `coverage.json` it starts from, by layers.

    A union without an area, and those outside every union, have no geometry, so that the people
    of the layer add up. The file appears complete or not at all; raises SourceUnavailable where
    the disk refuses. The language is that of sentences in the table of actions.
    """
    planned, covered = cast("PlanReport", plan), cast("CoverageReport", coverage)
    layers = [
        _service_points(planned, covered),
        _actions(planned, language),
        _demand_points(planned, covered),
        _gaps(planned),
        _unions(planned, union_areas),
    ]
    write_layers(path, layers)


def _service_points(plan: PlanReport, coverage: CoverageReport) -> Layer:
    """Show the open service points with their hours before and after."""
    sites = coverage["sites"]
    longer = {
        action["code"]: action["opening_hours"]
        for action in plan["actions"]
        if action["kind"] == "extend_hours"
    }
    return Layer(
        "service_points",
        "Point",
        _points((site["lon"], site["lat"]) for site in sites),
        [
            text_field("code", [site["code"] for site in sites]),
            text_field("name", [site["name"] for site in sites]),
            text_field("opening_hours_before", [site["opening_hours"] for site in sites]),
            text_field(
                "opening_hours_after",
                [longer.get(site["code"], site["opening_hours"]) for site in sites],
            ),
            flag_field("is_extended", [site["code"] in longer for site in sites]),
            whole_field("desks", [site["desks"] for site in sites]),
        ],
    )


def _actions(plan: PlanReport, language: Language) -> Layer:
    actions = plan["actions"]
    return Layer(
        "actions",
        "Point",
        _points((action["lon"], action["lat"]) for action in actions),
        [
            # "order" is a word of SQL: queries would have to quote it.
            whole_field("action_order", [action["order"] for action in actions]),
            whole_field("year", [action["year"] for action in actions]),
            day_field("date", [action["date"] for action in actions]),
            text_field("kind", [action["kind"] for action in actions]),
            text_field("code", [action["code"] for action in actions]),
            text_field("name", [action["name"] for action in actions]),
            text_field("opening_hours", [action["opening_hours"] for action in actions]),
            number_field("weekly_hours_added", [a["weekly_hours_added"] for a in actions]),
            number_field("yearly_cost", [action["yearly_cost"] for action in actions]),
            whole_field("people_gained", [action["people_gained"] for action in actions]),
            whole_field("people_gained_alone", [a["people_gained_alone"] for a in actions]),
            text_field("reason", [reason_text(a["reason"], language) for a in actions]),
            text_field("reached", [places_text(a["reached"], language) for a in actions]),
        ],
    )


def _demand_points(plan: PlanReport, coverage: CoverageReport) -> Layer:
    """Show where people are; the reason and the nearest service point are those before the plan."""
    places, after = coverage["demand_points"], plan["coverage_after"]
    visited = {(visit["kind"], visit["code"]) for visit in plan["visiting_list"]}
    nearest = [place["nearest"] for place in places]
    return Layer(
        "demand_points",
        "Point",
        _points((place["lon"], place["lat"]) for place in places),
        [
            text_field("code", [place["code"] for place in places]),
            text_field("kind", [place["kind"] for place in places]),
            text_field("name", [place["name"] for place in places]),
            whole_field("people", [place["people"] for place in places]),
            text_field("union_code", [place["union_code"] for place in places]),
            flag_field("covered_before", [place["covered"] for place in places]),
            flag_field("covered_after", [place["covered"] for place in after]),
            text_field("days_before", [",".join(place["days"]) for place in places]),
            text_field("reason_before", [place["reason"] for place in places]),
            text_field("nearest_code_before", [site and site["code"] for site in nearest]),
            number_field("nearest_minutes_before", [site and site["minutes"] for site in nearest]),
            text_field("travel_method", [site and site["travel_method"] for site in nearest]),
            flag_field("is_to_visit", [(p["kind"], p["code"]) in visited for p in places]),
        ],
    )


def _gaps(plan: PlanReport) -> Layer:
    """Show who is left, by H3 cell; where unions meet, a cell is there once for each."""
    gaps = plan["gaps"]
    nearest, longer = [gap["nearest"] for gap in gaps], [gap["extension"] for gap in gaps]
    return Layer(
        "gaps",
        "Polygon",
        [_cell_area(gap["cell"]) for gap in gaps],
        [
            text_field("cell", [gap["cell"] for gap in gaps]),
            text_field("union_code", [gap["union_code"] for gap in gaps]),
            whole_field("people", [gap["people"] for gap in gaps]),
            text_field("reason", [gap["reason"] for gap in gaps]),
            *(
                whole_field(f"people_{reason}", [gap["by_reason"].get(reason, 0) for gap in gaps])
                for reason in REASONS
            ),
            whole_field("places", [len(gap["demand_codes"]) for gap in gaps]),
            text_field("demand_codes", [",".join(gap["demand_codes"]) for gap in gaps]),
            text_field("nearest_code", [site and site["code"] for site in nearest]),
            number_field("nearest_minutes", [site and site["minutes"] for site in nearest]),
            text_field("extension_code", [hours and hours["code"] for hours in longer]),
            text_field("extension_added", [hours and hours["added"] for hours in longer]),
            number_field("extension_people", [hours and hours["people"] for hours in longer]),
        ],
    )


def _unions(plan: PlanReport, areas: Mapping[str, BaseGeometry]) -> Layer:
    unions = plan["by_union"]
    return Layer(
        "unions",
        "MultiPolygon",
        [None if union["code"] is None else _area(areas.get(union["code"])) for union in unions],
        [
            text_field("code", [union["code"] for union in unions]),
            text_field("name", [union["name"] for union in unions]),
            whole_field("people", [union["people"] for union in unions]),
            whole_field("covered_before", [union["before"] for union in unions]),
            whole_field("covered_after", [union["after"] for union in unions]),
            number_field("share_before", [share_of(u["before"], u["people"]) for u in unions]),
            number_field("share_after", [share_of(u["after"], u["people"]) for u in unions]),
            number_field("floor_share", [union["floor"] for union in unions]),
            number_field("floor_people", [union["floor_people"] for union in unions]),
            number_field("shortfall", [union["shortfall"] for union in unions]),
        ],
    )


def _points(positions: Iterable[tuple[float, float]]) -> Sequence[BaseGeometry]:
    places = np.array(list(positions), dtype=np.float64).reshape(-1, 2)
    points: Sequence[BaseGeometry] = np.asarray(shapely.points(places)).tolist()
    return points


def _cell_area(cell: str) -> Polygon:
    """Return the area of an H3 cell, whose corners are given as lat, lon."""
    return Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])


def _area(area: BaseGeometry | None) -> BaseGeometry | None:
    return MultiPolygon([area]) if isinstance(area, Polygon) else area
