"""The plan map: what to do where, in build order, and who is covered before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.messages import Language
from geo.streets import StreetNetwork
from maps.backdrop import Area, backdrop
from maps.basemaps import NO_BASE_MAP, BaseMap
from maps.bounds import Bounds, bounds_of
from maps.canvas import Canvas, canvas
from maps.layers import DataLayer
from maps.palette import COVERED, INK, SHARES, Style
from maps.plan_columns import action_rows, demand_columns, site_columns, union_rows
from maps.plan_texts import TITLE, map_texts
from maps.shipping import INLINE, Assets
from planner.coverage_report import CoverageReport
from planner.plan_reports import PlanReport
from planner.plan_words import NO_UNION, standard_text

SCRIPTS = ("elements", "symbols", "look", "panel", "plan_model", "plan_drawing", "plan_panel")

NEWLY_COVERED = Style("circle", "#F0E442", width=2.5, rank=2)
"""Light and with a thick outline, so that it stands out of blue circles and green areas."""
UNCOVERED = Style("triangle", "#D55E00")
VISIT = Style("cross", UNCOVERED.fill, rank=1)
SITE = Style("square", "#8A8177", stroke="#FFFFFF", width=1)
ACTION_FILL = "#95291F"
LONGER_HOURS = Style("circle", ACTION_FILL, width=1.5, halo="#FFFFFF")
NEW_SITE = Style("house", INK, width=1.5, halo="#FFFFFF")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanScene:
    """What a plan map is drawn from: the content of `plan.json` and of the `coverage.json` before.

    `union_areas` are by code; they and the streets give readers their bearings where there is no
    base map. Both may be missing.
    """

    plan: Mapping[str, object]
    coverage: Mapping[str, object]
    union_areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    streets: StreetNetwork | None = None


def plan_canvas(
    scene: PlanScene,
    language: Language,
    *,
    base_map: BaseMap = NO_BASE_MAP,
    assets: Assets = INLINE,
    name: str = "map",
) -> Canvas:
    """Draw a plan; raises SourceUnavailable where Leaflet is not installed."""
    plan = cast("PlanReport", scene.plan)
    coverage = cast("CoverageReport", scene.coverage)
    drawn = canvas(
        TITLE.text(language),
        language,
        bounds=_bounds(plan, coverage, scene.union_areas),
        base_map=base_map,
        assets=assets,
        name=name,
    )
    if not base_map.tiles:
        areas = _named_areas(plan, scene.union_areas)
        backdrop(drawn.bounds, language, streets=scene.streets, areas=areas).add_to(drawn)
    data = _data(plan, coverage, scene.union_areas, language)
    DataLayer("plan", data, requires=SCRIPTS).add_to(drawn)
    return drawn


def _data(
    plan: PlanReport,
    coverage: CoverageReport,
    areas: Mapping[str, BaseGeometry],
    language: Language,
) -> Mapping[str, object]:
    return {
        "texts": map_texts(language),
        "standard": standard_text(plan, language),
        "people": plan["people"],
        "before": plan["covered_before"],
        "after": plan["covered_after"],
        "spent": plan["spent"],
        "demand": demand_columns(plan, coverage),
        "sites": site_columns(coverage, language),
        "actions": action_rows(plan, coverage, language),
        "unions": union_rows(plan, areas, no_union=NO_UNION.text(language)),
        "styles": _styles(),
    }


def _styles() -> Mapping[str, object]:
    """Give the browser all symbols, in the order of the numbers that `plan_model.js` knows."""
    return {
        "demand": [style.to_json() for style in (COVERED, UNCOVERED, NEWLY_COVERED, VISIT)],
        "action": [style.to_json() for style in (LONGER_HOURS, NEW_SITE)],
        "site": [SITE.to_json()],
        "shares": SHARES,
    }


def _named_areas(plan: PlanReport, areas: Mapping[str, BaseGeometry]) -> list[Area]:
    return [
        Area(union["name"] or union["code"], areas.get(union["code"]))
        for union in plan["by_union"]
        if union["code"] is not None
    ]


def _bounds(
    plan: PlanReport, coverage: CoverageReport, areas: Mapping[str, BaseGeometry]
) -> Bounds:
    """Show all people and actions; where there are none, the unions, or else the country."""
    shown = [*coverage["demand_points"], *plan["actions"]]
    if shown:
        lon, lat = np.array([(place["lon"], place["lat"]) for place in shown]).T
        return bounds_of(lon, lat)
    return bounds_of(*shapely.get_coordinates(list(areas.values())).T)
