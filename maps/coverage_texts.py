"""What the coverage map says, in both languages; the browser fills in what stands in braces."""

from collections.abc import Mapping

from geo.messages import Language, Message
from geo.places import SERVICES, PlaceKind, Tier
from geo.travel import Mode
from planner.coverage import Reason
from planner.coverage_report import CoverageReport

TITLE = Message(
    "coverage_map_title", zh="工会服务覆盖地图", en="Coverage map of the unions' service points"
)
STANDARD = Message(
    "coverage_map_standard",
    zh="标准：{mode}单程 {minutes:g} 分钟以内，办事 {stay:g} 分钟，每周至少 {days} 天",
    en="Standard: at most {minutes:g} min each way {mode}, {stay:g} min at the desk, on at least "
    "{days} days a week",
)
SERVICES_ASKED = Message("coverage_map_services", zh="；服务：{names}", en="; services: {names}")
NO_UNION = Message(
    "coverage_map_no_union", zh="不在任何工会的范围内", en="Outside the area of every union"
)
_MODES: Mapping[Mode, tuple[str, str]] = {
    Mode.WALK: ("步行", "on foot"),
    Mode.BIKE: ("骑自行车", "by bike"),
    Mode.EBIKE: ("骑电动车", "by e-bike"),
    Mode.DRIVE: ("开车", "by car"),
}
_TIERS: Mapping[Tier, tuple[str, str]] = {
    Tier.DISTRICT_CENTRE: ("区级服务中心", "District centre"),
    Tier.SUBDISTRICT_CENTRE: ("街镇服务分中心", "Sub-district centre"),
    Tier.STATION: ("基层服务站", "Station"),
    Tier.CONTACT_POINT: ("联系点", "Contact point"),
    Tier.MOBILE_DESK: ("流动服务台", "Mobile desk"),
}
_KINDS: Mapping[PlaceKind, tuple[str, str]] = {
    PlaceKind.APARTMENT: ("公寓", "Apartment"),
    PlaceKind.PARK: ("园区", "Industrial park"),
    PlaceKind.FIRM: ("单位", "Firm"),
}
_REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.DISTANCE: ("未覆盖：路太远", "Not covered: too far"),
    Reason.SERVICE: ("未覆盖：没有所需的服务", "Not covered: service not offered"),
    Reason.HOURS: ("未覆盖：时间对不上", "Not covered: closed when they are free"),
}
_GAP_REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.DISTANCE: ("主要是路太远", "Mostly too far"),
    Reason.SERVICE: ("主要是没有所需的服务", "Mostly no desk with these services"),
    Reason.HOURS: ("主要是时间对不上", "Mostly closed when they are free"),
}
_ONE: Mapping[str, tuple[str, str]] = {
    "no_people": (
        "还没有可以计算的需求点。请先导入公寓、园区或单位，人数列也要填写。",
        "There is nobody to count yet. Import apartments, parks or firms with numbers of people.",
    ),
    "no_sites": (
        "还没有开放的服务点。请先导入服务点。",
        "There is no open service point yet. Import some.",
    ),
    "made_on": ("制图日期：{date}", "Made on {date}"),
    "estimated_all": (
        "单程时间按直线估算，不考虑河流和围墙。",
        "Ways are estimated from straight lines, which know no river.",
    ),
    "week_view": ("全周", "Week"),
    "hour_view": ("按小时", "Hour"),
    "view": ("看什么", "What to see"),
    "week_headline": ("已覆盖的人", "People covered"),
    "hour_headline": ("现在出发能办成事的人", "Could be served if they set out now"),
    "of_people": (
        "共 {people} 人中的 {share}",
        "{share} of {people} people",
    ),
    "hour_note": (
        "现在：{hour}。能办成事：这一小时内能在窗口开始办理，办完还能按时回来。",
        "Now: {hour}. Served: they can start at a desk within this hour and be back in time.",
    ),
    "hour_slider": ("一周中的时段", "Hour of the week"),
    "hour_value": ("{hour}，{people} 人", "{hour}, people: {people}"),
    "play": ("播放", "Play"),
    "pause": ("暂停", "Pause"),
    "next_hour": ("下一小时", "Next hour"),
    "legend": ("图例与图层", "Legend and layers"),
    "close": ("关闭", "Close"),
    "search": ("查找地点或服务点", "Find a place or desk"),
    "search_none": ("没有找到“{text}”", "Nothing found for “{text}”"),
    "search_more": ("还有 {count} 个，请多输入几个字", "{count} more: type more of the name"),
    "back": ("返回列表", "Back to the list"),
    "here": ("这里有 {count} 处", "{count} places here"),
    "here_more": (
        "还有 {count} 处：放大后再点，或查找名称",
        "{count} more: zoom in, or search by name",
    ),
    "demand": ("需求点", "Demand points"),
    "demand_people": ("需求点（人数）", "Demand points (people)"),
    "covered": ("已覆盖", "Covered"),
    "served_now": ("能办成事", "Can be served"),
    "not_served_now": ("办不成", "Cannot be served"),
    "people_count": ("{count} 人", "{count} people"),
    "size": ("面积表示人数", "The area shows the people"),
    "sites": ("服务点", "Service points"),
    "open_now": ("实心：这一小时有开放", "Filled: open in this hour"),
    "closed_now": ("空心：这一小时不开放", "Hollow: closed in this hour"),
    "open_count": (
        "开放 {count} 个，共 {all} 个",
        "{count} of {all} open",
    ),
    "unions": ("各工会的覆盖率", "Share covered, by union"),
    "unions_hour": ("各工会能办成事的比例", "Share who can be served, by union"),
    "not_drawn": (
        "没有边界、画不出来的：{names}",
        "Not drawn, since their area is unknown: {names}",
    ),
    "and_more": ("{names}等 {count} 个", "{names} and others ({count} in all)"),
    "comma": ("、", ", "),
    "gaps": ("缺口（未覆盖的人所在的格子）", "Gaps (cells with people not covered)"),
    "area": ("服务范围", "Service area"),
    "area_of": ("{name}：{way} {minutes} 分钟内", "{name}: {minutes} min {way}"),
    "area_by_streets": ("沿道路", "Along streets"),
    "area_estimated": ("按直线估算的圆", "A circle, estimated"),
    "area_show": (
        "显示服务范围（{way} {minutes} 分钟）",
        "Show the service area ({minutes} min {way})",
    ),
    "area_hide": ("不再显示服务范围", "Hide the service area"),
    "area_failed": (
        "服务范围取不到，请稍后再试。",
        "The service area cannot be had; try again later.",
    ),
    "area_in_file": (
        "服务范围要在服务器的覆盖页面上看，文件里没有。",
        "Service areas are on the server's coverage page, not in this file.",
    ),
    "people": ("人数", "People"),
    "union": ("工会", "Union"),
    "status": ("情况", "Status"),
    "days": ("能办事的日子", "Days that count"),
    "days_none": ("没有", "None"),
    "nearest": ("最近的服务点", "Nearest desk"),
    "nearest_none": ("附近没有", "None nearby"),
    "minutes_streets": ("单程 {minutes} 分钟（沿道路）", "{minutes} min each way, along streets"),
    "minutes_estimated": (
        "单程约 {minutes} 分钟（估算）",
        "About {minutes} min each way, estimated",
    ),
    "minutes": ("单程 {minutes} 分钟", "{minutes} min each way"),
    "least_crowded": ("最不挤的时段", "Least crowded"),
    "busiest": ("最挤的时段", "Busiest"),
    "crowd": (
        "{hour}，每个窗口 {people} 人（估算）",
        "{hour}, {people} people per desk (estimate)",
    ),
    "now": ("这一小时", "This hour"),
    "week_grid": (
        "一周里能办成事的时段（{count} 个小时）",
        "When they can be served ({count} hours a week)",
    ),
    "open_grid": ("一周里的开放时段", "When it is open"),
    "hours": ("开放时间", "Opening hours"),
    "is_open": ("开放", "Open"),
    "is_closed": ("不开放", "Closed"),
    "desks": ("窗口", "Desks"),
    "phone": ("电话", "Phone"),
    "page": ("服务点页面", "Its page"),
    "gap": ("缺口", "Gap"),
    "gap_people": ("未覆盖的人", "People not covered"),
    "gap_places": ("{name}等 {count} 处", "{name} and others ({count} in all)"),
    "places": ("需求点", "Demand points"),
    "extension": ("延时服务", "Longer hours"),
    "extension_words": (
        "{name}加开 {hours}（每周多 {added} 小时），可覆盖 {people} 人",
        "{name} open also {hours} ({added} h more a week) would cover {people}",
    ),
    "covered_people": ("已覆盖", "Covered"),
    "served_people": ("这一小时能办成事", "Can be served in this hour"),
    "share_of": ("{count}（{share}）", "{count} ({share})"),
}
_LISTS: Mapping[str, tuple[str, str]] = {
    "weekdays": ("周一 周二 周三 周四 周五 周六 周日", "Mon Tue Wed Thu Fri Sat Sun"),
}


