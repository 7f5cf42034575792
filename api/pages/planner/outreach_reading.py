"""From the form to a request for a plan of visits: what is wrong is said beside its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from pydantic import ValidationError

from api.errors import field_errors
from api.pages.planner.coverage_form import STANDARD_FIELDS_OF, plain, standard_problems
from api.pages.planner.outreach_form import OutreachForm
from api.pages.planner.outreach_form_texts import OUTREACH_FORM_TEXTS
from api.pages.planner.outreach_teams import rows_of_text
from api.pages.rendering import sentence
from api.schemas_outreach import NewOutreachPlan
from api.schemas_plans import LONGEST_AUTHOR
from geo.errors import InvalidInput
from geo.messages import Language
from geo.workdays import WorkdayCalendar
from planner.outreach_teams import Depot, Skill, TeamFault, TeamList, TeamRow, read_teams
from planner.outreach_types import Horizon
from planner.outreach_words import SKILLS

Names = Mapping[str, Sequence[str]]
"""Codes by whatever people may write for them: the code, or the name."""

FIELDS_OF = {
    "outreach_start_invalid": "start",
    "outreach_stops_invalid": "most_stops",
    "outreach_teams_count": "teams",
    "promise_outside_horizon": "promised",
    "time_limit_invalid": "time_limit",
    **STANDARD_FIELDS_OF,
}
"""Fields by the codes of the messages that refuse them."""
_FIELD_OF_VALUE = {"days": "length", "kinds": "demand", "standard": ""}
_USUAL_DAYS = 7
MOST_ALIKE = 3
_BETWEEN = re.compile(r"[,，、;；]|\s{2,}|\t")
_GIVEN = re.compile(r"^(.+?)\s*[=＝]\s*(.+)$")
_DATE = re.compile(r"^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$")
_SKILL_OF = {
    word.casefold(): Skill(code)
    for code, message in SKILLS.items()
    for word in (code, *(message.text(language) for language in Language))
}


@dataclass(slots=True)
class Refused(Exception):
    """A field that cannot be read: the sentence that says so, and its values."""

    said: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Known:
    """What the fields may name.

    `plans` are the codes of siting plans to choose from; `unions` and `places` have codes by what
    people write, those of places with their kind; `depots` are the open service points.
    """

    today: date
    plans: Sequence[str]
    unions: Names
    places: Names
    depots: Mapping[str, Depot]
    calendar: WorkdayCalendar


@dataclass(slots=True)
class OutreachAsked:
    """What was read of a form: a request, or else what is wrong by field and cell of the teams."""

    request: NewOutreachPlan | None = None
    problems: dict[str, str] = field(default_factory=dict)
    faults: Sequence[TeamFault] = ()


def read_outreach(form: OutreachForm, known: Known, language: Language) -> OutreachAsked:
    """Read all fields; those that cannot be read are all told at once."""
    asked = OutreachAsked(problems={} if form.text("plan") else _standard_refusals(form, language))
    values: dict[str, object] = {}
    for name, read in _readers(form, known, language).items():
        try:
            value = read(form.text(name))
        except Refused as refused:
            message = OUTREACH_FORM_TEXTS[refused.said]
            asked.problems[name] = message.text(language, **refused.values)
        except InvalidInput as error:
            asked.problems[name] = sentence(error.text(language))
        else:
            values |= {} if value is None else {name: value}
    listed = _read_teams(values, known)
    asked.faults = listed.faults
    if listed.teams and not any(shift for team in listed.teams for shift in team.shifts):
        asked.problems.setdefault("start", OUTREACH_FORM_TEXTS["nobody_works"].text(language))
    return asked if asked.problems or asked.faults else _checked(form, values, language)


def _checked(form: OutreachForm, values: Mapping[str, object], language: Language) -> OutreachAsked:
    """Have the request check itself."""
    standard = form.standard
    asked = {name: value for name, value in values.items() if name not in {"length", "teams"}}
    if "plan" not in values:
        asked["standard"] = {
            "mode": standard.mode,
            "minutes": plain(standard.minutes),
            "stay_minutes": plain(standard.stay_minutes),
            "days": plain(standard.days),
            "services": list(standard.services),
        }
    teams = [dict(row.cells) for row in cast("Sequence[TeamRow]", values["teams"])]
    try:
        return OutreachAsked(
            NewOutreachPlan.model_validate(
                {
                    **asked,
                    "days": values["length"],
                    "kinds": list(standard.demand),
                    "teams": teams,
                }
            )
        )
    except InvalidInput as error:
        field_name = FIELDS_OF.get(error.code, "")
        return OutreachAsked(problems={field_name: sentence(error.text(language))})
    except ValidationError as error:
        return OutreachAsked(problems=_refusals(error, language))


def _refusals(error: ValidationError, language: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in field_errors(error.errors(), language):
        name = str(each["field"]).partition(".")[0]
        found[_FIELD_OF_VALUE.get(name, name)] = sentence(str(each["message"]))
    return found


def _standard_refusals(form: OutreachForm, language: Language) -> dict[str, str]:
    try:
        form.standard.request()
    except (InvalidInput, ValidationError) as error:
        return dict(standard_problems(error, form.standard, language))
    return {}


def _readers(
    form: OutreachForm, known: Known, language: Language
) -> Mapping[str, Callable[[str], object]]:
    year = (_day(form.text("start"), known.today.year) or known.today).year
    return {
        "plan": lambda text: _chosen_plan(text, known),
        "union": lambda text: _union(text, known.unions) if text else None,
        "start": lambda text: _start(text, known.today),
        "length": lambda text: _length(text, known.today),
        "teams": lambda text: _teams(text, language),
        "must": lambda text: _places(text, known),
        "never": lambda text: _places(text, known),
        "promised": lambda text: dict(_promise(line, known, year) for line in _lines(text)),
        "needs": lambda text: dict(_need(line, known) for line in _lines(text)),
        "most_stops": lambda text: _whole(text, "wrong_most_stops") if text else None,
        "time_limit": lambda text: _whole(text, "wrong_outreach_time_limit") if text else None,
        "author": _author,
    }


def _chosen_plan(text: str, known: Known) -> str | None:
    if text and text not in known.plans:
        raise Refused("wrong_plan", {"value": text})
    return text or None


def _start(text: str, today: date) -> date:
    try:
        start = date.fromisoformat(plain(text))
    except ValueError as error:
        raise Refused("wrong_start", {"value": text}) from error
    if start < today:
        raise Refused("start_in_past", {"value": text, "today": today.isoformat()})
    return start


def _whole(text: str, said: str) -> int:
    digits = plain(text)
    if not re.fullmatch(r"\d{1,6}", digits):
        raise Refused(said, {"value": text})
    return int(digits)


def _length(text: str, today: date) -> int:
    return Horizon(today, _whole(text, "wrong_outreach_days")).days


def _author(text: str) -> str | None:
    if len(text) > LONGEST_AUTHOR:
        raise Refused("wrong_author", {"most": str(LONGEST_AUTHOR)})
    return text or None


def _teams(text: str, language: Language) -> list[TeamRow]:
    rows = rows_of_text(text, language) if text else []
    if not rows:
        raise Refused("no_teams", {})
    return rows


def _read_teams(values: Mapping[str, object], known: Known) -> TeamList:
    """Read the teams; where the days are not known yet, for usual ones."""
    start = cast("date", values.get("start", known.today))
    horizon = Horizon(start, cast("int", values.get("length", _USUAL_DAYS)))
    rows = cast("Sequence[TeamRow]", values.get("teams", ()))
    return read_teams(rows, horizon, calendar=known.calendar, depots=known.depots)


def _places(text: str, known: Known) -> list[str]:
    parts = [part.strip() for line in _lines(text) for part in _parts(line, known)]
    return list(dict.fromkeys(_named(part, known.places, "place") for part in parts if part))


def _parts(line: str, known: Known) -> Sequence[str]:
    """Part a line with several places; a name may have a comma of its own."""
    return [line] if line in known.places else _BETWEEN.split(line)


def _promise(line: str, known: Known, year: int) -> tuple[str, date]:
    found = _GIVEN.match(line)
    day = _day(found[2], year) if found else None
    if found is None or day is None:
        raise Refused("wrong_promised", {"value": line})
    return _named(found[1], known.places, "place"), day


def _day(text: str, year: int) -> date | None:
    """Read a day as people write it; without a year it is that of the first day."""
    found = _DATE.match(plain(text).replace(" ", ""))
    try:
        return date(int(found[1] or year), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _need(line: str, known: Known) -> tuple[str, list[Skill]]:
    found = _GIVEN.match(line)
    words = re.split(r"[,，、;；\s]+", found[2].casefold()) if found else []
    if found is None or not all(word in _SKILL_OF for word in words):
        raise Refused("wrong_needs", {"value": line})
    return _named(found[1], known.places, "place"), [_SKILL_OF[word] for word in words]


def _named(text: str, names: Names, what: str) -> str:
    """Find the one code of what is called so."""
    name = text.strip()
    codes = names.get(name) or names.get(plain(name), ())
    if len(codes) == 1:
        return codes[0]
    values = {"value": name, "choices": "、".join(codes)}
    raise Refused(f"several_{what}s" if codes else f"unknown_{what}", values)


def _union(text: str, unions: Names) -> str:
    """Find the union that is called so; of part of a name it is said what it may be part of."""
    name = text.strip()
    alike = sorted((each for each in unions if name in each), key=lambda each: (len(each), each))
    if alike and name not in unions and plain(name) not in unions:
        choices = "、".join(alike[:MOST_ALIKE])
        raise Refused("alike_unions", {"value": name, "choices": choices})
    return _named(name, unions, "union")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
