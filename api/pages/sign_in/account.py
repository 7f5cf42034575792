"""One's own account: who one is here, another password, and tokens for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Form, Request, Response

from api.accounts import (
    TooSoon,
    change_password,
    list_tokens,
    make_token,
    revoke_token,
    sign_in,
)
from api.clock import CHINA_TIME, now
from api.desk import Desk
from api.errors import status_of
from api.pages.planner.rendering import back_to, page_language, planner_page, say_from
from api.pages.planner.router import account_router
from api.pages.sign_in.routes import idle_of, problem_text, with_wait
from api.pages.sign_in.texts import SIGN_IN_TEXTS
from api.requests import actor_of_request, database_of
from api.session_cookies import keep_session
from data.access_tokens import TOKEN_UNKNOWN, NewToken
from data.actors import Actor, Role
from geo.errors import InvalidInput, NotFound

router = account_router()

PATH = "/account"
UNPROCESSABLE = 422
DAYS = (90, 30, 365, 0)
"""How long a token may be in force; 0 is until it is revoked."""

Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token that is in force; "" until when is until it is revoked."""

    code: str
    name: str
    role: str
    until: str
    used: str


@router.get(PATH)
def show(request: Request) -> Response:
    """Show who somebody is here."""
    return _page(request)


@router.post(f"{PATH}/password")
def change(request: Request, old: Text = "", new: Text = "", again: Text = "") -> Response:
    """Change the password; this browser stays signed in, all others do not."""
    language, actor = page_language(request), actor_of_request(request)
    if new != again:
        said = say_from(SIGN_IN_TEXTS, language, "passwords_differ")
        return _page(request, problem=said, status=UNPROCESSABLE)
    at, database, account = now(), database_of(request), actor.account or ""
    try:
        change_password(database, account, old, new, at=at, actor=actor)
        signed_in = sign_in(database, account, new, at=at, idle=idle_of(request), actor=actor)
    except (InvalidInput, TooSoon) as error:
        page = _page(request, problem=problem_text(error, language), status=status_of(error))
        return with_wait(page, error)
    changed = back_to(request, PATH, done="password")
    keep_session(request, changed, signed_in.token)
    return changed


@router.post(f"{PATH}/tokens")
def add_token(
    request: Request,
    name: Text = "",
    role: Annotated[Role, Form()] = Role.FIELD,
    days: Annotated[int, Form(ge=0, le=max(DAYS))] = DAYS[0],
) -> Response:
    """Make a token for a program, and show it this once."""
    actor, at = actor_of_request(request), now()
    expires_at = at + timedelta(days=days) if days else None
    wanted = NewToken(actor.account or "", name, role, expires_at)
    try:
        made = make_token(database_of(request), wanted, actor=actor, at=at)
    except InvalidInput as error:
        said = problem_text(error, page_language(request))
        return _page(request, token_problem=said, status=status_of(error))
    return _page(request, made=made.token)


@router.post(f"{PATH}/tokens/{{code}}/revoke")
def revoke(request: Request, code: str) -> Response:
    """Take one of one's own tokens out of force."""
    actor, database = actor_of_request(request), database_of(request)
    if code not in {token.code for token in list_tokens(database, actor.account)}:
        raise NotFound(TOKEN_UNKNOWN, value=code)
    revoke_token(database, code, actor=actor, at=now())
    return back_to(request, PATH, done="revoked")


def _page(
    request: Request,
    *,
    problem: str = "",
    token_problem: str = "",
    made: str = "",
    status: int = 200,
) -> Response:
    actor = actor_of_request(request)
    role = actor.role or Role.FIELD
    return planner_page(
        request,
        "account.html",
        title=say_from(SIGN_IN_TEXTS, page_language(request), "account_title"),
        texts=SIGN_IN_TEXTS,
        status=status,
        has_navigation=role.includes(Role.PLANNER),
        role=role,
        union=_union_name(request, actor.union),
        tokens=_tokens(request, actor),
        roles=[lower for lower in Role if role.includes(lower)],
        days=DAYS,
        problem=problem,
        token_problem=token_problem,
        made=made,
    )


def _tokens(request: Request, actor: Actor) -> Sequence[TokenLine]:
    """List one's own tokens that are in force."""
    at = now()
    return [
        TokenLine(token.code, token.name, token.role, _day(token.expires_at), _day(token.used_at))
        for token in list_tokens(database_of(request), actor.account)
        if token.is_in_force(at)
    ]


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA_TIME):%Y-%m-%d}" if moment else ""


def _union_name(request: Request, code: str | None) -> str:
    """Name the union of an account; "" for the whole city, its code while no data is loaded."""
    if code is None:
        return ""
    desk: Desk = request.app.state.desk
    union = desk.snapshot.unions.get(code) if desk.loaded_at else None
    return union.name if union else code
