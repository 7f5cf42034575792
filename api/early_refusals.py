"""What is refused before any route looks at it: a page for who asked for one, else a problem."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from api.errors import problem
from api.languages import asked_language
from api.pages.form import LookupForm, read_language
from api.pages.headers import PAGE_HEADERS
from api.pages.rendering import render, sentence
from geo.messages import Language, Message
from geo.places import HOTLINE


def refuse_early(
    scope: Scope,
    status: int,
    message: Message,
    *,
    headers: Mapping[str, str],
    **values: object,
) -> Response:
    """Answer a request that nobody has read, in the asked language."""
    request = Request(scope)
    if "text/html" not in request.headers.get("accept", ""):
        text = message.text(asked_language(request), **values)
        return problem(status, message.code, text, headers=headers)
    language = read_language(request.query_params)
    page = render(
        "refused.html",
        language,
        refusal=sentence(message.text(language, **values)),
        front_address=LookupForm(language).address(),
        switch_address=LookupForm(_other(language)).address(),
        hotline=HOTLINE,
    )
    return HTMLResponse(page, status, headers={**PAGE_HEADERS, **headers})


def _other(language: Language) -> Language:
    return Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
