"""A quick plan: always take the action that covers most people per yuan more.

A chosen action may later give way to another of its site that hits all its rows: longer hours cost
only the difference. So nobody is lost on the way, and what each action gains can be kept up to date
by looking only at the groups whose rows were hit.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from planner.cover_rows import CoverRows, Ones
from planner.options import TOLERANCE, Actions, Limits

NO_ACTION = -1
_LEAST_YUAN = 1e-6
"""What costs nothing is taken first, the most people first."""
_FIRST = 1e6
"""How much more someone counts whose union lacks people to its floor."""


@dataclass(slots=True, eq=False, repr=False)
class _State:
    """The plan so far; its arrays are changed in place.

    `chosen_at` has one value per site. Per action: whether it may still be taken, what it would
    cost more, and the people it would gain. Per row: whether it is open. Per group: whether it is
    left. `lacking` are the people every union lacks to its floor, and 0 at the end for no union.
    """

    chosen_at: IndexArray
    is_allowed: BoolArray
    extra_cost: FloatArray
    gains: FloatArray
    is_open: BoolArray
    is_left: BoolArray
    lacking: FloatArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Town:
    """What stays the same, with the rows by action and the groups by row."""

    rows: CoverRows
    actions: Actions
    by_action: csc_array[np.float64]
    by_row: Ones


def choose_greedily(
    rows: CoverRows,
    actions: Actions,
    *,
    limits: Limits,
    begun: IndexArray | None = None,
    lacking: FloatArray | None = None,
    enough: float = np.inf,
) -> IndexArray:
    """Choose actions within the limits until no other covers anyone more, or enough are covered.

    A plan already `begun`, within the limits, is continued. Where `lacking`, one value per union,
    says how many more people its floor takes, those come first. `enough` counts people beyond those
    covered today.
    """
    town = _Town(rows, actions, csc_array(rows.hits), rows.rows_of.T.tocsr())
    state = _start(town, lacking)
    to_cover = rows.people[state.is_left].sum()
    for action in () if begun is None else begun:
        _take(town, state, action)
    while to_cover - rows.people[state.is_left].sum() < enough:
        action = _best(town, state, limits)
        if action == NO_ACTION:
            break
        _take(town, state, action)
    return np.sort(state.chosen_at[state.chosen_at != NO_ACTION])


def _start(town: _Town, lacking: FloatArray | None) -> _State:
    rows, actions = town.rows, town.actions
    if lacking is None:
        lacking = np.zeros(len(rows.union_codes))
    state = _State(
        chosen_at=np.full(actions.sites, NO_ACTION),
        is_allowed=np.ones(len(actions), dtype=bool),
        extra_cost=actions.yearly_cost.copy(),
        gains=np.zeros(len(actions)),
        is_open=np.ones(rows.hits.shape[0], dtype=bool),
        is_left=~rows.is_today,
        lacking=np.append(lacking, 0.0),
    )
    state.gains = _gains(town, state, np.flatnonzero(state.is_left))
    return state


def _gains(town: _Town, state: _State, groups: IndexArray) -> FloatArray:
    """Sum the people of groups that each action would cover all by itself, given the plan so far.

    It must hit all the open rows of a group.
    """
    needs = town.rows.rows_of[groups]
    needs.data = state.is_open[needs.indices].astype(np.float64)
    needs.eliminate_zeros()
    hits = needs @ town.rows.hits
    group = np.repeat(np.arange(len(groups)), np.diff(hits.indptr))
    is_all = hits.data == np.diff(needs.indptr)[group]
    is_first = state.lacking[town.rows.group_unions[groups]] > TOLERANCE
    people = town.rows.people[groups] * np.where(is_first, _FIRST, 1)
    sums = np.bincount(hits.indices[is_all], people[group[is_all]], len(town.actions))
    return sums.astype(np.float64)


def _best(town: _Town, state: _State, limits: Limits) -> int:
    """Return the allowed action with most people per yuan more, the first of equals."""
    actions = town.actions
    chosen = state.chosen_at[state.chosen_at != NO_ACTION]
    present = state.chosen_at[actions.site]
    is_free = present == NO_ACTION
    is_in = state.is_allowed & (state.gains > 0)
    is_in &= state.extra_cost <= limits.budget - actions.yearly_cost[chosen].sum() + TOLERANCE
    if limits.max_new_sites is not None:
        is_full = actions.is_new[chosen].sum() >= limits.max_new_sites
        is_in &= ~(actions.is_new & is_free & is_full)
    if limits.staff_hours is not None:
        left = limits.staff_hours - actions.weekly_hours_added[chosen].sum() + TOLERANCE
        before = np.append(actions.weekly_hours_added, 0)[present]
        is_in &= actions.weekly_hours_added - before <= left
    if not is_in.any():
        return NO_ACTION
    per_yuan = state.gains / np.maximum(state.extra_cost, _LEAST_YUAN)
    return int(np.argmax(np.where(is_in, per_yuan, -np.inf)))


def _take(town: _Town, state: _State, action: int) -> None:
    """Choose an action, and bring up to date what the others would cost and gain."""
    hit = town.by_action[:, [action]].indices.astype(np.int64)
    _limit_site(town, state, action, hit)
    opened = hit[state.is_open[hit]]
    groups = np.unique(town.by_row[opened].indices).astype(np.int64)
    groups = groups[state.is_left[groups]]
    state.gains -= _gains(town, state, groups)
    state.is_open[opened] = False
    is_left = np.asarray(town.rows.rows_of[groups] @ state.is_open.astype(np.float64)) > 0
    state.is_left[groups[~is_left]] = False
    was_lacking = state.lacking > TOLERANCE
    covered = groups[~is_left]
    np.subtract.at(state.lacking, town.rows.group_unions[covered], town.rows.people[covered])
    if np.array_equal(was_lacking, state.lacking > TOLERANCE):
        state.gains += _gains(town, state, groups[is_left])
    else:
        state.gains = _gains(town, state, np.flatnonzero(state.is_left))


def _limit_site(town: _Town, state: _State, action: int, hit: IndexArray) -> None:
    """Allow only what hits all these rows too in place of an action, for the difference."""
    actions = town.actions
    site = actions.site[action]
    others = np.flatnonzero(actions.site == site)
    is_hit = np.zeros(town.rows.hits.shape[0], dtype=np.float64)
    is_hit[hit] = 1
    state.is_allowed[others] = town.by_action[:, others].T @ is_hit == len(hit)
    state.is_allowed[action] = False
    state.extra_cost[others] = actions.yearly_cost[others] - actions.yearly_cost[action]
    state.chosen_at[site] = action
