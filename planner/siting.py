"""New sites and longer hours under one budget: the plan that covers most people, and how sure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from geo.crs import FloatArray
from geo.errors import InvalidInput, NoFeasiblePlan
from geo.messages import Message
from geo.streets import BoolArray, IndexArray
from planner.cover_rows import NO_UNION, CoverRows
from planner.options import TOLERANCE, Actions, Limits, require_limit
from planner.siting_model import Effort, Outcome, SitingModel, build_model, solve
from planner.siting_stages import (
    ANY_OUTCOME,
    Stage,
    back_up,
    begin,
    cover_most,
    meet_floors,
    time_left,
    without_idle,
)

SHARE_INVALID = Message(
    "share_invalid",
    zh="“{name}”的比例是 {value}，应当在 0 和 1 之间，例如 0.5 表示一半。",
    en="the share for {name} is {value}; it must be between 0 and 1, e.g. 0.5 for one half",
)
UNKNOWN_UNION = Message(
    "unknown_floor_union",
    zh="给工会“{code}”定了保底比例，但需求点里没有这个工会；请改正编号，或去掉这一项。",
    en="there is a floor for union {code}, but no demand point belongs to it; "
    "correct the code or leave it out",
)
TARGET_OUT_OF_REACH = Message(
    "target_out_of_reach",
    zh="在这些限额内覆盖不到 {target:.2%} 的人，找到的最高比例是 {most:.2%}；"
    "请放宽限额或降低目标。",
    en="no plan within the limits covers {target:.2%} of the people; the highest share found is "
    "{most:.2%}; widen the limits or lower the target",
)
TARGET_NOT_FOUND = Message(
    "target_not_found",
    zh="在限定的时间内没有找到能覆盖 {target:.2%} 的人的方案，找到的最高比例是 {most:.2%}；"
    "请延长时间、放宽限额或降低目标。",
    en="no plan that covers {target:.2%} of the people was found in the time allowed; the highest "
    "share found is {most:.2%}; allow more time, widen the limits or lower the target",
)


class Status(StrEnum):
    """Why the search ended; a plan stopped by time is a result, but never called optimal."""

    OPTIMAL = "optimal"
    GAP_REACHED = "gap_reached"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True)
class SitingRequest:
    """What a plan may use, what it owes every union, and how hard to look for it.

    `floors` are shares of people to cover, one for all unions or one per union code. They are
    elastic: what cannot be met is told as a shortfall. `gap` is the share by which the plan may be
    off the best, and 0 asks for the best.
    """

    budget: float = np.inf
    max_new_sites: int | None = None
    staff_hours: float | None = None
    floors: float | Mapping[str, float] = 0
    gap: float = 0.005
    time_limit_s: float = 60
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse shares that are none, and limits that are none."""
        floors = self.floors if isinstance(self.floors, Mapping) else {"floors": self.floors}
        for name, share in floors.items():
            require_share(name, share)
        require_limit("gap", self.gap)
        require_limit("time_limit_s", self.time_limit_s)
        Limits(self.budget, self.max_new_sites, self.staff_hours)

    @property
    def limits(self) -> Limits:
        """Return the limits on money, new sites and hours."""
        return Limits(self.budget, self.max_new_sites, self.staff_hours)

    @property
    def effort(self) -> Effort:
        """Return how hard to look."""
        return Effort(self.gap, self.time_limit_s, self.seed)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SitingPlan:
    """Actions to take, whom they cover, and how many more any other plan could cover at most.

    `bound` is an upper bound on the covered people of every plan that keeps the limits and falls
    short of the floors by no more than this one. `relative_gap` is what it exceeds the covered
    people by, as a share of these; both, and the status, are about covered people alone.
    `shortfalls` names the unions below their floor and the people they lack.

    `backup_people` are those covered with a second site, where that was asked for. No plan that
    covers as many people, with no more shortfall, backs up more than `backup_bound`, which is inf
    where nothing is proven.
    """

    chosen: IndexArray
    covered_people: float
    bound: float
    relative_gap: float
    status: Status
    spent: float
    shortfalls: Mapping[str, float]
    backup_people: float
    backup_bound: float = np.inf


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CheapestPlan:
    """Actions to take for a target, what they cost a year, and what any plan costs at least."""

    chosen: IndexArray
    covered_people: float
    spent: float
    least_cost: float
    relative_gap: float
    status: Status
    shortfalls: Mapping[str, float]


def choose_sites(
    rows: CoverRows,
    actions: Actions,
    *,
    request: SitingRequest,
    start: IndexArray | None = None,
) -> SitingPlan:
    """Choose the actions that cover most people within the limits.

    First the floors are met as far as they can be, then people are covered, then, if the rows were
    made for it, people get a backup. Among plans that cover as many a cheaper one is taken. People
    are whole numbers. A plan known before may be a `start`, such as that of a smaller budget.
    """
    model = build_model(rows, actions, limits=request.limits, needed=_needed(rows, request.floors))
    floors = meet_floors(model, begin(model, start), request.effort)
    found = cover_most(model, floors.chosen, floors.left)
    chosen, most_backups = without_idle(model, found.chosen), 0.0
    if rows.backup is not None:
        backed_up = back_up(model, chosen, found.left)
        chosen, most_backups = backed_up.chosen, backed_up.bound
    backups = _people(rows, rows.backed_up(chosen))
    covered = _people(rows, rows.covered(chosen))
    bound = max(found.bound, covered)
    gap = relative_gap(bound, covered)
    return SitingPlan(
        chosen=chosen,
        covered_people=covered,
        bound=bound,
        relative_gap=gap,
        status=_status(gap, request.gap, is_certain=floors.is_certain),
        spent=float(actions.yearly_cost[chosen].sum()),
        shortfalls=_shortfalls(model, chosen),
        backup_people=backups,
        backup_bound=max(most_backups, backups),
    )


