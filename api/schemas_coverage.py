"""Shapes of `/v1/coverage`: what is asked, and the report, which coverage.json holds as well."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.ranges import (
    LONGEST_STAY_MINUTES,
    LONGEST_WAY_MINUTES,
    DaysOfWeek,
    StayMinutes,
    WayMinutes,
)
from api.use_cases.planning_inputs import (
    DAYS_INVALID,
    DEMAND_KINDS,
    STANDARD_MINUTES_INVALID,
    STAY_INVALID,
    CoverageRequest,
    parse_kinds,
)
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.places import PlaceKind
from geo.travel import Mode, TravelMethod
from planner.coverage import Reason
from planner.demand import Weight

WEIGHT_UNKNOWN = Message(
    "weight_unknown",
    zh="weight 没有“{value}”这个选项。可选：{known}。",
    en='weight "{value}" is not known; choose among {known}',
)
MOST_SERVICES, LONGEST_UNION_CODE = 20, 200
_KIND = "|".join(DEMAND_KINDS)
DemandKinds = Annotated[str, Field(json_schema_extra={"pattern": f"^({_KIND})(,({_KIND}))*$"})]
"""One kind, or several with commas."""
Weekday = Literal["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

# What cannot be read is refused with the sentences that the command line has for it.


def _read_minutes(value: object) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        most = LONGEST_WAY_MINUTES
        raise InvalidInput(STANDARD_MINUTES_INVALID, value=value, most=most) from error


def _read_stay(value: object) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        raise InvalidInput(STAY_INVALID, value=value, most=LONGEST_STAY_MINUTES) from error


def _read_days(value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise InvalidInput(DAYS_INVALID, value=value) from error


def _read_weight(value: object) -> Weight:
    try:
        return Weight(str(value))
    except ValueError as error:
        raise InvalidInput(WEIGHT_UNKNOWN, value=value, known=", ".join(Weight)) from error


class CoverageQuery(BaseModel):
    """Whose coverage is asked for, by which standard."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(Mode.WALK, description="How people travel.")
    minutes: Annotated[WayMinutes, BeforeValidator(_read_minutes)] = Field(
        15, description="Longest way, one way, in minutes."
    )
    stay_minutes: Annotated[StayMinutes, BeforeValidator(_read_stay)] = Field(
        30, description="Time one needs at the desk, in minutes."
    )
    days: Annotated[DaysOfWeek, BeforeValidator(_read_days)] = Field(
        2, description="On how many days of a week at least."
    )
    service: list[str] = Field(
        [],
        max_length=MOST_SERVICES,
        description="Services that one desk must all offer.",
        examples=[["legal_aid"]],
    )
    demand: list[DemandKinds] = Field(
        list(DEMAND_KINDS),
        description="Whose coverage: `apartments`, `parks`, `firms`, repeated or with commas.",
    )
    weight: Annotated[Weight, BeforeValidator(_read_weight)] = Field(
        Weight.PEOPLE, description="Count all people, or only those who are no members yet."
    )
    union: str | None = Field(
        None,
        max_length=LONGEST_UNION_CODE,
        description="Only the places of this union and of those below it; of the existing service "
        "points all count. An account of one union asks about that by itself.",
    )
    hours: bool = Field(
        False,  # noqa: FBT003  a default
        description="Add `served_hours`: when in the week each place can be served.",
    )
    lang: Language | None = Field(None, description="Language of messages; else Accept-Language.")

    def coverage_request(self) -> CoverageRequest:
        """Return the standard asked for; raises InvalidInput where it is none."""
        return CoverageRequest(
            mode=self.mode,
            minutes=self.minutes,
            stay_minutes=self.stay_minutes,
            days=self.days,
            services=tuple(self.service),
            kinds=parse_kinds(",".join(self.demand)),
            weight=self.weight,
            union=self.union,
        )


