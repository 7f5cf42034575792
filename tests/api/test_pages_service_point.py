from api.pages.service_point import (
    hours_words,
    service_point_page,
    weekly_lines,
)
from api.schemas import DayHours, ServicePointDetail
from geo.messages import Language
from tests.api.pages_desk import MONDAY_EVENING, OPEN, day, service_point, words

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
    point = ServicePointDetail.model_validate(service_point(**changes))
    return service_point_page(point, {}, language, today=MONDAY_EVENING.date())


def lines(days, language=Language.CHINESE):
    read = [DayHours.model_validate(entry) for entry in days]
    return [(line.days, *line.hours) for line in weekly_lines(read, language)]


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
    assert hours_words([("09:00", "11:30"), ("13:00", "20:00")], Language.CHINESE) == [
        "09:00\N{EN DASH}11:30",
        "13:00\N{EN DASH}20:00",
    ]


def test_a_whole_day_is_said_in_words():
    assert hours_words([("00:00", "24:00")], Language.ENGLISH) == ["all day"]


def test_the_page_says_all_that_is_recorded():
    text = words(page())

    assert "杨浦区职工服务中心" in text
    assert "开放到 20:00" in text
    assert "普通话、英语" in text
    assert "信息核对于 10月8日" in text


def test_a_point_that_is_closed_now_says_when_it_opens():
    closed = OPEN | {
        "state": "closed",
        "until": None,
        "next_open_at": "2026-11-24T09:00:00+08:00",
    }

    assert "关着，明天 09:00 再开" in words(page(open=closed))


def test_a_special_day_is_named_in_the_calendar():
    days = [day("2026-11-23", NINE_TO_FIVE), day("2026-11-24", day_type="holiday")]

    assert "明天 节假日 不开放" in words(page(days=days))


def test_a_year_without_decreed_holidays_is_said_once():
    days = [day("2027-01-04", calendar="provisional"), day("2027-01-05", calendar="provisional")]

    assert words(page(days=days)).count("放假安排还没公布") == 1


def test_without_recorded_hours_the_page_asks_to_call():
    days = [day("2027-01-04", calendar="provisional")]

    text = words(page(opening_hours=None, days=days))

    assert "还没有登记，请先打电话" in text
    assert "不开放" not in text
    assert "放假安排" not in text


def test_the_page_speaks_english():
    html = page(Language.ENGLISH)

    assert '<html lang="en">' in html
    assert "Open until 20:00" in words(html)
    assert 'href="/points/S1"' in html
