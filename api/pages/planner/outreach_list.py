"""A line of the list of plans of visits: which days, by whom, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from api.clock import CHINA_TIME
from api.pages.moments import Spoken
from api.pages.planner.outreach_texts import OUTREACH_TEXTS
from api.pages.planner.plans_list import BADGES
from data.job_columns import JobStatus
from data.plans import StoredPlan
from geo.messages import Language
from planner.outreach_words import speak_day


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, and on which day."""

    language: Language
    now: datetime

    @property
    def today(self) -> date:
        """The day on which the page is read."""
        return self.now.astimezone(CHINA_TIME).date()

    def say(self, name: str, /, **values: object) -> str:
        """Say a sentence of the pages of plans of visits."""
        return OUTREACH_TEXTS[name].text(self.language, **values)

    def moment(self, moment: datetime) -> str:
        """Say when something was."""
        return Spoken(self.today, self.language).moment(moment.astimezone(CHINA_TIME))


@dataclass(frozen=True, slots=True)
class OutreachLine:
    """A plan of visits in the list; `counts` say what is planned, as far as it is known."""

    code: str
    span: str
    when: str
    author: str
    status: str
    badge: str
    is_done: bool
    is_published: bool
    is_replaced: bool
    counts: str
    left_out: str


def outreach_line(
    plan: StoredPlan, reader: Reader, *, is_published: bool, is_replaced: bool
) -> OutreachLine:
    """Say in a line what a plan of visits is."""
    figures = cast("Mapping[str, int]", plan.figures or {})
    left_out = figures.get("unserved", 0)
    return OutreachLine(
        code=plan.code,
        span=span_of(plan, reader),
        when=reader.moment(plan.created_at),
        author=plan.author or reader.say("nobody_named"),
        status=reader.say(f"plan_{plan.status}"),
        badge=BADGES[plan.status],
        is_done=plan.status is JobStatus.DONE,
        is_published=is_published,
        is_replaced=is_replaced,
        counts=" · ".join(_counts(plan, reader)),
        left_out=reader.say("unserved_count", count=f"{left_out:,}") if left_out else "",
    )


def span_of(plan: StoredPlan, reader: Reader) -> str:
    """Say from which day to which."""
    first = date.fromisoformat(str(plan.request["start"]))
    last = first + timedelta(days=cast("int", plan.request["days"]) - 1)
    said = [speak_day(day, reader.language) for day in (first, last)]
    return said[0] if first == last else reader.say("span_days", first=said[0], last=said[1])


def _counts(plan: StoredPlan, reader: Reader) -> list[str]:
    teams = len(cast("list[object]", plan.request["teams"]))
    said = [reader.say("teams_count", count=teams)]
    if plan.figures is not None:
        figures = cast("Mapping[str, int]", plan.figures)
        said.append(reader.say("stops_count", count=f"{figures['stops']:,}"))
        said.append(reader.say("people_to_meet", count=f"{figures['people']:,}"))
    return said
