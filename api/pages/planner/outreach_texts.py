"""The sentences of the list of plans of visits, and of one of them."""

from api.pages.planner.outreach_publishing_texts import PUBLISHING_TEXTS
from geo.messages import Message
from planner.outreach_words import MUST, PROMISED

_LIST = (
    Message("outreach_title", "走访安排", "Plans of visits"),
    Message(
        "outreach_lead",
        "服务点够不着的地方，请走访小组上门：按大家有空的时间排好每组每天的路线，发布后小组在手机上就能看到。",
        "Where no desk reaches, teams go: routes for each team and day, when people are there. "
        "Once published, teams see theirs on the phone.",
    ),
    Message("to_visits", "走访成果", "What visits came to"),
    Message("new_outreach", "新建走访安排", "Plan visits"),
    Message("no_outreach_title", "还没有走访安排", "No visits are planned yet"),
    Message(
        "no_outreach",
        "这里把公寓、园区和企业排进各走访小组每天的路线，并写明几点到、见多少人、谈什么。"
        "您需要准备的只有一张小组名单，一组一行：从哪个服务点出发、几点上班、怎么去。例如：",
        "Here apartments, parks and firms are put on the routes of your teams: when to arrive, "
        "how many people to meet, what to talk about. All it takes is a list of the teams, one a "
        "row: the service point they start at, when they work, how they travel. For example:",
    ),
    Message("teams_template", "下载小组名单模板（CSV）", "Download a template (CSV)"),
    Message("older_outreach", "更早的安排", "Older plans"),
    Message("newest_outreach", "回到最新的", "Back to the newest"),
    Message("span_days", "{first} 至 {last}", "{first} to {last}"),
    Message("days_count", "{count} 天", "{count} days"),
    Message("one_day", "1 天", "1 day"),
    Message("teams_count", "{count} 组", "Teams: {count}"),
    Message("stops_count", "{count} 个走访点", "Stops: {count}"),
    Message("people_to_meet", "{count} 人", "People: {count}"),
    Message("unserved_count", "{count} 个没排上", "{count} left out"),
    Message("made_line", "{moment}，{author}", "{moment}, {author}"),
    Message("nobody_named", "没有署名", "not signed"),
    Message("published", "已发布", "published"),
    Message("not_published", "未发布", "not published"),
    Message("replaced_mark", "已有新的", "replaced"),
)
_STATUS = (
    Message("plan_queued", "排队中", "waiting"),
    Message("plan_running", "计算中", "being computed"),
    Message("plan_done", "完成", "done"),
    Message("plan_failed", "没有排成", "failed"),
    Message("plan_cancelled", "已取消", "cancelled"),
    Message("plan_interrupted", "中断了", "interrupted"),
    Message(
        "queued_line",
        "一次排一个，前面的排完就轮到它。可以关掉这一页，过后再来看。",
        "Visits are planned one plan at a time. You may close this page and come back.",
    ),
    Message(
        "running_line",
        "多半要几十秒。可以关掉这一页，过后再来看。",
        "It takes about a minute. You may close this page and come back.",
    ),
    Message("progress_label", "进度", "Progress"),
    Message("stage_none", "等待开始", "waiting to begin"),
    Message("stage_loading", "读取数据", "reading the data"),
    Message("stage_coverage", "看现在谁够不着服务点", "finding who is not covered today"),
    Message("stage_ways", "计算路上的时间", "finding the ways between stops"),
    Message("stage_routes", "排路线", "planning the routes"),
    Message("stage_report", "核对并整理结果", "checking and writing the result"),
    Message("cancel_outreach", "取消", "Cancel"),
    Message("failed_why", "原因：{reason}", "Why: {reason}"),
    Message(
        "cancelled_line",
        "这次安排在排完之前被取消了，没有结果。",
        "This plan was cancelled before it was done, so it has no result.",
    ),
    Message(
        "interrupted_line",
        "排到一半时服务器停了，没有结果。可以用同样的要求重新排。",
        "The server stopped while this was planned, so there is no result. Run it again.",
    ),
    Message("run_again", "重新排一次", "Run again"),
    Message("change_and_plan", "改一改，再排一次", "Change it and plan again"),
    Message("back_to_outreach", "所有走访安排", "All plans of visits"),
    Message("done_cancelled", "已取消。", "Cancelled."),
    Message(
        "done_cancelling",
        "已通知停止，几秒钟内就会停。",
        "It was told to stop, and will in seconds.",
    ),
)
_DETAIL = (
    Message("one_outreach", "走访安排 {code}", "Visits {code}"),
    Message(
        "replaces_line",
        "这是 {code} 改动后的新安排。",
        "This plan was made from {code} after a change.",
    ),
    Message(
        "replaced_line",
        "这次安排已经改动，新的是 {code}。",
        "This plan was changed since; the new one is {code}.",
    ),
    Message(
        "replacing_line",
        "正在按改动重排，新的是 {code}。",
        "It is being planned again after a change, as {code}.",
    ),
    Message(
        "not_current",
        "排完以后数据改过。要按今天的数据排，请“改一改，再排一次”。",
        "The data has changed since. Plan again to see what holds today.",
    ),
    Message("figures_title", "排了多少", "What is planned"),
    Message("figure_stops", "走访点", "Stops"),
    Message("figure_people", "要见的人", "People to meet"),
    Message("figure_priority", "排上的优先级", "Priority served"),
    Message("figure_travel", "路上", "On the road"),
    Message("of_stops", "共 {count} 个待走访", "of {count} to visit"),
    Message("of_people", "共 {count} 人", "of {count}"),
    Message("of_points", "{served} / {total} 分", "{served} of {total} points"),
    Message("hours_value", "{count} 小时", "{count} h"),
    Message("kilometres", "{count} 公里", "{count} km"),
    Message(
        "priority_line",
        "优先级是 1 到 100 分：没有服务点够得着的人越多、没入会的人越多、企业还没建会、"
        "越久没去过，分越高。",
        "Priority is 1 to 100 points: more for people no desk reaches, for people who are not "
        "members, for a firm without a union, and the longer nobody went there.",
    ),
    Message("teams_title", "各小组", "The teams"),
    Message("column_team", "小组", "Team"),
    Message("column_depot", "出发点", "Starts at"),
    Message("column_days", "出动", "Days out"),
    Message("column_stops", "走访点", "Stops"),
    Message("column_people", "要见的人", "People"),
    Message("column_travel", "路上", "On the road"),
    Message("team_size", "{count} 人，{mode}", "{mode}, staff: {count}"),
    Message(
        "idle_team",
        "没有走访点的小组，多半是上班时间和大家有空的时间（午间、下班后、晚上）对不上，"
        "或者午休正好在那时。改一改小组名单，再排一次。",
        "Teams without stops mostly work when nobody is free: people are at noon, after work and "
        "in the evening. Change their hours or lunch break, and plan again.",
    ),
    Message("days_title", "每天的路线", "Routes by day"),
    Message(
        "day_line",
        "{day}：{teams} 组，{stops} 个走访点，{people} 人",
        "{day}. Teams: {teams}, stops: {stops}, people: {people}",
    ),
    Message(
        "route_line",
        "{leave} 从{depot}出发，{back} 回来；路上 {minutes} 分钟，{kilometres} 公里",
        "Leaves {depot} at {leave}, back at {back}; {minutes} min and {kilometres} km on the road",
    ),
    Message("break_line", "休息 {times}", "break {times}"),
    Message("topics_line", "谈：{topics}", "About: {topics}"),
    Message("window_line", "大家有空：{times}", "People are there: {times}"),
    Message("phone_place", "电话", "Phone"),
    Message("phone_union", "所属工会电话", "Phone of the union"),
    Message("no_phone", "没有电话", "no phone"),
    Message("why_line", "为什么：{why}", "Why: {why}"),
    Message("priority_points", "优先级 {count}", "priority {count}"),
    Message("must_mark", MUST.zh, MUST.en),
    Message("promised_mark", PROMISED.zh, PROMISED.en),
    Message(
        "no_routes", "一个走访点也没排上。原因见下面。", "No stop could be planned; see below."
    ),
    Message("move_summary", "约好，或改到别的日子", "Promise, or move to another day"),
    Message("promise_summary", "约一个日子", "Promise a day"),
    Message("move_day", "哪一天", "Day"),
    Message("move_same_day", "{day}（不变，只记为约好）", "{day} (as it is, but promised)"),
    Message(
        "move_line",
        "约好的日子不会再变。会重新排一次：今天和以前的路线不动，已约好的不动，其余的重排。",
        "A promised day is kept. The plan is made again: days up to today and what was promised "
        "stay, all else is planned anew.",
    ),
    Message("move_button", "就这天，重新排", "Take this day and plan again"),
)
_UNSERVED = (
    Message("unserved_title", "没排上的", "Left out"),
    Message(
        "unserved_line",
        "{count} 个走访点、{people} 人没排上。每个都写了怎样才能去。",
        "Stops left out: {count}, people: {people}. Each says what would help.",
    ),
    Message("all_served", "要走访的都排上了。", "Every stop to visit is on a route."),
    Message("reason_line", "{reason}（{count}）", "{reason} ({count})"),
    Message("more_unserved", "另外 {count} 个", "More: {count}"),
    Message(
        "unlisted_unserved",
        "还有 {count} 个，都在 outreach.xlsx 里。",
        "The rest is in outreach.xlsx: {count}.",
    ),
    Message("helps_line", "怎样才能去：{help}", "What would help: {help}"),
)
_WORDS = (
    Message("comma", "，", ", "),
    Message("colon", "：", ": "),
)
_MAP_AND_FILES = (
    Message("map_of_outreach", "地图", "Map"),
    Message(
        "map_needs_script",
        "地图需要浏览器允许运行脚本。",
        "The map needs scripts to be allowed in the browser.",
    ),
    Message("files_title", "下载", "Files"),
    Message("file_outreach_xlsx", "每组每天的名单和没排上的", "Routes and what is left out"),
    Message("file_outreach_html", "地图，断网也能看", "The map, also without network"),
    Message("file_sheets_html", "打印用，一天一页 A4", "To print: a day on a page"),
    Message("file_outreach_json", "给程序用的全部结果", "Everything, for programs"),
    Message("file_calendar", "{team} 的日历（导入手机或电脑）", "Calendar of {team}"),
    Message("file_route", "{team} 的路线（导航软件用）", "Route of {team}, for navigation"),
    Message("asked_title", "按什么排的", "What was asked"),
    Message("asked_source", "名单来源", "Where the list is from"),
    Message("source_coverage", "今天够不着服务点的和没建会的", "those not covered today"),
    Message("source_plan", "方案 {code} 的走访名单", "visiting list of plan {code}"),
    Message("asked_standard", "覆盖标准", "Coverage standard"),
    Message("asked_travel", "路上的时间", "Travel times"),
    Message("asked_solver", "怎样算的", "How it was planned"),
    Message("travel_streets", "按路网计算", "from the street network"),
    Message("travel_estimated", "按直线距离估算", "estimated from straight lines"),
    Message("solver_line", "{name}，{seconds} 秒", "{name}, {seconds} s"),
)
_MESSAGES = (*_LIST, *_STATUS, *_DETAIL, *_WORDS, *_UNSERVED, *_MAP_AND_FILES)

OUTREACH_TEXTS = PUBLISHING_TEXTS | {message.code: message for message in _MESSAGES}
