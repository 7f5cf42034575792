"""A line of the list of plans: who asked what, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from api.clock import CHINA_TIME
from api.pages.moments import Spoken
from api.pages.planner.plans_texts import PLAN_PAGE_TEXTS
from api.pages.planner.plans_words import budget_in_words, money, standard_of_request
from data.job_columns import JobStatus
from data.plans import StoredPlan
from geo.messages import Language
from planner.plan_reports import share_of
from planner.plan_words import STATUSES

BADGES = {
    JobStatus.QUEUED: "",
    JobStatus.RUNNING: "later",
    JobStatus.DONE: "good",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELLED: "",
    JobStatus.INTERRUPTED: "warn",
}
GOING_ON = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, on which day, with which names of services."""

    language: Language
    today: datetime
    service_names: Mapping[str, str]

    def say(self, name: str, /, **values: object) -> str:
        """Say a sentence of the plans' pages."""
        return PLAN_PAGE_TEXTS[name].text(self.language, **values)

    def moment(self, moment: datetime) -> str:
        """Say when something was."""
        spoken = Spoken(self.today.date(), self.language)
        return spoken.moment(moment.astimezone(CHINA_TIME))


@dataclass(frozen=True, slots=True)
class Brought:
    """What a plan brings, in figures; shares are 0 to 1."""

    before: int
    after: int
    share_before: float
    share_after: float
    spent: str
    status: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list."""

    code: str
    when: str
    author: str
    budget: str
    standard: str
    status: str
    badge: str
    is_done: bool
    is_current: bool
    brought: Brought | None


def plan_line(plan: StoredPlan, revision: int, reader: Reader) -> PlanLine:
    """Say in a line what a plan is; `revision` is that of the data now."""
    return PlanLine(
        code=plan.code,
        when=reader.moment(plan.created_at),
        author=plan.author or reader.say("nobody_named"),
        budget=budget_in_words(plan.request, reader.language),
        standard=standard_of_request(plan.request, reader.service_names, reader.language),
        status=reader.say(f"plan_{plan.status}"),
        badge=BADGES[plan.status],
        is_done=plan.status is JobStatus.DONE,
        is_current=plan.data_revision == revision,
        brought=_brought(plan, reader.language),
    )


def _brought(plan: StoredPlan, language: Language) -> Brought | None:
    if plan.figures is None:
        return None
    figures = cast("Mapping[str, int]", plan.figures)
    people, before, after = (
        figures[name] for name in ("people", "covered_before", "covered_after")
    )
    return Brought(
        before,
        after,
        share_of(before, people) or 0,
        share_of(after, people) or 0,
        money(figures["spent"]),
        STATUSES[str(figures["status"])].text(language),
    )
