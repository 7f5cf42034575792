"""What the first sheet of a plan's workbook says, line by line."""

from collections.abc import Iterator

from data.fact_sheet import PERSONS, Fact
from data.sheet_writing import SHARE, TENTHS, WHOLE
from geo.messages import Language, Message
from planner.plan_reports import NextTenthReport, PlanReport, TargetReport
from planner.plan_words import (
    ACTIONS,
    LABELS,
    METHODS,
    STATUS_TEXTS,
    STATUSES,
    candidates_text,
    listed,
    service_names,
    standard_text,
    who_text,
)

YUAN = {Language.CHINESE: '#,##0 "元"', Language.ENGLISH: '#,##0 "yuan"'}
YUAN_A_YEAR = {Language.CHINESE: '#,##0 "元/年"', Language.ENGLISH: '#,##0 "yuan a year"'}
YEARS = {Language.CHINESE: '0.## "年"', Language.ENGLISH: '0.## "years"'}

ACTION_COUNT = Message("plan_action_count", zh="{kind} {count} 项", en="{kind}: {count}")
BUDGET_ENDLESS = Message(
    "plan_budget_endless",
    zh="没有限定：求达到目标比例最省的办法",
    en="not limited: the least that covers the target share",
)
OF_BUDGET = Message("plan_of_budget", zh="占预算的比例", en="of the budget")
OWN_COSTS = Message(
    "plan_own_costs",
    zh="备选点自己填写了费用的，按它自己的算",
    en="a candidate site's own figures win",
)
OF_YEAR = Message(
    "plan_of_year", zh="第 {year} 年 {budget:,.0f} 元", en="year {year}: {budget:,.0f}"
)
VISITS = Message(
    "plan_visit_places",
    zh="共 {count:,} 处，任何允许的办法都覆盖不到，请上门走访",
    en="{count:,} places that no allowed option covers; go and see them",
)
FLOORS = Message(
    "plan_floor_unions",
    zh="{count:,} 个工会没有达到保底比例，见“{sheet}”",
    en='unions below their floor: {count:,}, see "{sheet}"',
)
TARGET_BOUND = Message(
    "plan_target_bound",
    zh="{status}：任何达到目标的方案每年至少要 {least:,.0f} 元，最多还能省下本方案费用的 {gap:.2%}",
    en="{status}: any plan for the target costs at least {least:,.0f} yuan a year; at most "
    "{gap:.2%} of this cost could be saved",
)
BOUND = Message(
    "plan_bound",
    zh="同样条件下，任何方案最多覆盖 {bound:,.0f} 人，最多比本方案多 {more:,.0f} 人（{gap:.2%}）",
    en="under the same limits no plan covers more than {bound:,.0f} people, at most {more:,.0f} "
    "more than this one ({gap:.2%})",
)
BOUND_AT_ANY_COST = Message(
    "plan_bound_at_any_cost",
    zh="不论花多少钱，允许的措施最多能覆盖的人数",
    en="people whom the allowed actions could cover at any cost",
)
TENTH = Message(
    "plan_tenth",
    zh="预算加到每年 {budget:,.0f} 元，可再多覆盖的人数（{status}）",
    en="people more with {budget:,.0f} yuan a year ({status})",
)

TENTH_TO_FLOORS = Message(
    "plan_tenth_to_floors",
    zh="预算加到每年 {budget:,.0f} 元，先补各工会的保底，覆盖的总人数反而少（{status}）",
    en="with {budget:,.0f} yuan a year the money goes into floors first, and fewer are covered "
    "({status})",
)


def plan_facts(plan: PlanReport, language: Language, *, unions_sheet: str) -> Iterator[Fact]:
    """Say what was asked, what it costs, who is covered, and how good that is."""
    said = _Said(plan, language)
    yield from said.asked()
    yield from said.money()
    yield from said.limits()
    yield from said.found()
    yield from said.left(unions_sheet)
    yield from said.trust()


