"""What is recorded of a visit: where staff went, when, and what came of it."""

import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.places import PlaceKind
from planner.visits import VisitOutcome


class VisitColumns:
    """A visit to a place; nothing about the people who were met but how many they were.

    Visits from before there were outreach plans know no kind of place, and no plan.
    """

    place_kind: Mapped[PlaceKind | None]
    place_code: Mapped[str] = mapped_column(index=True)
    date: Mapped[datetime.date] = mapped_column(index=True)
    team: Mapped[str]
    outcome: Mapped[VisitOutcome | None]
    people_met: Mapped[int | None] = mapped_column(
        CheckConstraint("people_met >= 0", name="people_met")
    )
    joined: Mapped[int | None] = mapped_column(CheckConstraint("joined >= 0", name="joined"))
    notes: Mapped[str | None]
    plan_code: Mapped[str | None]
    recorded_at: Mapped[datetime.datetime | None]
