import pickle
from datetime import date, datetime, timedelta

import numpy as np
import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.hours import (
    Closure,
    closure_on,
    is_open_for,
    next_open,
    open_intervals,
    open_until,
    parse_opening_hours,
)
from geo.messages import Language
from geo.workdays import CalendarDay, CalendarKind, build_calendar

HOLIDAY, MAKEUP = CalendarKind.HOLIDAY, CalendarKind.MAKEUP_WORKDAY
CALENDAR = build_calendar(
    [CalendarDay(date(2026, 10, day), HOLIDAY, "国庆节", official=True) for day in range(1, 8)]
    + [CalendarDay(date(2026, 9, 20), MAKEUP, "国庆节调休", official=True)]
    + [CalendarDay(date(2026, 10, 10), MAKEUP, "国庆节调休", official=True)]
)
PLAIN_MONDAY, PLAIN_FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
PLAIN_SATURDAY, PLAIN_SUNDAY = date(2026, 3, 7), date(2026, 3, 8)
HOLIDAY_THURSDAY = date(2026, 10, 1)
MAKE_UP_SATURDAY, MAKE_UP_SUNDAY = date(2026, 10, 10), date(2026, 9, 20)


def hours_on(day, text, closures=(), days=1):
    """The open times as text, days joined by blanks; the hours of a second day count from 24:00."""
    hours = parse_opening_hours(text) if text else None
    found = open_intervals(hours, day, days, calendar=CALENDAR, closures=closures)
    return " ".join("-".join(f"{m // 60:02}:{m % 60:02}" for m in row) for row in found.tolist())


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (PLAIN_MONDAY, "Mo-Fr 08:30-11:30,13:30-17:00", "08:30-11:30 13:30-17:00"),
        (PLAIN_MONDAY, "Mo-Fr 10:00-14:00, 12:00-16:00", "10:00-16:00"),
        (PLAIN_MONDAY, "Mo-Fr 09:00-17:00; Mo 12:00-18:00", "12:00-18:00"),
        (PLAIN_MONDAY, "Mo-Fr 09:00-17:00, Mo 18:00-20:00", "09:00-17:00 18:00-20:00"),
        (PLAIN_MONDAY, "09:00-17:00; 12:00-13:00 off", "09:00-12:00 13:00-17:00"),
        (PLAIN_MONDAY, "Mo-Fr 09:00-17:00; Mo off", ""),
        (PLAIN_MONDAY, "Mo-Fr 09:00-17:00, Mo off", ""),
        (PLAIN_MONDAY, 'Mo "by appointment"', ""),
        (PLAIN_MONDAY, 'Mo 09:00-17:00 open "ring the bell"', "09:00-17:00"),
        (PLAIN_MONDAY, 'Mo 09:00-10:00 open "a", 11:00-12:00 open "b"', "09:00-10:00 11:00-12:00"),
        (PLAIN_MONDAY, "SH 09:00-17:00", ""),
        (PLAIN_MONDAY, "Mar 09:00-12:00; Mar 02 10:00-11:00", "10:00-11:00"),
        (PLAIN_MONDAY, "Mo[1] 09:00-12:00; Mo[2] off", "09:00-12:00"),
        (PLAIN_MONDAY, "Mo, Tu 09:00-12:00", "09:00-12:00"),
        (PLAIN_SUNDAY, "Sa-Mo 09:00-12:00", "09:00-12:00"),
    ],
)
def test_rules_apply_in_order(day: date, text: str, expected: str) -> None:
    assert hours_on(day, text) == expected


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (PLAIN_FRIDAY, "Fr 20:00-02:00", "20:00-24:00"),
        (PLAIN_SATURDAY, "Fr 20:00-02:00", "00:00-02:00"),
        (PLAIN_SATURDAY, "Fr 20:00-26:00", "00:00-02:00"),
        (PLAIN_SUNDAY + timedelta(days=1), "Su 22:00-02:00", "00:00-02:00"),
        (PLAIN_SATURDAY, "Fr 20:00-02:00; Sa 09:00-12:00", "09:00-12:00"),
        (PLAIN_SATURDAY, "Fr 20:00-02:00, Sa 09:00-12:00", "00:00-02:00 09:00-12:00"),
        (PLAIN_SATURDAY, "Fr 20:00-02:00; Sa 01:00-01:30 off", "00:00-01:00 01:30-02:00"),
        (HOLIDAY_THURSDAY, "Mo-Fr 20:00-02:00", "00:00-02:00"),
        (date(2026, 10, 8), "Mo-Fr 20:00-02:00", "20:00-24:00"),
    ],
)
def test_hours_over_midnight_belong_to_the_day_they_start(
    day: date, text: str, expected: str
) -> None:
    assert hours_on(day, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 09:00-17:00", ""),
        ("09:00-17:00", ""),
        ("Oct 09:00-17:00", ""),
        ("Mo-Fr,PH 09:00-17:00", "09:00-17:00"),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "10:00-12:00"),
        ("PH 10:00-12:00; Mo-Fr 09:00-17:00", "10:00-12:00"),
        ("PH,Mo-Su 09:00-17:00; Th off", ""),
        ("24/7", "00:00-24:00"),
        ("24/7; PH off", ""),
        ("Mo-Fr 09:00-17:00; Oct 01 10:00-12:00", "10:00-12:00"),
        ("2026 Oct 01-2026 Oct 07 10:00-12:00", "10:00-12:00"),
        ("Mo-Fr,PH 09:00-17:00; Oct 01-03 off", ""),
    ],
)
def test_a_holiday_is_closed_unless_the_text_names_it(text: str, expected: str) -> None:
    assert hours_on(HOLIDAY_THURSDAY, text) == expected


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (MAKE_UP_SATURDAY, "Mo-Th 08:00-18:00; Fr 08:00-16:00", "08:00-16:00"),
        (MAKE_UP_SUNDAY, "Mo 09:00-18:00; Tu-Fr 08:00-16:00", "09:00-18:00"),
        (MAKE_UP_SATURDAY, "Mo-Fr 08:30-17:00; Sa off", "08:30-17:00"),
        (MAKE_UP_SATURDAY, "Mo-Fr 08:30-17:00; Sa 09:00-12:00", "08:30-17:00"),
        (MAKE_UP_SATURDAY, "Sa-Su 09:00-12:00", "09:00-12:00"),
        (MAKE_UP_SUNDAY, "Tu-Su 09:00-17:00; Mo off", ""),
        (MAKE_UP_SATURDAY, "Mo-Fr 08:30-17:00; Oct 10 off", ""),
        (MAKE_UP_SATURDAY, "Oct Fr 08:30-17:00; Nov Fr 09:00-12:00", "08:30-17:00"),
        (MAKE_UP_SATURDAY, "Nov Mo-Fr 08:30-17:00; Sa 09:00-12:00", "09:00-12:00"),
        (MAKE_UP_SATURDAY, "Mo-Fr 08:30-17:00; Sa[2] 09:00-10:00", "08:30-17:00"),
    ],
)
def test_a_make_up_workday_follows_office_days(day: date, text: str, expected: str) -> None:
    assert hours_on(day, text) == expected


