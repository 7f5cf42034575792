"""Coverage gaps: uncovered people grouped by union and place, and the hours that would help."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import h3
import numpy as np

from geo.crs import FloatArray
from geo.places import PlaceKind
from geo.streets import BoolArray, IndexArray
from geo.travel_times import Pairs, TravelTimes
from geo.week_hours import WeekHours, to_week_hours
from planner.catchments import serving_pairs
from planner.coverage import NO_SITE, Coverage, DayMasks, Reason, Standard, day_masks, way_min
from planner.day_limits import day_limits
from planner.demand import Demand
from planner.sites import Sites

DEFAULT_RESOLUTION = 8
"""Cells of about 0.7 km²: on foot one crosses them within the standard."""
NO_GAP = -1
_MOST_SHARE = 0.5
_PAIRS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class HelpfulHours:
    """Hours added to one site, and whom of a gap they cover.

    `week` are all its hours with `added`, which are `added_min` longer than today's.
    """

    site_code: str
    added: WeekHours
    week: WeekHours
    added_min: int
    people: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Uncovered demand points of one union in one H3 cell.

    The position is the middle of its people; the demand point with the most people comes first.
    Codes of demand points differ within a kind alone.
    `reason` is that of most people, the first in the order of reasons of several. The nearest
    site, None where no travel time leads to one, is the first demand point's, `nearest_min` away.
    """

    union_code: str | None
    cell: str
    lon: float
    lat: float
    people: float
    demand_codes: tuple[str, ...]
    demand_kinds: tuple[PlaceKind, ...]
    people_by_reason: Mapping[Reason, float]
    reason: Reason
    nearest_code: str | None
    nearest_min: float
    helpful: HelpfulHours | None


@dataclass(frozen=True, slots=True)
class GapRules:
    """How gaps are told apart, which hours may be added to a site, and to which: None is all."""

    extensions: Sequence[WeekHours] = ()
    resolution: int = DEFAULT_RESOLUTION
    may_extend: BoolArray | None = None


def find_gaps(
    demand: Demand,
    sites: Sites,
    times: TravelTimes,
    *,
    coverage: Coverage,
    standard: Standard,
    rules: GapRules,
) -> list[Gap]:
    """Group the uncovered demand points, those with the most people first; of nobody is no gap.

    The hours that help are the shortest extension of one site that covers more than half of a
    gap's people. Where none does, it is the one that covers most of them; None if none helps.
    Of several equally good the site is taken to which the way is shorter.
    """
    rows_by_key = _group(demand, coverage, rules.resolution)
    gap_of = np.full(len(demand), NO_GAP)
    for number, rows in enumerate(rows_by_key.values()):
        gap_of[rows] = number
    serving = serving_pairs(times, sites, standard)
    if rules.may_extend is not None:
        serving = serving.take(rules.may_extend[serving.site])
    pairs = serving.take(gap_of[serving.demand] != NO_GAP)
    wanting = _Wanting(demand, sites, pairs, gap_of, coverage.days, standard)
    helpful = _choose_hours(wanting, rules.extensions, len(rows_by_key))
    gaps = (
        _describe(wanting, coverage, key=key, rows=np.array(rows), helpful=helpful.get(number))
        for number, (key, rows) in enumerate(rows_by_key.items())
        if demand.people[rows].any()
    )
    return sorted(gaps, key=lambda gap: (-gap.people, gap.union_code or "", gap.cell))


_Key = tuple[str | None, str]


def _group(demand: Demand, coverage: Coverage, resolution: int) -> dict[_Key, list[int]]:
    """Collect the rows of uncovered demand points by union and cell."""
    rows_by_key: dict[_Key, list[int]] = defaultdict(list)
    lon, lat = demand.lon.tolist(), demand.lat.tolist()
    for row in np.flatnonzero(~coverage.is_covered).tolist():
        cell = h3.latlng_to_cell(lat[row], lon[row], resolution)
        rows_by_key[demand.union_codes[row], cell].append(row)
    return rows_by_key


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Wanting:
    """Uncovered demand points and the sites that could serve them, were they open then.

    `gap_of` has the number of the gap of each demand point, `days` those on which it is served.
    """

    demand: Demand
    sites: Sites
    pairs: Pairs
    gap_of: IndexArray
    days: DayMasks
    standard: Standard


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Trials:
    """What extensions do to gaps, one value per gap, site and extension that helps anybody.

    `way` are the ways of all those people together, in minutes.
    """

    gap: IndexArray
    site: IndexArray
    extension: IndexArray
    added_min: IndexArray
    people: FloatArray
    way: FloatArray


