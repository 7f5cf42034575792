"""A finished plan as its page shows it: the answer, actions in order, unions, who is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.pages.planner.plans_texts import PLAN_PAGE_TEXTS
from api.pages.planner.plans_words import money
from api.pages.rendering import sentence
from api.use_cases.plan_comparison import FinishedPlan
from api.use_cases.plan_downloads import PLAN_FILES
from api.use_cases.plan_texts import next_tenth_text
from geo.messages import Language
from maps.plan_report import draw_frontier
from maps.report_facts import Shares, answer, asked, shares
from planner.plan_figures import PlanYear, unions_by_gain, years_of
from planner.plan_reports import ActionReport, FrontierReport, PlanReport, UnionReport, share_of
from planner.plan_words import KINDS, MOST_PLACES, NO_UNION, reason_text

FIRST_ACTIONS = 8
FIRST_UNIONS = 12
FIRST_VISITS = 10
FIRST_FILES = ("plan.xlsx", "report.html", "plan.html", "plan.gpkg", "plan.json", "coverage.json")
"""The order in which files are offered; those of later versions come last."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    name: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to be seen first, and the words around it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action in words."""

    order: int
    kind: str
    name: str
    hours: str
    gained: str
    cost: str
    reason: str
    places: Sequence[str]
    places_text: str


