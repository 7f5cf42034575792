"""Who can reach an open desk, by a standard of one's own: the form, and its answer."""

from collections.abc import Mapping, Sequence
from typing import cast

import orjson
from fastapi import Request, Response
from pydantic import ValidationError

from api.coverage_desk import CoverageDesk
from api.desk import Desk
from api.errors import status_of
from api.pages.planner.coverage_form import (
    Problems,
    StandardForm,
    read_standard,
    standard_problems,
)
from api.pages.planner.coverage_map import allow_tiles, coverage_map
from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.pages.planner.coverage_view import FIRST_ROWS, PageReport, view_coverage
from api.pages.planner.coverage_words import StandardAsked, standard_in_words
from api.pages.planner.rendering import page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.pages.rendering import sentence
from api.requests import actor_of_request
from api.use_cases.planning_inputs import CoverageRequest
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Language
from geo.places import SERVICES

PATH = "/planner/coverage"
UNPROCESSABLE = 422
router = planner_router()


@router.get("/coverage")
def coverage(request: Request) -> Response:
    """Show who is covered by the standard in the address; without one, by the usual."""
    form, language = read_standard(request.query_params), page_language(request)
    try:
        asked = form.request()
        report = _report(request, asked)
    except (InvalidInput, ValidationError) as error:
        problems = standard_problems(error, form, language)
        return _page(request, form, problems=problems, status=UNPROCESSABLE)
    except SourceUnavailable as error:
        busy = sentence(error.text(language))
        return _page(request, form, busy=busy, status=status_of(error))
    page = _page(
        request,
        form,
        shown=view_coverage(report, language),
        map=coverage_map(request, report, language) if report["people"] else None,
        standard=_in_words(request, form, asked, language),
        download=form.address("/v1/coverage", language, hours="true"),
        plan_address=form.address("/planner/plans/new", language),
    )
    return allow_tiles(request, page)


def _report(request: Request, asked: CoverageRequest) -> PageReport:
    desk: CoverageDesk = request.app.state.coverage_desk
    answer = desk.answer(asked, actor=actor_of_request(request), with_hours=True)
    return cast("PageReport", orjson.loads(answer.content))


def _page(
    request: Request,
    form: StandardForm,
    *,
    problems: Problems | None = None,
    status: int = 200,
    **shown: object,
) -> Response:
    language = page_language(request)
    nothing = dict.fromkeys(("shown", "map", "standard", "busy", "download", "plan_address"))
    return planner_page(
        request,
        "coverage.html",
        title=say_from(COVERAGE_TEXTS, language, "coverage_title"),
        section="coverage",
        texts=COVERAGE_TEXTS,
        status=status,
        path=PATH,
        lang=language,
        first_rows=FIRST_ROWS,
        form=form,
        services=service_choices(request, form.services),
        problems=problems or {},
        **(nothing | shown),
    )


def service_choices(request: Request, chosen: Sequence[str]) -> Mapping[str, str]:
    """List the services with their names; what is chosen and not known is shown by its code."""
    return {**service_names(request), **_unknown(request, chosen)}


def service_names(request: Request) -> Mapping[str, str]:
    """Name the services in the page's language; those of the start before data is loaded."""
    desk: Desk = request.app.state.desk
    language = page_language(request)
    try:
        return {each["code"]: each["name"] for each in desk.services(language)}
    except SourceUnavailable:
        number = 0 if language is Language.CHINESE else 1
        return {code: names[number] for code, names in SERVICES.items()}


def _unknown(request: Request, chosen: Sequence[str]) -> Mapping[str, str]:
    known = service_names(request)
    return {code: code for code in chosen if code not in known}


def _in_words(
    request: Request, form: StandardForm, asked: CoverageRequest, language: Language
) -> str:
    words = StandardAsked(
        asked.mode,
        asked.minutes,
        asked.stay_minutes,
        asked.days,
        asked.services,
        form.demand,
        asked.weight,
    )
    return standard_in_words(words, service_names(request), language)
