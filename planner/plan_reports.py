"""The shape of `plan.json`, as its files and pages are written from it."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from planner.coverage_report import GapReport, StandardReport


class CostReport(TypedDict):
    """What things cost, in yuan; rent is by year."""

    staff_cost_per_open_hour: float
    setup_cost: float
    amortisation_years: float
    yearly_rent: float


class LimitReport(TypedDict):
    """What a plan may use besides its budget; None is without limit."""

    max_new_sites: int | None
    staff_hours: float | None
    yearly_budgets: Sequence[float]


class TargetReport(TypedDict):
    """The share of people that was to be covered, and what any plan for it costs at least."""

    share: float
    least_cost: float
    relative_gap: float
    status: str


class CandidateReport(TypedDict):
    """Where new service points could be opened."""

    source: str
    count: int


class ReachedPlace(TypedDict):
    """A demand point that an action newly covers."""

    code: str
    kind: str
    name: str
    people: int
    only_here: bool


class ActionReport(TypedDict):
    """One thing to do; the reason of a stored plan is in all languages."""

    order: int
    year: int
    date: str
    kind: str
    code: str
    name: str
    lon: float
    lat: float
    opening_hours: str
    weekly_hours_added: float
    yearly_cost: float
    people_gained: int
    people_gained_alone: int
    reason: str | Mapping[str, str]
    reached: Sequence[ReachedPlace]


class FrontierReport(TypedDict):
    """What one budget covers."""

    budget: float
    spent: float
    covered: int
    bound: float
    status: str


class NextTenthReport(TypedDict):
    """What a tenth more money would add."""

    budget: float
    covered: int
    people_more: int
    bound: float
    status: str


class UnionReport(TypedDict):
    """The people of a union before and after; without a code those outside every union."""

    code: str | None
    name: str | None
    people: int
    before: int
    after: int
    floor: float
    floor_people: int
    shortfall: int


class VisitReport(TypedDict):
    """A place that no allowed option covers."""

    code: str
    kind: str
    name: str
    lon: float
    lat: float
    union_code: str | None
    people: int
    reason: str


class CoveredPlace(TypedDict):
    """Whether a demand point is covered once the plan is carried out."""

    code: str
    kind: str
    covered: bool


class PlanReport(TypedDict):
    """The content of `plan.json`."""

    standard: StandardReport
    travel_method: str
    data_revision: int
    demand_kinds: Sequence[str]
    weight: str
    budget: float | None
    spent: float
    costs: CostReport
    limits: LimitReport
    target: TargetReport | None
    candidates: CandidateReport
    status: str
    people: int
    covered_before: int
    covered_after: int
    bound: float
    relative_gap: float
    backup_people: int | None
    backup_bound: int | None
    actions: Sequence[ActionReport]
    frontier: Sequence[FrontierReport]
    next_tenth: NextTenthReport | None
    by_union: Sequence[UnionReport]
    gaps: Sequence[GapReport]
    visiting_list: Sequence[VisitReport]
    coverage_after: Sequence[CoveredPlace]


def share_of(part: float, people: float) -> float | None:
    """Return the share of people; there is none of nobody."""
    return part / people if people else None
