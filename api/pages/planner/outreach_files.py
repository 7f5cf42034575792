"""The files of a plan of visits, and what it was asked, as its page lists them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from api.pages.planner.coverage_words import StandardAsked, standard_in_words
from api.pages.planner.outreach_texts import OUTREACH_TEXTS
from api.pages.planner.plans_view import File
from api.use_cases.outreach_downloads import outreach_file_names
from api.use_cases.planning_inputs import DEMAND_KINDS
from geo.messages import Language
from planner.demand import Weight
from planner.outreach_report import OutreachReport
from planner.outreach_words import solver_text

_OF_TEAMS = {".ics": "file_calendar", ".gpx": "file_route"}


def files_of(code: str, report: OutreachReport, language: Language) -> Sequence[File]:
    """List the files, those most asked for first."""
    names = outreach_file_names(report)
    first = [name for name in ("outreach.xlsx", "sheets.html", "outreach.html") if name in names]
    others = [name for name in names if name not in first]
    return [
        File(
            name,
            _about(name, report, language),
            f"/v1/outreach-plans/{code}/files/{quote(name)}?lang={language.value}",
        )
        for name in (*first, *others)
    ]


def _about(name: str, report: OutreachReport, language: Language) -> str:
    file = Path(name)
    said = OUTREACH_TEXTS.get(_OF_TEAMS.get(file.suffix, f"file_{name.replace('.', '_')}"))
    code = file.stem.partition("-")[2]
    names = {team["code"]: team["name"] for team in report["teams"]}
    return said.text(language, team=names.get(code, code)) if said else ""


def asked_lines(
    report: OutreachReport, service_names: Mapping[str, str], language: Language
) -> Sequence[tuple[str, str]]:
    """Say what was asked, and how the answer was found."""
    source, solver = report["source"], report["solver"]
    standard = StandardAsked(
        **source["standard"], demand=list(DEMAND_KINDS), weight=Weight.PEOPLE.value
    )
    lines = {
        "asked_source": _say(language, f"source_{source['kind']}", code=source["plan_code"]),
        "asked_standard": standard_in_words(standard, service_names, language),
        "asked_travel": _say(language, f"travel_{report['travel_method']}"),
        "asked_solver": _say(
            language,
            "solver_line",
            name=solver_text(solver, language),
            seconds=f"{solver['seconds']:.0f}",
        ),
    }
    return [(_say(language, name), text) for name, text in lines.items()]


def _say(language: Language, name: str, /, **values: object) -> str:
    return OUTREACH_TEXTS[name].text(language, **values)
