"""Add a closure to a service point, or take one back."""

from datetime import datetime

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.clock import now
from api.pages.planner.closures import KIND, ClosureForm, read_closure
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.points import UNPROCESSABLE, show_stored_point
from api.pages.planner.refusals import error_sentences
from api.pages.planner.rendering import back_to, page_language
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import point_path
from api.requests import writing
from data.edits import RowRefused, add_row, delete_closure

router = planner_router()


@router.post("/data/service-points/{code:path}/closures")
async def add_closure(request: Request, code: str) -> Response:
    """Add a closure, or show the page again with what is wrong."""
    closure = read_closure(await sent_fields(request))
    return await run_in_threadpool(_add, request, code, closure, now())


@router.post("/data/service-points/{code:path}/closures/{closure_code}/delete")
def remove_closure(request: Request, code: str, closure_code: str) -> Response:
    """Take back a closure."""
    with writing(request) as session:
        delete_closure(session, closure_code, at=now())
    return back_to(request, point_path(code), done="closure_deleted")


def _add(request: Request, code: str, closure: ClosureForm, at: datetime) -> Response:
    try:
        with writing(request) as session:
            add_row(session, KIND, closure.draft(code), at=at)
    except RowRefused as error:
        errors = error_sentences(error.errors, page_language(request))
        refused = ClosureForm(closure.texts, errors)
        return show_stored_point(request, code, closure=refused, status=UNPROCESSABLE)
    return back_to(request, point_path(code), done="closure_added")
