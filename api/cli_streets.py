"""`niangjia streets`: street networks from a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli_options import FAILED, AsJson, Lang, console, progress_display, tell
from api.cli_views import show_json
from api.pages.texts import say
from api.settings import read_settings
from api.use_cases.street_building import (
    BuildStep,
    BuildSummary,
    ModeSummary,
    OnStep,
    build_streets,
)
from data.osm import LeftOut
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.travel import Mode

app = typer.Typer(no_args_is_help=True, help="Street networks, read from OSM extracts.")

HEADINGS = Message(
    "streets_headings",
    zh="方式|路口|路段|公里|最大连通部分，公里|其他部分|没连上，公里",
    en="mode|nodes|edges|km|longest part, km|other parts|not connected, km",
)
BUILT = Message(
    "streets_built",
    zh="路网已写入 {file}，版本 {version}，来源 {source}。",
    en="the street network of {source} is in {file}, version {version}",
)
LEFT_OUT = Message("streets_left_out", zh="未收入路网：", en="left out: ")
NOTHING = Message("streets_nothing_left_out", zh="没有", en="nothing")
REASONS = {
    LeftOut.NOT_A_STREET: Message(
        "not_a_street", zh="{count} 条不是道路", en="{count} ways that are no streets"
    ),
    LeftOut.CLOSED: Message(
        "closed", zh="{count} 条不让任何人通行", en="{count} ways closed to everyone"
    ),
    LeftOut.TOO_SHORT: Message(
        "too_short", zh="{count} 条不足两个点", en="{count} ways with fewer than two positions"
    ),
    LeftOut.CUT_AWAY: Message(
        "cut_away",
        zh="{count} 段的端点不在文件里",
        en="{count} segments whose ends are not in the file",
    ),
}
STEPS = {
    BuildStep.READING: Message("streets_reading", zh="读取道路（条）", en="reading ways"),
    BuildStep.MERGING: Message("streets_merging", zh="连成路网（种）", en="joining streets, modes"),
    BuildStep.SAVING: Message("streets_saving", zh="写入文件", en="saving"),
}
COUNT = "{task.completed:,.0f}"


@app.command()
def build(
    extract: Annotated[
        Path, typer.Argument(metavar="FILE", help="OSM extract: .osm.pbf, .osm, .osm.gz.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Network file; else the one in the settings.")
    ] = None,
    mode: Annotated[
        list[Mode] | None, typer.Option(help="Only these ways of travelling; else all.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Build a street network from an OSM extract; a running server takes it up by itself."""
    network_file = out or read_settings().streets_file
    modes = list(dict.fromkeys(mode or Mode))
    try:
        with _steps(lang) as on_step:
            summary = build_streets(extract, network_file, modes, on_step)
    except InvalidInput as error:
        tell(error, lang, as_json=as_json)
        raise typer.Exit(FAILED) from error
    if as_json:
        show_json(asdict(summary))
    else:
        _show(summary, lang)


@contextmanager
def _steps(language: Language) -> Iterator[OnStep]:
    """Show which step goes on; how many ways a file has is known only at its end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(COUNT),
        TimeElapsedColumn(),
    )
    with progress_display(*columns) as progress:
        tasks: dict[BuildStep, TaskID] = {}

        def on_step(step: BuildStep, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(STEPS[step].text(language), total=None)
            progress.update(tasks[step], completed=done, total=total)

        yield on_step


def _show(summary: BuildSummary, language: Language) -> None:
    table = Table()
    for heading in HEADINGS.text(language).split("|"):
        table.add_column(heading, overflow="fold", justify="right")
    for mode, found in summary.modes.items():
        table.add_row(say(f"mode_{mode}", language), *_figures(found))
    console.print(table)
    console.print(_left_out(summary, language), markup=False, soft_wrap=True)
    text = BUILT.text(language, file=summary.file, version=summary.version, source=summary.source)
    console.print(text, markup=False, soft_wrap=True)


def _figures(found: ModeSummary) -> tuple[str, ...]:
    return (
        f"{found.nodes:,}",
        f"{found.edges:,}",
        f"{found.length_km:,.1f}",
        f"{found.largest_part_km:,.1f}",
        f"{found.parts - 1:,}",
        f"{found.left_out_km:,.1f}",
    )


def _left_out(summary: BuildSummary, language: Language) -> str:
    """Say what was left out of the network, and why."""
    reasons = (
        REASONS[reason].text(language, count=f"{count:,}")
        for reason, count in summary.left_out.items()
        if count
    )
    comma = "；" if language is Language.CHINESE else "; "
    return f"{LEFT_OUT.text(language)}{comma.join(reasons) or NOTHING.text(language)}"
