"""The search for a plan: what could be done, and what of it to do for the money."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Protocol

import numpy as np

from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.planning_inputs import PlanningInputs, find_times
from geo.crs import FloatArray
from geo.streets import StreetNetwork
from geo.travel_times import TravelTimes
from planner.build_schedule import ScheduledAction, schedule_actions
from planner.candidates import CandidateSites, CandidateSource, choose_candidates
from planner.cover_rows import CoverRows, find_cover_rows
from planner.frontier import FEWEST_BUDGETS, find_frontier, tightened
from planner.options import Actions, Costs, build_actions
from planner.plan_sites import join_sites, join_times
from planner.sites import Sites
from planner.siting import CheapestPlan, SitingPlan, SitingRequest, cheapest_plan, choose_sites

MORE_MONEY_SHARE = 1.1
"""The next tenth of the budget."""


class PlanStage(StrEnum):
    """What is being worked on."""

    LOADING = "loading"
    COVERAGE = "coverage"
    OPTIONS = "options"
    SEARCH = "search"
    REPORT = "report"


OnProgress = Callable[[PlanStage, float], None]
"""Is told the stage, and how much of all the work is done, 0 to 1, an estimate."""
_SEARCH_FROM, SEARCH_TO = 0.3, 0.9
_SEARCH_SHARE = SEARCH_TO - _SEARCH_FROM


class FindWays(Protocol):
    """Finds the travel times to sites, at least as far as the minutes given."""

    def __call__(self, sites: Sites, *, at_least_min: float = 0) -> TravelTimes:
        """Find them."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanChoices:
    """All that could be done: the sites, existing and candidates, the ways, and the actions.

    The ways go as far as the standard, those to existing sites as far as the nearest is looked for;
    `find_ways` finds others, from the same demand points.
    """

    inputs: PlanningInputs
    candidates: CandidateSites
    sites: Sites
    times: TravelTimes
    costs: Costs
    actions: Actions
    rows: CoverRows
    find_ways: FindWays


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FoundPlan:
    """What the search found: the plan, those of smaller budgets, one with more, and in what order.

    The last of `frontier` is the plan. `target` is None where a budget was given alone.
    """

    frontier: list[SitingPlan]
    budgets: FloatArray
    target: CheapestPlan | None
    next_tenth: SitingPlan | None
    next_budget: float
    scheduled: list[ScheduledAction]

    @property
    def plan(self) -> SitingPlan:
        """Return the plan itself."""
        return self.frontier[-1]


def find_choices(
    inputs: PlanningInputs,
    request: PlanRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
) -> PlanChoices:
    """Find where something could be done, what it costs, and whom it could cover."""
    data, demand = inputs.data, inputs.demand
    candidates = choose_candidates(
        data.candidates,
        data.places,
        demand,
        inputs.coverage,
        services=np.uint64((1 << len(data.service_codes)) - 1),
        source=CandidateSource.NONE if request.max_new_sites == 0 else request.candidates,
    )
    find_ways = partial(
        find_times, demand, request=inputs.request, settings=settings, network=network
    )
    times = join_times(inputs.times, find_ways(candidates.sites))
    costs = request.costs_in(settings)
    actions = build_actions(
        data.sites,
        candidates.sites,
        costs=costs,
        own_costs=candidates.own_costs,
        new_options=request.new_site_options,
        extensions=request.extensions,
    )
    is_own = np.concatenate([data.own_sites, np.ones(len(candidates.sites), dtype=bool)])
    actions = actions.take(is_own[actions.site])
    rows = find_cover_rows(
        demand, actions, times=times, standard=inputs.standard, backup=request.backup
    )
    sites = join_sites(data.sites, candidates.sites)
    return PlanChoices(inputs, candidates, sites, times, costs, actions, rows, find_ways)


def search(choices: PlanChoices, request: PlanRequest, on_progress: OnProgress) -> FoundPlan:
    """Look for the plan, those of smaller budgets, and what a tenth more money would add."""
    rows, actions = choices.rows, choices.actions
    floors = dict.fromkeys(rows.union_codes, request.floor) | request.floors
    siting = request.siting(floors)
    on_progress(PlanStage.SEARCH, _SEARCH_FROM)
    target = None
    if request.target_share is not None:
        target = cheapest_plan(rows, actions, request=siting, target_share=request.target_share)
        siting = replace(siting, budget=target.spent)
    frontier = []
    for plan in islice(
        find_frontier(rows, actions, request=siting), FEWEST_BUDGETS - (target is not None)
    ):
        frontier.append(plan)
        done = len(frontier) / FEWEST_BUDGETS
        on_progress(PlanStage.SEARCH, round(_SEARCH_FROM + done * _SEARCH_SHARE, 2))
    if target is not None:
        frontier.append(_as_plan(choices, target))
    if not any(floors.values()):
        frontier = tightened(frontier)
    plan = frontier[-1]
    scheduled = schedule_actions(
        rows,
        actions,
        plan.chosen,
        yearly_budgets=request.yearly_budgets or [siting.budget],
        begin=request.begin,
    )
    budgets = siting.budget * np.arange(1, FEWEST_BUDGETS + 1) / FEWEST_BUDGETS
    more = round(siting.budget * MORE_MONEY_SHARE, 2)
    return FoundPlan(
        frontier=frontier,
        budgets=budgets,
        target=target,
        next_tenth=_next_tenth(choices, siting, more, plan) if more else None,
        next_budget=more,
        scheduled=scheduled,
    )


def _as_plan(choices: PlanChoices, target: CheapestPlan) -> SitingPlan:
    """Take the cheapest plan as the plan; no plan covers more than those in reach."""
    rows = choices.rows
    within_reach = float(rows.demand.people[~rows.is_out_of_reach].sum())
    covered = target.covered_people
    return SitingPlan(
        chosen=target.chosen,
        covered_people=covered,
        bound=within_reach,
        relative_gap=(within_reach - covered) / covered if covered else float(within_reach > 0),
        status=target.status,
        spent=target.spent,
        shortfalls=target.shortfalls,
        backup_people=float(rows.demand.people[rows.backed_up(target.chosen)].sum()),
    )


def _next_tenth(
    choices: PlanChoices, siting: SitingRequest, budget: float, plan: SitingPlan
) -> SitingPlan:
    """Look for the plan with a tenth more money."""
    share_s = siting.time_limit_s / FEWEST_BUDGETS
    wider = replace(siting, budget=budget, time_limit_s=share_s)
    covering = replace(choices.rows, backup=None)
    return choose_sites(covering, choices.actions, request=wider, start=plan.chosen)
