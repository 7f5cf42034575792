"""The lists of a plan's workbook: actions, schedule, unions, gaps and whom to visit."""

from datetime import date

from data.sheet_writing import (
    DAY,
    DEGREES,
    PLAIN_WHOLE,
    SHARE,
    TENTHS,
    TOTAL,
    WHOLE,
    Column,
    SheetTable,
    SheetValue,
)
from geo.messages import Language, Message
from geo.spoken_hours import speak_hours
from planner.coverage_report import GapReport
from planner.plan_figures import budget_of_year, steps_of
from planner.plan_names import Names
from planner.plan_reports import PlanReport, UnionReport, share_of
from planner.plan_words import (
    ACTIONS,
    KINDS,
    REASONS,
    places_text,
    reason_text,
)

TITLES = {
    "summary": Message("plan_sheet_summary", zh="摘要", en="Summary"),
    "actions": Message("plan_sheet_actions", zh="行动", en="Actions"),
    "schedule": Message("plan_sheet_schedule", zh="实施计划", en="Schedule"),
    "unions": Message("plan_sheet_unions", zh="各工会前后对比", en="Unions before and after"),
    "gaps": Message("plan_sheet_gaps", zh="缺口", en="Gaps"),
    "visits": Message("plan_sheet_visits", zh="走访名单", en="Visiting list"),
}
NO_ACTIONS = Message("plan_no_actions", zh="没有行动。", en="There is nothing to do.")
NO_UNIONS = Message("plan_no_unions", zh="没有需求点。", en="There are no demand points.")
NO_GAPS = Message("plan_no_gaps", zh="没有缺口。", en="There are no gaps.")
NO_VISITS = Message("plan_no_visits", zh="没有要走访的地方。", en="There is nobody to visit.")
_LONG_TEXT, _LONG_LIST = 64, 64

ACTION_COLUMNS = (
    Column("序号", "Order", PLAIN_WHOLE),
    Column("行动", "Action"),
    Column("名称", "Name"),
    Column("编号", "Code"),
    Column("实施后的全部开放时间", "All opening hours from then on"),
    Column("每周增加（小时）", "Hours added a week", TENTHS),
    Column("年费用（元/年）", "Yearly cost (yuan)", WHOLE),
    Column("按顺序新增覆盖（人）", "People gained in this order", WHOLE),
    Column("只有这一项能覆盖（人）", "People nothing else covers", WHOLE),
    Column("理由", "Reason", widest=_LONG_TEXT),
    Column(
        "惠及的地方和人数（* 只有这一项能覆盖）",
        "Whom it reaches (* nothing else does)",
        widest=_LONG_LIST,
    ),
)
SCHEDULE_COLUMNS = (
    Column("第几年", "Year", PLAIN_WHOLE),
    Column("开始日期", "From", DAY),
    Column("序号", "Order", PLAIN_WHOLE),
    Column("行动", "Action"),
    Column("名称", "Name"),
    Column("年费用（元/年）", "Yearly cost (yuan)", WHOLE),
    Column("累计年费用（元/年）", "Yearly cost so far (yuan)", WHOLE),
    Column("当年可用（元）", "Budget of that year (yuan)", WHOLE),
    Column("累计覆盖（人）", "People covered so far", WHOLE),
)
UNION_COLUMNS = (
    Column("工会编号", "Code"),
    Column("工会", "Union"),
    Column("人数", "People", WHOLE),
    Column("方案前覆盖（人）", "Covered before (people)", WHOLE),
    Column("方案前比例", "Share before", SHARE),
    Column("方案后覆盖（人）", "Covered after (people)", WHOLE),
    Column("方案后比例", "Share after", SHARE),
    Column("新增覆盖（人）", "Gained (people)", WHOLE),
    Column("保底比例", "Floor (share)", SHARE),
    Column("保底人数（人）", "Floor (people)", WHOLE),
    Column("离保底还差（人）", "Short of the floor (people)", WHOLE),
)
GAP_COLUMNS = (
    Column("工会", "Union"),
    Column("未覆盖（人）", "Not covered (people)", WHOLE),
    Column("主要原因", "Main reason", widest=_LONG_TEXT),
    Column("路太远（人）", "Too far (people)", WHOLE),
    Column("缺服务（人）", "Not offered (people)", WHOLE),
    Column("时间对不上（人）", "Closed when free (people)", WHOLE),
    Column("地方（处）", "Places", WHOLE),
    Column("哪些地方", "Which places", widest=_LONG_LIST),
    Column("最近的服务点", "Nearest service point"),
    Column("单程（分钟）", "Way (minutes)", TENTHS),
    Column("可延长时间的服务点", "Where longer hours would help"),
    Column("可增加的时间", "Hours that would help"),
    Column("每周增加（小时）", "Hours added a week", TENTHS),
    Column("可多覆盖（人）", "Would cover (people)", WHOLE),
)
VISIT_COLUMNS = (
    Column("地方", "Place"),
    Column("编号", "Code"),
    Column("类别", "Kind"),
    Column("工会", "Union"),
    Column("人数", "People", WHOLE),
    Column("原因", "Why", widest=_LONG_LIST),
    Column("经度（WGS 84）", "Longitude (WGS 84)", DEGREES),
    Column("纬度（WGS 84）", "Latitude (WGS 84)", DEGREES),
)


