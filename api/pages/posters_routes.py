"""The addresses of the posters: choosing places, and the pages to print."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.clock import now
from api.pages.planner.rendering import page_language, planner_page
from api.pages.planner.router import planner_router
from api.pages.poster_list import POSTERS_AT_ONCE, Asked, poster_list
from api.pages.poster_texts import TEXTS, say_on_poster
from api.pages.posters import (
    Part,
    Press,
    make_sheet,
    poster_headers,
    posters_page,
)
from api.requests import reading
from api.use_cases.poster_places import (
    choose_places,
    read_choice,
    search_for_posters,
    unions_to_choose,
)
from api.use_cases.posters import build_posters, require_public_url
from data.planning import load_demand_places
from data.scope import scope_of
from maps.backdrop import streets_to_draw

router = planner_router()

Moment = Annotated[datetime, Depends(now)]
Codes = Annotated[list[str] | None, Query(alias="code", max_length=1_000)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/posters")
def posters(
    request: Request, q: str = "", kind: str = "", union: str = "", page: PageNumber = 1
) -> Response:
    """Show the places that fit, to tick those that get a poster."""
    state, language = request.app.state, page_language(request)
    snapshot = state.desk.snapshot
    asked = Asked(language, q, kind, union, page)
    with reading(request) as session:
        scope = scope_of(session)
        found = search_for_posters(snapshot, q, read_choice(kind, [], union), scope=scope)
    return planner_page(
        request,
        "poster_list.html",
        title=say_on_poster("list_title", language),
        section="posters",
        texts=TEXTS,
        has_address=bool(state.settings.public_url),
        listing=poster_list(asked, found, unions_to_choose(snapshot, scope=scope)),
    )


@router.get("/posters/print")
def posters_to_print(
    request: Request,
    moment: Moment,
    codes: Codes = None,
    kind: str = "",
    union: str = "",
    page: PageNumber = 1,
) -> Response:
    """Show posters to print, at most a hundred at once."""
    asked = Asked(page_language(request), kind=kind, union=union, page=page)
    html = _printed(request, moment, asked, codes or [])
    return HTMLResponse(html, headers=poster_headers())


def _printed(request: Request, moment: datetime, asked: Asked, codes: Sequence[str]) -> str:
    state = request.app.state
    view = state.desk.view
    public_url = require_public_url(state.settings.public_url)
    choice = read_choice(asked.kind, codes, asked.union)
    with reading(request) as session:
        places = load_demand_places(session, view.snapshot.jurisdictions)
        chosen = choose_places(view.snapshot, places, choice, scope=scope_of(session))
    last_page = (len(chosen) - 1) // POSTERS_AT_ONCE
    first = min(asked.page - 1, last_page) * POSTERS_AT_ONCE
    some = chosen[first : first + POSTERS_AT_ONCE]
    streets = streets_to_draw(view.network)
    press = Press(public_url, moment.date(), view.snapshot.services, streets)
    sheets = [make_sheet(each, press) for each in build_posters(view, some, today=moment.date())]
    return posters_page(sheets, asked.language, parts=_parts(request, len(chosen)))


def _parts(request: Request, count: int) -> Sequence[Part]:
    if count <= POSTERS_AT_ONCE:
        return []
    return [
        Part(
            f"?{request.url.include_query_params(page=number).query}",
            first + 1,
            min(first + POSTERS_AT_ONCE, count),
        )
        for number, first in enumerate(range(0, count, POSTERS_AT_ONCE), start=1)
    ]
