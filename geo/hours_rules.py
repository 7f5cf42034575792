"""One opening-hours text taken apart into rules: which days, which times, open or closed."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from geo.errors import InvalidInput
from geo.hours_messages import (
    FALLBACK_HOURS,
    IMPOSSIBLE_TIME,
    NO_CLOSING_TIME,
    NO_TIMES,
    UNREADABLE_PART,
    UNSUPPORTED_TIMES,
)
from geo.hours_tokens import Kind, tokens
from geo.messages import Message
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Span = tuple[int, int]
"""Minutes since the day began, half-open; the end may lie on the next day."""

_DATES = {Kind.DATES, Kind.MONTHS, Kind.YEARS, Kind.WEEKS}
_DAYS = {Kind.WEEKDAYS, Kind.NTH, Kind.HOLIDAYS}
_SELECTORS = _DATES | _DAYS | {Kind.ALWAYS}
_REFUSED = {
    Kind.FALLBACK: FALLBACK_HOURS,
    Kind.ENDLESS: NO_CLOSING_TIME,
    Kind.UNSUPPORTED: UNSUPPORTED_TIMES,
}
_STANDARD_SPAN = re.compile(r"\d\d:\d\d-\d\d:\d\d\+?")
_LATEST_END = 2 * MINUTES_PER_DAY


class RuleState(StrEnum):
    """What a rule says of its times; unknown (a bare comment, or `unknown`) is never open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """Days, times and a state; without `spans` it speaks of whole days.

    All of `dates` must hold and, if `names_weekday`, one of the three fields after it. A rule that
    `is_additional` adds to what was said of a day; any other replaces it.
    """

    text: str
    dates: tuple[str, ...]
    names_date: bool
    names_weekday: bool
    weekdays: frozenset[int]
    nth_weekdays: str
    on_holidays: bool
    is_always: bool
    spans: tuple[Span, ...]
    state: RuleState
    is_additional: bool
    is_loosely_written: bool
    """Whether a time lacks digits, as in `8:30-17`."""

    @property
    def replaces_day(self) -> bool:
        """Whether nothing remains of what earlier rules said of its days."""
        if self.state is RuleState.CLOSED:
            return not self.spans
        return not self.is_additional


@dataclass(frozen=True, slots=True)
class _Draft:
    """The tokens of one rule, in order."""

    is_additional: bool = False
    needs_times: bool = False
    selectors: tuple[tuple[Kind, str], ...] = ()
    """A comma stands as itself between the items of one list."""
    spans: tuple[str, ...] = ()
    state: str = ""
    comment: str = ""

    @property
    def has_body(self) -> bool:
        return bool(self.spans or self.state or self.comment)

    def items(self, kinds: set[Kind]) -> list[str]:
        return [item for kind, item in self.selectors if kind in kinds]


@dataclass(slots=True)
class _Reader:
    """Collects tokens into drafts; it remembers the separator that came last."""

    text: str
    drafts: list[_Draft] = field(default_factory=lambda: [_Draft()])
    after_comma: bool = False

    def refuse(self, message: Message, part: str) -> InvalidInput:
        return InvalidInput(message, value=self.text, part=part)

    def take(self, kind: Kind, token: str) -> None:
        """Add one token to the rule it belongs to."""
        if kind in _REFUSED:
            raise self.refuse(_REFUSED[kind], token)
        if kind is Kind.COMMA:
            self.after_comma = True
            return
        if kind is Kind.SEMICOLON:
            self.drafts.append(_Draft())
        elif kind in _SELECTORS:
            self._take_selector(kind, token)
        elif kind is not Kind.COLON:
            self._take_body(kind, token)
        self.after_comma = False

    def _take_selector(self, kind: Kind, token: str) -> None:
        draft = self.drafts[-1]
        if draft.has_body:
            if not (draft.selectors or self.after_comma):
                raise self.refuse(UNREADABLE_PART, token)
            draft = _Draft(is_additional=self.after_comma, needs_times=True)
            self.drafts.append(draft)
        elif draft.selectors:
            draft = self._continue_selectors(draft, kind, token)
        self.drafts[-1] = replace(draft, selectors=(*draft.selectors, (kind, token)))

    def _continue_selectors(self, draft: _Draft, kind: Kind, token: str) -> _Draft:
        last_kind = draft.selectors[-1][0]
        is_list = self.after_comma and _family(kind) == _family(last_kind)
        is_new_part = not self.after_comma and not (kind in _DAYS and draft.items(_DAYS))
        if Kind.ALWAYS in {kind, last_kind} or not (is_list or is_new_part):
            raise self.refuse(UNREADABLE_PART, token)
        return replace(draft, selectors=(*draft.selectors, (Kind.COMMA, ","))) if is_list else draft

    def _take_body(self, kind: Kind, token: str) -> None:
        draft = self.drafts[-1]
        if self.after_comma and kind is Kind.STATE:
            raise self.refuse(UNREADABLE_PART, token)
        if self.after_comma and (draft.state or draft.comment or kind is Kind.COMMENT):
            draft = _Draft(is_additional=True, selectors=draft.selectors)
            self.drafts.append(draft)
        if kind is Kind.SPAN and not (draft.state or draft.comment):
            draft = replace(draft, spans=(*draft.spans, token))
        elif kind is Kind.COMMENT and not draft.comment:
            draft = replace(draft, comment=token)
        elif kind is Kind.STATE and not draft.state:
            draft = replace(draft, state=token)
        else:
            raise self.refuse(UNREADABLE_PART, token)
        self.drafts[-1] = draft


