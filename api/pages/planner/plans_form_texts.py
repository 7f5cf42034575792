"""The sentences of the plan form, which also name what was asked."""

from geo.messages import Message

_PARTS = (
    Message("new_plan_title", "做一个新方案", "A new plan"),
    Message(
        "like_line", "照 {code} 的要求填好了，改完再算。", "Filled in as plan {code} was asked."
    ),
    Message("part_money", "钱", "Money"),
    Message("part_limits", "限制", "Limits"),
    Message("part_standard", "怎样算覆盖", "What counts as covered"),
    Message("part_costs", "费用假设", "Assumed costs"),
    Message("part_hours", "可以选的开放时间", "Hours to choose from"),
    Message("part_more", "备选地点、精度和进度", "Candidates, precision and schedule"),
    Message(
        "costs_line",
        "不填就用括号里的。备选点自己填了费用的，按它自己的算。",
        "What is left empty is as shown in grey. A candidate site's own figures win.",
    ),
    Message("start_plan", "开始计算", "Start"),
    Message(
        "start_line",
        "一次算一个，可能要几分钟；算的时候可以关掉页面。",
        "One plan at a time; it may take minutes, and you may close the page.",
    ),
)
_FIELDS = (
    Message("budget", "预算（元/年）", "Budget, yuan a year"),
    Message(
        "hint_budget",
        "所有新增的点和时间，每年一共最多花多少。可以写 150万。",
        "What all new desks and hours may cost a year together.",
    ),
    Message("target_share", "目标覆盖比例（%）", "Target share, %"),
    Message(
        "hint_target_share",
        "反过来问：覆盖到这个比例，最少要多少钱。这时预算只当上限，不限就把它清空。",
        "The question turned round: the least money that covers this share. The budget is then a "
        "limit; leave it empty for none.",
    ),
    Message("yearly_budgets", "分年预算（元/年）", "Budgets by year"),
    Message(
        "hint_yearly_budgets",
        "第一年、第二年……每年最多花多少，用逗号分开，不能越来越少。最后一个应等于预算；不填就第一年全部到位。",
        "What may be spent in the first year, the second, …, with commas, never falling; the last "
        "is the budget. Empty: all in the first year.",
    ),
    Message("max_new_sites", "最多新设（处）", "New service points at most"),
    Message("hint_max_new_sites", "不填就不限。", "Empty: no limit."),
    Message("staff_hours", "每周最多增加（小时）", "Hours added a week at most"),
    Message("hint_staff_hours", "所有点加起来，不填就不限。", "Of all together; empty: no limit."),
    Message("plan_union", "只规划这个工会的辖区", "Only for the area of this union"),
    Message(
        "hint_plan_union",
        "填名称或编号，下级工会也算在内；不填就是您能看到的全部。",
        "By name or code, with the unions below it; empty: all that you see.",
    ),
    Message("floor", "每个工会保底（%）", "Floor of every union, %"),
    Message(
        "hint_floor",
        "每个工会至少覆盖这么多，尽量做到；做不到的会说差多少。",
        "The share owed to every union, as far as it can be had.",
    ),
    Message("floors", "个别工会的保底", "Floors of single unions"),
    Message(
        "hint_floors",
        "一行一个，写工会名称或编号，例如：杨浦区总工会 = 60",
        "One a line, by name or code, e.g. 310110 = 60",
    ),
    Message("staff_cost_per_open_hour", "每开放一小时（元）", "Yuan per open hour"),
    Message("setup_cost", "新设一处（元）", "Setting up, yuan"),
    Message("amortisation_years", "分几年摊销", "Spread over, years"),
    Message("yearly_rent", "每处房租（元/年）", "Rent, yuan a year"),
    Message("new_site_options", "新设的点", "New service points"),
    Message("extensions", "已有的点加开", "Added to existing ones"),
    Message(
        "hint_options",
        "一行一种，至多 32 种，写法像“周一至周五 9:00-20:00；周六 9:00-17:00”。清空就不用这一类。",
        "One a line, 32 at most, e.g. Mo-Fr 09:00-20:00; Sa 09:00-17:00. Leave a list empty to do "
        "without.",
    ),
    Message("candidates", "新点可以设在哪里", "Where new ones may open"),
    Message(
        "candidates_auto",
        "自动：有备选点名单就用名单，没有就用公寓和园区",
        "as listed, else apartments and parks",
    ),
    Message("candidates_candidate_sites", "备选点名单", "the list of candidate sites"),
    Message(
        "candidates_places", "公寓、园区、能设点的企业", "apartments, parks, firms that can host"
    ),
    Message("candidates_cells", "没覆盖的人集中的地方", "where uncovered people are"),
    Message("candidates_none", "不新设，只延时", "nowhere: longer hours only"),
    Message("gap", "精度（%）", "Precision, %"),
    Message(
        "hint_gap",
        "与最好的方案差不超过这么多就停；0 是要最好的，可能很久。",
        "The search stops this close to the best; 0 asks for the best, which may take long.",
    ),
    Message("time_limit", "最多算（秒）", "Time limit, seconds"),
    Message("hint_time_limit", "0 到 3600。", "0 to 3600."),
    Message("begin", "从哪天开始实施", "Begins on"),
    Message("hint_begin", "进度表从这天排起。", "The schedule counts from this day."),
    Message(
        "backup",
        "有余钱时，让更多人有第二个点可去",
        "Where money is left, give people a second desk to go to",
    ),
    Message("author", "谁做的", "Who asks"),
    Message("hint_author", "写在方案列表里，方便别人找。", "Shown in the list of plans."),
)
_WRONG = (
    Message(
        "budget_or_target", "请填预算或目标比例，至少填一个。", "Give a budget or a target share."
    ),
    Message(
        "wrong_number",
        "请填不小于 0 的数；收到“{value}”。",
        'Give a number of 0 or more; "{value}" was sent.',
    ),
    Message(
        "wrong_target_share",
        "请填 1 到 100，例如 90；收到“{value}”。",
        'Give 1 to 100, e.g. 90; "{value}" was sent.',
    ),
    Message(
        "wrong_floor",
        "请填 0，或者 1 到 100；收到“{value}”。",
        'Give 0, or 1 to 100; "{value}" was sent.',
    ),
    Message("wrong_gap", "请填 0 到 100；收到“{value}”。", 'Give 0 to 100; "{value}" was sent.'),
    Message(
        "wrong_whole",
        "请填不小于 0 的整数；收到“{value}”。",
        'Give a whole number of 0 or more; "{value}" was sent.',
    ),
    Message(
        "wrong_amortisation_years",
        "请填大于 0 的年数；收到“{value}”。",
        'Give years above 0; "{value}" was sent.',
    ),
    Message(
        "wrong_time_limit",
        "请填 0 到 3600 秒；收到“{value}”。",
        'Give 0 to 3600 seconds; "{value}" was sent.',
    ),
    Message(
        "wrong_yearly_budgets",
        "请用空格或分号分开各年的数，不能越来越少，至多 20 年；收到“{value}”。",
        "Give numbers with spaces or semicolons between years, never falling, at most 20; "
        '"{value}" was sent.',
    ),
    Message(
        "unclear_yearly_budgets",
        "“{value}”看不出是一个数还是几年的数：一个数请不要加逗号，几年之间请用空格或分号分开。",
        '"{value}" may be one number or several; write one without commas, and several with '
        "spaces or semicolons between them.",
    ),
    Message("wrong_begin", "请选一个日期；收到“{value}”。", 'Give a date; "{value}" was sent.'),
    Message("wrong_author", "请不要超过 80 个字。", "Use at most 80 characters."),
    Message(
        "wrong_floors",
        "“{value}”看不懂：请写“工会名称 = 百分比”，一行一个。",
        '"{value}" cannot be read: write NAME = PER CENT, one a line.',
    ),
    Message(
        "unknown_union",
        "没有叫“{value}”的工会，请核对名称或编号。",
        'There is no union "{value}"; correct its name or code.',
    ),
    Message(
        "several_unions",
        "有几个工会都叫“{value}”，请写编号。",
        'Several unions are called "{value}"; give its code.',
    ),
)
_WORDS = (
    Message("word_none", "不限", "no limit"),
    Message("word_empty", "没有填", "not given"),
    Message("word_default", "默认", "default"),
    Message("word_yuan", "{sum} 元/年", "{sum} yuan a year"),
    Message("word_minutes", "{count:g} 分钟", "{count:g} min"),
    Message("word_days", "每周 {count} 天", "{count} days a week"),
    Message("word_seconds", "{count:g} 秒", "{count:g} s"),
    Message("word_hours", "{count:g} 小时", "{count:g} h"),
    Message("word_sites", "{count} 处", "{count}"),
    Message("word_any_service", "不限", "anything"),
    Message("mode", "怎么去", "How people travel"),
    Message("minutes", "单程最多", "Longest way"),
    Message("stay_minutes", "办事要", "Time at the desk"),
    Message("days", "每周至少", "At least"),
    Message("services", "要办什么事", "What must be offered"),
    Message("demand", "看谁", "Whose coverage"),
    Message("weight", "数哪些人", "Whom to count"),
    Message("costs", "费用假设", "Assumed costs"),
    Message("asked_budget", "预算 {sum}", "Budget {sum}"),
    Message("asked_years", "分 {count} 年，到 {sum}", "{count} years, up to {sum}"),
    Message("asked_target", "覆盖 {share}，求最省", "cover {share} at least cost"),
    Message(
        "asked_target_within", "覆盖 {share}，求最省，最多 {sum}", "cover {share} for at most {sum}"
    ),
)

PLAN_FORM_TEXTS = {message.code: message for message in (*_PARTS, *_FIELDS, *_WRONG, *_WORDS)}
