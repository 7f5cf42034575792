"""What workers report about service points, and how far planners are with it."""

from dataclasses import dataclass

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.clock import CHINA_TIME
from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.rendering import back_to, link_to, page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import data_page, point_path
from api.pages.reports import kinds_to_choose
from api.requests import reading, writing
from data.listings import load_names
from data.report_columns import ReportStatus
from data.reports import list_reports, mark_report
from geo.errors import InvalidInput
from geo.messages import Message

router = planner_router()

REPORT_STATUS_UNKNOWN = Message(
    "report_status_unknown",
    zh="没有“{value}”这种进度。请用页面上的按钮。",
    en='there is no progress called "{value}"; use the buttons on the page',
)
MOST_SHOWN = 200
_NEXT = {
    ReportStatus.NEW: (ReportStatus.SEEN, ReportStatus.DONE),
    ReportStatus.SEEN: (ReportStatus.DONE, ReportStatus.NEW),
    ReportStatus.DONE: (ReportStatus.NEW,),
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in words; `marks` are what it can be marked as."""

    code: str
    name: str
    address: str
    when: str
    kind: str
    text: str
    status: str
    marks: tuple[ReportStatus, ...]


@router.get("/data/reports")
def show_reports(request: Request) -> Response:
    """Show the reports of one status, new ones unless another is asked for."""
    language = page_language(request)
    asked = request.query_params.get("status", ReportStatus.NEW)
    before = request.query_params.get("before") or None
    status = next((one for one in ReportStatus if one == asked), None)
    with reading(request) as session:
        found = list_reports(session, status=status, limit=MOST_SHOWN + 1, before=before)
        reports = found[:MOST_SHOWN]
        names = load_names(
            session, "service-points", sorted({report.service_point_code for report in reports})
        )
    kinds = kinds_to_choose(language)
    return data_page(
        request,
        "reports.html",
        title=say_from(DATA_TEXTS, language, "reports_title"),
        tab="reports",
        status=200,
        chosen=status or "all",
        next=reports[-1].code if len(found) > MOST_SHOWN else None,
        statuses=[*ReportStatus, "all"],
        reports=[
            ReportLine(
                code=report.code,
                name=names.get(report.service_point_code, report.service_point_code),
                address=link_to(language, point_path(report.service_point_code)),
                when=f"{report.created_at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}",
                kind=kinds[report.kind],
                text=report.text,
                status=report.status,
                marks=_NEXT[report.status],
            )
            for report in reports
        ],
    )


@router.post("/data/reports/{code}")
async def mark(request: Request, code: str) -> Response:
    """Note how far planners are with a report."""
    fields = await sent_fields(request)
    asked = fields.get("status")
    status = next((one for one in ReportStatus if one == asked), None)
    if status is None:
        raise InvalidInput(REPORT_STATUS_UNKNOWN, value=asked)
    await run_in_threadpool(_mark, request, code, status)
    shown = fields.get("shown")
    return back_to(request, "/planner/data/reports", status=shown, done="marked")


def _mark(request: Request, code: str, status: ReportStatus) -> None:
    with writing(request) as session:
        mark_report(session, code, status)