def _family(kind: Kind) -> Kind:
    if kind in _DAYS:
        return Kind.WEEKDAYS
    return Kind.DATES if kind is Kind.MONTHS else kind


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Take a text apart; raises InvalidInput `unreadable_hours` quoting what it stumbles on."""
    reader = _Reader(text)
    for kind, token in tokens(text):
        reader.take(kind, token)
    return tuple(
        _finish(draft, text) for draft in reader.drafts if draft.selectors or draft.has_body
    )


def _finish(draft: _Draft, text: str) -> Rule:
    """Turn the tokens of one rule into what they mean."""
    if draft.needs_times and not draft.has_body:
        part = " ".join(item for _, item in draft.selectors)
        raise InvalidInput(NO_TIMES, value=text, part=part)
    return Rule(
        text=_rule_text(draft),
        dates=tuple(part for is_date, part in _parts(draft) if is_date),
        names_date=bool(draft.items({Kind.DATES})),
        names_weekday=bool(draft.items(_DAYS)),
        weekdays=_weekdays(draft.items({Kind.WEEKDAYS})),
        nth_weekdays=",".join(draft.items({Kind.NTH})),
        on_holidays="PH" in draft.items({Kind.HOLIDAYS}),
        is_always=bool(draft.items({Kind.ALWAYS})),
        spans=tuple(_to_span(token, text) for token in draft.spans),
        state=_state(draft),
        is_additional=draft.is_additional,
        is_loosely_written=not all(map(_STANDARD_SPAN.fullmatch, draft.spans)),
    )


def _parts(draft: _Draft) -> list[tuple[bool, str]]:
    """Join the items of each list: whether it speaks of dates, and its text."""
    parts: list[tuple[bool, str]] = []
    is_list = False
    for kind, token in draft.selectors:
        if kind is Kind.COMMA:
            is_list = True
            continue
        if is_list:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]},{token}")
        else:
            parts.append((kind in _DATES, f"week {token}" if kind is Kind.WEEKS else token))
        is_list = False
    return parts


def _rule_text(draft: _Draft) -> str:
    words = [part for _, part in _parts(draft)]
    if draft.spans:
        words.append(",".join(map(_standard_span, draft.spans)))
    return " ".join(filter(None, (*words, draft.state, draft.comment)))


def _standard_span(token: str) -> str:
    clocks = (clock.partition(":") for clock in token.removesuffix("+").split("-"))
    span = "-".join(f"{int(hour):02}:{minute or '00'}" for hour, _, minute in clocks)
    return f"{span}+" if token.endswith("+") else span


def _to_span(token: str, text: str) -> Span:
    """Read e.g. `8:30-17` in minutes; an end not after its start lies on the next day."""
    start, end = (_to_minute(clock) for clock in token.removesuffix("+").split("-"))
    if start is None or end is None or start >= MINUTES_PER_DAY:
        raise InvalidInput(IMPOSSIBLE_TIME, value=text, part=token)
    return (start, end if end > start else end + MINUTES_PER_DAY)


def _to_minute(clock: str) -> int | None:
    hour, _, minute = clock.partition(":")
    minutes = int(hour) * MINUTES_PER_HOUR + int(minute or 0)
    is_possible = int(minute or 0) < MINUTES_PER_HOUR and minutes <= _LATEST_END
    return minutes if is_possible else None


def _weekdays(items: list[str]) -> frozenset[int]:
    """Expand e.g. `Fr-Mo` into weekday numbers, Monday is 0."""
    found: set[int] = set()
    for item in items:
        first, _, last = item.partition("-")
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last or first) - start) % DAYS_PER_WEEK + 1
        found.update((start + step) % DAYS_PER_WEEK for step in range(length))
    return frozenset(found)


def _state(draft: _Draft) -> RuleState:
    if draft.state:
        return RuleState.CLOSED if draft.state in {"off", "closed"} else RuleState(draft.state)
    return RuleState.UNKNOWN if draft.comment else RuleState.OPEN
