"""`/v1/audit`: who changed what, for admins' programs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.days import Day
from api.openapi import PLANNER_PROBLEMS
from api.requests import reading
from api.routes.plans import keep_nowhere
from api.schemas_audit import AuditEntry, AuditPage
from api.use_cases.audit import AuditAsked, TableName, to_json
from data.audit import list_entries

MOST_LISTED = 500
LARGEST_ID = 2**63 - 1
router = APIRouter(
    prefix="/v1/audit",
    tags=["audit"],
    responses=PLANNER_PROBLEMS,
    dependencies=[Depends(keep_nowhere)],
)


@router.get("")
def audit(  # noqa: PLR0913  one argument per query parameter
    request: Request,
    who: Annotated[
        str | None, Query(max_length=200, description="An account or a team, or e.g. `command`.")
    ] = None,
    table: Annotated[TableName | None, Query(examples=["service_point"])] = None,
    code: Annotated[str | None, Query(max_length=200, description="Of what was changed.")] = None,
    since: Annotated[Day | None, Query(description="First day, in China.")] = None,
    until: Annotated[Day | None, Query(description="Last day, in China.")] = None,
    before: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="Go on behind this `id`.")
    ] = None,
    most: Annotated[int, Query(ge=1, le=MOST_LISTED, description="How many.")] = 100,
) -> AuditPage:
    """List who changed what, the newest first; `next` is the `before` of the page after this."""
    asked = AuditAsked(who=who, table=table, code=code, since=since, until=until).to_filter()
    with reading(request) as session:
        found = list_entries(session, asked, limit=most + 1, before=before)
    shown = found[:most]
    return AuditPage(
        entries=[AuditEntry.model_validate(to_json(entry)) for entry in shown],
        next=shown[-1].id if len(found) > most else None,
    )
