"""Places that staff visit at least monthly: told beside coverage, and never counted as covered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind
from planner.demand import Demand

SPAN_DAYS = 31
"""As long as the longest month, so that a visit on the same day of each month always suffices."""
MOST_SPANS = 24
BAD_SPANS = Message(
    "bad_visited_months",
    zh="“每月走访”要看的月数应是 1 到 {most} 的整数；收到“{value}”",
    en="the months that must each hold a visit must be 1 to {most}, but {value} was given",
)
PlaceKey = tuple[PlaceKind | None, str]
"""Kind and code of a place; visits of old lists may not know the kind."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VisitDays:
    """The days on which places were visited, and the rule of what is monthly.

    A place is visited monthly `on` a day if each of the last `months` spans of 31 days holds a
    visit; the last span ends on that day.
    """

    days: Mapping[PlaceKey, Sequence[date]]
    on: date
    months: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.months <= MOST_SPANS:
            raise InvalidInput(BAD_SPANS, value=self.months, most=MOST_SPANS)

    def is_monthly(self, kind: PlaceKind, code: str) -> bool:
        """Tell whether a place is visited at least monthly."""
        days = [*self.days.get((kind, code), ()), *self.days.get((None, code), ())]
        spans = {(self.on - day) // timedelta(days=SPAN_DAYS) for day in days if day <= self.on}
        return spans.issuperset(range(self.months))


def first_day_that_matters(on: date, *, months: int) -> date:
    """Return the day before which no visit tells whether a place is visited monthly."""
    return on - timedelta(days=months * SPAN_DAYS - 1)


def group_days(visits: Iterable[tuple[PlaceKey, date]]) -> Mapping[PlaceKey, Sequence[date]]:
    """Group the days of visits by place."""
    days: dict[PlaceKey, list[date]] = defaultdict(list)
    for place, day in visits:
        days[place].append(day)
    return days


def visited_rows(demand: Demand, visits: VisitDays) -> list[bool]:
    """Tell for each demand point whether it is visited monthly."""
    return [
        visits.is_monthly(kind, code) for kind, code in zip(demand.kinds, demand.codes, strict=True)
    ]
