"""Words of Chinese opening hours gathered into clauses: on which days, which times hold."""

from dataclasses import dataclass, field

from geo.chinese_hours_clock import to_span
from geo.chinese_hours_words import Word, to_dates, to_months, to_weekdays, words
from geo.errors import InvalidInput
from geo.hours_messages import NO_MONTHS, NO_TIMES, UNREADABLE_PART
from geo.hours_rules import Span
from geo.messages import Message
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY

_EVERY_DAY = frozenset(range(DAYS_PER_WEEK))
_DAYS = {
    Word.EVERY_DAY: _EVERY_DAY,
    Word.OFFICE_DAYS: frozenset(range(5)),
    Word.WEEKEND: frozenset({5, 6}),
}
WHOLE_DAY: Span = (0, MINUTES_PER_DAY)


@dataclass(slots=True)
class Clause:
    """What holds on some days: times, or closed (`is_off`), or the times of the other days."""

    months: str = ""
    is_season: bool = False
    """Whether it names a season whose months are not given yet."""
    dates: str = ""
    weekdays: set[int] = field(default_factory=set)
    on_holidays: bool = False
    spans: list[Span] = field(default_factory=list)
    breaks: list[Span] = field(default_factory=list)
    is_off: bool = False
    is_as_usual: bool = False
    is_vague: bool = False
    """Whether it says 全天, which beside other times may mean a full working day."""

    def names_days(self) -> bool:
        """Whether it says on which days it holds."""
        return bool(self.weekdays or self.on_holidays or self.dates or self.months)

    def has_body(self) -> bool:
        """Whether it says what holds."""
        return bool(self.spans or self.is_off or self.is_as_usual)

    def is_complete(self) -> bool:
        """Whether nothing is missing: the times of days, the hours around a break."""
        return self.has_body() and bool(self.spans or not self.breaks)

    def absorb(self, other: "Clause") -> None:
        """Take over what another clause says, whichever of the two is incomplete."""
        self.months = self.months or other.months
        self.is_season = self.is_season and not self.months
        self.dates = self.dates or other.dates
        self.weekdays |= other.weekdays
        self.on_holidays = self.on_holidays or other.on_holidays
        self.spans += other.spans
        self.breaks += other.breaks


