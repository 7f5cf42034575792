"""What a plan is asked, with its defaults: the same for the command line, HTTP and stored plans."""

from collections.abc import Mapping
from datetime import date, datetime
from math import inf, isfinite
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api.clock import now
from api.days import Day
from api.plan_money import MONEY_OR_TARGET, OwnCostsAsked, require_sizes
from api.ranges import (
    Count,
    DaysOfWeek,
    Hours,
    Share,
    StayMinutes,
    WayMinutes,
    Yuan,
)
from api.schemas import FIRST_YEAR, LAST_YEAR
from api.settings import Settings
from api.use_cases.planning_inputs import DEMAND_KINDS, CoverageRequest
from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.messages import Message
from geo.travel import Mode
from planner.build_schedule import MONTHS_PER_YEAR, require_yearly_budgets
from planner.candidates import CandidateSource
from planner.demand import Weight
from planner.options import (
    EXTENSIONS,
    LIMIT_INVALID,
    NEW_SITE_OPTIONS,
    Costs,
    read_options,
)
from planner.siting import SitingRequest, require_share

BUDGET_MISSING = Message(
    "budget_missing",
    zh="请给出预算（budget，元/年），或者要覆盖的比例（target_share，例如 0.9）。",
    en="give a budget in yuan a year (budget), or a share of the people to cover (target_share, "
    "e.g. 0.9)",
)
BUDGET_NUMBER = Message(
    "budget_invalid",
    zh="预算（元/年）应是不小于 0 的有限数；收到“{value}”，请改正。",
    en='the budget in yuan a year must be a finite number, 0 or more, but "{value}" was sent; '
    "correct it",
)
BUDGET_OVER_YEARS = Message(
    "budget_over_years",
    zh="预算 {budget:,.0f} 元/年超过各年预算的最后一年（{last:,.0f} 元），请改成一致。",
    en="the budget of {budget:,.0f} yuan a year is more than the last yearly budget "
    "({last:,.0f}); make them agree",
)
TIME_LIMIT_INVALID = Message(
    "time_limit_invalid",
    zh="计算时限应在 0 到 {most} 秒之间；收到“{value}”，请改正。",
    en='the time limit must be from 0 to {most} seconds, but "{value}" was sent; correct it',
)
BEGIN_INVALID = Message(
    "begin_invalid",
    zh="实施开始的日期应在 {first} 年到 {last} 年之间；收到“{value}”，请改正。",
    en='the schedule must begin from {first} to {last}, but "{value}" was sent; correct it',
)
LONGEST_SEARCH_S = 3_600
SearchTime = Annotated[float, Field(json_schema_extra={"minimum": 0, "maximum": LONGEST_SEARCH_S})]
MOST_SERVICES, MOST_YEARS = 20, 20
LONGEST_UNION_CODE = 200
DemandKind = Literal["apartments", "parks", "firms"]


def _first_of_next_month() -> date:
    today = now().date()
    years, month = divmod(today.month, MONTHS_PER_YEAR)
    return date(today.year + years, month + 1, 1)


