"""The map of a plan of visits: who goes where on which day, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
from maps.outreach_rows import day_rows, depot_rows, route_rows, team_rows, unserved_rows
from maps.outreach_texts import TITLE, map_texts
from maps.palette import Style, team_dashes, team_style
from maps.shipping import INLINE, Assets
from planner.outreach_report import OutreachReport

SCRIPTS = (
    "elements",
    "symbols",
    "look",
    "panel",
    "outreach_model",
    "outreach_drawing",
    "outreach_panel",
)

DEPOT = Style("house", "#FFFFFF", width=2, halo="#FFFFFF")
UNSERVED = Style("cross", "#CFC8BE", stroke="#5A5047")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachScene:
    """What a map of visits is drawn from: the content of `outreach.json`, in one language.

    `union_areas` are by code; they and the streets give readers their bearings where there is no
    base map. Both may be missing.
    """

    report: OutreachReport
    union_areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    streets: StreetNetwork | None = None


def outreach_canvas(
    scene: OutreachScene,
    language: Language,
    *,
    base_map: BaseMap = NO_BASE_MAP,
    assets: Assets = INLINE,
    name: str = "map",
) -> Canvas:
    """Draw a plan of visits; raises SourceUnavailable where Leaflet is not installed."""
    drawn = canvas(
        TITLE.text(language),
        language,
        bounds=_bounds(scene.report, scene.union_areas),
        base_map=base_map,
        assets=assets,
        name=name,
    )
    if not base_map.tiles:
        # The report does not name the unions: their borders tell enough.
        areas = [Area("", shape) for shape in scene.union_areas.values()]
        backdrop(drawn.bounds, language, streets=scene.streets, areas=areas).add_to(drawn)
    DataLayer("outreach", _data(scene.report, language), requires=SCRIPTS).add_to(drawn)
    return drawn


def _data(report: OutreachReport, language: Language) -> Mapping[str, object]:
    teams = range(len(report["teams"]))
    return {
        "texts": map_texts(language),
        "days": day_rows(report, language),
        "teams": team_rows(report, language),
        "depots": depot_rows(report, language),
        "routes": route_rows(report, language),
        "unserved": unserved_rows(report, language),
        "dashes": [team_dashes(number) for number in teams],
        "styles": {
            "teams": [team_style(number).to_json() for number in teams],
            "depot": [DEPOT.to_json()],
            "unserved": [UNSERVED.to_json()],
        },
    }


def _bounds(report: OutreachReport, areas: Mapping[str, BaseGeometry]) -> Bounds:
    """Show all stops and depots; where there are none, the unions, or else the country."""
    stops = [stop for route in report["routes"] for stop in route["stops"]]
    shown = [(place["lon"], place["lat"]) for place in stops]
    shown += [(team["depot"]["lon"], team["depot"]["lat"]) for team in report["teams"]]
    if shown:
        lon, lat = np.array(shown).T
        return bounds_of(lon, lat)
    return bounds_of(*shapely.get_coordinates(list(areas.values())).T)
