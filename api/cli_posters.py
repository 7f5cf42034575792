"""`niangjia posters`: one page to print per apartment, park or firm, with a QR code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Annotated

import typer

from api.cli_files import result_folder, whole_file
from api.cli_options import AsJson, Lang, console, progress_display, stderr
from api.cli_sources import network_in_use, opened
from api.cli_views import show_json
from api.clock import now
from api.pages.poster_list import POSTERS_AT_ONCE
from api.pages.posters import (
    Part,
    Press,
    Sheet,
    ambiguity,
    make_sheet,
    posters_page,
)
from api.settings import read_settings
from api.use_cases.poster_places import PlaceChoice, choose_places, read_choice
from api.use_cases.posters import PosterDesk, build_posters, require_public_url
from api.use_cases.view import build_view
from data.planning import load_demand_places
from data.snapshot import load_snapshot
from geo.hours_rules import WEEKDAYS
from geo.messages import Language, Message
from geo.travel import TravelMethod
from maps.backdrop import streets_to_draw

ALL_FILE = "posters.html"
POSTERS_WRITTEN = Message(
    "posters_written",
    zh="做好了 {count} 张海报，每张一个文件，都在 {folder}。一次打印全部：{files}。",
    en="{count} posters are made, one file each, in {folder}; to print all at once: {files}",
)
_UNSAFE = re.compile(r"[^\w.-]|^\.")
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class _Made:
    """A poster and the name of its file."""

    sheet: Sheet
    file: str


def posters(
    out: Annotated[Path, typer.Option(help="Folder for the posters; made where missing.")],
    kind: Annotated[str, typer.Option(help="Of which places.")] = "apartments,parks,firms",
    place: Annotated[list[str] | None, typer.Option(help="Code of a place; repeatable.")] = None,
    union: Annotated[str, typer.Option(help="Code of a union: only its places.")] = "",
    public_url: Annotated[
        str, typer.Option(help="Address workers' phones open; else NIANGJIA_PUBLIC_URL.")
    ] = "",
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Make a poster to print for every apartment, park and firm."""
    settings = read_settings()
    address = require_public_url(public_url or settings.public_url)
    choice = read_choice(kind, place or [], union)
    with result_folder(out) as folder:
        sheets = _sheets(address, choice, lang)
        made = [_Made(sheet, name) for sheet, name in zip(sheets, file_names(sheets), strict=True)]
        files = _write(made, folder, lang)
    _tell(made, folder, files, lang=lang, as_json=as_json)


def _sheets(address: str, choice: PlaceChoice, lang: Language) -> list[Sheet]:
    settings, today = read_settings(), now().date()
    with opened(settings) as database, database.reading() as session:
        snapshot = load_snapshot(session)
        places = load_demand_places(session, snapshot.jurisdictions)
    chosen = choose_places(snapshot, places, choice)
    network = network_in_use(settings, lang)
    view = build_view(snapshot, settings, network)
    press = Press(address, today, snapshot.services, streets_to_draw(network))
    found = build_posters(view, chosen, today=today)
    with progress_display() as progress:
        return [make_sheet(poster, press) for poster in progress.track(found)]


def file_names(sheets: Sequence[Sheet]) -> list[str]:
    """Name a file for each poster by kind and code; no two are alike on any disk."""
    names: dict[str, str] = {}
    for sheet in sheets:
        place = sheet.poster.place
        stem = f"{place.kind}-{_UNSAFE.sub('_', place.code)[:_LONGEST_STEM]}"
        tries = chain([stem], (f"{stem}_{number}" for number in count(2)))
        name = next(name for name in tries if name.casefold() not in names)
        names[name.casefold()] = f"{name}.html"
    return list(names.values())


def _write(made: Sequence[_Made], folder: Path, lang: Language) -> list[str]:
    """Write each poster, and all of them in parts of at most a hundred."""
    for each in made:
        _write_page([each.sheet], folder / each.file, lang)
    parts = _parts(len(made))
    for part in parts:
        some = [each.sheet for each in made[part.first - 1 : part.last]]
        _write_page(some, folder / part.address, lang, parts if len(parts) > 1 else ())
    return [part.address for part in parts]


def _parts(total: int) -> list[Part]:
    starts = range(0, total, POSTERS_AT_ONCE)
    return [
        Part(
            ALL_FILE if number == 1 else f"posters-{number}.html",
            start + 1,
            min(start + POSTERS_AT_ONCE, total),
        )
        for number, start in enumerate(starts, start=1)
    ]


def _write_page(
    sheets: Sequence[Sheet], file: Path, lang: Language, parts: Sequence[Part] = ()
) -> None:
    with whole_file(file) as stream:
        stream.write(posters_page(sheets, lang, parts=parts).encode())


def _tell(
    made: Sequence[_Made], folder: Path, files: Sequence[str], *, lang: Language, as_json: bool
) -> None:
    for each in made:
        if each.sheet.poster.is_ambiguous:
            warning = ambiguity(each.sheet.poster, lang)
            stderr.print(warning, style="yellow", markup=False, soft_wrap=True)
    if as_json:
        show_json({"files": files, "posters": [_described(each) for each in made]})
        return
    shown = " … ".join(dict.fromkeys([files[0], files[-1]]))
    told = POSTERS_WRITTEN.text(lang, count=len(made), folder=folder, files=shown)
    console.print(told, markup=False, soft_wrap=True)


def _described(made: _Made) -> dict[str, object]:
    poster = made.sheet.poster
    return {
        "code": poster.place.code,
        "kind": poster.place.kind,
        "name": poster.place.name,
        "file": made.file,
        "url": made.sheet.url,
        "service_points": [_described_desk(desk) for desk in poster.desks],
    }


def _described_desk(desk: PosterDesk) -> dict[str, object]:
    way = desk.way
    return {
        "code": desk.code,
        "name": desk.name,
        "mode": way.mode,
        "travel_minutes": round(way.minutes, 1),
        "travel_method": TravelMethod.ESTIMATED if way.is_estimated else TravelMethod.STREETS,
        "distance_m": round(desk.distance_m),
        "days": [name for day, name in enumerate(WEEKDAYS) if way.days >> day & 1],
        "usable": way.is_usable,
    }
