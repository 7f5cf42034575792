"""In which order, in which year and from which day the actions of a plan are taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from geo.crs import FloatArray
from geo.errors import InvalidInput
from geo.messages import Message
from geo.streets import IndexArray
from planner.cover_rows import CoverRows
from planner.options import TOLERANCE, Actions

SCHEDULE_TOO_POOR = Message(
    "schedule_too_poor",
    zh="各年的预算加起来是 {given:,.0f} 元，而方案每年要 {needed:,.0f} 元；请增加预算或缩小方案。",
    en="the yearly budgets reach {given:,.0f} yuan, but the plan costs {needed:,.0f} a year; give "
    "more, or plan less",
)
YEARLY_BUDGETS_INVALID = Message(
    "yearly_budgets_invalid",
    zh="各年的预算应是不小于 0、逐年不减的数；收到 {value}，请改正。",
    en="yearly budgets must be numbers of 0 or more that do not fall from year to year, but "
    "{value} was sent; correct them",
)
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """One action in its turn.

    `people_gained` are those it adds to what was done before; `people_gained_alone` those whom
    nothing else of the plan covers. Years count from 1.
    """

    action: int
    order: int
    year: int
    first_day: date
    people_gained: float
    people_gained_alone: float


def require_yearly_budgets(budgets: Sequence[float]) -> None:
    """Refuse budgets that fall from year to year, or are none."""
    if not all(before <= after < np.inf for before, after in pairwise([0, *budgets])):
        raise InvalidInput(YEARLY_BUDGETS_INVALID, value=", ".join(map(str, budgets)))


def schedule_actions(
    rows: CoverRows,
    actions: Actions,
    chosen: IndexArray,
    *,
    yearly_budgets: Sequence[float],
    begin: date,
) -> list[ScheduledAction]:
    """Put the actions of a plan in order, most people per yuan first, as each year's money allows.

    `yearly_budgets` are what may be spent in each year on all that runs by then; they do not fall.
    The actions of a year begin on the first of months, evenly spread, none before `begin`. Raises
    InvalidInput where the last year's money does not pay for the whole plan.
    """
    require_yearly_budgets(yearly_budgets)
    needed, given = float(actions.yearly_cost[chosen].sum()), max(yearly_budgets, default=0)
    if needed > given + TOLERANCE:
        raise InvalidInput(SCHEDULE_TOO_POOR, given=given, needed=needed)
    plan = rows.of_actions(chosen)
    ordered = _ordered(plan, actions.yearly_cost[chosen], yearly_budgets)
    days = _first_days([year for _, year, _ in ordered], begin)
    alone = _gained_alone(plan, len(chosen))
    return [
        ScheduledAction(int(chosen[action]), order, year, day, gained, alone[action])
        for order, ((action, year, gained), day) in enumerate(zip(ordered, days, strict=True), 1)
    ]


def _ordered(
    rows: CoverRows, costs: FloatArray, yearly_budgets: Sequence[float]
) -> list[tuple[int, int, float]]:
    """Return action, year and people gained, in turn; the actions are those of the rows."""
    left, spent = list(range(len(costs))), 0.0
    taken: list[int] = []
    covered = _people(rows, taken)
    ordered: list[tuple[int, int, float]] = []
    for year, budget in enumerate(yearly_budgets, start=1):
        while payable := [action for action in left if spent + costs[action] <= budget + TOLERANCE]:
            totals = {action: _people(rows, [*taken, action]) for action in payable}
            best = max(payable, key=lambda each: _worth(totals[each] - covered, costs, each))
            ordered.append((best, year, totals[best] - covered))
            left.remove(best)
            taken.append(best)
            spent, covered = spent + float(costs[best]), totals[best]
    return ordered


def _worth(gained: float, costs: FloatArray, action: int) -> tuple[float, float, int]:
    """Rank by people per yuan, then by the lower cost, then by order."""
    cost = float(costs[action])
    return (gained / cost if cost else np.inf, -cost, -action)


def _people(rows: CoverRows, chosen: Sequence[int] | IndexArray) -> float:
    covered = rows.covered_groups(np.asarray(chosen, dtype=np.int64))
    return float(rows.people[covered].sum())


def _gained_alone(rows: CoverRows, actions: int) -> list[float]:
    """Count whom a plan would lose without each of its actions."""
    every = np.arange(actions)
    whole = _people(rows, every)
    return [whole - _people(rows, np.delete(every, action)) for action in range(actions)]


def _first_days(years: Sequence[int], begin: date) -> list[date]:
    """Spread the actions of each year over its months, from the first month that is whole."""
    counts = {year: years.count(year) for year in years}
    seen = dict.fromkeys(years, 0)
    begin = begin if begin.day == 1 else _months_later(begin, 1)
    days = []
    for year in years:
        month = MONTHS_PER_YEAR * (year - 1) + MONTHS_PER_YEAR * seen[year] // counts[year]
        days.append(_months_later(begin, month))
        seen[year] += 1
    return days


def _months_later(begin: date, months: int) -> date:
    years, month = divmod(begin.month - 1 + months, MONTHS_PER_YEAR)
    return date(begin.year + years, month + 1, 1)
