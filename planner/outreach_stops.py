"""Whom to visit: the stops of a plan, made of places, of rules and of what planners wish."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from geo.errors import InvalidInput
from geo.messages import Message
from geo.workdays import WorkdayCalendar
from planner.outreach_priority import OutreachPlace, PriorityRules, priority_parts
from planner.outreach_types import Horizon, Stop, Window
from planner.outreach_windows import free_windows, long_enough

BAD_LENGTH = Message(
    "bad_visit_length",
    zh="走访时长不能这样设：最短 {least} 分钟，最长 {most} 分钟，每分钟 {people} 人；"
    "最短要大于 0，最长不能小于最短，人数至少为 1",
    en="visits of {least} to {most} minutes and {people} people a minute cannot be planned; the "
    "least must be above 0 and not above the most, and people at least 1",
)
UNKNOWN_PLACES = Message(
    "unknown_outreach_places",
    zh="走访点里没有这些编号：{value}；请核对编号",
    en="there is no place to visit with these codes: {value}; check them",
)
AMBIGUOUS_PLACES = Message(
    "ambiguous_outreach_places",
    zh="这些编号不止一处：{value}；请在前面写上类别，例如 park:{first}",
    en="more than one place has these codes: {value}; put the kind before it, e.g. park:{first}",
)
CONTRADICTING_WISHES = Message(
    "contradicting_outreach_wishes",
    zh="这些地点既要走访又不要走访：{value}；请只留一种",
    en="these places are both to be visited and not to be visited: {value}; keep one of the two",
)
PROMISED_TWICE = Message(
    "outreach_promised_twice",
    zh="{value} 约好的日子有两个：{first} 和 {second}；请只留一个",
    en="the visit to {value} is promised for two days, {first} and {second}; keep one of them",
)
PROMISE_OUTSIDE = Message(
    "promise_outside_horizon",
    zh="约好在 {day} 走访 {value}，但这一天不在要排的 {first} 到 {last} 之内；请改日期",
    en="the visit to {value} is promised for {day}, which is not among the days planned, {first} "
    "to {last}; change the date",
)
_VISIT_STEP_MIN = 5


@dataclass(frozen=True, slots=True)
class VisitLength:
    """How long a visit takes: `base_min` and a minute for every so many people, within limits."""

    base_min: int = 20
    people_per_min: int = 10
    least_min: int = 30
    most_min: int = 90

    def __post_init__(self) -> None:
        if not 0 < self.least_min <= self.most_min or self.people_per_min < 1:
            raise InvalidInput(
                BAD_LENGTH, least=self.least_min, most=self.most_min, people=self.people_per_min
            )

    def minutes(self, people: int) -> int:
        """Return the length of a visit, rounded up to five minutes before the limits."""
        minutes = self.base_min - (-people // self.people_per_min)
        rounded = -(-minutes // _VISIT_STEP_MIN) * _VISIT_STEP_MIN
        return min(max(rounded, self.least_min), self.most_min)


@dataclass(frozen=True, slots=True)
class OutreachRules:
    """How places become stops."""

    priority: PriorityRules = field(default_factory=PriorityRules)
    length: VisitLength = field(default_factory=VisitLength)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What planners decided themselves, by code; `park:A1` where a code alone is not clear."""

    must: Sequence[str] = ()
    never: Sequence[str] = ()
    promised: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StopList:
    """The stops, most urgent first.

    `excluded` are those that nobody is to visit; they are not among the stops.
    """

    stops: tuple[Stop, ...]
    excluded: tuple[Stop, ...]


