"""What `niangjia plan` prints: what to do, what it brings, and what is left."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli_planning_views import NO_PEOPLE, Report, show_standard, table_with
from api.use_cases.plan_search import PlanStage
from api.use_cases.plan_texts import next_tenth_text
from geo.messages import Language, Message

STAGES = {
    PlanStage.LOADING: Message("stage_loading", zh="读取数据", en="reading the data"),
    PlanStage.COVERAGE: Message("stage_coverage", zh="计算现状", en="finding today's coverage"),
    PlanStage.OPTIONS: Message("stage_options", zh="列出可选项", en="listing what could be done"),
    PlanStage.SEARCH: Message("stage_search", zh="选择方案", en="choosing"),
    PlanStage.REPORT: Message("stage_report", zh="整理结果", en="writing the result"),
}
COVERED = Message(
    "plan_covered",
    zh="覆盖人数：{before:,} 人（{before_share:.1%}）→ {after:,} 人（{after_share:.1%}），"
    "共 {people:,} 人",
    en="people covered: {before:,} ({before_share:.1%}) → {after:,} ({after_share:.1%}) of "
    "{people:,}",
)
SPENT = Message(
    "plan_spent",
    zh="费用：每年 {spent:,.0f} 元，预算 {budget:,.0f} 元",
    en="cost: {spent:,.0f} yuan a year of {budget:,.0f}",
)
SPENT_FOR_TARGET = Message(
    "plan_spent_target",
    zh="目标 {share:.1%}：每年 {spent:,.0f} 元；任何方案至少要 {least:,.0f} 元",
    en="target {share:.1%}: {spent:,.0f} yuan a year; any plan costs at least {least:,.0f}",
)
BOUND = {
    "optimal": Message(
        "plan_optimal",
        zh="已证明没有更好的方案。",
        en="proven: no other plan is better",
    ),
    "gap_reached": Message(
        "plan_gap_reached",
        zh="任何方案最多覆盖 {bound:,} 人：本方案离最好的至多差 {gap:.2%}。",
        en="no plan covers more than {bound:,}: this one is at most {gap:.2%} off the best",
    ),
    "time_limit": Message(
        "plan_time_limit",
        zh="时限到了，还没有搜索完：任何方案最多覆盖 {bound:,} 人，本方案离最好的至多差 {gap:.2%}。"
        "想更接近最好，请加大 --time-limit。",
        en="stopped by the time limit: no plan covers more than {bound:,}, this one is at most "
        "{gap:.2%} off the best; give more --time-limit to come closer",
    ),
}
TARGET_BOUND = {
    "optimal": Message(
        "plan_target_optimal", zh="已证明没有更省的方案。", en="proven: none is cheaper"
    ),
    "gap_reached": Message(
        "plan_target_gap_reached",
        zh="最多还能省下 {gap:.2%} 的费用。",
        en="at most {gap:.2%} of the cost could be saved",
    ),
    "time_limit": Message(
        "plan_target_time_limit",
        zh="时限到了，还没有搜索完：最多还能省下 {gap:.2%} 的费用。想更省，请加大 --time-limit。",
        en="stopped by the time limit: at most {gap:.2%} of the cost could be saved; give more "
        "--time-limit to come closer",
    ),
}
ALL_COVERED = Message(
    "plan_all_covered",
    zh="所有人都已覆盖，不需要新的服务点，也不需要延长开放时间。",
    en="everybody is covered: no new service point and no longer hours are needed",
)
NO_ACTIONS = Message(
    "plan_no_actions",
    zh="没有选出可做的事：预算或别的限额太少，或者没有能帮到人的站点和开放时间可选。",
    en="nothing was chosen: the budget or other limits are too small, or no site and hours that "
    "could be chosen help anybody",
)
ACTION_HEADINGS = Message(
    "plan_action_headings",
    zh="在哪里|从何时起|做什么|元/年|新增覆盖（人）",
    en="where|from|what|yuan a year|people gained",
)
KINDS = {
    "new_site": Message("plan_new_site", zh="新设", en="new"),
    "extend_hours": Message("plan_extend_hours", zh="延长", en="longer"),
}
FRONTIER_HEADINGS = Message(
    "plan_frontier_headings",
    zh="预算（元/年）|可覆盖（人）|最多（人）",
    en="budget, yuan a year|people covered|at most",
)
SHORTFALL = Message(
    "plan_shortfall",
    zh="{union}：达不到保底 {floor:.0%}，还差 {people:,.0f} 人。",
    en="{union}: {people:,.0f} people short of the floor of {floor:.0%}",
)
MORE_SHORT = Message(
    "plan_more_short",
    zh="另有 {count} 个工会达不到保底，见 plan.xlsx。",
    en="{count} more unions are short of their floors, see plan.xlsx",
)
VISITING = Message(
    "plan_visiting",
    zh="有 {places} 处、{people:,} 人，任何允许的措施都覆盖不到，请安排走访（见走访名单）。",
    en="out of reach of every allowed action, so visit them: {people:,} people, places: {places} "
    "(see the visiting list)",
)
MOST_LINES = 15
MORE_ACTIONS = Message(
    "plan_more_actions",
    zh="另有 {count} 项，见 plan.xlsx。",
    en="{count} more are in plan.xlsx",
)


def show_plan(console: Console, plan: Report, coverage: Report, lang: Language) -> None:
    """Print what a plan does for the money, and whom it leaves."""
    show_standard(console, plan, lang)
    if not plan["people"]:
        console.print(NO_PEOPLE.text(lang), markup=False, soft_wrap=True)
        return
    for line in (_covered(plan, lang), _spent(plan, lang), _bound(plan, lang)):
        console.print(line, markup=False, soft_wrap=True)
    if plan["actions"]:
        _show_actions(console, plan, lang)
    else:
        message = ALL_COVERED if plan["covered_after"] == plan["people"] else NO_ACTIONS
        console.print(message.text(lang), markup=False, soft_wrap=True)
    if plan["spent"]:
        console.print(_frontier(plan, lang))
    for line in _left(plan, coverage, lang):
        console.print(line, markup=False, soft_wrap=True)


def _covered(plan: Report, lang: Language) -> str:
    people, before, after = plan["people"], plan["covered_before"], plan["covered_after"]
    return COVERED.text(
        lang,
        before=before,
        before_share=before / (people or 1),
        after=after,
        after_share=after / (people or 1),
        people=people,
    )


def _spent(plan: Report, lang: Language) -> str:
    target = plan["target"]
    if target is None:
        return SPENT.text(lang, spent=plan["spent"], budget=plan["budget"])
    return SPENT_FOR_TARGET.text(
        lang, share=target["share"], spent=plan["spent"], least=target["least_cost"]
    )


def _bound(plan: Report, lang: Language) -> str:
    if plan["target"] is not None:
        return TARGET_BOUND[plan["status"]].text(lang, gap=plan["target"]["relative_gap"])
    return BOUND[plan["status"]].text(lang, bound=plan["bound"], gap=plan["relative_gap"])


def _show_actions(console: Console, plan: Report, lang: Language) -> None:
    """Show the first actions in a table, and why each of them."""
    first = plan["actions"][:MOST_LINES]
    table = table_with(ACTION_HEADINGS, lang)
    for action in first:
        table.add_row(
            Text(f"{action['order']}.{action['name']}"),
            action["date"],
            KINDS[action["kind"]].text(lang),
            f"{action['yearly_cost']:,.0f}",
            f"{action['people_gained']:,}",
        )
    console.print(table)
    for action in first:
        line = f"{action['order']}. {action['reason']}"
        console.print(line, markup=False, soft_wrap=True)
    if more := len(plan["actions"]) - len(first):
        console.print(MORE_ACTIONS.text(lang, count=more), markup=False)


def _frontier(plan: Report, lang: Language) -> Table:
    table = table_with(FRONTIER_HEADINGS, lang)
    for step in plan["frontier"]:
        table.add_row(f"{step['budget']:,.0f}", f"{step['covered']:,}", f"{step['bound']:,}")
    return table


def _left(plan: Report, coverage: Report, lang: Language) -> Iterator[str]:
    """Say what more money would bring, which floors are not met, and who must be visited."""
    if plan["next_tenth"] and plan["covered_after"] < plan["people"]:
        step = plan["next_tenth"]
        yield next_tenth_text(lang, budget=step["budget"], people_more=step["people_more"])
    names = {union["code"]: union["name"] for union in coverage["by_union"]}
    short = [union for union in plan["by_union"] if union["shortfall"]]
    short.sort(key=lambda union: -union["shortfall"])
    for union in short[:MOST_LINES]:
        yield SHORTFALL.text(
            lang, union=names[union["code"]], people=union["shortfall"], floor=union["floor"]
        )
    if (more := len(short) - MOST_LINES) > 0:
        yield MORE_SHORT.text(lang, count=more)
    if places := plan["visiting_list"]:
        people = sum(place["people"] for place in places)
        yield VISITING.text(lang, places=len(places), people=people)
