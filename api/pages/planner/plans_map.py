"""The map on a plan's page."""

from typing import cast

from fastapi import Request

from api.desk import Desk
from api.pages.map_assets import MAP_ASSETS
from api.pages.planner.coverage_map import MapOnPage, base_map_of
from api.requests import reading
from api.use_cases.coverage import Json
from api.use_cases.plan import in_language
from api.use_cases.plan_comparison import FinishedPlan
from data.planning import load_union_areas
from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.canvas import fragments
from maps.plan_map import PlanScene, plan_canvas


def plan_map(request: Request, finished: FinishedPlan, language: Language) -> MapOnPage:
    """Draw the map; where the assets of maps are not installed, say what is missing."""
    desk: Desk = request.app.state.desk
    try:
        with reading(request) as session:
            areas = load_union_areas(session)
        plan = in_language(cast("Json", finished.plan), language)
        scene = PlanScene(plan, cast("Json", finished.coverage), areas, desk.network)
        return MapOnPage(
            fragments(
                plan_canvas(scene, language, base_map=base_map_of(request), assets=MAP_ASSETS)
            )
        )
    except SourceUnavailable as error:
        return MapOnPage(None, error.text(language))
