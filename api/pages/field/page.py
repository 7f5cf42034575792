"""The field staff's page: a day of a team, or what there is instead."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from fastapi.responses import HTMLResponse

from api.pages.field.days import (
    TeamDay,
    choose_day,
    codes_of,
    list_recent,
    load_team_days,
    load_teams,
)
from api.pages.field.rendering import field_address, field_page, other_language, plain_page
from api.pages.field.texts import say_in_field
from api.pages.field.view import DayWords, day_words, may_be_moved, outcome_choices
from api.pages.field.worker import worker_version
from api.use_cases.visits import MOST_PEOPLE_MET
from data.database import Session
from data.visits import list_visits
from geo.messages import Language
from planner.outreach_words import speak_day


@dataclass(frozen=True, slots=True)
class Asked:
    """Which day of which team is to be shown, in which language, and when that is asked.

    `is_planner` who looks at one of several teams; `moving` is the plan that is being made anew,
    `moving_problem` why there will be none. `form_token` is for the forms of who has signed in.
    """

    team: str
    language: Language
    at: datetime
    day: date | None = None
    is_planner: bool = False
    moving: str = ""
    moving_problem: str = ""
    form_token: str = ""

    @property
    def today(self) -> date:
        """The day on which it is asked."""
        return self.at.date()

    def address(self, day: date | None = None, language: Language | None = None) -> str:
        """Make the address of a day of this team."""
        team = self.team if self.is_planner else ""
        return field_address(language or self.language, day=day, team=team)


@dataclass(frozen=True, slots=True)
class DayLink:
    """Another day of the team."""

    text: str
    address: str
    stops: int


def team_page(session: Session, asked: Asked) -> HTMLResponse:
    """Show a day of a team: the asked one, else today, else the next one with stops."""
    days = load_team_days(session, asked.team, asked.language, today=asked.today)
    day = choose_day(days, asked.day, today=asked.today)
    view = None if day is None else _words(session, asked, day, days[day])
    notice = _notice(asked, day)
    # A page that tells of a day without visits is not the one of the day it shows instead.
    itself = asked.address(asked.day if notice else day)
    return field_page(
        "day",
        asked.language,
        headers={"Content-Location": itself},
        form_token=asked.form_token,
        view=view,
        day_text="" if day is None else speak_day(day, asked.language),
        notice=notice,
        days=_other_days(asked, days, day),
        today=asked.today,
        made_day=speak_day(asked.today, asked.language),
        made_at=f"{asked.at:%H:%M}",
        moving=asked.moving,
        moving_problem=asked.moving_problem,
        plans=codes_of(list_recent(session, asked.team, today=asked.today)),
        outcomes=outcome_choices(asked.language),
        most_people=MOST_PEOPLE_MET,
        may_be_moved=may_be_moved,
        team_code=asked.team,
        team_asked=asked.team if asked.is_planner else "",
        may_leave=not asked.is_planner,
        address=asked.address(day),
        switch_address=asked.address(asked.day, other_language(asked.language)),
        keep=None if asked.is_planner else _to_keep(asked, days),
        version=_version(asked, days),
    )


def teams_page(session: Session, language: Language, *, account: str | None) -> HTMLResponse:
    """Let a member of staff choose one of the teams that have a published plan."""
    return plain_page("teams", language, teams=load_teams(session), account=account)


def closed_page(language: Language, *, is_outdated: bool) -> HTMLResponse:
    """Ask who has no link of a team to open one; records that wait on the phone go on waiting."""
    kind = "outdated" if is_outdated else "closed"
    return plain_page(
        "closed",
        language,
        status=403,
        title=say_in_field(language, f"{kind}_title"),
        line=say_in_field(language, f"{kind}_line"),
    )


def refused_page(language: Language, problem: str, status: int) -> HTMLResponse:
    """Say why a form was refused."""
    return plain_page("problem", language, status=status, problem=problem)


def _words(session: Session, asked: Asked, day: date, team_day: TeamDay) -> DayWords:
    visits = list_visits(session, since=day, until=day, team=asked.team)
    return day_words(day, team_day, visits, language=asked.language, today=asked.today)


def _notice(asked: Asked, shown: date | None) -> str:
    language, wanted = asked.language, asked.day or asked.today
    if shown is None:
        return say_in_field(language, "nothing_planned")
    if shown == wanted:
        return ""
    day = speak_day(wanted, language)
    is_today = wanted == asked.today
    missing = say_in_field(language, "nothing_today" if is_today else "nothing_on", day=day)
    instead = "next_day" if shown > wanted else "last_day"
    gap = " " if language is Language.ENGLISH else ""
    return f"{missing}{gap}{say_in_field(language, instead, day=speak_day(shown, language))}"


def _other_days(
    asked: Asked, days: Mapping[date, TeamDay], shown: date | None
) -> Sequence[DayLink]:
    return [
        DayLink(speak_day(day, asked.language), asked.address(day), len(one.route["stops"]))
        for day, one in days.items()
        if day != shown
    ]


def _to_keep(asked: Asked, days: Mapping[date, TeamDay]) -> str:
    """List the pages for when there is no network: from today on, and the front for other days."""
    later = [asked.address(day) for day in days if day >= asked.today]
    return orjson.dumps([asked.address(), *later]).decode()


def _version(asked: Asked, days: Mapping[date, TeamDay]) -> str:
    """Name what is to be kept, so that the same pages are not fetched again."""
    plans = sorted({f"{one.plan_code} {one.published_at}" for one in days.values()})
    parts = [worker_version(), asked.team, asked.language, str(asked.today), *plans]
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
