"""Recording visits: what a team or a planner says of one, checked and stored once."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.config import JsonDict

from api.days import Day
from api.use_cases.outreach_requests import load_places_of
from api.use_cases.planning_inputs import DEMAND_KINDS
from api.use_cases.visit_codes import require_own_code
from data.database import Session
from data.listings import load_names
from data.outreach_plans import Published, list_published
from data.revision import hold_writers
from data.visits import find_visit, is_visit_seen, record_visit
from geo.errors import Conflict, Forbidden, InvalidInput, NotFound
from geo.messages import Message
from geo.places import PlaceKind
from planner.visits import VisitOutcome, VisitRecord, require_agreement, require_past

VISIT_PLACE_INVALID = Message(
    "visit_place_invalid",
    zh="走访点“{value}”看不懂，请写成“类别:编号”，例如 park:A1；类别有 {known}。",
    en='the place "{value}" cannot be read; write it as kind:code, e.g. park:A1, the kind being '
    "one of {known}",
)
VISIT_PLACE_UNKNOWN = Message(
    "visit_place_unknown",
    zh="没有编号为“{value}”的走访点，可能已经删除。请核对编号。",
    en='there is no place "{value}"; it may have been deleted: check its code',
)
VISIT_TOO_LONG_AGO = Message(
    "visit_too_long_ago",
    zh="走访日期 {value} 太早，只能补记 {days} 天以内的走访（{first} 起）。请核对日期。",
    en="the visit is dated {value}, but only those of the last {days} days can be recorded (since "
    "{first}); check the date",
)
VISIT_TEAM_MISSING = Message(
    "visit_team_missing",
    zh="请写明是哪个小组走访的（team）。",
    en="say which team made the visit (team)",
)
VISIT_OF_ANOTHER_TEAM = Message(
    "visit_of_another_team",
    zh="走访记录 {code} 是小组 {team} 的，不能由别的小组改写。请用新的编号记录。",
    en="visit {code} was recorded by team {team}, and another one cannot change it; record yours "
    "under a new code",
)
VISIT_CODE_TAKEN = Message(
    "visit_code_taken",
    zh="走访记录的编号 {code} 已经用过了。请用新的编号记录。",
    en="the code {code} is that of another visit; record yours under a new code",
)
NOT_YOUR_TEAM = Message(
    "visit_not_your_team",
    zh="您的链接属于小组 {own}，不能替小组 {value} 记录走访。",
    en="your link is that of team {own}; it cannot record visits of team {value}",
)
NOT_ON_YOUR_LIST = Message(
    "visit_not_on_your_list",
    zh="“{place}”不在小组 {team} 已发布的走访安排里，所以没有记录。请联系安排走访的同事。",
    en='"{place}" is in no published outreach plan of team {team}, so nothing was recorded; ask '
    "whoever plans your visits",
)
MOST_PEOPLE_MET = 100_000
LONGEST_NOTES = 2_000
OLDEST_VISIT_DAYS = 400
VISIT_CODE_PATTERN = r"^[A-Za-z0-9-]{8,64}$"
TEAM_PATTERN = r"^[\w.-]{1,64}$"
_PLAIN_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
"""Without control characters, which neither PostgreSQL nor Excel takes."""
_LIST_NAMES = {kind: name for name, kind in DEMAND_KINDS.items()}


_NONE: JsonDict = {"enum": [0, None]}
_MET: JsonDict = {"properties": {"outcome": {"const": VisitOutcome.MET.value}}}
_MET_NOBODY: JsonDict = {"properties": {"people_met": _NONE, "joined": _NONE}}


class VisitAsked(BaseModel):
    """What is said of a visit; what cannot be is refused as it is read: InvalidInput."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"anyOf": [_MET, _MET_NOBODY]}
    )

    place: str = Field(
        max_length=200,
        description="The place by kind and code; the kind is `apartment`, `park` or `firm`.",
        examples=["park:A1"],
    )
    date: Day = Field(description="The day on which it was made.")
    outcome: VisitOutcome = Field(description="What came of it.")
    people_met: int | None = Field(
        None, ge=0, le=MOST_PEOPLE_MET, description="How many people were met."
    )
    joined: int | None = Field(
        None, ge=0, le=MOST_PEOPLE_MET, description="How many of them joined the union."
    )
    notes: str | None = Field(
        None,
        max_length=LONGEST_NOTES,
        pattern=_PLAIN_TEXT,
        description="About the place, not about people, e.g. when to come again.",
        examples=["保安室在北门，中午人最多"],
    )
    team: str | None = Field(
        None,
        pattern=TEAM_PATTERN,
        description="Code of the team; needed of planners, known of teams.",
        examples=["T1"],
    )

    @field_validator("place")
    @classmethod
    def _names_a_place(cls, text: str) -> str:
        kind, _, code = text.partition(":")
        if kind not in set(PlaceKind) or not code.isprintable() or not code.strip():
            raise InvalidInput(VISIT_PLACE_INVALID, value=text, known=", ".join(PlaceKind))
        return f"{kind}:{code.strip()}"

    @model_validator(mode="after")
    def _agrees(self) -> "VisitAsked":
        """Hold the numbers to each other and to the outcome."""
        require_agreement(self.outcome, people_met=self.people_met, joined=self.joined)
        return self

    @property
    def place_kind(self) -> PlaceKind:
        """What kind of place it was."""
        return PlaceKind(self.place.partition(":")[0])

    @property
    def place_code(self) -> str:
        """The code of the place among those of its kind."""
        return self.place.partition(":")[2]


