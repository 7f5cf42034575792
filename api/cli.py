"""The command line: the same use cases as the web, from a terminal."""

import sys
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from api import cli_views
from api.cli_accounts import app as accounts
from api.cli_accounts import tell_first_admin
from api.cli_audit import audit
from api.cli_backup import backup, restore_backup
from api.cli_options import (
    FAILED,
    WRONG_USE,
    AsJson,
    Lang,
    console,
    progress_display,
    stderr,
    tell,
)
from api.cli_outreach import outreach
from api.cli_plan import plan
from api.cli_planning import coverage
from api.cli_posters import posters
from api.cli_serving import demo, serve
from api.cli_sources import network_in_use, opened
from api.cli_streets import app as streets
from api.cli_usage import is_help, usage_refusal
from api.clock import now
from api.errors import field_errors
from api.schemas import NearestQuery
from api.settings import read_settings
from api.use_cases.audit import note_export
from api.use_cases.nearest import answer_nearest
from api.use_cases.view import build_view
from data.actors import COMMAND
from data.database import DatabaseAway
from data.exports import export_file
from data.imports.fields import KINDS, kind_called
from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.snapshot import load_snapshot
from geo.crs import Crs
from geo.errors import InvalidInput, NiangjiaError
from geo.lookups import OpenRule
from geo.messages import Language, Message
from geo.travel import Mode

INTERRUPTED = 130
"""The exit status of shells for what Ctrl-C ended."""
STOPPED = Message("stopped", zh="已停止。", en="stopped")
LIST_UNKNOWN = Message(
    "list_unknown",
    zh="没有“{value}”这种名单，可选：{known}。",
    en='"{value}" is no kind of list; choose among {known}',
)
PAIR_UNREADABLE = Message(
    "pair_unreadable",
    zh="{option} 应写成“名称=值”，收到“{value}”，请改正。",
    en='{option} must be NAME=VALUE, but "{value}" was given; correct it',
)
app = typer.Typer(
    no_args_is_help=True, help="Niangjia 娘家: find the union help desk that is open."
)
app.add_typer(accounts, name="account")
app.add_typer(streets, name="streets")
app.command()(coverage)
app.command()(plan)
app.command()(outreach)
app.command()(posters)
app.command()(serve)
app.command()(demo)
app.command()(audit)
app.command()(backup)
app.command("restore")(restore_backup)


def _known_kind(text: str) -> str:
    if text not in KINDS:
        raise InvalidInput(LIST_UNKNOWN, value=text, known=", ".join(KINDS))
    return text


Kind = Annotated[str, typer.Argument(parser=_known_kind, metavar="KIND", help=", ".join(KINDS))]


def main() -> None:
    """Run the command line; an expected failure is one sentence.

    Exit status 1 where it failed, 2 where what was typed or set must be corrected.
    """
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except typer.TyperException as error:
        if not is_help(error):
            _tell(usage_refusal(error))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        stderr.print(STOPPED.text(_language_of(sys.argv)), markup=False)
        sys.exit(INTERRUPTED)
    except NiangjiaError as error:
        _tell(error)
        sys.exit(WRONG_USE if isinstance(error, InvalidInput) else FAILED)


def _tell(error: NiangjiaError) -> None:
    tell(error, _language_of(sys.argv), as_json="--json" in sys.argv)
    if isinstance(error, DatabaseAway):
        stderr.print(error.details, style="red", markup=False, soft_wrap=True)


def _language_of(arguments: list[str]) -> Language:
    """Find the language before the arguments are parsed, for failures anywhere."""
    asks_english = "--lang=en" in arguments or "en" in _after(arguments, "--lang")
    return Language.ENGLISH if asks_english else Language.CHINESE


def _after(arguments: list[str], option: str) -> list[str]:
    return [value for name, value in pairwise(arguments) if name == option]


@app.command()
def init() -> None:
    """Create the database, or migrate it to this version."""
    with opened(read_settings()) as database:
        console.print(f"{database.target} is ready")
        tell_first_admin(database)


