"""A plan added up and put in order for people: by year, by union, by gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.plan_reports import ActionReport, PlanReport, UnionReport


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the schedule; what runs by then costs and covers so much, all together."""

    action: ActionReport
    cost_so_far: float
    covered_so_far: int


@dataclass(frozen=True, slots=True)
class PlanYear:
    """The steps of one year, and what may be spent by its end; None is without limit."""

    year: int
    budget: float | None
    steps: Sequence[Step]

    @property
    def people_gained(self) -> int:
        """How many people more are covered at its end than at its beginning."""
        return sum(step.action["people_gained"] for step in self.steps)


@dataclass(frozen=True, slots=True)
class UnionTotals:
    """The people of all unions together, and of those outside every union."""

    people: int
    before: int
    after: int
    shortfall: float


def steps_of(plan: PlanReport) -> list[Step]:
    """Add up cost and people along the schedule."""
    cost, covered = 0.0, plan["covered_before"]
    steps = []
    for action in plan["actions"]:
        cost += action["yearly_cost"]
        covered += action["people_gained"]
        steps.append(Step(action, cost, covered))
    return steps


def years_of(plan: PlanReport) -> list[PlanYear]:
    """Part the schedule by years; one in which nothing begins is left out."""
    by_year = groupby(steps_of(plan), key=lambda step: step.action["year"])
    return [PlanYear(year, budget_of_year(plan, year), list(steps)) for year, steps in by_year]


def budget_of_year(plan: PlanReport, year: int) -> float | None:
    """Say what may be spent a year on all that runs by then."""
    budgets = plan["limits"]["yearly_budgets"]
    return budgets[year - 1] if year <= len(budgets) else plan["budget"]


def unions_by_gain(plan: PlanReport) -> list[UnionReport]:
    """Put the unions that gain most people first; of equals the larger, then by code."""

    def rank(union: UnionReport) -> tuple[int, int, str]:
        return union["before"] - union["after"], -union["people"], union["code"] or ""

    return sorted(plan["by_union"], key=rank)


def union_totals(plan: PlanReport) -> UnionTotals:
    """Add the unions up."""
    unions = plan["by_union"]
    return UnionTotals(
        people=sum(union["people"] for union in unions),
        before=sum(union["before"] for union in unions),
        after=sum(union["after"] for union in unions),
        shortfall=sum(union["shortfall"] for union in unions),
    )