def save_visit(
    session: Session, code: str, asked: VisitAsked, *, at: datetime.datetime, team: str | None
) -> bool:
    """Record a visit under the code its sender made; returns whether it is new.

    `team` is whose key was sent, and None for a planner or field staff with an account, who may
    record for any team at any place. A team may at the places of its published plans; Forbidden
    elsewhere, and under the code that is kept for another visit. The same code of the same team
    replaces what was recorded, and of another one is a Conflict.
    """
    _require_sensible_day(asked.date, at.date())
    acting = _acting_team(asked, team)
    before = _find_own(session, code, acting)
    if team is not None and before is None:
        require_own_code(code, team, asked.date, asked.place)
    # Results of plans are large: they are read before others have to wait.
    visit = VisitRecord(
        code=code,
        place_kind=asked.place_kind,
        place_code=asked.place_code,
        date=asked.date,
        team=acting,
        outcome=asked.outcome,
        people_met=asked.people_met,
        joined=asked.joined,
        notes=(asked.notes or "").strip() or None,
        plan_code=before.plan_code if before else None,
        recorded_at=at,
    )
    if before is None or place_of(before) != asked.place:
        since = at.date() - datetime.timedelta(days=OLDEST_VISIT_DAYS)
        plan_code = _plan_of(session, visit, since=since, is_team=team is not None)
        visit = replace(visit, plan_code=plan_code)
    hold_writers(session)
    _find_own(session, code, acting)
    return record_visit(session, visit)


def _find_own(session: Session, code: str, team: str) -> VisitRecord | None:
    """Find what a team recorded under a code before; raises Conflict where another one did.

    Another one is also a team of the same code that works for another union.
    """
    before = find_visit(session, code)
    if before is not None and not is_visit_seen(session, before):
        raise Conflict(VISIT_CODE_TAKEN, code=code)
    if before is not None and before.team != team:
        raise Conflict(VISIT_OF_ANOTHER_TEAM, code=code, team=before.team)
    return before


def place_of(visit: VisitRecord) -> str:
    """Name the place of a visit as kind:code, or by its code alone where no kind is known."""
    kind = visit.place_kind
    return visit.place_code if kind is None else f"{kind}:{visit.place_code}"


def _require_sensible_day(day: datetime.date, today: datetime.date) -> None:
    require_past(day, today=today)
    first = today - datetime.timedelta(days=OLDEST_VISIT_DAYS)
    if day < first:
        raise InvalidInput(VISIT_TOO_LONG_AGO, value=day, days=OLDEST_VISIT_DAYS, first=first)


def _acting_team(asked: VisitAsked, team: str | None) -> str:
    if team is None and asked.team is None:
        raise InvalidInput(VISIT_TEAM_MISSING)
    if team is not None and asked.team not in {None, team}:
        raise Forbidden(NOT_YOUR_TEAM, own=team, value=asked.team)
    return team or cast("str", asked.team)


def _plan_of(
    session: Session, visit: VisitRecord, *, since: datetime.date, is_team: bool
) -> str | None:
    """Find the plan a visit was on; without one a team is refused, and a planner at no place.

    Plans that were over before `since` are not looked at.
    """
    place = place_of(visit)
    recent = [plan for plan in list_published(session) if plan.end > since]
    for plan in _nearest_first(recent, visit):
        if place in load_places_of(session, plan.code):
            return plan.code
    if is_team:
        raise Forbidden(NOT_ON_YOUR_LIST, place=place, team=visit.team)
    kind = PlaceKind(cast("str", visit.place_kind))
    if not load_names(session, _LIST_NAMES[kind], [visit.place_code]):
        raise NotFound(VISIT_PLACE_UNKNOWN, value=place)
    return None


def _nearest_first(published: list[Published], visit: VisitRecord) -> Iterator[Published]:
    """Go through the plans of a visit's team, from those of its day to those furthest from it."""

    def days_off(plan: Published) -> int:
        return max(0, (plan.start - visit.date).days, (visit.date - plan.end).days + 1)

    yield from sorted((one for one in published if visit.team in one.team_codes), key=days_off)
