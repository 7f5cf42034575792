"""A plan as plain JSON values: what to do, whom it covers, by union, and who is left."""

from dataclasses import replace
from math import ceil

import numpy as np

from api.plan_request import PlanRequest
from api.use_cases.coverage import Json, describe_gaps, describe_standard
from api.use_cases.plan_search import FoundPlan, PlanChoices
from api.use_cases.plan_texts import action_reasons
from api.use_cases.planning_inputs import (
    NEAREST_WITHIN_MIN,
    PlanningInputs,
    rows_by_union,
    travel_method,
)
from geo.messages import Language
from geo.streets import BoolArray, IndexArray
from geo.week_hours import to_week_text
from planner.build_schedule import ScheduledAction
from planner.coverage import find_coverage
from planner.explanations import Explanation, explain_actions
from planner.options import TOLERANCE
from planner.plan_sites import join_sites, join_times, sites_after
from planner.siting import CheapestPlan, SitingPlan

DESKS_OF_NEW_SITE = 1


def describe_plan(choices: PlanChoices, found: FoundPlan, request: PlanRequest) -> Json:
    """Write a plan as docs/plans.md describes it, each reason in every language."""
    inputs, plan = choices.inputs, found.plan
    demand, rows = inputs.demand, choices.rows
    is_covered = rows.covered(plan.chosen)
    after = _inputs_after(choices, plan.chosen)
    return {
        "request": request.model_dump(mode="json"),
        "standard": describe_standard(inputs),
        "travel_method": travel_method(choices.times),
        "data_revision": inputs.data.revision,
        "demand_kinds": list(inputs.request.kinds),
        "weight": inputs.request.weight,
        "budget": None if request.most_money == np.inf else request.most_money,
        "spent": plan.spent,
        "costs": {name: getattr(choices.costs, name) for name in choices.costs.__slots__},
        "limits": {
            "max_new_sites": request.max_new_sites,
            "staff_hours": request.staff_hours,
            "yearly_budgets": request.yearly_budgets,
        },
        "target": None if found.target is None else _target(found.target, request),
        "candidates": {
            "source": choices.candidates.source,
            "count": len(choices.candidates.sites),
        },
        "status": plan.status,
        "people": round(demand.people.sum()),
        "covered_before": round(inputs.coverage.people(demand)),
        "covered_after": round(plan.covered_people),
        "bound": round(plan.bound),
        "relative_gap": plan.relative_gap,
        "backup_people": round(plan.backup_people) if request.backup else None,
        "backup_bound": _backup_bound(plan, request),
        "actions": _actions(choices, found),
        "frontier": [
            _budget_step(each, budget)
            for each, budget in zip(found.frontier, found.budgets.tolist(), strict=True)
        ],
        "next_tenth": _next_tenth(found),
        "by_union": _by_union(inputs, is_covered, request),
        "gaps": describe_gaps(after, request.extensions),
        "visiting_list": _visiting_list(choices),
        "coverage_after": [
            {"code": code, "kind": kind, "covered": covered}
            for code, kind, covered in zip(
                demand.codes, demand.kinds, is_covered.tolist(), strict=True
            )
        ],
    }


def _inputs_after(choices: PlanChoices, chosen: IndexArray) -> PlanningInputs:
    """Return what coverage is computed from once the plan is done."""
    inputs, data = choices.inputs, choices.inputs.data
    existing, new = sites_after(data.sites, choices.candidates.sites, choices.actions, chosen)
    ways = choices.find_ways(new, at_least_min=NEAREST_WITHIN_MIN)
    sites, times = join_sites(existing, new), join_times(inputs.times, ways)
    desks = np.append(data.desks, np.full(len(new), DESKS_OF_NEW_SITE))
    return replace(
        inputs,
        data=replace(data, sites=sites, desks=desks),
        times=times,
        coverage=find_coverage(inputs.demand, sites, times, inputs.standard),
    )


def _backup_bound(plan: SitingPlan, request: PlanRequest) -> int | None:
    is_proven = request.backup and plan.backup_bound < np.inf
    return round(plan.backup_bound) if is_proven else None


def _target(target: CheapestPlan, request: PlanRequest) -> Json:
    return {
        "share": request.target_share,
        "least_cost": target.least_cost,
        "relative_gap": target.relative_gap,
        "status": target.status,
    }


