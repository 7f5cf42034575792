"""`niangjia plan`: where the next yuan goes, from a terminal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, TimeElapsedColumn

from api.cli_files import result_folder
from api.cli_options import AsJson, Lang, console, progress_display, stderr
from api.cli_plan_views import STAGES, show_plan
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.clock import now
from api.plan_request import PlanRequest
from api.schemas_plans import LONGEST_AUTHOR
from api.settings import Settings, read_settings
from api.use_cases.plan import PlanResult, in_language, make_plan
from api.use_cases.plan_downloads import PlanContent
from api.use_cases.plan_files import write_plan_files
from api.use_cases.plan_search import PlanStage
from api.use_cases.planning_inputs import DEMAND_KINDS, parse_kinds, parse_standard
from data.database import Database
from data.planning import load_planning_data, load_union_areas
from data.plans import add_finished_plan, find_plan
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from planner.candidates import CandidateSource
from planner.demand import Weight

STORED = Message(
    "plan_stored",
    zh="方案已保存，编号 {code}；数据更新后可以用 --rerun {code} 重算。",
    en="the plan is stored as {code}; --rerun {code} computes it again on newer data",
)
FILES_WRITTEN = Message(
    "plan_files_written", zh="结果已写入 {files}。", en="the result is in {files}"
)
FILE_LEFT_OUT = Message(
    "plan_file_left_out", zh="没有写 {name}：{reason}", en="{name} was not written: {reason}"
)
RERUN_ALONE = Message(
    "rerun_alone",
    zh="--rerun 按原来的要求重算，不能再加 {options}；要改要求，请去掉 --rerun。",
    en="--rerun takes the stored request as it is, without {options}; to ask otherwise leave "
    "--rerun out",
)
AUTHOR_INVALID = Message(
    "author_invalid",
    zh="--author 最多 {most} 个字，不能换行。",
    en="--author must be one line of at most {most} characters",
)
FLOOR_UNREADABLE = Message(
    "floor_unreadable",
    zh="保底比例“{value}”看不懂，请写成“工会编号=比例”，例如 310115102=0.5。",
    en='the floor "{value}" cannot be read; write UNION=SHARE, e.g. 310115102=0.5',
)


BESIDE_RERUN = frozenset({"out", "rerun", "author", "as_json", "lang"})


def plan(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for the results; made where missing.")],
    budget: Annotated[float | None, typer.Option(help="Yuan a year for all actions.")] = None,
    target_share: Annotated[
        float | None, typer.Option(help="Cover this share at the least cost instead, e.g. 0.9.")
    ] = None,
    standard: Annotated[
        str, typer.Option(help="MODE:MINUTES each way; modes walk, bike, ebike, drive.")
    ] = "walk:15",
    stay_minutes: Annotated[float, typer.Option(help="Time needed at the desk.")] = 30,
    days: Annotated[int, typer.Option(help="On how many days a week at least, 1 to 7.")] = 2,
    service: Annotated[list[str] | None, typer.Option(help="Must be offered.")] = None,
    demand: Annotated[str, typer.Option(help="Whose coverage.")] = ",".join(DEMAND_KINDS),
    weight: Annotated[Weight, typer.Option(help="Whom to count.")] = Weight.PEOPLE,
    max_new_sites: Annotated[int | None, typer.Option(help="New service points at most.")] = None,
    staff_hours: Annotated[
        float | None, typer.Option(help="Open hours a week added at most.")
    ] = None,
    floor: Annotated[float, typer.Option(help="Share of people owed to every union.")] = 0,
    union_floor: Annotated[
        list[str] | None, typer.Option(help="UNION=SHARE, for single unions.")
    ] = None,
    backup: Annotated[
        bool, typer.Option("--backup", help="Then give people a second site.")
    ] = False,
    candidates: Annotated[
        CandidateSource | None, typer.Option(help="Where sites could be; else the best known.")
    ] = None,
    gap: Annotated[float, typer.Option(help="How far off the best, as a share.")] = 0.005,
    time_limit: Annotated[float, typer.Option(help="Seconds to look for the plan.")] = 60,
    staff_cost: Annotated[
        float | None, typer.Option(help="Yuan per open hour; else the setting.")
    ] = None,
    setup_cost: Annotated[float | None, typer.Option(help="Yuan per new site, once.")] = None,
    amortisation_years: Annotated[
        float | None, typer.Option(help="Years over which that is spread.")
    ] = None,
    yearly_rent: Annotated[float | None, typer.Option(help="Yuan per new site.")] = None,
    new_site_hours: Annotated[
        list[str] | None, typer.Option(help="Hours of new sites to choose from.")
    ] = None,
    extension: Annotated[
        list[str] | None, typer.Option(help="Hours that existing sites may add.")
    ] = None,
    yearly_budget: Annotated[
        list[float] | None, typer.Option(help="Yuan for the first year, the second …")
    ] = None,
    begin: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nothing is done before.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who asks; stored with the plan.")] = None,
    rerun: Annotated[
        str | None, typer.Option(help="A stored plan's code: the same on today's data.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Choose new service points and longer hours for a budget, and write the plan's files."""
    mode, minutes = parse_standard(standard)
    kinds = parse_kinds(demand)
    given = {
        "budget": budget,
        "target_share": target_share,
        "mode": mode,
        "minutes": minutes,
        "stay_minutes": stay_minutes,
        "days": days,
        "services": service,
        "demand": [name for name, kind in DEMAND_KINDS.items() if kind in kinds],
        "weight": weight,
        "max_new_sites": max_new_sites,
        "staff_hours": staff_hours,
        "floor": floor,
        "floors": _floors(union_floor or []),
        "backup": backup,
        "candidates": candidates,
        "gap": gap,
        "time_limit": time_limit,
        "costs": {
            "staff_cost_per_open_hour": staff_cost,
            "setup_cost": setup_cost,
            "amortisation_years": amortisation_years,
            "yearly_rent": yearly_rent,
        },
        "new_site_options": new_site_hours,
        "extensions": extension,
        "yearly_budgets": yearly_budget,
        "begin": begin and begin.date(),
    }
    _check_author(author)
    if rerun:
        _require_alone(context)
    settings = read_settings()
    with opened(settings) as database, result_folder(out):
        request = _again(database, rerun) if rerun else _request(given)
        network = network_in_use(settings, lang)
        result = _make(database, request, settings, network=network, lang=lang)
        with database.reading() as session:
            areas = load_union_areas(session)
        report = in_language(result.plan, lang)
        content = PlanContent(report, result.coverage, areas, lang, now().date(), network)
        written = write_plan_files(content, out)
        code = _store(database, request, result, author=author, rerun_of=rerun)
    for name, error in written.left_out.items():
        told = FILE_LEFT_OUT.text(lang, name=name, reason=error.text(lang))
        stderr.print(told, style="yellow", markup=False, soft_wrap=True)
    if as_json:
        show_json({"plan_code": code, **report})
        return
    show_plan(console, report, result.coverage, lang)
    names = ("、" if lang is Language.CHINESE else ", ").join(map(str, written.files))
    console.print(FILES_WRITTEN.text(lang, files=names), markup=False, soft_wrap=True)
    console.print(STORED.text(lang, code=code), markup=False, soft_wrap=True)


