"""Opening hours as offices write them, in Chinese or as OSM text, brought to OSM text."""

import re
from itertools import combinations, pairwise, permutations

from geo.chinese_hours_clauses import WHOLE_DAY, Clause, read_clauses
from geo.chinese_hours_clock import are_in_order, is_unclear
from geo.errors import InvalidInput
from geo.hours import OpeningHours, check_length, parse_opening_hours
from geo.hours_messages import (
    CODE,
    NEVER_CERTAIN,
    NO_TIMES,
    UNCLEAR_HALF_OF_DAY,
    UNREADABLE_HOURS,
    UNREADABLE_PART,
    WHOLE_DAY_UNCLEAR,
)
from geo.hours_rules import Rule, RuleState, Span
from geo.messages import Message
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY
from geo.week_hours import days_text, times_text, week_hours

NO_DAYS = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”不知是哪几天的；请把同一天的时间写在一起，"
    "例如“周一至周六 8:30-11:00、13:00-17:00，周日休息”",
    en='opening hours "{value}": it is not clear on which days "{part}" holds; write all times of '
    "a day together, e.g. 周一至周六 8:30-11:00、13:00-17:00，周日休息",
)
OPEN_AND_CLOSED = Message(
    CODE,
    zh="开放时间“{value}”里的“{part}”又写了休息，不知开不开门；请只写一种",
    en='opening hours "{value}" say that "{part}" is closed as well; write only one of the two',
)

_EVERY_DAY = frozenset(range(DAYS_PER_WEEK))
_COMMENT = re.compile(r'"[^"]*"')
_CHINESE = re.compile("[\u4e00-\u9fff]")


def normalise_opening_hours(text: str) -> str:
    """Bring OSM text or Chinese free text to standard OSM text.

    Raises InvalidInput `unreadable_hours`, quoting the text, wherever the meaning is not certain.
    """
    check_length(text)
    stripped = text.strip()
    if _CHINESE.search(_COMMENT.sub("", stripped)):
        return _checked(_from_chinese(stripped), stripped)
    hours = parse_opening_hours(stripped)
    _check_certain(hours)
    return _standard_text(hours.rules)


def _checked(osm_text: str, text: str) -> str:
    """Refuse what is no possible OSM text, e.g. 2月30日, quoting what was given."""
    try:
        parse_opening_hours(osm_text)
    except InvalidInput as error:
        raise InvalidInput(UNREADABLE_HOURS, value=text) from error
    return osm_text


def _standard_text(rules: tuple[Rule, ...]) -> str:
    first, *others = rules
    return first.text + "".join(
        f"{', ' if rule.is_additional else '; '}{rule.text}" for rule in others
    )


def _check_certain(hours: OpeningHours) -> None:
    """Refuse times that may be meant for the afternoon, and hours that promise nothing."""
    for rule in hours.rules:
        is_doubtful = any(map(is_unclear, rule.spans)) or not are_in_order(rule.spans)
        if rule.is_loosely_written and is_doubtful:
            raise InvalidInput(UNCLEAR_HALF_OF_DAY, value=hours.text, part=rule.text)
    is_conditional = any(rule.state is RuleState.UNKNOWN for rule in hours.rules)
    if is_conditional and not week_hours(hours).intervals:
        raise InvalidInput(NEVER_CERTAIN, value=hours.text)


def _from_chinese(text: str) -> str:
    """Write what the clauses of a Chinese text say as OSM text."""
    clauses, is_year_round = read_clauses(text)
    opening = [clause for clause in clauses if clause.spans]
    if not opening:
        raise InvalidInput(NO_TIMES, value=text, part=text)
    for clause in opening:
        clause.spans = _without_breaks(clause, text)
    has_several_times = len({tuple(clause.spans) for clause in opening}) > 1
    if has_several_times and any(clause.is_vague for clause in opening):
        raise InvalidInput(WHOLE_DAY_UNCLEAR, value=text)
    _share_weekdays_with_seasons(opening, text)
    _require_days(opening, text)
    opening = _with_equal_days_joined(opening, text)
    _extend_to_usual_days([clause for clause in clauses if clause.is_as_usual], opening, text)
    if is_year_round:
        _extend_to_usual_days([Clause(weekdays=set(_EVERY_DAY), on_holidays=True)], opening, text)
    _keep_days_apart(opening, text)
    closing = [clause for clause in clauses if clause.is_off]
    _require_some_day_left(opening, closing, text)
    return _to_osm(opening, closing)


def _without_breaks(clause: Clause, text: str) -> list[Span]:
    spans = clause.spans
    for first, last in clause.breaks:
        pieces = [
            piece
            for start, end in spans
            for piece in ((start, min(end, first)), (max(start, last), end))
        ]
        spans = [(start, end) for start, end in pieces if start < end]
    return _in_order(spans, text)


def _in_order(spans: list[Span], text: str) -> list[Span]:
    if not are_in_order(spans):
        raise InvalidInput(UNCLEAR_HALF_OF_DAY, value=text, part=times_text(spans))
    return spans


