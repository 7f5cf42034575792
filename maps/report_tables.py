"""The tables of a plan's report: every cell is written, with its unit in the heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.messages import Language, Message
from geo.spoken_hours import speak_hours
from maps.report_columns import (
    ACTION_COLUMNS,
    FLOOR_COLUMNS,
    FRONTIER_COLUMNS,
    GAP_COLUMNS,
    SCHEDULE_COLUMNS,
    UNION_COLUMNS,
    VISIT_COLUMNS,
    Column,
)
from maps.report_words import REMARKS, SHORT_REASONS
from planner.coverage_report import GapReport
from planner.plan_figures import PlanYear, union_totals, unions_by_gain, years_of
from planner.plan_names import Names
from planner.plan_reports import ActionReport, PlanReport, UnionReport, VisitReport, share_of
from planner.plan_words import ACTIONS, KINDS, PLACE, STATUSES, listed, reason_text

MOST_GAPS = 20
MOST_VISITS = 200
MOST_PLACES_OF_GAP = 3

TOTAL = Message("report_total", zh="合计", en="Total")
OF_SHARE = Message("report_of_share", zh="{count:,}（{share:.1%}）", en="{count:,} ({share:.1%})")
TENTH_ROW = Message(
    "report_tenth_row", zh="{budget:,.0f}（再加一成）", en="{budget:,.0f} (a tenth more)"
)
YEAR = Message(
    "report_year",
    zh="第 {year} 年：{count} 项，新增 {people:,} 人；年底时每年花费 {cost:,.0f} 元，覆盖 "
    "{covered:,} 人（{share:.1%}）",
    en="Year {year}: actions: {count}, {people:,} people gained; by its end {cost:,.0f} yuan a "
    "year, "
    "{covered:,} people covered ({share:.1%})",
)
YEAR_BUDGET = Message(
    "report_year_budget",
    zh="{year}；当年最多可花 {budget:,.0f} 元",
    en="{year}; at most {budget:,.0f} yuan that year",
)
MORE_OF_GAP = Message("report_more_of_gap", zh="等 {count:,} 处", en="{count:,} places in all")
WAY = Message("report_way", zh="{name}，单程 {minutes:.1f} 分钟", en="{name}, {minutes:.1f} min")
LONGER = Message(
    "report_longer",
    zh="{name}增加{hours}，可覆盖 {people:,} 人",
    en="{name}, added {hours}: covers {people:,}",
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares of people, 0 to 1: covered before, and then gained."""

    before: float
    gained: float


Cell = str | Bar


