"""The coverage map as a file that holds everything, to be mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from shapely.geometry.base import BaseGeometry

from api.use_cases.coverage import Json
from api.use_cases.planning_inputs import PlanningInputs
from data.database import Session
from data.planning import load_union_areas
from data.snapshot import load_snapshot
from geo.messages import Language
from geo.service_points import ServicePoints
from geo.streets import StreetNetwork
from maps.basemaps import BaseMap
from maps.canvas import render
from maps.coverage_map import CoverageScene, coverage_canvas
from planner.coverage import served_hours
from planner.coverage_report import CoverageReport


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MapPlaces:
    """What a map shows beside the report: desks with tiers and phones, unions, streets."""

    points: ServicePoints
    union_areas: Mapping[str, BaseGeometry]
    streets: StreetNetwork | None = None


def load_map_places(session: Session) -> MapPlaces:
    """Read the open service points and the areas of unions."""
    return MapPlaces(load_snapshot(session).service_points.points, load_union_areas(session))


def coverage_map_file(
    inputs: PlanningInputs,
    report: Json,
    places: MapPlaces,
    *,
    base_map: BaseMap,
    language: Language,
    made_on: date,
) -> str:
    """Draw the map as HTML; raises SourceUnavailable where Leaflet is not installed."""
    scene = CoverageScene(
        cast("CoverageReport", report),
        made_on,
        served_hours=served_hours(inputs.demand, inputs.data.sites, inputs.times, inputs.standard),
        points=places.points,
        union_areas=places.union_areas,
        streets=places.streets,
    )
    return render(coverage_canvas(scene, language, base_map=base_map))
