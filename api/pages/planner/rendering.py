"""From a template to a page of the planner's desk: navigation, language, and what was just done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.csrf import csrf_field, csrf_token
from api.errors import RETRY_SOON, status_of
from api.pages.form import read_language
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.texts import PLANNER_TEXTS
from api.pages.rendering import environment, sentence
from api.pages.texts import TEXTS
from api.requests import actor_of_request
from data.actors import LOCAL, Actor, Role
from geo.errors import Forbidden, NiangjiaError, SourceUnavailable
from geo.messages import Language, Message

SECTIONS = {
    "overview": "/planner",
    "coverage": "/planner/coverage",
    "plans": "/planner/plans",
    "outreach": "/planner/outreach",
    "posters": "/planner/posters",
    "data": "/planner/data",
}
"""The navigation; each name is said by the text `nav_<name>`."""
FOR_ADMINS = {"admin": "/admin"}
SEE_OTHER = 303

Texts = Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation."""

    text: str
    address: str
    is_here: bool


def planner_page(
    request: Request,
    template: str,
    *,
    title: str,
    section: str = "",
    texts: Texts = PLANNER_TEXTS,
    status: int = 200,
    **shown: object,
) -> HTMLResponse:
    """Render a template inside the desk's layout, in the asked language.

    It lies in `templates/planner/` unless it says another folder. `title` is the page's own,
    already in words; `section` one of SECTIONS. In templates `t(name, …)` says a text of `texts`,
    else one of the desk, else one of the workers' pages, `link(path, …)` makes an address that
    keeps the language, and `csrf()` goes into every form that is posted.
    """
    language, actor = page_language(request), actor_of_request(request)
    say = partial(say_from, texts, language)
    html = (
        environment()
        .get_template(template if "/" in template else f"planner/{template}")
        .render(
            language=language.value,
            is_english=language is Language.ENGLISH,
            t=say,
            link=partial(link_to, language),
            csrf=partial(csrf_field, csrf_token(request)),
            title=title,
            signed_in_as=actor.account,
            needs_admin=actor == LOCAL,
            navigation=[
                NavItem(say(f"nav_{name}"), link_to(language, path), is_here=name == section)
                for name, path in _sections_of(actor).items()
            ],
            switch_address=_in_other_language(request, language),
            flash=_just_done(request, texts, language),
            **shown,
        )
    )
    return HTMLResponse(html, status, headers=PLANNER_HEADERS)


def problem_page(request: Request, error: NiangjiaError) -> HTMLResponse:
    """Show what went wrong; who may not be here gets no navigation."""
    language = page_language(request)
    page = planner_page(
        request,
        "problem.html",
        title=say_from(PLANNER_TEXTS, language, "problem_title"),
        status=status_of(error),
        problem=sentence(error.text(language)),
        has_navigation=not isinstance(error, Forbidden),
    )
    if isinstance(error, SourceUnavailable):
        page.headers.update(RETRY_SOON)
    return page


def page_language(request: Request) -> Language:
    """Read the language of a page: Chinese unless its address says `lang=en`."""
    return read_language(request.query_params)


def say_from(texts: Texts, language: Language, name: str, /, **values: object) -> str:
    """Say a text of a page, else one of the desk, else one of the workers' pages."""
    message = texts.get(name) or PLANNER_TEXTS.get(name) or TEXTS[name]
    return message.text(language, **values)


def link_to(language: Language, path: str, /, **fields: object) -> str:
    """Make an address that keeps the language; fields that are empty are left out."""
    pairs = [(name, str(value)) for name, value in fields.items() if value not in (None, "")]
    if language is Language.ENGLISH:
        pairs.append(("lang", "en"))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def back_to(request: Request, path: str, /, **fields: object) -> RedirectResponse:
    """Lead to a page after something was done, so that going back and forth does not repeat it.

    The field `done` names what was done: the page says the text `done_<name>`.
    """
    address = link_to(page_language(request), path, **fields)
    return RedirectResponse(address, SEE_OTHER, headers=PLANNER_HEADERS)


def _sections_of(actor: Actor) -> Mapping[str, str]:
    return SECTIONS | FOR_ADMINS if actor.role is Role.ADMIN else SECTIONS


def _just_done(request: Request, texts: Texts, language: Language) -> str:
    name = f"done_{request.query_params.get('done', '')}"
    message = texts.get(name) or PLANNER_TEXTS.get(name)
    return message.text(language) if message else ""


def _in_other_language(request: Request, language: Language) -> str:
    kept: Sequence[tuple[str, str]] = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"lang", "done"}
    ]
    pairs = [*kept, ("lang", "en")] if language is Language.CHINESE else kept
    path = request.url.path
    return f"{path}?{urlencode(pairs)}" if pairs else path
