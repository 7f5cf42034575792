"""The frontier of a plan as a small chart: people covered over the budget, with their bound.

`templates/report_chart.html` writes it as SVG, which prints sharply and needs no script.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from geo.messages import Language, Message
from planner.plan_reports import PlanReport

WIDTH, HEIGHT = 720.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 84.0, 20.0, 40.0, 42.0
"""Room for what stands around the drawing."""

BUDGET_AXIS = Message("chart_budget", zh="预算（万元/年）", en="Budget (thousand yuan a year)")
PEOPLE_AXIS = Message("chart_people", zh="覆盖（人）", en="People covered")
NOT_FROM_ZERO = Message("chart_not_from_zero", zh="竖轴不从 0 开始", en="not from 0")
COVERED = Message("chart_covered", zh="能覆盖的人", en="covered")
BOUND = Message("chart_bound", zh="任何方案最多（上限）", en="any plan at most (bound)")
CHOSEN = Message("chart_chosen", zh="本方案：{people:,} 人", en="this plan: {people:,} people")
BEFORE = Message(
    "chart_before", zh="方案前：{people:,} 人", en="before the plan: {people:,} people"
)
TENTH = Message("chart_tenth", zh="再加一成", en="a tenth more")
TITLE = Message(
    "chart_title",
    zh="图：预算从 0 到每年 {budget:,.0f} 元，覆盖从 {before:,} 人到 {after:,} 人；"
    "各档的数字见下表",
    en="Chart: from 0 to {budget:,.0f} yuan a year, {before:,} to {after:,} people are covered; "
    "the table below has the figures",
)
_MONEY_UNITS = {Language.CHINESE: 10_000, Language.ENGLISH: 1_000}
_TICKS = 6
_NICE = (1, 2, 2.5, 5, 10)
_ZERO_BELOW_SHARE = 0.5
"""The axis of people begins at 0, unless those covered before are more than this of the height."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing, and what is written at its end."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class FrontierChart:
    """Where everything is, in the units of the drawing, y downwards; lines are paths."""

    title: str
    covered: str
    bound: str
    band: str
    points: Sequence[tuple[float, float]]
    chosen: tuple[float, float]
    chosen_text: str
    before: Tick
    tenth: tuple[float, float] | None
    budgets: Sequence[Tick]
    people: Sequence[Tick]
    words: dict[str, str]

    @property
    def right(self) -> float:
        """Where the drawing ends to the right."""
        return WIDTH - RIGHT

    @property
    def bottom(self) -> float:
        """Where the axis of budgets is."""
        return HEIGHT - BOTTOM


def frontier_chart(plan: PlanReport, language: Language) -> FrontierChart | None:
    """Draw what each budget covers; there is nothing to draw where no budget is above nothing."""
    frontier, tenth, before = plan["frontier"], plan["next_tenth"], plan["covered_before"]
    most_money = max([point["budget"] for point in (*frontier, *([tenth] if tenth else []))] or [0])
    if not frontier or most_money <= 0:
        return None
    reached = [before, *(point["covered"] for point in frontier)]
    bounds = [float(before), *(point["bound"] for point in frontier)]
    most_people = max(*reached, *bounds, tenth["covered"] if tenth else 0)
    ticks = _people_ticks(before, most_people)
    x = _scale(0, most_money, LEFT, WIDTH - RIGHT)
    y = _scale(ticks[0], max(ticks[-1], most_people), HEIGHT - BOTTOM, TOP)
    budgets = [0.0, *(point["budget"] for point in frontier)]
    line = [(x(budget), y(people)) for budget, people in zip(budgets, reached, strict=True)]
    limit = [(x(budget), y(people)) for budget, people in zip(budgets, bounds, strict=True)]
    chosen = frontier[-1]
    return FrontierChart(
        title=TITLE.text(language, budget=chosen["budget"], before=before, after=chosen["covered"]),
        covered=_path(line),
        bound=_path(limit),
        band=_path([*line, *reversed(limit)]) + "Z",
        points=line[1:-1],
        chosen=line[-1],
        chosen_text=CHOSEN.text(language, people=chosen["covered"]),
        before=Tick(y(before), BEFORE.text(language, people=before)),
        tenth=(x(tenth["budget"]), y(tenth["covered"])) if tenth else None,
        budgets=[Tick(x(money), _money(money, language)) for money in nice_ticks(0, most_money)],
        people=[Tick(y(people), f"{people:,.0f}") for people in ticks],
        words=_words(language, begins_at_zero=ticks[0] == 0),
    )


def nice_ticks(low: float, high: float) -> list[float]:
    """Return round numbers, evenly spaced, from at or below `low` to at or below `high`."""
    step = _nice_step(high - low)
    first, last = floor(low / step), floor(high / step)
    return [number * step for number in range(first, last + 1)]


def _people_ticks(before: float, most: float) -> list[float]:
    low = before if before > _ZERO_BELOW_SHARE * most and most > before else 0
    # People come whole: no line between two of them.
    return nice_ticks(low, max(most, low + 1))


def _nice_step(span: float) -> float:
    rough = span / _TICKS
    power = 10.0 ** floor(log10(rough))
    return next(power * nice for nice in _NICE if power * nice >= rough)


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    per_unit = (end - start) / (high - low)
    return lambda value: round(start + (value - low) * per_unit, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _money(yuan: float, language: Language) -> str:
    return f"{yuan / _MONEY_UNITS[language]:,g}"


def _words(language: Language, *, begins_at_zero: bool) -> dict[str, str]:
    people = PEOPLE_AXIS.text(language)
    if not begins_at_zero:
        remark = NOT_FROM_ZERO.text(language)
        people += f"（{remark}）" if language is Language.CHINESE else f" ({remark})"
    return {
        "people": people,
        "budget": BUDGET_AXIS.text(language),
        "covered": COVERED.text(language),
        "bound": BOUND.text(language),
        "tenth": TENTH.text(language),
    }
