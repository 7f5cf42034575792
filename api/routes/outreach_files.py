"""`/v1/outreach-plans/{code}/files`: an outreach plan for calendars, maps, paper and Excel."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from api.errors import NO_STORE
from api.field_access import FieldUser, field_user
from api.languages import asked_language
from api.media_types import MEDIA_TYPES
from api.requests import reading
from api.routes.outreach_plans import OUTREACH_PROBLEMS, OutreachCode
from api.settings import Settings
from api.use_cases.outreach_downloads import (
    load_outreach_content,
    media_type_of,
    render_outreach_file,
)
from api.use_cases.outreach_requests import require_readable
from api.use_cases.team_links import find_team_links
from data.database import Session
from data.plans import OUTREACH, find_plan
from geo.errors import Forbidden
from geo.messages import Message

FILE_OF_OTHERS = Message(
    "outreach_file_of_others",
    zh="您的链接只能下载本组的文件：{known}。",
    en="your link opens the files of your team only: {known}",
)
SHEETS = "sheets.html"
router = APIRouter(
    prefix="/v1/outreach-plans",
    tags=["outreach"],
    responses=OUTREACH_PROBLEMS,
)


@router.get(
    "/{code}/files/{name}",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {media_type: {} for media_type in MEDIA_TYPES.values()},
        }
    },
)
def outreach_file(
    request: Request,
    code: OutreachCode,
    name: str,
    user: Annotated[FieldUser, Depends(field_user)],
) -> Response:
    """Download a file of an outreach plan, with its texts in the asked language.

    Files: `outreach.json`, `outreach.xlsx`, `outreach.html`, `sheets.html`, and for each team
    `calendar-<team>.ics` and `route-<team>.gpx`. A team gets its own two. The sheets show the links
    of teams to planners only.
    """
    if user.confined_to is not None:
        _require_own(name, user.confined_to)
    streets = request.app.state.desk.network
    with reading(request) as session:
        require_readable(session, find_plan(session, code, kind=OUTREACH), user.confined_to)
        has_links = name == SHEETS and user.is_planner
        links = _links(request, session, code) if has_links else {}
        content = load_outreach_content(
            session,
            code,
            asked_language(request),
            name=name,
            streets=streets,
            team_links=links,
        )
    written = render_outreach_file(content, name)
    disposition = f"attachment; filename*=UTF-8''{quote(f'{code}-{name}')}"
    headers = NO_STORE | {"Content-Disposition": disposition}
    return Response(written, headers=headers, media_type=media_type_of(name))


def _require_own(name: str, team: str) -> None:
    own = (f"calendar-{team}.ics", f"route-{team}.gpx")
    if name not in own:
        raise Forbidden(FILE_OF_OTHERS, known=", ".join(own))


def _links(request: Request, session: Session, code: str) -> Mapping[str, str]:
    """Return the links that go on the sheets of teams: none where no phone knows our address."""
    settings: Settings = request.app.state.settings
    return find_team_links(session, code, settings.public_url) if settings.public_url else {}
