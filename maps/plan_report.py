"""`report.html`: a plan for a union's leadership, to be read on A4 paper.

It is one file without scripts, and needs none of the assets of maps.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.messages import Language
from maps.frontier_chart import frontier_chart
from maps.report_facts import answer, asked, figures, shares
from maps.report_method import cautions, method, terms
from maps.report_tables import (
    actions_table,
    frontier_table,
    gaps_table,
    left_out,
    schedule_table,
    unions_table,
    visits_table,
)
from maps.report_words import BAR, MADE_ON, REMARKS, SECTIONS, TITLE, texts
from maps.shipping import content_hash
from maps.trusted_html import trusted
from planner.coverage_report import CoverageReport
from planner.plan_names import find_names
from planner.plan_reports import PlanReport

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw_plan_report(
    plan: Mapping[str, object],
    coverage: Mapping[str, object],
    *,
    language: Language = Language.CHINESE,
    made_on: date,
) -> str:
    """Write the content of `plan.json`, and of the `coverage.json` it starts from, as a page."""
    return _TEMPLATES.get_template("report.html").render(
        _content(cast("PlanReport", plan), cast("CoverageReport", coverage), language),
        language=language.value,
        made_on=MADE_ON.text(language, date=made_on, revision=plan["data_revision"]),
    )


def draw_frontier(plan: PlanReport, language: Language) -> Markup | None:
    """Draw what each budget covers, for a page of our own; None where there is nothing to draw."""
    chart = frontier_chart(plan, language)
    if chart is None:
        return None
    return trusted(_TEMPLATES.get_template("frontier.html").render(chart=chart))


def _content(
    plan: PlanReport, coverage: CoverageReport, language: Language
) -> Mapping[str, object]:
    names = find_names(plan, coverage, language)
    visits = plan["visiting_list"]
    visit_remark = REMARKS["visits"].text(
        language, count=len(visits), people=sum(visit["people"] for visit in visits)
    )
    style = (_HERE / "styles" / "report.css").read_text(encoding="utf-8")
    return {
        "style": trusted(style),
        "content_hash": content_hash,
        "title": TITLE.text(language),
        "sections": texts(SECTIONS, language),
        "remarks": texts(REMARKS, language) | {"visits": visit_remark},
        "left_out": left_out(plan, language),
        "bar": texts(BAR, language),
        "answer": answer(plan, language),
        "figures": figures(plan, language),
        "shares": shares(plan),
        "asked": list(asked(plan, language)),
        "chart": frontier_chart(plan, language),
        "frontier": frontier_table(plan, language),
        "actions": actions_table(plan, language),
        "schedule": schedule_table(plan, language),
        "unions": unions_table(plan, names, language),
        "gaps": gaps_table(plan, names, language),
        "visits": visits_table(plan, names, language),
        "terms": terms(language),
        "method": method(language),
        "cautions": cautions(plan, language),
    }
