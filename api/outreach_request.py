"""What an outreach plan is asked, with its defaults: the same for terminals, HTTP and storage."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.config import JsonDict
from pydantic.json_schema import SkipJsonSchema

from api.days import Day
from api.plan_request import MOST_SERVICES, TIME_LIMIT_INVALID, DemandKind
from api.ranges import DaysOfWeek, StayMinutes, WayMinutes
from api.schemas import FIRST_YEAR, LAST_YEAR
from api.use_cases.planning_inputs import DEMAND_KINDS, CoverageRequest
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind
from geo.travel import Mode
from planner.outreach_stops import PROMISE_OUTSIDE
from planner.outreach_teams import TEAM_COLUMNS, Skill, TeamRow
from planner.outreach_types import MOST_DAYS, Horizon

OUTREACH_START_INVALID = Message(
    "outreach_start_invalid",
    zh="走访的第一天应在 {first} 年到 {last} 年之间；收到“{value}”，请改正。",
    en='the first day of the visits must be from {first} to {last}, but "{value}" was sent; '
    "correct it",
)
OUTREACH_STOPS_INVALID = Message(
    "outreach_stops_invalid",
    zh="一次考虑的走访点（most_stops）应是 1 到 {most} 的整数；收到“{value}”，请改正。",
    en='most_stops must be a whole number from 1 to {most}, but "{value}" was sent; correct it',
)
OUTREACH_TEAMS_COUNT = Message(
    "outreach_teams_count",
    zh="走访小组应有 1 到 {most} 个；收到 {value} 个，请增减小组。",
    en="there must be 1 to {most} teams, but {value} were sent; add or remove some",
)
STANDARD_BESIDE_PLAN = Message(
    "standard_beside_plan",
    zh="走访方案 {plan} 的走访名单时，覆盖标准以该方案为准；请去掉 standard，或者不用方案。",
    en="the visiting list of plan {plan} follows the coverage standard of that plan; leave the "
    "standard out, or the plan",
)
MOVE_INCOMPLETE = Message(
    "outreach_move_incomplete",
    zh="重排走访时，replaces（原来的走访安排）和 moved_on（改动的日期）要一起给出。",
    en="to plan again give both: replaces, the plan before, and moved_on, the day of the change",
)
MOVE_TOO_EARLY = Message(
    "outreach_move_too_early",
    zh="{value} 不能改到 {day}：{today} 及以前的走访已经定了；请选之后的日子。",
    en="{value} cannot be moved to {day}: all until {today} stays as it is; choose a later day",
)
MOST_TEAMS, MOST_STOPS = 50, 500
DEFAULT_STOPS, DEFAULT_DAYS, DEFAULT_SEARCH_S = 300, 7, 30
LONGEST_OUTREACH_SEARCH_S = 600
MOST_CODES, LONGEST_CELL, LONGEST_OUTREACH_CODE = 1_000, 500, 200
_FIRST_ROW = 2
"""Rows of teams count as in a file, whose first line has the headers."""


class StandardAsked(BaseModel):
    """The coverage standard by which people count as not covered, where no plan has its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(Mode.WALK, description="How people travel.")
    minutes: WayMinutes = Field(15, description="Longest way, one way, above 0 and at most 240.")
    stay_minutes: StayMinutes = Field(30, description="Time one needs at the desk, 0 to 480.")
    days: DaysOfWeek = Field(2, description="On how many days of a week at least, 1 to 7.")
    services: list[str] = Field(
        [], max_length=MOST_SERVICES, description="Services that one desk must all offer."
    )


Cell = Annotated[str, WithJsonSchema({"type": ["string", "number"], "maxLength": LONGEST_CELL})]


