"""The form that asks for a plan of visits, and how one is asked for by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.clock import now
from api.csrf import CSRF_FIELD, require_csrf
from api.desk import Desk
from api.errors import status_of
from api.pages.planner import uploads
from api.pages.planner.coverage import service_choices
from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.pages.planner.outreach import PATH as LIST_PATH
from api.pages.planner.outreach import reader_of, require_outreach_code
from api.pages.planner.outreach_example import example_text
from api.pages.planner.outreach_form import (
    LONGEST_TEXT,
    OutreachForm,
    form_of_request,
    read_outreach_form,
    usual_form,
)
from api.pages.planner.outreach_form_texts import OUTREACH_FORM_TEXTS
from api.pages.planner.outreach_reading import Known, Names, read_outreach
from api.pages.planner.outreach_teams import column_name, teams_text
from api.pages.planner.plans import newest_done
from api.pages.planner.rendering import back_to, page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.pages.rendering import sentence
from api.requests import reading, writing
from api.schemas_outreach import NewOutreachPlan
from api.use_cases.outreach_requests import queue_outreach
from api.use_cases.poster_places import seen_places
from data.imports.limits import MEGABYTE
from data.plans import OUTREACH, StoredPlan, find_plan, list_plans
from data.scope import Scope, scope_of
from data.snapshot import Snapshot
from data.teams_file import read_team_rows
from geo.errors import InvalidInput, NiangjiaError, SourceUnavailable
from geo.messages import Language, Message
from geo.places import PlaceKind
from geo.workdays import build_calendar
from planner.outreach_teams import Depot, TeamFault

TEXTS = COVERAGE_TEXTS | OUTREACH_FORM_TEXTS
PATH = f"{LIST_PATH}/new"
UNPROCESSABLE = 422
MOST_PLANS = 100
"""Among so many of the newest siting plans, those that are done can be chosen."""
MOST_FAULTS = 20
MOST_FIELDS = 200
TEAMS_TOO_LARGE = Message(
    "outreach_teams_too_large",
    zh="文件超过 {most} MB，不像是小组名单，请看看是不是选错了文件。",
    en="the file has more than {most} MB, too much for a list of teams; see whether it is another "
    "file",
)
FOLDED = {
    "standard": ("mode", "minutes", "stay_minutes", "days", "service"),
    "wishes": ("must", "never", "promised", "needs"),
    "more": ("most_stops", "time_limit", "author"),
}
"""The fields in parts that are folded, unless something there is wrong."""
router = planner_router()


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is to be corrected: by field, and by cell of the list of teams."""

    problems: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[TeamFault] = ()
    status: int = UNPROCESSABLE


@router.get("/outreach/new")
def new_outreach(request: Request, plan: str = "", like: str = "") -> Response:
    """Show the form as usual, with the teams of last time, or as a plan was asked before."""
    if not like:
        return _page(request, _first_form(request, plan=plan))
    today, language = reader_of(request).today, page_language(request)
    with reading(request) as session:
        model = find_plan(session, require_outreach_code(like), kind=OUTREACH)
    form = form_of_request(model.request, today, teams=_teams_of(model, language))
    return _page(request, form, like=model.code)


@router.post("/outreach/new")
async def ask_for_outreach(request: Request) -> Response:
    """Queue the plan and lead to its page; or show what is to be corrected."""
    try:
        fields = await uploads.receive(
            # A field alone is never refused here: the form comes back with all that was typed.
            request,
            max_fields=MOST_FIELDS,
            max_part_size=uploads.MOST_BYTES,
        )
    except NiangjiaError as error:
        return await run_in_threadpool(_refused, request, error)
    try:
        require_csrf(request, fields.get(CSRF_FIELD))
        return await run_in_threadpool(_ask, request, fields)
    finally:
        await fields.close()


def _first_form(request: Request, *, plan: str = "") -> OutreachForm:
    """Fill in what is usual, and the teams of last time."""
    with reading(request) as session:
        last = next(iter(list_plans(session, limit=1, kind=OUTREACH)), None)
    teams = _teams_of(last, page_language(request)) if last else ""
    return usual_form(reader_of(request).today, teams=teams, plan=plan)


def _ask(request: Request, fields: FormData) -> Response:
    form, language = read_outreach_form(fields), page_language(request)
    if too_long := form.too_long():
        shorter = say_from(OUTREACH_FORM_TEXTS, language, "too_long", most=f"{LONGEST_TEXT:,}")
        return _page(request, form, wrong=Wrong(dict.fromkeys(too_long, shorter)))
    upload_problem = ""
    try:
        form = _with_upload(form, fields.get("teams_file"), language)
    except InvalidInput as error:
        upload_problem = sentence(error.text(language))
    asked = read_outreach(form, _known(request), language)
    if upload_problem:
        problems = {**asked.problems, "teams_file": upload_problem}
        return _page(request, form, wrong=Wrong(problems, asked.faults))
    if asked.request is None:
        return _page(request, form, wrong=Wrong(asked.problems, asked.faults))
    try:
        stored = _queue(request, asked.request)
    except NiangjiaError as error:
        said = {"": sentence(error.text(language))}
        return _page(request, form, wrong=Wrong(said, status=status_of(error)))
    return back_to(request, f"{LIST_PATH}/{stored.code}")


