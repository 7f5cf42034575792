"""The coverage map as a part of its page."""

from dataclasses import dataclass

from fastapi import Request, Response

from api.clock import now
from api.desk import Desk
from api.pages.map_assets import MAP_ASSETS
from api.pages.planner.coverage_view import PageReport
from api.requests import reading
from data.planning import load_union_areas
from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.basemaps import BaseMap
from maps.canvas import Fragments, fragments
from maps.coverage_hours import read_hours
from maps.coverage_map import CoverageScene, coverage_canvas

_POLICY = "Content-Security-Policy"
_OWN_IMAGES = "img-src 'self' data:"


@dataclass(frozen=True, slots=True)
class MapOnPage:
    """A map for the page, or else the sentence that says why there is none."""

    parts: Fragments | None
    problem: str = ""


def coverage_map(request: Request, report: PageReport, language: Language) -> MapOnPage:
    """Draw the map; where the assets of maps are not installed, say what is missing."""
    desk: Desk = request.app.state.desk
    try:
        with reading(request) as session:
            areas = load_union_areas(session)
        scene = CoverageScene(
            report,
            made_on=now().date(),
            served_hours=read_hours(report["served_hours"]),
            points=desk.snapshot.service_points.points,
            union_areas=areas,
            streets=desk.network,
        )
        return MapOnPage(
            fragments(
                coverage_canvas(scene, language, base_map=base_map_of(request), assets=MAP_ASSETS)
            )
        )
    except SourceUnavailable as error:
        return MapOnPage(None, error.text(language))


def base_map_of(request: Request) -> BaseMap:
    """Return what lies under maps on this server."""
    base_map: BaseMap = request.app.state.base_map
    return base_map


def allow_tiles(request: Request, response: Response) -> Response:
    """Let a page with a map load the tiles of the base map, if there is one."""
    if hosts := base_map_of(request).hosts:
        policy = response.headers[_POLICY]
        response.headers[_POLICY] = policy.replace(_OWN_IMAGES, f"{_OWN_IMAGES} {' '.join(hosts)}")
    return response