def test_a_desk_that_never_closes_is_one_interval() -> None:
    found = open_intervals(parse_opening_hours("24/7"), PLAIN_MONDAY, 8, calendar=CALENDAR)

    assert found.tolist() == [[0, 8 * 1440]]
    assert found.dtype == np.int64


@pytest.mark.parametrize("text", ["off", "", "2012 Jan 01 10:00-12:00"])
def test_never_open_has_no_rows(text: str) -> None:
    hours = parse_opening_hours(text) if text else None

    assert open_intervals(hours, PLAIN_MONDAY, 8, calendar=CALENDAR).shape == (0, 2)


def closure(first: date, last: date, text: str = "") -> Closure:
    return Closure(first, last, parse_opening_hours(text) if text else None, "盘点")


@pytest.mark.parametrize(
    ("closures", "expected"),
    [
        ([closure(PLAIN_FRIDAY, PLAIN_FRIDAY)], "33:00-36:00"),
        ([closure(PLAIN_FRIDAY, PLAIN_FRIDAY, "10:00-11:00")], "10:00-11:00 33:00-36:00"),
        ([closure(PLAIN_FRIDAY, PLAIN_FRIDAY, "22:00-01:00")], "22:00-25:00 33:00-36:00"),
        ([closure(PLAIN_MONDAY, PLAIN_MONDAY)], "00:00-02:00 20:00-26:00 33:00-36:00"),
        ([closure(PLAIN_MONDAY, PLAIN_FRIDAY)], "33:00-36:00"),
        (
            [
                closure(PLAIN_MONDAY, PLAIN_SUNDAY),
                closure(PLAIN_FRIDAY, PLAIN_FRIDAY, "10:00-11:00"),
            ],
            "10:00-11:00",
        ),
        (
            [
                closure(PLAIN_FRIDAY, PLAIN_FRIDAY, "10:00-11:00"),
                closure(PLAIN_FRIDAY, PLAIN_FRIDAY),
            ],
            "33:00-36:00",
        ),
    ],
)
def test_closures_override_weekly_hours(closures: list[Closure], expected: str) -> None:
    found = hours_on(PLAIN_FRIDAY, "Mo-Fr 20:00-02:00, Sa 09:00-12:00", closures, days=2)

    assert found == expected


