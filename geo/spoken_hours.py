"""The hours of a typical week as people say them."""

import re

from geo.hours_rules import WEEKDAYS
from geo.messages import Language

_DAYS = dict(zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))
_WHOLE = {"24/7": "每天 24 小时", "off": "不开放"}
_DAY = re.compile("|".join(WEEKDAYS))
_DAY_RANGE = re.compile(rf"({_DAY.pattern})-({_DAY.pattern})")
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def speak_hours(text: str, language: Language) -> str:
    """Say a week as `to_week_text` writes it: in Chinese with its weekdays and nights in words.

    English readers get the text as it is.
    """
    if language is not Language.CHINESE:
        return text
    if text in _WHOLE:
        return _WHOLE[text]
    text = text.replace("Mo-Su", "每天")
    text = _DAY_RANGE.sub(r"\1至\2", text)
    text = text.replace("PH", "法定节假日")
    text = _DAY.sub(lambda day: _DAYS[day[0]], text)
    text = _SPAN.sub(_span, text)
    return re.sub("; |, ", "；", text).replace(",", "、")


def _span(span: re.Match[str]) -> str:
    """Say a span of a day; one that ends no later than it begins runs into the next day."""
    start, end = span.groups()
    if (start, end) == ("00:00", "24:00"):
        return "全天"
    return f"{start}-{end}" if start < end else f"{start}-次日 {end}"