class CoverageStandard(BaseModel):
    """The coverage standard asked for."""

    mode: Mode
    minutes: float
    stay_minutes: float
    days: int
    services: list[str]


class PeopleByReason(BaseModel):
    """People who are not covered, by the first reason that holds."""

    distance: int = Field(description="No site within the standard.")
    service: int = Field(description="Sites within it, but none offers the services.")
    hours: int = Field(description="Sites within it that offer them, not when people are free.")


class NearestSite(BaseModel):
    """The open service point with the shortest way."""

    code: str
    minutes: float = Field(description="One way, rounded to 0.1.")


class NearestSiteFound(NearestSite):
    """The open service point with the shortest way, and how that was found."""

    travel_method: TravelMethod


class CrowdedHour(BaseModel):
    """An hour of the week, and how many people share an open desk in it: an estimate."""

    day: Weekday
    hour: int = Field(ge=0, le=23)
    people_per_desk: float


class CoveredDemandPoint(BaseModel):
    """A demand point: whether it is covered, else why not."""

    code: str
    kind: PlaceKind
    name: str
    lon: float
    lat: float
    people: int
    union_code: str | None
    covered: bool
    days: list[Weekday] = Field(description="Weekdays that count, also where they are too few.")
    reason: Reason | None
    nearest: NearestSiteFound | None
    least_crowded: CrowdedHour | None


class DemandPointCode(BaseModel):
    """Which demand point; codes are unique within a kind alone."""

    code: str
    kind: PlaceKind


class HoursThatHelp(BaseModel):
    """Hours added to one site that would cover most of a gap."""

    code: str = Field(description="Of the site.")
    added: str
    opening_hours: str = Field(description="Its whole new week.")
    weekly_hours_added: float
    people: int = Field(description="Whom it would cover.")


class CoverageGap(BaseModel):
    """Uncovered demand points of one union in one H3 cell."""

    union_code: str | None
    cell: str = Field(examples=["8830994aa7fffff"])
    lon: float = Field(description="The middle of its people.")
    lat: float
    people: int
    by_reason: PeopleByReason
    reason: Reason
    demand_codes: list[str] = Field(description="That with the most people first.")
    demand_points: list[DemandPointCode] = Field(description="The same with their kinds.")
    nearest: NearestSite | None = Field(description="For the first of these.")
    extension: HoursThatHelp | None


class UnionCoverage(BaseModel):
    """The people of one union; null for those outside every union."""

    code: str | None
    name: str | None
    people: int
    covered_people: int


class CoverageSite(BaseModel):
    """An open service point."""

    code: str
    name: str
    lon: float
    lat: float
    opening_hours: str = Field(description="Its typical week.")
    desks: int
    busiest: CrowdedHour | None


class Visited(BaseModel):
    """The places that staff visit monthly: beside who is covered, and never counted as such."""

    on: date = Field(description="The day on which it was looked up.")
    months: int = Field(description="How many spans of 31 days up to then must hold a visit each.")
    places: int
    people: int
    uncovered_people: int = Field(description="Those of them whom no service point covers.")


class CoverageReport(BaseModel):
    """Who is covered and who is not, where and why; docs/planning.md defines every figure."""

    standard: CoverageStandard
    travel_method: TravelMethod
    data_revision: int
    demand_kinds: list[PlaceKind]
    weight: Weight
    union_code: str | None = Field(
        None, description="The union whose places these are, with those of all below it."
    )
    people: int
    covered_people: int
    by_reason: PeopleByReason
    demand_points: list[CoveredDemandPoint]
    gaps: list[CoverageGap] = Field(description="Those with the most people first.")
    by_union: list[UnionCoverage]
    sites: list[CoverageSite]
    visited: Visited
    visited_demand_points: list[DemandPointCode]
    served_hours: list[str] = Field(
        [],
        description="With `hours` only: for each of `demand_points` 168 characters from Monday "
        "00:00, `1` where someone could start to be served in that hour.",
    )