class TeamAsked(BaseModel):
    """A row of the list of teams, each cell as text; see docs/outreach.md."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        coerce_numbers_to_str=True,
        str_max_length=LONGEST_CELL,
        json_schema_extra={"required": ["code", "depot_code", "work_hours"]},
    )

    code: Cell = Field("", description="Code of the team.", examples=["T1"])
    name: Cell = Field("", description="Its name; else the code.", examples=["一组"])
    depot_code: Cell = Field(
        "", description="Service point where it starts and ends each day.", examples=["SH0001"]
    )
    mode: Cell = Field("", description="walk, bike, ebike or drive; else drive.")
    work_hours: Cell = Field("", description="As opening hours.", examples=["Mo-Fr 09:00-17:00"])
    lunch: Cell = Field("", description="Its break; else none.", examples=["12:00-13:00"])
    size: Cell = Field("", description="People in the team; else 1.", examples=["2"])
    skills: Cell = Field("", description="law, health, language.", examples=["law;health"])


_WITHOUT_PLAN: JsonDict = {"properties": {"plan": {"type": "null"}}}
_WITHOUT_STANDARD: JsonDict = {"properties": {"standard": {"maxProperties": 0}}}


class OutreachRequest(BaseModel):
    """Whom to visit, on which days and by which teams.

    What cannot be is refused as it is read: InvalidInput with the value and what to do.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"anyOf": [_WITHOUT_PLAN, _WITHOUT_STANDARD]},
    )

    plan: str | None = Field(
        None,
        max_length=LONGEST_OUTREACH_CODE,
        description="Code of a finished plan whose visiting list is taken. Without it coverage is: "
        "the places that no service point covers today, by `standard`, and firms without a union.",
    )
    standard: StandardAsked = Field(
        StandardAsked(), description="Who counts as covered; not beside `plan`."
    )
    kinds: list[DemandKind] = Field(
        ["apartments", "parks", "firms"],
        min_length=1,
        max_length=3,
        description="Which places to visit.",
    )
    union: str | None = Field(
        None,
        max_length=LONGEST_OUTREACH_CODE,
        description="Only places of the area of this union and of those below it.",
    )
    start: Day = Field(description="First day.", examples=["2026-11-23"])
    days: int = Field(
        DEFAULT_DAYS,
        description="How many days.",
        json_schema_extra={"minimum": 1, "maximum": MOST_DAYS},
    )
    teams: list[TeamAsked] = Field(
        description="The teams, as in teams.csv.",
        json_schema_extra={"minItems": 1, "maxItems": MOST_TEAMS},
    )
    must: list[str] = Field(
        [],
        max_length=MOST_CODES,
        description="Places to visit before all others, by code; `park:A1` where a code alone is "
        "not clear.",
    )
    never: list[str] = Field([], max_length=MOST_CODES, description="Places not to visit, by code.")
    promised: dict[str, Day] = Field(
        {},
        max_length=MOST_CODES,
        description="Visits promised for a day, by the code of the place.",
        examples=[{"park:P001": "2026-11-25"}],
    )
    needs: dict[str, list[Skill]] = Field(
        {},
        max_length=MOST_CODES,
        description="Skills that a team needs there, by the code of the place.",
        examples=[{"firm:F001": ["law"]}],
    )
    most_stops: int = Field(
        DEFAULT_STOPS,
        description="As many stops are looked at, the most urgent.",
        json_schema_extra={"minimum": 1, "maximum": MOST_STOPS},
    )
    time_limit: float = Field(
        DEFAULT_SEARCH_S,
        description="Seconds to look for the routes.",
        json_schema_extra={"exclusiveMinimum": 0, "maximum": LONGEST_OUTREACH_SEARCH_S},
    )
    replaces: SkipJsonSchema[str | None] = Field(
        None,
        max_length=LONGEST_OUTREACH_CODE,
        description="Code of the outreach plan that this one goes on from.",
    )
    moved_on: SkipJsonSchema[Day | None] = Field(
        None,
        description="Beside `replaces`: the days up to this one stay as they were, those after it "
        "are planned anew.",
    )

    @model_validator(mode="after")
    def _is_sensible(self) -> "OutreachRequest":
        self._check_days()
        self._check_limits()
        if self.plan is None:
            _ = self.coverage
        elif self.standard != StandardAsked():
            raise InvalidInput(STANDARD_BESIDE_PLAN, plan=self.plan)
        if (self.replaces is None) != (self.moved_on is None):
            raise InvalidInput(MOVE_INCOMPLETE)
        return self

    def _check_days(self) -> None:
        _ = self.horizon
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise InvalidInput(
                OUTREACH_START_INVALID, first=FIRST_YEAR, last=LAST_YEAR, value=self.start
            )
        for place, day in self.promised.items():
            self._require_planned(place, day)

    def _require_planned(self, place: str, day: date) -> None:
        """Refuse a promise for a day outside the horizon."""
        horizon = self.horizon
        if horizon.day_of(day) is None:
            last = horizon.date_of(horizon.days - 1)
            raise InvalidInput(
                PROMISE_OUTSIDE, value=place, day=day, first=horizon.start, last=last
            )

    def _check_limits(self) -> None:
        if not 1 <= len(self.teams) <= MOST_TEAMS:
            raise InvalidInput(OUTREACH_TEAMS_COUNT, value=len(self.teams), most=MOST_TEAMS)
        if not 1 <= self.most_stops <= MOST_STOPS:
            raise InvalidInput(OUTREACH_STOPS_INVALID, value=self.most_stops, most=MOST_STOPS)
        if not 0 < self.time_limit <= LONGEST_OUTREACH_SEARCH_S:
            raise InvalidInput(
                TIME_LIMIT_INVALID, value=self.time_limit, most=LONGEST_OUTREACH_SEARCH_S
            )

    @property
    def horizon(self) -> Horizon:
        """Return the days; raises InvalidInput for too many."""
        return Horizon(self.start, self.days)

    @property
    def place_kinds(self) -> tuple[PlaceKind, ...]:
        """Return the kinds of places asked for."""
        return tuple(kind for name, kind in DEMAND_KINDS.items() if name in self.kinds)

    @property
    def coverage(self) -> CoverageRequest:
        """Return the coverage standard; raises InvalidInput where it is none."""
        asked = self.standard
        return CoverageRequest(
            mode=asked.mode,
            minutes=asked.minutes,
            stay_minutes=asked.stay_minutes,
            days=asked.days,
            services=tuple(asked.services),
            kinds=self.place_kinds,
        )

    @property
    def team_rows(self) -> list[TeamRow]:
        """Return the list of teams as if it had been read from a file."""
        return [
            TeamRow(line, {column: getattr(team, column) for column in TEAM_COLUMNS})
            for line, team in enumerate(self.teams, start=_FIRST_ROW)
        ]

    def moved(self, place: str, day: date, *, replaces: str, today: date) -> "OutreachRequest":
        """Return what is asked once the visit to a place, e.g. `park:A1`, is promised for a day.

        Raises InvalidInput for a day that is not planned, or not after today.
        """
        self._require_planned(place, day)
        if day <= today:
            raise InvalidInput(MOVE_TOO_EARLY, value=place, day=day, today=today)
        kept = {code: on for code, on in self.promised.items() if not _is_same(code, place)}
        return self.model_copy(
            update={
                "promised": kept | {place: day},
                "never": [code for code in self.never if not _is_same(code, place)],
                "replaces": replaces,
                "moved_on": today,
            }
        )


def _is_same(code: str, other: str) -> bool:
    """Tell whether two codes, with their kind or without, may name the same place."""
    kind, _, bare = code.rpartition(":")
    other_kind, _, other_bare = other.rpartition(":")
    return bare == other_bare and (not kind or not other_kind or kind == other_kind)
