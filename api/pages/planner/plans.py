"""The stored plans: their list, each with its progress or result, cancelled and run again."""

from collections.abc import Sequence

from fastapi import Request, Response

from api.clock import now
from api.pages.planner.coverage import service_names
from api.pages.planner.coverage_map import allow_tiles
from api.pages.planner.plans_codes import require_plan_code
from api.pages.planner.plans_form_texts import PLAN_FORM_TEXTS
from api.pages.planner.plans_list import GOING_ON, Reader, plan_line
from api.pages.planner.plans_map import plan_map
from api.pages.planner.plans_new import queue
from api.pages.planner.plans_texts import PLAN_PAGE_TEXTS
from api.pages.planner.plans_view import FIRST_ACTIONS, FIRST_UNIONS, files_of, view_plan
from api.pages.planner.rendering import back_to, page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.requests import reading, writing
from api.schemas_plans import RerunPlan
from api.use_cases.plan_comparison import FinishedPlan, load_finished_plan
from api.use_cases.plan_requests import describe_stored_plan
from api.use_cases.plan_search import PlanStage
from data.job_columns import JobStatus
from data.plans import StoredPlan, ask_cancel, find_plan, list_plans
from data.revision import read_revision
from geo.errors import Conflict
from geo.messages import Language

TEXTS = PLAN_FORM_TEXTS | PLAN_PAGE_TEXTS
PER_PAGE = 20
LEAST_TO_COMPARE = 2
router = planner_router()


@router.get("/plans")
def plans(request: Request, before: str = "") -> Response:
    """List the plans, the newest first."""
    after = require_plan_code(before) if before else None
    with reading(request) as session:
        found = list_plans(session, limit=PER_PAGE + 1, before=after)
        revision = read_revision(session)
    reader = reader_of(request)
    lines = [plan_line(plan, revision, reader) for plan in found[:PER_PAGE]]
    return planner_page(
        request,
        "plans.html",
        title=reader.say("plans_title"),
        section="plans",
        texts=TEXTS,
        lines=lines,
        can_compare=sum(line.is_done for line in lines) >= LEAST_TO_COMPARE,
        is_first_page=after is None,
        next=lines[-1].code if len(found) > PER_PAGE else None,
    )


@router.get("/plans/{code}")
def plan(request: Request, code: str) -> Response:
    """Show how far a plan is; once it is done, what it brings and what to do for it."""
    with reading(request) as session:
        stored = find_plan(session, require_plan_code(code))
        is_done = stored.status is JobStatus.DONE
        finished = load_finished_plan(session, code) if is_done else None
        revision = read_revision(session)
    return allow_tiles(request, _page(request, stored, revision, finished))


@router.post("/plans/{code}/cancel")
def cancel(request: Request, code: str) -> Response:
    """Cancel a plan; where it has ended meanwhile, its page tells how."""
    path = f"/planner/plans/{require_plan_code(code)}"
    try:
        with writing(request) as session:
            stored = ask_cancel(session, code, at=now())
    except Conflict:
        return back_to(request, path)
    done = "cancelled" if stored.status is JobStatus.CANCELLED else "cancelling"
    return back_to(request, path, done=done)


@router.post("/plans/{code}/rerun")
def rerun(request: Request, code: str) -> Response:
    """Ask the same again, on the data of today."""
    stored = queue(request, RerunPlan(rerun_of=require_plan_code(code), author=None))
    return back_to(request, f"/planner/plans/{stored.code}")


def reader_of(request: Request) -> Reader:
    """Say who reads the page."""
    return Reader(page_language(request), now(), service_names(request))


def _page(
    request: Request, stored: StoredPlan, revision: int, finished: FinishedPlan | None
) -> Response:
    reader = reader_of(request)
    language = reader.language
    described = describe_stored_plan(stored, revision, language)
    return planner_page(
        request,
        "plan.html",
        title=reader.say("plan_title", code=stored.code),
        section="plans",
        texts=TEXTS,
        plan=stored,
        line=plan_line(stored, revision, reader),
        is_going_on=stored.status in GOING_ON,
        problem=described["problem"],
        stages=_stages(language),
        first_unions=FIRST_UNIONS,
        first_actions=FIRST_ACTIONS,
        files=files_of(stored.code, language) if finished else [],
        shown=view_plan(finished, language) if finished else None,
        map=plan_map(request, finished, language) if finished else None,
    )


def _stages(language: Language) -> dict[str, str]:
    return {stage.value: say_from(TEXTS, language, f"stage_{stage}") for stage in PlanStage}


def newest_done(request: Request, limit: int) -> Sequence[StoredPlan]:
    """List the newest plans that have a result."""
    with reading(request) as session:
        found = list_plans(session, limit=limit)
    return [each for each in found if each.status is JobStatus.DONE]
