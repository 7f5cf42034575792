"""What the doors say about a request that cannot be read."""

from collections.abc import Mapping

from geo.messages import Message
from geo.travel import TravelMethod

INVALID_VALUE = Message(
    "value_invalid",
    zh="“{field}”的值“{value}”看不懂，请对照接口说明（/docs）修改。",
    en='"{value}" is no valid value for "{field}"; see /docs for what is accepted',
)
INTERNAL_ERROR = Message(
    "internal_error",
    zh="服务出了点问题，我们已经记下（编号 {value}）。急事请拨打 12351。",
    en="something went wrong on our side and was recorded as {value}; if it is urgent, call 12351",
)
REQUEST_REFUSED = Message(
    "request_refused",
    zh="{value} 的这个请求处理不了：{reason}。请对照接口说明（/docs）修改。",
    en="this request to {value} cannot be answered: {reason}; see /docs for what is offered",
)
HTTP_MESSAGES: Mapping[int, Message] = {
    404: Message(
        "page_not_found",
        zh="没有这个地址：{value}。请从首页重新开始。",
        en="there is nothing at {value}; start again from the front page",
    ),
    405: Message(
        "method_not_allowed",
        zh="{value} 不接受这种请求方式，请对照接口说明（/docs）。",
        en="{value} does not take this method; see /docs for those it takes",
    ),
    413: Message(
        "request_too_large",
        zh="请求内容太大，最多 {reason} 字节。请把内容分几次发送。",
        en="the request is too large: at most {reason} bytes are taken; send it in parts",
    ),
}
VISITED = Message(
    "visited_line",
    zh="工会每月都去走访的（截至 {on}，不算覆盖）：{places:,} 处、{people:,} 人，"
    "其中 {uncovered:,} 人没有服务点够得着。",
    en="Visited by staff at least monthly (on {on}; not counted as covered): {people:,} people at "
    "{places:,} places, {uncovered:,} of them not covered.",
)
UNREADABLE_BODY = Message(
    "body_unreadable",
    zh="请求内容不是 JSON 对象：{value}",
    en="the request body is not a JSON object: {value}",
)
BODY_TOO_LARGE = Message(
    "body_too_large",
    zh="请求内容太大，最多 {value} 字节。",
    en="the request body is too large; at most {value} bytes are read",
)


def _unreadable_number(field: str) -> Message:
    return Message(
        f"{field}_unreadable",
        zh=f"{field}（坐标）应为十进制度数，如 121.47；收到“{{value}}”。",
        en=f'{field} must be decimal degrees such as 121.47, but "{{value}}" was sent',
    )


def _out_of_range(field: str, zh: str, en: str) -> Message:
    return Message(
        f"{field}_out_of_range",
        zh=f"{field} 应{zh}；收到“{{value}}”。",
        en=f'{field} must be {en}, but "{{value}}" was sent',
    )


def _wrong_count(field: str, zh: str, en: str) -> Message:
    return Message(
        f"{field}_out_of_range",
        zh=f"{zh}应是 0 到 100,000 之间的整数；收到“{{value}}”，请改正。",
        en=f'{en} must be a whole number from 0 to 100,000, but "{{value}}" was sent; correct it',
    )


def _unknown(field: str, known: str) -> Message:
    return Message(
        f"{field}_unknown",
        zh=f"{field} 没有“{{value}}”这个选项。可选：{known}。",
        en=f'{field} "{{value}}" is not known; choose among {known}',
    )


POSITION_MISSING = Message(
    "position_missing",
    zh="请给出位置：要么 lon 和 lat（经度、纬度），要么 place（地点名称或编号），不要两样都给。",
    en="say where: either lon and lat, or place, and not both",
)
PARAMETER_UNKNOWN = Message(
    "parameter_unknown",
    zh="没有“{field}”这个参数，请对照接口说明（/docs）。",
    en='there is no parameter "{field}"; see /docs for those there are',
)
DAY_UNREADABLE = Message(
    "day_unreadable",
    zh="日期“{value}”看不懂，请写成 2027-01-31 这样。",
    en='"{value}" is no day; write it like 2027-01-31',
)
VALUE_MISSING = Message(
    "value_missing", zh="缺少“{field}”，请补上。", en='"{field}" is missing; please give it'
)
TYPE_MESSAGES: Mapping[str, Message] = {
    "position": POSITION_MISSING,
    "extra_forbidden": PARAMETER_UNKNOWN,
    "missing": VALUE_MISSING,
    "day": DAY_UNREADABLE,
}
"""Messages by pydantic's type of error, where the field alone does not tell."""

FIELD_MESSAGES: Mapping[str, Message] = {
    "lon": _unreadable_number("lon"),
    "lat": _unreadable_number("lat"),
    "crs": _unknown("crs", "wgs84, gcj02, bd09"),
    "mode": _unknown("mode", "walk, bike, ebike, drive"),
    "open": _unknown("open", "served, soonest, any"),
    "tier": _unknown(
        "tier", "district_centre, subdistrict_centre, station, contact_point, mobile_desk"
    ),
    "lang": _unknown("lang", "zh-CN, en"),
    "at": Message(
        "moment_unreadable",
        zh="时间“{value}”看不懂，请写成 2026-11-22T19:00 这样（2000 年至 2099 年）。",
        en='"{value}" is no moment; write it like 2026-11-22T19:00, from 2000 to 2099',
    ),
    "weight": _unknown("weight", "people, non_members"),
    "candidates": _unknown("candidates", "candidate_sites, places, cells, none"),
    "demand": _unknown("demand", "apartments, parks, firms"),
    "limit": _out_of_range("limit", "在 1 到 50 之间", "from 1 to 50"),
    "people_met": _wrong_count("people_met", "见到的人数", "the number of people met"),
    "joined": _wrong_count("joined", "当场入会的人数", "the number of people who joined"),
    "max_minutes": _out_of_range("max_minutes", "大于 0、至多 240", "above 0 and at most 240"),
    "stay_minutes": _out_of_range("stay_minutes", "在 0 到 480 之间", "from 0 to 480"),
    "minutes": _out_of_range("minutes", "是 1 到 60 之间的整数", "a whole number from 1 to 60"),
    "page": _out_of_range("page", "不小于 1", "1 or more"),
    "per_page": _out_of_range("per_page", "在 1 到 200 之间", "from 1 to 200"),
    "place": Message(
        "place_unreadable",
        zh="地点“{value}”应为 1 到 200 个字的名称或编号。",
        en='place "{value}" must be a name or code of 1 to 200 characters',
    ),
    "q": Message(
        "query_unreadable",
        zh="请输入 1 到 100 个字的搜索内容；收到“{value}”。",
        en='search for 1 to 100 characters, but "{value}" was sent',
    ),
}

BY_METHOD = {
    TravelMethod.STREETS: Message("by_streets", zh="按道路计算", en="by streets"),
    TravelMethod.ESTIMATED: Message("by_estimated", zh="估算", en="estimate"),
}
"""Where a travel time comes from, to be put in brackets behind it."""