def _require_alone(context: typer.Context) -> None:
    """Refuse options of a request beside a request that is taken from a stored plan."""
    given = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in BESIDE_RERUN and _is_given(context, name)
    ]
    if given:
        raise InvalidInput(RERUN_ALONE, options=", ".join(given))


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _check_author(author: str | None) -> None:
    if author is not None and not (len(author) <= LONGEST_AUTHOR and author.isprintable()):
        raise InvalidInput(AUTHOR_INVALID, most=LONGEST_AUTHOR)


def _floors(given: Sequence[str]) -> dict[str, float]:
    return dict(_floor(text) for text in given)


def _floor(text: str) -> tuple[str, float]:
    code, _, share = text.partition("=")
    try:
        return code.strip(), float(share)
    except ValueError as error:
        raise InvalidInput(FLOOR_UNREADABLE, value=text) from error


def _request(given: Mapping[str, object]) -> PlanRequest:
    """Read the options; what nobody gave is left to the defaults."""
    return PlanRequest.model_validate(
        {name: value for name, value in given.items() if value is not None}
    )


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
            data = load_planning_data(session)
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
    with database.transaction() as session:
        return add_finished_plan(
            session,
            request.model_dump(mode="json"),
            result={"plan": result.plan, "coverage": result.coverage},
            data_revision=result.data_revision,
            at=now(),
            author=author,
            rerun_of=rerun_of,
        )
