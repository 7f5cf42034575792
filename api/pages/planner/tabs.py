"""The tabs of the pages on data."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.field_texts import list_name
from api.pages.planner.rendering import (
    NavItem,
    Texts,
    link_to,
    page_language,
    planner_page,
    say_from,
)
from geo.messages import Language

LISTED = ("service-points", "closures", "apartments", "parks", "firms", "unions", "candidates")
"""Kinds of lists that can be looked through."""


def data_page(
    request: Request,
    template: str,
    *,
    title: str,
    tab: str,
    texts: Texts = DATA_TEXTS,
    status: int = 200,
    **shown: object,
) -> HTMLResponse:
    """Render a page on data; `tab` is `files`, `reports` or the kind of a list."""
    return planner_page(
        request,
        template,
        title=title,
        section="data",
        texts=texts,
        status=status,
        tabs=_tabs(page_language(request), tab),
        **shown,
    )


def point_path(code: str) -> str:
    """Make the path of the page where a service point is edited."""
    return f"/planner/data/service-points/{quote(code, safe='')}"


def _tabs(language: Language, here: str) -> Sequence[NavItem]:
    entries = [
        ("files", say_from(DATA_TEXTS, language, "tab_files"), "/planner/data"),
        *((kind, list_name(kind, language), f"/planner/data/{kind}") for kind in LISTED),
        ("reports", say_from(DATA_TEXTS, language, "tab_reports"), "/planner/data/reports"),
    ]
    return [
        NavItem(text, link_to(language, path), is_here=name == here) for name, text, path in entries
    ]
