"""From a template to a page of the field staff: headers, language, and what they keep of it."""

import functools
from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
from fastapi.responses import HTMLResponse

from api.csrf import csrf_field
from api.pages.field.texts import say_in_field, texts_of_script
from api.pages.headers import PAGE_HEADERS
from api.pages.rendering import environment
from geo.messages import Language

FRONT = "/outreach"
_OWN_ONLY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FIELD_HEADERS = {
    **PAGE_HEADERS,
    # The worker of the pages keeps copies of its own; nobody on the way does.
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": _OWN_ONLY,
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    # With `no-referrer`, browsers hide from us where a form comes from: their Origin is `null`.
    "Referrer-Policy": "same-origin",
}


def field_page(
    template: str,
    language: Language,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    form_token: str = "",
    **shown: object,
) -> HTMLResponse:
    """Render a template of `field`; there `t(name, …)` says a sentence.

    `form_token` goes along with the forms of whoever has signed in.
    """
    html = (
        environment()
        .get_template(f"field/{template}.html")
        .render(
            language=language.value,
            is_english=language is Language.ENGLISH,
            t=functools.partial(say_in_field, language),
            link=functools.partial(field_address, language),
            csrf=functools.partial(csrf_field, form_token),
            script_texts=orjson.dumps(texts_of_script(language)).decode(),
            **shown,
        )
    )
    return HTMLResponse(html, status, headers=FIELD_HEADERS | dict(headers or {}))


def plain_page(
    template: str, language: Language, *, status: int = 200, **shown: object
) -> HTMLResponse:
    """Render a page that is of no team."""
    return field_page(
        template,
        language,
        status=status,
        headers=None,
        form_token="",
        team_asked="",
        switch_address=field_address(other_language(language)),
        **shown,
    )


def field_address(language: Language, /, **fields: object) -> str:
    """Make the address of the page; fields that are empty are left out."""
    pairs = [(name, str(value)) for name, value in fields.items() if value]
    if language is Language.ENGLISH:
        pairs.append(("lang", "en"))
    return f"{FRONT}?{urlencode(pairs)}" if pairs else FRONT


def other_language(language: Language) -> Language:
    """Return the language to switch to."""
    return Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