def cheapest_plan(
    rows: CoverRows, actions: Actions, *, request: SitingRequest, target_share: float
) -> CheapestPlan:
    """Choose the actions that cost least and cover at least a share of all people.

    The limits hold, the budget too if there is one, and floors are met as far as the target allows.
    Raises NoFeasiblePlan where no plan found covers that many.
    """
    require_share("target", target_share)
    model = build_model(rows, actions, limits=request.limits, needed=_needed(rows, request.floors))
    target = np.ceil(target_share * rows.demand.people.sum() - TOLERANCE)
    goal = Outcome(gain=target - _people(rows, rows.is_covered_today))
    reached = _reach(model, goal, request.effort, target_share)
    floors = meet_floors(model, reached.chosen, reached.left, least=goal)
    least = replace(goal, shortfall=model.outcome(floors.chosen).shortfall)
    solved = solve(
        model,
        model.values(x=-actions.yearly_cost),
        start=without_idle(model, floors.chosen, least),
        least=least,
        effort=floors.left,
    )
    chosen = without_idle(model, solved.chosen, least)
    spent = float(actions.yearly_cost[chosen].sum())
    least_cost = float(np.clip(-solved.bound, 0, spent))
    gap = (spent - least_cost) / max(spent, 1)
    return CheapestPlan(
        chosen=chosen,
        covered_people=_people(rows, rows.covered(chosen)),
        spent=spent,
        least_cost=least_cost if gap > TOLERANCE else spent,
        relative_gap=gap if gap > TOLERANCE else 0.0,
        status=_status(gap, request.gap, is_certain=floors.is_certain),
        shortfalls=_shortfalls(model, chosen),
    )


def _reach(model: SitingModel, goal: Outcome, effort: Effort, target_share: float) -> Stage:
    """Find some plan that covers enough people, whatever the floors.

    Raises NoFeasiblePlan if there is none, or none was found in time.
    """
    start = begin(model, enough=goal.gain)
    if model.outcome(start).gain >= goal.gain:
        return Stage(start, effort)
    most_people = model.values(y=model.gains)
    best = replace(effort, gap=0)
    solved = solve(model, most_people, start=start, least=ANY_OUTCOME, effort=best)
    gain = model.outcome(solved.chosen).gain
    if gain >= goal.gain:
        return Stage(solved.chosen, time_left(effort, solved))
    people = model.rows.demand.people
    most = (gain + _people(model.rows, model.rows.is_covered_today)) / people.sum()
    is_proven = not len(model.actions) or solved.bound < goal.gain - TOLERANCE
    message = TARGET_OUT_OF_REACH if is_proven else TARGET_NOT_FOUND
    raise NoFeasiblePlan(message, target=target_share, most=most)


def relative_gap(bound: float, covered: float) -> float:
    """Return what a bound exceeds the covered people by, as a share of these; 1 of nobody."""
    return (bound - covered) / covered if covered else float(bound > 0)


def _needed(rows: CoverRows, floors: float | Mapping[str, float]) -> FloatArray:
    """Return the people to cover beyond those of today, for the floor of each union."""
    if not isinstance(floors, Mapping):
        floors = dict.fromkeys(rows.union_codes, floors)
    for code in floors:
        if code not in rows.union_codes:
            raise InvalidInput(UNKNOWN_UNION, code=code)
    shares = np.array([floors.get(code, 0) for code in rows.union_codes], dtype=np.float64)
    everyone = _by_demand_union(rows, rows.demand.people)
    covered = _by_demand_union(rows, rows.demand.people * rows.is_covered_today)
    return np.asarray(np.maximum(np.ceil(shares * everyone - TOLERANCE) - covered, 0))


def _by_demand_union(rows: CoverRows, people: FloatArray) -> FloatArray:
    has_union = rows.unions != NO_UNION
    count = len(rows.union_codes)
    return np.bincount(rows.unions[has_union], people[has_union], count).astype(np.float64)


def _shortfalls(model: SitingModel, chosen: IndexArray) -> dict[str, float]:
    lacking = model.shortfalls(model.rows.covered_groups(chosen))
    named = zip(model.rows.union_codes, lacking, strict=True)
    return {code: float(people) for code, people in named if people > TOLERANCE}


def _people(rows: CoverRows, chosen: BoolArray) -> float:
    return float(rows.demand.people[chosen].sum())


def _status(gap: float, asked: float, *, is_certain: bool) -> Status:
    if not is_certain or gap > max(asked, TOLERANCE):
        return Status.TIME_LIMIT
    return Status.OPTIMAL if gap <= TOLERANCE else Status.GAP_REACHED


def require_share(name: str, value: float) -> None:
    """Refuse what is no share of people."""
    if not 0 <= value <= 1:
        raise InvalidInput(SHARE_INVALID, name=name, value=value)
