"""The sentences of the page on what visits came to."""

from geo.messages import Message

VISITS_TEXTS = {
    message.code: message
    for message in (
        Message("visits_title", "走访成果", "What visits came to"),
        Message(
            "visits_lead",
            "小组在手机上登记的、以及导入的走访记录。下次排走访时，刚去过的地方优先级会低一些。",
            "Visits that teams recorded on the phone, and those imported. Places just visited have "
            "a lower priority in the next plan.",
        ),
        Message("visits_since", "从", "From"),
        Message("visits_until", "到", "To"),
        Message("visits_show", "查看", "Show"),
        Message(
            "visits_days_wrong",
            "日期看不懂，或者开始晚于结束：{value}。请重新选，下面先显示最近的。",
            "These days cannot be: {value}. Choose others; below are the latest.",
        ),
        Message("visits_total", "全部小组", "All teams"),
        Message("visits_count", "走访", "Visits"),
        Message("visits_met", "见到人的", "Met people"),
        Message("visits_people", "见到人数", "People met"),
        Message("visits_joined", "当场入会", "Joined"),
        Message("visits_hours", "投入人时", "Hours of staff"),
        Message("visits_per_hour", "每人时见到", "Met per hour"),
        Message("visits_joined_per_hour", "每人时入会", "Joined per hour"),
        Message(
            "visits_method",
            "人时 = 有走访的那天，从出发到返回的计划时长 × 小组人数，是按计划估算的；"
            "每人时的数字只算这些天里的走访。",
            "Hours of staff are planned ones, an estimate: from the depot and back, times the size "
            "of the team, on days with a visit. Figures per hour are of the visits on these days.",
        ),
        Message("visits_latest", "最近的记录", "Latest records"),
        Message("visits_older", "更早的记录", "Older records"),
        Message("visits_newest", "最近的记录", "Latest records"),
        Message("visits_none", "这些天没有走访记录。", "No visits are recorded on these days."),
        Message("visits_download", "下载全部记录（Excel）", "Download all records (Excel)"),
        Message("visits_import", "导入以前的记录", "Import earlier ones"),
        Message("visits_date", "日期", "Date"),
        Message("visits_team", "小组", "Team"),
        Message("visits_place", "地点", "Place"),
        Message("visits_outcome", "结果", "Outcome"),
        Message("visits_notes", "备注", "Notes"),
        Message("visits_back", "走访安排", "Plans of visits"),
    )
}
"""The sentences by the name that templates use."""
