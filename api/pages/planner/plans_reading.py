"""From the plan form to a request: every field read, and what is wrong said beside it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from api.pages.planner.coverage_form import plain, standard_problems
from api.pages.planner.plans_form import COST_FIELDS, OPTION_FIELDS, PER_CENT, PlanForm
from api.pages.planner.plans_form_texts import PLAN_FORM_TEXTS
from api.pages.rendering import sentence
from api.schemas_plans import NewPlan
from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.messages import Language

UnionNames = Mapping[str, Sequence[str]]
"""The codes of the unions by their names; each code is also a name of its own."""

FIELDS_OF = {
    "budget_missing": "budget",
    "budget_invalid": "budget",
    "budget_over_years": "yearly_budgets",
    "yearly_budgets_invalid": "yearly_budgets",
    "time_limit_invalid": "time_limit",
    "amortisation_too_short": "amortisation_years",
}
"""Fields by the codes of the messages that refuse them, where the code alone tells."""
NAME_THEIR_FIELD = frozenset({"cost_invalid", "money_too_much"})
"""The codes of messages whose value `name` is the field."""
TELL_MORE = frozenset({"budget_over_years", "money_too_much", "amortisation_too_short"})
"""The codes of messages that tell more than the form does of a value that cannot be."""

_TEN_THOUSAND = "万"
_BETWEEN_YEARS = re.compile(r"[，、;；\s]+|,(?=\s)")
_UNION_LINE = re.compile(r"^(.+?)\s*[=＝:：\s]\s*([\d.]+)\s*%?$")
_NUMBER = re.compile(r"^(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{0,9})?$")
"""A comma that does not stand before three digits may be a decimal one, so it is refused."""


@dataclass(slots=True)
class Refused(Exception):
    """A field that cannot be read: the sentence that says so, and what was sent."""

    said: str
    value: str


@dataclass(slots=True)
class PlanAsked:
    """What was read of a form: a request, or else what is wrong by field."""

    plan: NewPlan | None = None
    problems: dict[str, str] = field(default_factory=dict)


def read_plan(form: PlanForm, unions: UnionNames, language: Language) -> PlanAsked:
    """Read all fields; those that cannot be read are all told at once."""
    asked = PlanAsked(problems=_standard_refusals(form, language))
    values: dict[str, object] = {"backup": form.backup}
    readers = _readers(unions)
    for name, text in form.texts.items():
        try:
            value = readers[name](text)
        except Refused as refused:
            message = PLAN_FORM_TEXTS[refused.said]
            asked.problems[name] = message.text(language, value=refused.value)
        except InvalidInput as error:
            asked.problems[name] = sentence(error.text(language))
        else:
            values |= {} if value is None else {name: value}
    values["costs"] = {name: values.pop(name) for name in COST_FIELDS if name in values}
    return asked if asked.problems else _checked(form, values, language)


def _checked(form: PlanForm, values: Mapping[str, object], language: Language) -> PlanAsked:
    """Have the request check itself."""
    standard = form.standard
    try:
        return PlanAsked(
            NewPlan.model_validate(
                {
                    **values,
                    "mode": standard.mode,
                    "minutes": plain(standard.minutes),
                    "stay_minutes": plain(standard.stay_minutes),
                    "days": plain(standard.days),
                    "services": list(standard.services),
                    "demand": list(standard.demand),
                    "weight": standard.weight,
                }
            )
        )
    except InvalidInput as error:
        return PlanAsked(problems=_refusal(error, form, language))
    except ValidationError as error:
        return PlanAsked(problems=_refusals(error, form, language))


def _standard_refusals(form: PlanForm, language: Language) -> dict[str, str]:
    try:
        form.standard.request()
    except (InvalidInput, ValidationError) as error:
        return dict(standard_problems(error, form.standard, language))
    return {}


def _refusal(error: InvalidInput, form: PlanForm, language: Language) -> dict[str, str]:
    name = (
        str(error.values["name"])
        if error.code in NAME_THEIR_FIELD
        else FIELDS_OF.get(error.code, "")
    )
    said = "budget_or_target" if error.code == "budget_missing" else f"wrong_{name}"
    message = PLAN_FORM_TEXTS.get(said)
    if message is None or error.code in TELL_MORE:
        return {name: sentence(error.text(language))}
    return {name: message.text(language, value=form.text(name))}


def _refusals(error: ValidationError, form: PlanForm, language: Language) -> dict[str, str]:
    """Say what is wrong with fields that have no words of their own as the interface says it."""
    found = dict(standard_problems(error, form.standard, language))
    for name in found:
        message = PLAN_FORM_TEXTS.get(f"wrong_{name}")
        if message is not None:
            found[name] = message.text(language, value=form.text(name))
    return found


def _readers(unions: UnionNames) -> Mapping[str, Callable[[str], object]]:
    costs = dict.fromkeys(COST_FIELDS, _number)
    return {
        "budget": _number,
        "union": lambda text: _union(text, unions) if text else None,
        "target_share": lambda text: _share(text, "wrong_target_share", least=1),
        "yearly_budgets": _yearly_budgets,
        "max_new_sites": _whole,
        "staff_hours": _number,
        "floor": lambda text: _share(text, "wrong_floor", least=1, may_be_none=True),
        "floors": lambda text: _floors(text, unions),
        **costs,
        **dict.fromkeys(OPTION_FIELDS, _hours),
        "candidates": _as_it_is,
        "gap": lambda text: _share(text, "wrong_gap"),
        "time_limit": _number,
        "begin": _as_it_is,
        "author": _as_it_is,
    }


def _as_it_is(text: str) -> str | None:
    return text or None


def _number(text: str, said: str = "wrong_number") -> float | None:
    """Read a number as people write it: `1,500,000`, `150万`, or with full-width digits."""
    if not text:
        return None
    digits = plain(text).replace(" ", "")
    factor = 10_000 if digits.endswith(_TEN_THOUSAND) else 1
    digits = digits.removesuffix(_TEN_THOUSAND)
    if not _NUMBER.match(digits):
        raise Refused(said, text)
    return float(digits.replace(",", "")) * factor


def _whole(text: str) -> int | None:
    number = _number(text, "wrong_whole")
    if number is None:
        return None
    if number != int(number):
        raise Refused("wrong_whole", text)
    return int(number)


def _share(text: str, said: str, *, least: float = 0, may_be_none: bool = False) -> float | None:
    """Read per cent; below one of them a share was meant, most likely."""
    number = _number(plain(text).removesuffix("%"), said)
    if number is None:
        return None
    if not (least <= number <= PER_CENT or (may_be_none and number == 0)):
        raise Refused(said, text)
    return number / PER_CENT


def _yearly_budgets(text: str) -> list[float] | None:
    """Read the budgets of several years; commas between digits may be inside of a number."""
    parts = [part for part in _BETWEEN_YEARS.split(text) if part]
    if len(parts) == 1 and "," in text:
        if _NUMBER.match(text):
            raise Refused("unclear_yearly_budgets", text)
        parts = text.split(",")
    try:
        return [number for part in parts if (number := _number(part)) is not None] or None
    except Refused as refused:
        raise Refused("wrong_yearly_budgets", text) from refused


def _hours(text: str) -> list[str]:
    """Read opening hours, one a line; raises InvalidInput for the first that cannot be read."""
    return [normalise_opening_hours(line) for line in _lines(text)]


def _floors(text: str, unions: UnionNames) -> dict[str, float] | None:
    return dict(_floor(line, unions) for line in _lines(text)) or None


def _floor(line: str, unions: UnionNames) -> tuple[str, float]:
    found = _UNION_LINE.match(line)
    if found is None:
        raise Refused("wrong_floors", line)
    name, per_cent = found.groups()
    code = _union(name.strip(), unions)
    share = _share(per_cent, "wrong_floor", least=1, may_be_none=True)
    return code, share or 0


def _union(name: str, unions: UnionNames) -> str:
    codes = unions.get(name, ())
    if len(codes) != 1:
        raise Refused("several_unions" if codes else "unknown_union", name)
    return codes[0]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
