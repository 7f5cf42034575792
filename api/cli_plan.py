"""`niangjia plan`: where the next yuan goes, from a terminal."""

from functools import partial

import typer
from rich.progress import BarColumn, TimeElapsedColumn

from api import cli_plan_options as options
from api import cli_planning_options as planning
from api.cli_files import result_folder
from api.cli_options import AsJson, Lang, console, progress_display
from api.cli_plan_views import STAGES, show_plan
from api.cli_planning_options import check_author
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.cli_written import show_written, tell_left_out
from api.clock import now
from api.plan_request import PlanRequest
from api.settings import Settings, read_settings
from api.use_cases.plan import PlanResult, in_language, make_plan
from api.use_cases.plan_downloads import PLAN_FILES, PlanContent, render_file
from api.use_cases.plan_files import write_plan_files
from api.use_cases.plan_search import PlanStage
from data.actors import COMMAND
from data.database import Database
from data.planning import load_planning_data, load_union_areas
from data.plans import add_finished_plan, find_plan
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from planner.demand import Weight

STORED = Message(
    "plan_stored",
    zh="方案已保存，编号 {code}；数据更新后可以用 --rerun {code} 重算。",
    en="the plan is stored as {code}; --rerun {code} computes it again on newer data",
)


def plan(
    context: typer.Context,
    out: planning.OutFolder,
    budget: options.Budget = None,
    target_share: options.TargetShare = None,
    standard: planning.Standard = planning.DEFAULT_STANDARD,
    stay_minutes: planning.StayMinutes = 30,
    days: planning.DaysPerWeek = 2,
    service: planning.Services = None,
    demand: planning.DemandKinds = planning.ALL_KINDS,
    weight: planning.CountedBy = Weight.PEOPLE,
    union: planning.OfUnion = None,
    max_new_sites: options.MaxNewSites = None,
    staff_hours: options.StaffHours = None,
    floor: options.Floor = 0,
    union_floor: options.UnionFloors = None,
    backup: options.Backup = False,
    candidates: options.Candidates = None,
    gap: options.Gap = 0.005,
    time_limit: options.TimeLimit = 60,
    staff_cost: options.StaffCost = None,
    setup_cost: options.SetupCost = None,
    amortisation_years: options.AmortisationYears = None,
    yearly_rent: options.YearlyRent = None,
    new_site_hours: options.NewSiteHours = None,
    extension: options.Extensions = None,
    yearly_budget: options.YearlyBudgets = None,
    begin: options.Begin = None,
    author: planning.Author = None,
    rerun: options.Rerun = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Choose new service points and longer hours for a budget, and write the plan's files."""
    given = locals()
    check_author(author)
    if rerun:
        options.require_alone(context)
    asked = None if rerun else options.read_plan_options(given)
    settings = read_settings()
    with opened(settings) as database, result_folder(out):
        request = asked or _again(database, str(rerun))
        network = network_in_use(settings, lang)
        result = _make(database, request, settings, network=network, lang=lang)
        with database.reading() as session:
            areas = load_union_areas(session)
        report = in_language(result.plan, lang)
        content = PlanContent(report, result.coverage, areas, lang, now().date(), network)
        written = write_plan_files(PLAN_FILES, partial(render_file, content), out)
        code = _store(database, request, result, author=author, rerun_of=rerun)
    tell_left_out(written.left_out, lang)
    if as_json:
        show_json({"plan_code": code, **report})
        return
    show_plan(console, report, result.coverage, lang)
    show_written(written, lang)
    console.print(STORED.text(lang, code=code), markup=False, soft_wrap=True)


def _again(database: Database, code: str) -> PlanRequest:
    with database.reading() as session:
        stored = find_plan(session, code)
        return PlanRequest.model_validate(stored.request).again(now())


def _make(
    database: Database,
    request: PlanRequest,
    settings: Settings,
    *,
    network: StreetNetwork | None,
    lang: Language,
) -> PlanResult:
    """Make the plan with a bar where somebody looks on."""
    columns = ("{task.description}", BarColumn(), TimeElapsedColumn())
    with progress_display(*columns) as progress:
        task = progress.add_task(STAGES[PlanStage.LOADING].text(lang), total=1)

        def show(stage: PlanStage, share: float) -> None:
            progress.update(task, description=STAGES[stage].text(lang), completed=share)

        with database.reading() as session:
            data = load_planning_data(session, union=request.union)
        return make_plan(data, request, settings=settings, network=network, on_progress=show)


def _store(
    database: Database,
    request: PlanRequest,
    result: PlanResult,
    *,
    author: str | None,
    rerun_of: str | None,
) -> str:
    """Keep the plan beside those that the server makes."""
    with database.transaction(COMMAND) as session:
        return add_finished_plan(
            session,
            request.model_dump(mode="json"),
            result={"plan": result.plan, "coverage": result.coverage},
            data_revision=result.data_revision,
            at=now(),
            author=author,
            rerun_of=rerun_of,
        )