def build_stops(
    places: Sequence[OutreachPlace],
    horizon: Horizon,
    *,
    calendar: WorkdayCalendar,
    rules: OutreachRules,
    wishes: Wishes,
) -> StopList:
    """Make a stop of each place; raises InvalidInput for wishes that cannot be followed.

    A promised visit must be made. Of stops as urgent as each other the one with more people comes
    first, then they go by code and kind.
    """
    wished = _find_wished(places, horizon, wishes)
    weeks = {place.place.free for place in places}
    windows = {week: free_windows(week, horizon, calendar=calendar) for week in weeks}
    stops = [
        replace(
            _stop(place, windows[place.place.free], rules, at=horizon.start),
            must=row in wished.must,
            promised_day=wished.promised.get(row),
        )
        for row, place in enumerate(places)
    ]
    order = sorted(range(len(stops)), key=lambda row: _urgency(stops[row]))
    kept = [row for row in order if row not in wished.never]
    return StopList(
        stops=tuple(stops[row] for row in kept),
        excluded=tuple(stops[row] for row in order if row in wished.never),
    )


def _stop(
    place: OutreachPlace, windows: Sequence[Window], rules: OutreachRules, *, at: date
) -> Stop:
    visit_min = rules.length.minutes(place.people)
    parts = priority_parts(place, rules=rules.priority, at=at)
    return Stop(
        code=place.place.code,
        kind=place.place.kind,
        name=place.place.name,
        lon=place.place.lon,
        lat=place.place.lat,
        people=place.people,
        visit_min=visit_min,
        priority=sum(part.points for part in parts),
        windows=long_enough(windows, visit_min),
        skills=place.skills,
    )


def _urgency(stop: Stop) -> tuple[int, int, str, str]:
    return -stop.priority, -stop.people, stop.code, stop.kind


@dataclass(frozen=True, slots=True)
class _Wished:
    """Wishes by row of the places; `must` includes what is promised for a day of the horizon."""

    must: frozenset[int]
    never: frozenset[int]
    promised: Mapping[int, int]


def _find_wished(places: Sequence[OutreachPlace], horizon: Horizon, wishes: Wishes) -> _Wished:
    rows = find_rows(places, [*wishes.must, *wishes.never, *wishes.promised])
    promised = _promised_days(wishes.promised, rows, horizon)
    must = {rows[code] for code in wishes.must} | promised.keys()
    never = {rows[code] for code in wishes.never}
    both = [code for code, row in rows.items() if row in must & never]
    if both:
        raise InvalidInput(CONTRADICTING_WISHES, value=_listed(both))
    return _Wished(frozenset(must), frozenset(never), promised)


def _promised_days(
    promised: Mapping[str, date], rows: Mapping[str, int], horizon: Horizon
) -> dict[int, int]:
    """Return the days promised, by row; refuses two days for one place, by whatever names."""
    days: dict[int, int] = {}
    for code, on in promised.items():
        day = _day(code, on, horizon)
        other = days.setdefault(rows[code], day)
        if other != day:
            raise InvalidInput(PROMISED_TWICE, value=code, first=horizon.date_of(other), second=on)
    return days


def find_rows(places: Sequence[OutreachPlace], codes: Iterable[str]) -> dict[str, int]:
    """Find the one place that each code names; raises InvalidInput that tells all that do not."""
    named: dict[str, list[int]] = defaultdict(list)
    for row, place in enumerate(places):
        named[place.place.code].append(row)
        named[f"{place.place.kind}:{place.place.code}"].append(row)
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in named]
    if unknown:
        raise InvalidInput(UNKNOWN_PLACES, value=_listed(unknown))
    ambiguous = [code for code in wanted if len(named[code]) > 1]
    if ambiguous:
        raise InvalidInput(AMBIGUOUS_PLACES, value=_listed(ambiguous), first=ambiguous[0])
    return {code: named[code][0] for code in wanted}


def _day(code: str, on: date, horizon: Horizon) -> int:
    day = horizon.day_of(on)
    if day is None:
        first, last = horizon.start, horizon.date_of(horizon.days - 1)
        raise InvalidInput(PROMISE_OUTSIDE, value=code, day=on, first=first, last=last)
    return day


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)
