import datetime

import pytest

from api.clock import CHINA_TIME
from api.pages.moments import (
    Spoken,
    begun_minute,
    moments_to_offer,
    whole_minutes,
)
from geo.messages import Language

MONDAY = datetime.date(2026, 11, 23)
CHINESE = Spoken(MONDAY, Language.CHINESE)
ENGLISH = Spoken(MONDAY, Language.ENGLISH)


def at(day, clock):
    return datetime.datetime.fromisoformat(f"2026-11-{day:02}T{clock}").replace(tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("date", "chinese", "english"),
    [
        ("2026-11-23", "今天", "today"),
        ("2026-11-24", "明天", "tomorrow"),
        ("2026-11-25", "11月25日 周三", "Wed 25 Nov"),
        ("2027-01-03", "2027年1月3日 周日", "Sun 3 Jan 2027"),
    ],
)
def test_a_day_is_named_as_seen_from_today(date, chinese, english):
    day = datetime.date.fromisoformat(date)

    assert (CHINESE.day(day), ENGLISH.day(day)) == (chinese, english)


def test_a_moment_of_the_day_spoken_of_goes_without_its_day():
    assert CHINESE.moment(at(23, "20:00"), MONDAY) == "20:00"


def test_a_moment_of_another_day_names_it():
    assert CHINESE.moment(at(24, "08:30"), MONDAY) == "明天 08:30"


def test_closing_at_midnight_is_24_00_of_the_day_before():
    assert CHINESE.closing(at(24, "00:00"), MONDAY) == "24:00"


def test_closing_after_midnight_names_the_next_day():
    assert CHINESE.closing(at(24, "02:00"), MONDAY) == "明天 02:00"


def test_a_begun_minute_counts_as_full():
    assert begun_minute(at(23, "18:39:01")) == at(23, "18:40")


def test_a_full_minute_stays():
    assert begun_minute(at(23, "18:39")) == at(23, "18:39")


def test_evenings_already_past_are_offered_for_tomorrow():
    offered = moments_to_offer(at(23, "18:32"))

    assert [f"{moment:%d %H:%M}" for moment in offered] == [
        "23 19:30",
        "23 20:30",
        "24 18:30",
        "28 10:00",
        "29 10:00",
    ]


def test_a_moment_that_is_now_is_no_longer_offered():
    assert at(28, "10:00") not in moments_to_offer(at(28, "10:00"))


@pytest.mark.parametrize(
    ("minutes", "whole"), [(0.0, 1), (0.4, 1), (7.1, 8), (8.0, 8), (8.0000000001, 8)]
)
def test_a_way_is_rounded_up_and_never_nothing(minutes, whole):
    assert whole_minutes(minutes) == whole
