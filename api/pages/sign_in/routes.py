"""Signing in and out with a browser."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature

from api.accounts import SignedIn, TooSoon, has_accounts, sign_in, sign_out
from api.clock import now
from api.errors import status_of
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.rendering import link_to, page_language, planner_page, say_from
from api.pages.planner.router import account_router
from api.pages.rendering import sentence
from api.pages.sign_in.addresses import SIGN_IN, front_of, own_path
from api.pages.sign_in.texts import SIGN_IN_TEXTS
from api.requests import actor_of_request, database_of
from api.same_site import ours_only
from api.session_cookies import forget_session, keep_session, session_of
from api.signing import Purpose, signer
from geo.errors import InvalidInput, NiangjiaError
from geo.messages import Language

router = account_router()

SEE_OTHER = 303
UNPROCESSABLE = 422
FORM_KEPT_S = 1_800
_MINUTE_S = 60

Text = Annotated[str, Form()]


@router.get(SIGN_IN)
def ask(request: Request, next: str = "") -> Response:  # noqa: A002  the name in the address
    """Ask for name and password."""
    page = _page(request, next_path=own_path(next))
    if not session_of(request):
        forget_session(request, page)
    return page


@router.post(SIGN_IN)
def let_in(
    request: Request,
    name: Text = "",
    password: Text = "",
    form: Text = "",
    next: Text = "",  # noqa: A002  the name of the field
) -> Response:
    """Sign somebody in, and lead to what was asked for; or say why not."""
    ours_only(request)
    next_path = own_path(next)
    if not _is_recent(request, form):
        said = say_from(SIGN_IN_TEXTS, page_language(request), "page_too_old")
        return _page(request, next_path=next_path, name=name, problem=said, status=UNPROCESSABLE)
    sender, idle = actor_of_request(request), idle_of(request)
    try:
        signed_in = sign_in(database_of(request), name, password, at=now(), idle=idle, actor=sender)
    except (InvalidInput, TooSoon) as error:
        request.app.state.metrics.count_sign_in(succeeded=False)
        return refused(request, error, next_path=next_path, name=name)
    request.app.state.metrics.count_sign_in(succeeded=True)
    if before := session_of(request):
        sign_out(database_of(request), before, at=now())
    return _lead_on(request, signed_in, next_path)


@router.post("/sign-out")
def let_out(request: Request) -> Response:
    """Sign somebody out."""
    sign_out(database_of(request), request.state.session, at=now())
    address = link_to(page_language(request), SIGN_IN)
    left = RedirectResponse(address, SEE_OTHER, headers=PLANNER_HEADERS)
    forget_session(request, left)
    return left


def idle_of(request: Request) -> timedelta:
    """Return for how long one stays signed in without a sign of life."""
    return timedelta(hours=request.app.state.settings.session_hours)


def refused(request: Request, error: NiangjiaError, *, next_path: str, name: str) -> Response:
    """Show the form again, and why; whoever failed too often reads how long to wait."""
    page = _page(
        request,
        next_path=next_path,
        name=name,
        problem=problem_text(error, page_language(request)),
        status=status_of(error),
    )
    return with_wait(page, error)


def with_wait(page: Response, error: NiangjiaError) -> Response:
    """Tell browsers, too, how long whoever failed too often has to wait."""
    if isinstance(error, TooSoon):
        page.headers["Retry-After"] = str(error.wait_s)
    return page


def problem_text(error: NiangjiaError, language: Language) -> str:
    """Say what went wrong, waiting times in words."""
    if not isinstance(error, TooSoon):
        return sentence(error.text(language))
    is_short = error.wait_s < _MINUTE_S
    count = error.wait_s if is_short else -(-error.wait_s // _MINUTE_S)
    unit = "wait_seconds" if is_short else "wait_minutes"
    wait = say_from(SIGN_IN_TEXTS, language, unit, count=count)
    return say_from(SIGN_IN_TEXTS, language, "wait", wait=wait)


def _page(
    request: Request, *, next_path: str, name: str = "", problem: str = "", status: int = 200
) -> Response:
    return planner_page(
        request,
        "sign_in.html",
        title=say_from(SIGN_IN_TEXTS, page_language(request), "sign_in_title"),
        texts=SIGN_IN_TEXTS,
        status=status,
        has_navigation=False,
        is_possible=has_accounts(database_of(request)),
        form_token=signer(request, Purpose.SIGN_IN).sign(token_urlsafe()).decode(),
        next_path=next_path,
        name=name,
        problem=problem,
    )


def _is_recent(request: Request, form: str) -> bool:
    """Tell whether a form is one that we sent a short time ago."""
    try:
        signer(request, Purpose.SIGN_IN).unsign(form, max_age=FORM_KEPT_S)
    except BadSignature:
        return False
    return True


def _lead_on(request: Request, signed_in: SignedIn, next_path: str) -> Response:
    address = next_path or link_to(page_language(request), front_of(signed_in.actor))
    led = RedirectResponse(address, SEE_OTHER, headers=PLANNER_HEADERS)
    keep_session(request, led, signed_in.token)
    return led
