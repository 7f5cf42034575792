"""The teams of an outreach plan, read from their list with all its faults told at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.outreach_request import OutreachRequest
from data.outreach import OutreachData
from data.teams_file import ALIASES
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.workdays import WorkdayCalendar
from planner.outreach_teams import TEAM_COLUMNS, Depot, TeamFault, TeamRow, read_teams
from planner.outreach_types import Horizon, Team

TEAMS_INVALID = Message(
    "outreach_teams_invalid",
    zh="小组名单里有 {count} 处要改：{faults:、}",
    en="the list of teams must be corrected, {count} in all: {faults}",
)
TEAM_FAULT = Message(
    "outreach_team_fault",
    zh="第 {line} 行 {column}：{text}",
    en="line {line}, {column}: {text}",
)
NO_TEAM_WORKS = Message(
    "outreach_no_team_works",
    zh="{first} 到 {last} 没有小组上班（节假日不上班），排不了走访；请换日期，或改小组的工作时间。",
    en="no team works from {first} to {last}, holidays included, so nothing can be planned; choose "
    "other days, or change the work hours",
)


@dataclass(frozen=True, slots=True)
class TeamFaults:
    """Faults by line and column, numbered; told in Chinese by the format `:、`, else in English."""

    faults: Sequence[TeamFault]

    def __format__(self, mark: str) -> str:
        language = Language.CHINESE if mark else Language.ENGLISH
        told = (f"{number}. {one}" for number, one in enumerate(self._told(language), start=1))
        return ("。" if mark else ". ").join(told)

    def _told(self, language: Language) -> list[str]:
        return [
            TEAM_FAULT.text(
                language,
                line=fault.line,
                column=_column(fault.column, language),
                text=fault.error.text(language).rstrip("。"),
            )
            for fault in sorted(self.faults, key=_place_in_file)
        ]


def _place_in_file(fault: TeamFault) -> tuple[int, int]:
    return fault.line, TEAM_COLUMNS.index(fault.column)


def _column(column: str, language: Language) -> str:
    return f"{ALIASES[column][0]}（{column}）" if language is Language.CHINESE else column


def require_teams(
    rows: Sequence[TeamRow],
    horizon: Horizon,
    *,
    calendar: WorkdayCalendar,
    depots: Mapping[str, Depot],
) -> tuple[Team, ...]:
    """Read the teams; raises InvalidInput with every fault of every row."""
    found = read_teams(rows, horizon, calendar=calendar, depots=depots)
    if found.faults:
        raise InvalidInput(TEAMS_INVALID, count=len(found.faults), faults=TeamFaults(found.faults))
    return found.teams


def find_teams(data: OutreachData, request: OutreachRequest, *, first_day: int) -> list[Team]:
    """Read the teams, at work from the first day on that is planned.

    Raises InvalidInput with every fault, and where no team works on any of these days.
    """
    horizon = request.horizon
    found = require_teams(request.team_rows, horizon, calendar=data.calendar, depots=data.depots)
    teams = [
        replace(team, shifts=(*[None] * first_day, *team.shifts[first_day:])) for team in found
    ]
    require_at_work(teams, horizon, first_day=first_day)
    return teams


def require_at_work(teams: Iterable[Team], horizon: Horizon, *, first_day: int = 0) -> None:
    """Refuse days, from the first one on that is planned, on which no team works: InvalidInput."""
    if not any(shift for team in teams for shift in team.shifts[first_day:]):
        first, last = horizon.date_of(first_day), horizon.date_of(horizon.days - 1)
        raise InvalidInput(NO_TEAM_WORKS, first=first, last=last)
