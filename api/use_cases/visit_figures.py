"""What visits came to in some days: in all, and by team."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import cast

from api.use_cases.coverage import Json
from data.database import Session
from data.plans import OUTREACH, find_plan, load_result
from data.visits import list_visits
from geo.errors import NotFound
from planner.outreach_report import OutreachReport
from planner.visit_figures import VisitFigures, add_up, hours_of_staff
from planner.visited import SPAN_DAYS
from planner.visits import VisitRecord

DECIMALS = 2


def a_month_before(day: date) -> date:
    """Return the first of as many days as a place may be left without a visit."""
    return day - timedelta(days=SPAN_DAYS - 1)


def load_visit_figures(session: Session, *, since: date, until: date) -> Json:
    """Add up the visits from one day to another, both included.

    Hours of staff are known of the days of outreach plans that are still stored.
    """
    visits = list_visits(session, since=since, until=until)
    hours = hours_of_staff(_plans_of(session, visits))
    teams = sorted({visit.team for visit in visits})
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "total": _figures(add_up(visits, hours)),
        "teams": [
            {"team": team, **_figures(add_up([v for v in visits if v.team == team], hours))}
            for team in teams
        ],
    }


def _plans_of(session: Session, visits: Sequence[VisitRecord]) -> Iterable[OutreachReport]:
    """Load the plans that visits were on, the oldest first."""
    stored = []
    for code in {visit.plan_code for visit in visits} - {None}:
        try:
            stored.append(find_plan(session, cast("str", code), kind=OUTREACH))
        except NotFound:
            continue
    for plan in sorted(stored, key=lambda plan: plan.created_at):
        result = load_result(session, plan.code, kind=OUTREACH)
        if result is not None:
            yield cast("OutreachReport", result["plan"])


def _figures(figures: VisitFigures) -> Json:
    return {
        "visits": figures.visits,
        "met": figures.met,
        "people_met": figures.people_met,
        "joined": figures.joined,
        "staff_hours": round(figures.staff_hours, DECIMALS),
        "people_met_per_hour": _rounded(figures.people_met_per_hour),
        "joined_per_hour": _rounded(figures.joined_per_hour),
    }


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DECIMALS)
