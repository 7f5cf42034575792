"""Who sent a request: by the token of a program, by a session, or without any account."""

from dataclasses import dataclass

from fastapi import Request

from api.accounts import TOKEN_PREFIX, find_bearer, find_signed_in, has_accounts
from api.clock import now
from api.requests import database_of
from api.session_cookies import session_of
from api.settings import PlannerAccess, Settings
from api.this_machine import is_this_machine
from data.actors import LOCAL, Actor, Role
from geo.errors import NotSignedIn
from geo.messages import Message

TOKEN_REFUSED = Message(
    "token_refused",
    zh="这个访问令牌不能用：它不存在、已过期、已吊销，或者账号已停用。请向管理员要新的令牌。",
    en="this access token is not in force: unknown, expired, revoked, or of a disabled account; "
    "ask an admin for a new one",
)
EVERYONE = Actor("everyone", Role.PLANNER)
"""Whoever a gateway in front of us has let through."""
_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks; `session` is the token of the browser's session, "" for all others."""

    actor: Actor
    session: str = ""
    has_token: bool = False


def find_sender(request: Request) -> Sender | None:
    """Find who asks; None where nobody knows. Raises NotSignedIn for a token not in force."""
    database = database_of(request)
    bearer = bearer_of(request) or ""
    if bearer.startswith(TOKEN_PREFIX):
        actor = find_bearer(database, bearer, at=now())
        if actor is None:
            raise NotSignedIn(TOKEN_REFUSED)
        return Sender(actor, has_token=True)
    session = session_of(request)
    actor = find_signed_in(database, session, at=now()) if session else None
    if actor is not None:
        return Sender(actor, session)
    unnamed = _without_account(request)
    return Sender(unnamed) if unnamed else None


def bearer_of(request: Request) -> str | None:
    """Return what a program sends as `Authorization: Bearer`; None without."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == _BEARER else None


def _without_account(request: Request) -> Actor | None:
    """Let in whom the settings do: on this machine only as long as nobody has an account."""
    settings: Settings = request.app.state.settings
    if settings.planner_access is PlannerAccess.EVERYONE:
        return EVERYONE
    if settings.planner_access is not PlannerAccess.LOCAL or not is_this_machine(request):
        return None
    return None if has_accounts(database_of(request)) else LOCAL
