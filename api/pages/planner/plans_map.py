"""The pictures on a plan's page: its map, and the chart of what each budget covers."""

import functools
from pathlib import Path
from typing import cast

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import maps
from api.desk import Desk
from api.pages.map_assets import MAP_ASSETS
from api.pages.planner.coverage_map import MapOnPage, base_map_of
from api.use_cases.coverage import Json
from api.use_cases.plan import in_language
from api.use_cases.plan_comparison import FinishedPlan
from data.database import Database
from data.planning import load_union_areas
from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.canvas import fragments
from maps.frontier_chart import frontier_chart
from maps.plan_map import PlanScene, plan_canvas
from planner.plan_reports import PlanReport


def plan_map(request: Request, finished: FinishedPlan, language: Language) -> MapOnPage:
    """Draw the map; where the assets of maps are not installed, say what is missing."""
    desk: Desk = request.app.state.desk
    database: Database = request.app.state.database
    try:
        with database.reading() as session:
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


def frontier_drawing(plan: PlanReport, language: Language) -> Markup | None:
    """Draw what each budget covers, as in the printed report; None where there is nothing."""
    chart = frontier_chart(plan, language)
    if chart is None:
        return None
    draw = _templates().get_template("report_chart.html").module.draw_chart  # type: ignore[attr-defined]  # a macro
    return Markup(draw(chart))  # noqa: S704  written by a template that escapes


@functools.cache
def _templates() -> Environment:
    """Find the templates of the report."""
    folder = Path(str(maps.__file__)).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
