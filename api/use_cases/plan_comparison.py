"""Two stored plans side by side: money, people, actions, unions, places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from api.use_cases.coverage import Json
from data.database import Session
from data.plans import figures_of, find_plan, load_result
from geo.errors import Conflict
from geo.messages import Message
from planner.coverage_report import CoverageReport, DemandReport
from planner.plan_reports import ActionReport, PlanReport

PLAN_NOT_DONE = Message(
    "plan_not_done",
    zh="方案 {value} 还没有结果（{status}）。请等它算完，或重新计算。",
    en="plan {value} has no result ({status}); wait until it is done, or make it again",
)
STANDARD_FIELDS = ("standard", "demand_kinds", "weight")
"""What tells who counts and who is covered."""
DIFFERING_FIGURES = ("people", "covered_after", "spent", "bound")
SHOWN_OF_ACTION = ("kind", "code", "name", "opening_hours", "yearly_cost", "people_gained")
SHOWN_OF_PLACE = ("code", "kind", "name", "people")

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FinishedPlan:
    """A stored plan with its result."""

    code: str
    request: Mapping[str, object]
    plan: PlanReport
    coverage: CoverageReport


def load_finished_plan(session: Session, code: str) -> FinishedPlan:
    """Load a plan with its result; raises NotFound, and Conflict where there is no result."""
    stored = find_plan(session, code)
    result = load_result(session, code)
    if result is None:
        raise Conflict(PLAN_NOT_DONE, value=code, status=stored.status)
    return FinishedPlan(
        code=code,
        request=stored.request,
        plan=cast("PlanReport", result["plan"]),
        coverage=cast("CoverageReport", result["coverage"]),
    )


def compare_plans(first: FinishedPlan, second: FinishedPlan) -> Json:
    """Put two plans side by side; differences are those of the second from the first."""
    return {
        "first": first.code,
        "second": second.code,
        "same_data": first.plan["data_revision"] == second.plan["data_revision"],
        "same_standard": _standard(first) == _standard(second),
        "request_differences": _request_differences(first.request, second.request),
        "figures": _figures(first, second),
        "actions": _actions(first, second),
        "by_union": _by_union(first, second),
        "covered": {
            "only_first": _covered_alone(first, second),
            "only_second": _covered_alone(second, first),
        },
    }


def _standard(finished: FinishedPlan) -> list[object]:
    plan = cast("Json", finished.plan)
    return [plan[name] for name in STANDARD_FIELDS]


def _request_differences(
    first: Mapping[str, object], second: Mapping[str, object]
) -> list[dict[str, object]]:
    """List the fields in the order of the request; one that a plan lacks counts as null."""
    return [
        {"field": name, "first": first.get(name), "second": second.get(name)}
        for name in dict.fromkeys([*first, *second])
        if first.get(name) != second.get(name)
    ]


def _figures(first: FinishedPlan, second: FinishedPlan) -> Json:
    ours, theirs = (figures_of(cast("Json", each.plan)) for each in (first, second))
    return {
        "first": ours,
        "second": theirs,
        "difference": {
            name: cast("float", theirs[name]) - cast("float", ours[name])
            for name in DIFFERING_FIGURES
        },
    }


def _actions(first: FinishedPlan, second: FinishedPlan) -> Json:
    ours, theirs = _actions_by_place(first), _actions_by_place(second)
    shared = [(ours[key], theirs[key]) for key in ours if key in theirs]
    return {
        "only_first": [_shown(each) for key, each in ours.items() if key not in theirs],
        "only_second": [_shown(each) for key, each in theirs.items() if key not in ours],
        "both": [_shown(one) for one, other in shared if _hours(one) == _hours(other)],
        "other_hours": [
            {
                "kind": one["kind"],
                "code": one["code"],
                "name": one["name"],
                "first": _hours(one),
                "second": _hours(other),
            }
            for one, other in shared
            if _hours(one) != _hours(other)
        ],
    }


def _actions_by_place(finished: FinishedPlan) -> dict[_Key, ActionReport]:
    return {(action["kind"], action["code"]): action for action in finished.plan["actions"]}


def _shown(action: ActionReport) -> Json:
    return _only(SHOWN_OF_ACTION, action)


def _hours(action: ActionReport) -> str:
    return action["opening_hours"]


def _by_union(first: FinishedPlan, second: FinishedPlan) -> list[Json]:
    """List the unions of either plan, in the order of the first; new ones come last."""
    ours, theirs = (
        {union["code"]: union for union in each.plan["by_union"]} for each in (first, second)
    )
    compared: list[Json] = []
    for code in dict.fromkeys([*ours, *theirs]):
        known = ours.get(code) or theirs[code]
        after = [unions[code]["after"] if code in unions else None for unions in (ours, theirs)]
        compared.append(
            {
                "code": code,
                "name": known["name"],
                "people": known["people"],
                "after_first": after[0],
                "after_second": after[1],
                "difference": None
                if None in after
                else cast("int", after[1]) - cast("int", after[0]),
            }
        )
    return compared


def _covered_alone(one: FinishedPlan, other: FinishedPlan) -> Json:
    """List the places that one plan covers and the other does not, or does not know."""
    also = set(_covered(other))
    described = {(place["kind"], place["code"]): place for place in one.coverage["demand_points"]}
    alone = [described[key] for key in _covered(one) if key not in also]
    alone.sort(key=lambda place: -place["people"])
    return {
        "count": len(alone),
        "people": sum(place["people"] for place in alone),
        "places": [_only(SHOWN_OF_PLACE, place) for place in alone],
    }


def _covered(finished: FinishedPlan) -> Iterable[_Key]:
    return (
        (place["kind"], place["code"])
        for place in finished.plan["coverage_after"]
        if place["covered"]
    )


def _only(names: Iterable[str], report: ActionReport | DemandReport) -> Json:
    shown = cast("Json", report)
    return {name: shown[name] for name in names}
