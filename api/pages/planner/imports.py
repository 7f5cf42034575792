"""Import a file in two steps: look at the check, then import the very same file."""

from dataclasses import replace
from pathlib import Path

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.csrf import CSRF_FIELD, require_csrf
from api.errors import status_of
from api.pages.planner import uploads
from api.pages.planner.field_texts import list_name
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.import_question import ImportQuestion, look_into, read_question
from api.pages.planner.import_texts import IMPORT_TEXTS
from api.pages.planner.import_view import (
    choices_for_all,
    field_options,
    required_fields,
    sheets_of,
    view_report,
)
from api.pages.planner.rendering import back_to, page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import LISTED, data_page
from api.pages.planner.values import choice_name
from api.pages.rendering import sentence
from api.requests import reading, writing
from data.import_columns import FileColumns
from data.imports.fields import KINDS
from data.imports.importer import ImportOptions, import_file
from data.imports.limits import MEGABYTE
from data.imports.report import ImportRejected, ImportReport
from geo.crs import Crs
from geo.errors import NiangjiaError
from geo.messages import Language

router = planner_router()

PATH = "/planner/data/import"
UNPROCESSABLE = 422


@router.get("/data/import")
def ask(request: Request) -> Response:
    """Ask for a file."""
    return _ask(request, read_question(request.query_params))


@router.post("/data/import")
async def send(request: Request) -> Response:
    """Take a file, and lead to its check."""
    try:
        fields = await uploads.receive(request)
    except NiangjiaError as error:
        return _ask(request, read_question(request.query_params), error)
    try:
        require_csrf(request, fields.get(CSRF_FIELD))
        question = read_question(fields)
        return await run_in_threadpool(_keep, request, question, fields.get("file"))
    finally:
        await fields.close()


@router.get("/data/import/{token}")
def check(request: Request, token: str) -> Response:
    """Show what an import would do; nothing is written."""
    question = read_question(request.query_params)
    return _answer(request, token, question, is_import=False, skips_bad=True)


@router.post("/data/import/{token}")
async def bring_in(request: Request, token: str) -> Response:
    """Import a file that was checked, all of it or nothing."""
    fields = await sent_fields(request)
    skips_bad = fields.get("skip") == "1"
    return await run_in_threadpool(
        _answer, request, token, read_question(fields), is_import=True, skips_bad=skips_bad
    )


def _keep(request: Request, question: ImportQuestion, sent: object) -> Response:
    try:
        token = uploads.keep(request.app.state.settings, sent)
    except NiangjiaError as error:
        return _ask(request, question, error)
    return back_to(request, f"{PATH}/{token}", **question.source())


def _answer(
    request: Request, token: str, question: ImportQuestion, *, is_import: bool, skips_bad: bool
) -> Response:
    try:
        path = uploads.find(request.app.state.settings, token)
        options, columns = look_into(question, path)
        options = replace(options, skip_bad=skips_bad, dry_run=not is_import)
        report = _report(request, question.kind, path, options)
    except NiangjiaError as error:
        return _ask(request, question, error)
    return _show(request, token, question, columns=columns, report=report)


def _report(request: Request, kind: str, path: Path, options: ImportOptions) -> ImportReport:
    try:
        if options.dry_run:
            with reading(request) as session:
                return import_file(session, kind, path, options)
        with writing(request) as session:
            report = import_file(session, kind, path, options)
    except ImportRejected as rejected:
        report = rejected.report
    if not options.dry_run:
        taken = report.added + report.updated + report.unchanged
        request.app.state.metrics.count_import(kind, report.outcome.value, taken)
    return report


def _show(
    request: Request,
    token: str,
    question: ImportQuestion,
    *,
    columns: FileColumns,
    report: ImportReport,
) -> Response:
    language = page_language(request)
    checked = view_report(report, language)
    title = "result_title" if checked.is_done else "check_title"
    return data_page(
        request,
        "import_check.html",
        title=say_from(IMPORT_TEXTS, language, title, file=report.file),
        tab="files",
        texts=IMPORT_TEXTS,
        status=UNPROCESSABLE if checked.is_blocked else 200,
        path=f"{PATH}/{token}",
        question=question,
        check=checked,
        columns=columns,
        unread=field_options(columns, language),
        for_all=choices_for_all(columns, question.constants, language),
        sheets=sheets_of(report),
        list_name=list_name(question.kind, language),
        is_listed=question.kind in LISTED,
        **_choices(language),
    )


def _ask(
    request: Request, question: ImportQuestion, problem: NiangjiaError | None = None
) -> Response:
    language = page_language(request)
    return data_page(
        request,
        "import.html",
        title=say_from(IMPORT_TEXTS, language, "import_title"),
        tab="files",
        texts=IMPORT_TEXTS,
        status=status_of(problem) if problem else 200,
        path=PATH,
        question=question,
        problem=sentence(problem.text(language)) if problem else "",
        most=uploads.MOST_BYTES // MEGABYTE,
        required=[(list_name(kind, language), required_fields(kind, language)) for kind in KINDS],
        **_choices(language),
    )


def _choices(language: Language) -> dict[str, object]:
    return {
        "kinds": [(kind, list_name(kind, language)) for kind in KINDS],
        "datums": [(crs.value, choice_name("crs", crs, language)) for crs in Crs],
    }