def actions_table(plan: PlanReport, language: Language) -> SheetTable:
    """List what to do, in the order in which it is to be done."""
    rows = [
        (
            action["order"],
            ACTIONS[action["kind"]].text(language),
            action["name"],
            action["code"],
            speak_hours(action["opening_hours"], language),
            action["weekly_hours_added"],
            action["yearly_cost"],
            action["people_gained"],
            action["people_gained_alone"],
            reason_text(action["reason"], language),
            places_text(action["reached"], language),
        )
        for action in plan["actions"]
    ]
    title, remark = TITLES["actions"].text(language), NO_ACTIONS.text(language)
    return SheetTable(title, ACTION_COLUMNS, rows, remark)


def schedule_table(plan: PlanReport, language: Language) -> SheetTable:
    """List when each action begins, what runs by then costs a year, and whom it covers."""
    rows: list[tuple[SheetValue, ...]] = [
        (
            step.action["year"],
            date.fromisoformat(step.action["date"]),
            step.action["order"],
            ACTIONS[step.action["kind"]].text(language),
            step.action["name"],
            step.action["yearly_cost"],
            step.cost_so_far,
            budget_of_year(plan, step.action["year"]),
            step.covered_so_far,
        )
        for step in steps_of(plan)
    ]
    title, remark = TITLES["schedule"].text(language), NO_ACTIONS.text(language)
    return SheetTable(title, SCHEDULE_COLUMNS, rows, remark)


def unions_table(plan: PlanReport, names: Names, language: Language) -> SheetTable:
    """Compare the unions before and after, with a total."""
    unions = plan["by_union"]
    total = (
        "",
        TOTAL.text(language),
        *_before_and_after(
            sum(union["people"] for union in unions),
            sum(union["before"] for union in unions),
            sum(union["after"] for union in unions),
        ),
        None,
        sum(union["floor_people"] for union in unions),
        sum(union["shortfall"] for union in unions),
    )
    return SheetTable(
        title=TITLES["unions"].text(language),
        columns=UNION_COLUMNS,
        rows=[_union_row(union, names) for union in unions],
        remark=NO_UNIONS.text(language),
        total=total if unions else (),
    )


def _union_row(union: UnionReport, names: Names) -> tuple[SheetValue, ...]:
    return (
        union["code"],
        names.unions[union["code"]],
        *_before_and_after(union["people"], union["before"], union["after"]),
        union["floor"],
        union["floor_people"],
        union["shortfall"],
    )


def _before_and_after(people: int, before: int, after: int) -> tuple[SheetValue, ...]:
    return people, before, share_of(before, people), after, share_of(after, people), after - before


def gaps_table(plan: PlanReport, names: Names, language: Language) -> SheetTable:
    """List who is left, why, and which hours would help."""
    minutes = plan["standard"]["minutes"]
    rows = [_gap_row(gap, names, minutes, language) for gap in plan["gaps"]]
    title, remark = TITLES["gaps"].text(language), NO_GAPS.text(language)
    return SheetTable(title, GAP_COLUMNS, rows, remark)


def _gap_row(
    gap: GapReport, names: Names, minutes: float, language: Language
) -> tuple[SheetValue, ...]:
    places = [names.places[point["kind"], point["code"]] for point in gap["demand_points"]]
    return (
        names.unions[gap["union_code"]],
        gap["people"],
        REASONS[gap["reason"]].text(language, minutes=minutes),
        *(gap["by_reason"].get(reason, 0) for reason in REASONS),
        len(places),
        places_text(places, language),
        *_nearest(gap, names),
        *_extension(gap, names, language),
    )


def _nearest(gap: GapReport, names: Names) -> tuple[SheetValue, ...]:
    nearest = gap["nearest"]
    return (
        (None, None)
        if nearest is None
        else (names.sites.get(nearest["code"], nearest["code"]), nearest["minutes"])
    )


def _extension(gap: GapReport, names: Names, language: Language) -> tuple[SheetValue, ...]:
    extension = gap["extension"]
    if extension is None:
        return (None,) * 4
    return (
        names.sites.get(extension["code"], extension["code"]),
        speak_hours(extension["added"], language),
        extension["weekly_hours_added"],
        extension["people"],
    )


def visits_table(plan: PlanReport, names: Names, language: Language) -> SheetTable:
    """List the places that no allowed option covers."""
    minutes = plan["standard"]["minutes"]
    kinds = {kind: words.text(language) for kind, words in KINDS.items()}
    reasons = {reason: words.text(language, minutes=minutes) for reason, words in REASONS.items()}
    rows = [
        (
            visit["name"],
            visit["code"],
            kinds[visit["kind"]],
            names.unions[visit["union_code"]],
            visit["people"],
            reasons[visit["reason"]],
            visit["lon"],
            visit["lat"],
        )
        for visit in plan["visiting_list"]
    ]
    title, remark = TITLES["visits"].text(language), NO_VISITS.text(language)
    return SheetTable(title, VISIT_COLUMNS, rows, remark)