def _share_weekdays_with_seasons(opening: list[Clause], text: str) -> None:
    """Times of a season without weekdays are for the weekdays of the other times, if all agree."""
    named = {frozenset(clause.weekdays) for clause in opening if clause.weekdays}
    for clause in opening:
        if clause.months and named and not clause.weekdays:
            if len(named) > 1:
                raise InvalidInput(UNREADABLE_PART, value=text, part=clause.months)
            clause.weekdays |= next(iter(named))


def _require_days(opening: list[Clause], text: str) -> None:
    """Refuse times that follow others and name no days: of those days, or of all the rest?"""
    for before, clause in pairwise(opening):
        if before.names_days() and not clause.names_days():
            raise InvalidInput(NO_DAYS, value=text, part=times_text(clause.spans))


def _require_some_day_left(opening: list[Clause], closing: list[Clause], text: str) -> None:
    """Refuse times all of whose days are closed again by the same text."""
    always = [clause for clause in closing if not (clause.months or clause.dates)]
    closed = {day for clause in always for day in _days(clause)}
    for clause in opening:
        if not clause.dates and _days(clause) and _days(clause) <= closed:
            raise InvalidInput(OPEN_AND_CLOSED, value=text, part=_rule_text(clause))


def _days(clause: Clause) -> set[int]:
    """List the weekdays of a clause by their numbers, with one more for public holidays."""
    return clause.weekdays | ({DAYS_PER_WEEK} if clause.on_holidays else set())


def _with_equal_days_joined(opening: list[Clause], text: str) -> list[Clause]:
    by_days: dict[tuple[str, str, bool, frozenset[int]], Clause] = {}
    for clause in opening:
        key = (clause.months, clause.dates, clause.on_holidays, frozenset(clause.weekdays))
        known = by_days.setdefault(key, clause)
        if known is not clause:
            known.spans = _in_order(sorted(known.spans + clause.spans), text)
    return list(by_days.values())


def _extend_to_usual_days(usual: list[Clause], opening: list[Clause], text: str) -> None:
    """Let the times hold on more days; only possible where all days have the same times."""
    for clause in usual:
        if len(opening) > 1 or clause.dates or clause.months:
            raise InvalidInput(UNREADABLE_HOURS, value=text)
        if opening[0].names_days():
            opening[0].weekdays |= clause.weekdays
        else:
            opening[0].weekdays |= _EVERY_DAY
        opening[0].on_holidays |= clause.on_holidays


def _keep_days_apart(opening: list[Clause], text: str) -> None:
    """Take special days out of more general ones, e.g. 周六 out of 每天; else they must differ."""
    plain = [clause for clause in opening if not (clause.dates or clause.months)]
    for clause in plain[1:] and plain:
        clause.weekdays |= set() if clause.names_days() else _EVERY_DAY
    if sum(clause.on_holidays for clause in plain) > 1:
        raise InvalidInput(UNREADABLE_HOURS, value=text)
    for clause, other in permutations(plain, 2):
        if clause.weekdays > other.weekdays:
            clause.weekdays -= other.weekdays
    for clause, other in combinations(plain, 2):
        if clause.weekdays & other.weekdays:
            raise InvalidInput(UNREADABLE_HOURS, value=text)


def _to_osm(opening: list[Clause], closing: list[Clause]) -> str:
    """Write times of all year first, then seasons, what closes, and dates: later rules win.

    A rule after a semicolon ends the night before its day, so that nights need commas, and weekdays
    that are closed anyway are left out.
    """
    is_over_night = any(end > MINUTES_PER_DAY for clause in opening for _, end in clause.spans)
    opened = {day for clause in opening for day in clause.weekdays or _EVERY_DAY}
    if is_over_night:
        closing = [clause for clause in closing if not clause.weekdays or clause.weekdays & opened]
    separator = ", " if is_over_night else "; "
    general = [clause for clause in opening if not clause.dates]
    all_year = separator.join(_rule_text(clause) for clause in general if not clause.months)
    seasons = separator.join(_rule_text(clause) for clause in general if clause.months)
    closed = [_rule_text(clause) for clause in closing if not clause.dates]
    dated = [_rule_text(clause) for clause in (*opening, *closing) if clause.dates]
    return "; ".join(filter(None, (all_year, seasons, *closed, *dated)))


def _rule_text(clause: Clause) -> str:
    is_daily = clause.weekdays >= _EVERY_DAY or not clause.names_days()
    if clause.spans == [WHOLE_DAY] and is_daily and not (clause.months or clause.dates):
        return "24/7"
    holidays = ["PH"] if clause.on_holidays else []
    weekdays = [days_text(sorted(clause.weekdays))] if clause.weekdays else []
    days = ",".join((*weekdays, *holidays))
    times = "off" if clause.is_off else times_text(clause.spans)
    return " ".join(filter(None, (clause.months, clause.dates, days, times)))
