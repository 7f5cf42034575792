"""The shape of `outreach.json`, as its files and pages are written from it."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from geo.messages import Language
from planner.coverage_report import StandardReport

Told = str | Mapping[str, str]
"""A sentence in one language; in a stored plan, one by each language."""


class DepotReport(TypedDict):
    """The service point where a team starts and ends its days."""

    code: str
    name: str
    lon: float
    lat: float


class TeamReport(TypedDict):
    """A team."""

    code: str
    name: str
    depot: DepotReport
    mode: str
    size: int
    skills: Sequence[str]


class StopReport(TypedDict):
    """A stop of a route; times are ISO 8601 with +08:00.

    `phone_of` tells whose `phone` it is: that of the `place`, or of the `union` responsible there.
    `links` open map apps. `why` explains the priority.
    """

    order: int
    code: str
    kind: str
    name: str
    address: str | None
    lon: float
    lat: float
    arrive: str
    start: str
    depart: str
    people: int
    priority: int
    window: tuple[str, str]
    visit_minutes: int
    must: bool
    promised: bool
    why: Told
    topics: Sequence[str]
    phone: str | None
    phone_of: str | None
    links: Mapping[str, str]


class RouteReport(TypedDict):
    """What one team does on one day."""

    team: str
    date: str
    stops: Sequence[StopReport]
    breaks: Sequence[tuple[str, str]]
    leave_depot: str
    return_depot: str
    travel_minutes: int
    distance_m: int


class HelpReport(TypedDict):
    """What would make a visit possible; what does not apply is None or empty."""

    team: str | None
    date: str | None
    extra_minutes: int | None
    instead_of: Sequence[str]
    skills: Sequence[str]
    other_break: bool


class UnservedReport(TypedDict):
    """A stop that nobody visits; `why` explains its priority."""

    code: str
    kind: str
    name: str
    lon: float
    lat: float
    people: int
    priority: int
    why: Told
    reason: str
    would_help: Told
    help: HelpReport


class SourceReport(TypedDict):
    """Where the stops come from: the visiting list of a plan, or today's coverage."""

    kind: str
    plan_code: str | None
    standard: StandardReport


class SolverReport(TypedDict):
    """How the plan was found."""

    name: str
    seconds: float
    stopped_by: str


class OutreachReport(TypedDict):
    """The content of `outreach.json`."""

    start: str
    days: int
    source: SourceReport
    data_revision: int
    travel_method: str
    teams: Sequence[TeamReport]
    routes: Sequence[RouteReport]
    unserved: Sequence[UnservedReport]
    served_priority: int
    total_priority: int
    served_people: int
    total_people: int
    solver: SolverReport


def in_language(report: OutreachReport, language: Language) -> OutreachReport:
    """Return a stored report with its sentences in one language."""
    return cast(
        "OutreachReport",
        {
            **report,
            "routes": [
                {**route, "stops": [_told(stop, language) for stop in route["stops"]]}
                for route in report["routes"]
            ],
            "unserved": [_told(one, language) for one in report["unserved"]],
        },
    )


def of_team(report: OutreachReport, team: str) -> OutreachReport:
    """Keep of a report what one team does: its routes, and nobody's stops beside them."""
    routes = [route for route in report["routes"] if route["team"] == team]
    teams = [one for one in report["teams"] if one["code"] == team]
    return {**report, "teams": teams, "routes": routes, "unserved": []}


def _told(one: StopReport | UnservedReport, language: Language) -> dict[str, object]:
    """Take the sentences that are kept in several languages in one."""
    return {
        name: value[language.value] if name in {"why", "would_help"} else value
        for name, value in cast("Mapping[str, Mapping[str, str]]", one).items()
    }
