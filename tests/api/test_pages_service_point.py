import datetime

import pytest

from api.clock import CHINA_TIME
from api.pages.service_point import (
    hours_words,
    open_state,
    service_point_page,
    weekly_lines,
)
from geo.messages import Language
from tests.api.pages_desk import MONDAY_EVENING, day, service_point, words

NINE_TO_FIVE = ("09:00", "17:00")
WEEK = [
    day("2026-11-23", NINE_TO_FIVE),
    day("2026-11-24", NINE_TO_FIVE),
    day("2026-11-25", NINE_TO_FIVE),
    day("2026-11-26", NINE_TO_FIVE),
    day("2026-11-27", NINE_TO_FIVE),
    day("2026-11-28", ("09:00", "12:00"), day_type="weekend"),
    day("2026-11-29", day_type="weekend"),
]


def page(language=Language.CHINESE, **changes):
    return service_point_page(service_point(**changes), [], language, now=MONDAY_EVENING)


def lines(days, language=Language.CHINESE):
    return [(line.days, *line.hours) for line in weekly_lines(days, language)]


def clock(text):
    return datetime.datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=CHINA_TIME)


def test_weekdays_with_equal_hours_share_a_line():
    assert lines(WEEK) == [
        ("周一至周五", "09:00\N{EN DASH}17:00"),
        ("周六", "09:00\N{EN DASH}12:00"),
        ("周日", "不开放"),
    ]


def test_a_weekday_in_between_with_other_hours_parts_the_line():
    days = [day(entry["date"], NINE_TO_FIVE) for entry in WEEK]
    days[2] = day("2026-11-25", ("13:00", "20:00"))

    assert [name for name, _ in lines(days)] == ["周一至周二", "周三", "周四至周日"]


def test_a_holiday_does_not_tell_the_usual_week():
    days = [day("2026-11-23", day_type="holiday"), *WEEK[1:]]

    assert lines(days)[0] == ("周二至周五", "09:00\N{EN DASH}17:00")


def test_a_weekday_whose_ordinary_days_differ_is_left_out():
    days = [*WEEK, day("2026-12-06", NINE_TO_FIVE, day_type="weekend")]

    assert lines(days)[-1] == ("周六", "09:00\N{EN DASH}12:00")


def test_hours_of_a_day_are_said_one_part_per_interval():
    assert hours_words([["09:00", "11:30"], ["13:00", "20:00"]], Language.CHINESE) == [
        "09:00\N{EN DASH}11:30",
        "13:00\N{EN DASH}20:00",
    ]


def test_a_whole_day_is_said_in_words():
    assert hours_words([["00:00", "24:00"]], Language.ENGLISH) == ["all day"]


@pytest.mark.parametrize(
    ("now", "state", "until", "next_open_at"),
    [
        ("23T08:59", "opens_later", None, "23T09:00"),
        ("23T09:00", "open", "23T17:00", None),
        ("23T16:59", "open", "23T17:00", None),
        ("23T17:00", "closed", None, "24T09:00"),
        ("28T12:00", "closed", None, None),
    ],
)
def test_the_state_now_is_read_from_the_coming_days(now, state, until, next_open_at):
    days = [entry for entry in WEEK if entry["date"] >= f"2026-11-{now[:2]}"]

    found = open_state(days, clock(now))

    assert found["state"] == state
    assert found["until"] == (until and clock(until).isoformat())
    assert found["next_open_at"] == (next_open_at and clock(next_open_at).isoformat())


def test_hours_that_midnight_cuts_are_one():
    days = [day("2026-11-23", ("18:00", "24:00")), day("2026-11-24", ("00:00", "02:00"))]

    assert open_state(days, clock("23T20:00"))["until"] == clock("24T02:00").isoformat()


def test_open_through_all_the_days_is_open_without_end():
    days = [day("2026-11-23", ("00:00", "24:00")), day("2026-11-24", ("00:00", "24:00"))]

    assert open_state(days, clock("23T20:00"))["until"] is None


def test_the_page_says_all_that_is_recorded():
    text = words(page())

    assert "杨浦区职工服务中心" in text
    assert "开放到 20:00" in text
    assert "普通话、英语" in text
    assert "信息核对于 10月8日" in text


def test_a_special_day_is_named_in_the_calendar():
    days = [day("2026-11-23", NINE_TO_FIVE), day("2026-11-24", day_type="holiday")]

    assert "明天 节假日 不开放" in words(page(days=days))


def test_a_year_without_decreed_holidays_is_said_once():
    days = [day("2027-01-04", calendar="provisional"), day("2027-01-05", calendar="provisional")]

    assert words(page(days=days)).count("放假安排还没公布") == 1


def test_without_recorded_hours_the_page_asks_to_call():
    text = words(page(opening_hours=None))

    assert "还没有登记，请先打电话" in text
    assert "不开放" not in text


def test_the_page_speaks_english():
    html = page(Language.ENGLISH)

    assert '<html lang="en">' in html
    assert "Open until 20:00" in words(html)
    assert 'href="/points/S1"' in html
