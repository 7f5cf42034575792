"""The shape of `coverage.json`, as files and pages are written from it."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict


class StandardReport(TypedDict):
    """The coverage standard that was asked for."""

    mode: str
    minutes: float
    stay_minutes: float
    days: int
    services: Sequence[str]


class WayReport(TypedDict):
    """The nearest service point of a demand point and its way."""

    code: str
    minutes: float
    travel_method: str


class CrowdReport(TypedDict):
    """An hour of the week and how many people share an open desk then."""

    day: str
    hour: int
    people_per_desk: float


class DemandReport(TypedDict):
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
    nearest: WayReport | None
    least_crowded: CrowdReport | None


class SiteReport(TypedDict):
    """An open service point."""

    code: str
    name: str
    lon: float
    lat: float
    opening_hours: str
    desks: int
    busiest: CrowdReport | None


class PointReport(TypedDict):
    """A demand point of a gap: codes differ within a kind alone."""

    code: str
    kind: str


class NearestReport(TypedDict):
    """The nearest service point of a gap and its way."""

    code: str
    minutes: float


class ExtensionReport(TypedDict):
    """Hours of one service point that would help a gap."""

    code: str
    added: str
    opening_hours: str
    weekly_hours_added: float
    people: int


class GapReport(TypedDict):
    """Uncovered people of one union in one H3 cell."""

    union_code: str | None
    cell: str
    lon: float
    lat: float
    people: int
    by_reason: Mapping[str, int]
    reason: str
    demand_codes: Sequence[str]
    demand_points: Sequence[PointReport]
    nearest: NearestReport | None
    extension: ExtensionReport | None


class CoveredUnionReport(TypedDict):
    """The people of a union; without a code those outside every union."""

    code: str | None
    name: str | None
    people: int
    covered_people: int


class VisitedReport(TypedDict):
    """The people of places that staff visit monthly; `uncovered_people` are not covered as well."""

    on: str
    months: int
    places: int
    people: int
    uncovered_people: int


class CoverageReport(TypedDict):
    """A report as `docs/planning.md` describes it."""

    standard: StandardReport
    travel_method: str
    people: int
    covered_people: int
    demand_points: Sequence[DemandReport]
    gaps: Sequence[GapReport]
    by_union: Sequence[CoveredUnionReport]
    sites: Sequence[SiteReport]
    visited: NotRequired[VisitedReport]
