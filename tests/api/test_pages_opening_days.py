import datetime

import pytest

from api.pages.moments import Spoken
from api.pages.opening_days import day_lines, hours_words, spans_by_day, undecreed_years, week_lines
from api.schemas import DayHours
from geo.messages import Language
from tests.api.pages_desk import day

MONDAY = datetime.date(2026, 11, 23)
TO = "\N{EN DASH}"


def week(text, language=Language.CHINESE):
    return [(line.days, *line.hours) for line in week_lines(text, language)]


def lines(*days, language=Language.CHINESE):
    read = [DayHours.model_validate(entry) for entry in days]
    return day_lines(read, Spoken(MONDAY, language))


def tag(language=Language.CHINESE, **changes):
    return lines(day("2026-11-25", **changes), language=language)[0].tag


def note(closure, language=Language.CHINESE):
    return lines(day("2026-11-25", closure=closure), language=language)[0].note


def test_weekdays_with_equal_hours_share_a_line():
    assert week("Mo-Fr 09:00-17:00; Sa 09:00-12:00") == [
        ("周一至周五", f"09:00{TO}17:00"),
        ("周六", f"09:00{TO}12:00"),
        ("周日", "不开放"),
    ]


def test_a_weekday_in_between_with_other_hours_parts_the_line():
    found = week("09:00-17:00; We 13:00-20:00", Language.ENGLISH)

    assert [days for days, _ in found] == [f"Mon{TO}Tue", "Wed", f"Thu{TO}Sun"]


def test_a_week_that_never_closes_is_one_line():
    assert week("24/7") == [("周一至周日", "全天")]


def test_a_night_belongs_to_the_evening_it_begins_on():
    assert week("Su 22:00-02:00")[-1] == ("周日", f"22:00{TO}次日 02:00")


@pytest.mark.parametrize("text", [None, "", "May-Sep Mo-Fr 09:00-18:00"])
def test_without_hours_or_with_dates_no_week_is_usual(text):
    assert week(text) == []


def test_hours_of_a_day_are_said_one_part_per_interval():
    found = hours_words([(540, 690), (780, 1_200)], Language.CHINESE)

    assert found == [f"09:00{TO}11:30", f"13:00{TO}20:00"]


def test_a_whole_day_and_none_are_said_in_words():
    assert hours_words([(0, 1_440)], Language.ENGLISH) == ["all day"]
    assert hours_words([], Language.ENGLISH) == ["closed"]


def test_what_is_open_for_longer_than_a_day_is_cut_at_midnight():
    assert spans_by_day([(600, 3_000)], 3) == [[(600, 1_440)], [(0, 1_440)], [(0, 120)]]


def test_days_are_seen_from_today():
    found = lines(day("2026-11-23"), day("2026-11-24"), day("2026-11-25"))

    assert [(line.near, line.date, line.weekday) for line in found] == [
        ("今天", "11月23日", "周一"),
        ("明天", "11月24日", "周二"),
        ("", "11月25日", "周三"),
    ]
    assert [line.is_today for line in found] == [True, False, False]


def test_a_night_cut_at_midnight_is_said_in_one_piece():
    found = lines(day("2026-11-23", ("22:00", "24:00")), day("2026-11-24", ("00:00", "02:00")))

    assert [list(line.hours) for line in found] == [[f"22:00{TO}次日 02:00"], ["不开放"]]
    assert [line.is_open for line in found] == [True, False]


@pytest.mark.parametrize(
    ("changes", "chinese", "english"),
    [
        ({"day_type": "workday"}, "", ""),
        ({"day_type": "weekend"}, "", ""),
        (
            {"day_type": "holiday", "day_name": "国庆节"},
            "法定节假日 · 国庆节",
            "holiday: National Day",
        ),
        (
            {"day_type": "makeup_workday", "day_name": "春节调休"},
            "调休上班日 · 春节",
            "make-up workday: Spring Festival",
        ),
        ({"day_type": "holiday", "day_name": "厂庆"}, "法定节假日 · 厂庆", "holiday"),
        ({"day_type": "holiday"}, "法定节假日", "holiday"),
    ],
)
def test_only_special_days_have_tags(changes, chinese, english):
    assert tag(**changes) == chinese
    assert tag(Language.ENGLISH, **changes) == english


def test_the_years_that_are_not_announced_are_named():
    days = [day("2026-12-31"), day("2027-01-01", calendar="provisional")]

    assert undecreed_years([DayHours.model_validate(entry) for entry in days]) == [2027]


@pytest.mark.parametrize(
    ("closure", "chinese", "english"),
    [
        (None, "", ""),
        ({"is_closed": True, "reason": None}, "临时不开放", "Closed on this day"),
        ({"is_closed": True, "reason": "盘点"}, "临时不开放：盘点", "Closed on this day: 盘点"),
        ({"is_closed": False, "reason": None}, "时间有临时调整", "Special hours"),
        ({"is_closed": False, "reason": "值班"}, "时间有临时调整：值班", "Special hours: 值班"),
    ],
)
def test_a_closure_is_said_with_its_reason(closure, chinese, english):
    assert note(closure) == chinese
    assert note(closure, Language.ENGLISH) == english
