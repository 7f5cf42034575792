"""What the coverage map reads of `coverage.json`."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


class StandardShown(TypedDict):
    """The coverage standard that was asked for."""

    mode: str
    minutes: float
    stay_minutes: float
    days: int
    services: Sequence[str]


class WayShown(TypedDict):
    """The nearest service point of a demand point and its way."""

    code: str
    minutes: float
    travel_method: str


class CrowdShown(TypedDict):
    """An hour of the week and how many people share an open desk then."""

    day: str
    hour: int
    people_per_desk: float


class DemandShown(TypedDict):
    """A demand point."""

    code: str
    kind: str
    name: str
    lon: float
    lat: float
    people: int
    union_code: str | None
    covered: bool
    days: Sequence[str]
    reason: str | None
    nearest: WayShown | None
    least_crowded: CrowdShown | None


class SiteShown(TypedDict):
    """An open service point."""

    code: str
    name: str
    lon: float
    lat: float
    opening_hours: str
    desks: int
    busiest: CrowdShown | None


class PlaceShown(TypedDict):
    """A demand point of a gap: codes differ within a kind alone."""

    code: str
    kind: str


class GapWayShown(TypedDict):
    """The nearest service point of a gap and its way."""

    code: str
    minutes: float


class ExtensionShown(TypedDict):
    """Hours of one service point that would help a gap."""

    code: str
    added: str
    weekly_hours_added: float
    people: int


class GapShown(TypedDict):
    """Uncovered people of one union in one H3 cell."""

    union_code: str | None
    cell: str
    people: int
    by_reason: Mapping[str, int]
    reason: str
    demand_points: Sequence[PlaceShown]
    nearest: GapWayShown | None
    extension: ExtensionShown | None


class UnionShown(TypedDict):
    """The people of a union; without a code those outside every union."""

    code: str | None
    name: str | None
    people: int
    covered_people: int


class CoverageReport(TypedDict):
    """A report as `docs/planning.md` describes it."""

    standard: StandardShown
    travel_method: str
    people: int
    covered_people: int
    demand_points: Sequence[DemandShown]
    gaps: Sequence[GapShown]
    by_union: Sequence[UnionShown]
    sites: Sequence[SiteShown]
