"""From error class to status, and every error as RFC 9457 problem details."""

import logging
from collections.abc import Mapping, Sequence

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.accounts import TooSoon
from api.allowed_methods import allowed_methods
from api.languages import asked_language
from api.logs import request_id, where_from
from api.messages import (
    FIELD_MESSAGES,
    HTTP_MESSAGES,
    INTERNAL_ERROR,
    INVALID_VALUE,
    REQUEST_REFUSED,
    TYPE_MESSAGES,
)
from api.pages.form import read_language
from api.pages.headers import PAGE_HEADERS
from api.pages.lost import lost_page
from api.same_site import is_reading
from api.session_cookies import forget_session
from geo.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NiangjiaError,
    NoFeasiblePlan,
    NotFound,
    NotSignedIn,
    SourceUnavailable,
)
from geo.messages import Language

logger = logging.getLogger(__name__)

STATUS_BY_ERROR: Mapping[type[NiangjiaError], int] = {
    InvalidInput: 422,
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    NoFeasiblePlan: 409,
    SourceUnavailable: 503,
    TooSoon: 429,
}
PROBLEM_MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE = 200
NO_NUMBER = "-"
NOT_FOUND, METHOD_NOT_ALLOWED = 404, 405
NO_STORE = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
"""What holds a position, or answers one, is kept nowhere on its way."""
RETRY_SOON = {"Retry-After": "10"}
"""The database is asked again every few seconds."""


def status_of(error: NiangjiaError) -> int:
    """Return the HTTP status of an error; subclasses share their parent's."""
    return next(code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind))


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, object]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with problem details: a stable code for programs, a sentence for people."""
    body: dict[str, object] = {
        "type": f"urn:niangjia:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(
        orjson.dumps(body),
        status,
        headers=NO_STORE | dict(headers or {}),
        media_type=PROBLEM_MEDIA_TYPE,
    )


def _headers_of(error: NiangjiaError) -> Mapping[str, str]:
    """Say how to be known, or when to come back."""
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooSoon):
        return {"Retry-After": str(error.wait_s)}
    return RETRY_SOON if isinstance(error, SourceUnavailable) else {}


def field_errors(
    errors: Sequence[Mapping[str, object]], language: Language
) -> list[dict[str, object]]:
    """Say of every refused field what was sent and what is accepted."""
    return [_field_error(error, language) for error in errors]


def _field_error(error: Mapping[str, object], language: Language) -> dict[str, object]:
    location = [str(part) for part in _sequence(error["loc"]) if part not in {"body", "query"}]
    field = location[0] if location else ""
    message = TYPE_MESSAGES.get(str(error["type"])) or FIELD_MESSAGES.get(field, INVALID_VALUE)
    value = str(error.get("input"))[:LONGEST_VALUE] if location else ""
    return {
        "field": ".".join(location),
        "code": message.code,
        "message": message.text(language, field=field, value=value),
        "value": value,
    }


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) else ()


def invalid_fields(error: ValidationError | RequestValidationError, language: Language) -> Response:
    """Answer a request whose fields cannot be read: 422 with one entry per field."""
    found = field_errors(error.errors(), language)
    return problem(422, str(found[0]["code"]), str(found[0]["message"]), errors=found)


def install_error_handlers(app: FastAPI) -> None:
    """Make every failure of an app answer as problem details in the asked language."""

    @app.exception_handler(NiangjiaError)
    async def _expected(request: Request, error: NiangjiaError) -> Response:
        text, headers = error.text(asked_language(request)), _headers_of(error)
        answer = problem(status_of(error), error.code, text, headers=headers)
        if isinstance(error, NotSignedIn):
            forget_session(request, answer)
        return answer

    @app.exception_handler(ValidationError)
    async def _unreadable(request: Request, error: ValidationError) -> Response:
        return invalid_fields(error, asked_language(request))

    @app.exception_handler(RequestValidationError)
    async def _refused(request: Request, error: RequestValidationError) -> Response:
        return invalid_fields(error, asked_language(request))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        path, language = request.url.path, asked_language(request)
        elsewhere = _lead_on(request) if error.status_code == NOT_FOUND else None
        if elsewhere is not None:
            return elsewhere
        message = HTTP_MESSAGES.get(error.status_code, REQUEST_REFUSED)
        text = message.text(language, value=path, reason=error.detail)
        headers = dict(error.headers or {})
        if error.status_code == METHOD_NOT_ALLOWED:
            known = allowed_methods(path)
            headers["Allow"] = ", ".join(sorted({*known, *_listed(headers.get("Allow", ""))}))
        return problem(error.status_code, message.code, text, headers=headers)


def _lead_on(request: Request) -> Response | None:
    """Lead to the path without a slash too many, or show a page to whoever reads pages."""
    path = request.url.path
    if path.endswith("/") and is_reading(request):
        # A path of our own in any case: what begins with two slashes is another host's.
        return RedirectResponse(f"/{path.strip('/')}", headers=NO_STORE)
    if "text/html" not in request.headers.get("accept", ""):
        return None
    page = lost_page(path, read_language(request.query_params))
    return HTMLResponse(page, NOT_FOUND, headers=PAGE_HEADERS)


def _listed(header: str) -> list[str]:
    return [name.strip() for name in header.split(",") if name.strip()]


class UnexpectedFailures:
    """The outermost layer: what nobody foresaw is logged under a number and answered as a 500.

    Neither the log nor the answer has the exception's own text, which may hold a position; that is
    why the framework's handler, which raises it again for the server to print, is not used.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  the last door before the server
            number, failure = request_id() or NO_NUMBER, where_from(error)
            kind = type(error).__name__
            logger.error("request %s failed with %s", number, kind, extra={"failure": failure})
            if scope["type"] == "http":
                text = INTERNAL_ERROR.text(asked_language(Request(scope)), value=number)
                await problem(500, INTERNAL_ERROR.code, text)(scope, receive, send)
