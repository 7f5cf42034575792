"""The coverage map: who can reach an open desk, by place, by union, and by hour of the week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.messages import Language
from geo.service_points import ServicePoints
from geo.streets import BoolArray, StreetNetwork
from geo.travel import TravelMethod
from maps.backdrop import Area, backdrop
from maps.basemaps import NO_BASE_MAP, BaseMap
from maps.bounds import Bounds, bounds_of
from maps.canvas import Canvas, canvas
from maps.coverage_areas import gap_columns, union_columns
from maps.coverage_places import REASONS, TIERS, demand_columns, site_columns
from maps.coverage_texts import NO_UNION, TITLE, map_texts, standard_words
from maps.layers import DataLayer
from maps.palette import (
    COVERED,
    NOT_COVERED,
    NOT_SERVED_NOW,
    SERVED_NOW,
    SHARES,
    TIER_RADII,
    desk_style,
)
from maps.shipping import INLINE, Assets
from planner.coverage_report import CoverageReport

SCRIPTS = (
    "elements",
    "symbols",
    "coverage_model",
    "coverage_areas",
    "coverage_popups",
    "coverage_legend",
    "coverage_time",
    "coverage_search",
)
AREA_ADDRESS = "/v1/service-points/{code}/service-area"
PAGE_ADDRESS = "/points/{code}"
LONGEST_AREA_MINUTES = 60
"""Areas are drawn for whole minutes, one hour at most."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CoverageScene:
    """What a coverage map is drawn from.

    `served_hours` has a row per demand point and 168 columns; without it there is no slider.
    `points` tell tiers and phones, `union_areas` are by code, and `streets` and areas give readers
    their bearings where there is no base map. All may be missing.
    """

    report: CoverageReport
    made_on: date
    served_hours: BoolArray | None = None
    points: ServicePoints | None = None
    union_areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    streets: StreetNetwork | None = None


def coverage_canvas(
    scene: CoverageScene,
    language: Language,
    *,
    base_map: BaseMap = NO_BASE_MAP,
    assets: Assets = INLINE,
    name: str = "map",
) -> Canvas:
    """Draw the coverage of a city; raises SourceUnavailable where Leaflet is not installed."""
    drawn = canvas(
        TITLE.text(language),
        language,
        bounds=_bounds(scene),
        base_map=base_map,
        assets=assets,
        name=name,
    )
    if not base_map.tiles:
        backdrop(drawn.bounds, language, streets=scene.streets, areas=_named_areas(scene)).add_to(
            drawn
        )
    data = {
        **_data(scene, language),
        **_links(scene, assets),
        "has_tiles": bool(base_map.tiles),
    }
    DataLayer("coverage", data, requires=SCRIPTS).add_to(drawn)
    return drawn


def _data(scene: CoverageScene, language: Language) -> Mapping[str, object]:
    report = scene.report
    no_union = NO_UNION.text(language)
    return {
        "texts": map_texts(report, language),
        "standard": standard_words(report, language),
        "is_estimated": report["travel_method"] == TravelMethod.ESTIMATED,
        "made_on": scene.made_on.isoformat(),
        "people": report["people"],
        "covered_people": report["covered_people"],
        "demand": demand_columns(report, scene.served_hours),
        "sites": site_columns(report, scene.points, language),
        "unions": union_columns(report, scene.union_areas, no_union=no_union),
        "gaps": gap_columns(report, language),
        "styles": _styles(),
    }


def _styles() -> Mapping[str, object]:
    """Give the browser all symbols, in the order of the numbers that the columns hold."""
    statuses = [COVERED, *(NOT_COVERED[reason] for reason in REASONS)]
    return {
        "status": [style.to_json() for style in statuses],
        "hour": [style.to_json() for style in (NOT_SERVED_NOW, SERVED_NOW)],
        "open": [desk_style(tier, is_open=True).to_json() for tier in TIERS],
        "closed": [desk_style(tier, is_open=False).to_json() for tier in TIERS],
        "tier_radii": [TIER_RADII[tier] for tier in TIERS],
        "shares": SHARES,
    }


def _links(scene: CoverageScene, assets: Assets) -> Mapping[str, object]:
    """Tell where our server answers more; a file that was mailed must do without."""
    if assets.is_inline:
        return {"area_address": None, "page_address": None}
    standard = scene.report["standard"]
    minutes = min(max(round(standard["minutes"]), 1), LONGEST_AREA_MINUTES)
    return {
        "area_address": f"{AREA_ADDRESS}?minutes={minutes}&mode={standard['mode']}",
        "area_minutes": minutes,
        "page_address": PAGE_ADDRESS,
    }


def _named_areas(scene: CoverageScene) -> list[Area]:
    unions = scene.report["by_union"]
    return [
        Area(union["name"] or union["code"], scene.union_areas.get(union["code"]))
        for union in unions
        if union["code"] is not None
    ]


def _bounds(scene: CoverageScene) -> Bounds:
    """Show all people, desks and unions, or where there are none at all, the country."""
    report, areas = scene.report, scene.union_areas
    places = [*report["demand_points"], *report["sites"]]
    shown = [area for union in report["by_union"] if (area := areas.get(union["code"] or ""))]
    corners = shapely.get_coordinates(shapely.envelope(shown or list(areas.values())))
    lon = np.array([*(place["lon"] for place in places), *corners[:, 0]], dtype=np.float64)
    lat = np.array([*(place["lat"] for place in places), *corners[:, 1]], dtype=np.float64)
    return bounds_of(lon, lat)
