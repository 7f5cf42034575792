"""The sentences of the list of plans, of one plan, and of two side by side."""

from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from geo.messages import Message

_LIST = (
    Message("plans_title", "方案", "Plans"),
    Message(
        "plans_lead",
        "给一个预算，算出在哪里设点、哪里延时，去得了的人最多。每个方案都存着，可以随时打开、比较、下载。",
        "Give a budget: where to open desks and where to stay open longer, for most people. Every "
        "plan is kept, to be opened, compared and downloaded.",
    ),
    Message("new_plan", "做一个新方案", "Make a new plan"),
    Message("no_plans", "还没有方案。", "There are no plans yet."),
    Message("choose_plan", "选 {code} 来比较", "Choose {code} to compare"),
    Message("compare_two", "比较选中的两个", "Compare the two chosen"),
    Message("compare_hint", "勾选两个完成的方案。", "Tick two plans that are done."),
    Message("older_plans", "更早的方案", "Older plans"),
    Message("newest_plans", "回到最新的", "Back to the newest"),
    Message("nobody_named", "没有署名", "not signed"),
    Message("data_changed", "数据后来有变化", "data has changed since"),
)
_STATUS = (
    Message("plan_queued", "排队中", "waiting"),
    Message("plan_running", "计算中", "being computed"),
    Message("plan_done", "完成", "done"),
    Message("plan_failed", "没有算成", "failed"),
    Message("plan_cancelled", "已取消", "cancelled"),
    Message("plan_interrupted", "中断了", "interrupted"),
    Message(
        "queued_line",
        "一次算一个方案，前面的算完就轮到它。可以关掉这一页，过后再来看。",
        "Plans are computed one at a time; this one is next when those before it are done. You may "
        "close this page and come back.",
    ),
    Message(
        "running_line",
        "多半要几十秒到几分钟。可以关掉这一页，过后再来看。",
        "It takes from seconds to minutes. You may close this page and come back.",
    ),
    Message("progress_label", "进度", "Progress"),
    Message("stage_none", "等待开始", "waiting to begin"),
    Message("stage_loading", "读取数据", "reading the data"),
    Message("stage_coverage", "计算现在谁去得了", "finding who is covered today"),
    Message("stage_options", "列出可以做的事", "listing what could be done"),
    Message("stage_search", "挑选最好的组合", "choosing the best combination"),
    Message("stage_report", "整理结果", "writing the result"),
    Message("cancel_plan", "取消", "Cancel"),
    Message("failed_why", "原因：{reason}", "Why: {reason}"),
    Message(
        "cancelled_line",
        "这个方案在算完之前被取消了，没有结果。",
        "This plan was cancelled before it was done, so it has no result.",
    ),
    Message(
        "interrupted_line",
        "算到一半时服务器停了，没有结果。可以用同样的要求重新算。",
        "The server stopped while this plan was computed, so it has no result. Run it again.",
    ),
    Message("run_again", "重新算一次", "Run again"),
    Message("run_again_today", "用今天的数据重新算", "Run again on today's data"),
    Message("change_and_plan", "改一改，再做一个", "Change it and make another"),
    Message("back_to_plans", "所有方案", "All plans"),
    Message("compare_with", "和别的方案比较", "Compare with another"),
    Message("plan_visits", "安排走访", "Plan visits"),
    Message("done_cancelled", "已取消。", "Cancelled."),
    Message(
        "done_cancelling",
        "已通知停止，几秒钟内就会停。",
        "It was told to stop, and will in seconds.",
    ),
)
_DETAIL = (
    Message("plan_title", "方案 {code}", "Plan {code}"),
    Message("made_line", "{moment}，{author}", "{moment}, {author}"),
    Message(
        "rerun_line",
        "与 {code} 要求相同，用更新的数据。",
        "Asked the same as {code}, on newer data.",
    ),
    Message(
        "not_current",
        "算完以后数据改过。要按今天的数据看，请重新算。",
        "The data has changed since. Run it again to see what holds today.",
    ),
    Message("answer_title", "结论", "The answer"),
    Message("before_key", "原来就去得了", "covered before"),
    Message("gained_key", "方案新增", "gained by the plan"),
    Message("left_key", "仍去不了", "still not covered"),
    Message("figure_covered", "覆盖率", "Share covered"),
    Message("figure_gained", "新增覆盖", "Gained"),
    Message("figure_spent", "花费（元/年）", "Cost, yuan a year"),
    Message("figure_visits", "只能上门走访", "Only visits can reach"),
    Message("of_budget", "预算 {budget}", "of {budget}"),
    Message("target_only", "没有限定预算", "no budget given"),
    Message("yuan_a_year", "{sum} 元/年", "{sum} yuan a year"),
    Message("people_of", "{before} → {after} 人", "{before} → {after} people"),
    Message("each_costs", "平均每人每年 {sum} 元", "{sum} yuan a year each"),
    Message("frontier_title", "多花钱，能多覆盖多少人", "What more money brings"),
    Message("frontier_table", "各档预算的数字", "Figures of each budget"),
    Message("frontier_budget", "预算（元/年）", "Budget, yuan a year"),
    Message("frontier_covered", "覆盖（人）", "Covered, people"),
    Message("frontier_bound", "任何方案最多（人）", "Any plan at most, people"),
    Message("actions_title", "做什么，按先后", "What to do, in order"),
    Message(
        "actions_line",
        "每一元钱能多覆盖的人最多的，先做。新增的人数是在前面各项之上的。",
        "What covers most people more for each yuan comes first; people gained are beyond those of "
        "the actions before.",
    ),
    Message(
        "year_line",
        "第 {year} 年：{count} 项，新增 {people} 人，年底时每年花费 {cost} 元",
        "Year {year}: {count} actions, {people} people gained, {cost} yuan a year by its end",
    ),
    Message("action_new_site", "新设", "New: "),
    Message("action_extend_hours", "延时", "Longer: "),
    Message("action_name", "{kind}：{name}", "{kind}{name}"),
    Message(
        "action_hours",
        "{date} 起，每周 +{added:g} 小时",
        "From {date}, +{added:g} h a week",
    ),
    Message("people_gained", "+{count} 人", "+{count} people"),
    Message("yearly_cost", "{sum} 元/年", "{sum} yuan a year"),
    Message("reached_places", "新覆盖的地方（{count}）", "Places newly covered ({count})"),
    Message("place_people", "{name}（{people} 人）", "{name} ({people})"),
    Message(
        "only_here_note", "* 少了这一项就覆盖不到", "* would not be covered without this action"
    ),
    Message("more_actions", "另外 {count} 项", "{count} more actions"),
    Message(
        "no_actions",
        "没有要做的事：预算太少，或者人人都已覆盖，或者没有可选的地方。",
        "There is nothing to do: too little money, everybody covered, or nowhere to go.",
    ),
    Message("unions_before_after", "各工会前后对比", "The unions before and after"),
    Message("column_before", "方案前", "Before"),
    Message("column_after", "方案后", "After"),
    Message("column_gained", "新增", "Gained"),
    Message("column_short", "离保底还差", "Short of the floor"),
    Message("other_unions", "另外 {count} 个工会", "The other unions ({count})"),
    Message("visits_title", "走访名单", "Visiting list"),
    Message(
        "visits_line",
        "有 {count} 处、{people} 人，花多少钱都覆盖不到，请安排人员上门。"
        "名单在 plan.xlsx 里，人多的在前：",
        "{count} places with {people} people that no allowed action covers at any price: staff "
        "must go there. The whole list is in plan.xlsx; the largest are:",
    ),
    Message("no_visits", "没有只能靠走访的人。", "Nobody is left to visits alone."),
    Message("asked_title", "要求与假设", "What was asked and assumed"),
    Message("map_of_plan", "方案地图", "Map of the plan"),
    Message("files_title", "下载", "Downloads"),
    Message(
        "file_plan_xlsx",
        "Excel 工作簿：行动、进度、各工会、走访名单",
        "Workbook: actions, schedule, unions, visits",
    ),
    Message("file_report_html", "报告：可以打印，给领导看", "Report to print, for the leadership"),
    Message("file_plan_html", "地图：一个文件，可以发给别人", "Map in one file, to pass on"),
    Message("file_plan_gpkg", "QGIS 图层", "Layers for QGIS"),
    Message("file_plan_json", "全部结果，给程序用", "All results, for programs"),
    Message(
        "file_coverage_json",
        "方案之前的覆盖情况，给程序用",
        "Coverage before the plan, for programs",
    ),
)
_COMPARE = (
    Message("compare_title", "两个方案对比", "Two plans side by side"),
    Message("first_plan", "第一个", "The first"),
    Message("second_plan", "第二个", "The second"),
    Message("compare_button", "比较", "Compare"),
    Message("choose_two", "请选两个完成的方案。", "Choose two plans that are done."),
    Message(
        "too_few_plans",
        "要有两个完成的方案才能比较，现在只有 {count} 个。",
        "It takes two plans that are done; there are {count}.",
    ),
    Message(
        "other_data",
        "两个方案用的不是同一份数据，差别里也有数据的变化。",
        "The plans are from different data, so part of the differences is due to that.",
    ),
    Message(
        "other_standard",
        "两个方案的覆盖标准不同，“覆盖”的意思不一样，人数不能直接比。",
        "The plans have different standards: covered does not mean the same in both.",
    ),
    Message("figures_title", "数字", "Figures"),
    Message("column_difference", "相差", "Difference"),
    Message("row_people", "一共（人）", "People in all"),
    Message("row_covered_before", "方案前覆盖（人）", "Covered before"),
    Message("row_covered_after", "方案后覆盖（人）", "Covered after"),
    Message("row_spent", "花费（元/年）", "Cost, yuan a year"),
    Message("row_bound", "任何方案最多（人）", "Any plan at most"),
    Message("row_status", "结果", "Result"),
    Message("asked_differently", "要求有什么不同", "What was asked differently"),
    Message("asked_alike", "两个方案的要求完全相同。", "Both were asked the same."),
    Message("actions_compared", "做的事有什么不同", "What they do differently"),
    Message("only_first", "只有第一个做（{count}）", "Only the first ({count})"),
    Message("only_second", "只有第二个做（{count}）", "Only the second ({count})"),
    Message("other_hours", "两个都做，时间不同（{count}）", "Both, with other hours ({count})"),
    Message(
        "acts_alike",
        "另有 {count} 项两个都做，完全一样。",
        "{count} more actions are the same in both.",
    ),
    Message("nothing", "没有", "None"),
    Message("unions_compared", "各工会覆盖的人", "People covered by union"),
    Message("covered_alone", "只有一个方案能覆盖的人", "Covered by one of them only"),
    Message(
        "alone_first",
        "只有第一个覆盖：{count} 处，{people} 人",
        "Only by the first: {count} places, {people} people",
    ),
    Message(
        "alone_second",
        "只有第二个覆盖：{count} 处，{people} 人",
        "Only by the second: {count} places, {people} people",
    ),
    Message("more_unions", "另外 {count} 个有差别的工会", "{count} more unions that differ"),
    Message("more_acts", "另外 {count} 项", "{count} more"),
    Message("more_places", "另外 {count} 处", "{count} more places"),
    Message("same_unions", "另外 {count} 个工会没有差别。", "{count} more unions are the same."),
    Message("hours_first_second", "{first} → {second}", "{first} → {second}"),
)

PLAN_PAGE_TEXTS = COVERAGE_TEXTS | {
    message.code: message for message in (*_LIST, *_STATUS, *_DETAIL, *_COMPARE)
}
"""The sentences by the name that templates use; those about coverage among them."""
