"""What the printed report of a plan says, in both languages."""

from geo.messages import Language, Message

TITLE = Message("report_title", zh="服务点与开放时间方案", en="Plan of service points and hours")
MADE_ON = Message(
    "report_made_on",
    zh="{date} · 数据版本 {revision}",
    en="{date} · data revision {revision}",
)
PEOPLE = Message("report_people", zh="{count:,.0f} 人", en="{count:,.0f} people")
YUAN_A_YEAR = Message("report_yuan", zh="{sum:,.0f} 元/年", en="{sum:,.0f} yuan a year")
MORE_PEOPLE = Message("report_more_people", zh="+{count:,.0f} 人", en="+{count:,.0f} people")

ANSWER = {
    "nobody": Message(
        "report_nobody",
        zh="数据里没有公寓、园区和企业，所以没有可以覆盖的人。请先导入名单，再重新计算。",
        en="The data has no apartments, parks and firms, so there is nobody to cover. Import them, "
        "then plan again.",
    ),
    "covered": Message(
        "report_covered",
        zh="按标准办得上事的人，从 {before:,} 人（{before_share:.1%}）增加到 {after:,} 人"
        "（{after_share:.1%}），新增 {gained:,} 人；全部 {people:,} 人里，还有 {left:,} "
        "人覆盖不到。",
        en="People who are served by the standard rise from {before:,} ({before_share:.1%}) to "
        "{after:,} ({after_share:.1%}), {gained:,} more; of all {people:,}, {left:,} remain "
        "uncovered.",
    ),
    "nothing": Message(
        "report_nothing",
        zh="没有可做的事：预算太少，或者所有人都已覆盖，或者没有可选的站点。",
        en="There is nothing to do: too little money, everybody covered, or no site to choose.",
    ),
    "cost": Message(
        "report_cost",
        zh="为此新设 {new:,} 处服务点，延长 {longer:,} 处的开放时间；全部到位后每年花费 "
        "{spent:,.0f} 元，"
        "平均每新增一人每年 {each:,.0f} 元。",
        en="New service points: {new:,}, existing ones open longer: {longer:,}. Once all is "
        "done it costs {spent:,.0f} yuan a year, {each:,.0f} for each person gained.",
    ),
    "cost_alone": Message(
        "report_cost_alone",
        zh="为此新设 {new:,} 处服务点，延长 {longer:,} 处的开放时间；全部到位后每年花费 "
        "{spent:,.0f} 元，"
        "没有新增覆盖的人。",
        en="New service points: {new:,}, existing ones open longer: {longer:,}. Once all is "
        "done it costs {spent:,.0f} yuan a year, and covers nobody more.",
    ),
    "target": Message(
        "report_target",
        zh="目标是覆盖 {share:.1%}：任何达到目标的方案每年至少要 {least:,.0f} 元，"
        "最多还能省下本方案费用的 {gap:.2%}。",
        en="The target was {share:.1%}: any plan for it costs at least {least:,.0f} yuan a year, "
        "and at most {gap:.2%} of this cost could be saved.",
    ),
    "optimal": Message(
        "report_optimal",
        zh="已经证明：同样的预算和限制下，没有方案能覆盖更多人。",
        en="It is proven that no plan within the same budget and limits covers more people.",
    ),
    "gap_reached": Message(
        "report_gap_reached",
        zh="同样的预算和限制下，任何方案最多覆盖 {bound:,.0f} 人，本方案与最好的至多差 "
        "{more:,.0f} 人（{gap:.2%}）。",
        en="Within the same budget and limits no plan covers more than {bound:,.0f} people: this "
        "one is at most {more:,.0f} short of the best ({gap:.2%}).",
    ),
    "time_limit": Message(
        "report_time_limit",
        zh="计算时间用完，没有证明最优：任何方案最多覆盖 {bound:,.0f} 人，本方案至多差 "
        "{more:,.0f} 人"
        "（{gap:.2%}）；给更多计算时间，可能更好。",
        en="Time ran out before this was proven best: no plan covers more than {bound:,.0f} "
        "people, this one is at most {more:,.0f} short of that ({gap:.2%}); more time may find a "
        "better one.",
    ),
    "short": Message(
        "report_short",
        zh="{count:,} 个工会没有达到保底比例，共差 {people:,.0f} 人，见各工会前后对比。",
        en="{count:,} unions stay below their floor, by {people:,.0f} people in all; see the "
        "unions before and after.",
    ),
}
FIGURES = {
    "covered": Message("report_figure_covered", zh="覆盖", en="Covered"),
    "gained": Message("report_figure_gained", zh="新增", en="Gained"),
    "cost": Message("report_figure_cost", zh="每年花费", en="Cost a year"),
    "visits": Message("report_figure_visits", zh="只能上门走访", en="Only visits can reach"),
    "places": Message("report_figure_places", zh="{count:,} 处", en="{count:,} places"),
    "of_budget": Message(
        "report_figure_of_budget",
        zh="预算 {budget:,.0f} 元/年",
        en="of {budget:,.0f} yuan a year",
    ),
}
BAR = {
    "before": Message("report_bar_before", zh="方案前已覆盖", en="Covered before"),
    "gained": Message("report_bar_gained", zh="方案新增", en="Gained by the plan"),
    "left": Message("report_bar_left", zh="仍未覆盖", en="Still not covered"),
}
SHORT_REASONS = {
    "distance": Message("report_too_far", zh="路太远", en="too far"),
    "service": Message("report_not_offered", zh="缺服务", en="not offered"),
    "hours": Message("report_closed", zh="时间对不上", en="closed when free"),
}
ASKED = {
    "budget": Message("report_asked_budget", zh="预算", en="Budget"),
    "limits": Message("report_asked_limits", zh="其他限制", en="Other limits"),
    "costs": Message("report_asked_costs", zh="费用假设", en="Assumed costs"),
}
BUDGET_ENDLESS = Message(
    "report_budget_endless",
    zh="没有限定：求覆盖 {share:.1%} 最省的办法",
    en="not limited: the least that covers {share:.1%}",
)
COSTS = Message(
    "report_costs",
    zh="每开放一小时 {staff:,.0f} 元；新设一处 {setup:,.0f} 元，分 {years:g} 年摊销；房租每处 "
    "{rent:,.0f} 元/年；"
    "备选点自己填写了费用的，按它自己的算",
    en="{staff:,.0f} yuan per open hour; {setup:,.0f} to set up a service point, spread over "
    "{years:g} years; rent {rent:,.0f} a year each; a candidate site's own figures win",
)
LIMITS = {
    "none": Message("report_limit_none", zh="没有", en="none"),
    "sites": Message(
        "report_limit_sites", zh="最多新设 {count:,} 处", en="at most {count:,} new service points"
    ),
    "hours": Message(
        "report_limit_hours",
        zh="每周最多增加 {count:,g} 小时",
        en="at most {count:,g} hours added a week",
    ),
    "year": Message(
        "report_limit_year",
        zh="第 {year} 年不超过 {budget:,.0f} 元",
        en="at most {budget:,.0f} yuan in year {year}",
    ),
    "floor": Message(
        "report_limit_floor",
        zh="{name}至少覆盖 {share:.0%}",
        en="at least {share:.0%} of {name}",
    ),
    "floors": Message(
        "report_limit_floors",
        zh="{count:,} 个工会有保底比例",
        en="{count:,} unions have a floor",
    ),
    "every_floor": Message(
        "report_limit_every_floor",
        zh="每个工会至少覆盖 {share:.0%}",
        en="at least {share:.0%} of every union",
    ),
}
SECTIONS = {
    "answer": Message("report_section_answer", zh="结论", en="The answer"),
    "asked": Message("report_section_asked", zh="要求与假设", en="What was asked"),
    "frontier": Message(
        "report_section_frontier", zh="多花钱，能多覆盖多少人", en="What more money brings"
    ),
    "actions": Message("report_section_actions", zh="做什么，为什么", en="What to do, and why"),
    "schedule": Message("report_section_schedule", zh="分年实施计划", en="Schedule by year"),
    "unions": Message(
        "report_section_unions", zh="各工会前后对比", en="The unions before and after"
    ),
    "gaps": Message("report_section_gaps", zh="还剩的缺口", en="Gaps that are left"),
    "visits": Message("report_section_visits", zh="走访名单", en="Visiting list"),
    "method": Message("report_section_method", zh="方法与名词", en="Method and terms"),
    "cautions": Message("report_section_cautions", zh="使用时请注意", en="Mind when using this"),
}
REMARKS = {
    "frontier": Message(
        "report_remark_frontier",
        zh="每一档预算各做一个方案；站点和开放时间只能整份增加，所以台阶有高有低。",
        en="One plan for each budget; sites and hours come in lumps, so the steps are uneven.",
    ),
    "actions": Message(
        "report_remark_actions",
        zh="按先后顺序：每一元钱能多覆盖的人最多的，先做。“新增”是在前面各项之上再多覆盖的人；"
        "“只靠它”是方案里少了这一项就覆盖不到的人。",
        en='In order: what covers most people more for each yuan comes first. "Gained" are people '
        'beyond those of the actions before; "by it alone" those the plan would lose without it.',
    ),
    "unions": Message(
        "report_remark_unions",
        zh="新增人数多的在前。条形的深色部分是方案前的比例，浅色部分是方案新增的。",
        en="Those that gain most come first. In each bar the dark part is the share before, the "
        "light part what the plan adds.",
    ),
    "gaps": Message(
        "report_remark_gaps",
        zh="方案之后仍未覆盖的人，按工会和网格（约 0.7 平方公里）归在一起，人多的在前；"
        "原因是其中多数人的原因。",
        en="People not covered after the plan, by union and cell (about 0.7 km²), most people "
        "first; the reason is that of most of them.",
    ),
    "gaps_left": Message(
        "report_remark_gaps_left",
        zh="只列最大的 {shown:,} 处；另有 {count:,} 处、{people:,} 人，见同一方案的 plan.xlsx。",
        en="These are the largest {shown:,}; {count:,} more with {people:,} people are in the "
        "plan.xlsx of this plan.",
    ),
    "visits": Message(
        "report_remark_visits",
        zh="共 {count:,} 处、{people:,} 人：花多少钱，允许的办法都覆盖不到，请安排人员上门。"
        "人多的在前。",
        en="{count:,} places with {people:,} people that no allowed option covers at any price: "
        "staff must go there. Most people first.",
    ),
    "visits_left": Message(
        "report_remark_visits_left",
        zh="只列前 {shown:,} 处；另有 {count:,} 处、{people:,} 人，见同一方案的 plan.xlsx。",
        en="These are the first {shown:,}; {count:,} more with {people:,} people are in the "
        "plan.xlsx of this plan.",
    ),
    "no_frontier": Message(
        "report_no_frontier", zh="没有预算可比较。", en="There are no budgets to compare."
    ),
    "no_actions": Message("report_no_actions", zh="没有行动。", en="There is nothing to do."),
    "no_schedule": Message("report_no_schedule", zh="没有行动。", en="There is nothing to do."),
    "no_unions": Message("report_no_unions", zh="没有需求点。", en="There are no demand points."),
    "no_gaps": Message("report_no_gaps", zh="没有缺口。", en="There are no gaps."),
    "no_visits": Message(
        "report_no_visits", zh="没有要走访的地方。", en="There is nobody to visit."
    ),
}


def texts(messages: dict[str, Message], language: Language) -> dict[str, str]:
    """Say messages that have no values in them, by name; those with values are left out."""
    return {
        name: message.text(language) for name, message in messages.items() if "{" not in message.zh
    }