@dataclass(slots=True)
class _Reader:
    """Gathers words into clauses; one in brackets interrupts the one around it."""

    text: str
    finished: list[Clause] = field(default_factory=list)
    unfinished: list[Clause] = field(default_factory=lambda: [Clause()])
    is_break_next: bool = False
    is_year_round: bool = False

    @property
    def current(self) -> Clause:
        return self.unfinished[-1]

    def refuse(self, message: Message, part: str) -> InvalidInput:
        return InvalidInput(message, value=self.text, part=part)

    def start_clause(self) -> None:
        """End the clause at hand and begin another."""
        self.finished.append(self.current)
        self.unfinished[-1] = Clause()

    def take_days(self, word: Word, token: str) -> None:
        if self.current.has_body():
            self.start_clause()
        clause = self.current
        if word is Word.HOLIDAYS:
            clause.on_holidays = True
        elif word is Word.DATES:
            clause.dates = ",".join(filter(None, (clause.dates, to_dates(token, self.text))))
        elif word is Word.MONTHS:
            clause.months = ",".join(filter(None, (clause.months, to_months(token, self.text))))
            clause.is_season = False
        else:
            clause.weekdays |= _DAYS.get(word) or to_weekdays(token)

    def take_season(self, _: str) -> None:
        """Begin a season; its months must follow."""
        if self.current.has_body():
            self.start_clause()
        self.current.is_season = True

    def take_span(self, token: str) -> None:
        self._add_span(to_span(token, self.text))

    def take_whole_day(self, token: str) -> None:
        self._add_span(WHOLE_DAY)
        self.current.is_vague = not token.startswith(_CLEARLY_WHOLE)

    def _add_span(self, span: Span) -> None:
        if self.is_break_next:
            self.current.breaks.append(span)
        else:
            if self.current.is_off or self.current.is_as_usual:
                self.start_clause()
            self.current.spans.append(span)
        self.is_break_next = False

    def take_lunch(self, _: str) -> None:
        """A lunch break: its times follow, or came last."""
        self.is_break_next = not self._take_break()

    def _take_break(self) -> bool:
        """Whether the last span lies within another one: then it is a break of that."""
        spans = self.current.spans
        if not spans or not any(_contains(span, spans[-1]) for span in spans[:-1]):
            return False
        self.current.breaks.append(spans.pop())
        return True

    def take_off(self, token: str) -> None:
        clause = self.current
        if clause.spans:
            if not self._take_break():
                raise self.refuse(UNREADABLE_PART, token)
        elif clause.names_days():
            clause.is_off = True
        else:
            raise self.refuse(UNREADABLE_PART, token)

    def take_as_usual(self, token: str) -> None:
        clause = self.current
        if clause.names_days() and not clause.spans:
            clause.is_as_usual = not clause.is_off
        elif not token.startswith(_POLITE):
            raise self.refuse(UNREADABLE_PART, token)

    def take_year_round(self, _: str) -> None:
        self.is_year_round = True

    def take_break(self, token: str) -> None:
        if token in _FULL_STOPS and self.current.names_days() and not self.current.has_body():
            raise self.refuse(NO_TIMES, self.text)

    def take_opening(self, _: str) -> None:
        self.unfinished.append(Clause())

    def take_closing(self, token: str) -> None:
        """End a clause in brackets: complete in itself, or part of the one around it."""
        if len(self.unfinished) == 1:
            raise self.refuse(UNREADABLE_PART, token)
        inner = self.unfinished.pop()
        if inner.has_body() and inner.names_days():
            self.finished.append(inner)
        elif inner.weekdays and self.current.weekdays not in (set(), inner.weekdays):
            raise self.refuse(NO_TIMES, self.text)
        else:
            self.current.absorb(inner)

    def finish(self) -> list[Clause]:
        while len(self.unfinished) > 1:
            self.take_closing("(")
        self.start_clause()
        clauses = [clause for clause in self.finished if clause.names_days() or clause.has_body()]
        clauses = _with_days_after_times(clauses)
        if any(clause.is_season for clause in clauses):
            raise self.refuse(NO_MONTHS, self.text)
        if self.is_break_next or not all(clause.is_complete() for clause in clauses):
            raise self.refuse(NO_TIMES, self.text)
        return clauses


def _contains(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _with_days_after_times(clauses: list[Clause]) -> list[Clause]:
    """Join `8:30-17:00` and 周一至周五 where they come in this order and stand alone."""
    if len(clauses) > 1 and not clauses[0].names_days() and not clauses[1].has_body():
        clauses[0].absorb(clauses.pop(1))
    return clauses


_CLEARLY_WHOLE = ("24", "二十四", "昼夜")
_POLITE = ("照常", "正常")
_FULL_STOPS = ";。"
_TAKERS = {
    Word.SEASON: _Reader.take_season,
    Word.SPAN: _Reader.take_span,
    Word.WHOLE_DAY: _Reader.take_whole_day,
    Word.LUNCH: _Reader.take_lunch,
    Word.OFF: _Reader.take_off,
    Word.AS_USUAL: _Reader.take_as_usual,
    Word.YEAR_ROUND: _Reader.take_year_round,
    Word.BREAK: _Reader.take_break,
    Word.OPENING: _Reader.take_opening,
    Word.CLOSING: _Reader.take_closing,
}


def read_clauses(text: str) -> tuple[list[Clause], bool]:
    """Read a text; also says whether it holds all year round, holidays included.

    Raises InvalidInput `unreadable_hours`, quoting what is not understood or is missing.
    """
    reader = _Reader(text)
    for word, token in words(text):
        if word in _TAKERS:
            _TAKERS[word](reader, token)
        elif word is not Word.FILLER:
            reader.take_days(word, token)
    return reader.finish(), reader.is_year_round
