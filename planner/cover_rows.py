"""Which actions would cover whom: the exact rows of the joint model of sites and hours.

Someone is covered if at least r weekdays count, that is: if whatever r − 1 weekdays one strikes
out, some open site is still usable on one of the others. So for every set S of 7 − r + 1 weekdays
there is a row: one of the actions usable on some day of S must be chosen. A row that present hours
satisfy is left out, equal rows are one, and demand points with the same rows are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.travel_times import TravelTimes
from geo.units import DAYS_PER_WEEK
from planner.cover_pairs import (
    ALL_DAYS,
    NearPairs,
    actions_at,
    distinct,
    find_near_pairs,
    mixed,
)
from planner.coverage import DayMasks, Standard
from planner.demand import Demand
from planner.options import Actions

Ones = csr_array[np.float64]
"""A sparse matrix of ones, that is of which belongs to which."""
NO_GROUP = -1
NO_UNION = -1
NO_ROW = -1
ENOUGH_SITES = 2


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Backup:
    """What a second usable site takes: per group, the sites usable today, and a row or `NO_ROW`.

    At least two different sites must be usable on some day; those of today and the actions of the
    row count, one each, since at most one action is chosen at a site. `is_backed_up_today` has one
    value per demand point.
    """

    usable_today: FloatArray
    row: IndexArray
    is_backed_up_today: BoolArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CoverRows:
    """Rows of actions, groups of demand points that need all of some rows, and who needs none.

    Per demand point: `unions`, indices into `union_codes` or `NO_UNION`, and `group`, `NO_GROUP`
    where no action changes anything: it is covered today, or out of reach of all actions, of which
    a site takes one at most. Per group: `people`, `group_unions`, and `is_today`, whether it
    is covered today and only lacks a backup.

    `hits` = `bundles` @ `actions_of` is rows × actions. A bundle is a set of options of one site.
    """

    demand: Demand
    is_covered_today: BoolArray
    group: IndexArray
    unions: IndexArray
    union_codes: tuple[str, ...]
    people: FloatArray
    group_unions: IndexArray
    is_today: BoolArray
    rows_of: Ones
    bundles: Ones
    actions_of: Ones
    hits: Ones
    backup: Backup | None

    @property
    def is_out_of_reach(self) -> BoolArray:
        """Tell which demand points no choice of actions can cover, whatever it costs.

        That is the visiting list; at most one action is chosen at a site.
        """
        return np.asarray(~self.is_covered_today & (self.group == NO_GROUP))

    def covered_groups(self, chosen: IndexArray) -> BoolArray:
        """Tell which groups are covered if these actions are chosen."""
        is_open = self.count_hits(chosen) == 0
        return np.asarray(self.rows_of @ is_open.astype(np.float64) == 0, dtype=bool)

    def covered(self, chosen: IndexArray) -> BoolArray:
        """Tell which demand points are covered if these actions are chosen."""
        return self._at_demand(self.is_covered_today, self.covered_groups(chosen))

    def backed_up(self, chosen: IndexArray) -> BoolArray:
        """Tell which demand points are covered and have a second usable site; none unless asked."""
        if self.backup is None:
            return np.zeros(len(self.demand), dtype=bool)
        return self._at_demand(self.backup.is_backed_up_today, self.backed_up_groups(chosen))

    def _at_demand(self, today: BoolArray, by_group: BoolArray) -> BoolArray:
        return np.asarray(today | np.append(by_group, False)[self.group])

    def backed_up_groups(self, chosen: IndexArray) -> BoolArray:
        """Tell which groups are covered and have a second usable site."""
        if self.backup is None:
            return np.zeros(len(self.people), dtype=bool)
        more = np.append(self.count_hits(chosen), 0)[self.backup.row]
        is_second = self.backup.usable_today + more >= ENOUGH_SITES
        return np.asarray(self.covered_groups(chosen) & is_second)

    def of_actions(self, chosen: IndexArray) -> "CoverRows":
        """Keep these actions alone, numbered in the order given: few columns are quick."""
        return replace(self, actions_of=self.actions_of[:, chosen], hits=self.hits[:, chosen])

    def count_hits(self, chosen: IndexArray) -> FloatArray:
        """Count how many of these actions hit each row."""
        is_chosen = np.zeros(self.hits.shape[1])
        is_chosen[chosen] = 1
        return np.asarray(self.hits @ is_chosen)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Asked:
    """The rows that demand points need; row n is sampled from one demand point and question.

    `of_days` are demand points × sets of days, sorted, `NO_ROW` where none is needed or the same
    is there already. `second` is the row for a backup.
    """

    is_member: BoolArray
    of_days: IndexArray
    second: IndexArray
    sample_demand: IndexArray
    sample_question: IndexArray


def find_cover_rows(
    demand: Demand,
    actions: Actions,
    *,
    times: TravelTimes,
    standard: Standard,
    backup: bool = False,
) -> CoverRows:
    """Find the rows; the travel times lead to the sites of the actions, in their order.

    With `backup` the groups also tell who would have a second site to go to.
    """
    near = find_near_pairs(demand, actions, pairs=times.pairs, standard=standard)
    days, usable = near.days_today(), near.sites_today()
    questions = _questions(standard.days)
    wants_second = (usable < ENOUGH_SITES) & backup
    asked = _ask(
        near,
        questions,
        days,
        is_reachable=near.can_have(standard.days),
        wants_second=wants_second,
    )
    bundles, actions_of = _matrices(near, questions, asked, actions)
    union_codes = tuple(sorted({code for code in demand.union_codes if code is not None}))
    unions = _union_ids(demand, union_codes)
    group, first = _groups(asked, unions, usable if backup else np.zeros_like(usable))
    is_covered = np.asarray(np.bitwise_count(days) >= standard.days)
    return CoverRows(
        demand=demand,
        is_covered_today=is_covered,
        group=group,
        unions=unions,
        union_codes=union_codes,
        people=_sums(demand.people[asked.is_member], group[asked.is_member], len(first)),
        group_unions=unions[first],
        is_today=is_covered[first],
        rows_of=_rows_of(asked.of_days[first], bundles.shape[0]),
        bundles=bundles,
        actions_of=actions_of,
        hits=bundles @ actions_of,
        backup=Backup(
            usable[first].astype(np.float64),
            asked.second[first],
            is_covered & (usable >= ENOUGH_SITES),
        )
        if backup
        else None,
    )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Question:
    """On which of these weekdays is some option usable?

    For a backup only sites count that are not usable today, on any day.
    """

    days: int
    is_backup: bool = False

    def bundles(self, near: NearPairs) -> IndexArray:
        """Return the bundle of every pair that answers, 0 for none."""
        bundles = near.bundles(self.days)
        return np.where(near.present == 0, bundles, 0) if self.is_backup else bundles


def _questions(days: int) -> list[_Question]:
    """List the sets of weekdays of which one must be usable; the last question is for a backup."""
    sets = combinations(range(DAYS_PER_WEEK), max(DAYS_PER_WEEK - days + 1, 0))
    masks = (sum(1 << day for day in chosen) for chosen in sets)
    return [*(_Question(mask) for mask in masks), _Question(ALL_DAYS, is_backup=True)]


def _ask(
    near: NearPairs,
    questions: Sequence[_Question],
    days_today: DayMasks,
    *,
    is_reachable: BoolArray,
    wants_second: BoolArray,
) -> _Asked:
    """Find which rows every demand point needs, and give equal rows the same number."""
    sets = np.array([question.days for question in questions[:-1]], dtype=np.uint8)
    is_needed = (days_today[:, None] & sets) == 0
    keys = np.stack([near.sums(question.bundles(near)) for question in questions], axis=1)
    wants_second = wants_second & keys[:, -1].any(axis=1)
    is_member = is_reachable & (is_needed.any(axis=1) | wants_second)
    is_asked = np.column_stack([is_needed, wants_second]) & is_member[:, None]
    ids, samples = distinct(keys[is_asked])
    table = np.full(is_asked.shape, NO_ROW)
    table[is_asked] = ids
    of_days = np.sort(table[:, :-1], axis=1)
    of_days[:, 1:][of_days[:, 1:] == of_days[:, :-1]] = NO_ROW
    demand, question = np.nonzero(is_asked)
    return _Asked(is_member, of_days, table[:, -1], demand[samples], question[samples])


def _matrices(
    near: NearPairs, questions: Sequence[_Question], asked: _Asked, actions: Actions
) -> tuple[Ones, Ones]:
    """Return rows × bundles and bundles × actions, of the bundles that occur."""
    found = [
        _bundles_of(near, question, asked, column) for column, question in enumerate(questions)
    ]
    rows, names = (np.concatenate(column) for column in zip(*found, strict=True))
    bundles, ids = np.unique(names, return_inverse=True)
    is_in = (bundles[:, None] >> np.arange(near.option_bits)) & 1
    bundle, option = np.nonzero(is_in)
    action = actions_at(actions)[bundles[bundle] >> near.option_bits, option]
    return (
        _ones(rows, ids, (len(asked.sample_demand), len(bundles))),
        _ones(bundle, action, (len(bundles), len(actions))),
    )


def _bundles_of(
    near: NearPairs, question: _Question, asked: _Asked, column: int
) -> tuple[IndexArray, IndexArray]:
    """Return the bundles of the rows that one question was sampled for, and their rows."""
    sampled = np.flatnonzero(asked.sample_question == column)
    row_of = np.full(near.demand_points, NO_ROW)
    row_of[asked.sample_demand[sampled]] = sampled
    rows, names = row_of[near.demand], question.bundles(near)
    is_in = (rows != NO_ROW) & (names != 0)
    return rows[is_in], names[is_in]


def _groups(
    asked: _Asked, unions: IndexArray, usable_today: IndexArray
) -> tuple[IndexArray, IndexArray]:
    """Group demand points of one union with the same rows; return where each group first is."""
    members = np.flatnonzero(asked.is_member)
    rows = asked.of_days[members]
    keys = np.where((rows != NO_ROW)[..., None], mixed(rows), np.uint64(0)).sum(axis=1)
    # Numbers below −1 are no rows.
    for kind, values in enumerate((unions, asked.second, usable_today)):
        keys += mixed(-2 - kind - 3 * (values[members] + 1))
    ids, samples = distinct(keys)
    group = np.full(len(unions), NO_GROUP)
    group[members] = ids
    return group, members[samples]


def _rows_of(of_groups: IndexArray, rows: int) -> Ones:
    """Return groups × rows."""
    is_row = of_groups != NO_ROW
    return _ones(np.nonzero(is_row)[0], of_groups[is_row], (len(of_groups), rows))


def _ones(rows: IndexArray, columns: IndexArray, shape: tuple[int, int]) -> Ones:
    """Return a sparse matrix with ones at these places."""
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sort_indices()
    return matrix


def _union_ids(demand: Demand, union_codes: Sequence[str]) -> IndexArray:
    number: dict[str | None, int] = {code: index for index, code in enumerate(union_codes)}
    return np.array([number.get(code, NO_UNION) for code in demand.union_codes], dtype=np.int64)


def _sums(values: FloatArray, groups: IndexArray, count: int) -> FloatArray:
    return np.bincount(groups, values, minlength=count).astype(np.float64)
