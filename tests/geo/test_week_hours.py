import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hours import parse_opening_hours
from geo.units import MINUTES_PER_WEEK
from geo.week_hours import WeekHours, to_week_hours, to_week_text, week_hours

DAY = 1440


def week_of(text: str) -> WeekHours:
    return week_hours(parse_opening_hours(text))


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("Mo 09:00-17:00; Tu off", ((540, 1020),)),
        ("Mo 22:00-02:00", ((1320, DAY + 120),)),
        ("Su 22:00-02:00", ((6 * DAY + 1320, 7 * DAY + 120),)),
        ("Su 22:00-24:00; Mo 00:00-02:00", ((6 * DAY + 1320, 7 * DAY + 120),)),
        ("24/7", ((0, 7 * DAY),)),
        ("off", ()),
        ("PH 10:00-12:00", ()),
        ("We 22:00-22:00", ((2 * DAY + 1320, 3 * DAY + 1320),)),
    ],
)
def test_a_week_is_a_circle_from_monday(text: str, intervals: tuple[tuple[int, int], ...]) -> None:
    assert week_of(text).intervals == intervals


def test_the_typical_week_of_a_text_with_seasons_is_the_most_frequent_one() -> None:
    seasons = "Nov-Feb Mo 10:00-12:00; Mar-Oct Mo 09:00-17:00; Mar 04 off"

    assert week_of(seasons) == week_of("Mo 09:00-17:00")


def test_minutes_and_rows_of_a_week() -> None:
    week = week_of("Mo-Fr 09:00-17:00")

    assert week.minutes == 5 * 8 * 60
    assert week.to_array().shape == (5, 2)
    assert week_of("off").to_array().shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("Mo-Fr 09:00-17:00; Sa 09:00-16:00", "Mo-Fr 09:00-17:00; Sa 09:00-16:00"),
        ("08:30-17:00; 12:00-13:00 off", "Mo-Su 08:30-12:00,13:00-17:00"),
        ("Mo,We,Th 09:00-12:00", "Mo,We-Th 09:00-12:00"),
        ("Fr-Sa 18:00-02:00", "Fr-Sa 18:00-02:00"),
        ("Fr 18:00-02:00, Sa 09:00-12:00", "Fr 18:00-02:00, Sa 09:00-12:00"),
        ("Mo 10:00-24:00, Tu 00:00-24:00, We 00:00-14:00",
         "Mo 10:00-24:00; Tu 00:00-24:00; We 00:00-14:00"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("off", "off"),
    ],
)  # fmt: skip
def test_a_week_is_written_as_standard_text(text: str, standard: str) -> None:
    assert to_week_text(week_of(text)) == standard


starts = st.integers(0, MINUTES_PER_WEEK // 15 - 1).map(lambda quarter: quarter * 15)
lengths = st.integers(1, MINUTES_PER_WEEK // 15).map(lambda quarters: quarters * 15)
spans = st.tuples(starts, lengths).map(lambda span: (span[0], sum(span)))
weeks = st.lists(spans, max_size=8).map(to_week_hours)


@settings(max_examples=150)
@given(weeks)
def test_a_week_survives_being_written_and_read(week: WeekHours) -> None:
    assert week_of(to_week_text(week)) == week


@settings(max_examples=100)
@given(weeks)
def test_a_week_is_sorted_and_disjoint_and_only_its_end_wraps(week: WeekHours) -> None:
    bounds = [bound for interval in week.intervals for bound in interval]
    wrapped = max(bounds, default=0) - MINUTES_PER_WEEK

    assert bounds == sorted(set(bounds))
    assert all(start < MINUTES_PER_WEEK for start, _ in week.intervals)
    assert wrapped <= min(bounds, default=0)
