"""The joint model of sites and hours as arrays, and HiGHS solving it.

Columns: x, one per action, 0 or 1; z, one per bundle of several actions; y, one per group; b, one
per group, if backups are asked for; e, one per union, the people it lacks to its floor.

    z ≤ Σ x of the bundle                      y ≤ Σ (x, z) of the row, for each row of the group
    b ≤ y                                      b ≤ usable today − 1 + Σ (x, z) of the row for a
                                               backup, or b ≤ Σ (x, z) − y if none is usable today
    Σ x ≤ 1 at a site                          Σ cost x, Σ new x, Σ hours x ≤ limits
    Σ people y + e ≥ needed, for each union    Σ e ≤ most shortfall,   Σ people y ≥ least gain

Only x is declared whole. While people are maximised y turns out so. While backups are, y = b = 1/2
could count half a backup where one site alone is usable, but only in groups with none today, and
as far as a plan gains more than the least gain: the bound may then be somewhat high, never low, and
what a plan comes to is always counted anew from x.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, eye_array

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from planner.cover_rows import NO_ROW, NO_UNION, CoverRows, Ones
from planner.options import TOLERANCE, Actions, Limits

_HALF = 0.5
_EQUAL = 1e-9
"""Among equal plans the start stays: the first in order, not any."""
_OPTIONS: dict[str, int | str | bool] = {
    "threads": 1,
    # On cities faster than the simplex method, which takes over after the root.
    "mip_lp_solver": "ipm",
    # Once begun it ignores the time limit: minutes for 1,000 candidates at one place.
    "mip_detect_symmetry": False,
    # Probing, the sixteenth rule, may take longer than all the search where few actions are
    # affordable.
    "presolve_rule_off": 1 << 15,
    # Without it plans with more backups are found in the same time; the rest is as fast.
    "mip_heuristic_run_root_reduced_cost": False,
}
_STATUSES_WITH_BOUND = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Block:
    """Some rows of the model, by blocks of columns, and what they are at most."""

    upper: FloatArray | float
    x: Ones | None = None
    z: Ones | None = None
    y: Ones | None = None
    b: Ones | None = None
    e: Ones | None = None

    def parts(self) -> list[Ones | None]:
        """Return the blocks in the order of the columns."""
        return [self.x, self.z, self.y, self.b, self.e]

    def uppers(self) -> FloatArray:
        """Return one upper value per row."""
        height = next(part.shape[0] for part in self.parts() if part is not None)
        return np.broadcast_to(np.asarray(self.upper, dtype=np.float64), height)


@dataclass(frozen=True, slots=True)
class Effort:
    """How near to the optimum, for how long, and with which seed the solver works."""

    gap: float = 0.005
    time_limit_s: float = 60
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SitingModel:
    """The model without an objective; all rows are at most `upper`, the last two for an outcome.

    `needed` has one value per union: the people to cover, beyond those of today, for its floor.
    `gains` are the people of every group, 0 where it is covered today. `shared` are the bundles of
    several actions.
    """

    rows: CoverRows
    actions: Actions
    limits: Limits
    needed: FloatArray
    gains: FloatArray
    shared: IndexArray
    matrix: csc_array[np.float64]
    upper: FloatArray

    def values(
        self,
        *,
        x: FloatArray | float = 0,
        z: FloatArray | float = 0,
        y: FloatArray | float = 0,
        b: FloatArray | float = 0,
        e: FloatArray | float = 0,
    ) -> FloatArray:
        """Join one value for every column."""
        groups = len(self.gains)
        backups = groups if self.rows.backup else 0
        sizes = (len(self.actions), len(self.shared), groups, backups, len(self.needed))
        blocks = zip((x, z, y, b, e), sizes, strict=True)
        return np.concatenate([np.broadcast_to(values, size) for values, size in blocks]).astype(
            np.float64
        )

    def shortfalls(self, is_covered: BoolArray) -> FloatArray:
        """Return the people that every union lacks to its floor, if these groups are covered."""
        covered = by_union(self.rows, self.gains) @ is_covered.astype(np.float64)
        return np.asarray(np.maximum(self.needed - covered, 0))

    def outcome(self, chosen: IndexArray) -> "Outcome":
        """Return what a plan comes to."""
        is_covered = self.rows.covered_groups(chosen)
        return Outcome(
            shortfall=float(self.shortfalls(is_covered).sum()),
            gain=float(self.gains[is_covered].sum()),
            backup=float(self.rows.people[self.rows.backed_up_groups(chosen)].sum()),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """People below the floors, people covered beyond today's, and people with a backup.

    Of the last only those whose backup may change are counted.
    """

    shortfall: float = np.inf
    gain: float = -np.inf
    backup: float = 0

    def is_as_good_as(self, other: "Outcome") -> bool:
        """Tell whether nothing is worse than there."""
        return (
            self.shortfall <= other.shortfall + TOLERANCE
            and self.gain >= other.gain - TOLERANCE
            and self.backup >= other.backup - TOLERANCE
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Solved:
    """Actions found, a bound no plan can exceed, and how long it took."""

    chosen: IndexArray
    bound: float
    seconds: float


def build_model(
    rows: CoverRows, actions: Actions, *, limits: Limits, needed: FloatArray
) -> SitingModel:
    """Build the matrix; `needed` has one value per union, 0 where there is no floor."""
    gains = np.where(rows.is_today, 0, rows.people)
    shared = np.flatnonzero(np.diff(rows.actions_of.indptr) > 1)
    blocks = [
        _Block(0, x=-rows.actions_of[shared], z=_unit(len(shared))),
        *_cover_blocks(rows, shared),
        *_limit_blocks(actions, limits),
        _Block(-needed, y=-by_union(rows, gains), e=-_unit(len(needed))),
        _Block(np.inf, e=_row(np.ones(len(needed)))),
        _Block(np.inf, y=_row(-gains), b=_row(np.zeros(len(gains) if rows.backup else 0))),
    ]
    matrix = block_array([block.parts() for block in blocks])
    return SitingModel(
        rows=rows,
        actions=actions,
        limits=limits,
        needed=needed,
        gains=gains,
        shared=shared,
        matrix=csc_array(matrix, dtype=np.float64),
        upper=np.concatenate([block.uppers() for block in blocks]),
    )


def solve(
    model: SitingModel,
    objective: FloatArray,
    *,
    start: IndexArray,
    least: Outcome,
    effort: Effort,
    offset: float = 0,
) -> Solved:
    """Maximise an objective over the plans at least as good, but for the backup, as `least`.

    Whatever happens the answer is such a plan within the limits, at worst the start.
    """
    if not len(model.actions):
        return Solved(start, np.inf, 0)
    upper = model.upper.copy()
    upper[-2:] = least.shortfall, -least.gain
    solver = _solver(effort)
    _pass_on(model, solver, objective=objective, upper=upper, offset=offset)
    begun = _as_solution(model, start)
    solver.setSolution(len(begun), np.arange(len(begun), dtype=np.int32), begun)
    solver.run()
    chosen = np.flatnonzero(np.array(solver.getSolution().col_value)[: len(model.actions)] > _HALF)
    is_kept = model.actions.fit(chosen, model.limits) and model.outcome(chosen).is_as_good_as(least)
    is_better = objective @ (_as_solution(model, chosen) - begun) > _EQUAL
    is_bound = solver.getModelStatus() in _STATUSES_WITH_BOUND
    return Solved(
        chosen=chosen if is_kept and is_better else start,
        bound=float(solver.getInfo().mip_dual_bound) if is_bound else np.inf,
        seconds=float(solver.getRunTime()),
    )


def _pass_on(
    model: SitingModel,
    solver: highspy.Highs,
    *,
    objective: FloatArray,
    upper: FloatArray,
    offset: float,
) -> None:
    """Hand the arrays of a model to the solver."""
    rows, columns = model.matrix.shape
    solver.passModel(
        columns,
        rows,
        model.matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize),
        offset,
        objective,
        np.zeros(columns),
        model.values(x=1, z=1, y=1, b=1, e=np.inf),
        np.full(rows, -np.inf),
        upper,
        model.matrix.indptr[:-1].astype(np.int32),
        model.matrix.indices.astype(np.int32),
        model.matrix.data,
        model.values(x=int(highspy.HighsVarType.kInteger)).astype(np.int32),
    )


def by_union(rows: CoverRows, people: FloatArray) -> Ones:
    """Return unions × groups with the people of each group."""
    groups = np.flatnonzero(rows.group_unions != NO_UNION)
    shape = (len(rows.union_codes), len(people))
    return csr_array((people[groups], (rows.group_unions[groups], groups)), shape=shape)


def _cover_blocks(rows: CoverRows, shared: IndexArray) -> list[_Block]:
    """Return y ≤ Σ (x, z) for the rows of every group, and what a backup takes."""
    is_single = np.diff(rows.actions_of.indptr) == 1
    x_of = rows.bundles[:, is_single] @ rows.actions_of[is_single]
    z_of = rows.bundles[:, shared]
    groups, row = np.arange(len(rows.people)), rows.rows_of.indices
    group, unit = np.repeat(groups, np.diff(rows.rows_of.indptr)), _unit(len(groups))
    blocks = [_Block(0, x=-x_of[row], z=-z_of[row], y=unit[group])]
    if rows.backup is None:
        return blocks
    wanting = np.flatnonzero(rows.backup.row != NO_ROW)
    second = rows.backup.row[wanting]
    without = np.flatnonzero(rows.backup.row == NO_ROW)
    # y is left out of the row wherever it can be: lowered by a half, it would lend that half to b.
    is_new = rows.backup.usable_today == 0
    first_is_new = csr_array((np.ones(is_new.sum()), (groups[is_new], groups[is_new])), unit.shape)
    more_today = np.maximum(rows.backup.usable_today - 1, 0)
    return [
        *blocks,
        _Block(
            more_today[wanting],
            x=-x_of[second],
            z=-z_of[second],
            y=first_is_new[wanting],
            b=unit[wanting],
        ),
        _Block(more_today[without], y=first_is_new[without], b=unit[without]),
        _Block(0, y=-unit, b=unit),
    ]


def _limit_blocks(actions: Actions, limits: Limits) -> list[_Block]:
    """Return at most one action at a site, and the limits."""
    number = np.arange(len(actions))
    at_site = csr_array(
        (np.ones(len(actions)), (actions.site, number)), shape=(actions.sites, len(actions))
    )
    new_sites, hours = limits.max_new_sites, limits.staff_hours
    return [
        _Block(1, x=at_site),
        _Block(limits.budget, x=_row(actions.yearly_cost)),
        _Block(np.inf if new_sites is None else new_sites, x=_row(actions.is_new)),
        _Block(np.inf if hours is None else hours, x=_row(actions.weekly_hours_added)),
    ]


def _solver(effort: Effort) -> highspy.Highs:
    """Return a solver that is silent, uses one thread and does the same every time."""
    solver = highspy.Highs()
    solver.silent()
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("random_seed", effort.seed)
    solver.setOptionValue("mip_rel_gap", effort.gap)
    solver.setOptionValue("time_limit", effort.time_limit_s)
    return solver


def _as_solution(model: SitingModel, chosen: IndexArray) -> FloatArray:
    """Return the values of all columns for a plan."""
    x = np.zeros(len(model.actions))
    x[chosen] = 1
    is_covered = model.rows.covered_groups(chosen)
    return model.values(
        x=x,
        z=np.asarray(model.rows.actions_of[model.shared] @ x),
        y=is_covered.astype(np.float64),
        b=model.rows.backed_up_groups(chosen).astype(np.float64) if model.rows.backup else 0,
        e=model.shortfalls(is_covered),
    )


def _unit(size: int) -> Ones:
    return csr_array(eye_array(size))


def _row(values: FloatArray | BoolArray) -> Ones:
    return csr_array(values.astype(np.float64)[None, :])
