"""The map on the page of a plan of visits."""

from fastapi import Request

from api.desk import Desk
from api.pages.map_assets import MAP_ASSETS
from api.pages.planner.coverage_map import MapOnPage, base_map_of
from api.requests import reading
from data.planning import load_union_areas
from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.canvas import fragments
from maps.outreach_map import OutreachScene, outreach_canvas
from planner.outreach_report import OutreachReport


def outreach_map(request: Request, report: OutreachReport, language: Language) -> MapOnPage:
    """Draw the map; where the assets of maps are not installed, say what is missing."""
    desk: Desk = request.app.state.desk
    try:
        with reading(request) as session:
            areas = load_union_areas(session)
        scene = OutreachScene(report, areas, desk.network)
        drawn = outreach_canvas(scene, language, base_map=base_map_of(request), assets=MAP_ASSETS)
        return MapOnPage(fragments(drawn))
    except SourceUnavailable as error:
        return MapOnPage(None, error.text(language))
