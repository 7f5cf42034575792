"""The days of a team in the published plans, and which of them is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from data.database import Session
from data.outreach_plans import Published, list_published
from data.plans import OUTREACH, load_result
from geo.messages import Language
from planner.outreach_report import OutreachReport, RouteReport, TeamReport, in_language

SHOWN_BEFORE = timedelta(days=7)
"""How long plans are shown after their last day, for records that come late."""


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A day of a team: its route, and the plan it is of.

    `days_to_move_to` are the days of that plan on which any team is out.
    """

    plan_code: str
    published_at: datetime
    team: TeamReport
    route: RouteReport
    days_to_move_to: Sequence[date]


def list_recent(session: Session, team: str, *, today: date) -> list[Published]:
    """Load the published plans of a team that are not long over."""
    plans = (plan for plan in list_published(session) if team in plan.team_codes)
    return [plan for plan in plans if plan.end > today - SHOWN_BEFORE]


def codes_of(plans: Sequence[Published]) -> str:
    """Name plans in a line, so that a page finds out whether there are others by now."""
    return " ".join(sorted(plan.code for plan in plans))


def load_team_days(
    session: Session, team: str, language: Language, *, today: date
) -> Mapping[date, TeamDay]:
    """Load the days on which a team has stops, the earliest first."""
    found: dict[date, TeamDay] = {}
    for plan in list_recent(session, team, today=today):
        result = load_result(session, plan.code, kind=OUTREACH) or {}
        report = in_language(cast("OutreachReport", result["plan"]), language)
        found |= _days_of(plan, report, team)
    return dict(sorted(found.items()))


def load_teams(session: Session) -> Mapping[str, str]:
    """Name the teams of the published plans by code."""
    named: dict[str, str] = {}
    for plan in list_published(session):
        result = load_result(session, plan.code, kind=OUTREACH) or {}
        report = cast("OutreachReport", result["plan"])
        named |= {team["code"]: team["name"] for team in report["teams"]}
    return named


def choose_day(days: Mapping[date, TeamDay], asked: date | None, *, today: date) -> date | None:
    """Choose the asked day, else today, else the next day with stops, else the last one."""
    wanted = asked or today
    later = [day for day in days if day >= wanted]
    return later[0] if later else next(reversed(list(days)), None)


def _days_of(plan: Published, report: OutreachReport, team: str) -> dict[date, TeamDay]:
    teams = {one["code"]: one for one in report["teams"]}
    days_out = sorted({_day(route) for route in report["routes"] if route["stops"]})
    return {
        _day(route): TeamDay(plan.code, plan.published_at, teams[team], route, days_out)
        for route in report["routes"]
        if route["team"] == team and route["stops"]
    }


def _day(route: RouteReport) -> date:
    return date.fromisoformat(route["date"])
