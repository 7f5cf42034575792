"""Edit a service point, or add one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.clock import now
from api.pages.planner.closures import FIELDS as CLOSURE_FIELDS
from api.pages.planner.closures import PAGE_FIELD, ClosureForm, ClosurePage, closure_page
from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.field_texts import field_name
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.hours import understood_as
from api.pages.planner.point_form import (
    FIELDS,
    FORM_UNREADABLE,
    KIND,
    PointForm,
    blank_form,
    load_choices,
    merged,
    read_form,
)
from api.pages.planner.point_map import PointMap, draw_point_map
from api.pages.planner.refusals import error_sentences
from api.pages.planner.rendering import back_to, page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import data_page, point_path
from api.requests import reading, writing
from data.edits import ChangedMeanwhile, RowRefused, add_row, change_row, load_texts
from geo.errors import InvalidInput
from geo.messages import Language

router = planner_router()

NEW_PATH = "/planner/data/service-points/new"
CONFLICT, UNPROCESSABLE = 409, 422


@router.get("/data/service-points/new")
def new_point(request: Request) -> Response:
    """Show an empty form."""
    return show_point(request, "", blank_form())


@router.post("/data/service-points/new")
async def add_point(request: Request) -> Response:
    """Add a service point, or show the form again with what is wrong."""
    form = read_form(await sent_fields(request))
    return await run_in_threadpool(_add, request, form, now())


@router.get("/data/service-points/{code:path}")
def edit_point(request: Request, code: str) -> Response:
    """Show a service point as it is."""
    return show_stored_point(request, code)


@router.post("/data/service-points/{code:path}")
async def change_point(request: Request, code: str) -> Response:
    """Write what was changed, or show the form again with what is wrong."""
    fields = await sent_fields(request)
    form = read_form(fields)
    if fields.get("verified_today"):
        form = form.with_text("verified_on", f"{now():%Y-%m-%d}")
    return await run_in_threadpool(_change, request, code, form, now())


def show_stored_point(
    request: Request, code: str, *, status: int = 200, closure: ClosureForm | None = None
) -> Response:
    """Show a service point as it is stored; raises NotFound."""
    with reading(request) as session:
        texts = load_texts(session, KIND, code)
    return show_point(request, code, PointForm(texts, texts), status=status, closure=closure)


def show_point(
    request: Request,
    code: str,
    form: PointForm,
    *,
    status: int = 200,
    closure: ClosureForm | None = None,
) -> Response:
    """Show the form; `code` is empty for a new service point."""
    language = page_language(request)
    with reading(request) as session:
        choices = load_choices(session, language)
        page = request.query_params.get(PAGE_FIELD, "")
        closures = closure_page(session, code, language, page=page) if code else ClosurePage([])
    name = (form.was or {}).get("name", "")
    return data_page(
        request,
        "point.html",
        title=name or say_from(DATA_TEXTS, language, "point_new"),
        tab=KIND,
        status=status,
        code=code,
        path=point_path(code) if code else NEW_PATH,
        form=form,
        choices=choices,
        labels=_labels(language),
        hours=_understood(form, language),
        map=_map(request, code, form),
        closures=closures,
        closure=closure or ClosureForm(),
    )


def _add(request: Request, form: PointForm, at: datetime) -> Response:
    try:
        with writing(request) as session:
            code = add_row(session, KIND, form.draft, at=at)
    except RowRefused as error:
        return show_point(request, "", _marked(form, error, request), status=UNPROCESSABLE)
    return back_to(request, point_path(code), done="added")


def _change(request: Request, code: str, form: PointForm, at: datetime) -> Response:
    if form.was is None:
        raise InvalidInput(FORM_UNREADABLE)
    if not form.draft.changed:
        return back_to(request, point_path(code), done="unchanged")
    try:
        with writing(request) as session:
            change_row(session, KIND, code, form.draft, at=at)
    except ChangedMeanwhile as error:
        both = merged(form, error.now, page_language(request))
        return show_point(request, code, both, status=CONFLICT)
    except RowRefused as error:
        return show_point(request, code, _marked(form, error, request), status=UNPROCESSABLE)
    return back_to(request, point_path(code), done="saved")


def _marked(form: PointForm, error: RowRefused, request: Request) -> PointForm:
    return replace(form, errors=error_sentences(error.errors, page_language(request)))


def _labels(language: Language) -> Mapping[str, str]:
    return {name: field_name(name, language) for name in (*FIELDS, "crs", *CLOSURE_FIELDS)}


def _understood(form: PointForm, language: Language) -> str:
    """Say how the hours are understood; what is wrong with them stands beside the field."""
    try:
        return understood_as(form.texts["opening_hours"], language)
    except InvalidInput:
        return ""


def _map(request: Request, code: str, form: PointForm) -> PointMap | None:
    texts = form.texts
    return draw_point_map(request.app.state.desk, texts["lon"], texts["lat"], form.crs, code=code)
