"""What a plan of visits is made from: stops, teams, ways, and the days on which teams work."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.errors import InvalidInput
from geo.messages import Message
from geo.travel import Mode
from geo.units import SECONDS_PER_MINUTE
from planner.outreach_types import Stop, Team, Ways, Window

WAYS_DO_NOT_FIT = Message(
    "ways_do_not_fit",
    zh="{mode} 的路程表是 {rows} 行 × {columns} 列，应当是 {places} × {places}："
    "先是走访点，再是每个小组的出发点。",
    en="the ways by {mode} are {rows} × {columns}; they must be {places} × {places}: the stops, "
    "then the depot of each team",
)
LUNCH_DOES_NOT_FIT = Message(
    "lunch_does_not_fit",
    zh="小组“{team}”的午休 {minutes} 分钟放不进它的午休时段（{length} 分钟）；"
    "请缩短午休，或放宽时段。",
    en="team {team}: a lunch break of {minutes} minutes does not fit into its window of {length}; "
    "shorten it or widen the window",
)
Starts = tuple[tuple[int, int], ...]
"""First and last second at which a visit may start, sorted and disjoint."""


@dataclass(frozen=True, slots=True)
class Lunch:
    """When a break may start, first and last, and how long it is; in seconds."""

    first_s: int
    last_s: int
    length_s: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TeamDay:
    """One day of one team, in seconds since the start of the horizon.

    `starts` has the stops that the team may visit that day, and when; `way_s` are whole seconds
    from place to place, rounded up, and `depot` is a row of them.
    """

    team: int
    day: int
    start_s: int
    end_s: int
    lunch: Lunch | None
    depot: int
    way_s: Sequence[Sequence[float]]
    starts: Mapping[int, Starts]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachProblem:
    """Stops, teams, and the ways between all of them."""

    stops: Sequence[Stop]
    teams: Sequence[Team]
    ways: Ways

    def __post_init__(self) -> None:
        """Refuse tables of another shape, and breaks that do not fit."""
        places = len(self.stops) + len(self.teams)
        for mode in {team.mode for team in self.teams}:
            rows, columns = self.ways.seconds[mode].shape
            if (rows, columns) != (places, places):
                raise InvalidInput(
                    WAYS_DO_NOT_FIT, mode=mode, rows=rows, columns=columns, places=places
                )
        for team in self.teams:
            length = team.lunch[1] - team.lunch[0] if team.lunch else team.lunch_min
            if team.lunch_min > length:
                raise InvalidInput(
                    LUNCH_DOES_NOT_FIT, team=team.code, minutes=team.lunch_min, length=length
                )

    def is_bound(self, stop: int) -> bool:
        """Tell whether a stop must be visited, or was promised a visit."""
        return self.stops[stop].must or self.stops[stop].promised_day is not None


def visit_s(stop: Stop) -> int:
    """Return how long a visit takes, in seconds."""
    return stop.visit_min * SECONDS_PER_MINUTE


def find_team_days(problem: OutreachProblem) -> tuple[TeamDay, ...]:
    """List the days on which teams work, team after team."""
    way_s = {team.mode: _whole_seconds(problem, team.mode) for team in problem.teams}
    return tuple(
        TeamDay(
            team=number,
            day=day,
            start_s=shift[0] * SECONDS_PER_MINUTE,
            end_s=shift[1] * SECONDS_PER_MINUTE,
            lunch=_lunch(team, day),
            depot=len(problem.stops) + number,
            way_s=way_s[team.mode],
            starts=find_starts(problem, team, day=day, shift=shift),
        )
        for number, team in enumerate(problem.teams)
        for day, shift in enumerate(team.shifts)
        if shift is not None
    )


def _whole_seconds(problem: OutreachProblem, mode: Mode) -> list[list[float]]:
    # Lists of lists: single values are read millions of times, thrice as fast as from an array.
    return [
        [way if math.isinf(way) else math.ceil(way) for way in row]
        for row in problem.ways.seconds[mode].tolist()
    ]


def _lunch(team: Team, day: int) -> Lunch | None:
    held = team.lunch_on(day)
    if held is None:
        return None
    first, last = held
    return Lunch(
        first_s=first * SECONDS_PER_MINUTE,
        last_s=(last - team.lunch_min) * SECONDS_PER_MINUTE,
        length_s=team.lunch_min * SECONDS_PER_MINUTE,
    )


def find_starts(
    problem: OutreachProblem, team: Team, *, day: int, shift: Window
) -> dict[int, Starts]:
    """Find the stops that a team may visit in a shift, and when each visit may start.

    A promised stop is for its day alone.
    """
    found = {
        number: starts_within(stop, shift)
        for number, stop in enumerate(problem.stops)
        if stop.skills <= team.skills and stop.promised_day in {None, day}
    }
    return {number: starts for number, starts in found.items() if starts}


def starts_within(stop: Stop, shift: Window) -> Starts:
    """Find when a visit may start so that all of it lies in a window and in the shift."""
    held = ((max(first, shift[0]), min(last, shift[1])) for first, last in stop.windows)
    return tuple(
        (first * SECONDS_PER_MINUTE, last * SECONDS_PER_MINUTE - visit_s(stop))
        for first, last in held
        if last - first >= stop.visit_min
    )