class PlanRequest(BaseModel):
    """The coverage standard, the money and other limits, and the hours to choose from.

    What cannot be is refused as it is read: InvalidInput with the value and what to do.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"anyOf": [*MONEY_OR_TARGET]}
    )

    budget: Yuan | None = Field(
        None,
        description="Yuan a year that all actions together may cost; else the last of "
        "`yearly_budgets`.",
        examples=[1_000_000],
    )
    target_share: Share | None = Field(
        None,
        description="Instead of most people for the budget: the least yearly cost that covers "
        "this share of them, 0 to 1.",
    )
    mode: Mode = Field(Mode.WALK, description="How people travel.")
    minutes: WayMinutes = Field(15, description="Longest way, one way, above 0 and at most 240.")
    stay_minutes: StayMinutes = Field(30, description="Time one needs at the desk, 0 to 480.")
    days: DaysOfWeek = Field(2, description="On how many days of a week at least, 1 to 7.")
    services: list[str] = Field(
        [],
        max_length=MOST_SERVICES,
        description="Services that one desk must all offer.",
        examples=[["legal_aid"]],
    )
    demand: list[DemandKind] = Field(
        ["apartments", "parks", "firms"], min_length=1, max_length=3, description="Whose coverage."
    )
    weight: Weight = Field(Weight.PEOPLE, description="Whom to count.")
    union: str | None = Field(
        None,
        max_length=LONGEST_UNION_CODE,
        description="Only the places, candidate sites and service points of this union and of "
        "those below it; people still go to the others. An account of one union plans for that "
        "by itself.",
    )
    max_new_sites: Count | None = Field(None, description="New service points at most.")
    staff_hours: Hours | None = Field(
        None, description="Open hours a week that may be added in all."
    )
    floor: Share = Field(0, description="Share of its people owed to every union, 0 to 1.")
    floors: dict[str, Share] = Field(
        {},
        description="Shares for single unions, by code, in place of `floor`.",
        examples=[{"310115102": 0.5}],
    )
    backup: bool = Field(
        False,  # noqa: FBT003  a default
        description="Then give people a second site to go to, where money is left.",
    )
    candidates: CandidateSource | None = Field(
        None,
        description="Where service points could be opened; else the first of the list of "
        "candidate sites, places and cells that holds any.",
    )
    gap: Share = Field(
        0.005, description="How far off the best the plan may be, as a share; 0 asks for the best."
    )
    time_limit: SearchTime = Field(60, description="Seconds to look for the plan.")
    costs: OwnCostsAsked = Field(OwnCostsAsked(), description="Else those of the settings.")
    new_site_options: list[str] = Field(
        [*NEW_SITE_OPTIONS], description="Opening hours to choose from for new sites."
    )
    extensions: list[str] = Field(
        [*EXTENSIONS], description="Hours that may be added to those of existing sites."
    )
    yearly_budgets: list[Yuan] = Field(
        [],
        max_length=MOST_YEARS,
        description="Yuan that may be spent in each year on all that runs by then; else all of "
        "the budget in the first.",
    )
    begin: Day = Field(
        default_factory=_first_of_next_month, description="Day from which the schedule counts."
    )

    @field_validator("new_site_options", "extensions")
    @classmethod
    def _in_one_form(cls, texts: list[str]) -> list[str]:
        """Take hours in the forms that imports read, Chinese ones too."""
        return [normalise_opening_hours(text) for text in texts]

    @model_validator(mode="after")
    def _is_sensible(self) -> "PlanRequest":
        self._check_money()
        self._check_limits()
        read_options(self.new_site_options)
        read_options(self.extensions)
        for floor in ({"floor": self.floor}, self.floors):
            self.siting(floor)
        _ = self.coverage
        return self

    def _check_money(self) -> None:
        if self.budget is None and self.target_share is None and not self.yearly_budgets:
            raise InvalidInput(BUDGET_MISSING)
        if self.budget is not None and not 0 <= self.budget < inf:
            raise InvalidInput(BUDGET_NUMBER, value=self.budget)
        if self.target_share is not None:
            require_share("target_share", self.target_share)
        self._check_years()
        Costs(**self._own_costs)
        last = max(self.yearly_budgets, default=0)
        require_sizes({"budget": self.budget or 0, "yearly_budgets": last}, self._own_costs)

    def _check_limits(self) -> None:
        if not isfinite(self.staff_hours or 0):
            raise InvalidInput(LIMIT_INVALID, name="staff_hours", value=self.staff_hours)
        require_share("gap", self.gap)
        if not 0 <= self.time_limit <= LONGEST_SEARCH_S:
            raise InvalidInput(TIME_LIMIT_INVALID, value=self.time_limit, most=LONGEST_SEARCH_S)
        if not FIRST_YEAR <= self.begin.year <= LAST_YEAR:
            raise InvalidInput(BEGIN_INVALID, first=FIRST_YEAR, last=LAST_YEAR, value=self.begin)

    def _check_years(self) -> None:
        require_yearly_budgets(self.yearly_budgets)
        if self.yearly_budgets and self.most_money != inf:
            last = self.yearly_budgets[-1]
            if self.most_money > last:
                raise InvalidInput(BUDGET_OVER_YEARS, budget=self.most_money, last=last)

    @property
    def most_money(self) -> float:
        """Return the yuan a year that may be spent, inf where only a target is given."""
        if self.budget is not None:
            return self.budget
        return self.yearly_budgets[-1] if self.yearly_budgets else inf

    @property
    def coverage(self) -> CoverageRequest:
        """Return the coverage standard asked for; raises InvalidInput where it is none."""
        return CoverageRequest(
            mode=self.mode,
            minutes=self.minutes,
            stay_minutes=self.stay_minutes,
            days=self.days,
            services=tuple(self.services),
            kinds=tuple(kind for name, kind in DEMAND_KINDS.items() if name in self.demand),
            weight=self.weight,
            union=self.union,
        )

    def siting(self, floors: Mapping[str, float]) -> SitingRequest:
        """Return the limits with these floors by union code."""
        return SitingRequest(
            budget=self.most_money,
            max_new_sites=self.max_new_sites,
            staff_hours=self.staff_hours,
            floors=floors,
            gap=self.gap,
            time_limit_s=self.time_limit,
        )

    def costs_in(self, settings: Settings) -> Costs:
        """Return the costs: the request's own, else those of the installation."""
        return Costs(**(settings.costs | self._own_costs))

    @property
    def _own_costs(self) -> dict[str, float]:
        return self.costs.model_dump(exclude_none=True)

    def again(self, at: datetime) -> "PlanRequest":
        """Return the same request for another day; a schedule in the past begins anew."""
        if self.begin >= at.date():
            return self
        return self.model_copy(update={"begin": _first_of_next_month()})