def test_the_shortest_closure_is_in_force_and_a_closed_one_before_special_hours() -> None:
    week = closure(PLAIN_MONDAY, PLAIN_SUNDAY)
    special = closure(PLAIN_FRIDAY, PLAIN_FRIDAY, "10:00-11:00")
    closed = closure(PLAIN_FRIDAY, PLAIN_FRIDAY)

    assert closure_on(PLAIN_FRIDAY, [week, special]) is special
    assert closure_on(PLAIN_FRIDAY, [special, closed, week]) is closed
    assert closure_on(PLAIN_SATURDAY, [week, special]) is week
    assert closure_on(HOLIDAY_THURSDAY, [week, special]) is None


def test_special_hours_hold_on_a_holiday() -> None:
    duty = closure(HOLIDAY_THURSDAY, HOLIDAY_THURSDAY, "10:00-14:00")

    assert hours_on(HOLIDAY_THURSDAY, "Mo-Fr 09:00-17:00", [duty]) == "10:00-14:00"
    assert hours_on(HOLIDAY_THURSDAY, "", [duty]) == "10:00-14:00"


@pytest.mark.parametrize(("closes", "can_be_served"), [("20:00", True), ("19:00", False)])
def test_a_worker_off_at_half_past_six_is_served_only_before_closing(
    closes: str, *, can_be_served: bool
) -> None:
    hours = parse_opening_hours(f"Mo-Fr 08:30-{closes}")
    off_shift, way, stay = 18 * 60 + 30, 10, 30

    intervals = open_intervals(hours, PLAIN_MONDAY, 1, calendar=CALENDAR)

    assert is_open_for(intervals, off_shift + way, stay) is can_be_served


@pytest.mark.parametrize(
    ("minute", "until", "opens"),
    [(99, None, 100), (100, 200, 300), (199, 200, 300), (200, None, 300), (300, 400, None)],
)
def test_the_minute_of_closing_is_closed(minute: int, until: int | None, opens: int | None) -> None:
    intervals = np.array([[100, 200], [300, 400]], dtype=np.int64)

    assert open_until(intervals, minute) == until
    assert next_open(intervals, minute) == opens


def test_nothing_opens_again_without_intervals() -> None:
    nothing = np.empty((0, 2), dtype=np.int64)

    assert (open_until(nothing, 5), next_open(nothing, 5)) == (None, None)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Mo 9-", "9-"),
        ("Mo-Sa 08:00+", "08:00+"),
        ("Mo-Fr 08:30", "08:30"),
        ('|| "call"', "||"),
        ('Mo-Fr 09:00-17:00 || "call"', "||"),
        ("Mo-Fr 25:00-26:00", "25:00-26:00"),
        ("Mo-Fr 09:00-12:75", "09:00-12:75"),
        ("sunrise-sunset", "sunrise-sunset"),
        ("Mo-Fr 10:00-16:00/01:30", "10:00-16:00/01:30"),
        ("Mo-Fr 09:00-17:00, Sa", "Sa"),
        ("09:00-17:00 Mo-Fr", "Mo-Fr"),
        ("PH Mo-Fr 09:00-17:00", "Mo-Fr"),
        ("Mo-Fr 09:00-17:00, off", "off"),
        ("Mo off closed", "closed"),
        ("PH +1 day off", "PH +1 day off"),
        ("Feb 30 off", "Feb 30"),
        ("week 60 off", "week 60"),
        ("Mo-Fr 09:00-17:00 sometimes", "sometimes"),
        ("周一 8:30-17:00", "周一 8:30-17:00"),
    ],
)
def test_an_unreadable_text_is_refused_with_its_part(text: str, part: str) -> None:
    with pytest.raises(InvalidInput) as failure:
        parse_opening_hours(text)

    assert failure.value.code == "unreadable_hours"
    assert failure.value.values["part"] == part
    assert text in failure.value.text(Language.CHINESE)
    assert text in failure.value.text(Language.ENGLISH)


