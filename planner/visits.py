"""Visits: the records that staff went to a place, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind

VISIT_IN_FUTURE = Message(
    "visit_in_future",
    zh="走访日期 {value} 还没有到（今天是 {today}）。请改成走访的那一天。",
    en="the visit is dated {value}, but today is {today}; give the day on which it was made",
)
VISIT_MORE_JOINED = Message(
    "visit_more_joined",
    zh="入会 {joined} 人，比见到的 {met} 人还多。请核对这两个数。",
    en="{joined} people joined, but only {met} were met; check the two numbers",
)
VISIT_MET_NOBODY = Message(
    "visit_met_nobody",
    zh="结果是没有见到大家（{outcome}），却填了见到或入会 {value} 人。见到了就把结果改成"
    "“见到了大家”（met），没见到就把人数留空。",
    en='the outcome is "{outcome}", but {value} people were met or joined; choose "met" if there '
    "were any, else leave the numbers empty",
)


class VisitOutcome(StrEnum):
    """How a visit ended; only `met`, or one of unknown outcome, counts as having been there."""

    MET = "met"
    NOBODY_THERE = "nobody_there"
    REFUSED = "refused"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit as it is stored; what is not known is None.

    `code` is made by whoever records it, so that what is sent twice is stored once. `plan_code` is
    that of the outreach plan it was on. `notes` are about the place, not about people.
    """

    code: str
    place_kind: PlaceKind | None
    place_code: str
    date: date
    team: str
    outcome: VisitOutcome | None = None
    people_met: int | None = None
    joined: int | None = None
    notes: str | None = None
    plan_code: str | None = None
    recorded_at: datetime | None = None


def require_past(day: date, *, today: date) -> None:
    """Refuse a visit on a day that has not come; raises InvalidInput."""
    if day > today:
        raise InvalidInput(VISIT_IN_FUTURE, value=day, today=today)


def require_agreement(
    outcome: VisitOutcome | None, *, people_met: int | None, joined: int | None
) -> None:
    """Hold the numbers of a visit to each other and to its outcome; raises InvalidInput.

    Of a visit of unknown outcome both may be known.
    """
    seen = max(people_met or 0, joined or 0)
    if outcome not in {None, VisitOutcome.MET} and seen:
        raise InvalidInput(VISIT_MET_NOBODY, outcome=outcome, value=seen)
    if people_met is not None and joined is not None and joined > people_met:
        raise InvalidInput(VISIT_MORE_JOINED, joined=joined, met=people_met)