def _choose_hours(
    wanting: _Wanting, extensions: Sequence[WeekHours], gaps: int
) -> dict[int, HelpfulHours]:
    """Choose the hours that help each gap, by its number; gaps without any are left out."""
    tried = [_try(wanting, number, added) for number, added in enumerate(extensions)]
    if not tried:
        return {}
    trials = _Trials(
        *(np.concatenate(column) for column in zip(*map(_columns, tried), strict=True))
    )
    known = wanting.gap_of != NO_GAP
    people = np.bincount(wanting.gap_of[known], wanting.demand.people[known], minlength=gaps)
    is_most = trials.people > people[trials.gap] * _MOST_SHARE
    first = np.where(is_most, trials.added_min, -trials.people)
    then = np.where(is_most, -trials.people, trials.added_min)
    order = np.lexsort(
        (trials.extension, trials.site, trials.way, then, first, ~is_most, trials.gap)
    )
    found, best = np.unique(trials.gap[order], return_index=True)
    return {
        gap: _hours_of(wanting.sites, extensions, trials, row)
        for gap, row in zip(found.tolist(), order[best].tolist(), strict=True)
    }


def _columns(trials: _Trials) -> tuple[IndexArray | FloatArray, ...]:
    return tuple(getattr(trials, name) for name in trials.__slots__)


def _hours_of(
    sites: Sites, extensions: Sequence[WeekHours], trials: _Trials, row: int
) -> HelpfulHours:
    site, added = int(trials.site[row]), extensions[int(trials.extension[row])]
    return HelpfulHours(
        site_code=sites.codes[site],
        added=added,
        week=_joined(sites.weeks[int(sites.week_ids[site])], added),
        added_min=int(trials.added_min[row]),
        people=float(trials.people[row]),
    )


def _joined(week: WeekHours, added: WeekHours) -> WeekHours:
    return to_week_hours((*week.intervals, *added.intervals))


def _try(wanting: _Wanting, extension: int, added: WeekHours) -> _Trials:
    """Extend each site alone, and add up by gap the people whom that covers."""
    demand, sites, pairs = wanting.demand, wanting.sites, wanting.pairs
    week_ids, week_of = np.unique(sites.week_ids[pairs.site], return_inverse=True)
    weeks = [sites.weeks[week] for week in week_ids.tolist()]
    joined = [_joined(week, added) for week in weeks]
    minutes = [longer.minutes - week.minutes for week, longer in zip(weeks, joined, strict=True)]
    added_min = np.array(minutes, dtype=np.int64)
    is_new = added_min[week_of] > 0
    helped = is_new & _covers(wanting, joined, week_of) & (demand.people[pairs.demand] > 0)
    chosen = pairs.take(helped)
    keys, groups = np.unique(
        wanting.gap_of[chosen.demand] * len(sites) + chosen.site, return_inverse=True
    )
    gap, site = np.divmod(keys, max(len(sites), 1))
    week_by_site = np.searchsorted(week_ids, sites.week_ids[site])
    people = demand.people[chosen.demand]
    return _Trials(
        gap=gap,
        site=site,
        extension=np.full(len(keys), extension),
        added_min=added_min[week_by_site],
        people=np.bincount(groups, people).astype(np.float64),
        way=np.bincount(groups, people * way_min(chosen)).astype(np.float64),
    )


def _covers(wanting: _Wanting, weeks: Sequence[WeekHours], week_of: IndexArray) -> BoolArray:
    """Tell of each pair whether its demand point is covered once the site has these hours."""
    pairs, standard = wanting.pairs, wanting.standard
    free_ids, free_of = np.unique(wanting.demand.free_ids[pairs.demand], return_inverse=True)
    free = [wanting.demand.free[number] for number in free_ids.tolist()]
    limits = day_limits(free, weeks, stay_min=standard.stay_min)
    ways = way_min(pairs)
    covers = np.zeros(len(ways), dtype=bool)
    for start in range(0, len(ways), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        more = day_masks(ways[some], limits[free_of[some], week_of[some]])
        days = wanting.days[pairs.demand[some]] | more
        covers[some] = np.bitwise_count(days) >= standard.days
    return covers


def _describe(
    wanting: _Wanting,
    coverage: Coverage,
    *,
    key: _Key,
    rows: IndexArray,
    helpful: HelpfulHours | None,
) -> Gap:
    demand, sites = wanting.demand, wanting.sites
    rows = rows[np.argsort(-demand.people[rows], kind="stable")]
    people, reasons = demand.people[rows], coverage.reasons[rows]
    largest = rows[0]
    nearest = int(coverage.nearest[largest])
    by_reason = {reason: float(people[reasons == reason].sum()) for reason in Reason}
    union_code, cell = key
    return Gap(
        union_code=union_code,
        cell=cell,
        lon=float(np.average(demand.lon[rows], weights=people)),
        lat=float(np.average(demand.lat[rows], weights=people)),
        people=float(people.sum()),
        demand_codes=tuple(demand.codes[row] for row in rows.tolist()),
        demand_kinds=tuple(demand.kinds[row] for row in rows.tolist()),
        people_by_reason=by_reason,
        reason=max(Reason, key=lambda reason: by_reason[reason]),
        nearest_code=None if nearest == NO_SITE else sites.codes[nearest],
        nearest_min=float(coverage.nearest_min[largest]),
        helpful=helpful,
    )
