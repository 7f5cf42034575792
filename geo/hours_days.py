"""Which rules hold on a day, and the minutes they open it."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

import opening_hours

from geo.hours_rules import MONTHS, Rule, RuleState, Span
from geo.units import MINUTES_PER_DAY
from geo.workdays import SATURDAY, SUNDAY, DayType

Spans = tuple[Span, ...]

_WHOLE_DAY: Spans = ((0, MINUTES_PER_DAY),)
_YESTERDAY, _TODAY = -1, 0
_MONDAY, _FRIDAY = 0, 4
_OFFICE_DAYS = range(_FRIDAY + 1)
_MADE_UP = {SATURDAY: _FRIDAY, SUNDAY: _MONDAY}
_NOON = time(12)
_DAYS_IN_MONTH = {month: monthrange(2024, number)[1] for number, month in enumerate(MONTHS, 1)}
_MONTH_DAYS = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}})(?:-(\d{{1,2}})(?!\d))?")


def is_possible_selector(text: str) -> bool:
    """Whether a selector of dates, e.g. `Jan 23-Feb 12`, can be read and names possible days."""
    last_days = ((month, int(last or first)) for month, first, last in _MONTH_DAYS.findall(text))
    is_possible = all(1 <= day <= _DAYS_IN_MONTH[month] for month, day in last_days)
    return is_possible and opening_hours.validate(text)


@lru_cache(maxsize=4096)
def _date_selector(text: str) -> opening_hours.OpeningHours:
    """Compile a selector: it is open on the dates it names."""
    return opening_hours.OpeningHours(text, auto_country=False, auto_timezone=False)


def _names(selector: str, day: date) -> bool:
    return _date_selector(selector).is_open(datetime.combine(day, _NOON))


def rules_on(rules: Sequence[Rule], day: date, day_type: DayType) -> int:
    """Tell which rules hold on a day, as a bit mask in the order of the rules.

    A make-up Saturday is a Friday and a make-up Sunday a Monday, unless Monday to Friday have no
    hours at all. On a holiday only rules that name it hold: by `PH`, by date, or as `24/7`; and
    those that close.
    """
    weekday = day.weekday()
    if day_type is DayType.HOLIDAY:
        return _mask(_holds_on_holiday(rule, day) for rule in rules)
    if day_type is DayType.MAKEUP_WORKDAY and weekday in _MADE_UP:
        masks = [_mask(_holds_as(rule, day, other) for rule in rules) for other in _OFFICE_DAYS]
        if any(spans_of_day(rules, 0, mask) for mask in masks):
            return masks[_MADE_UP[weekday]]
    return _mask(_holds(rule, day) for rule in rules)


def _mask(holds: Iterable[bool]) -> int:
    return sum(1 << position for position, is_held in enumerate(holds) if is_held)


def _is_dated(rule: Rule, day: date) -> bool:
    return all(_names(selector, day) for selector in rule.dates)


def _holds_as(rule: Rule, day: date, weekday: int) -> bool:
    """Whether a rule holds on a date that counts as another weekday."""
    return (not rule.names_weekday or weekday in rule.weekdays) and _is_dated(rule, day)


def _holds(rule: Rule, day: date) -> bool:
    if rule.nth_weekdays and _names(rule.nth_weekdays, day):
        return _is_dated(rule, day)
    return _holds_as(rule, day, day.weekday())


def _holds_on_holiday(rule: Rule, day: date) -> bool:
    if rule.on_holidays:
        return _is_dated(rule, day)
    is_meant = rule.names_date or rule.is_always or rule.state is RuleState.CLOSED
    return is_meant and _holds(rule, day)


def spans_of_day(rules: Sequence[Rule], mask_before: int, mask: int) -> Spans:
    """Work out when a day is open, from the rules that hold the day before and on the day itself.

    Spans are minutes of that day, sorted and disjoint. Hours that run over from the day before
    count, unless a later rule replaces this day: as in OSM, rules apply one after the other.
    """
    opened: list[_Opened] = []
    for position, rule in enumerate(rules):
        held = ((_YESTERDAY, mask_before), (_TODAY, mask))
        days = [day for day, day_mask in held if day_mask >> position & 1]
        if days:
            opened = _applied(rule, days, opened)
    clipped = ((max(start, 0), min(end, MINUTES_PER_DAY)) for _, start, end in opened)
    return merged(span for span in clipped if span[0] < span[1])


_Opened = tuple[int, int, int]
"""The day whose hours these are, then start and end in minutes since the later day began."""


def _applied(rule: Rule, days: list[int], opened: list[_Opened]) -> list[_Opened]:
    if rule.replaces_day:
        opened = [entry for entry in opened if entry[0] not in days]
        opened = _without(opened, _shifted(_WHOLE_DAY, days))
    named = _shifted(rule.spans or _WHOLE_DAY, days)
    if rule.state is RuleState.OPEN:
        return opened + named
    return _without(opened, named) if rule.state is RuleState.CLOSED else opened


def _shifted(spans: Spans, days: list[int]) -> list[_Opened]:
    shifts = ((day, day * MINUTES_PER_DAY) for day in days)
    return [(day, start + shift, end + shift) for day, shift in shifts for start, end in spans]


def _without(opened: list[_Opened], closed: list[_Opened]) -> list[_Opened]:
    for _, first, last in closed:
        pieces = (
            piece
            for day, start, end in opened
            for piece in ((day, start, min(end, first)), (day, max(start, last), end))
        )
        opened = [(day, start, end) for day, start, end in pieces if start < end]
    return opened


def merged(spans: Iterable[Span]) -> Spans:
    """Sort spans and join those that touch or overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
