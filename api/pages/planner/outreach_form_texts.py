"""The sentences of the form that asks for a plan of visits."""

from geo.messages import Message

_PARTS = (
    Message("new_outreach_title", "新建走访安排", "Plan visits"),
    Message(
        "like_outreach_line",
        "照 {code} 的要求填好了，日期换成了下周。改完再排。",
        "Filled in as {code} was asked, for next week.",
    ),
    Message(
        "form_problem",
        "有几处要改，已在旁边写明。您填的都还在。",
        "Some fields must be corrected; all you typed is still there.",
    ),
    Message(
        "nothing_received",
        "这次填的都没有收到，请重新填。",
        "Nothing that was typed was received; fill in the form again.",
    ),
    Message("part_whom", "走访谁", "Whom to visit"),
    Message("part_days", "哪几天", "Which days"),
    Message("part_teams", "走访小组", "The teams"),
    Message(
        "part_wishes",
        "必须去的、不去的、约好日子的",
        "What must, must not, and was promised to be visited",
    ),
    Message(
        "wishes_line",
        "都可以不填。一行一个，写编号或名称；编号重复时前面写上类别，例如 park:A1。",
        "All may stay empty. One a line, by code or name; where a code is not clear, put the kind "
        "before it, e.g. park:A1.",
    ),
    Message("part_outreach_more", "规模、时限、署名", "Size, time limit, who plans"),
    Message("outreach_kinds", "走访哪些地方", "Which places"),
    Message("part_outreach_standard", "怎样算够得着服务点", "What counts as covered"),
    Message(
        "outreach_standard_line",
        "只在按今天的覆盖情况排时用；按方案排时，用方案自己的标准。",
        "For today's coverage alone; a siting plan has its own.",
    ),
    Message("start_outreach", "开始排路线", "Plan the visits"),
    Message(
        "start_outreach_line",
        "多半要一分钟左右；排的时候可以关掉页面。排好以后先给您看，发布了小组才看得到。",
        "About a minute; you may close the page. Teams see nothing before you publish it.",
    ),
)
_FIELDS = (
    Message("outreach_plan", "名单从哪里来", "Where the list comes from"),
    Message(
        "source_coverage",
        "今天够不着服务点的、没建会的",
        "Today's coverage: those no desk reaches, and firms without a union",
    ),
    Message("source_plan", "方案 {code} 的走访名单（{when}）", "Visiting list of {code} ({when})"),
    Message(
        "hint_outreach_plan",
        "也可以选一个完成的方案：它的走访名单，是在方案允许的办法里仍覆盖不到的人。",
        "Or a siting plan that is done: its visiting list has those no allowed action can cover.",
    ),
    Message("outreach_union", "只走访这个工会的辖区", "Only in the area of this union"),
    Message(
        "hint_outreach_union",
        "写名称或编号，下级工会的辖区也算；不填就是全部。",
        "By name or code, with the unions below it; empty: everywhere.",
    ),
    Message("outreach_start", "第一天", "First day"),
    Message(
        "hint_outreach_start",
        "节假日不走访，调休上班的日子照常。",
        "No visits on holidays; make-up workdays are workdays.",
    ),
    Message("outreach_days", "排几天", "How many days"),
    Message("hint_outreach_days", "1 到 14 天，连着数，周末也算。", "1 to 14, weekends included."),
    Message("teams_file", "上传小组名单（CSV 或 Excel）", "Upload the list of teams (CSV, Excel)"),
    Message(
        "hint_teams_file",
        "选了文件，就用文件里的，下面框里的不算。",
        "A file takes the place of what stands below.",
    ),
    Message("teams", "或者直接写在这里", "Or write it here"),
    Message(
        "hint_teams",
        "第一行是表头，下面一组一行，用逗号分开；也可以从 Excel 里复制整块贴进来。"
        "大家午间、下班后和晚上有空，小组的上班时间和午休请错开。"
        "出发服务点写编号；出行方式：步行、自行车、电动车、开车；专长：法律、健康、语言，可以不填。",
        "Headers first, then one team a row, with commas; or paste a block of cells. "
        "People are free at noon, after work and in the evening: let teams work then. The depot "
        "is the code of a service point; mode walk, bike, ebike or drive; skills law, health, "
        "language, or none.",
    ),
    Message("teams_template", "下载模板（CSV）", "Download a template (CSV)"),
    Message(
        "teams_template_line",
        "表头和几行例子都在里面，改成自己的就能用。",
        "with headers and a few rows to change",
    ),
    Message("must", "必须去的", "Must be visited"),
    Message("hint_must", "排在所有人前面。", "Before all others."),
    Message("never", "不去的", "Not to be visited"),
    Message("hint_never", "例如刚去过，或对方不愿意。", "Those visited just now, or unwilling."),
    Message("promised", "约好日子的", "Promised for a day"),
    Message(
        "hint_promised",
        "编号或名称 = 日期，例如：{example}",
        "Code or name = day, e.g. {example}",
    ),
    Message("needs", "需要专长的", "In need of skills"),
    Message(
        "hint_needs",
        "编号或名称 = 专长，例如：{example} = 法律、健康",
        "Code or name = skills, e.g. {example} = law, health",
    ),
    Message("most_stops", "最多考虑多少个走访点", "Stops looked at, at most"),
    Message("hint_most_stops", "1 到 500，取优先级最高的。", "1 to 500, the most urgent."),
    Message("outreach_time_limit", "计算时限（秒）", "Time limit, seconds"),
    Message("hint_outreach_time_limit", "1 到 600；越长排得越好。", "1 to 600; longer is better."),
    Message("outreach_author", "谁排的", "Who plans this"),
    Message("hint_outreach_author", "列表里会显示，可以不填。", "Shown in the list; optional."),
)
_WRONG = (
    Message(
        "too_long",
        "太长了，请删到 {most} 个字以内。",
        "Too long; keep it within {most} characters.",
    ),
    Message("wrong_start", "请选一个日期；收到“{value}”。", 'Choose a day; got "{value}".'),
    Message(
        "start_in_past",
        "走访从 {value} 开始，可今天已经是 {today}。请改成今天或之后的日子。",
        "The visits would start on {value}, but today is {today}; choose today or a later day.",
    ),
    Message(
        "wrong_outreach_days",
        "请填 1 到 14 的整数；收到“{value}”。",
        'A whole number from 1 to 14, please; got "{value}".',
    ),
    Message(
        "wrong_most_stops",
        "请填 1 到 500 的整数；收到“{value}”。",
        'A whole number from 1 to 500, please; got "{value}".',
    ),
    Message(
        "wrong_outreach_time_limit",
        "请填 1 到 600 的整数；收到“{value}”。",
        'A whole number from 1 to 600, please; got "{value}".',
    ),
    Message(
        "unknown_union",
        "没有叫“{value}”的工会，请核对名称或编号。",
        'There is no union "{value}"; check the name or code.',
    ),
    Message(
        "alike_unions",
        "没有叫“{value}”的工会，是不是 {choices}？请写全名称，或写编号。",
        'There is no union "{value}"; did you mean {choices}? Give the whole name, or the code.',
    ),
    Message(
        "several_unions",
        "叫“{value}”的工会不止一个，请改写编号。",
        'Several unions are called "{value}"; give the code.',
    ),
    Message(
        "unknown_place",
        "公寓、园区和企业里都没有“{value}”，请核对编号或名称。",
        'No apartment, park or firm is called "{value}"; check the code or name.',
    ),
    Message(
        "several_places",
        "“{value}”不止一处，请写成其中一个：{choices}",
        'There are several "{value}"; write one of these: {choices}',
    ),
    Message(
        "wrong_promised",
        "“{value}”看不懂，请写成“编号 = 日期”，例如 P001 = 2026-11-25。",
        '"{value}" cannot be read; write CODE = DAY, e.g. P001 = 2026-11-25.',
    ),
    Message(
        "wrong_needs",
        "“{value}”看不懂，请写成“编号 = 专长”，专长是法律、健康或语言。",
        '"{value}" cannot be read; write CODE = SKILLS, of law, health, language.',
    ),
    Message(
        "wrong_plan",
        "请从列表里选一个完成的方案；收到“{value}”。",
        'Choose a plan of the list that is done; got "{value}".',
    ),
    Message(
        "wrong_author",
        "请写短一点，最多 {most} 个字。",
        "Make it shorter, please: at most {most} characters.",
    ),
    Message(
        "nobody_works",
        "这些日子没有小组上班（节假日不上班），请换日期，或改小组的工作时间。",
        "No team works on these days, holidays included; choose others, or change the work hours.",
    ),
    Message(
        "no_teams",
        "还没有小组。请上传名单，或者在框里写上表头和至少一行。",
        "There are no teams yet: upload a list, or write headers and at least one row.",
    ),
    Message(
        "team_faults",
        "名单里有 {count} 处要改（在框里改，不用重新上传）：",
        "To correct in the list: {count}. Correct it here, no need to upload:",
    ),
    Message(
        "team_fault",
        "第 {line} 行，{column}：{problem}",
        "Line {line}, {column}: {problem}",
    ),
    Message("more_faults", "还有 {count} 处。", "And {count} more."),
)
OUTREACH_FORM_TEXTS = {message.code: message for message in (*_PARTS, *_FIELDS, *_WRONG)}