@dataclass(frozen=True, slots=True)
class Body:
    """Rows that belong together: below a heading, and with a remark after them."""

    rows: Sequence[Sequence[Cell]]
    heading: str = ""
    remark: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table with its headings and their kinds; without rows the remark stands instead."""

    name: str
    headings: Sequence[tuple[str, str]]
    bodies: Sequence[Body]
    remark: str = ""


def frontier_table(plan: PlanReport, language: Language) -> ReportTable:
    """List what each budget covers; the last is the plan itself, and then a tenth more."""
    frontier, tenth = plan["frontier"], plan["next_tenth"]
    rows = [
        [
            _number(point["budget"]),
            _number(point["spent"]),
            _number(point["covered"]),
            _share(point["covered"], plan["people"]),
            _number(point["bound"]),
            STATUSES[point["status"]].text(language),
        ]
        for point in frontier
    ]
    bodies = [Body(rows[:-1]), Body(rows[-1:], is_strong=True)] if rows else []
    if rows and tenth:
        more = [
            TENTH_ROW.text(language, budget=tenth["budget"]),
            "",
            _number(tenth["covered"]),
            _share(tenth["covered"], plan["people"]),
            _number(tenth["bound"]),
            STATUSES[tenth["status"]].text(language),
        ]
        bodies.append(Body([more]))
    return _table("frontier", FRONTIER_COLUMNS, bodies, language)


def actions_table(plan: PlanReport, language: Language) -> ReportTable:
    """List what to do in build order, each with its reason in a sentence."""
    bodies = [
        Body([_action_row(action, language)], remark=reason_text(action["reason"], language))
        for action in plan["actions"]
    ]
    return _table("actions", ACTION_COLUMNS, bodies, language)


def _action_row(action: ActionReport, language: Language) -> Sequence[Cell]:
    return [
        str(action["order"]),
        ACTIONS[action["kind"]].text(language),
        action["name"],
        action["date"],
        f"{action['weekly_hours_added']:,g}",
        _number(action["yearly_cost"]),
        _number(action["people_gained"]),
        _number(action["people_gained_alone"]),
    ]


def schedule_table(plan: PlanReport, language: Language) -> ReportTable:
    """List when each action begins, and what runs by then costs and covers, year by year."""
    bodies = [
        Body(
            heading=_year_text(year, plan["people"], language),
            rows=[
                [
                    step.action["date"],
                    str(step.action["order"]),
                    step.action["name"],
                    speak_hours(step.action["opening_hours"], language),
                    _number(step.action["yearly_cost"]),
                    _number(step.cost_so_far),
                    _number(step.covered_so_far),
                ]
                for step in year.steps
            ],
        )
        for year in years_of(plan)
    ]
    return _table("schedule", SCHEDULE_COLUMNS, bodies, language)


def _year_text(year: PlanYear, people: int, language: Language) -> str:
    last = year.steps[-1]
    text = YEAR.text(
        language,
        year=year.year,
        count=len(year.steps),
        people=year.people_gained,
        cost=last.cost_so_far,
        covered=last.covered_so_far,
        share=share_of(last.covered_so_far, people) or 0,
    )
    if year.budget is None:
        return text
    return YEAR_BUDGET.text(language, year=text, budget=year.budget)


def unions_table(plan: PlanReport, names: Names, language: Language) -> ReportTable:
    """Compare the unions before and after, with a total; floors where anybody has one."""
    has_floors = any(union["floor"] > 0 for union in plan["by_union"])
    rows = [
        [
            names.unions[union["code"]],
            *_before_and_after(union["people"], union["before"], union["after"], language),
            *(_floor(union) if has_floors else ()),
        ]
        for union in unions_by_gain(plan)
    ]
    total = union_totals(plan)
    sums = [
        TOTAL.text(language),
        *_before_and_after(total.people, total.before, total.after, language),
        *(("", _number(total.shortfall)) if has_floors else ()),
    ]
    columns = (*UNION_COLUMNS, *FLOOR_COLUMNS) if has_floors else UNION_COLUMNS
    bodies = [Body([sums], is_strong=True), Body(rows)] if rows else []
    return _table("unions", columns, bodies, language)


def _before_and_after(people: int, before: int, after: int, language: Language) -> Sequence[Cell]:
    share_before, share_after = share_of(before, people) or 0, share_of(after, people) or 0
    return [
        _number(people),
        OF_SHARE.text(language, count=before, share=share_before),
        OF_SHARE.text(language, count=after, share=share_after),
        Bar(share_before, share_after - share_before),
        _number(after - before),
    ]


def _floor(union: UnionReport) -> Sequence[Cell]:
    return f"{union['floor']:.0%}" if union["floor"] else "", _number(union["shortfall"])


def gaps_table(plan: PlanReport, names: Names, language: Language) -> ReportTable:
    """List the largest gaps that are left."""
    rows = [_gap_row(gap, names, language) for gap in plan["gaps"][:MOST_GAPS]]
    return _table("gaps", GAP_COLUMNS, [Body(rows)] if rows else [], language)


def _gap_row(gap: GapReport, names: Names, language: Language) -> Sequence[Cell]:
    return [
        names.unions[gap["union_code"]],
        _number(gap["people"]),
        SHORT_REASONS[gap["reason"]].text(language),
        _places(gap, names, language),
        _nearest(gap, names, language),
        _extension(gap, names, language),
    ]


def _places(gap: GapReport, names: Names, language: Language) -> str:
    places = [names.places[point["kind"], point["code"]] for point in gap["demand_points"]]
    shown = [
        PLACE.text(language, name=place["name"] or place["code"], people=place["people"], mark="")
        for place in places[:MOST_PLACES_OF_GAP]
    ]
    if len(places) > MOST_PLACES_OF_GAP:
        shown.append(MORE_OF_GAP.text(language, count=len(places)))
    return listed(shown, language)


def _nearest(gap: GapReport, names: Names, language: Language) -> str:
    nearest = gap["nearest"]
    if nearest is None:
        return "—"
    name = names.sites.get(nearest["code"], nearest["code"])
    return WAY.text(language, name=name, minutes=nearest["minutes"])


def _extension(gap: GapReport, names: Names, language: Language) -> str:
    extension = gap["extension"]
    if extension is None:
        return "—"
    return LONGER.text(
        language,
        name=names.sites.get(extension["code"], extension["code"]),
        hours=speak_hours(extension["added"], language),
        people=extension["people"],
    )


def visits_table(plan: PlanReport, names: Names, language: Language) -> ReportTable:
    """List the places to visit, as many as are read on paper."""
    rows = [
        _visit_row(number, visit, names, language)
        for number, visit in enumerate(plan["visiting_list"][:MOST_VISITS], start=1)
    ]
    return _table("visits", VISIT_COLUMNS, [Body(rows)] if rows else [], language)


def _visit_row(number: int, visit: VisitReport, names: Names, language: Language) -> Sequence[Cell]:
    return [
        str(number),
        visit["name"] or visit["code"],
        KINDS[visit["kind"]].text(language),
        names.unions[visit["union_code"]],
        _number(visit["people"]),
        SHORT_REASONS[visit["reason"]].text(language),
    ]


def left_out(plan: PlanReport, language: Language) -> Mapping[str, str]:
    """Say what the tables of gaps and visits leave out, by their names."""
    lists = {"gaps": (plan["gaps"], MOST_GAPS), "visits": (plan["visiting_list"], MOST_VISITS)}
    return {
        name: REMARKS[f"{name}_left"].text(
            language,
            shown=most,
            count=len(rows) - most,
            people=sum(row["people"] for row in rows[most:]),
        )
        for name, (rows, most) in lists.items()
        if len(rows) > most
    }


def _table(
    name: str, columns: Sequence[Column], bodies: Sequence[Body], language: Language
) -> ReportTable:
    headings = [(column.heading(language), column.kind) for column in columns]
    return ReportTable(name, headings, bodies, REMARKS[f"no_{name}"].text(language))


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _share(part: float, people: float) -> str:
    share = share_of(part, people)
    return "" if share is None else f"{share:.1%}"
