"""The files of a plan of visits: which there are, and what is in each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import cast

import orjson
from shapely.geometry.base import BaseGeometry

from api.clock import CHINA_TIME
from api.media_types import MEDIA_TYPES
from api.use_cases.outreach_requests import OUTREACH_WITHOUT_RESULT
from api.use_cases.plan_requests import require_done
from data.database import Session
from data.outreach_calendars import team_calendar
from data.outreach_tracks import team_tracks
from data.outreach_workbook import write_outreach_workbook
from data.planning import load_union_areas
from data.plans import OUTREACH, Json, find_plan, load_result
from geo.errors import NotFound
from geo.messages import Language, Message
from geo.streets import StreetNetwork
from maps.canvas import render
from maps.outreach_map import OutreachScene, outreach_canvas
from maps.outreach_sheets import draw_outreach_sheets
from planner.outreach_report import OutreachReport, in_language

OUTREACH_FILE_UNKNOWN = Message(
    "outreach_file_unknown",
    zh="走访安排没有“{value}”这个文件。可选：{known}。",
    en='the outreach plan has no file "{value}"; choose among {known}',
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachContent:
    """All that goes into the files of a plan of visits; its report is in one language.

    `before` has what was planned before it, in the same language, so that calendars cancel what
    there is no longer. `team_links` has the address that each team opens, by code. Areas of unions
    and streets are for the map.
    """

    report: OutreachReport
    language: Language
    made_at: datetime
    before: OutreachReport | None = None
    union_areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    streets: StreetNetwork | None = None
    team_links: Mapping[str, str] = field(default_factory=dict)


_Render = Callable[[OutreachContent], bytes]


def _report(content: OutreachContent) -> bytes:
    return orjson.dumps(content.report, option=orjson.OPT_INDENT_2)


def _workbook(content: OutreachContent) -> bytes:
    stream = BytesIO()
    write_outreach_workbook(stream, content.report, content.language)
    return stream.getvalue()


def _map(content: OutreachContent) -> bytes:
    scene = OutreachScene(content.report, content.union_areas, content.streets)
    return render(outreach_canvas(scene, content.language)).encode()


def _sheets(content: OutreachContent) -> bytes:
    sheets = draw_outreach_sheets(
        content.report,
        language=content.language,
        made_on=content.made_at.astimezone(CHINA_TIME).date(),
        team_links=content.team_links,
        streets=content.streets,
    )
    return sheets.encode()


def _calendar(content: OutreachContent, *, team: str) -> bytes:
    return team_calendar(
        content.report,
        team,
        language=content.language,
        made_at=content.made_at,
        before=content.before,
    )


def _tracks(content: OutreachContent, *, team: str) -> bytes:
    return team_tracks(content.report, team, language=content.language, made_at=content.made_at)


_MAP, _CALENDAR = "outreach.html", ".ics"
_SHARED: Mapping[str, _Render] = {
    "outreach.json": _report,
    "outreach.xlsx": _workbook,
    _MAP: _map,
    "sheets.html": _sheets,
}


def _files_of(report: OutreachReport) -> Mapping[str, _Render]:
    """Return what writes each file: those of the plan, then those of its teams."""
    codes = [team["code"] for team in report["teams"]]
    calendars = {f"calendar-{code}{_CALENDAR}": partial(_calendar, team=code) for code in codes}
    tracks = {f"route-{code}.gpx": partial(_tracks, team=code) for code in codes}
    return {**_SHARED, **calendars, **tracks}


def outreach_file_names(report: OutreachReport) -> list[str]:
    """Name the files of a plan: four for all, and a calendar and the routes for each team."""
    return list(_files_of(report))


def media_type_of(name: str) -> str:
    """Return the media type of one of the files of a plan."""
    return MEDIA_TYPES[Path(name).suffix]


def render_outreach_file(content: OutreachContent, name: str) -> bytes:
    """Return what is in one of `outreach_file_names`.

    Raises NotFound for another name, and SourceUnavailable where the assets of maps are not
    installed, for `outreach.html` alone.
    """
    files = _files_of(content.report)
    if name not in files:
        raise NotFound(OUTREACH_FILE_UNKNOWN, value=name, known=", ".join(files))
    return files[name](content)


def load_outreach_content(
    session: Session,
    code: str,
    language: Language,
    *,
    name: str,
    streets: StreetNetwork | None,
    team_links: Mapping[str, str] | None = None,
) -> OutreachContent:
    """Load what one of the files of a stored plan is written from, and not what others need.

    Raises NotFound for an unknown plan, and Conflict for one without a result.
    """
    stored = find_plan(session, code, kind=OUTREACH)
    require_done(stored, OUTREACH_WITHOUT_RESULT)
    made_at = stored.finished_at or stored.created_at
    replaces = stored.request.get("replaces") if Path(name).suffix == _CALENDAR else None
    return OutreachContent(
        report=_load_report(session, code, language),
        language=language,
        made_at=made_at.astimezone(CHINA_TIME),
        before=load_before(session, replaces, language),
        union_areas=load_union_areas(session) if name == _MAP else {},
        streets=streets,
        team_links=team_links or {},
    )


def load_before(session: Session, replaces: object, language: Language) -> OutreachReport | None:
    """Load the plan that another one replaces, with the routes of all that it replaced itself.

    Whoever did not import the calendar of one of them learns from a later one what was cancelled.
    None where nothing is replaced, or where it is not stored any more.
    """
    newest_first = list(_load_replaced(session, replaces, language))
    if not newest_first:
        return None
    routes = [route for report in reversed(newest_first) for route in report["routes"]]
    return {**newest_first[0], "routes": routes}


def _load_replaced(
    session: Session, replaces: object, language: Language
) -> Iterator[OutreachReport]:
    while isinstance(replaces, str):
        try:
            stored = find_plan(session, replaces, kind=OUTREACH)
        except NotFound:
            return
        yield _load_report(session, replaces, language)
        replaces = stored.request.get("replaces")


def _load_report(session: Session, code: str, language: Language) -> OutreachReport:
    """Load the report of a plan that is done."""
    result = cast("Json", load_result(session, code, kind=OUTREACH))
    return in_language(cast("OutreachReport", result["plan"]), language)
