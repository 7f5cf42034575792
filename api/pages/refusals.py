"""What a page says when something is refused: in the words of its form, not of the interface."""

from collections.abc import Mapping

from pydantic import ValidationError

from api.pages.texts import TEXTS
from api.ranges import LONGEST_WAY_MINUTES
from api.use_cases.hints import POSITION_OUTSIDE_AREA
from geo.crs import NOT_A_NUMBER, OUTSIDE_WORLD, SWAPPED
from geo.errors import InvalidInput, NiangjiaError
from geo.gazetteer import PLACE_AMBIGUOUS, PLACE_UNKNOWN
from geo.messages import Language, Message
from geo.service_points import SERVICE_UNKNOWN

NO_PLACE_GIVEN = Message(
    "no_place_given",
    "还没有写地方。请输入附近的公寓、园区或单位的名字。",
    "No place was given. Type the name of an apartment, park or firm nearby.",
)
POSITION_UNUSABLE = Message(
    "page_position_unusable",
    "这次定位的结果用不了。请再定位一次，或者直接输入地名。",
    "This position cannot be used. Find your position again, or type a place.",
)
_NO_DESK_AROUND = Message(
    "page_no_desk_around",
    "您的位置周围 100 公里内没有服务点。请直接输入要去的地方，或者拨打 12351。",
    "No service point is within 100 km of you. Type the place you mean, or call 12351.",
)
_PLACE_UNKNOWN = Message(
    "page_place_unknown",
    "没有找到“{value}”这个地方。请换个名字再找，比如附近的公寓、园区或单位。",
    'No place is called "{value}". Try another name: an apartment, park or firm nearby.',
)
_PLACE_AMBIGUOUS = Message(
    "page_place_ambiguous",
    "有 {count} 个地方对得上“{value}”。请把名字写得完整一点再找。",
    '{count} places fit "{value}". Type more of the name.',
)
_TEXT_REFUSED = Message(
    "page_place_unreadable",
    "“{value}”太长了。请输入附近的公寓、园区或单位的名字。",
    '"{value}" is too long. Type the name of an apartment, park or firm nearby.',
)


def _no_such_choice(field: str) -> Message:
    label = TEXTS[field]
    return Message(
        f"page_{field}_unknown",
        f"“{label.zh}”没有“{{value}}”这个选项，请重新选。",
        f'"{label.en}" has no choice "{{value}}"; please choose again.',
    )


_BY_FIELD: Mapping[str, Message] = {
    "mode": _no_such_choice("mode"),
    "open": _no_such_choice("open"),
    "service": _no_such_choice("service"),
    "at": Message(
        "page_moment_unreadable",
        f"“{TEXTS['when'].zh}”里的“{{value}}”看不懂，请从列表里选一个时间。",
        f'"{TEXTS["when"].en}" cannot be "{{value}}"; please choose a time from the list.',
    ),
    "max_minutes": Message(
        "page_way_out_of_range",
        f"“{TEXTS['max_minutes'].zh}”不能是“{{value}}”分钟，最多 {LONGEST_WAY_MINUTES} 分钟，"
        "请重新选。",
        f'"{TEXTS["max_minutes"].en}" cannot be "{{value}}" minutes, at most '
        f"{LONGEST_WAY_MINUTES}; please choose again.",
    ),
    "place": _TEXT_REFUSED,
}
_BY_CODE: Mapping[str, Message] = {
    PLACE_UNKNOWN.code: _PLACE_UNKNOWN,
    PLACE_AMBIGUOUS.code: _PLACE_AMBIGUOUS,
    SERVICE_UNKNOWN.code: _BY_FIELD["service"],
    POSITION_OUTSIDE_AREA.code: _NO_DESK_AROUND,
    **dict.fromkeys((NOT_A_NUMBER.code, OUTSIDE_WORLD.code, SWAPPED.code), POSITION_UNUSABLE),
}


def refused(error: ValidationError) -> InvalidInput:
    """Say what is wrong with the first refused field; what no field explains is the position."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    return InvalidInput(_BY_FIELD.get(field, POSITION_UNUSABLE), value=first["input"])


def problem_words(error: NiangjiaError, language: Language) -> str:
    """Say what went wrong; messages that name fields of the interface are put in other words."""
    message = _BY_CODE.get(error.code, error.message)
    return message.text(language, **error.values)
