"""The plan form: its fields as sent, the usual ones, and those of a plan that was asked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from starlette.datastructures import FormData, QueryParams

from api.pages.planner.coverage_form import StandardForm, read_standard
from api.plan_request import PlanRequest
from geo.messages import Language
from geo.spoken_hours import speak_hours
from planner.options import EXTENSIONS, NEW_SITE_OPTIONS

USUAL_BUDGET = "1000000"
COST_FIELDS = ("staff_cost_per_open_hour", "setup_cost", "amortisation_years", "yearly_rent")
OPTION_FIELDS = ("new_site_options", "extensions")
TEXT_FIELDS = (
    "budget",
    "union",
    "target_share",
    "yearly_budgets",
    "max_new_sites",
    "staff_hours",
    "floor",
    "floors",
    *COST_FIELDS,
    *OPTION_FIELDS,
    "candidates",
    "gap",
    "time_limit",
    "begin",
    "author",
)
_LONGEST_TEXT = 8_000
PER_CENT = 100

Stored = Mapping[str, object]
"""The request of a stored plan."""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The fields as people see them: shares in per cent, several hours or unions one a line."""

    standard: StandardForm
    texts: Mapping[str, str]
    backup: bool = False

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return self.texts.get(name, "")


def usual_form(language: Language, standard: StandardForm) -> PlanForm:
    """Fill in what is usual, with a standard of one's own."""
    usual = form_of_request(
        PlanRequest(budget=float(USUAL_BUDGET)).model_dump(mode="json"), language
    )
    return replace(usual, standard=standard)


def form_of_request(request: Stored, language: Language) -> PlanForm:
    """Fill in what a plan was asked."""
    costs = cast("Mapping[str, float | None]", request.get("costs") or {})
    floors = cast("Mapping[str, float]", request.get("floors") or {})
    texts = {
        "budget": _number(request.get("budget")),
        "union": str(request.get("union") or ""),
        "target_share": _per_cent(request.get("target_share")),
        "yearly_budgets": ", ".join(map(_number, _listed(request, "yearly_budgets"))),
        "max_new_sites": _number(request.get("max_new_sites")),
        "staff_hours": _number(request.get("staff_hours")),
        "floor": _per_cent(request.get("floor")),
        "floors": "\n".join(f"{code} = {_per_cent(share)}" for code, share in floors.items()),
        **{name: _number(costs.get(name)) for name in COST_FIELDS},
        "new_site_options": _hours(request, "new_site_options", NEW_SITE_OPTIONS, language),
        "extensions": _hours(request, "extensions", EXTENSIONS, language),
        "candidates": str(request.get("candidates") or ""),
        "gap": _per_cent(request.get("gap")),
        "time_limit": _number(request.get("time_limit")),
        "begin": str(request.get("begin") or ""),
    }
    return PlanForm(_standard(request), texts, backup=bool(request.get("backup")))


def read_plan_form(fields: FormData | QueryParams) -> PlanForm:
    """Read the fields that were sent."""
    texts = {
        name: str(fields[name]).strip()[:_LONGEST_TEXT] for name in TEXT_FIELDS if name in fields
    }
    words = [(name, value) for name, value in fields.multi_items() if isinstance(value, str)]
    return PlanForm(read_standard(QueryParams(words)), texts, backup="backup" in fields)


def _standard(request: Stored) -> StandardForm:
    usual = StandardForm()
    return StandardForm(
        mode=str(request.get("mode", usual.mode)),
        minutes=_number(request.get("minutes")) or usual.minutes,
        stay_minutes=_number(request.get("stay_minutes")) or usual.stay_minutes,
        days=_number(request.get("days")) or usual.days,
        services=[str(code) for code in _listed(request, "services")],
        demand=[str(kind) for kind in _listed(request, "demand")] or usual.demand,
        weight=str(request.get("weight", usual.weight)),
    )


def _listed(request: Stored, name: str) -> Sequence[object]:
    return cast("Sequence[object]", request.get(name) or [])


def _hours(request: Stored, name: str, usual: Sequence[str], language: Language) -> str:
    """Write hours one a line, in words that are understood again when they are sent."""
    texts = [str(text) for text in _listed(request, name)] if name in request else usual
    return "\n".join(speak_hours(text, language) for text in texts)


def _number(value: object) -> str:
    """Write a number without needless decimals; nothing for none."""
    return "" if value is None else f"{float(cast('float', value)):.12g}"


def _per_cent(share: object) -> str:
    return "" if share is None else _number(round(float(cast("float", share)) * PER_CENT, 10))