class _Said:
    """The lines about one plan, in one language."""

    def __init__(self, plan: PlanReport, language: Language) -> None:
        self._plan, self._language = plan, language
        self._yuan, self._yuan_a_year = YUAN[language], YUAN_A_YEAR[language]

    def asked(self) -> Iterator[Fact]:
        plan, lang = self._plan, self._language
        yield Fact(self._label("asked"))
        yield self._words("standard", standard_text(plan, lang))
        yield self._words("services", service_names(plan["standard"]["services"], lang))
        yield self._words("method", METHODS[plan["travel_method"]].text(lang))
        yield self._words("who", who_text(plan, lang))
        yield self._words("candidates", candidates_text(plan, lang))
        yield self._number("revision", plan["data_revision"], "0")

    def money(self) -> Iterator[Fact]:
        plan, lang, costs = self._plan, self._language, self._plan["costs"]
        budget, spent = plan["budget"], plan["spent"]
        yield Fact(self._label("money"))
        if budget is None:
            yield self._words("budget", BUDGET_ENDLESS.text(lang))
        else:
            yield self._number("budget", budget, self._yuan_a_year)
        share, note = (spent / budget, OF_BUDGET.text(lang)) if budget else (None, "")
        yield Fact(self._label("spent"), spent, self._yuan_a_year, share, note)
        yield self._number("staff", costs["staff_cost_per_open_hour"], self._yuan)
        setup, own = self._label("setup"), OWN_COSTS.text(lang)
        yield Fact(setup, costs["setup_cost"], self._yuan, note=own)
        yield self._number("amortised", costs["amortisation_years"], YEARS[lang])
        yield self._number("rent", costs["yearly_rent"], self._yuan_a_year)

    def limits(self) -> Iterator[Fact]:
        limits = self._plan["limits"]
        if limits["max_new_sites"] is not None:
            yield self._number("most_sites", limits["max_new_sites"], WHOLE)
        if limits["staff_hours"] is not None:
            yield self._number("most_hours", limits["staff_hours"], TENTHS)
        if limits["yearly_budgets"]:
            years = (
                OF_YEAR.text(self._language, year=year, budget=budget)
                for year, budget in enumerate(limits["yearly_budgets"], start=1)
            )
            yield self._words("yearly", listed(years, self._language))

    def found(self) -> Iterator[Fact]:
        plan = self._plan
        yield Fact(self._label("found"))
        yield self._people("people", plan["people"], has_share=False)
        yield self._people("before", plan["covered_before"])
        yield self._people("after", plan["covered_after"])
        gained = plan["covered_after"] - plan["covered_before"]
        yield self._people("gained", gained, note=self._action_counts())
        if plan["backup_people"] is not None:
            yield self._people("backup", plan["backup_people"])

    def left(self, unions_sheet: str) -> Iterator[Fact]:
        plan, visits = self._plan, self._plan["visiting_list"]
        yield self._people("left", plan["people"] - plan["covered_after"])
        note = VISITS.text(self._language, count=len(visits)) if visits else ""
        yield self._people("visits", sum(visit["people"] for visit in visits), note=note)
        short = [union["shortfall"] for union in plan["by_union"] if union["shortfall"] > 0]
        if short:
            note = FLOORS.text(self._language, count=len(short), sheet=unions_sheet)
            yield self._people("floors", sum(short), has_share=False, note=note)

    def trust(self) -> Iterator[Fact]:
        plan, lang = self._plan, self._language
        yield Fact(self._label("trust"))
        bound, covered = plan["bound"], plan["covered_after"]
        if plan["target"] is not None:
            yield self._target(plan["target"])
            yield self._people("bound", bound, note=BOUND_AT_ANY_COST.text(lang))
        else:
            yield self._words("status", STATUS_TEXTS[plan["status"]].text(lang))
            note = BOUND.text(lang, bound=bound, more=bound - covered, gap=plan["relative_gap"])
            yield self._people("bound", bound, note=note)
        if plan["next_tenth"] is not None:
            yield self._next_tenth(plan["next_tenth"])

    def _target(self, target: TargetReport) -> Fact:
        note = TARGET_BOUND.text(
            self._language,
            status=STATUSES[target["status"]].text(self._language),
            least=target["least_cost"],
            gap=target["relative_gap"],
        )
        return Fact(self._label("target"), target["share"], SHARE, note=note)

    def _next_tenth(self, tenth: NextTenthReport) -> Fact:
        status = STATUSES[tenth["status"]].text(self._language)
        words = TENTH if tenth["people_more"] >= 0 else TENTH_TO_FLOORS
        note = words.text(self._language, budget=tenth["budget"], status=status)
        return self._people("tenth", tenth["people_more"], note=note)

    def _action_counts(self) -> str:
        kinds = [action["kind"] for action in self._plan["actions"]]
        counts = (
            ACTION_COUNT.text(
                self._language, kind=words.text(self._language), count=kinds.count(kind)
            )
            for kind, words in ACTIONS.items()
        )
        return listed(counts, self._language)

    def _people(self, label: str, people: float, *, has_share: bool = True, note: str = "") -> Fact:
        everyone = self._plan["people"]
        share = people / everyone if has_share and everyone else None
        return Fact(self._label(label), people, PERSONS[self._language], share, note)

    def _number(self, label: str, value: float, number_format: str) -> Fact:
        return Fact(self._label(label), value, number_format)

    def _words(self, label: str, value: str) -> Fact:
        return Fact(self._label(label), value)

    def _label(self, label: str) -> str:
        return LABELS[label].text(self._language)
