"""Times of day as offices write them, read on the 24-hour clock or refused as unclear."""

import re
from collections.abc import Sequence
from itertools import pairwise

from geo.errors import InvalidInput
from geo.hours_messages import IMPOSSIBLE_TIME, UNCLEAR_HALF_OF_DAY
from geo.hours_rules import Span
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

NEXT_DAY = r"(?:次日|翌日|第二天|隔天)"
HALF_OF_DAY = r"(?:上午|早上|早晨|清晨|早|下午|午后|傍晚|晚上|晚间|夜间|晚|中午|凌晨)"
CLOCK = (
    rf"{NEXT_DAY}?\s*{HALF_OF_DAY}?\s*:?\s*\d{{1,2}}"
    r"(?:\s?:\s?\d{2}分?|\.\d{2}|\s*[点时](?:半|[一三]刻|\d{1,2}分?|整|钟)?)?"
)
TO = r"\s*(?:-+|至|到)\s*"

_PARTS = re.compile(
    rf"(?P<next_day>{NEXT_DAY})?\s*(?P<half>{HALF_OF_DAY})?\s*:?\s*(?P<hour>\d{{1,2}})"
    r"\s?[:.点时]?\s?(?P<minute>半|[一三]刻|\d{1,2})?"
)
_MINUTES = {None: 0, "半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON = {"下午", "午后", "傍晚"}
_EVENING = {"晚上", "晚间", "夜间", "晚"}
_HALF_DAY_HOURS = 12
_NOON = 12 * MINUTES_PER_HOUR
_EARLY_AFTERNOON = 3
_NOBODY_OPENS_BEFORE = 5 * MINUTES_PER_HOUR
_MORNING_BEGINS = 6 * MINUTES_PER_HOUR
_EVENING_BEGINS = 18 * MINUTES_PER_HOUR
_NIGHT_ENDS = 8 * MINUTES_PER_HOUR


def to_span(token: str, text: str) -> Span:
    """Read e.g. 下午1:30-5:00 or 9点到17点半; raises InvalidInput where it could mean another time.

    上午, 下午 and the like hold for both ends unless the second has its own. An end before the
    start is on the next day only with 次日 or 凌晨, or from an evening to a morning.
    """
    first, last = _PARTS.finditer(token)
    start, end = _minute_of(first, first["half"]), _minute_of(last, last["half"] or first["half"])
    if max(start, end) > MINUTES_PER_DAY or start == MINUTES_PER_DAY:
        raise InvalidInput(IMPOSSIBLE_TIME, value=text, part=token)
    is_next_day = bool(last["next_day"]) or (last["half"] == "凌晨" and end <= start)
    span = (start, end if end > start and not is_next_day else end + MINUTES_PER_DAY)
    is_unclear_start = not first["half"] and _is_unclear_morning(span)
    is_next_day = is_next_day and span[1] - start <= MINUTES_PER_DAY
    if is_unclear_start or (not is_next_day and _is_unclear_night(span)):
        raise InvalidInput(UNCLEAR_HALF_OF_DAY, value=text, part=token)
    return span


def _minute_of(clock: re.Match[str], half: str | None) -> int:
    """Count the minutes since midnight; an impossible clock counts beyond the day."""
    hour, minute = int(clock["hour"]), clock["minute"]
    minutes = _MINUTES[minute] if minute in _MINUTES else int(minute)
    if half in _EVENING or half == "凌晨":
        midnight = 0 if half == "凌晨" else 2 * _HALF_DAY_HOURS
        hour = midnight if hour == _HALF_DAY_HOURS else hour
    is_after_noon = half in _AFTERNOON or half in _EVENING
    if (is_after_noon and hour < _HALF_DAY_HOURS) or (half == "中午" and hour <= _EARLY_AFTERNOON):
        hour += _HALF_DAY_HOURS
    is_possible = minutes < MINUTES_PER_HOUR
    return hour * MINUTES_PER_HOUR + minutes if is_possible else 2 * MINUTES_PER_DAY


def is_unclear(span: Span) -> bool:
    """Whether times written without 上午 or 下午 may be meant for the other half of the day."""
    return _is_unclear_morning(span) or _is_unclear_night(span)


def _is_unclear_morning(span: Span) -> bool:
    start, end = span
    is_small_hour = MINUTES_PER_HOUR <= start < _NOBODY_OPENS_BEFORE
    return is_small_hour or (_NOBODY_OPENS_BEFORE <= start < _MORNING_BEGINS and end <= _NOON)


def _is_unclear_night(span: Span) -> bool:
    start, end = span
    is_night = start >= _EVENING_BEGINS and end <= MINUTES_PER_DAY + _NIGHT_ENDS
    return end > MINUTES_PER_DAY and not is_night


def are_in_order(spans: Sequence[Span]) -> bool:
    """Whether each span begins when the one before has ended, as a day goes."""
    return all(before[1] <= after[0] for before, after in pairwise(spans))