def map_texts(report: CoverageReport, language: Language) -> Mapping[str, object]:
    """Give the browser all texts in one language."""
    column = 0 if language is Language.CHINESE else 1
    lists = {name: texts[column].split(" ") for name, texts in _LISTS.items()}
    return {
        **{name: texts[column] for name, texts in _ONE.items()},
        **lists,
        "tiers": [texts[column] for texts in _TIERS.values()],
        "kinds": [texts[column] for texts in _KINDS.values()],
        "reasons": [texts[column] for texts in _REASONS.values()],
        "gap_reasons": [texts[column] for texts in _GAP_REASONS.values()],
        "way": _way(report, language),
    }


def standard_words(report: CoverageReport, language: Language) -> str:
    """Say the standard that was asked for."""
    standard = report["standard"]
    words = STANDARD.text(
        language,
        mode=_way(report, language),
        minutes=standard["minutes"],
        stay=standard["stay_minutes"],
        days=standard["days"],
    )
    if not standard["services"]:
        return words
    column = 0 if language is Language.CHINESE else 1
    names = [SERVICES.get(code, (code, code))[column] for code in standard["services"]]
    comma = "、" if language is Language.CHINESE else ", "
    return words + SERVICES_ASKED.text(language, names=comma.join(names))


def _way(report: CoverageReport, language: Language) -> str:
    chinese, english = _MODES[Mode(report["standard"]["mode"])]
    return chinese if language is Language.CHINESE else english
