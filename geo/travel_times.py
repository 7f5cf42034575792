"""Travel times between demand points and sites, out and back, for the planner."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.spatial import cKDTree

from geo.candidates import SPHERE_MARGIN_SHARE
from geo.crs import MAX_LAT, MAX_LON, FloatArray
from geo.errors import InvalidInput
from geo.messages import Message
from geo.service_points import EARTH_RADIUS_M, chord, unit_sphere
from geo.snapping import SnappedPlaces, snap
from geo.street_cells import CELL, cells_on_plane
from geo.street_search import Heading, reach_from, seconds_between, window_around
from geo.streets import BoolArray, IndexArray
from geo.timed_streets import TimedStreets, is_two_way, without_shapes
from geo.travel import Estimate, geodesics_m

TOO_MANY_PAIRS = Message(
    "too_many_pairs",
    zh="{demand} 个需求点 × {sites} 个站点太多，不能列成一张表（最多 {most} 对）；请逐对使用。",
    en="{demand} demand points × {sites} sites are too many for one table (at most {most} pairs); "
    "use the pairs",
)
POSITION_NOWHERE = Message(
    "position_nowhere",
    zh="第 {number} 个位置（经度 {lon}，纬度 {lat}，从 0 数起）不在地球上，请改正。",
    en="position {number}, counted from 0, is nowhere on earth: lon {lon}, lat {lat}; correct it",
)
CUT_OFF_INVALID = Message(
    "cut_off_invalid",
    zh="时间上限是 {value} 秒，应当是不小于 0 的数。",
    en="cut_off_s is {value}; it must be a number of seconds, 0 or more",
)
UNREACHABLE = np.inf
"""The travel time where there is no way, or none within the cut-off; never −1, never NaN."""
MOST_IN_TABLE = 5_000_000
"""Pairs in a table, 40 MB; beyond, only those within the cut-off are worth their memory."""
MOST_SITES_AT_ONCE = 64
"""Sites in one search: their times to all nodes of a window stay small."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Positions:
    """Where demand points or sites are, in WGS 84 degrees, one value each."""

    lon: FloatArray
    lat: FloatArray

    def __post_init__(self) -> None:
        """Refuse what is nowhere on earth, NaN included."""
        is_there = (np.abs(self.lon) <= MAX_LON) & (np.abs(self.lat) <= MAX_LAT)
        if not is_there.all():
            first = int(np.argmin(is_there))
            raise InvalidInput(
                POSITION_NOWHERE, number=first, lon=self.lon[first], lat=self.lat[first]
            )

    def __len__(self) -> int:
        """Count the positions."""
        return len(self.lon)

    def take(self, chosen: BoolArray | IndexArray) -> "Positions":
        """Keep some of them, in the order given."""
        return Positions(self.lon[chosen], self.lat[chosen])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pairs:
    """Demand points and sites near one another, one value per pair, times in seconds.

    `out_s` leads to the site, `back_s` home again; `is_estimated` where no street led there.
    """

    demand: IndexArray
    site: IndexArray
    out_s: FloatArray
    back_s: FloatArray
    is_estimated: BoolArray

    def take(self, chosen: BoolArray | IndexArray | slice) -> "Pairs":
        """Keep some of them, in the order given."""
        return Pairs(*(getattr(self, column)[chosen] for column in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TravelTimes:
    """Travel times between demand points (rows) and sites (columns), as far as the cut-off.

    `pairs` are those within the cut-off both ways, in the order of rows and then columns; every
    other pair is `UNREACHABLE`.
    """

    demand_points: int
    sites: int
    cut_off_s: float
    pairs: Pairs

    def table(self, pair_s: FloatArray) -> FloatArray:
        """Write times of the pairs as demand points × sites; raises InvalidInput if too many."""
        if self.demand_points * self.sites > MOST_IN_TABLE:
            raise InvalidInput(
                TOO_MANY_PAIRS, demand=self.demand_points, sites=self.sites, most=MOST_IN_TABLE
            )
        seconds = np.full((self.demand_points, self.sites), UNREACHABLE)
        seconds[self.pairs.demand, self.pairs.site] = pair_s
        return seconds


Groups = Sequence[IndexArray]
Run = Callable[[Callable[[Groups], Pairs], Iterable[Groups]], Iterable[Pairs]]
"""How the searches are run: `map`, or the `map` of an executor, to use several processes."""
SITES_IN_BATCH = 250
"""About so many sites are searched in one call: each sends the streets to another process."""


def find_travel_times(
    demand: Positions,
    sites: Positions,
    *,
    estimate: Estimate,
    cut_off_s: float,
    streets: TimedStreets | None = None,
    run: Run = map,
) -> TravelTimes:
    """Find the travel times of all pairs within the cut-off both ways.

    By streets where both ends are on the network, else by the estimate. On the network a pair
    without a way is not among the pairs, however near. Raises InvalidInput for a cut-off that is
    no number of seconds.
    """
    if not 0 <= cut_off_s < np.inf:
        raise InvalidInput(CUT_OFF_INVALID, value=cut_off_s)
    all_demand, all_sites = np.arange(len(demand)), np.arange(len(sites))
    if streets is None:
        found = [
            _estimated(_Ends(demand, all_demand), _Ends(sites, all_sites), estimate, cut_off_s)
        ]
    else:
        here, there = snap(streets, demand.lon, demand.lat), snap(streets, sites.lon, sites.lat)
        off_demand = _Ends(demand, np.flatnonzero(~here.is_on))
        on_demand = _Ends(demand, np.flatnonzero(here.is_on))
        off_sites = _Ends(sites, np.flatnonzero(~there.is_on))
        search = _street_search(streets, here, there, cut_off_s)
        found = [
            _estimated(off_demand, _Ends(sites, all_sites), estimate, cut_off_s),
            _estimated(on_demand, off_sites, estimate, cut_off_s),
            *run(partial(_search_all, search), _batches(search)),
        ]
    return TravelTimes(len(demand), len(sites), cut_off_s, _in_order(found))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Ends:
    """Some of the demand points, or some of the sites: all positions, and which are meant."""

    positions: Positions
    ids: IndexArray

    def sphere_tree(self) -> cKDTree:
        """Index the places meant on the unit sphere."""
        lon, lat = self.positions.lon[self.ids], self.positions.lat[self.ids]
        return cKDTree(unit_sphere(lon, lat))


def _estimated(demand: _Ends, sites: _Ends, estimate: Estimate, cut_off_s: float) -> Pairs:
    """Estimate the times of the pairs within the cut-off; out and back are the same."""
    reach_m = estimate.reach_m(cut_off_s) * (1 + SPHERE_MARGIN_SHARE)
    near = demand.sphere_tree().sparse_distance_matrix(
        sites.sphere_tree(), chord(reach_m / EARTH_RADIUS_M), output_type="ndarray"
    )
    row, column = demand.ids[near["i"]], sites.ids[near["j"]]
    here, there = demand.positions.take(row), sites.positions.take(column)
    seconds = estimate.seconds(geodesics_m(here.lon, here.lat, there.lon, there.lat))
    pairs = Pairs(row, column, seconds, seconds, np.ones(len(row), dtype=bool))
    return pairs.take(seconds <= cut_off_s)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _StreetSearch:
    """Demand points on the network, sorted by cell, the sites on it, and how far to search.

    `demand_ids` and `site_ids` are their numbers among all.
    """

    streets: TimedStreets
    limit_s: float
    demand: SnappedPlaces
    demand_cells: IndexArray
    demand_ids: IndexArray
    sites: SnappedPlaces
    site_ids: IndexArray


def _street_search(
    streets: TimedStreets, demand: SnappedPlaces, sites: SnappedPlaces, limit_s: float
) -> _StreetSearch:
    demand_ids = np.flatnonzero(demand.is_on)
    demand_cells = cells_on_plane(demand.plane[demand_ids])
    order = np.argsort(demand_cells, kind="stable")
    site_ids = np.flatnonzero(sites.is_on)
    return _StreetSearch(
        streets=without_shapes(streets),
        limit_s=limit_s,
        demand=demand.take(demand_ids[order]),
        demand_cells=demand_cells[order],
        demand_ids=demand_ids[order],
        sites=sites.take(site_ids),
        site_ids=site_ids,
    )


def _neighbours(search: _StreetSearch) -> Iterator[IndexArray]:
    """Group the sites by squares as wide as a search reaches, so that few windows are cut."""
    reach_m = search.limit_s * search.streets.fastest_m_per_s
    side = max(CELL, reach_m * float(search.sites.scale.max(initial=1)))
    square = np.floor(search.sites.plane / side).astype(np.int64)
    order = np.lexsort(square.T)
    is_new = np.any(np.diff(square[order], axis=0) != 0, axis=1)
    for group in np.split(order, np.flatnonzero(is_new) + 1):
        for start in range(0, len(group), MOST_SITES_AT_ONCE):
            yield group[start : start + MOST_SITES_AT_ONCE]


def _batches(search: _StreetSearch) -> Iterator[Groups]:
    """Put groups together that are worth a call of their own."""
    batch: list[IndexArray] = []
    for group in _neighbours(search):
        batch.append(group)
        if sum(map(len, batch)) >= SITES_IN_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _search_all(search: _StreetSearch, groups: Groups) -> Pairs:
    """Search from some groups of sites, one after another."""
    return _joined([_search_pairs(search, group) for group in groups])


def _search_pairs(search: _StreetSearch, chosen: IndexArray) -> Pairs:
    """Search from some neighbouring sites for the demand points within the cut-off both ways."""
    streets, limit_s, sites = search.streets, search.limit_s, search.sites.take(chosen)
    near = window_around(
        search.demand_cells, sites, limit_s=limit_s, m_per_s=streets.fastest_m_per_s
    ).inside()
    demand = search.demand.take(near)
    towards = reach_from(streets, sites, heading=Heading.TOWARDS, limit_s=limit_s)
    out_s = back_s = seconds_between(towards, demand)
    if not is_two_way(streets):
        away = reach_from(streets, sites, heading=Heading.AWAY, limit_s=limit_s)
        back_s = seconds_between(away, demand)
    site, row = np.nonzero(np.maximum(out_s, back_s) <= limit_s)
    return Pairs(
        demand=search.demand_ids[near[row]],
        site=search.site_ids[chosen[site]],
        out_s=out_s[site, row],
        back_s=back_s[site, row],
        is_estimated=np.zeros(len(row), dtype=bool),
    )


def _joined(found: Sequence[Pairs]) -> Pairs:
    columns = (np.concatenate([getattr(each, name) for each in found]) for name in Pairs.__slots__)
    return Pairs(*columns)


def _in_order(found: Sequence[Pairs]) -> Pairs:
    """Put pairs in the order of demand points, then sites."""
    pairs = _joined(found)
    return pairs.take(np.lexsort((pairs.site, pairs.demand)))
