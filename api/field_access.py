"""Who may work in the field: a team by the key of its link, or a planner."""

from dataclasses import dataclass

from fastapi import Request, Response

from api.planner_access import ours_only, planners_only
from api.settings import Settings
from data.database import Database
from data.outreach_plans import team_of_key
from geo.errors import Forbidden
from geo.messages import Message

TEAM_KEY_UNKNOWN = Message(
    "team_key_unknown",
    zh="这个小组链接已经失效。请向安排走访的同事要新的链接，或扫新的二维码。",
    en="this team link is no longer valid; ask whoever plans your visits for the new link or code",
)
TEAM_KEY_MISSING = Message(
    "team_key_missing",
    zh="请先打开本组的走访链接，或扫走访单上的二维码，然后再试。",
    en="open the link of your team first, or scan the code on its sheet, then try again",
)
TEAM_COOKIE = "niangjia_team"
KEPT_FOR_S = 400 * 24 * 3_600
"""As long as browsers keep a cookie at most."""
_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class FieldUser:
    """Who asks: `team` is None for a planner without the key of one, who may act for any."""

    team: str | None
    is_planner: bool

    @property
    def confined_to(self) -> str | None:
        """The team whose plans alone may be seen; None where all may."""
        return None if self.is_planner else self.team


def team_of(request: Request) -> str | None:
    """Find the team whose key a request carries; None without a key, or for one of no team."""
    key = _key_in(request)
    if not key:
        return None
    database: Database = request.app.state.database
    with database.reading() as session:
        return team_of_key(session, key)


def field_or_planner(request: Request) -> FieldUser:
    """Let a team or a planner pass; raises Forbidden for anybody else.

    A planner whose browser still has the outdated key of a team is a planner; a program that sends
    one is refused, since it means to be that team.

    What changes something must come from a page of ours, or from a program.
    """
    team = team_of(request)
    ours_only(request)
    is_planner = _may_plan(request)
    if team is None and (_bearer(request) is not None or not is_planner):
        raise Forbidden(TEAM_KEY_UNKNOWN if _key_in(request) else TEAM_KEY_MISSING)
    return FieldUser(team, is_planner)


def _may_plan(request: Request) -> bool:
    try:
        planners_only(request)
    except Forbidden:
        return False
    return True


def keep_team_key(request: Request, response: Response, key: str) -> None:
    """Let the browser send the key of a team from now on, where no script can read it."""
    settings: Settings = request.app.state.settings
    is_encrypted = request.url.scheme == "https" or settings.public_url.startswith("https:")
    response.set_cookie(
        TEAM_COOKIE,
        key,
        max_age=KEPT_FOR_S,
        path="/",
        secure=is_encrypted,
        httponly=True,
        samesite="lax",
    )


def forget_team_key(response: Response) -> None:
    """Let the browser send no key any more."""
    response.delete_cookie(TEAM_COOKIE, path="/", httponly=True, samesite="lax")


def _key_in(request: Request) -> str:
    """Return the key that a program sends as `Authorization: Bearer`, or a browser as a cookie."""
    key = _bearer(request)
    return request.cookies.get(TEAM_COOKIE, "") if key is None else key


def _bearer(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == _BEARER else None
