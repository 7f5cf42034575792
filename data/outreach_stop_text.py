"""What the files of a plan of visits say about a stop."""

from collections.abc import Iterator
from typing import cast

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from geo.messages import Language, Message
from planner.outreach_report import StopReport, Told
from planner.outreach_words import (
    MUST,
    PHONE_OF,
    PROMISED,
    clock_text,
    span_text,
    topics_text,
)

PEOPLE_TO_MEET = Message(
    "stop_people_to_meet", zh="要见 {count:,} 人", en="people to meet: {count:,}"
)
TOPICS_LINE = Message("stop_topics", zh="谈什么：{topics}", en="about: {topics}")
PHONE_LINE = Message("stop_phone", zh="电话：{phone}（{of}）", en="phone: {phone} ({of})")
NO_PHONE = Message("stop_no_phone", zh="电话：没有登记", en="phone: not known")
TIMES_LINE = Message(
    "stop_times",
    zh="{arrive} 到达，{start}–{depart} 走访",
    en="arrive {arrive}, visit {start}–{depart}",
)
WINDOW_LINE = Message("stop_window", zh="大家 {window} 有空", en="people are free {window}")
PRIORITY_LINE = Message(
    "stop_priority", zh="优先级 {priority}：{why}", en="priority {priority}: {why}"
)
MAP_APPS = {
    "amap": Message("stop_amap", zh="高德地图", en="Amap"),
    "baidu": Message("stop_baidu", zh="百度地图", en="Baidu Maps"),
    "tencent": Message("stop_tencent", zh="腾讯地图", en="Tencent Maps"),
}


def phone_of_text(stop: StopReport, language: Language) -> str:
    """Say whose phone it is; nothing where there is none."""
    return PHONE_OF[stop["phone_of"]].text(language) if stop["phone_of"] else ""


def bound_text(stop: StopReport, language: Language) -> str:
    """Say whether a visit was promised, or must be; nothing where it is neither."""
    if stop["promised"]:
        return PROMISED.text(language)
    return MUST.text(language) if stop["must"] else ""


def told(words: Told) -> str:
    """Return a sentence of a report that is in one language."""
    return cast("str", words)


def titled(stop: StopReport) -> str:
    """Name a stop with its order: `2. 幸福公寓`."""
    return printable(f"{stop['order']}. {stop['name']}")


def printable(text: str) -> str:
    """Leave out the characters that neither sheets nor XML can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def times_text(stop: StopReport, day: str, language: Language) -> str:
    """Say when a team arrives, and from when to when it visits."""
    return TIMES_LINE.text(
        language,
        arrive=clock_text(stop["arrive"], day),
        start=clock_text(stop["start"], day),
        depart=clock_text(stop["depart"], day),
    )


def describe_stop(stop: StopReport, day: str, language: Language) -> Iterator[str]:
    """Say all that a team needs at a stop, line by line; its name and address are not among it."""
    yield times_text(stop, day, language)
    yield PEOPLE_TO_MEET.text(language, count=stop["people"])
    yield TOPICS_LINE.text(language, topics=topics_text(stop["topics"], language))
    yield _phone(stop, language)
    yield PRIORITY_LINE.text(language, priority=stop["priority"], why=told(stop["why"]))
    yield WINDOW_LINE.text(language, window=span_text(stop["window"], day))
    if bound := bound_text(stop, language):
        yield bound


def navigation_lines(stop: StopReport, language: Language) -> Iterator[str]:
    """Name each map app with the link that opens it."""
    for app, words in MAP_APPS.items():
        if app in stop["links"]:
            yield f"{words.text(language)}: {stop['links'][app]}"


def _phone(stop: StopReport, language: Language) -> str:
    if not stop["phone"]:
        return NO_PHONE.text(language)
    return PHONE_LINE.text(language, phone=stop["phone"], of=phone_of_text(stop, language))
