"""Shapes of requests for outreach plans, and of the answers about them and about visits."""

import datetime

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.days import Day
from api.outreach_request import OutreachRequest
from api.schemas_plans import Asked, StoredJob
from geo.errors import InvalidInput
from geo.messages import Message
from planner.visits import VisitOutcome

REPLACED_BY_MOVES = Message(
    "outreach_replaced_by_moves",
    zh="replaces 和 moved_on 不能直接填。要给走访改期，请用 POST /v1/outreach-plans/<code>/moves。",
    en="replaces and moved_on cannot be asked for; to move a visit to another day, send "
    "POST /v1/outreach-plans/<code>/moves",
)


class NewOutreachPlan(OutreachRequest, Asked):
    """An outreach plan asked for, and who asks; `replaces` and `moved_on` come from moves alone."""

    @model_validator(mode="after")
    def _replaces_nothing(self) -> "NewOutreachPlan":
        if self.replaces is not None or self.moved_on is not None:
            raise InvalidInput(REPLACED_BY_MOVES)
        return self


class MoveAsked(BaseModel):
    """A stop of an outreach plan, to be visited on another day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str = Field(
        max_length=200, description="The place by kind and code.", examples=["park:A1"]
    )
    date: Day = Field(
        description="The day on which it is promised, one of the plan's.", examples=["2026-11-26"]
    )
    moved_on: Day | None = Field(
        None,
        description="The days up to this one stay as they are; today, or a later one.",
        examples=["2026-11-24"],
    )


class OutreachFigures(BaseModel):
    """The result in numbers."""

    start: datetime.date = Field(description="First day.")
    days: int
    team_codes: list[str]
    stops: int = Field(description="Stops on the routes.")
    people: int = Field(description="People to meet there.")
    unserved: int = Field(description="Stops that nobody visits.")
    served_priority: int = Field(description="Priority of the stops on the routes together.")
    total_priority: int = Field(description="Priority of all stops.")


class OutreachSummary(StoredJob):
    """An outreach plan without its result."""

    figures: OutreachFigures | None
    published_at: datetime.datetime | None = Field(
        description="Since when its teams see it; null where they do not."
    )
    replaces: str | None = Field(
        description="The plan that this one goes on from, after a stop was moved.",
        examples=["v-20261122-k7m2xq"],
    )


class OutreachPage(BaseModel):
    """Outreach plans, the newest first."""

    plans: list[OutreachSummary]
    next: str | None = Field(description="Ask for those `before` this code for more.")


class OutreachDetail(OutreachSummary):
    """An outreach plan with its result."""

    result: dict[str, object] | None = Field(
        description="The content of outreach.json, see docs/outreach.md."
    )


class VisitDetail(BaseModel):
    """A visit as it was recorded; what is not known is null."""

    code: str = Field(examples=["5f0c3a52-7d5e-4f2c-9a55-1f6d0c2b9e10"])
    place: str = Field(
        description="The place by kind and code; by code alone where the kind is not known.",
        examples=["park:A1"],
    )
    date: datetime.date
    team: str = Field(examples=["T1"])
    outcome: VisitOutcome | None
    people_met: int | None
    joined: int | None
    notes: str | None
    plan_code: str | None = Field(
        description="The outreach plan it was on.", examples=["v-20261122-k7m2xq"]
    )
    recorded_at: datetime.datetime | None


class VisitPage(BaseModel):
    """Recorded visits, the newest first; `next` is the code to go on behind."""

    visits: list[VisitDetail]
    next: str | None


class VisitSums(BaseModel):
    """What some visits came to; per hour only where hours of staff are known."""

    visits: int
    met: int = Field(description="Visits that met people.")
    people_met: int
    joined: int
    staff_hours: float = Field(
        description="From the depot and back on planned days with a visit, times the team's size."
    )
    people_met_per_hour: float | None = Field(
        description="Of the visits of these days, per hour of staff."
    )
    joined_per_hour: float | None = Field(description="The same of people who joined.")


class TeamSums(VisitSums):
    """What the visits of one team came to."""

    team: str


class VisitFigures(BaseModel):
    """What visits came to from one day to another, both included."""

    since: datetime.date
    until: datetime.date
    total: VisitSums
    teams: list[TeamSums]
