"""`/v1/plans`: plans are asked for, watched, cancelled, read and compared."""

from collections.abc import Callable
from typing import Annotated, Any, cast

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from api import examples
from api.bodies import Body, json_object, read_body
from api.clock import now
from api.errors import NO_STORE, problem, status_of
from api.languages import asked_language
from api.openapi import PLANNER_PROBLEMS, describe_problem, request_body
from api.requests import reading, writing
from api.schemas_plans import (
    CODE_PATTERN,
    NewPlan,
    PlanComparison,
    PlanDetail,
    PlanPage,
    PlanSummary,
    RerunPlan,
)
from api.use_cases.coverage import Json
from api.use_cases.plan import in_language
from api.use_cases.plan_comparison import compare_plans, load_finished_plan
from api.use_cases.plan_requests import (
    QUEUE_FULL,
    describe_stored_plan,
    queue_plan,
    require_known,
)
from data.database import Session
from data.plans import ask_cancel, delete_plan, find_plan, list_plans, load_result
from data.revision import read_revision
from geo.errors import SourceUnavailable

MOST_BODY_BYTES = 100_000
RETRY_AFTER_S = 60


async def keep_nowhere(response: Response) -> None:
    """A plan changes from one second to the next, and is for those who ask."""
    response.headers.update(NO_STORE)


PLAN_PROBLEMS = PLANNER_PROBLEMS | {
    409: describe_problem("The plan has no result yet, or has ended already.", **examples.NO_RESULT)
}
PlanCode = Annotated[str, Path(pattern=CODE_PATTERN, description="Code of a stored plan.")]
router = APIRouter(
    prefix="/v1/plans",
    tags=["planning"],
    responses=PLANNER_PROBLEMS,
    dependencies=[Depends(keep_nowhere)],
)


def either_body(*models: type[BaseModel]) -> dict[str, Any]:
    """Describe the bodies that a request may have."""
    bodies = [request_body(model) for model in models]
    schemas = [body["content"]["application/json"]["schema"] for body in bodies]
    return {"required": True, "content": {"application/json": {"schema": {"anyOf": schemas}}}}


def answer_queued(
    request: Request, response: Response, queue: Callable[[Session], Json], *, prefix: str
) -> Response | Json:
    """Queue a plan of any kind and say where it will be, or when to come back."""
    try:
        with writing(request) as session:
            described = queue(session)
    except SourceUnavailable as error:
        if error.message not in QUEUE_FULL.values():
            raise
        text = error.text(asked_language(request))
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        return problem(status_of(error), error.code, text, headers=headers)
    response.headers["Location"] = f"{prefix}/{described['code']}"
    return described


@router.post(
    "",
    status_code=202,
    response_model=PlanSummary,
    openapi_extra={"requestBody": either_body(NewPlan, RerunPlan)},
)
def ask_for_plan(
    request: Request,
    response: Response,
    body: Annotated[Body, Depends(json_object(MOST_BODY_BYTES))],
) -> Response | Json:
    """Ask for a plan; it is computed in the background, and `Location` says where it will be.

    With `rerun_of` a stored request is taken again, on the data of today: to try an interrupted
    plan again, or to see what changed. 503 with `Retry-After` while ten plans wait already.
    """
    is_rerun = "rerun_of" in body
    asked = read_body(RerunPlan, body) if is_rerun else read_body(NewPlan, body)
    if isinstance(asked, NewPlan):
        require_known(asked, request.app.state.desk.snapshot)

    def queue(session: Session) -> Json:
        plan = queue_plan(session, asked, now())
        return describe_stored_plan(plan, read_revision(session), asked_language(request))

    return answer_queued(request, response, queue, prefix=router.prefix)


@router.get("", response_model=PlanPage)
def plans(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    before: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="Only those older than this one.")
    ] = None,
) -> Json:
    """List the stored plans, the newest first."""
    language = asked_language(request)
    with reading(request) as session:
        found = list_plans(session, limit=limit + 1, before=before)
        revision = read_revision(session)
    shown = found[:limit]
    return {
        "plans": [describe_stored_plan(plan, revision, language) for plan in shown],
        "next": shown[-1].code if len(found) > limit else None,
    }


@router.get("/{code}", response_class=Response, responses={200: {"model": PlanDetail}})
def plan_detail(request: Request, code: PlanCode) -> Response:
    """Show a plan: how far it is, and its result once it is done."""
    language = asked_language(request)
    with reading(request) as session:
        plan = find_plan(session, code)
        result = load_result(session, code)
        revision = read_revision(session)
    shown = None if result is None else in_language(cast("Json", result["plan"]), language)
    described = describe_stored_plan(plan, revision, language) | {"result": shown}
    # A model would copy megabytes only to find that they are what was stored.
    return Response(orjson.dumps(described), headers=NO_STORE, media_type="application/json")


@router.post(
    "/{code}/cancel",
    status_code=202,
    response_model=PlanSummary,
    responses=PLAN_PROBLEMS,
)
def cancel_plan(request: Request, code: PlanCode) -> Json:
    """Cancel a plan: at once while it waits, and within seconds while it is computed."""
    with writing(request) as session:
        plan = ask_cancel(session, code, at=now())
        return describe_stored_plan(plan, read_revision(session), asked_language(request))


@router.delete("/{code}", status_code=204, responses=PLAN_PROBLEMS)
def forget_plan(request: Request, code: PlanCode) -> None:
    """Delete a plan that has ended, its result and its files, for good."""
    with writing(request) as session:
        delete_plan(session, code)


@router.get("/{code}/compare/{other}", response_model=PlanComparison, responses=PLAN_PROBLEMS)
def comparison(request: Request, code: PlanCode, other: PlanCode) -> Json:
    """Compare two plans: what they ask, cost, do, and whom each of them covers alone."""
    with reading(request) as session:
        first, second = (load_finished_plan(session, each) for each in (code, other))
    return compare_plans(first, second)