def _refused(request: Request, error: NiangjiaError) -> Response:
    """Show the form as it is at first where nothing that was sent could be received."""
    language, told = page_language(request), error
    if error.message is uploads.UPLOAD_TOO_LARGE:
        told = InvalidInput(TEAMS_TOO_LARGE, most=uploads.MOST_BYTES // MEGABYTE)
    lost = say_from(OUTREACH_FORM_TEXTS, language, "nothing_received")
    gap = " " if language is Language.ENGLISH else ""
    said = {"": f"{sentence(told.text(language))}{gap}{lost}"}
    return _page(request, _first_form(request), wrong=Wrong(said, status=status_of(error)))


def _queue(request: Request, asked: NewOutreachPlan) -> StoredPlan:
    with writing(request) as session:
        return queue_outreach(session, asked, now())


def _with_upload(form: OutreachForm, sent: object, language: Language) -> OutreachForm:
    """Put a file that was sent into the field with the teams; raises InvalidInput."""
    if not isinstance(sent, UploadFile) or not sent.filename:
        return form
    rows = read_team_rows(sent.file, sent.filename)
    return form.with_texts(teams=teams_text([row.cells for row in rows], language))


def _teams_of(plan: StoredPlan, language: Language) -> str:
    teams = cast("Sequence[Mapping[str, object]]", plan.request["teams"])
    return teams_text(teams, language)


def _known(request: Request) -> Known:
    """Gather what the fields may name; nothing is known before data is loaded."""
    desk: Desk = request.app.state.desk
    today = reader_of(request).today
    plans = [plan.code for plan in newest_done(request, MOST_PLANS)]
    try:
        snapshot = desk.snapshot
    except SourceUnavailable:
        return Known(today, plans, {}, {}, {}, build_calendar([]))
    points = snapshot.service_points.points
    depots = {
        code: Depot(lon, lat)
        for code, lon, lat in zip(
            points.codes, points.lon.tolist(), points.lat.tolist(), strict=True
        )
    }
    with reading(request) as session:
        scope = scope_of(session)
        names = _union_names(snapshot, scope), _place_names(snapshot, scope)
    return Known(today, plans, *names, depots, snapshot.calendar)


def _union_names(snapshot: Snapshot, scope: Scope | None) -> Names:
    return _names(
        (name, code)
        for code, union in snapshot.unions.items()
        if scope is None or code in scope.codes
        for name in (code, union.name)
    )


def _place_names(snapshot: Snapshot, scope: Scope | None) -> Names:
    kinds = {kind.value for kind in PlaceKind}
    places = [place for place in snapshot.gazetteer.places if place.kind in kinds]
    if scope is not None:
        places = seen_places(places, scope)
    keys = [(place, f"{place.kind}:{place.code}") for place in places]
    return _names((name, key) for place, key in keys for name in (key, place.code, place.name))


def _names(pairs: Iterable[tuple[str, str]]) -> Names:
    found: dict[str, list[str]] = {}
    for name, code in pairs:
        codes = found.setdefault(name, [])
        if code not in codes:
            codes.append(code)
    return found


def _page(
    request: Request, form: OutreachForm, *, wrong: Wrong | None = None, like: str = ""
) -> Response:
    language, reader = page_language(request), reader_of(request)
    say = partial(say_from, TEXTS, language)
    found = wrong or Wrong(status=200)
    plans = [
        (plan.code, say("source_plan", code=plan.code, when=reader.moment(plan.created_at)))
        for plan in newest_done(request, MOST_PLANS)
    ]
    return planner_page(
        request,
        "outreach_form.html",
        title=say("new_outreach_title"),
        section="outreach",
        texts=TEXTS,
        status=found.status,
        path=PATH,
        form=form,
        like=like,
        problems=found.problems,
        faults=_told(found.faults, language),
        sources=[("", say("source_coverage")), *plans],
        example=example_text(request),
        services=service_choices(request, form.standard.services),
        example_day=form.text("start") or reader.today.isoformat(),
        is_open={
            part: any(name in found.problems for name in names) or _is_used(form, part)
            for part, names in FOLDED.items()
        },
    )


def _is_used(form: OutreachForm, part: str) -> bool:
    """Tell whether something was written in the fields for wishes."""
    return part == "wishes" and any(form.text(name) for name in FOLDED[part])


def _told(faults: Sequence[TeamFault], language: Language) -> Sequence[str]:
    """Say what is wrong with which cell; of many faults the first."""
    say = partial(say_from, OUTREACH_FORM_TEXTS, language)
    if not faults:
        return []
    told = [
        say(
            "team_fault",
            line=fault.line,
            column=column_name(fault.column, language),
            problem=fault.error.text(language),
        )
        for fault in faults[:MOST_FAULTS]
    ]
    more = len(faults) - MOST_FAULTS
    return [*told, say("more_faults", count=more)] if more > 0 else told
