"""The stages of a siting plan: begin greedily, meet floors, cover people, back up, save money."""

from dataclasses import dataclass, replace

import numpy as np

from geo.streets import IndexArray
from planner.greedy import choose_greedily
from planner.options import TOLERANCE
from planner.siting_model import Effort, Outcome, SitingModel, Solved, by_union, solve

ANY_OUTCOME = Outcome()
_COST_WEIGHT = 0.25
"""What all the money together counts, in people: only between plans that cover as many."""
_ROUNDING = 0.5
_SHORTFALL_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stage:
    """The plan after one stage of the search, and what time is left for the others.

    `is_certain` tells whether the stage came to its end. No plan covers more people than `bound`,
    or, in the last stage, backs more of them up.
    """

    chosen: IndexArray
    left: Effort
    is_certain: bool = True
    bound: float = np.inf


def begin(
    model: SitingModel, start: IndexArray | None = None, *, enough: float = np.inf
) -> IndexArray:
    """Choose greedily, afresh and going on from the start, and keep the better plan."""
    begun = [np.array([], dtype=np.int64)]
    if start is not None and model.actions.fit(start, model.limits):
        begun.append(start)
    plans = [
        choose_greedily(
            model.rows,
            model.actions,
            limits=model.limits,
            begun=actions,
            lacking=model.needed,
            enough=enough,
        )
        for actions in begun
    ]
    return max(plans, key=lambda plan: _rank(model.outcome(plan)))


def _rank(outcome: Outcome) -> tuple[float, float]:
    return -outcome.shortfall, outcome.gain


def meet_floors(
    model: SitingModel, start: IndexArray, effort: Effort, least: Outcome = ANY_OUTCOME
) -> Stage:
    """Find a plan with the least shortfall in all, unless the start has no more than any must."""
    reachable = by_union(model.rows, model.gains) @ np.ones(len(model.gains))
    unavoidable = float(np.maximum(model.needed - reachable, 0).sum())
    if model.outcome(start).shortfall <= unavoidable + TOLERANCE:
        return Stage(start, effort)
    solved = solve(model, model.values(e=-1), start=start, least=least, effort=effort)
    shortfall = model.outcome(solved.chosen).shortfall
    is_certain = shortfall + solved.bound <= effort.gap * shortfall + _SHORTFALL_TOLERANCE
    return Stage(solved.chosen, time_left(effort, solved), is_certain)


def cover_most(model: SitingModel, start: IndexArray, effort: Effort) -> Stage:
    """Cover most people with no more shortfall than the start.

    The objective is people − weight × cost, and within the limits weight × cost ≤ 1/4. Let P be the
    most people that any such plan covers, and B what the solver proves that no objective exceeds,
    within rounding errors below 1/4. The best plan for people alone shows B > P − 1/4 − 1/4. P is
    whole, so ⌊B + 1/2⌋ ≥ P. Nor is that loose: as B comes down to the objective of a plan that
    covers P, which is P at most, ⌊B + 1/2⌋ comes down to P.
    """
    today = float(model.rows.demand.people[model.rows.is_covered_today].sum())
    outcome = model.outcome(start)
    weight = _COST_WEIGHT / max(min(model.limits.budget, model.actions.yearly_cost.sum()), 1)
    solved = solve(
        model,
        model.values(x=-weight * model.actions.yearly_cost, y=model.gains),
        start=start,
        least=Outcome(shortfall=outcome.shortfall),
        effort=_tightened(effort, today + outcome.gain),
        offset=today,
    )
    most = today + float(model.gains.sum())
    return Stage(solved.chosen, time_left(effort, solved), bound=whole_bound(solved.bound, most))


def whole_bound(proven: float, most: float) -> float:
    """Return a bound on whole people, which is all of them where nothing is proven."""
    return float(min(np.floor(proven + _ROUNDING), most)) if np.isfinite(proven) else most


def _tightened(effort: Effort, covered: float) -> Effort:
    """Leave room in the gap for the cost in the objective and for rounding up the bound.

    Both are less than a person: where B ≤ (1 + gap′) × objective, gap′ = gap − 3/4 ÷ covered, and
    the objective is no more than the people of the plan, B + 1/2 ≤ (1 + gap) × people.
    """
    return replace(effort, gap=max(effort.gap - (_COST_WEIGHT + _ROUNDING) / max(covered, 1), 0))


def back_up(model: SitingModel, start: IndexArray, effort: Effort) -> Stage:
    """Give most people a second site, with no fewer covered; the bound is on those backed up."""
    rows = model.rows
    today = float(rows.demand.people[rows.backed_up(np.array([], dtype=np.int64))].sum())
    solved = solve(
        model,
        model.values(b=rows.people),
        start=start,
        least=replace(model.outcome(start), backup=0),
        effort=effort,
        offset=today,
    )
    most = today + float(rows.people.sum())
    return Stage(
        without_idle(model, solved.chosen),
        time_left(effort, solved),
        bound=whole_bound(solved.bound, most),
    )


def without_idle(
    model: SitingModel, chosen: IndexArray, least: Outcome | None = None
) -> IndexArray:
    """Drop actions, the dearest first, or take cheaper ones at their sites, if nothing gets worse.

    Or, where `least` is given, as long as the plan stays as good as that.
    """
    least = least or model.outcome(chosen)
    cost = model.actions.yearly_cost
    for action in chosen[np.argsort(-cost[chosen], kind="stable")]:
        others = np.setdiff1d(chosen, action)
        at_site = np.flatnonzero(model.actions.site == model.actions.site[action])
        cheaper = at_site[cost[at_site] < cost[action]]
        plans = [
            others,
            *(np.append(others, cheap) for cheap in cheaper[np.argsort(cost[cheaper])]),
        ]
        chosen = next((plan for plan in plans if _is_enough(model, plan, least)), chosen)
    return np.sort(chosen)


def _is_enough(model: SitingModel, plan: IndexArray, least: Outcome) -> bool:
    is_within = model.actions.fit(plan, model.limits)
    return is_within and model.outcome(plan).is_as_good_as(least)


def time_left(effort: Effort, solved: Solved) -> Effort:
    """Return the effort that remains for the stages to come."""
    return replace(effort, time_limit_s=max(effort.time_limit_s - solved.seconds, 0))
