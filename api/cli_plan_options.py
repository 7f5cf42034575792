"""The options of `niangjia plan`, and how they become a request."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from api.cli_planning_options import DAY, options_given, read_day
from api.plan_request import PlanRequest
from api.use_cases.planning_inputs import DEMAND_KINDS, parse_kinds, parse_standard
from geo.errors import InvalidInput
from geo.messages import Message
from planner.candidates import CandidateSource

RERUN_ALONE = Message(
    "rerun_alone",
    zh="--rerun 按原来的要求重算，不能再加 {options}；要改要求，请去掉 --rerun。",
    en="--rerun takes the stored request as it is, without {options}; to ask otherwise leave "
    "--rerun out",
)
FLOOR_UNREADABLE = Message(
    "floor_unreadable",
    zh="保底比例“{value}”看不懂，请写成“工会编号=比例”，例如 310115102=0.5。",
    en='the floor "{value}" cannot be read; write UNION=SHARE, e.g. 310115102=0.5',
)
BESIDE_RERUN = frozenset({"out", "rerun", "author", "as_json", "lang"})
COSTS = {
    "staff_cost": "staff_cost_per_open_hour",
    "setup_cost": "setup_cost",
    "amortisation_years": "amortisation_years",
    "yearly_rent": "yearly_rent",
}
"""Options of costs, and what they are called in a request."""

Budget = Annotated[float | None, typer.Option(help="Yuan a year for all actions.")]
TargetShare = Annotated[
    float | None, typer.Option(help="Cover this share at the least cost instead, e.g. 0.9.")
]
MaxNewSites = Annotated[int | None, typer.Option(help="New service points at most.")]
StaffHours = Annotated[float | None, typer.Option(help="Open hours a week added at most.")]
Floor = Annotated[float, typer.Option(help="Share of people owed to every union.")]
UnionFloors = Annotated[list[str] | None, typer.Option(help="UNION=SHARE, for single unions.")]
Backup = Annotated[bool, typer.Option("--backup", help="Then give people a second site.")]
Candidates = Annotated[
    CandidateSource | None, typer.Option(help="Where sites could be; else the best known.")
]
Gap = Annotated[float, typer.Option(help="How far off the best, as a share.")]
TimeLimit = Annotated[float, typer.Option(help="Seconds to look for the plan.")]
StaffCost = Annotated[float | None, typer.Option(help="Yuan per open hour; else the setting.")]
SetupCost = Annotated[float | None, typer.Option(help="Yuan per new site, once.")]
AmortisationYears = Annotated[float | None, typer.Option(help="Years over which that is spread.")]
YearlyRent = Annotated[float | None, typer.Option(help="Yuan per new site.")]
NewSiteHours = Annotated[list[str] | None, typer.Option(help="Hours of new sites to choose from.")]
Extensions = Annotated[list[str] | None, typer.Option(help="Hours that existing sites may add.")]
YearlyBudgets = Annotated[
    list[float] | None, typer.Option(help="Yuan for the first year, the second …")
]
Begin = Annotated[str | None, typer.Option(metavar=DAY, help="Nothing is done before.")]
Rerun = Annotated[str | None, typer.Option(help="A stored plan's code: the same on today's data.")]


def read_plan_options(given: Mapping[str, Any]) -> PlanRequest:
    """Make a request of the options of the command; what nobody gave is left to the defaults."""
    mode, minutes = parse_standard(given["standard"])
    kinds = parse_kinds(given["demand"])
    renamed = {
        "mode": mode,
        "minutes": minutes,
        "services": given["service"],
        "demand": [name for name, kind in DEMAND_KINDS.items() if kind in kinds],
        "floors": dict(map(_floor, given["union_floor"] or ())),
        "costs": {field: given[option] for option, field in COSTS.items()},
        "new_site_options": given["new_site_hours"],
        "extensions": given["extension"],
        "yearly_budgets": given["yearly_budget"],
        "begin": given["begin"] and read_day(given["begin"], "--begin"),
    }
    same = {name: value for name, value in given.items() if name in PlanRequest.model_fields}
    asked = same | renamed
    return PlanRequest.model_validate(
        {name: value for name, value in asked.items() if value is not None}
    )


def require_alone(context: typer.Context) -> None:
    """Refuse options of a request beside a request that is taken from a stored plan."""
    names = [name for name in context.params if name not in BESIDE_RERUN]
    if given := options_given(context, names):
        raise InvalidInput(RERUN_ALONE, options=", ".join(given))


def _floor(text: str) -> tuple[str, float]:
    code, _, share = text.partition("=")
    try:
        return code.strip(), float(share)
    except ValueError as error:
        raise InvalidInput(FLOOR_UNREADABLE, value=text) from error
