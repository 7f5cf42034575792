"""The stored plans of visits: their list, each with its progress or result."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fastapi import Request, Response

from api.clock import now
from api.pages.planner.coverage import service_names
from api.pages.planner.coverage_map import MapOnPage, allow_tiles
from api.pages.planner.outreach_example import example_text
from api.pages.planner.outreach_files import asked_lines, files_of
from api.pages.planner.outreach_links import TeamAddress, team_addresses
from api.pages.planner.outreach_list import Reader, outreach_line, span_of
from api.pages.planner.outreach_map import outreach_map
from api.pages.planner.outreach_texts import OUTREACH_TEXTS
from api.pages.planner.outreach_view import OutreachView, view_outreach
from api.pages.planner.plans_list import GOING_ON
from api.pages.planner.plans_view import File
from api.pages.planner.rendering import back_to, page_language, planner_page
from api.pages.planner.router import planner_router
from api.requests import reading, writing
from api.schemas_plans import CODE_PATTERN, RerunPlan
from api.use_cases.outreach import OutreachStage
from api.use_cases.outreach_requests import describe_outreach_plan, queue_outreach
from data.database import Session
from data.job_columns import JobStatus
from data.outreach_plans import (
    find_successor,
    list_published,
    list_replaced,
    published_at,
)
from data.plan_messages import OUTREACH_UNKNOWN
from data.plans import OUTREACH, StoredPlan, ask_cancel, find_plan, list_plans, load_result
from data.revision import read_revision
from geo.errors import Conflict, NotFound
from geo.messages import Language
from planner.outreach_report import OutreachReport, in_language
from planner.plan_words import listed

PATH = "/planner/outreach"
PER_PAGE = 20
router = planner_router()


@dataclass(frozen=True, slots=True)
class Found:
    """A stored plan of visits, and what its page says around it."""

    plan: StoredPlan
    report: OutreachReport | None
    published: datetime | None
    successor: StoredPlan | None
    revision: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the page of a plan that is done shows of it."""

    view: OutreachView
    map: MapOnPage
    files: Sequence[File]
    asked: Sequence[tuple[str, str]]
    publish_confirm: str
    links: Sequence[TeamAddress]


@router.get("/outreach")
def outreach_plans(request: Request, before: str = "") -> Response:
    """List the plans of visits, the newest first."""
    after = require_outreach_code(before) if before else None
    with reading(request) as session:
        found = list_plans(session, limit=PER_PAGE + 1, before=after, kind=OUTREACH)
        published = {each.code for each in list_published(session)}
        replaced = list_replaced(session, [plan.code for plan in found])
    reader = reader_of(request)
    lines = [
        outreach_line(
            plan,
            reader,
            is_published=plan.code in published,
            is_replaced=plan.code in replaced,
        )
        for plan in found[:PER_PAGE]
    ]
    return planner_page(
        request,
        "outreach.html",
        title=reader.say("outreach_title"),
        section="outreach",
        texts=OUTREACH_TEXTS,
        lines=lines,
        example="" if found else example_text(request),
        is_first_page=after is None,
        next=lines[-1].code if len(found) > PER_PAGE else None,
    )


@router.get("/outreach/{code}")
def outreach_plan(request: Request, code: str) -> Response:
    """Show how far a plan of visits is; once it is done, who goes where, and its links."""
    with reading(request) as session:
        found = _find(session, require_outreach_code(code), page_language(request))
    return allow_tiles(request, _page(request, found))


@router.post("/outreach/{code}/cancel")
def cancel(request: Request, code: str) -> Response:
    """Cancel a plan; where it has ended meanwhile, its page tells how."""
    path = f"{PATH}/{require_outreach_code(code)}"
    try:
        with writing(request) as session:
            stored = ask_cancel(session, code, at=now(), kind=OUTREACH)
    except Conflict:
        return back_to(request, path)
    done = "cancelled" if stored.status is JobStatus.CANCELLED else "cancelling"
    return back_to(request, path, done=done)


@router.post("/outreach/{code}/rerun")
def rerun(request: Request, code: str) -> Response:
    """Ask the same again, on the data of today."""
    asked = RerunPlan(rerun_of=require_outreach_code(code), author=None)
    with writing(request) as session:
        stored = queue_outreach(session, asked, now())
    return back_to(request, f"{PATH}/{stored.code}")


def require_outreach_code(text: str) -> str:
    """Return what may be the code of a plan of visits; raises NotFound for what cannot be one."""
    if not re.fullmatch(CODE_PATTERN, text):
        raise NotFound(OUTREACH_UNKNOWN, value=text[:40])
    return text


def reader_of(request: Request) -> Reader:
    """Say who reads the page."""
    return Reader(page_language(request), now())


def _find(session: Session, code: str, language: Language) -> Found:
    plan = find_plan(session, code, kind=OUTREACH)
    result = load_result(session, code, kind=OUTREACH) if plan.status is JobStatus.DONE else None
    successor = find_successor(session, code)
    return Found(
        plan=plan,
        report=in_language(cast("OutreachReport", result["plan"]), language) if result else None,
        published=published_at(session, code),
        successor=None if successor is None else find_plan(session, successor, kind=OUTREACH),
        revision=read_revision(session),
    )


def _page(request: Request, found: Found) -> Response:
    reader, plan = reader_of(request), found.plan
    language = reader.language
    is_replaced = found.successor is not None and found.successor.status is JobStatus.DONE
    described = describe_outreach_plan(plan, found.revision, found.published, language)
    return planner_page(
        request,
        "outreach_plan.html",
        title=reader.say("one_outreach", code=plan.code),
        section="outreach",
        texts=OUTREACH_TEXTS,
        plan=plan,
        line=outreach_line(
            plan, reader, is_published=found.published is not None, is_replaced=is_replaced
        ),
        is_going_on=plan.status in GOING_ON,
        is_current=plan.data_revision == found.revision,
        problem=described["problem"],
        stages={stage.value: reader.say(f"stage_{stage}") for stage in OutreachStage},
        replaces=plan.request.get("replaces"),
        successor=found.successor,
        published=reader.moment(found.published) if found.published else "",
        has_public_url=bool(request.app.state.settings.public_url),
        result=_result(request, found, reader),
    )


def _result(request: Request, found: Found, reader: Reader) -> Result | None:
    """Put the result into words, and draw what there is to see; None where there is none yet."""
    report, language = found.report, reader.language
    if report is None:
        return None
    names = listed([team["name"] for team in report["teams"]], language)
    return Result(
        view=view_outreach(report, language, today=reader.today),
        map=outreach_map(request, report, language),
        files=files_of(found.plan.code, report, language),
        asked=asked_lines(report, service_names(request), language),
        publish_confirm=reader.say(
            "publish_confirm", teams=names, days=span_of(found.plan, reader)
        ),
        links=team_addresses(request, report) if found.published else [],
    )
