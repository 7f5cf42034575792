"""`niangjia coverage`: who is covered, from a terminal."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from api import cli_planning_options as planning
from api.cli_files import result_folder, whole_file, write_json
from api.cli_options import AsJson, Lang, console
from api.cli_planning_views import Report, show_coverage
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.cli_written import tell_left_out
from api.clock import now
from api.settings import Settings, read_settings
from api.use_cases.coverage import coverage_report
from api.use_cases.coverage_map import coverage_map_file, load_map_places
from api.use_cases.planning_inputs import (
    CoverageRequest,
    parse_kinds,
    parse_standard,
    prepare_inputs,
)
from data.planning import load_planning_data
from data.visits import load_visit_days
from geo.errors import SourceUnavailable
from geo.messages import Language, Message
from maps.basemaps import BaseMap, choose_base_map
from planner.demand import Weight
from planner.visited import VisitDays, first_day_that_matters

REPORT_FILE, MAP_FILE = "coverage.json", "coverage.html"
WRITTEN = Message("coverage_written", zh="结果已写入 {file}。", en="the result is in {file}")
WITH_MAP = Message(
    "coverage_and_map_written",
    zh="结果已写入 {file}，地图是 {map}。",
    en="the result is in {file}, and its map in {map}",
)


@dataclass(frozen=True, slots=True)
class _Written:
    """The report, and its map or why there is none."""

    report: Report
    map_html: bytes | SourceUnavailable


def coverage(
    out: Annotated[Path, typer.Option(help="Folder for coverage.json; made where missing.")],
    standard: planning.Standard = planning.DEFAULT_STANDARD,
    stay_minutes: planning.StayMinutes = 30,
    days: planning.DaysPerWeek = 2,
    service: planning.Services = None,
    demand: planning.DemandKinds = planning.ALL_KINDS,
    weight: planning.CountedBy = Weight.PEOPLE,
    union: planning.OfUnion = None,
    with_hours: Annotated[
        bool, typer.Option("--hours", help="Add the hours of the week when one can be served.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Find who is covered, who is not and why, and write it to coverage.json and coverage.html."""
    mode, minutes = parse_standard(standard)
    request = CoverageRequest(
        mode=mode,
        minutes=minutes,
        stay_minutes=stay_minutes,
        days=days,
        services=tuple(service or ()),
        kinds=parse_kinds(demand),
        weight=weight,
        union=union,
    )
    settings = read_settings()
    base_map = choose_base_map(settings.base_map, settings.tianditu_key)
    with result_folder(out) as folder:
        found = _find(request, settings, base_map, lang=lang, with_hours=with_hours)
        write_json(found.report, folder / REPORT_FILE)
        if isinstance(found.map_html, bytes):
            with whole_file(folder / MAP_FILE) as stream:
                stream.write(found.map_html)
    if isinstance(found.map_html, SourceUnavailable):
        tell_left_out({MAP_FILE: found.map_html}, lang)
    if as_json:
        show_json(found.report)
        return
    show_coverage(console, found.report, lang)
    told = WITH_MAP if isinstance(found.map_html, bytes) else WRITTEN
    sentence = told.text(lang, file=folder / REPORT_FILE, map=folder / MAP_FILE)
    console.print(sentence, markup=False, soft_wrap=True)


def _find(
    request: CoverageRequest,
    settings: Settings,
    base_map: BaseMap,
    *,
    lang: Language,
    with_hours: bool,
) -> _Written:
    today, months = now().date(), settings.visited_months
    since = first_day_that_matters(today, months=months)
    with opened(settings) as database, database.reading() as session:
        data = load_planning_data(session, union=request.union)
        places = load_map_places(session)
        visits = load_visit_days(session, since=since)
    network = network_in_use(settings, lang)
    inputs = prepare_inputs(data, request, settings=settings, network=network)
    visited = VisitDays(visits, today, months)
    report = coverage_report(inputs, with_hours=with_hours, visits=visited)
    try:
        html = coverage_map_file(
            inputs,
            report,
            replace(places, streets=network),
            base_map=base_map,
            language=lang,
            made_on=today,
        )
    except SourceUnavailable as error:
        return _Written(report, error)
    return _Written(report, html.encode())
