"""`/v1/outreach-plans`: visits are planned, published to their teams, and moved to other days."""

from collections.abc import Sequence
from typing import Annotated, cast

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import examples
from api.bodies import Body, json_object, read_body
from api.clock import now
from api.errors import NO_STORE
from api.field_access import FieldUser, field_user
from api.languages import asked_language
from api.openapi import PLANNER_PROBLEMS, describe_problem, request_body
from api.requests import reading, writing
from api.routes.plans import answer_queued, either_body, keep_nowhere
from api.schemas_outreach import (
    MoveAsked,
    NewOutreachPlan,
    OutreachDetail,
    OutreachPage,
    OutreachSummary,
)
from api.schemas_plans import CODE_PATTERN, RerunPlan
from api.use_cases.coverage import Json
from api.use_cases.outreach_publishing import publish_to_teams
from api.use_cases.outreach_requests import (
    Move,
    as_told_to,
    describe_outreach_plan,
    list_of_team,
    queue_move,
    queue_outreach,
    require_known_outreach,
    require_readable,
)
from data.database import Session
from data.outreach_plans import list_published, withdraw
from data.plans import (
    OUTREACH,
    StoredPlan,
    ask_cancel,
    delete_plan,
    find_plan,
    list_plans,
    load_result,
)
from data.revision import read_revision
from planner.outreach_report import OutreachReport, in_language, of_team

MOST_BODY_BYTES = 1_000_000
OUTREACH_PROBLEMS = PLANNER_PROBLEMS | {
    409: describe_problem(
        "The plan has no result yet, has ended already, or clashes with another one.",
        **examples.OUTREACH_WITHOUT_RESULT,
    )
}
OutreachCode = Annotated[
    str, Path(pattern=CODE_PATTERN, description="Code of a stored outreach plan.")
]
router = APIRouter(
    prefix="/v1/outreach-plans",
    tags=["outreach"],
    responses=PLANNER_PROBLEMS,
    dependencies=[Depends(keep_nowhere)],
)


def _described(
    session: Session, plan: StoredPlan, request: Request, user: FieldUser | None = None
) -> Json:
    return _all_described(session, [plan], request, user)[0]


def _all_described(
    session: Session, plans: Sequence[StoredPlan], request: Request, user: FieldUser | None
) -> list[Json]:
    """Describe plans to a planner, or as teams are told to whoever is none."""
    revision, language = read_revision(session), asked_language(request)
    published = {one.code: one.published_at for one in list_published(session)}
    described = [
        describe_outreach_plan(plan, revision, published.get(plan.code), language) for plan in plans
    ]
    if user is None or user.is_planner:
        return described
    return [as_told_to(user.confined_to, one) for one in described]


@router.post(
    "",
    status_code=202,
    response_model=OutreachSummary,
    openapi_extra={"requestBody": either_body(NewOutreachPlan, RerunPlan)},
)
def ask_for_visits(
    request: Request,
    response: Response,
    body: Annotated[Body, Depends(json_object(MOST_BODY_BYTES))],
) -> Response | Json:
    """Ask for an outreach plan; it is computed in the background, and `Location` says where.

    The list of teams is checked first, and all that is wrong with it told at once. With `rerun_of`
    a stored request is taken again. 503 with `Retry-After` while ten plans wait already.
    """
    is_rerun = "rerun_of" in body
    asked = read_body(RerunPlan, body) if is_rerun else read_body(NewOutreachPlan, body)
    if isinstance(asked, NewOutreachPlan):
        require_known_outreach(asked, request.app.state.desk.snapshot)

    def queue(session: Session) -> Json:
        return _described(session, queue_outreach(session, asked, now()), request)

    return answer_queued(request, response, queue, prefix=router.prefix)


@router.get("", response_model=OutreachPage)
def outreach_plans(
    request: Request,
    user: Annotated[FieldUser, Depends(field_user)],
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    before: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="Only those older than this one.")
    ] = None,
) -> Json:
    """List the outreach plans, the newest first.

    For a team the latest that are published for it, for field staff all that are. Teams send the
    key of their link as `Authorization: Bearer`.
    """
    with reading(request) as session:
        found = _listed(session, user, limit + 1, before)
        shown = _all_described(session, found[:limit], request, user)
    has_more = len(found) > limit
    return {"plans": shown, "next": shown[-1]["code"] if has_more else None}


