"""What the plan map says, in both languages; the browser fills in what stands in braces."""

from collections.abc import Mapping

from geo.messages import Language, Message
from planner.plan_words import ACTIONS, KINDS

TITLE = Message(
    "plan_map_title", zh="服务点与开放时间方案：地图", en="Plan of service points and hours: map"
)
_TEXTS: Mapping[str, tuple[str, str]] = {
    "panel": ("方案内容", "The plan"),
    "view": ("看方案前还是方案后", "Before or after the plan"),
    "before": ("方案前", "Before"),
    "after": ("方案后", "After"),
    "headline": ("覆盖 {covered} 人，占 {share}", "{covered} people covered, {share}"),
    "gained": ("比方案前多 {people} 人", "{people} more than before"),
    "of_people": ("共 {people} 人", "of {people} people"),
    "cost": (
        "{actions} 项行动，全部到位后每年 {cost} 元",
        "Actions: {actions}; {cost} yuan a year once all is done",
    ),
    "no_people": (
        "还没有可以计算的需求点。请先导入公寓、园区或企业，再重新计算。",
        "There is nobody to count yet. Import apartments, parks or firms, then plan again.",
    ),
    "actions": ("要做的事（按先后顺序）", "What to do, in this order"),
    "no_actions": (
        "没有可做的事：预算太少，或者所有人都已覆盖，或者没有可选的站点。",
        "There is nothing to do: too little money, everybody covered, or no site to choose.",
    ),
    "action_gain": ("新增 {people} 人", "{people} people gained"),
    "action_cost": ("{cost} 元/年", "{cost} yuan a year"),
    "action_from": ("{date} 起", "from {date}"),
    "hours": ("开放时间：{hours}", "Opening hours: {hours}"),
    "reached": ("新覆盖的地方", "Places it newly covers"),
    "reached_none": ("没有新覆盖的地方。", "It covers no place that was not covered before."),
    "only_here": ("只靠它", "by this alone"),
    "place_people": ("{name}：{people} 人", "{name}: {people} people"),
    "and_more": ("还有 {count} 处，共 {people} 人", "{count} more with {people} people"),
    "legend": ("图例与图层", "Legend and layers"),
    "layer_actions": ("行动", "Actions"),
    "layer_demand": ("需求点（面积表示人数）", "Demand points (the area shows the people)"),
    "layer_visits": ("走访名单", "Visiting list"),
    "layer_unions": ("各工会覆盖的比例", "Share covered, by union"),
    "layer_sites": ("现有的服务点", "Service points today"),
    "covered": ("已覆盖", "Covered"),
    "newly": ("新覆盖", "Newly covered"),
    "uncovered": ("未覆盖", "Not covered"),
    "visit": ("只能上门", "only visits"),
    "site": ("开放中", "open"),
    "people_count": ("{people} 人", "{people} people"),
    "people_places": ("{people} 人，{count} 处", "{people} people, places: {count}"),
    "not_drawn": (
        "没有边界、画不出来的：{names}",
        "Not drawn, since their area is unknown: {names}",
    ),
    "names_more": ("{names}等 {count} 个", "{names} and others ({count} in all)"),
    "comma": ("、", ", "),
    "union_change": (
        "方案前 {before} 人（{before_share}），方案后 {after} 人（{after_share}），共 {people} 人",
        "{before} ({before_share}) before, {after} ({after_share}) after, of {people} people",
    ),
    "union_nobody": ("没有需求点。", "There are no demand points."),
    "outside": ("不在任何工会的范围内", "Outside the area of every union"),
    "by_actions": ("由第 {orders} 项覆盖", "Covered by no. {orders}"),
    "more_here": (
        "这里还有 {count} 处，放大后再点",
        "{count} more here: zoom in to tell them apart",
    ),
    "reason_distance": ("方案前：路太远", "Before: too far"),
    "reason_service": ("方案前：没有所需的服务", "Before: service not offered"),
    "reason_hours": ("方案前：时间对不上", "Before: closed when they are free"),
}


def map_texts(language: Language) -> Mapping[str, object]:
    """Write what the browser says, by name."""
    number = 0 if language is Language.CHINESE else 1
    return {
        **{name: texts[number] for name, texts in _TEXTS.items()},
        "kinds": [word.text(language) for word in KINDS.values()],
        "new_site": ACTIONS["new_site"].text(language),
        "extend_hours": ACTIONS["extend_hours"].text(language),
    }
