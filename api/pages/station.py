"""From a question about one service point to its page: with its area, a report, or thanks."""

from dataclasses import replace

from api.errors import status_of
from api.pages.lookup import Asked, Page, problem_page, service_names
from api.pages.refusals import problem_words
from api.pages.reports import ReportForm
from api.pages.service_area import area_words
from api.pages.service_point import ServicePointView, report_thanks_page, service_point_page
from api.schemas import ServicePointDetail
from geo.errors import NiangjiaError


def page_of_service_point(asked: Asked, code: str) -> Page:
    """Show one service point, or the question where there is no such point."""
    try:
        return _page(asked, _view(asked, code))
    except NiangjiaError as error:
        return problem_page(asked, error)


def page_with_area(asked: Asked, code: str, minutes: str) -> Page:
    """Show one service point with its area; where that cannot be drawn, say so in its place."""
    try:
        view = _view(asked, code)
    except NiangjiaError as error:
        return problem_page(asked, error)
    language = asked.form.language
    try:
        area = area_words(asked.desk, view.point, minutes, language)
    except NiangjiaError as error:
        failed = replace(view, area_problem=problem_words(error, language))
        return replace(_page(asked, failed), status=status_of(error))
    return _page(asked, replace(view, area=area))


def page_with_refused_report(
    asked: Asked, code: str, report: ReportForm, error: NiangjiaError
) -> Page:
    """Show the page again with what is wrong with a report, and the report as it was written."""
    try:
        view = _view(asked, code)
    except NiangjiaError as gone:
        return problem_page(asked, gone)
    refused = report.with_problem(problem_words(error, asked.form.language))
    return replace(_page(asked, replace(view, report=refused)), status=status_of(error))


def page_of_thanks(asked: Asked, code: str) -> Page:
    """Thank for a report about a service point."""
    try:
        return Page(report_thanks_page(find_point(asked, code), asked.form.language))
    except NiangjiaError as error:
        return problem_page(asked, error)


def _view(asked: Asked, code: str) -> ServicePointView:
    return ServicePointView(find_point(asked, code), service_names(asked), asked.now.date())


def find_point(asked: Asked, code: str) -> ServicePointDetail:
    """Read what the desk knows of a service point; raises NotFound and SourceUnavailable."""
    return ServicePointDetail.model_validate(asked.desk.service_point(code))


def _page(asked: Asked, view: ServicePointView) -> Page:
    return Page(service_point_page(view, asked.form.language))
