"""The addresses of the field staff's pages, opened by the link of a team."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError

from api.clock import now
from api.csrf import csrf_token
from api.errors import field_errors, status_of
from api.field_access import (
    TEAM_KEY_UNKNOWN,
    FieldUser,
    field_user,
    forget_team_key,
    keep_team_key,
)
from api.pages.field.days import codes_of, list_recent
from api.pages.field.page import Asked, closed_page, refused_page, team_page, teams_page
from api.pages.field.rendering import FIELD_HEADERS, field_address
from api.pages.field.status import load_move, move_status
from api.pages.field.worker import (
    AWAY_ADDRESS,
    WORKER_ADDRESS,
    WORKER_HEADERS,
    away_page,
    worker_script,
)
from api.pages.form import read_language
from api.requests import actor_of_request, reading, writing
from api.same_site import ours_only
from api.use_cases.outreach_requests import Move, queue_move
from api.use_cases.visits import VISIT_CODE_PATTERN, VisitAsked, save_visit
from data.outreach_plans import team_of_key
from geo.errors import NiangjiaError, NotSignedIn
from geo.messages import Language

SEE_OTHER = 303
UNREADABLE = 422
NO_REFERRER = FIELD_HEADERS | {"Referrer-Policy": "no-referrer"}
"""The key stands in the address, and is told to nobody."""

Handler = Callable[[Request], Coroutine[None, None, Response]]


class FieldRoute(APIRoute):
    """A route whose expected failures are shown as a page."""

    def get_route_handler(self) -> Handler:
        """Wrap the handler, dependencies included."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            language = read_language(request.query_params)
            try:
                return await handle(request)
            except NotSignedIn as error:
                return closed_page(language, is_outdated=error.message is TEAM_KEY_UNKNOWN)
            except (RequestValidationError, ValidationError) as error:
                said = str(field_errors(error.errors(), language)[0]["message"])
                return refused_page(language, said, UNREADABLE)
            except NiangjiaError as error:
                return refused_page(language, error.text(language), status_of(error))

        return answer


router = APIRouter(prefix="/outreach", route_class=FieldRoute, include_in_schema=False)

Moment = Annotated[datetime, Depends(now)]
User = Annotated[FieldUser, Depends(field_user)]
Text = Annotated[str, Form(max_length=2_000)]


@router.get("")
def front(request: Request, user: User, moment: Moment) -> Response:
    """Show a day of the team whose link was opened; planners choose a team first."""
    fields, language = request.query_params, read_language(request.query_params)
    team = user.team or fields.get("team", "")
    with reading(request) as session:
        if not team:
            return teams_page(session, language, account=actor_of_request(request).account)
        moving = load_move(session, fields.get("moving", ""), team=user.team, language=language)
        asked = Asked(
            team,
            language,
            moment,
            day=_read_day(fields.get("day", "")),
            is_planner=user.team is None,
            moving=moving.going_on,
            moving_problem=moving.problem,
            form_token=csrf_token(request),
        )
        return team_page(session, asked)


@router.get("/t/{key}")
def open_link(request: Request, key: str) -> Response:
    """Remember on this phone whose link was opened, and show the day."""
    language = read_language(request.query_params)
    with reading(request) as session:
        team = team_of_key(session, key)
    if team is None:
        closed = closed_page(language, is_outdated=True)
        closed.headers.update(NO_REFERRER)
        return closed
    led = RedirectResponse(field_address(language), SEE_OTHER, headers=NO_REFERRER)
    keep_team_key(request, led, key)
    return led


@router.post("/leave", dependencies=[Depends(ours_only)])
def leave(request: Request) -> Response:
    """Forget on this phone whose link was opened."""
    address = field_address(read_language(request.query_params))
    left = RedirectResponse(address, SEE_OTHER, headers=FIELD_HEADERS)
    forget_team_key(left)
    return left


@router.get(AWAY_ADDRESS.removeprefix("/outreach"))
def away(request: Request) -> Response:
    """Send what a phone shows without a network in place of what it does not have."""
    return away_page(read_language(request.query_params))


@router.get(WORKER_ADDRESS.removeprefix("/outreach"))
async def worker() -> Response:
    """Send the script that keeps the pages for when there is no network."""
    return Response(worker_script(), headers=WORKER_HEADERS, media_type="text/javascript")


@router.post("/visits")
def record(  # noqa: PLR0913  the fields of the form
    request: Request,
    user: User,
    moment: Moment,
    code: Annotated[str, Form(pattern=VISIT_CODE_PATTERN)],
    place: Text,
    date: Text,
    team: Text = "",
    outcome: Text = "",
    people_met: Text = "",
    joined: Text = "",
    notes: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Record a visit from the form of a browser without scripts."""
    language = read_language(request.query_params)
    numbers = {"people_met": people_met, "joined": joined} if outcome == "met" else {}
    told = {"place": place, "date": date, "team": team, "outcome": outcome, "notes": notes}
    asked = VisitAsked.model_validate(_filled(told | numbers))
    with writing(request) as session:
        save_visit(session, code, asked, at=moment, team=user.team)
    return _back(user, language, team=team, day=date)


@router.post("/moves")
def move(  # noqa: PLR0913  the fields of the form
    request: Request,
    user: User,
    moment: Moment,
    plan: Text,
    place: Text,
    date: Annotated[date, Form()],
    team: Text = "",
) -> Response:
    """Move a stop to another day, from the form of a browser without scripts."""
    with writing(request) as session:
        queued = queue_move(session, plan, Move(place, date), at=moment, team=user.team)
    language = read_language(request.query_params)
    return _back(user, language, team=team, moving=queued.code)


@router.get("/form-token")
def form_token(request: Request) -> Response:
    """Tell the script that sends records the token of its session: "" for a team by its link."""
    return JSONResponse({"token": csrf_token(request)}, headers=FIELD_HEADERS)


@router.get("/plans")
def plans(request: Request, user: User, moment: Moment, team: str = "") -> Response:
    """Name the published plans of a team; a page that shows others is outdated."""
    with reading(request) as session:
        recent = list_recent(session, user.team or team, today=moment.date())
    return JSONResponse({"plans": codes_of(recent)}, headers=FIELD_HEADERS)


@router.get("/status")
def status(request: Request, user: User, plan: str) -> Response:
    """Tell how far a plan is that goes on from one of the team's."""
    language = read_language(request.query_params)
    with reading(request) as session:
        told = move_status(session, plan, team=user.team, language=language)
    return JSONResponse(told, headers=FIELD_HEADERS)


def _read_day(text: str) -> date | None:
    """Read the day in an address; what is none is as good as no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value.replace("\r\n", "\n") for name, value in fields.items() if value}


def _back(user: FieldUser, language: Language, *, team: str, **fields: str) -> Response:
    """Lead to the page after something was done, so that going back does not repeat it."""
    address = field_address(language, team="" if user.team else team, **fields)
    return RedirectResponse(address, SEE_OTHER, headers=FIELD_HEADERS)
