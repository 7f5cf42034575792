"""Visits: the records that staff went to a place, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from geo.places import PlaceKind


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
