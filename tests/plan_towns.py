"""Small towns for the planner: ways in minutes written down, 1, 2, 4, 8 … people each."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.hours import parse_opening_hours
from geo.places import PlaceKind
from geo.travel_times import Pairs, TravelTimes
from geo.units import SECONDS_PER_MINUTE
from geo.week_hours import WeekHours, week_hours
from planner.demand import Demand, DemandPlace, Weight, build_demand
from planner.sites import Sites

EVENINGS = "Mo-Su 18:00-22:00"


def week(text: str) -> WeekHours:
    return week_hours(parse_opening_hours(text))


def people(*free_hours: str) -> Demand:
    """Apartments a0, a1, … of 1, 2, 4, … people with these free hours."""
    places = [
        DemandPlace(
            code=f"a{number}",
            name=f"公寓{number}",
            kind=PlaceKind.APARTMENT,
            lon=121.5,
            lat=31.2,
            people=2**number,
            members=None,
            free=week(text),
            union_code=None,
        )
        for number, text in enumerate(free_hours)
    ]
    return build_demand(places, kinds=[PlaceKind.APARTMENT], weight=Weight.PEOPLE)


def desks(*opening_hours: str, services: Sequence[int] | None = None) -> Sites:
    """Sites s0, s1, … with these opening hours."""
    count = len(opening_hours)
    weeks = [week(text) for text in opening_hours]
    return Sites(
        codes=[f"s{number}" for number in range(count)],
        names=[f"服务点{number}" for number in range(count)],
        lon=np.full(count, 121.5),
        lat=np.full(count, 31.2),
        services=np.array(services or [0] * count, dtype=np.uint64),
        week_ids=np.arange(count),
        weeks=weeks,
    )


def ways(demand: Demand, sites: Sites, minutes: Mapping[tuple[int, int], float]) -> TravelTimes:
    """Ways between demand points and sites, the same out and back; all others are too far."""
    order = sorted(minutes)
    seconds = np.array([minutes[pair] for pair in order], dtype=float) * SECONDS_PER_MINUTE
    demand_ids, site_ids = np.array(order, dtype=np.int64).reshape(-1, 2).T
    pairs = Pairs(demand_ids, site_ids, seconds, seconds, np.zeros(len(order), dtype=bool))
    return TravelTimes(len(demand), len(sites), 3_600, pairs)
