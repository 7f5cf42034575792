import pytest

from geo.hours import parse_opening_hours
from geo.messages import Language
from geo.spoken_hours import speak_hours
from geo.week_hours import to_week_text, week_hours

ZH, EN = Language.CHINESE, Language.ENGLISH


def as_written(text):
    """The same week as plans and coverage write it."""
    return to_week_text(week_hours(parse_opening_hours(text)))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Mo-Fr 12:00-20:00", "周一至周五 12:00-20:00"),
        ("Sa 09:00-17:00", "周六 09:00-17:00"),
        ("Mo-Su 09:00-20:00", "每天 09:00-20:00"),
        ("Mo-We,Fr 09:00-17:00", "周一至周三、周五 09:00-17:00"),
        ("Mo-Fr 08:30-11:30,13:30-17:00", "周一至周五 08:30-11:30、13:30-17:00"),
        ("Mo-Fr 09:00-20:00; Sa 09:00-17:00", "周一至周五 09:00-20:00；周六 09:00-17:00"),
        ("24/7", "每天 24 小时"),
        ("Sa 00:00-24:00", "周六 全天"),
        ("Mo 18:00-24:00", "周一 18:00-24:00"),
        ("off", "不开放"),
    ],
)
def test_a_week_is_told_in_chinese_words(text, spoken):
    assert speak_hours(as_written(text), ZH) == spoken


def test_a_night_ends_on_the_next_day():
    night = as_written("Fr-Sa 22:00-02:00")

    assert speak_hours(night, ZH) == "周五至周六 22:00-次日 02:00"


def test_nights_and_days_are_kept_apart():
    week = as_written("Mo-Fr 09:00-17:00,18:00-20:00, Su 22:00-02:00")

    assert speak_hours(week, ZH) == ("周一至周五 09:00-17:00、18:00-20:00；周日 22:00-次日 02:00")


def test_english_readers_get_the_hours_as_they_are_written():
    assert speak_hours("Mo-Fr 12:00-20:00", EN) == "Mo-Fr 12:00-20:00"
