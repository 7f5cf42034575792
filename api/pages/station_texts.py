"""The sentences of a service point's own page: its days, its service area, and reports about it."""

from geo.messages import Message

STATION_MESSAGES = (
    Message("union", "工会", "Union"),
    # Days
    Message("is_holiday", "法定节假日", "holiday"),
    Message("is_makeup_workday", "调休上班日", "make-up workday"),
    Message("named_day", "{day_type} · {name}", "{day_type}: {name}"),
    Message("closed_for_now", "临时不开放", "Closed on this day"),
    Message("closed_because", "临时不开放：{reason}", "Closed on this day: {reason}"),
    Message("other_hours", "时间有临时调整", "Special hours"),
    Message("other_hours_because", "时间有临时调整：{reason}", "Special hours: {reason}"),
    Message("on_next_day", "次日 {time}", "{time} next day"),
    Message("column_day", "日期", "Day"),
    Message("column_hours", "开放时间", "Open"),
    Message("hours_wrong", "时间不对？告诉我们", "Are these hours wrong? Tell us"),
    Message("hours_missing", "知道几点开门？告诉我们", "Do you know the hours? Tell us"),
    # Service area
    Message("area", "走得到的范围", "Within walking distance"),
    Message(
        "area_line",
        "看看从哪些地方走过来不超过这么多分钟：",
        "See from where one can walk here within:",
    ),
    Message("area_minutes", "{minutes} 分钟", "{minutes} min"),
    Message(
        "area_title",
        "步行 {minutes} 分钟内能走到这里的范围",
        "From where one can walk here within {minutes} minutes",
    ),
    Message(
        "area_told",
        "从涂色的地方走到这里，最多 {minutes} 分钟，范围约 {km2} 平方公里。",
        "From the coloured places one walks here in at most {minutes} minutes; "
        "they are about {km2} km².",
    ),
    Message(
        "area_by_streets",
        "按道路计算：顺着能走的路，绕开没有桥的河和走不通的围墙。",
        "By streets: along ways open to people on foot, not across rivers without a bridge.",
    ),
    Message(
        "area_estimated",
        "这是估算：只按直线距离和平常的绕路来算，没有看河流、铁路和围墙，实际可能更远。",
        "An estimate from the straight line and usual detours; rivers, railways and walls are not "
        "looked at, so the real way may be longer.",
    ),
    Message("area_streets", "浅色细线是主要道路。", "Thin lines are main streets."),
    Message("north", "北", "N"),
    Message("bar_metres", "{length} 米", "{length} m"),
    Message("bar_kilometres", "{length} 公里", "{length} km"),
    # Reports
    Message("report", "信息不对？告诉我们", "Something wrong? Tell us"),
    Message(
        "report_line",
        "您白跑一趟，就别让工友再跑一趟。写一句就行，工会会去核对。",
        "Spare others a trip for nothing. One line is enough; the union will check.",
    ),
    Message("report_kind", "哪里不对", "What is wrong?"),
    Message("report_hours", "开放时间不对", "Opening hours"),
    Message("report_closed_for_good", "这里已经撤了、搬走了", "It is gone or has moved"),
    Message("report_phone", "电话打不通或不对", "Phone number"),
    Message("report_address", "地址或位置不对", "Address or place"),
    Message("report_other", "别的问题", "Something else"),
    Message("report_text", "说明一下（可以不写）", "Details (optional)"),
    Message(
        "report_text_note",
        "比如：周六下午其实没有人。最多 {most} 个字。",
        "For example: nobody is there on Saturday afternoons. At most {most} characters.",
    ),
    Message(
        "report_privacy",
        "不用留名字，请不要写姓名、电话、身份证号。我们只保存您选的和写的这些，"
        "不保存也不记录您的网络地址（IP）、手机信息和位置。",
        "No name is needed; please write no name, phone or ID number. We keep only what you choose "
        "and write here: no network address (IP), nothing of your phone, no position.",
    ),
    Message("report_empty_field", "请不要填写这一栏", "Please leave this empty"),
    Message("report_send", "发给工会", "Send to the union"),
    Message("report_thanks", "谢谢，已经收到了", "Thank you, we have it"),
    Message(
        "report_thanks_line",
        "工会工作人员会去核对“{name}”的信息，核对完了这里就会改。"
        "这条反馈没有记下您是谁，所以不会有人联系您。",
        "Union staff will check what we say about “{name}”, and it will be corrected here. "
        "Nothing says who you are, so nobody will contact you.",
    ),
    Message(
        "report_urgent",
        "事情着急，请直接打 12351。",
        "If your matter is urgent, call 12351.",
    ),
    Message("report_back", "回到这个服务点", "Back to this service point"),
    Message("wheelchair_access", "轮椅可进出", "Wheelchair access"),
)
"""The sentences, in the order of the page."""

HOLIDAY_NAMES_EN = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明": "Tomb-Sweeping Day",
    "劳动": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-Autumn Festival",
    "国庆": "National Day",
}
"""The statutory holidays by the first two signs of their Chinese names."""
