"""`/v1/visits`: what came of visits, recorded by teams on the road and read by planners."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import examples
from api.bodies import Body, json_object, read_body
from api.clock import CHINA_TIME, now
from api.days import Day
from api.field_access import FieldUser, field_user
from api.openapi import PLANNER_PROBLEMS, describe_problem, request_body
from api.requests import reading, writing
from api.routes.plans import keep_nowhere
from api.schemas_outreach import VisitDetail, VisitFigures, VisitPage
from api.use_cases.coverage import Json
from api.use_cases.visit_figures import a_month_before, load_visit_figures
from api.use_cases.visits import (
    TEAM_PATTERN,
    VISIT_CODE_PATTERN,
    VisitAsked,
    place_of,
    save_visit,
)
from data.visits import find_visit, list_visits
from planner.visits import VisitRecord

MOST_BODY_BYTES = 20_000
MOST_LISTED = 1_000
LONGEST_CODE = 200
"""Imported visits have codes of other systems."""
VISIT_PROBLEMS = PLANNER_PROBLEMS | {
    409: describe_problem("Another team has this code already.", **examples.VISIT_CONFLICT)
}
VisitCode = Annotated[
    str,
    Path(
        pattern=VISIT_CODE_PATTERN,
        description="Made by the sender, e.g. a random UUID: 8 to 64 letters, digits and hyphens. "
        "UUIDs of version 5 are kept for the pages of teams.",
    ),
]
router = APIRouter(
    prefix="/v1/visits",
    tags=["outreach"],
    responses=PLANNER_PROBLEMS,
    dependencies=[Depends(keep_nowhere)],
)


@router.put(
    "/{code}",
    responses=VISIT_PROBLEMS
    | {201: {"model": VisitDetail, "description": "The visit is recorded."}},
    openapi_extra={"requestBody": request_body(VisitAsked)},
)
def record(
    request: Request,
    response: Response,
    code: VisitCode,
    user: Annotated[FieldUser, Depends(field_user)],
    body: Annotated[Body, Depends(json_object(MOST_BODY_BYTES))],
) -> VisitDetail:
    """Record a visit: 201 if it is new, 200 if the code is known and its content is replaced.

    Whoever got no answer sends the same again, and it is stored once. A team sends the key of its
    link as `Authorization: Bearer`, and records visits to places of what is published for it.
    """
    asked = read_body(VisitAsked, body)
    with writing(request) as session:
        is_new = save_visit(session, code, asked, at=now(), team=user.team)
        visit = cast("VisitRecord", find_visit(session, code))
    if is_new:
        response.status_code = 201
    return _detail(visit)


@router.get("")
def visits(
    request: Request,
    since: Annotated[Day | None, Query(description="First day.")] = None,
    until: Annotated[Day | None, Query(description="Last day.")] = None,
    team: Annotated[str | None, Query(pattern=TEAM_PATTERN)] = None,
    most: Annotated[int, Query(ge=1, le=MOST_LISTED, description="How many.")] = 100,
    before: Annotated[
        str | None, Query(max_length=LONGEST_CODE, description="Only those behind this one.")
    ] = None,
) -> VisitPage:
    """List recorded visits, the newest first."""
    with reading(request) as session:
        found = list_visits(
            session, since=since, until=until, team=team, limit=most + 1, before=before
        )
    shown = found[:most]
    has_more = len(found) > most
    return VisitPage(
        visits=[_detail(visit) for visit in shown], next=shown[-1].code if has_more else None
    )


@router.get("/figures", response_model=VisitFigures)
def visit_figures(
    request: Request,
    since: Annotated[Day | None, Query(description="First day; a month ago.")] = None,
    until: Annotated[Day | None, Query(description="Last day; today.")] = None,
) -> Json:
    """Tell what visits came to: people met and joined, and how many per hour of staff."""
    last = until or now().date()
    with reading(request) as session:
        return load_visit_figures(session, since=since or a_month_before(last), until=last)


def _detail(visit: VisitRecord) -> VisitDetail:
    recorded_at = visit.recorded_at
    return VisitDetail(
        code=visit.code,
        place=place_of(visit),
        date=visit.date,
        team=visit.team,
        outcome=visit.outcome,
        people_met=visit.people_met,
        joined=visit.joined,
        notes=visit.notes,
        plan_code=visit.plan_code,
        recorded_at=recorded_at and recorded_at.astimezone(CHINA_TIME),
    )