@app.command("import")
def import_list(
    kind: Kind,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    crs: Annotated[Crs, typer.Option(help="Datum of the coordinates in the file.")] = Crs.WGS84,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV; else it is found out.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; else the first.")] = None,
    header_map: Annotated[
        list[str] | None, typer.Option("--map", help="HEADER=FIELD, for headers we do not know.")
    ] = None,
    constants: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE, for all rows.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; change nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out.")] = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Import a list: CSV, XLSX, GeoJSON, GeoPackage, Shapefile or KML."""
    options = ImportOptions(
        crs=crs,
        encoding=encoding,
        sheet=sheet,
        header_map=_pairs(header_map, "--map"),
        constants=_pairs(constants, "--set"),
        skip_bad=skip_bad,
        dry_run=dry_run,
        today=now().date(),
    )
    try:
        with (
            opened(read_settings()) as database,
            progress_display() as progress,
        ):
            bar = cli_views.progress_bar(progress, file.name)
            with database.transaction(COMMAND) as session:
                report = import_file(session, kind, file, options, bar)
    except ImportRejected as error:
        cli_views.show_report(console, error.report, as_json=as_json, language=lang)
        raise typer.Exit(FAILED) from error
    except InvalidInput as error:
        tell(error, lang, as_json=as_json)
        raise typer.Exit(FAILED) from error
    cli_views.show_report(console, report, as_json=as_json, language=lang)


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in given or ()]
    wrong = next(("".join(pair) for pair in pairs if not (pair[0] and pair[1])), None)
    if wrong is not None:
        raise InvalidInput(PAIR_UNREADABLE, option=option, value=wrong)
    return {name.strip(): value.strip() for name, _, value in pairs}


@app.command("export")
def export_list(
    kind: Kind,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The ending names the format.")],
    as_json: AsJson = False,
    lang: Annotated[Language, typer.Option(help="Language of the headings.")] = Language.ENGLISH,
) -> None:
    """Export a list; what is exported imports again with no change."""
    with opened(read_settings()) as database:
        with database.reading() as session:
            count = export_file(session, kind, file, language=lang)
        with database.transaction(COMMAND) as session:
            note_export(session, kind_called(kind).table.name, file.name, rows=count, at=now())
    if as_json:
        cli_views.show_json({"file": str(file), "rows": count})
    else:
        console.print(f"{count} rows written to {file}", markup=False)


@app.command(context_settings={"ignore_unknown_options": True})  # a longitude may be negative
def nearest(
    lon: Annotated[float | None, typer.Argument(help="Longitude, decimal degrees.")] = None,
    lat: Annotated[float | None, typer.Argument(help="Latitude, decimal degrees.")] = None,
    crs: Annotated[Crs, typer.Option()] = Crs.WGS84,
    place: Annotated[str | None, typer.Option(help="Instead of lon and lat.")] = None,
    at: Annotated[str | None, typer.Option(help="ISO 8601 moment; else now.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Must be offered.")] = None,
    mode: Annotated[Mode, typer.Option()] = Mode.WALK,
    max_minutes: Annotated[float, typer.Option(help="Longest way, one way.")] = 60,
    stay_minutes: Annotated[float, typer.Option(help="Time needed at the desk.")] = 30,
    open_rule: Annotated[OpenRule, typer.Option("--open")] = OpenRule.SERVED,
    limit: Annotated[int, typer.Option()] = 5,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Answer what /v1/nearest answers."""
    given = {
        "lon": lon,
        "lat": lat,
        "crs": crs,
        "place": place,
        "at": at,
        "service": service or [],
        "mode": mode,
        "max_minutes": max_minutes,
        "stay_minutes": stay_minutes,
        "open": open_rule,
        "limit": limit,
    }
    answer = _answer(given, lang, now())
    if as_json:
        cli_views.show_json(answer)
    else:
        cli_views.show_nearest(console, answer, language=lang)


def _answer(given: Mapping[str, object], lang: Language, at: datetime) -> dict[str, object]:
    settings = read_settings()
    try:
        query = NearestQuery.model_validate(given)
    except ValidationError as error:
        for refused in field_errors(error.errors(), lang):
            stderr.print(refused["message"], style="red", markup=False, soft_wrap=True)
        raise typer.Exit(WRONG_USE) from error
    with opened(settings) as database:
        with database.reading() as session:
            snapshot = load_snapshot(session)
        view = build_view(snapshot, settings, network_in_use(settings, lang))
        return answer_nearest(view, query, now=at, language=lang)
