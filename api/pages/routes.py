"""The addresses of the workers' pages; nothing of a request is kept: no cookie, no cache."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.clock import now
from api.pages.assets import assets
from api.pages.form import read_form, read_language
from api.pages.headers import PAGE_HEADERS
from api.pages.lookup import (
    Asked,
    Page,
    answer_page,
    at_place,
    blank_page,
)
from api.pages.reports import FROM_ELSEWHERE, read_report, store_report
from api.pages.service_point import thanks_address
from api.pages.station import (
    find_point,
    page_of_service_point,
    page_of_thanks,
    page_with_area,
    page_with_refused_report,
)
from api.same_site import is_from_our_pages
from geo.errors import InvalidInput, NiangjiaError

router = APIRouter(include_in_schema=False)

Moment = Annotated[datetime, Depends(now)]

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
READING = ["GET", "HEAD"]
"""HEAD too: link checkers, and the apps that look ahead at a link, ask so."""

MOST_FIELDS = 20
LONGEST_FIELD_BYTES = 2_000
LONGEST_REPORT_BYTES = 16_000
"""More than the longest text, so that one that is too long can be shown again to be shortened."""
SEE_OTHER = 303

_POSITION = frozenset({"lon", "lat"})


@router.api_route("/", methods=READING)
async def front(request: Request, moment: Moment) -> Response:
    """Show the form, or the answer for the place named; a position in the address is not read."""
    fields = _without_position(request.query_params)
    asked = _asked(request, fields, moment)
    return await _answer(asked) if "place" in fields else _send(blank_page(asked))


@router.post("/")
async def front_by_post(request: Request, moment: Moment) -> Response:
    """Answer the form for a position, which so stands in no address."""
    fields = await _sent_fields(request, LONGEST_FIELD_BYTES)
    return await _answer(_asked(request, fields, moment))


@router.api_route("/at/{code:path}", methods=READING)
async def front_at(request: Request, code: str, moment: Moment) -> Response:
    """Answer for a known place, as posters link to it: no position, nothing to type."""
    fields = _without_position(request.query_params)
    return await _answer(at_place(_asked(request, fields, moment), code))


@router.api_route("/points/{code:path}", methods=READING)
async def service_point(request: Request, code: str, moment: Moment) -> Response:
    """Show one service point, with its area where that is asked for; or thank for a report."""
    fields = request.query_params
    asked = _asked(request, fields, moment)
    if "thanks" in fields:
        return _send(page_of_thanks(asked, code))
    if "area" in fields:
        return _send(await run_in_threadpool(page_with_area, asked, code, fields["area"]))
    return _send(page_of_service_point(asked, code))


@router.post("/points/{code:path}/reports")
async def report(request: Request, code: str, moment: Moment) -> Response:
    """Take a report of what is wrong with a service point; nothing of the sender is kept."""
    fields = await _sent_fields(request, LONGEST_REPORT_BYTES)
    asked, form = _asked(request, fields, moment), read_report(fields)
    try:
        point = find_point(asked, code)
        if not is_from_our_pages(request.headers, point.links.page):
            raise InvalidInput(FROM_ELSEWHERE)
        await run_in_threadpool(store_report, request.app.state.database, code, form, at=moment)
    except NiangjiaError as error:
        return _send(page_with_refused_report(asked, code, form, error))
    thanks = thanks_address(code, asked.form.language)
    return RedirectResponse(thanks, SEE_OTHER, headers=PAGE_HEADERS)


@router.api_route("/static/{name}", methods=READING)
async def static(name: str, v: str = "") -> Response:
    """Send a style sheet, script or picture of the pages."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    caching = FOR_EVER if v == asset.version else ASK_AGAIN
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return Response(asset.content, headers=headers, media_type=asset.media_type)


async def _answer(asked: Asked) -> Response:
    """Answer from memory at once; drawing a map takes longer than others should wait."""
    if asked.form.map:
        return _send(await run_in_threadpool(answer_page, asked))
    return _send(answer_page(asked))


async def _sent_fields(request: Request, longest_bytes: int) -> Mapping[str, str]:
    async with request.form(
        max_files=0, max_fields=MOST_FIELDS, max_part_size=longest_bytes
    ) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _without_position(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in fields.items() if name not in _POSITION}


def _asked(request: Request, fields: Mapping[str, str], moment: datetime) -> Asked:
    form = read_form(fields, read_language(fields))
    return Asked(request.app.state.desk, form, moment)


def _send(page: Page) -> Response:
    return HTMLResponse(page.html, page.status, headers=PAGE_HEADERS)
