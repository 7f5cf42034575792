"""The cookie of whoever has signed in: signed, so that a forged one costs no question."""

from fastapi import Request, Response
from itsdangerous import BadSignature

from api.accounts import LONGEST_SESSION
from api.settings import Settings
from api.signing import Purpose, signer

SESSION_COOKIE = "niangjia_session"
_OURS_ALONE = "__Host-"
"""Browsers take a cookie of this name over https from this very host alone."""
KEPT_S = int(LONGEST_SESSION.total_seconds())


def is_encrypted(request: Request) -> bool:
    """Tell whether a browser reaches us by https, as far as we can know."""
    settings: Settings = request.app.state.settings
    return request.url.scheme == "https" or settings.public_url.startswith("https:")


def cookie_name(request: Request) -> str:
    """Return what the cookie is called here."""
    return f"{_OURS_ALONE}{SESSION_COOKIE}" if is_encrypted(request) else SESSION_COOKIE


def keep_session(request: Request, response: Response, token: str) -> None:
    """Let the browser send the token of a session from now on, where no script can read it.

    Lax, so that a link in a message opens the page and not the sign-in; what changes something
    has a token of its form beside.
    """
    response.set_cookie(
        cookie_name(request),
        signer(request, Purpose.SESSION).sign(token).decode(),
        max_age=KEPT_S,
        path="/",
        secure=is_encrypted(request),
        httponly=True,
        samesite="lax",
    )


def forget_session(request: Request, response: Response) -> None:
    """Let a browser that sends a session send none any more."""
    name = cookie_name(request)
    if name in request.cookies:
        secure = is_encrypted(request)
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def session_of(request: Request) -> str:
    """Return the token of the session a browser sends; "" without one, and for a forged one."""
    sent = request.cookies.get(cookie_name(request), "")
    if not sent:
        return ""
    try:
        return signer(request, Purpose.SESSION).unsign(sent, max_age=KEPT_S).decode()
    except BadSignature:
        return ""