@pytest.mark.parametrize("text", ["", "  ", ";", "Mo" * 600])
def test_what_are_no_hours_at_all_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"cannot be read|too long"):
        parse_opening_hours(text)


def test_compiled_hours_are_shared_equal_by_text_and_travel_to_other_processes() -> None:
    hours = parse_opening_hours("Mo-Fr 09:00-17:00")

    copy = pickle.loads(pickle.dumps(hours))  # noqa: S301  # our own bytes

    assert parse_opening_hours("Mo-Fr 09:00-17:00") is hours
    assert {hours: 1}[copy] == 1
    assert open_intervals(copy, PLAIN_MONDAY, 1, calendar=CALENDAR).tolist() == [[540, 1020]]


weekdays = st.sampled_from(["Mo", "Mo-Fr", "Sa,Su", "Fr-Mo", "We", "Tu-Th", "Mo-Su"])
clocks = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
day_spans = st.tuples(clocks, clocks).filter(lambda pair: pair[0] < pair[1]).map("-".join)
any_spans = st.tuples(clocks, clocks).map("-".join)


def rules_of(spans: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of one to three rules, some of which close."""
    bodies = st.one_of(spans, st.just("off"), spans.map(lambda span: f"{span} off"))
    rule = st.tuples(weekdays, bodies).map(" ".join)
    rest = st.lists(st.tuples(st.sampled_from(["; ", ", "]), rule).map("".join), max_size=2)
    return st.tuples(rule, rest.map("".join)).map("".join)


texts = st.one_of(rules_of(any_spans), st.sampled_from(["24/7", "Oct 01-07 10:00-12:00", "PH off"]))
days = st.dates(date(2026, 9, 14), date(2026, 10, 14))
closures = st.builds(
    lambda first, length, text: closure(first, first + timedelta(days=length), text),
    days,
    st.integers(0, 9),
    st.one_of(st.just(""), texts),
)


@settings(max_examples=150)
@given(texts, days, st.integers(0, 12), st.lists(closures, max_size=3))
def test_intervals_are_sorted_disjoint_and_within_the_days(text, first_day, count, exceptions):
    hours = parse_opening_hours(text)

    found = open_intervals(hours, first_day, count, calendar=CALENDAR, closures=exceptions)

    bounds = [0, *found.ravel().tolist(), count * 1440]
    inner = bounds[1:-1]
    assert bounds == sorted(bounds)
    assert len(set(inner)) == len(inner)


@settings(max_examples=150)
@given(texts, st.lists(closures, max_size=2), days, st.integers(0, 5))
def test_one_more_closed_day_never_opens_anything(text, exceptions, first_closed, length):
    hours = parse_opening_hours(text)
    closed = closure(first_closed, first_closed + timedelta(days=length))

    before, after = (
        open_minutes(open_intervals(hours, date(2026, 9, 10), 40, calendar=CALENDAR, closures=some))
        for some in (exceptions, [*exceptions, closed])
    )

    assert after <= before


def open_minutes(intervals: np.ndarray) -> set[int]:
    return {minute for start, end in intervals.tolist() for minute in range(start, end, 30)}


@settings(max_examples=150)
@given(rules_of(day_spans))
def test_within_days_the_library_agrees(text):
    first = datetime(2026, 3, 1)  # noqa: DTZ001  # the library takes local wall time
    hours = parse_opening_hours(text)

    found = open_intervals(hours, first.date(), 14, calendar=build_calendar([]))

    library = opening_hours.OpeningHours(text).intervals(first, first + timedelta(days=14))
    expected = {
        (start - first).days * 1440 + (start - first).seconds // 60 + minute
        for start, end, state, _ in library
        if state == opening_hours.State.OPEN
        for minute in range(0, int((end - start).total_seconds()) // 60, 30)
    }
    assert open_minutes(found) == expected
