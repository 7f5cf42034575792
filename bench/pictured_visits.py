"""The week of visits that the pictures show: two teams from one desk, with the first records."""

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.outreach import make_outreach
from api.use_cases.outreach_downloads import load_outreach_content, render_outreach_file
from api.use_cases.outreach_publishing import publish_to_teams
from api.use_cases.stored_outreach import load_outreach
from data.database import Session
from data.plans import OUTREACH, add_finished_plan
from data.visits import record_visit
from geo.messages import Language
from geo.places import PlaceKind
from planner.outreach_report import OutreachReport, StopReport
from planner.visits import VisitOutcome, VisitRecord

VISITS_PLAN, VISITING_TEAM = "v-20261202-dddddd", "T1"
OUTREACH_FILE, SHEETS_FILE = "outreach.html", "sheets.html"
DEPOT, UNION = "310110019-D1", "310110"
TEAMS = (
    {"code": "T1", "name": "走访一组（示例）", "mode": "drive", "size": "2", "skills": "law"},
    {"code": "T2", "name": "走访二组（示例）", "mode": "ebike", "size": "3"},
)
WORKING = {"depot_code": DEPOT, "work_hours": "Mo-Fr 09:00-21:00", "lunch": "12:00-13:00"}
SEARCH_S = 3.0
"""Shown in place of how long the search took, which is never the same."""


def add_visits(session: Session, settings: Settings, *, at: datetime, author: str) -> None:
    """Store and publish a plan for three days from today, and record its first stop."""
    request = OutreachRequest.model_validate(
        {
            "start": at.date(),
            "days": 3,
            "union": UNION,
            "teams": [team | WORKING for team in TEAMS],
            "most_stops": 40,
            "time_limit": SEARCH_S,
        }
    )
    data, earlier = load_outreach(session, request)
    made = make_outreach(
        data,
        request,
        settings=settings,
        network=None,
        earlier=earlier,
        on_progress=lambda *_: None,
    )
    solver = {**made.report["solver"], "seconds": SEARCH_S}
    with patch("data.plans.new_code", return_value=VISITS_PLAN):
        add_finished_plan(
            session,
            request.model_dump(mode="json"),
            result={"plan": {**made.report, "solver": solver}},
            data_revision=made.data_revision,
            at=at - timedelta(hours=10),
            author=author,
            kind=OUTREACH,
        )
    # Keys are drawn by chance, and with them the codes to scan.
    with patch("data.outreach_plans.secrets.token_urlsafe", side_effect=["example-1", "example-2"]):
        publish_to_teams(session, VISITS_PLAN, at=at - timedelta(hours=9))
    record_visit(session, _record(_first_stop(made.report), at))


def _first_stop(report: OutreachReport) -> StopReport:
    return next(route for route in report["routes"] if route["team"] == VISITING_TEAM)["stops"][0]


def _record(stop: StopReport, at: datetime) -> VisitRecord:
    return VisitRecord(
        code="5f0c3a52-7d5e-4f2c-9a55-1f6d0c2b9e10",
        place_kind=PlaceKind(stop["kind"]),
        place_code=stop["code"],
        date=at.date(),
        team=VISITING_TEAM,
        outcome=VisitOutcome.MET,
        people_met=46,
        joined=12,
        notes="从北门进，中午人多（示例）",
        plan_code=VISITS_PLAN,
        recorded_at=at - timedelta(hours=2),
    )


def write_visit_files(session: Session, folder: Path) -> None:
    """Write the map and the sheets of the plan as the command does."""
    for name in (OUTREACH_FILE, SHEETS_FILE):
        content = load_outreach_content(
            session, VISITS_PLAN, Language.CHINESE, name=name, streets=None
        )
        (folder / name).write_bytes(render_outreach_file(content, name))
