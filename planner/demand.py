"""Who is where, and free when: the demand points of a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.crs import FloatArray
from geo.places import PlaceKind
from geo.streets import IndexArray
from geo.week_hours import WeekHours

DEFAULT_FREE_HOURS: Mapping[PlaceKind, str] = {
    PlaceKind.APARTMENT: "Mo-Sa 18:30-22:30; Su 08:00-22:30",
    PlaceKind.PARK: "Mo-Fr 11:30-13:00,17:30-19:30",
    PlaceKind.FIRM: "Mo-Fr 11:30-13:00,17:30-19:30",
}
"""When people are off shift and awake, where their place does not say: an assumption."""


class Weight(StrEnum):
    """Whom a demand point counts: all its people, or those who are not members yet."""

    PEOPLE = "people"
    NON_MEMBERS = "non_members"


@dataclass(frozen=True, slots=True)
class DemandPlace:
    """A place as it is stored; what is not known is None.

    `can_host` tells whether a firm has room for a desk; apartments and parks always have.
    """

    code: str
    name: str
    kind: PlaceKind
    lon: float
    lat: float
    people: int | None
    members: int | None
    free: WeekHours
    union_code: str | None
    park_code: str | None = None
    can_host: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Demand:
    """Demand points, one value each, in the order of their codes.

    `people` are counted by the weight asked for; `free_ids` are indices into `free`.
    """

    codes: Sequence[str]
    names: Sequence[str]
    kinds: Sequence[PlaceKind]
    union_codes: Sequence[str | None]
    lon: FloatArray
    lat: FloatArray
    people: FloatArray
    free_ids: IndexArray
    free: Sequence[WeekHours]

    def __len__(self) -> int:
        """Count the demand points."""
        return len(self.codes)


def build_demand(
    places: Sequence[DemandPlace], *, kinds: Sequence[PlaceKind], weight: Weight
) -> Demand:
    """Make demand points of the places of some kinds; a firm inside a park counts in the park.

    Where parks are not asked for, or its park is not among the places, a firm counts itself.
    """
    parks = {place.code for place in places if place.kind is PlaceKind.PARK}
    counted = parks if PlaceKind.PARK in kinds else frozenset()
    chosen = sorted(
        (place for place in places if place.kind in kinds and place.park_code not in counted),
        key=lambda place: (place.code, place.kind),
    )
    free = list(dict.fromkeys(place.free for place in chosen))
    number = {week: index for index, week in enumerate(free)}
    return Demand(
        codes=[place.code for place in chosen],
        names=[place.name for place in chosen],
        kinds=[place.kind for place in chosen],
        union_codes=[place.union_code for place in chosen],
        lon=np.array([place.lon for place in chosen]),
        lat=np.array([place.lat for place in chosen]),
        people=np.array([_people(place, weight) for place in chosen], dtype=np.float64),
        free_ids=np.array([number[place.free] for place in chosen], dtype=np.int64),
        free=free,
    )


def _people(place: DemandPlace, weight: Weight) -> int:
    """Count the people of a place; unknown numbers count as none, members at most as all."""
    people = place.people or 0
    if weight is Weight.PEOPLE:
        return people
    return max(people - (place.members or 0), 0)
