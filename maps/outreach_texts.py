"""What the map of visits says, in both languages; the browser fills in what stands in braces."""

from collections.abc import Mapping

from geo.messages import Language, Message

TITLE = Message("outreach_map_title", zh="走访路线图", en="Map of the visits")
_TEXTS: Mapping[str, tuple[str, str]] = {
    "panel": ("走访安排", "The visits"),
    "day": ("日期", "Day"),
    "team": ("小组", "Team"),
    "every_day": ("所有日期", "All days"),
    "every_team": ("所有小组", "All teams"),
    "headline": ("{stops} 处，{people} 人", "Stops: {stops}, people: {people}"),
    "nothing": (
        "这里没有安排走访。请换一个日期或小组。",
        "There are no visits here. Choose another day or team.",
    ),
    "legend": ("图例与图层", "Legend and layers"),
    "straight": ("连线只表示顺序，不是路线", "The lines show the order, not the way"),
    "choose": (
        "选一天或一个小组，就画出连线",
        "Choose a day or a team to see the lines",
    ),
    "more_here": (
        "数字带 +：同一处还有别的走访点",
        "A number with +: more stops are at the same spot",
    ),
    "depot": ("出发和返回的服务点", "Service point where teams start and end"),
    "unserved": ("没有排上的地方（{count} 处）", "Places not visited ({count})"),
    "unserved_title": ("没有排上的地方", "Places not visited"),
}
STOP_OF = Message(
    "outreach_stop_of", zh="{day}，{team}，第 {order} 处", en="{day}, {team}, stop {order}"
)
TIMES = Message("outreach_stop_times", zh="{arrive} 到，{depart} 离开", en="{arrive} to {depart}")
TIMES_WAIT = Message(
    "outreach_stop_times_wait",
    zh="{arrive} 到，{start} 开始，{depart} 离开",
    en="arrive {arrive}, begin {start}, leave {depart}",
)
WINDOW = Message(
    "outreach_stop_window", zh="可访时间：{first}–{last}", en="people are there {first}–{last}"
)
KIND_PEOPLE = Message(
    "outreach_kind_people", zh="{kind}，{people:,} 人", en="{kind}, people: {people:,}"
)
TALK = Message("outreach_talk", zh="谈什么：{topics}", en="Talk about {topics}")
PHONE = Message("outreach_phone", zh="电话：{phone}（{whose}）", en="Phone: {phone} ({whose})")
NO_PHONE = Message("outreach_no_phone", zh="电话：没有登记", en="Phone: none on record")
WHY = Message("outreach_why", zh="为什么去：{why}", en="Why: {why}")
REASON = Message("outreach_reason", zh="没有排上：{reason}", en="Not visited: {reason}")
WOULD_HELP = Message("outreach_would_help", zh="怎样才行：{change}", en="What would help: {change}")
LEAVES = Message("outreach_leaves", zh="从{depot}出发", en="leave {depot}")
RETURNS = Message("outreach_returns", zh="回到{depot}", en="back at {depot}")
BREAK = Message("outreach_break", zh="休息", en="break")
PEOPLE = Message("outreach_people", zh="{people:,} 人", en="people: {people:,}")
ROUTE = Message(
    "outreach_route",
    zh="{stops} 处，{people:,} 人；路上 {minutes} 分钟，{km} 公里",
    en="Stops: {stops}, people: {people:,}; on the way {minutes} min, {km} km",
)
TEAM = Message("outreach_team", zh="{name}（{mode}）", en="{name} ({mode})")
STARTS_HERE = Message(
    "outreach_starts_here", zh="从这里出发：{teams}", en="Teams that start here: {teams}"
)


def map_texts(language: Language) -> Mapping[str, str]:
    """Write what the browser says, by name."""
    number = 0 if language is Language.CHINESE else 1
    return {name: texts[number] for name, texts in _TEXTS.items()}
