"""What the report of a plan says before its tables: the answer, its figures, what was asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.messages import Language
from maps.report_words import (
    ANSWER,
    ASKED,
    BUDGET_ENDLESS,
    COSTS,
    FIGURES,
    LIMITS,
    MORE_PEOPLE,
    PEOPLE,
    YUAN_A_YEAR,
)
from planner.plan_reports import PlanReport, share_of
from planner.plan_words import (
    LABELS,
    METHODS,
    candidates_text,
    listed,
    service_names,
    standard_text,
    who_text,
)

_FEW_FLOORS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is read from afar: what it is, itself, and a word below it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of all people, 0 to 1, which add up to one."""

    before: float
    gained: float
    left: float


def answer(plan: PlanReport, language: Language) -> Sequence[str]:
    """Say in a few sentences who is covered, what that costs, and how sure it is."""
    if not plan["people"]:
        return [ANSWER["nobody"].text(language)]
    sentences = [_covered(plan, language), _cost(plan, language), _how_sure(plan, language)]
    short = [union["shortfall"] for union in plan["by_union"] if union["shortfall"] > 0]
    if short:
        sentences.append(ANSWER["short"].text(language, count=len(short), people=sum(short)))
    return sentences


def _covered(plan: PlanReport, language: Language) -> str:
    before, after, people = plan["covered_before"], plan["covered_after"], plan["people"]
    return ANSWER["covered"].text(
        language,
        before=before,
        before_share=before / people,
        after=after,
        after_share=after / people,
        gained=after - before,
        people=people,
        left=people - after,
    )


def _cost(plan: PlanReport, language: Language) -> str:
    kinds = [action["kind"] for action in plan["actions"]]
    if not kinds:
        return ANSWER["nothing"].text(language)
    gained = plan["covered_after"] - plan["covered_before"]
    said = {
        "new": kinds.count("new_site"),
        "longer": kinds.count("extend_hours"),
        "spent": plan["spent"],
    }
    if gained <= 0:
        return ANSWER["cost_alone"].text(language, **said)
    return ANSWER["cost"].text(language, **said, each=plan["spent"] / gained)


def _how_sure(plan: PlanReport, language: Language) -> str:
    target, bound = plan["target"], plan["bound"]
    if target is not None:
        return ANSWER["target"].text(
            language,
            share=target["share"],
            least=target["least_cost"],
            gap=target["relative_gap"],
        )
    more, gap = bound - plan["covered_after"], plan["relative_gap"]
    return ANSWER[plan["status"]].text(language, bound=bound, more=more, gap=gap)


def figures(plan: PlanReport, language: Language) -> Sequence[Figure]:
    """Name the numbers that a leader looks for first."""
    visits = plan["visiting_list"]
    before, after, people = plan["covered_before"], plan["covered_after"], plan["people"]
    shares = [share_of(part, people) or 0 for part in (before, after)]
    budget = plan["budget"]
    of_budget = FIGURES["of_budget"].text(language, budget=budget) if budget is not None else ""
    places = FIGURES["places"].text(language, count=len(visits))
    visited = PEOPLE.text(language, count=sum(visit["people"] for visit in visits))
    return [
        Figure(
            FIGURES["covered"].text(language),
            f"{shares[0]:.1%} → {shares[1]:.1%}",
            f"{before:,} → {PEOPLE.text(language, count=after)}",
        ),
        Figure(
            FIGURES["gained"].text(language),
            MORE_PEOPLE.text(language, count=after - before),
        ),
        Figure(
            FIGURES["cost"].text(language),
            YUAN_A_YEAR.text(language, sum=plan["spent"]),
            of_budget,
        ),
        Figure(FIGURES["visits"].text(language), visited, places),
    ]


def shares(plan: PlanReport) -> Shares | None:
    """Part all people into those covered before, gained and left; None of nobody."""
    people = plan["people"]
    if not people:
        return None
    before, after = plan["covered_before"] / people, plan["covered_after"] / people
    return Shares(before, after - before, 1 - after)


def asked(plan: PlanReport, language: Language) -> Iterator[tuple[str, str]]:
    """Say what the plan was to keep to, each with its label."""
    yield LABELS["standard"].text(language), standard_text(plan, language)
    services = service_names(plan["standard"]["services"], language)
    yield LABELS["services"].text(language), services
    yield LABELS["method"].text(language), METHODS[plan["travel_method"]].text(language)
    yield LABELS["who"].text(language), who_text(plan, language)
    yield ASKED["budget"].text(language), _budget(plan, language)
    yield ASKED["limits"].text(language), listed(_limits(plan, language), language)
    yield LABELS["candidates"].text(language), candidates_text(plan, language)
    yield ASKED["costs"].text(language), _costs(plan, language)


def _budget(plan: PlanReport, language: Language) -> str:
    if plan["budget"] is not None:
        return YUAN_A_YEAR.text(language, sum=plan["budget"])
    share = plan["target"]["share"] if plan["target"] else 1.0
    return BUDGET_ENDLESS.text(language, share=share)


def _limits(plan: PlanReport, language: Language) -> Sequence[str]:
    limits = plan["limits"]
    said = [
        LIMITS["year"].text(language, year=year, budget=budget)
        for year, budget in enumerate(limits["yearly_budgets"], start=1)
    ]
    if limits["max_new_sites"] is not None:
        said.append(LIMITS["sites"].text(language, count=limits["max_new_sites"]))
    if limits["staff_hours"] is not None:
        said.append(LIMITS["hours"].text(language, count=limits["staff_hours"]))
    said += _floors(plan, language)
    return said or [LIMITS["none"].text(language)]


def _floors(plan: PlanReport, language: Language) -> Sequence[str]:
    """Name the floors, unless they are many and differ."""
    unions = [union for union in plan["by_union"] if union["code"] is not None]
    owed = [union for union in unions if union["floor"] > 0]
    if not owed:
        return []
    same = {union["floor"] for union in unions}
    if len(same) == 1:
        return [LIMITS["every_floor"].text(language, share=same.pop())]
    if len(owed) > _FEW_FLOORS:
        return [LIMITS["floors"].text(language, count=len(owed))]
    return [
        LIMITS["floor"].text(language, name=union["name"], share=union["floor"]) for union in owed
    ]


def _costs(plan: PlanReport, language: Language) -> str:
    costs = plan["costs"]
    return COSTS.text(
        language,
        staff=costs["staff_cost_per_open_hour"],
        setup=costs["setup_cost"],
        years=costs["amortisation_years"],
        rent=costs["yearly_rent"],
    )
