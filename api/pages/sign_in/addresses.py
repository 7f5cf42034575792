"""Where signing in leads from and to: only ever from one page of ours to another."""

import unicodedata
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.pages.form import read_language
from api.pages.planner.headers import PLANNER_HEADERS
from api.same_site import is_reading
from api.session_cookies import forget_session
from data.actors import Actor, Role
from geo.messages import Language

SIGN_IN = "/sign-in"
_LONGEST = 2_000
_SEE_OTHER = 303


def lead_to_sign_in(request: Request) -> Response:
    """Send somebody to sign in, and from there back to what was asked; a form is not sent again."""
    wanted = request.url.path
    if request.url.query:
        wanted += f"?{request.url.query}"
    pairs = [("next", own_path(wanted))] if is_reading(request) else []
    if read_language(request.query_params) is Language.ENGLISH:
        pairs.append(("lang", "en"))
    address = f"{SIGN_IN}?{urlencode(pairs)}" if pairs else SIGN_IN
    answer = RedirectResponse(address, _SEE_OTHER, headers=PLANNER_HEADERS)
    forget_session(request, answer)
    return answer


def own_path(text: str) -> str:
    r"""Return an address if it is one of ours, else "": browsers take `//x` and `/\x` for hosts."""
    is_plain = len(text) <= _LONGEST and not any(
        sign == "\\" or unicodedata.category(sign).startswith("C") for sign in text
    )
    if not is_plain or not text.startswith("/") or text.startswith("//"):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else text


def front_of(actor: Actor) -> str:
    """Return where somebody begins: at the desk, or on the road."""
    may_plan = actor.role is not None and actor.role.includes(Role.PLANNER)
    return "/planner" if may_plan else "/outreach"
