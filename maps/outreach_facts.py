"""What the map and the sheets of a plan of visits say of a stop, a route and a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geo.messages import Language, Message
from geo.units import METRES_PER_KILOMETRE
from planner.outreach_report import OutreachReport, RouteReport, StopReport, TeamReport
from planner.outreach_words import MUST, PROMISED, clock_text, speak_day

COMMA = Message("outreach_comma", zh="、", en=", ")


@dataclass(frozen=True, slots=True)
class Pause:
    """A break of a route, as `12:00`."""

    start: str
    end: str


def day_text(day: str, language: Language) -> str:
    """Say an ISO 8601 date."""
    return speak_day(date.fromisoformat(day), language)


def marks(stop: StopReport, language: Language) -> Sequence[str]:
    """Say what binds a stop to its plan."""
    bound = ((stop["promised"], PROMISED), (stop["must"], MUST))
    return [mark.text(language) for is_bound, mark in bound if is_bound]


def kilometres(metres: int) -> str:
    """Write a distance in kilometres."""
    return f"{metres / METRES_PER_KILOMETRE:.1f}"


def people_of(route: RouteReport) -> int:
    """Sum the people of all stops."""
    return sum(stop["people"] for stop in route["stops"])


def in_order_of_time(route: RouteReport) -> Sequence[StopReport | Pause]:
    """List stops and breaks; a break during the wait at a stop comes before its visit."""
    rows: list[StopReport | Pause] = []
    breaks = sorted(route["breaks"])
    for stop in route["stops"]:
        due = [one for one in breaks if one[1] <= stop["start"]]
        rows += [_pause(one, route["date"]) for one in due]
        breaks = breaks[len(due) :]
        rows.append(stop)
    return [*rows, *(_pause(one, route["date"]) for one in breaks)]


def routes_of(report: OutreachReport, team: TeamReport) -> Sequence[RouteReport]:
    """List the days of a team, the first one first."""
    mine = [route for route in report["routes"] if route["team"] == team["code"]]
    return sorted(mine, key=lambda route: route["date"])


def _pause(ends: tuple[str, str], day: str) -> Pause:
    return Pause(clock_text(ends[0], day), clock_text(ends[1], day))
