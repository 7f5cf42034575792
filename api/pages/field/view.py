"""A day of a team in words: what the field staff's page shows of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.cards import Phone, phones_in
from api.pages.field.days import TeamDay
from api.pages.field.texts import say_in_field
from api.use_cases.visit_codes import visit_code
from api.use_cases.visits import VISIT_CODE_PATTERN
from geo.messages import Language
from planner.outreach_report import StopReport
from planner.outreach_words import (
    MUST,
    OUTCOMES,
    PROMISED,
    TOPICS,
    clock_text,
    span_text,
    speak_day,
)
from planner.visits import VisitOutcome, VisitRecord

APPS = ("amap", "baidu", "tencent")
_JOIN = " · "


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry to choose."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of a stop, and that in words."""

    visit: VisitRecord
    text: str


@dataclass(frozen=True, slots=True)
class StopWords:
    """A stop; `visit_code` is that of its record, made or to be made."""

    order: int
    place: str
    name: str
    times: str
    arrival: str
    address: str
    people: str
    marks: Sequence[str]
    topics: str
    why: str
    window: str
    phones: Sequence[Phone]
    is_union_phone: bool
    links: Sequence[tuple[str, str]]
    visit_code: str
    recorded: Recorded | None
    days: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class BreakWords:
    """A break; `order` lies between those of the stops around it."""

    order: float
    times: str


@dataclass(frozen=True, slots=True)
class DayWords:
    """A day; `next_stop` stands above the `rows`, on the day itself."""

    day: date
    plan_code: str
    team: str
    depot: str
    leave: str
    back: str
    done: int
    count: int
    next_stop: StopWords | None
    rows: Sequence[StopWords | BreakWords]


def day_words(
    day: date,
    team_day: TeamDay,
    visits: Sequence[VisitRecord],
    *,
    language: Language,
    today: date,
) -> DayWords:
    """Put a day into words; `visits` are the team's records of that day."""
    route, team = team_day.route, team_day.team
    later = [one for one in team_day.days_to_move_to if one > today]
    by_place = {f"{visit.place_kind}:{visit.place_code}": visit for visit in reversed(visits)}
    speaker = _Speaker(day, team["code"], later, by_place, language)
    stops = [speaker.stop(stop) for stop in route["stops"]]
    waiting = (stop for stop in stops if stop.recorded is None)
    next_stop = next(waiting, None) if day == today else None
    breaks = [speaker.rest(one, route["stops"]) for one in sorted(route["breaks"])]
    in_list = [stop for stop in stops if stop is not next_stop]
    rows: list[StopWords | BreakWords] = [*in_list, *breaks]
    return DayWords(
        day=day,
        plan_code=team_day.plan_code,
        team=team["name"],
        depot=team["depot"]["name"],
        leave=clock_text(route["leave_depot"], route["date"]),
        back=clock_text(route["return_depot"], route["date"]),
        done=sum(stop.recorded is not None for stop in stops),
        count=len(stops),
        next_stop=next_stop,
        rows=sorted(rows, key=lambda row: row.order),
    )


def outcome_choices(language: Language) -> Sequence[Choice]:
    """Name what may come of a visit."""
    return [Choice(one.value, message.text(language)) for one, message in OUTCOMES.items()]


@dataclass(frozen=True, slots=True)
class _Speaker:
    """What all stops of a day share."""

    day: date
    team: str
    later: Sequence[date]
    visits: Mapping[str, VisitRecord]
    language: Language

    @property
    def date(self) -> str:
        """The day as reports write it."""
        return self.day.isoformat()

    def stop(self, stop: StopReport) -> StopWords:
        place = f"{stop['kind']}:{stop['code']}"
        visit = self.visits.get(place)
        bound = ((stop["must"], MUST), (stop["promised"], PROMISED))
        return StopWords(
            order=stop["order"],
            place=place,
            name=stop["name"],
            times=span_text((stop["start"], stop["depart"]), self.date),
            arrival=self._arrival(stop),
            address=stop["address"] or "",
            people=say_in_field(self.language, "people", people=stop["people"]),
            marks=[mark.text(self.language) for is_bound, mark in bound if is_bound],
            topics=_JOIN.join(TOPICS[topic].text(self.language) for topic in stop["topics"]),
            why=str(stop["why"]),
            window=span_text(stop["window"], self.date),
            phones=phones_in(stop["phone"]),
            is_union_phone=stop["phone_of"] == "union",
            links=[(app, stop["links"][app]) for app in APPS if app in stop["links"]],
            visit_code=self._visit_code(place, visit),
            recorded=self._recorded(visit) if visit else None,
            days=list(self._days(is_promised=stop["promised"])),
        )

    def rest(self, span: tuple[str, str], stops: Sequence[StopReport]) -> BreakWords:
        """Say when a break is; one during the wait at a stop comes before its visit."""
        before = sum(stop["start"] < span[1] for stop in stops)
        return BreakWords(before + 0.5, span_text(span, self.date))

    def _arrival(self, stop: StopReport) -> str:
        if stop["arrive"] == stop["start"]:
            return ""
        return say_in_field(self.language, "arrive", time=clock_text(stop["arrive"], self.date))

    def _visit_code(self, place: str, visit: VisitRecord | None) -> str:
        """Go on with the record there is, unless it has a code that only an import could give."""
        if visit and re.search(VISIT_CODE_PATTERN, visit.code):
            return visit.code
        return visit_code(self.team, self.day, place)

    def _recorded(self, visit: VisitRecord) -> Recorded:
        told = [OUTCOMES[visit.outcome].text(self.language)] if visit.outcome else []
        if visit.people_met is not None:
            told.append(say_in_field(self.language, "figures_met", count=f"{visit.people_met:,}"))
        if visit.joined is not None:
            told.append(say_in_field(self.language, "figures_joined", count=f"{visit.joined:,}"))
        return Recorded(visit, _JOIN.join(told))

    def _days(self, *, is_promised: bool) -> Iterator[Choice]:
        for day in self.later:
            text = speak_day(day, self.language)
            if day != self.day:
                yield Choice(day.isoformat(), text)
            elif not is_promised:
                promise = say_in_field(self.language, "promise", day=text)
                yield Choice(day.isoformat(), promise)


def may_be_moved(stop: StopWords) -> bool:
    """Whether there is a later day, and nobody was met yet."""
    is_met = stop.recorded is not None and stop.recorded.visit.outcome is VisitOutcome.MET
    return bool(stop.days) and not is_met
