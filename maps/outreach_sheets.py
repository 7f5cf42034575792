"""`sheets.html`: a page per team and day for the clipboard, and one for its week, on A4 paper.

It is one file without scripts, and needs none of the assets of maps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.messages import Language
from geo.streets import StreetNetwork
from maps import outreach_sheet_words as say
from maps.backdrop import streets_to_draw
from maps.messages import STREETS_SOURCE
from maps.outreach_facts import (
    COMMA,
    Pause,
    day_text,
    in_order_of_time,
    kilometres,
    marks,
    people_of,
    routes_of,
)
from maps.outreach_sketch import draw_sketch
from maps.qr_codes import code_svg
from maps.shipping import content_hash
from maps.trusted_html import trusted
from planner.outreach_report import OutreachReport, RouteReport, StopReport, TeamReport
from planner.outreach_words import PHONE_OF, SKILLS, clock_text, span_text, topics_text
from planner.plan_words import MODES

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop as it is printed; texts that are empty are left out."""

    order: int
    times: str
    remarks: Sequence[str]
    name: str
    marks: Sequence[str]
    contact: Sequence[str]
    people: str
    topics: str
    why: str


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What one team does on one day; a row that is a text is a break."""

    title: str
    facts: Sequence[tuple[str, str]]
    rows: Sequence[StopRow | str]
    sketch: Markup


@dataclass(frozen=True, slots=True)
class TeamSheets:
    """The pages of a team; `code` is empty where the team has no link."""

    title: str
    period: str
    facts: Sequence[tuple[str, str]]
    days: Sequence[Sequence[str]]
    total: Sequence[str]
    sheets: Sequence[DaySheet]
    code: Markup


def draw_outreach_sheets(
    report: OutreachReport,
    *,
    language: Language,
    made_on: date,
    team_links: Mapping[str, str] | None = None,
    streets: StreetNetwork | None = None,
) -> str:
    """Write the content of `outreach.json`, in one language, as sheets to be printed.

    `team_links` are addresses by the codes of teams, printed as QR codes.
    """
    graph = streets_to_draw(streets)
    sketched = partial(draw_sketch, language=language, streets=graph)
    links = team_links or {}
    teams = []
    for team in report["teams"]:
        routes = routes_of(report, team)
        sheets = [_day(route, team, trusted(sketched(route, team)), language) for route in routes]
        link = links.get(team["code"])
        code = trusted(code_svg(link)) if link else Markup()
        teams.append(_team(report, team, sheets, code, language))
    return _TEMPLATES.get_template("outreach_sheets.html").render(
        language=language.value,
        title=say.TITLE.text(language),
        style=trusted((_HERE / "styles" / "outreach_sheets.css").read_text(encoding="utf-8")),
        content_hash=content_hash,
        words=say.words(language),
        source=STREETS_SOURCE.text(language) if graph else "",
        made_on=say.MADE_ON.text(language, date=made_on.isoformat()),
        teams=teams,
    )


def _team(
    report: OutreachReport,
    team: TeamReport,
    sheets: Sequence[DaySheet],
    code: Markup,
    language: Language,
) -> TeamSheets:
    routes = routes_of(report, team)
    words = say.words(language)
    start = date.fromisoformat(report["start"])
    last = start + timedelta(days=report["days"] - 1)
    return TeamSheets(
        title=say.WEEK.text(language, team=team["name"]),
        period=say.PERIOD.text(
            language,
            first=day_text(start.isoformat(), language),
            last=day_text(last.isoformat(), language),
        ),
        facts=[(words["depot"], team["depot"]["name"]), (words["team"], _who(team, language))],
        days=[_week_row(route, language) for route in routes],
        total=_total(routes, language) if routes else (),
        sheets=sheets,
        code=code,
    )


def _who(team: TeamReport, language: Language) -> str:
    """Say how many are in a team, how they travel and what they are good at."""
    mode = MODES[team["mode"]].text(language)
    told = say.TEAM_OF.text(language, size=team["size"], mode=mode)
    if not team["skills"]:
        return told
    skills = COMMA.text(language).join(SKILLS[skill].text(language) for skill in team["skills"])
    return say.SKILLED.text(language, team=told, skills=skills)


def _week_row(route: RouteReport, language: Language) -> Sequence[str]:
    return (
        day_text(route["date"], language),
        span_text((route["leave_depot"], route["return_depot"]), route["date"]),
        *_figures([route], language),
        COMMA.text(language).join(f"{stop['order']}. {stop['name']}" for stop in route["stops"]),
    )


def _total(routes: Sequence[RouteReport], language: Language) -> Sequence[str]:
    return (say.words(language)["total"], "", *_figures(routes, language), "")


def _figures(routes: Sequence[RouteReport], language: Language) -> Sequence[str]:
    """Say hours out, stops, people, and the way."""
    out = sum((_out(route) for route in routes), timedelta())
    return (
        say.HOURS.text(language, hours=out / _HOUR),
        say.STOPS.text(language, count=sum(len(route["stops"]) for route in routes)),
        say.PEOPLE.text(language, count=sum(people_of(route) for route in routes)),
        _way(routes, language),
    )


def _out(route: RouteReport) -> timedelta:
    """Return how long a team is away from its depot."""
    return datetime.fromisoformat(route["return_depot"]) - datetime.fromisoformat(
        route["leave_depot"]
    )


def _way(routes: Sequence[RouteReport], language: Language) -> str:
    return say.TRAVEL.text(
        language,
        minutes=sum(route["travel_minutes"] for route in routes),
        km=kilometres(sum(route["distance_m"] for route in routes)),
    )


def _day(route: RouteReport, team: TeamReport, sketch: Markup, language: Language) -> DaySheet:
    words = say.words(language)
    day = day_text(route["date"], language)
    return DaySheet(
        title=say.DAY.text(language, team=team["name"], day=day),
        facts=[
            (words["depot"], team["depot"]["name"]),
            (words["leave"], clock_text(route["leave_depot"], route["date"])),
            (words["back"], clock_text(route["return_depot"], route["date"])),
            (words["team"], _who(team, language)),
            (words["stops"], say.STOPS.text(language, count=len(route["stops"]))),
            (words["people"], say.PEOPLE.text(language, count=people_of(route))),
            (words["travel"], _way([route], language)),
        ],
        rows=[_row(row, route["date"], language) for row in in_order_of_time(route)],
        sketch=sketch,
    )


def _row(row: StopReport | Pause, day: str, language: Language) -> StopRow | str:
    if isinstance(row, Pause):
        return say.LUNCH.text(language, start=row.start, end=row.end)
    arrive, start, depart, first, last = (
        clock_text(moment, day)
        for moment in (row["arrive"], row["start"], row["depart"], *row["window"])
    )
    wait = [say.WAIT.text(language, arrive=arrive)] if start != arrive else []
    return StopRow(
        order=row["order"],
        times=f"{start}–{depart}",
        remarks=[*wait, say.WINDOW.text(language, first=first, last=last)],
        name=row["name"],
        marks=marks(row, language),
        contact=[text for text in (row["address"], _phone(row, language)) if text],
        people=f"{row['people']:,}",
        topics=topics_text(row["topics"], language),
        why=str(row["why"]),
    )


def _phone(stop: StopReport, language: Language) -> str | None:
    if not stop["phone"]:
        return None
    whose = PHONE_OF[stop["phone_of"] or "place"].text(language)
    return say.PHONE.text(language, phone=stop["phone"], whose=whose)
