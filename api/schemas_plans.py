"""Shapes of requests for stored plans, and of the answers about them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.plan_request import PlanRequest
from data.job_columns import JobStatus

LONGEST_AUTHOR = 80
CODE_PATTERN = r"^[\w-]{1,40}$"
"""Of what can be the code of a plan at all."""


class Asked(BaseModel):
    """Who asks for a plan of any kind."""

    author: str | None = Field(
        None,
        max_length=LONGEST_AUTHOR,
        pattern=r"^[^\x00-\x1f]*$",
        description="Who asks, as the list of plans shows it.",
        examples=["杨浦区总工会 王敏"],
    )


class NewPlan(PlanRequest, Asked):
    """A plan asked for, and who asks."""


class RerunPlan(Asked):
    """A stored plan to be made again, on the data of today."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rerun_of: str = Field(
        pattern=CODE_PATTERN,
        description="Code of a plan whose request is taken again; alone, or with `author`.",
        examples=["p-20261122-k7m2xq"],
    )


class PlanFigures(BaseModel):
    """The result in numbers; people are whole, money is yuan a year."""

    people: int
    covered_before: int
    covered_after: int
    spent: float
    budget: float | None = Field(description="null where only a target was asked for.")
    bound: float = Field(description="No plan within the limits covers more people.")
    status: str = Field(
        description="`optimal`, `gap_reached` or `time_limit`.", examples=["gap_reached"]
    )
    relative_gap: float = Field(description="How far off the bound the plan may be, as a share.")


class PlanProblem(BaseModel):
    """Why a plan failed."""

    code: str
    message: str


class StoredJob(BaseModel):
    """What is told of a plan of any kind, from the moment it is asked for."""

    code: str = Field(examples=["p-20261122-k7m2xq"])
    status: JobStatus
    stage: str | None = Field(
        description="What is being worked on, or was at the end.", examples=["search"]
    )
    progress: float | None = Field(description="How much of the work is done, 0 to 1, a guess.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    author: str | None
    data_revision: int = Field(
        description="Which data the result is from; without one, the data when it was asked."
    )
    is_current: bool = Field(description="Whether the data is still the same.")
    rerun_of: str | None
    request: dict[str, object] = Field(description="What was asked, with all defaults.")
    problem: PlanProblem | None


class PlanSummary(StoredJob):
    """A plan without its result."""

    figures: PlanFigures | None


class PlanPage(BaseModel):
    """Stored plans, the newest first."""

    plans: list[PlanSummary]
    next: str | None = Field(description="Ask for those `before` this code for more.")


class PlanDetail(PlanSummary):
    """A plan with its result."""

    result: dict[str, object] | None = Field(
        description="The content of plan.json, see docs/plans.md."
    )


class FieldDifference(BaseModel):
    """One thing that was asked differently."""

    field: str
    first: object
    second: object


class FiguresDifference(BaseModel):
    """How much more the second has than the first."""

    people: int
    covered_after: int
    spent: float
    bound: float


class ComparedFigures(BaseModel):
    """The figures of two plans."""

    first: PlanFigures
    second: PlanFigures
    difference: FiguresDifference


class ComparedAction(BaseModel):
    """An action of one of the plans, or of both."""

    kind: str
    code: str
    name: str
    opening_hours: str
    yearly_cost: float
    people_gained: int


class ChangedAction(BaseModel):
    """An action at the same place, with other hours."""

    kind: str
    code: str
    name: str
    first: str = Field(description="Its opening hours in the first plan.")
    second: str


class ComparedActions(BaseModel):
    """What both plans do, and what only one of them does."""

    only_first: list[ComparedAction]
    only_second: list[ComparedAction]
    both: list[ComparedAction]
    other_hours: list[ChangedAction]


class ComparedUnion(BaseModel):
    """The covered people of a union after either plan; null where a plan does not know it."""

    code: str | None
    name: str | None
    people: int
    after_first: int | None
    after_second: int | None
    difference: int | None


class ComparedPlace(BaseModel):
    """A demand point that only one plan covers."""

    code: str
    kind: str
    name: str
    people: int


class ComparedPlaces(BaseModel):
    """Those that only one plan covers, with the most people first."""

    count: int
    people: int
    places: list[ComparedPlace]


class OnlyCovered(BaseModel):
    """Whom only one of the plans covers."""

    only_first: ComparedPlaces
    only_second: ComparedPlaces


class PlanComparison(BaseModel):
    """Two plans side by side; differences are those of the second from the first."""

    first: str
    second: str
    same_data: bool = Field(description="Whether both are from the same revision of the data.")
    same_standard: bool = Field(description="Whether both count the same people as covered.")
    request_differences: list[FieldDifference]
    figures: ComparedFigures
    actions: ComparedActions
    by_union: list[ComparedUnion]
    covered: OnlyCovered
