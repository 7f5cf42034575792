"""What visits came to: people met and joined, and how many of them per hour of staff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.outreach_report import OutreachReport, RouteReport
from planner.visits import VisitOutcome, VisitRecord

TeamDay = tuple[str, date]
"""Code of a team, and day: no team is on two published plans on one day."""


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """Sums over some visits.

    `staff_hours` are those of the planned days, from the depot and back, times the size of the
    team, on which at least one of these visits was made; `people_met_in_hours` and
    `joined_in_hours` are what visits of these days came to, since nobody knows the hours of others.
    """

    visits: int
    met: int
    people_met: int
    joined: int
    staff_hours: float
    people_met_in_hours: int
    joined_in_hours: int

    @property
    def people_met_per_hour(self) -> float | None:
        """People met per hour of staff; None without any planned hours."""
        return self.people_met_in_hours / self.staff_hours if self.staff_hours else None

    @property
    def joined_per_hour(self) -> float | None:
        """People who joined per hour of staff; None without any planned hours."""
        return self.joined_in_hours / self.staff_hours if self.staff_hours else None


def add_up(visits: Sequence[VisitRecord], hours: Mapping[TeamDay, float]) -> VisitFigures:
    """Add up visits; `hours` are those of staff by planned day of a team."""
    planned = [(visit, day) for visit in visits if (day := team_day(visit)) in hours]
    return VisitFigures(
        visits=len(visits),
        met=sum(visit.outcome is VisitOutcome.MET for visit in visits),
        people_met=_sum(visit.people_met for visit in visits),
        joined=_sum(visit.joined for visit in visits),
        staff_hours=sum(hours[day] for day in {day for _, day in planned}),
        people_met_in_hours=_sum(visit.people_met for visit, _ in planned),
        joined_in_hours=_sum(visit.joined for visit, _ in planned),
    )


def team_day(visit: VisitRecord) -> TeamDay:
    """Name the planned day that a visit belongs to."""
    return visit.team, visit.date


def hours_of_staff(plans: Iterable[OutreachReport]) -> dict[TeamDay, float]:
    """Find the hours of staff of each planned day: as long as the route, times the team's size.

    Of several plans with the same day of a team the last one counts.
    """
    return {
        (route["team"], date.fromisoformat(route["date"])): size[route["team"]] * _hours(route)
        for plan in plans
        for size in [{team["code"]: team["size"] for team in plan["teams"]}]
        for route in plan["routes"]
    }


def _hours(route: RouteReport) -> float:
    begin, end = map(datetime.fromisoformat, (route["leave_depot"], route["return_depot"]))
    return (end - begin) / timedelta(hours=1)


def _sum(counts: Iterable[int | None]) -> int:
    return sum(count or 0 for count in counts)