@dataclass(frozen=True, slots=True)
class Year:
    """The actions of a year, and what they come to."""

    text: str
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class UnionLine:
    """A union before and after."""

    name: str
    people: int
    before: int
    after: int
    short: float

    @property
    def share_before(self) -> float:
        """Return the share covered before."""
        return share_of(self.before, self.people) or 0

    @property
    def share_after(self) -> float:
        """Return the share covered after."""
        return share_of(self.after, self.people) or 0

    @property
    def gained(self) -> int:
        """Return how many more are covered."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Visit:
    """A place to visit."""

    name: str
    kind: str
    union: str
    people: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """All that the page shows of a finished plan."""

    answer: Sequence[str]
    figures: Sequence[Figure]
    shares: Shares | None
    chart: Markup | None
    frontier: Sequence[FrontierReport]
    tenth: str
    years: Sequence[Year]
    unions: Sequence[UnionLine]
    has_shortfall: bool
    visits: Sequence[Visit]
    visit_places: int
    visit_people: int
    asked: Sequence[tuple[str, str]]


def view_plan(finished: FinishedPlan, language: Language) -> PlanView:
    """Choose and word what the page shows."""
    plan, words = finished.plan, _Words(finished.plan, language)
    visits, tenth = plan["visiting_list"], plan["next_tenth"]
    return PlanView(
        answer=answer(plan, language),
        figures=words.figures(),
        shares=shares(plan),
        chart=draw_frontier(plan, language),
        frontier=plan["frontier"],
        tenth=_tenth(plan, language) if tenth else "",
        years=[words.year(year) for year in years_of(plan)],
        unions=[words.union(union) for union in unions_by_gain(plan)],
        has_shortfall=any(union["shortfall"] > 0 for union in plan["by_union"]),
        visits=words.visits(),
        visit_places=len(visits),
        visit_people=sum(visit["people"] for visit in visits),
        asked=list(asked(plan, language)),
    )


def files_of(code: str, language: Language) -> Sequence[File]:
    """List the files of a plan, those most asked for first."""
    names = [name for name in FIRST_FILES if name in PLAN_FILES]
    names += [name for name in PLAN_FILES if name not in FIRST_FILES]
    lang = "?lang=en" if language is Language.ENGLISH else "?lang=zh-CN"
    return [
        File(name, _about(name, language), f"/v1/plans/{code}/files/{name}{lang}") for name in names
    ]


def _about(name: str, language: Language) -> str:
    message = PLAN_PAGE_TEXTS.get(f"file_{name.replace('.', '_')}")
    return message.text(language) if message else ""


def _tenth(plan: PlanReport, language: Language) -> str:
    tenth = plan["next_tenth"]
    if tenth is None:
        return ""
    text = next_tenth_text(language, budget=tenth["budget"], people_more=tenth["people_more"])
    return sentence(text)


class _Words:
    """Puts the parts of one plan into words."""

    def __init__(self, plan: PlanReport, language: Language) -> None:
        self._plan = plan
        self._language = language
        self._unions = {
            union["code"]: union["name"] or union["code"] or NO_UNION.text(language)
            for union in plan["by_union"]
        }

    def figures(self) -> Sequence[Figure]:
        """Name the numbers that are looked for first."""
        plan = self._plan
        before, after, people = plan["covered_before"], plan["covered_after"], plan["people"]
        gained, visits = after - before, plan["visiting_list"]
        before_share, after_share = (share_of(part, people) or 0 for part in (before, after))
        each = self._say("each_costs", sum=money(plan["spent"] / gained)) if gained > 0 else ""
        return [
            Figure(
                self._say("figure_covered"),
                f"{before_share:.1%} → {after_share:.1%}",
                self._say("people_of", before=f"{before:,}", after=f"{after:,}"),
            ),
            Figure(self._say("figure_gained"), self._people("people_gained", gained), each),
            Figure(self._say("figure_spent"), money(plan["spent"]), self._of_budget()),
            Figure(
                self._say("figure_visits"),
                self._people("people_count", sum(visit["people"] for visit in visits)),
                self._people("places_count", len(visits)),
            ),
        ]

    def year(self, year: PlanYear) -> Year:
        """Say what is done in a year."""
        text = self._say(
            "year_line",
            year=year.year,
            count=len(year.steps),
            people=f"{year.people_gained:,}",
            cost=money(year.steps[-1].cost_so_far),
        )
        return Year(text, [self._action(step.action) for step in year.steps])

    def union(self, union: UnionReport) -> UnionLine:
        """Name a union."""
        return UnionLine(
            self._unions[union["code"]],
            union["people"],
            union["before"],
            union["after"],
            union["shortfall"],
        )

    def visits(self) -> Sequence[Visit]:
        """List the first of those who must be visited."""
        return [
            Visit(
                visit["name"] or visit["code"],
                KINDS[visit["kind"]].text(self._language),
                self._unions[visit["union_code"]],
                visit["people"],
            )
            for visit in self._plan["visiting_list"][:FIRST_VISITS]
        ]

    def _action(self, action: ActionReport) -> Action:
        return Action(
            order=action["order"],
            kind=action["kind"],
            name=self._say(
                "action_name", kind=self._say(f"action_{action['kind']}"), name=action["name"]
            ),
            hours=self._say(
                "action_hours",
                added=action["weekly_hours_added"],
                date=action["date"],
            ),
            gained=self._people("people_gained", action["people_gained"]),
            cost=self._yuan(action["yearly_cost"]),
            reason=reason_text(action["reason"], self._language),
            places=self._reached(action),
            places_text=self._say("reached_places", count=len(action["reached"])),
        )

    def _reached(self, action: ActionReport) -> Sequence[str]:
        return [
            self._say(
                "place_people", name=place["name"] or place["code"], people=f"{place['people']:,}"
            )
            + (" *" if place["only_here"] else "")
            for place in action["reached"][:MOST_PLACES]
        ]

    def _of_budget(self) -> str:
        budget = self._plan["budget"]
        if budget is None:
            return self._say("target_only")
        return self._say("of_budget", budget=self._yuan(budget))

    def _yuan(self, yuan: float) -> str:
        return self._say("yuan_a_year", sum=money(yuan))

    def _people(self, name: str, count: int) -> str:
        return self._say(name, count=f"{count:,}")

    def _say(self, name: str, /, **values: object) -> str:
        return PLAN_PAGE_TEXTS[name].text(self._language, **values)
