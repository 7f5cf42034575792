"""Who may work in the field: a team by the key of its link, or whoever has an account."""

from dataclasses import dataclass

from fastapi import Request, Response

from api.accounts import TOKEN_PREFIX
from api.requests import database_of
from api.senders import bearer_of
from api.session_cookies import is_encrypted
from data.actors import Actor, Role
from data.outreach_plans import team_of_key
from geo.errors import NotSignedIn
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


@dataclass(frozen=True, slots=True)
class FieldUser:
    """Who asks: `team` is None for a member of staff without the key of one, who acts for any.

    `role` is that of whoever has an account, or plans without one; None for a team by its key.
    """

    team: str | None
    role: Role | None

    @property
    def confined_to(self) -> str | None:
        """The team whose plans alone may be seen; None where those of all teams may."""
        return self.team if self.role is None else None

    @property
    def is_planner(self) -> bool:
        """Whether plans may be seen that are not published, and the links of teams."""
        return self.role is not None and self.role.includes(Role.PLANNER)


def field_user(request: Request) -> FieldUser:
    """Return who works in the field, as the door found out."""
    user: FieldUser = request.state.field_user
    return user


def find_field_user(request: Request, actor: Actor | None) -> FieldUser:
    """Find for which team somebody acts; raises NotSignedIn for whoever may act for none.

    Staff whose browser still has the outdated key of a team are staff; a program that sends one is
    refused, since it means to be that team.
    """
    key = _key_in(request)
    team = _team_of(request, key)
    role = actor.role if actor else None
    if team is None and (_means_to_be_a_team(request) or role is None):
        raise NotSignedIn(TEAM_KEY_UNKNOWN if key else TEAM_KEY_MISSING)
    return FieldUser(team, role)


def keep_team_key(request: Request, response: Response, key: str) -> None:
    """Let the browser send the key of a team from now on, where no script can read it."""
    response.set_cookie(
        TEAM_COOKIE,
        key,
        max_age=KEPT_FOR_S,
        path="/",
        secure=is_encrypted(request),
        httponly=True,
        samesite="lax",
    )


def forget_team_key(response: Response) -> None:
    """Let the browser send no key any more."""
    response.delete_cookie(TEAM_COOKIE, path="/", httponly=True, samesite="lax")


def _team_of(request: Request, key: str) -> str | None:
    """Find the team whose key this is; None for one of no team."""
    if not key:
        return None
    with database_of(request).reading() as session:
        return team_of_key(session, key)


def _key_in(request: Request) -> str:
    """Return the key that a program sends as `Authorization: Bearer`, or a browser as a cookie."""
    if _means_to_be_a_team(request):
        return bearer_of(request) or ""
    return "" if bearer_of(request) else request.cookies.get(TEAM_COOKIE, "")


def _means_to_be_a_team(request: Request) -> bool:
    bearer = bearer_of(request)
    return bearer is not None and not bearer.startswith(TOKEN_PREFIX)
