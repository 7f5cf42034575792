"""Plans of visits are published to their teams and withdrawn, and visits promised for a day."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData

from api.clock import now
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.outreach import PATH, require_outreach_code
from api.pages.planner.rendering import back_to
from api.pages.planner.router import planner_router
from api.requests import writing
from api.use_cases.outreach_publishing import publish_to_teams
from api.use_cases.outreach_requests import OUTREACH_NOT_PUBLISHED, Move, queue_move
from data.outreach_plans import published_at, team_key, withdraw
from data.plans import OUTREACH, find_plan
from geo.errors import Conflict, InvalidInput, NotFound
from geo.messages import Message

MOVE_DAY_UNREADABLE = Message(
    "outreach_move_day_unreadable",
    zh="“{value}”不是日期，请从列出的日子里选一天。",
    en='"{value}" is no date; choose one of the days listed',
)
OUTREACH_TEAM_UNKNOWN = Message(
    "outreach_team_unknown",
    zh="走访安排 {plan} 里没有编号为“{value}”的小组，请回到这次安排的页面再试。",
    en='the visits {plan} have no team "{value}"; go back to their page and try again',
)
Fields = Annotated[FormData, Depends(sent_fields)]
router = planner_router()


@router.post("/outreach/{code}/publish")
def publish_plan(request: Request, code: str) -> Response:
    """Let the teams of a plan see it."""
    with writing(request) as session:
        publish_to_teams(session, require_outreach_code(code), at=now())
    return back_to(request, f"{PATH}/{code}", done="published")


@router.post("/outreach/{code}/withdraw")
def withdraw_plan(request: Request, code: str) -> Response:
    """Take a plan back from its teams."""
    with writing(request) as session:
        withdraw(session, require_outreach_code(code))
    return back_to(request, f"{PATH}/{code}", done="withdrawn")


@router.post("/outreach/{code}/links")
def renew_link(request: Request, code: str, fields: Fields) -> Response:
    """Give one of the teams a new link; the one before opens nothing any more."""
    team = str(fields.get("team", ""))
    with writing(request) as session:
        plan = find_plan(session, require_outreach_code(code), kind=OUTREACH)
        if team not in _team_codes(plan.figures):
            raise NotFound(OUTREACH_TEAM_UNKNOWN, plan=code, value=team[:40])
        if published_at(session, code) is None:
            raise Conflict(OUTREACH_NOT_PUBLISHED, value=code)
        team_key(session, team, union=plan.union_code, at=now(), anew=True)
    return back_to(request, f"{PATH}/{code}", done="renewed")


@router.post("/outreach/{code}/moves")
def move(request: Request, code: str, fields: Fields) -> Response:
    """Promise a visit for a day, and lead to the plan that is made of that."""
    place, day = str(fields.get("place", "")), _day(str(fields.get("day", "")))
    with writing(request) as session:
        asked = Move(place, day)
        stored = queue_move(session, require_outreach_code(code), asked, at=now(), team=None)
    return back_to(request, f"{PATH}/{stored.code}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(MOVE_DAY_UNREADABLE, value=text[:40]) from error


def _team_codes(figures: object) -> list[str]:
    """Return the codes of the teams of a plan; one that is not done has none."""
    return list(figures["team_codes"]) if isinstance(figures, dict) else []
