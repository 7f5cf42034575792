"""The addresses of the workers' pages; nothing of a request is kept: no cookie, no cache."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from api.clock import now
from api.pages.assets import assets
from api.pages.form import read_form, read_language
from api.pages.headers import PAGE_HEADERS
from api.pages.lookup import (
    Asked,
    Page,
    answer_page,
    answer_page_at,
    blank_page,
    page_of_service_point,
)

router = APIRouter(include_in_schema=False)

Moment = Annotated[datetime, Depends(now)]

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
READING = ["GET", "HEAD"]
"""HEAD too: link checkers, and the apps that look ahead at a link, ask so."""

MOST_FIELDS = 20
LONGEST_FIELD_BYTES = 2_000

_POSITION = frozenset({"lon", "lat"})


@router.api_route("/", methods=READING)
async def front(request: Request, moment: Moment) -> Response:
    """Show the form, or the answer for the place named; a position in the address is not read."""
    fields = _without_position(request.query_params)
    asked = _asked(request, fields, moment)
    return _send(answer_page(asked) if "place" in fields else blank_page(asked))


@router.post("/")
async def front_by_post(request: Request, moment: Moment) -> Response:
    """Answer the form for a position, which so stands in no address."""
    async with request.form(
        max_files=0, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD_BYTES
    ) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return _send(answer_page(_asked(request, fields, moment)))


@router.api_route("/at/{code:path}", methods=READING)
async def front_at(request: Request, code: str, moment: Moment) -> Response:
    """Answer for a known place, as posters link to it: no position, nothing to type."""
    fields = _without_position(request.query_params)
    return _send(answer_page_at(_asked(request, fields, moment), code))


@router.api_route("/points/{code:path}", methods=READING)
async def service_point(request: Request, code: str, moment: Moment) -> Response:
    """Show one service point."""
    return _send(page_of_service_point(_asked(request, request.query_params, moment), code))


@router.api_route("/static/{name}", methods=READING)
async def static(name: str, v: str = "") -> Response:
    """Send a style sheet, script or picture of the pages."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    caching = FOR_EVER if v == asset.version else ASK_AGAIN
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return Response(asset.content, headers=headers, media_type=asset.media_type)


def _without_position(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in fields.items() if name not in _POSITION}


def _asked(request: Request, fields: Mapping[str, str], moment: datetime) -> Asked:
    form = read_form(fields, read_language(fields))
    return Asked(request.app.state.desk, form, moment)


def _send(page: Page) -> Response:
    return HTMLResponse(page.html, page.status, headers=PAGE_HEADERS)
