"""The options of `niangjia outreach`, and how they become a request."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from api.cli_planning_options import DAY, options_given, read_day
from api.outreach_request import OutreachRequest, StandardAsked
from api.use_cases.planning_inputs import DEMAND_KINDS, parse_kinds, parse_standard
from geo.errors import InvalidInput
from geo.messages import Message
from planner.outreach_stops import PROMISED_TWICE
from planner.outreach_teams import Skill, TeamRow
from planner.outreach_words import SKILLS

SOURCE_UNCLEAR = Message(
    "outreach_source_unclear",
    zh="请在 --plan 方案编号 和 --from-coverage 中选一个："
    "走访名单从规划方案来，或者从今天的覆盖来。",
    en="give either --plan CODE, for the visiting list of a plan, or --from-coverage, for those "
    "not covered today",
)
STANDARD_ALONE = Message(
    "outreach_standard_alone",
    zh="{options} 只能和 --from-coverage 一起用；方案有自己的覆盖标准，请去掉。",
    en="{options} can only be given with --from-coverage: a plan has its own standard; leave it "
    "out",
)
PROMISE_UNREADABLE = Message(
    "outreach_promise_unreadable",
    zh="--promised “{value}”看不懂，请写成“编号=日期”，例如 park:P001=2026-11-25。",
    en='--promised "{value}" cannot be read; write CODE=DATE, e.g. park:P001=2026-11-25',
)
NEEDS_UNREADABLE = Message(
    "outreach_needs_unreadable",
    zh="--needs “{value}”看不懂，请写成“编号=专长”，例如 firm:F001=law；可选：{known}。",
    en='--needs "{value}" cannot be read; write CODE=SKILL, e.g. firm:F001=law, with {known}',
)
REQUEST_REFUSED = Message(
    "outreach_request_refused",
    zh="{field} 用不了（收到“{value}”），请改正；写法见 niangjia outreach --help。",
    en='{field} cannot be used ("{value}" was given); correct it, see niangjia outreach --help',
)
LONGEST_TOLD = 80

FromPlan = Annotated[
    str | None, typer.Option("--plan", help="Visit the visiting list of this stored plan.")
]
FromCoverage = Annotated[
    bool, typer.Option("--from-coverage", help="Visit those whom no service point covers today.")
]
TeamsFile = Annotated[
    Path,
    typer.Option(exists=True, dir_okay=False, readable=True, help="The teams: CSV or XLSX."),
]
Start = Annotated[str, typer.Option(metavar=DAY, help="First day.")]
Days = Annotated[int, typer.Option(help="How many days, 1 to 14.")]
Must = Annotated[list[str] | None, typer.Option(help="Visit this place before all others.")]
Never = Annotated[list[str] | None, typer.Option(help="Do not visit this place.")]
Promised = Annotated[list[str] | None, typer.Option(help="CODE=DATE: visit it on this day.")]
Needs = Annotated[
    list[str] | None, typer.Option(help="CODE=SKILL,…: law, health or language is needed there.")
]
OfUnion = Annotated[
    str | None, typer.Option("--union", help="Only places of this union and those below it.")
]
Kinds = Annotated[str, typer.Option("--demand", help="Which places to visit.")]
StandardDays = Annotated[
    int, typer.Option("--standard-days", help="Covered on how many days a week at least, 1 to 7.")
]
MostStops = Annotated[int, typer.Option(help="Stops to look at, the most urgent, 1 to 500.")]
TimeLimit = Annotated[float, typer.Option(help="Seconds to look for the routes, at most 600.")]

STANDARD_OPTIONS = ("standard", "stay_minutes", "standard_days", "service")
_SKILLS = {skill.value: skill for skill in Skill} | {SKILLS[skill].zh: skill for skill in Skill}
_Value = TypeVar("_Value")


def read_outreach_options(
    context: typer.Context, given: Mapping[str, Any], rows: Sequence[TeamRow]
) -> OutreachRequest:
    """Make a request of the options of the command, and of the rows of the teams.

    Raises InvalidInput that names an option whose value cannot be.
    """
    if (given["plan"] is None) != given["from_coverage"]:
        raise InvalidInput(SOURCE_UNCLEAR)
    beside = options_given(context, STANDARD_OPTIONS)
    if given["plan"] is not None and beside:
        raise InvalidInput(STANDARD_ALONE, options=", ".join(beside))
    asked = {
        "plan": given["plan"],
        "standard": _standard(given),
        "kinds": _kinds(given["kinds"]),
        "union": given["union"],
        "start": read_day(given["start"], "--start"),
        "days": given["days"],
        "teams": [dict(row.cells) for row in rows],
        "must": given["must"] or [],
        "never": given["never"] or [],
        "promised": _promised(given["promised"]),
        "needs": _needs(given["needs"]),
        "most_stops": given["most_stops"],
        "time_limit": given["time_limit"],
    }
    try:
        return OutreachRequest.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        field = f"--{str(first['loc'][0]).replace('_', '-')}"
        value = str(first["input"])[:LONGEST_TOLD]
        raise InvalidInput(REQUEST_REFUSED, field=field, value=value) from error


def _standard(given: Mapping[str, Any]) -> StandardAsked:
    mode, minutes = parse_standard(given["standard"])
    return StandardAsked(
        mode=mode,
        minutes=minutes,
        stay_minutes=given["stay_minutes"],
        days=given["standard_days"],
        services=given["service"] or [],
    )


def _kinds(text: str) -> list[str]:
    """Read kinds of places by the names of their lists."""
    kinds = parse_kinds(text)
    return [name for name, kind in DEMAND_KINDS.items() if kind in kinds]


def _skills(text: str) -> list[Skill]:
    words = [word.strip() for word in re.split("[,，、]", text)]
    if any(word not in _SKILLS for word in words):
        raise ValueError(text)
    return [_SKILLS[word] for word in words]


def _promised(given: Sequence[str] | None) -> dict[str, date]:
    days: dict[str, date] = {}
    for code, on in _read_pairs(given, date.fromisoformat, PROMISE_UNREADABLE):
        first = days.setdefault(code, on)
        if first != on:
            raise InvalidInput(PROMISED_TWICE, value=code, first=first, second=on)
    return days


def _needs(given: Sequence[str] | None) -> dict[str, list[Skill]]:
    """Read the skills needed; those of a place that is given twice are needed all."""
    skills: dict[str, list[Skill]] = {}
    for code, needed in _read_pairs(given, _skills, NEEDS_UNREADABLE):
        skills[code] = [*skills.get(code, ()), *needed]
    return skills


def _read_pairs(
    given: Sequence[str] | None, convert: Callable[[str], _Value], message: Message
) -> Iterator[tuple[str, _Value]]:
    """Read CODE=VALUE."""
    for text in given or ():
        code, _, value = (part.strip() for part in text.rpartition("="))
        try:
            read = convert(value)
        except ValueError as error:
            raise InvalidInput(message, value=text, known=", ".join(Skill)) from error
        if not code:
            raise InvalidInput(message, value=text, known=", ".join(Skill))
        yield code, read
