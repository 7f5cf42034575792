"""The sentences of the coverage page, and of the coverage standard in every form."""

from api.messages import VISITED
from geo.messages import Message

_STANDARD = (
    Message("standard_mode", "怎么去", "How people travel"),
    Message("standard_minutes", "单程最多（分钟）", "Longest way, minutes"),
    Message(
        "hint_minutes", "从住处或单位到服务点，最多 240 分钟。", "One way, above 0, at most 240."
    ),
    Message(
        "wrong_minutes",
        "请填大于 0、至多 240 的分钟数；收到“{value}”。",
        'Give minutes above 0 and at most 240; "{value}" was sent.',
    ),
    Message("standard_stay", "办事要（分钟）", "Time at the desk, minutes"),
    Message(
        "hint_stay_minutes",
        "关门前要办得完，空闲结束前要回得来；0 到 480。",
        "They must finish before it closes and be back in time; 0 to 480.",
    ),
    Message(
        "wrong_stay_minutes",
        "请填 0 到 480 的分钟数；收到“{value}”。",
        'Give minutes from 0 to 480; "{value}" was sent.',
    ),
    Message("standard_days", "每周至少", "At least"),
    Message("days_option", "{count} 天办得成", "{count} days a week"),
    Message("day_option", "1 天办得成", "1 day a week"),
    Message(
        "hint_days",
        "不同的日子可以去不同的服务点。",
        "Different days may come from different desks.",
    ),
    Message("wrong_days", "请选 1 到 7 天；收到“{value}”。", 'Choose 1 to 7; "{value}" was sent.'),
    Message("standard_demand", "看谁", "Whose coverage"),
    Message("demand_apartments", "公寓的住户", "residents of apartments"),
    Message("demand_parks", "园区的职工", "workers of industrial parks"),
    Message("demand_firms", "企业的职工", "employees of firms"),
    Message(
        "hint_demand",
        "园区里的企业算在园区里，不会数两遍。一个不选等于全选。",
        "A firm in a park counts in the park, not twice. None chosen means all.",
    ),
    Message("standard_weight", "数哪些人", "Whom to count"),
    Message("weight_people", "所有人", "everybody"),
    Message("weight_non_members", "只数还没入会的", "only those who are no members yet"),
    Message("standard_services", "要办什么事", "What must be offered"),
    Message(
        "hint_service",
        "一个服务点要样样都能办才算。一个不选就不限。",
        "One desk must offer all of them. None chosen means anything.",
    ),
)
_FORM = (
    Message("coverage_title", "谁去得了，谁去不了", "Who can reach an open desk, who cannot"),
    Message("change_standard", "换一个标准", "Another standard"),
    Message("standard_now", "现在的标准", "The standard"),
    Message("show_coverage", "计算", "Compute"),
    Message(
        "computing", "正在计算，城市大的话要等一会儿…", "Computing; a large city takes a while…"
    ),
    Message("usual_standard", "用默认标准", "Back to the usual"),
    Message("plan_for_this", "用这个标准做方案", "Make a plan for this"),
    Message("try_again", "再试一次", "Try again"),
    Message("colon", "：", ": "),
    Message("comma", "；", "; "),
    Message(
        "form_problem", "有填得不对的地方，请改正标出的几项。", "Please correct what is marked."
    ),
)
_EMPTY = (
    Message(
        "nobody",
        "还没有可以计算的人：请导入公寓、园区或企业，人数也要填。",
        "There is nobody to count yet: import apartments, parks or firms with their numbers of "
        "people.",
    ),
    Message(
        "nobody_counted",
        "选中的这几类地方都没有人可数：人数没填，或者都已入会。",
        "There is nobody to count in the kinds chosen: no numbers are given, or all are members.",
    ),
    Message(
        "no_desks", "还没有开放的服务点：请先导入。", "There is no open service point: import some."
    ),
    Message("import_apartments", "导入公寓", "Import apartments"),
    Message("import_parks", "导入园区", "Import industrial parks"),
    Message("import_firms", "导入企业", "Import firms"),
    Message("import_points", "导入服务点", "Import service points"),
)
_RESULT = (
    Message(
        "standard_words",
        "{mode}单程 {minutes:g} 分钟以内，办事 {stay:g} 分钟，每周至少 {days} 天办得成",
        "at most {minutes:g} min each way {mode}, {stay:g} min at the desk, on at least {days} "
        "days a week",
    ),
    Message("services_words", "；要能办{services}", "; offering {services}"),
    Message("weight_words", "；只数还没入会的人", "; non-members only"),
    Message("demand_words", "；只看{kinds}", "; only {kinds}"),
    Message("by_streets_words", "路上时间按路网计算。", "Ways are found by streets."),
    Message(
        "partly_estimated_words",
        "路上时间按路网计算；有 {count} 处离路网太远，按直线估算。",
        "Ways are found by streets; those of {count} places that are far from any are estimated.",
    ),
    Message(
        "estimated_words",
        "没有路网，路上时间按直线距离估算，不知道河流和围墙。花钱之前，"
        "请先用 niangjia streets build 生成路网。",
        "There are no streets to go by: ways are estimated from straight lines, which know no "
        "rivers and walls. Run niangjia streets build before money is spent.",
    ),
    Message("status_people", "一共", "People in all"),
    Message("status_covered", "去得了、办得成", "Covered"),
    Message("status_distance", "路太远", "Too far"),
    Message("status_service", "附近不办这些事", "Not offered nearby"),
    Message("status_hours", "时间对不上", "Closed when free"),
    Message("people_count", "{count} 人", "{count} people"),
    Message("places_count", "{count} 处地方", "{count} places"),
    Message("bar_text", "覆盖情况：{parts}", "Coverage: {parts}"),
    Message("bar_part", "{name} {share}", "{name} {share}"),
    Message("map_title", "在地图上看", "On the map"),
    Message(
        "map_line",
        "“按小时”里拖动时间，看一周里每个小时有谁去得了。",
        'Choose "Hour" and drag the time to see who can be served in each hour of the week.',
    ),
    Message(
        "map_needs_script",
        "地图要浏览器允许 JavaScript 才能显示；数字和名单在下面。",
        "The map needs JavaScript; figures and lists are below.",
    ),
    Message("unions_title", "没覆盖的人最多的工会", "Unions with most people not covered"),
    Message("column_union", "工会", "Union"),
    Message("column_people", "人数", "People"),
    Message("column_uncovered", "没覆盖", "Not covered"),
    Message("column_share", "覆盖率", "Share covered"),
    Message("all_unions", "另外 {count} 个工会", "The other unions ({count})"),
    Message("outside_unions", "不在任何工会的范围内", "outside every union"),
    Message("gaps_title", "最大的缺口", "The largest gaps"),
    Message(
        "gaps_line",
        "约 0.7 平方公里一格，没覆盖的人多的在前。",
        "Cells of about 0.7 km², most people not covered first.",
    ),
    Message("gaps_more", "另外 {count} 个缺口", "{count} more gaps"),
    Message(
        "gaps_left_out",
        "还有 {count} 个更小的缺口，在 coverage.json 里。",
        "{count} smaller gaps are in coverage.json.",
    ),
    Message("no_gaps", "没有缺口：按这个标准，人人都去得了。", "No gaps: everybody is covered."),
    Message("gap_places", "{name}等 {count} 处", "{name} and {others} more"),
    Message("gap_distance", "主要是路太远", "mostly too far"),
    Message("gap_service", "主要是附近不办这些事", "mostly not offered nearby"),
    Message("gap_hours", "主要是时间对不上", "mostly closed when they are free"),
    Message("gap_nearest", "最近的是{name}，单程 {minutes} 分钟", "Nearest: {name}, {minutes} min"),
    Message("gap_next_door", "最近的是{name}，单程不到 1 分钟", "Nearest: {name}, less than 1 min"),
    Message(
        "gap_no_nearest", "单程 {minutes:g} 分钟内没有服务点", "No desk within {minutes:g} min"
    ),
    Message(
        "gap_helps",
        "{name}加开{hours}（每周多 {added:g} 小时），可覆盖其中 {people} 人",
        "If {name} opened also {hours} ({added:g} h more a week), {people} of them were covered",
    ),
    Message("busy_title", "可能最挤的服务点", "Desks that may be busiest"),
    Message(
        "busy_line",
        "这是估算，不是排队预测：假设够得着、当时有空的人都去。用来比较哪里更挤。",
        "An estimate to compare desks, no forecast of queues: as if all who can, came.",
    ),
    Message("column_desk", "服务点", "Service point"),
    Message("column_hour", "最挤的时候", "Busiest"),
    Message("column_per_desk", "每个窗口的人数", "People per open desk"),
    Message("busy_hour", "{day} {start}–{end}", "{day} {start}–{end}"),
    Message("download_title", "下载", "Downloads"),
    Message(
        "download_coverage",
        "coverage.json：所有地方、缺口、工会和服务点的数字，给程序用",
        "coverage.json: all figures of places, gaps, unions and desks, for programs",
    ),
)

COVERAGE_TEXTS = {
    message.code: message for message in (*_STANDARD, *_FORM, *_EMPTY, *_RESULT, VISITED)
}
"""The sentences by the name that templates use."""
