"""A made-up city to plan for: people in clusters, desks among them, candidates everywhere."""

from collections.abc import Sequence

import numpy as np

from geo.crs import FloatArray
from geo.hours import parse_opening_hours
from geo.places import PlaceKind
from geo.streets import IndexArray
from geo.week_hours import week_hours
from planner.demand import Demand
from planner.sites import Sites

CENTRE_LON, CENTRE_LAT = 121.47, 31.23
SIDE_DEG, CLUSTER_DEG = 0.4, 0.02
CLUSTERS = 120
FREE_HOURS = (
    "Mo-Sa 18:30-22:30; Su 08:00-22:30",
    "Mo-Fr 11:30-13:00,17:30-19:30",
    "Mo-Su 06:00-13:00",
    "Mo-Sa 20:30-23:30; Su 08:00-22:30",
    "Tu-Su 09:00-14:00",
)
OPENING_HOURS = ("Mo-Fr 09:00-17:00", "Mo-Fr 08:30-11:30,13:30-17:00", "Mo-Fr 09:00-20:00")


def make_demand(count: int, *, seed: int, free_hours: Sequence[str] = FREE_HOURS) -> Demand:
    """Make demand points of 20 to 2,000 people."""
    random = np.random.default_rng(seed)
    lon, lat = _places(count, random)
    return Demand(
        codes=[f"a{number:05}" for number in range(count)],
        names=[""] * count,
        kinds=[PlaceKind.APARTMENT] * count,
        union_codes=[None] * count,
        lon=lon,
        lat=lat,
        people=np.floor(20 * 100 ** random.random(count)),
        free_ids=_choices(len(free_hours), count, random),
        free=[week_hours(parse_opening_hours(text)) for text in free_hours],
    )


def make_sites(count: int, *, seed: int) -> Sites:
    """Make sites that all offer the same."""
    random = np.random.default_rng(seed)
    lon, lat = _places(count, random)
    return Sites(
        codes=[f"s{seed}-{number:04}" for number in range(count)],
        names=[""] * count,
        lon=lon,
        lat=lat,
        services=np.zeros(count, dtype=np.uint64),
        week_ids=_choices(len(OPENING_HOURS), count, random),
        weeks=[week_hours(parse_opening_hours(text)) for text in OPENING_HOURS],
    )


def _places(count: int, random: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw places around centres that are the same for every call."""
    centres = np.random.default_rng(0).uniform(-SIDE_DEG / 2, SIDE_DEG / 2, (CLUSTERS, 2))
    east, north = (centres[_choices(CLUSTERS, count, random)]).T
    spread = random.normal(0, CLUSTER_DEG, (2, count))
    return CENTRE_LON + east + spread[0], CENTRE_LAT + north + spread[1]


def _choices(kinds: int, count: int, random: np.random.Generator) -> IndexArray:
    return random.integers(0, kinds, count)