def _listed(
    session: Session, user: FieldUser, limit: int, before: str | None
) -> Sequence[StoredPlan]:
    if user.team is not None or not user.is_planner:
        return list_of_team(session, user.team, limit=limit, before=before)
    return list_plans(session, limit=limit, before=before, kind=OUTREACH)


@router.get("/{code}", response_class=Response, responses={200: {"model": OutreachDetail}})
def outreach_detail(
    request: Request, code: OutreachCode, user: Annotated[FieldUser, Depends(field_user)]
) -> Response:
    """Show an outreach plan: how far it is, and its result once it is done.

    A team sees what is published for it, and what is being made in its place: its own routes, but
    not those of others, nor who asked for what. Field staff see that of all teams.
    """
    with reading(request) as session:
        plan = find_plan(session, code, kind=OUTREACH)
        require_readable(session, plan, user.confined_to)
        result = load_result(session, code, kind=OUTREACH)
        described = _described(session, plan, request, user)
    shown = None if result is None else _told(result["plan"], request, user.confined_to)
    # A model would copy megabytes only to find that they are what was stored.
    content = orjson.dumps(described | {"result": shown})
    return Response(content, headers=NO_STORE, media_type="application/json")


def _told(report: object, request: Request, team: str | None) -> OutreachReport:
    told = in_language(cast("OutreachReport", report), asked_language(request))
    return told if team is None else of_team(told, team)


@router.post(
    "/{code}/cancel",
    status_code=202,
    response_model=OutreachSummary,
    responses=OUTREACH_PROBLEMS,
)
def cancel_outreach(request: Request, code: OutreachCode) -> Json:
    """Cancel an outreach plan: at once while it waits, within seconds while it is computed."""
    with writing(request) as session:
        plan = ask_cancel(session, code, at=now(), kind=OUTREACH)
        return _described(session, plan, request)


@router.delete("/{code}", status_code=204, responses=OUTREACH_PROBLEMS)
def forget_outreach(request: Request, code: OutreachCode) -> None:
    """Delete an outreach plan that has ended and is not published; its visits stay recorded.

    Of plans that go on from each other the newest goes first.
    """
    with writing(request) as session:
        delete_plan(session, code, kind=OUTREACH)


@router.post(
    "/{code}/publish",
    response_model=OutreachSummary,
    responses=OUTREACH_PROBLEMS,
)
def publish_outreach(request: Request, code: OutreachCode) -> Json:
    """Show a plan to its teams; 409 where one of them follows another on one of its days."""
    with writing(request) as session:
        publish_to_teams(session, code, at=now())
        return _described(session, find_plan(session, code, kind=OUTREACH), request)


@router.post(
    "/{code}/withdraw",
    response_model=OutreachSummary,
    responses=OUTREACH_PROBLEMS,
)
def withdraw_outreach(request: Request, code: OutreachCode) -> Json:
    """Show a plan to its teams no more; what they have recorded stays."""
    with writing(request) as session:
        withdraw(session, code)
        return _described(session, find_plan(session, code, kind=OUTREACH), request)


@router.post(
    "/{code}/moves",
    status_code=202,
    response_model=OutreachSummary,
    responses=OUTREACH_PROBLEMS,
    openapi_extra={"requestBody": request_body(MoveAsked)},
)
def move_stop(
    request: Request,
    response: Response,
    code: OutreachCode,
    user: Annotated[FieldUser, Depends(field_user)],
    body: Annotated[Body, Depends(json_object(MOST_BODY_BYTES))],
) -> Response | Json:
    """Promise a stop for another day; the rest is planned anew around all that was promised.

    The new plan is computed in the background and takes the place of a published one when it is
    done. Days up to today, or up to `moved_on`, stay as they are. A team may move its own stops of
    what is published for it, and places that nobody visits.
    """
    asked = read_body(MoveAsked, body)

    def queue(session: Session) -> Json:
        move, team = Move(asked.place, asked.date, asked.moved_on), user.confined_to
        plan = queue_move(session, code, move, at=now(), team=team)
        return _described(session, plan, request, user)

    return answer_queued(request, response, queue, prefix=router.prefix)
