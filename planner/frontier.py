"""What each budget can cover: the plans from a small budget up to the asked one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from geo.errors import InvalidInput
from geo.messages import Message
from planner.cover_rows import CoverRows
from planner.options import Actions
from planner.siting import SitingPlan, SitingRequest, choose_sites, relative_gap

BUDGET_ENDLESS = Message(
    "budget_endless",
    zh="要看各档预算的效果，请给出预算（元/年）。",
    en="to see what each budget covers, give a budget in yuan a year",
)
FEWEST_BUDGETS = 8


def find_frontier(
    rows: CoverRows, actions: Actions, *, request: SitingRequest, budgets: int = FEWEST_BUDGETS
) -> Iterator[SitingPlan]:
    """Choose sites for equal steps of money up to the request's budget, the last with all of it.

    Each plan starts from the one before, so that without floors it covers no fewer. Costs come in
    lumps: one new site takes as much as several extensions, so the frontier need not be concave.
    Only the last gives backups, where the rows were made for it. It may take the whole time limit;
    those before share as much among them.
    Raises InvalidInput for a budget without end.
    """
    if request.budget == np.inf:
        raise InvalidInput(BUDGET_ENDLESS)
    start = None
    covering = replace(rows, backup=None)
    share_s = request.time_limit_s / budgets
    for budget in np.linspace(0, request.budget, budgets + 1)[1:-1].tolist():
        asked = replace(request, budget=budget, time_limit_s=share_s)
        plan = choose_sites(covering, actions, request=asked, start=start)
        start = plan.chosen
        yield plan
    yield choose_sites(rows, actions, request=request, start=start)


def tightened(plans: Sequence[SitingPlan]) -> list[SitingPlan]:
    """Lower each bound to that of more money, which no plan for less can exceed either.

    With floors this does not hold: more money may meet more of them and cover fewer people.
    """
    bounds = np.minimum.accumulate([plan.bound for plan in reversed(plans)])[::-1]
    return [
        replace(plan, bound=bound, relative_gap=relative_gap(bound, plan.covered_people))
        for plan, bound in zip(plans, bounds.tolist(), strict=True)
    ]
