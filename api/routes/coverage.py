"""`/v1/coverage`: who can reach an open desk, and who cannot."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.coverage_desk import CoverageDesk
from api.openapi import PLANNER_PROBLEMS
from api.requests import actor_of_request
from api.schemas_coverage import CoverageQuery, CoverageReport

NOT_MODIFIED = 304
router = APIRouter(prefix="/v1", tags=["planning"])
PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
"""What each sees is its own; it may be kept, and is asked for again each time."""


@router.get(
    "/coverage",
    response_model=None,
    responses={
        200: {"model": CoverageReport},
        NOT_MODIFIED: {"description": "It is still what `If-None-Match` names."},
        403: PLANNER_PROBLEMS[403],
        422: PLANNER_PROBLEMS[422],
        503: PLANNER_PROBLEMS[503],
    },
)
def coverage(request: Request, query: Annotated[CoverageQuery, Query()]) -> Response:
    """Find who is covered, who is not and why, and what hours would help.

    The content of coverage.json. It may take a while for a large city, so the last answers are
    kept until the data or the street network changes; `ETag` tells whether they did.
    """
    desk: CoverageDesk = request.app.state.coverage_desk
    answer = desk.answer(
        query.coverage_request(), actor=actor_of_request(request), with_hours=query.hours
    )
    headers = PRIVATE | {"ETag": answer.etag}
    if _is_named(answer.etag, request.headers.get("if-none-match", "")):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(answer.content, headers=headers, media_type="application/json")


def _is_named(etag: str, tags: str) -> bool:
    """Tell whether a list of entity tags holds one; weak ones are those that a proxy repacked."""
    named = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return not named.isdisjoint({etag, "*"})
