"""The form that asks for a plan, and how a plan is asked for by it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData

from api.clock import now
from api.desk import Desk
from api.errors import status_of
from api.pages.planner.coverage import service_choices
from api.pages.planner.coverage_form import Problems, read_standard
from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.plans_codes import require_plan_code
from api.pages.planner.plans_form import (
    COST_FIELDS,
    PlanForm,
    form_of_request,
    read_plan_form,
    usual_form,
)
from api.pages.planner.plans_form_texts import PLAN_FORM_TEXTS
from api.pages.planner.plans_reading import UnionNames, read_plan
from api.pages.planner.plans_words import money
from api.pages.planner.rendering import back_to, page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.pages.rendering import sentence
from api.requests import reading, writing
from api.schemas_plans import NewPlan, RerunPlan
from api.settings import Settings
from api.use_cases.plan_requests import queue_plan
from data.plans import StoredPlan, find_plan
from data.scope import codes_in_scope
from geo.errors import SourceUnavailable
from planner.candidates import CandidateSource

TEXTS = COVERAGE_TEXTS | PLAN_FORM_TEXTS
PATH = "/planner/plans/new"
UNPROCESSABLE = 422
FOLDED = {
    "costs": COST_FIELDS,
    "hours": ("new_site_options", "extensions"),
    "more": ("candidates", "gap", "time_limit", "begin"),
}
"""The fields in parts that are folded, unless something there is wrong."""
router = planner_router()


@router.get("/plans/new")
def new_plan(request: Request, like: str = "") -> Response:
    """Show the form as usual, with the standard of the address, or as a plan was asked before."""
    language = page_language(request)
    if not like:
        form = usual_form(language, read_standard(request.query_params))
        return _page(request, form)
    with reading(request) as session:
        stored = find_plan(session, require_plan_code(like))
    return _page(request, form_of_request(stored.request, language), like=stored.code)


@router.post("/plans/new")
def ask_for_plan(request: Request, fields: Annotated[FormData, Depends(sent_fields)]) -> Response:
    """Queue the plan and lead to its page; or show what is to be corrected."""
    form, language = read_plan_form(fields), page_language(request)
    asked = read_plan(form, _union_names(request), language)
    if asked.plan is None:
        return _page(request, form, problems=asked.problems, status=UNPROCESSABLE)
    try:
        stored = queue(request, asked.plan)
    except SourceUnavailable as error:
        problems = {"": sentence(error.text(language))}
        return _page(request, form, problems=problems, status=status_of(error))
    return back_to(request, f"/planner/plans/{stored.code}")


def queue(request: Request, asked: NewPlan | RerunPlan) -> StoredPlan:
    """Store a plan that waits to be computed; raises SourceUnavailable where too many do."""
    with writing(request) as session:
        return queue_plan(session, asked, now())


def _page(
    request: Request,
    form: PlanForm,
    *,
    problems: Problems | None = None,
    status: int = 200,
    like: str = "",
) -> Response:
    language = page_language(request)
    found = problems or {}
    settings: Settings = request.app.state.settings
    say = partial(say_from, TEXTS, language)
    return planner_page(
        request,
        "plan_form.html",
        title=say("new_plan_title"),
        section="plans",
        texts=TEXTS,
        status=status,
        path=PATH,
        form=form,
        like=like,
        problems=found,
        services=service_choices(request, form.standard.services),
        costs={name: money(cost) for name, cost in settings.costs.items()},
        cost_fields=COST_FIELDS,
        candidates=[
            ("", say("candidates_auto")),
            *((source.value, say(f"candidates_{source}")) for source in CandidateSource),
        ],
        is_open={part: any(name in found for name in names) for part, names in FOLDED.items()},
    )


def _union_names(request: Request) -> UnionNames:
    """List the codes of the unions that are seen by code and name; none before data is loaded."""
    desk: Desk = request.app.state.desk
    try:
        every = desk.snapshot.unions
    except SourceUnavailable:
        return {}
    with reading(request) as session:
        seen = codes_in_scope(session)
    unions = {code: one for code, one in every.items() if seen is None or code in seen}
    codes: Mapping[str, list[str]] = {code: [code] for code in unions}
    found = dict(codes)
    for code, union in unions.items():
        found[union.name] = [*found.get(union.name, []), code]
    return found
