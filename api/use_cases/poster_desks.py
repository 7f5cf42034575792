"""Which desks the people of a place can reach when they are free, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from api.use_cases.view import View
from geo.candidates import SPHERE_MARGIN_SHARE
from geo.crs import FloatArray
from geo.service_points import EARTH_RADIUS_M, chord, unit_sphere
from geo.streets import BoolArray, IndexArray
from geo.travel import Mode
from geo.travel_times import Positions, find_travel_times
from geo.units import from_minutes
from planner.coverage import DayMasks, day_masks, way_min
from planner.day_limits import day_limits
from planner.demand import Demand
from planner.sites import Sites

LONGEST_WAY_MIN, STAY_MIN = 30, 30
"""A desk is usable within this way, one way, for this long."""
LOOKED_FOR_MIN = 60
"""How far the nearest desk on foot is looked for, where none is usable."""
MOST_DESKS, ENOUGH_DESKS = 3, 2


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a desk, whose number among the sites is `site`.

    `days` is the mask of the weekdays on which one can be served there in one's free hours.
    """

    site: int
    mode: Mode
    minutes: float
    is_estimated: bool
    days: int

    @property
    def is_usable(self) -> bool:
        """Whether one can be served when free, without too long a way."""
        return self.days > 0 and self.minutes <= LONGEST_WAY_MIN


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ways:
    """The ways of one mode, one value each, place after place.

    Those of place p go from `starts[p]` to `starts[p + 1]`.
    """

    mode: Mode
    starts: IndexArray
    site: IndexArray
    minutes: FloatArray
    is_estimated: BoolArray
    days: DayMasks

    def usable(self, place: int) -> list[Way]:
        """List the usable ways of a place: those on the most weekdays first, then the shortest."""
        usable = [way for way in self._of(place) if way.is_usable]
        usable.sort(key=lambda way: (-way.days.bit_count(), way.minutes, way.site))
        return usable[:MOST_DESKS]

    def nearest(self, place: int) -> list[Way]:
        """List the shortest ways of a place, whether usable or not."""
        ways = sorted(self._of(place), key=lambda way: (way.minutes, way.site))
        return ways[: 2 * MOST_DESKS]

    def _of(self, place: int) -> list[Way]:
        its = slice(self.starts[place], self.starts[place + 1])
        columns = (self.site, self.minutes, self.is_estimated, self.days)
        values = (column[its].tolist() for column in columns)
        return [
            Way(site, self.mode, minutes, is_estimated, days)
            for site, minutes, is_estimated, days in zip(*values, strict=True)
        ]


def choose_desks(view: View, demand: Demand, sites: Sites) -> list[Sequence[Way]]:
    """Choose two or three desks for each demand point, fewer where there are no more.

    First those usable on foot; where there is but one or none, those usable by e-bike; and then
    the nearest ones, though their hours do not fit.
    """
    on_foot = find_ways(view, demand, sites, mode=Mode.WALK, longest_min=LOOKED_FOR_MIN)
    chosen: list[Sequence[Way]] = [on_foot.usable(place) for place in range(len(demand))]
    lacking = [place for place, ways in enumerate(chosen) if len(ways) < ENOUGH_DESKS]
    by_ebike = find_ways(
        view,
        demand,
        sites,
        mode=Mode.EBIKE,
        longest_min=LONGEST_WAY_MIN,
        places=np.array(lacking, dtype=np.int64),
    )
    for number, place in enumerate(lacking):
        usable = [*chosen[place], *by_ebike.usable(number)]
        nearest = [on_foot.nearest(place), by_ebike.nearest(number)]
        chosen[place] = _filled(usable, nearest, is_on_foot=bool(chosen[place]))
    return chosen


def _filled(
    usable: Sequence[Way], nearest: Sequence[Sequence[Way]], *, is_on_foot: bool
) -> Sequence[Way]:
    """Add the nearest desks to the usable ones; people wonder about one next door left out."""
    ways = _distinct(usable)[:ENOUGH_DESKS]
    next_door, farther = nearest
    missing = max(ENOUGH_DESKS - len(ways), 0 if is_on_foot else 1)
    ways = _distinct([*ways, *next_door])[: len(ways) + missing]
    return _distinct([*ways, *farther])[: max(ENOUGH_DESKS, len(ways))]


def _distinct(ways: Iterable[Way]) -> list[Way]:
    """Keep the first way to each desk."""
    first: dict[int, Way] = {}
    for way in ways:
        first.setdefault(way.site, way)
    return list(first.values())


def find_ways(
    view: View,
    demand: Demand,
    sites: Sites,
    *,
    mode: Mode,
    longest_min: float,
    places: IndexArray | None = None,
) -> Ways:
    """Find the ways from some demand points, else from all, to the sites they can reach."""
    places = np.arange(len(demand)) if places is None else places
    origins = Positions(demand.lon[places], demand.lat[places])
    streets = view.streets.get(mode)
    reach_m = from_minutes(longest_min) * view.estimates[mode].metres_per_second
    near = _near(origins, sites, reach_m)
    pairs = find_travel_times(
        origins,
        Positions(sites.lon[near], sites.lat[near]),
        estimate=view.estimates[mode],
        cut_off_s=from_minutes(longest_min),
        streets=None if streets is None else streets.streets,
    ).pairs
    minutes, site = way_min(pairs), near[pairs.site]
    limits = day_limits(demand.free, sites.weeks, stay_min=STAY_MIN)
    longest = limits[demand.free_ids[places[pairs.demand]], sites.week_ids[site]]
    return Ways(
        mode,
        starts=np.searchsorted(pairs.demand, np.arange(len(places) + 1)),
        site=site,
        minutes=minutes,
        is_estimated=pairs.is_estimated,
        days=day_masks(minutes, longest),
    )


def _near(origins: Positions, sites: Sites, reach_m: float) -> IndexArray:
    """Choose the sites that somebody may reach: each costs a search through the streets."""
    if not len(origins):
        return np.zeros(0, dtype=np.int64)
    tree = cKDTree(unit_sphere(origins.lon, origins.lat))
    straight = chord(reach_m * (1 + SPHERE_MARGIN_SHARE) / EARTH_RADIUS_M)
    far, _ = tree.query(unit_sphere(sites.lon, sites.lat), distance_upper_bound=straight)
    return np.flatnonzero(np.isfinite(far))
