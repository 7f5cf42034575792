"""`niangjia coverage`: who is covered, from a terminal."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_files import result_folder, write_json
from api.cli_options import AsJson, Lang, console
from api.cli_planning_views import Report, show_coverage
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.settings import read_settings
from api.use_cases.coverage import coverage_report
from api.use_cases.planning_inputs import (
    CoverageRequest,
    parse_kinds,
    parse_standard,
    prepare_inputs,
)
from data.planning import load_planning_data
from geo.messages import Language, Message
from planner.demand import Weight

REPORT_FILE = "coverage.json"
WRITTEN = Message("coverage_written", zh="结果已写入 {file}。", en="the result is in {file}")


def coverage(
    out: Annotated[Path, typer.Option(help="Folder for coverage.json; made where missing.")],
    standard: Annotated[
        str, typer.Option(help="MODE:MINUTES each way; modes walk, bike, ebike, drive.")
    ] = "walk:15",
    stay_minutes: Annotated[float, typer.Option(help="Time needed at the desk.")] = 30,
    days: Annotated[int, typer.Option(help="On how many days a week at least, 1 to 7.")] = 2,
    service: Annotated[list[str] | None, typer.Option(help="Must be offered.")] = None,
    demand: Annotated[str, typer.Option(help="Whose coverage.")] = "apartments,parks,firms",
    weight: Annotated[Weight, typer.Option(help="Whom to count.")] = Weight.PEOPLE,
    with_hours: Annotated[
        bool, typer.Option("--hours", help="Add the hours of the week when one can be served.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Find who is covered, who is not and why, and write it to coverage.json."""
    mode, minutes = parse_standard(standard)
    request = CoverageRequest(
        mode=mode,
        minutes=minutes,
        stay_minutes=stay_minutes,
        days=days,
        services=tuple(service or ()),
        kinds=parse_kinds(demand),
        weight=weight,
    )
    with result_folder(out) as folder:
        report = _report(request, lang, with_hours=with_hours)
        file = folder / REPORT_FILE
        write_json(report, file)
    if as_json:
        show_json(report)
    else:
        show_coverage(console, report, lang)
        console.print(WRITTEN.text(lang, file=file), markup=False, soft_wrap=True)


def _report(request: CoverageRequest, lang: Language, *, with_hours: bool) -> Report:
    settings = read_settings()
    with opened(settings) as database, database.reading() as session:
        data = load_planning_data(session)
    network = network_in_use(settings, lang)
    inputs = prepare_inputs(data, request, settings=settings, network=network)
    return coverage_report(inputs, with_hours=with_hours)
