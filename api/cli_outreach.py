"""`niangjia outreach`: the visiting week, from a terminal."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import typer
from rich.progress import BarColumn, TimeElapsedColumn

from api import cli_outreach_options as options
from api import cli_planning_options as planning
from api.cli_files import result_folder
from api.cli_options import AsJson, Lang, console, progress_display
from api.cli_outreach_views import STAGES, show_outreach
from api.cli_planning_options import check_author
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.cli_written import show_written, tell_left_out
from api.clock import now
from api.outreach_request import DEFAULT_DAYS, DEFAULT_SEARCH_S, DEFAULT_STOPS, OutreachRequest
from api.settings import Settings, read_settings
from api.use_cases.outreach import OutreachResult, OutreachStage, make_outreach
from api.use_cases.outreach_downloads import (
    OutreachContent,
    outreach_file_names,
    render_outreach_file,
)
from api.use_cases.outreach_teams import require_teams
from api.use_cases.plan_files import WrittenFiles, write_plan_files
from api.use_cases.stored_outreach import load_outreach
from data.actors import COMMAND
from data.database import Database
from data.planning import load_union_areas
from data.plans import OUTREACH, add_finished_plan
from data.teams_file import read_team_rows
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from planner.outreach_report import OutreachReport, in_language
from planner.outreach_teams import TeamRow

STORED = Message(
    "outreach_stored",
    zh="走访安排已保存，编号 {code}；发布后小组就能在 /outreach 看到。",
    en="the outreach plan is stored as {code}; once published its teams see it on /outreach",
)


def outreach(
    context: typer.Context,
    teams: options.TeamsFile,
    start: options.Start,
    out: planning.OutFolder,
    plan: options.FromPlan = None,
    from_coverage: options.FromCoverage = False,
    days: options.Days = DEFAULT_DAYS,
    must: options.Must = None,
    never: options.Never = None,
    promised: options.Promised = None,
    needs: options.Needs = None,
    union: options.OfUnion = None,
    kinds: options.Kinds = planning.ALL_KINDS,
    standard: planning.Standard = planning.DEFAULT_STANDARD,
    stay_minutes: planning.StayMinutes = 30,
    standard_days: options.StandardDays = 2,
    service: planning.Services = None,
    most_stops: options.MostStops = DEFAULT_STOPS,
    time_limit: options.TimeLimit = DEFAULT_SEARCH_S,
    author: planning.Author = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Plan the visits of teams to those whom no service point covers, and write the files."""
    given = locals()
    check_author(author)
    rows = read_team_rows(teams, teams.name)
    request = options.read_outreach_options(context, given, rows)
    settings = read_settings()
    with opened(settings) as database, result_folder(out):
        network = network_in_use(settings, lang)
        made = _make(database, request, rows, settings=settings, network=network, lang=lang)
        report = in_language(made.report, lang)
        written = _write(database, report, out, network=network, lang=lang)
        code = _store(database, request, made, author=author)
    tell_left_out(written.left_out, lang)
    if as_json:
        show_json({"plan_code": code, **report})
        return
    show_outreach(console, report, lang)
    show_written(written, lang)
    console.print(STORED.text(lang, code=code), markup=False, soft_wrap=True)


def _make(
    database: Database,
    request: OutreachRequest,
    rows: Sequence[TeamRow],
    *,
    settings: Settings,
    network: StreetNetwork | None,
    lang: Language,
) -> OutreachResult:
    """Make the plan with a bar where somebody looks on."""
    columns = ("{task.description}", BarColumn(), TimeElapsedColumn())
    with progress_display(*columns) as progress:
        task = progress.add_task(STAGES[OutreachStage.LOADING].text(lang), total=1)

        def show(stage: OutreachStage, share: float) -> None:
            progress.update(task, description=STAGES[stage].text(lang), completed=share)

        with database.reading() as session:
            data, earlier = load_outreach(session, request)
        # Only these rows know their lines in the file.
        require_teams(rows, request.horizon, calendar=data.calendar, depots=data.depots)
        return make_outreach(
            data, request, settings=settings, network=network, earlier=earlier, on_progress=show
        )


def _write(
    database: Database,
    report: OutreachReport,
    out: Path,
    *,
    network: StreetNetwork | None,
    lang: Language,
) -> WrittenFiles:
    with database.reading() as session:
        areas = load_union_areas(session)
    content = OutreachContent(
        report=report,
        language=lang,
        made_at=now(),
        union_areas=areas,
        streets=network,
    )
    return write_plan_files(
        outreach_file_names(report), partial(render_outreach_file, content), out
    )


def _store(
    database: Database, request: OutreachRequest, made: OutreachResult, *, author: str | None
) -> str:
    """Keep the plan beside those that the server makes."""
    with database.transaction(COMMAND) as session:
        return add_finished_plan(
            session,
            request.model_dump(mode="json"),
            result={"plan": made.report},
            data_revision=made.data_revision,
            at=now(),
            author=author,
            kind=OUTREACH,
        )
