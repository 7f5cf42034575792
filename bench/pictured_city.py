"""The city that the pictures show: the sample city at one moment, with plans and reports."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta, tzinfo
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from api.clock import CHINA_TIME
from api.demo import prepare_demo
from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.coverage_map import coverage_map_file, load_map_places
from api.use_cases.plan import make_plan
from api.use_cases.plan_downloads import load_plan_content, render_file
from api.use_cases.plan_search import PlanStage
from api.use_cases.planning_inputs import CoverageRequest, prepare_inputs
from api.use_cases.preparation import prepare_database
from bench.pictured_accounts import add_accounts
from bench.pictured_visits import add_visits, write_visit_files
from data.database import Database, Session, connect
from data.planning import load_planning_data
from data.plans import add_finished_plan, add_plan, claim_next, note_progress
from data.report_columns import ReportKind
from data.reports import add_report
from geo.messages import Language
from maps.basemaps import choose_base_map

MOMENT = datetime(2026, 12, 2, 18, 20, tzinfo=CHINA_TIME)
"""A Wednesday after a shift, with a closure in the next fortnight."""
SMALLER_PLAN, LARGER_PLAN, RUNNING_PLAN = (
    f"p-20261202-{word}" for word in ("aaaaaa", "bbbbbb", "cccccc")
)
REQUESTS: Mapping[str, Mapping[str, object]] = {
    SMALLER_PLAN: {"budget": 1_500_000},
    LARGER_PLAN: {"budget": 3_000_000, "yearly_budgets": [1_500_000, 3_000_000]},
}
COVERAGE_FILE, PLAN_FILE, REPORT_FILE = "coverage.html", "plan.html", "report.html"
AUTHOR = "杨浦区总工会（示例）"
REPORTED = "310101002-C1"
REPORTS = (
    (ReportKind.HOURS, "门口贴的是 17:00 关门，这里写的不一样，白跑了一趟。"),
    (ReportKind.PHONE, ""),
)


class FixedClock(datetime):
    """A clock that always shows MOMENT."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # no subclass of itself
        """Return MOMENT."""
        return MOMENT.astimezone(tz)


def build_city(settings: Settings, folder: Path) -> None:
    """Fill the database with the sample city, reports and plans, and write the files of maps."""
    with closing(connect(settings.database_url)) as database:
        prepare_database(database, MOMENT.year)
        prepare_demo(database, folder / "lists", Console(file=StringIO()))
        with database.transaction() as session:
            _add_reports(session)
            with patch("data.plans.new_code", side_effect=[*REQUESTS, RUNNING_PLAN]):
                _add_plans(session, settings)
            add_visits(session, settings, at=MOMENT, author=AUTHOR)
        add_accounts(database, at=MOMENT)
        _write_files(database, settings, folder)


def _add_reports(session: Session) -> None:
    for kind, text in REPORTS:
        add_report(session, REPORTED, kind=kind, text=text, at=MOMENT - timedelta(hours=3))


def _add_plans(session: Session, settings: Settings) -> None:
    """Store two plans that are done, and one in the middle of its search."""
    data = load_planning_data(session)
    for hours, asked in enumerate(REQUESTS.values(), start=1):
        request = PlanRequest.model_validate(asked)
        made = make_plan(
            data, request, settings=settings, network=None, on_progress=lambda *_: None
        )
        add_finished_plan(
            session,
            request.model_dump(mode="json"),
            result={"plan": made.plan, "coverage": made.coverage},
            data_revision=made.data_revision,
            at=MOMENT - timedelta(hours=3 - hours),
            author=AUTHOR,
        )
    begun = MOMENT - timedelta(minutes=1)
    larger = PlanRequest(budget=6_000_000, backup=True)
    add_plan(session, larger.model_dump(mode="json"), at=begun, author=AUTHOR)
    claim_next(session, at=begun)
    note_progress(session, RUNNING_PLAN, at=MOMENT, stage=PlanStage.SEARCH, progress=0.46)


def _write_files(database: Database, settings: Settings, folder: Path) -> None:
    """Write the maps and the report as the commands do."""
    with database.reading() as session:
        data, places = load_planning_data(session), load_map_places(session)
        write_visit_files(session, folder)
        for name in (PLAN_FILE, REPORT_FILE):
            content = load_plan_content(session, LARGER_PLAN, name, Language.CHINESE)
            (folder / name).write_bytes(render_file(content, name))
    inputs = prepare_inputs(data, CoverageRequest(), settings=settings, network=None)
    html = coverage_map_file(
        inputs,
        coverage_report(inputs),
        places,
        base_map=choose_base_map(settings.base_map, settings.tianditu_key),
        language=Language.CHINESE,
        made_on=MOMENT.date(),
    )
    (folder / COVERAGE_FILE).write_text(html, encoding="utf-8")
