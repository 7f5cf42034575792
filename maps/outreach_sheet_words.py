"""What the printed sheets of visits say, in both languages."""

from geo.messages import Language, Message

TITLE = Message("sheets_title", zh="走访单", en="Visiting sheets")
WEEK = Message("sheets_week", zh="{team}：走访安排", en="{team}: the visits")
DAY = Message("sheets_day", zh="{team}　{day}", en="{team} · {day}")
PERIOD = Message("sheets_period", zh="{first}至{last}", en="{first} to {last}")
STOPS = Message("sheets_stops", zh="{count} 处", en="{count}")
PEOPLE = Message("sheets_people", zh="{count:,} 人", en="{count:,}")
HOURS = Message("sheets_hours", zh="{hours:.1f} 小时", en="{hours:.1f} h")
TRAVEL = Message("sheets_travel", zh="{minutes} 分钟，{km} 公里", en="{minutes} min, {km} km")
TEAM_OF = Message("sheets_team_of", zh="{size} 人，{mode}", en="size {size}, {mode}")
SKILLED = Message("sheets_skilled", zh="{team}；专长：{skills}", en="{team}; skills: {skills}")
LUNCH = Message("sheets_lunch", zh="{start}–{end}　休息", en="{start}–{end}  break")
WINDOW = Message("sheets_window", zh="可访 {first}–{last}", en="there {first}–{last}")
WAIT = Message("sheets_wait", zh="{arrive} 到达", en="arrive {arrive}")
PHONE = Message("sheets_phone", zh="{phone}（{whose}）", en="{phone} ({whose})")
MADE_ON = Message("sheets_made_on", zh="{date} 制表", en="made on {date}")

_WORDS = {
    "day": ("日期", "Day"),
    "stops": ("走访点", "Stops"),
    "people": ("总人数", "People"),
    "depot": ("出发点", "Depot"),
    "leave": ("出发", "Leave"),
    "back": ("返回", "Back"),
    "team": ("小组", "Team"),
    "hours": ("在外时间", "Hours out"),
    "travel": ("路上", "Travel"),
    "where": ("去哪里（按顺序）", "Where (in this order)"),
    "total": ("合计", "Total"),
    "order": ("序", "No."),
    "time": ("时间", "Time"),
    "place": ("地点、地址、电话", "Place, address, phone"),
    "count": ("人数", "People"),
    "talk": ("谈什么、为什么去", "Talk about, and why"),
    "outcome": ("结果（打勾、填数）", "What came of it (tick, fill in)"),
    "met": ("见到", "met"),
    "nobody": ("没人", "nobody"),
    "refused": ("不便", "refused"),
    "postponed": ("改天", "later"),
    "people_met": ("见到人数", "people met"),
    "joined": ("入会人数", "joined"),
    "notes": ("备注", "notes"),
    "scan": ("扫码看今天的安排", "Scan for the visits of today"),
    "sketch": (
        "连线只表示顺序，不是路线",
        "The lines show the order, not the way",
    ),
    "hotline": (
        "职工有事可以拨打工会热线 12351。备注请只写这个地方的情况，不写个人信息。",
        "Workers can call the union hotline 12351. Write notes about the place, not about people.",
    ),
    "nothing": (
        "这段时间没有安排走访。",
        "There are no visits in this period.",
    ),
}


def words(language: Language) -> dict[str, str]:
    """Say all labels, by name."""
    number = 0 if language is Language.CHINESE else 1
    return {name: texts[number] for name, texts in _WORDS.items()}