def _actions(choices: PlanChoices, found: FoundPlan) -> list[Json]:
    """Write the actions in the order in which they are taken."""
    explained = explain_actions(choices.rows, found.scheduled, choices.inputs.coverage)
    reasons = action_reasons(
        explained,
        found.scheduled,
        choices.actions,
        demand=choices.inputs.demand,
        sites=choices.sites,
        request=choices.inputs.request,
    )
    return [
        _action(choices, scheduled)
        | {
            "reason": {language.value: reason[language] for language in Language},
            "reached": _reached(choices, explanation),
        }
        for scheduled, explanation, reason in zip(found.scheduled, explained, reasons, strict=True)
    ]


def _action(choices: PlanChoices, scheduled: ScheduledAction) -> Json:
    actions, sites = choices.actions, choices.sites
    site = int(actions.site[scheduled.action])
    return {
        "order": scheduled.order,
        "year": scheduled.year,
        "date": scheduled.first_day.isoformat(),
        "kind": "new_site" if actions.is_new[scheduled.action] else "extend_hours",
        "code": sites.codes[site],
        "name": sites.names[site],
        "lon": float(sites.lon[site]),
        "lat": float(sites.lat[site]),
        "opening_hours": to_week_text(actions.weeks[int(actions.week_ids[scheduled.action])]),
        "weekly_hours_added": float(actions.weekly_hours_added[scheduled.action]),
        "yearly_cost": float(actions.yearly_cost[scheduled.action]),
        "people_gained": round(scheduled.people_gained),
        "people_gained_alone": round(scheduled.people_gained_alone),
    }


def _reached(choices: PlanChoices, explanation: Explanation) -> list[Json]:
    """Name the places that an action covers in its turn, and those that only it covers."""
    demand = choices.inputs.demand
    only_here = set(explanation.only_here.tolist())
    reached = dict.fromkeys([*explanation.reached.tolist(), *explanation.only_here.tolist()])
    return [
        {
            "code": demand.codes[row],
            "kind": demand.kinds[row],
            "name": demand.names[row],
            "people": round(demand.people[row]),
            "only_here": row in only_here,
        }
        for row in reached
    ]


def _budget_step(plan: SitingPlan, budget: float) -> Json:
    return {
        "budget": budget,
        "spent": plan.spent,
        "covered": round(plan.covered_people),
        "bound": round(plan.bound),
        "status": plan.status,
    }


def _next_tenth(found: FoundPlan) -> Json | None:
    """Tell what a tenth more money would add."""
    wider = found.next_tenth
    if wider is None:
        return None
    more = round(wider.covered_people - found.plan.covered_people)
    return _budget_step(wider, found.next_budget) | {"people_more": more}


def _by_union(inputs: PlanningInputs, is_covered: BoolArray, request: PlanRequest) -> list[Json]:
    """Compare before and after by union, as in coverage.json; those in no union have no floor."""
    people, names = inputs.demand.people, inputs.data.union_names
    before, after = people * inputs.coverage.is_covered, people * is_covered
    described = []
    for code, rows in rows_by_union(inputs.demand):
        floor = 0 if code is None else request.floors.get(code, request.floor)
        owed = ceil(floor * float(people[rows].sum()) - TOLERANCE)
        lacking = owed - round(after[rows].sum())
        described.append(
            {
                "code": code,
                "name": None if code is None else names[code],
                "people": round(people[rows].sum()),
                "before": round(before[rows].sum()),
                "after": round(after[rows].sum()),
                "floor": floor,
                "floor_people": owed,
                "shortfall": max(lacking, 0),
            }
        )
    return described


def _visiting_list(choices: PlanChoices) -> list[Json]:
    """List those whom no allowed action covers, and why: as if all candidates were there."""
    demand = choices.inputs.demand
    out_of_reach = choices.rows.is_out_of_reach & (demand.people > 0)
    reasons = find_coverage(demand, choices.sites, choices.times, choices.inputs.standard).reasons
    rows = np.flatnonzero(out_of_reach)
    return [
        {
            "code": demand.codes[row],
            "kind": demand.kinds[row],
            "name": demand.names[row],
            "lon": float(demand.lon[row]),
            "lat": float(demand.lat[row]),
            "union_code": demand.union_codes[row],
            "people": round(demand.people[row]),
            "reason": str(reasons[row]),
        }
        for row in rows[np.argsort(-demand.people[rows], kind="stable")].tolist()
    ]
