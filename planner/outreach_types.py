"""Outreach: stops and teams that go into a plan of visits, the routes that come out of it.

Times are minutes since 00:00 of the horizon's first day, China time; days count from 0. Stops and
teams are named by their place in the sequences given to the planner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from geo.crs import FloatArray
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY

Window = tuple[int, int]
"""First and last minute; what is bound to it lies wholly inside."""
LEAST_PRIORITY, MOST_PRIORITY = 1, 100
MOST_DAYS = 14
"""The longest horizon."""
BAD_DAYS = Message(
    "bad_outreach_days",
    zh="不能排 {value} 天的走访；请选 1 到 {most} 天",
    en="visits cannot be planned for {value} days; choose 1 to {most}",
)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days that are planned, from the first one on; raises InvalidInput for too many."""

    start: date
    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise InvalidInput(BAD_DAYS, value=self.days, most=MOST_DAYS)

    def date_of(self, day: int) -> date:
        """Return the date of a day of the horizon, or of one before or after it."""
        return self.start + timedelta(days=day)

    def day_of(self, on: date) -> int | None:
        """Return which day of the horizon a date is; None outside."""
        day = (on - self.start).days
        return day if 0 <= day < self.days else None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to visit.

    The whole visit of `visit_min` lies in one of the `windows`, which are sorted and disjoint,
    never run over midnight, and may be none. A team needs all `skills`. A stop with a
    `promised_day` is visited on that day of the horizon or not at all; its windows are those of
    all days. One that `must` be visited comes before all that need not.
    """

    code: str
    kind: PlaceKind
    name: str
    lon: float
    lat: float
    people: int
    visit_min: int
    priority: int
    windows: tuple[Window, ...]
    skills: frozenset[str] = frozenset()
    must: bool = False
    promised_day: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Staff who travel together, from their depot and back to it on each day of work.

    `shifts` has one value per day of the horizon, None on days off: all the team does, also the
    way, lies inside. A shift never runs over midnight. The break of `lunch_min` lies wholly in
    `lunch`, which is in minutes of the day; see `lunch_on` for the days that have one.
    """

    code: str
    name: str
    depot_code: str
    lon: float
    lat: float
    mode: Mode
    shifts: tuple[Window | None, ...]
    lunch: Window | None = None
    lunch_min: int = 0
    size: int = 1
    skills: frozenset[str] = frozenset()

    def lunch_on(self, day: int) -> Window | None:
        """Return where the break of a day may lie, in minutes since the start of the horizon.

        Only who works both before and after the whole of `lunch` has one.
        """
        shift = self.shifts[day]
        if shift is None or self.lunch is None or not self.lunch_min:
            return None
        first, last = (minute + day * MINUTES_PER_DAY for minute in self.lunch)
        return (first, last) if shift[0] < first and last < shift[1] else None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ways:
    """Ways between places by mode, `seconds` and `metres`; from rows to columns.

    Rows and columns are the stops, then one depot per team, each in the order given to the
    planner. Where there is no way both are inf. Modes `by_streets` have at least one way that
    streets tell; all others are estimated.
    """

    seconds: Mapping[Mode, FloatArray]
    metres: Mapping[Mode, FloatArray]
    by_streets: frozenset[Mode] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop on a route: a team may arrive before the visit can start."""

    stop: int
    arrive: float
    start: float
    depart: float


@dataclass(frozen=True, slots=True)
class Route:
    """What one team does on one day; `breaks` are from and to."""

    team: int
    day: int
    leave_depot: float
    return_depot: float
    stops: tuple[PlannedStop, ...]
    breaks: tuple[tuple[float, float], ...]
    travel_min: float
    distance_m: float


class UnservedReason(StrEnum):
    """Why a stop is not visited: the first that holds."""

    EXCLUDED = "excluded"
    NOT_CONSIDERED = "not_considered"
    """Less urgent than as many as are looked at."""
    NO_SKILL = "no_skill"
    """No team has all the skills it needs."""
    NO_WINDOW = "no_window"
    """No window is long enough on a day when a team with the skills works, or its break is then."""
    TOO_FAR = "too_far"
    """A team could be there in a window, but not come back in time."""
    NOT_CHOSEN = "not_chosen"
    """A team could go there, but the hours went to other stops."""


@dataclass(frozen=True, slots=True)
class UnservedHelp:
    """What would make a visit possible; what does not apply is None or empty.

    `extra_min` is by how much the shift of `team` on `day` would have to be longer. `instead_of`
    are the stops for which the team's time was used. `skills` are those that no team has.
    `is_break_in_the_way` where nothing but the break of `team` on `day` is.
    """

    team: int | None = None
    day: int | None = None
    extra_min: float | None = None
    instead_of: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    is_break_in_the_way: bool = False


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that is not visited, and what would change it."""

    stop: int
    reason: UnservedReason
    would_help: UnservedHelp


class StoppedBy(StrEnum):
    """Why the search ended; none of it proves that no plan is better."""

    TIME_LIMIT = "time_limit"
    ITERATIONS = "iterations"
    FINISHED = "finished"
    """The solver found nothing more to try, or there was nothing to decide."""
    MENDED = "mended"
    """Nothing was searched for: a plan before was kept but for what had to change."""


@dataclass(frozen=True, slots=True)
class OutreachPlan:
    """Who is visited by whom and when, who is not, and how the plan was found."""

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    served_priority: int
    total_priority: int
    solver: str
    seconds: float
    stopped_by: StoppedBy
