"""`niangjia coverage`: who is covered, from a terminal."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

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
from data.whole_files import replacing
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Language, Message
from planner.demand import Weight

REPORT_FILE = "coverage.json"
OUT_IS_FILE = Message(
    "out_is_file",
    zh="--out 应是文件夹，“{value}”那里有一个文件。请换一个文件夹，或先把文件移走。",
    en='--out must be a folder, but there is a file at "{value}"; name another folder, or move '
    "the file away",
)
OUT_UNWRITABLE = Message(
    "out_unwritable",
    zh="结果写不到“{value}”（{reason}），原来的文件没有改动。请换一个文件夹，或检查权限和磁盘空间。",
    en='nothing can be written to "{value}" ({reason}), what was there is unchanged; name another '
    "folder, or check its permissions and the space on the disk",
)
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
    file = _report_file(out)
    settings = read_settings()
    with opened(settings) as database, database.reading() as session:
        data = load_planning_data(session)
    inputs = prepare_inputs(
        data, request, settings=settings, network=network_in_use(settings, lang)
    )
    report = coverage_report(inputs, with_hours=with_hours)
    _write(report, file)
    if as_json:
        show_json(report)
    else:
        show_coverage(console, report, lang)
        console.print(WRITTEN.text(lang, file=file), markup=False, soft_wrap=True)


def _report_file(folder: Path) -> Path:
    """Make the folder before anything is computed; raises where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(OUT_IS_FILE, value=folder) from error
    except OSError as error:
        raise SourceUnavailable(
            OUT_UNWRITABLE, value=folder, reason=error.strerror or error
        ) from error
    return folder / REPORT_FILE


def _write(report: Report, file: Path) -> None:
    try:
        with replacing(file) as stream:
            stream.write(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise SourceUnavailable(
            OUT_UNWRITABLE, value=file.parent, reason=error.strerror or error
        ) from error
