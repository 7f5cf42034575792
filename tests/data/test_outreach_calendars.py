from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from data.outreach_calendars import team_calendar
from geo.messages import Language
from tests.outreach_reports import HOSTILE, MADE_AT, T1_MONDAY, T1_TUESDAY, stop, town_outreach

PARK, HOUSE = "2026-11-23-park-A1-T1@niangjia", "2026-11-23-apartment-A1-T1@niangjia"
LUNCH, FIRM = "2026-11-23-break-1-T1@niangjia", "2026-11-23-firm-F1-T1@niangjia"
HARD = "东方, 纺织; 二车间\\北\n门卫：\r\n老王🙂"
TIMES = "11:00 11:00 11:30 11:00 12:00"


def written(report=None, team="T1", *, language=Language.CHINESE, made_at=MADE_AT, before=None):
    return team_calendar(
        report or town_outreach(language), team, language=language, made_at=made_at, before=before
    )


def read(*args, **kwargs):
    return Calendar.from_ical(written(*args, **kwargs))


def events(*args, **kwargs):
    return {str(event["uid"]): event for event in read(*args, **kwargs).events}


def only(**changed):
    """A plan whose only visit is that of T1 to one firm on Monday."""
    one = stop(1, "firm", "F1", "东方纺织", times=TIMES)
    return town_outreach(routes=[T1_MONDAY | {"stops": [one | changed], "breaks": []}])


@pytest.fixture(scope="module")
def week():
    return events()


def test_a_team_has_an_event_for_each_of_its_visits_and_breaks(week):
    assert list(week) == [PARK, HOUSE, LUNCH, FIRM]
    assert list(events(team="二组")) == [
        "2026-11-23-apartment-B2-二组@niangjia",
        "2026-11-23-park-P9-二组@niangjia",
    ]


@pytest.mark.parametrize(
    ("uid", "start", "end"),
    [
        (PARK, "2026-11-23T11:30:00+08:00", "2026-11-23T12:20:00+08:00"),
        (HOUSE, "2026-11-23T18:00:00+08:00", "2026-11-23T18:30:00+08:00"),
        (LUNCH, "2026-11-23T12:30:00+08:00", "2026-11-23T13:30:00+08:00"),
        (FIRM, "2026-11-24T17:00:00+08:00", "2026-11-24T17:30:00+08:00"),
    ],
)
def test_an_event_lasts_as_long_as_the_visit(week, uid, start, end):
    event = week[uid]

    assert (event.start.isoformat(), event.end.isoformat()) == (start, end)


def test_times_are_told_in_the_zone_of_china_with_its_definition():
    calendar = read()

    [zone] = calendar.timezones
    starts = [event["dtstart"].params["TZID"] for event in calendar.events]
    ends = [event["dtend"].params["TZID"] for event in calendar.events]

    assert zone["tzid"] == "Asia/Shanghai"
    assert zone.to_tz().utcoffset(datetime(2026, 11, 23)) == timedelta(hours=8)  # noqa: DTZ001
    assert set(starts + ends) == {"Asia/Shanghai"}


def test_an_event_has_the_order_and_name_and_place_of_the_stop(week):
    event = week[HOUSE]

    assert str(event["summary"]) == f"2. {HOSTILE}"
    assert str(event["location"]) == "郑州市高新区 A1 路 1 号"
    assert (event["geo"].latitude, event["geo"].longitude) == (34.83, 113.57)
    assert (event["status"], event["transp"]) == ("CONFIRMED", "OPAQUE")


def test_the_description_has_all_that_a_team_needs(week):
    lines = str(week[PARK]["description"]).splitlines()

    assert lines == [
        "11:00 到达，11:30–12:20 走访",
        "要见 300 人",
        "谈什么：介绍入会、介绍服务点和 12351 热线",
        "电话：0371-1234567（对方）",
        "优先级 1：还没有走访过（25 分）",
        "大家 11:30–13:00 有空",
        "已约好",
        "高德地图: https://uri.amap.com/navigation?to=113.600000,34.800000,A&mode=car",
        "百度地图: https://api.map.baidu.com/marker?location=34.8,113.6&title=A",
        "腾讯地图: https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=A",
    ]


def test_a_stop_without_address_or_phone_says_so(week):
    event = week[FIRM]

    assert "location" not in event
    assert "电话：没有登记" in event["description"]


def test_the_descriptions_are_in_the_asked_language():
    event = events(language=Language.ENGLISH)[HOUSE]

    assert "people to meet: 100" in event["description"]
    assert "phone: 0371-7654321 (the union there)" in event["description"]


def test_a_break_leaves_the_team_free(week):
    event = week[LUNCH]

    assert (str(event["summary"]), event["transp"]) == ("午休", "TRANSPARENT")


def test_the_calendar_has_the_name_of_the_team():
    calendar = read()

    assert str(calendar["x-wr-calname"]) == "城东一组"
    assert calendar["version"] == "2.0"


def test_hard_names_come_back_as_they_were():
    event = events(only(name=HARD, address="北门, 3 号; 二楼"))[FIRM]

    assert str(event["summary"]) == f"1. {HARD}".replace("\r\n", "\n")
    assert str(event["location"]) == "北门, 3 号; 二楼"


def test_a_name_cannot_add_lines_of_its_own():
    written_lines = written(only(name="甲\r\nEND:VEVENT\r\nX-EVIL:1\x07")).decode().split("\r\n")

    assert written_lines.count("END:VEVENT") == 1
    assert not [line for line in written_lines if line.startswith("X-EVIL")]


def test_lines_end_as_the_standard_says_and_are_folded():
    content = written()

    lines = content.split(b"\r\n")

    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75


def test_a_later_plan_updates_the_events_of_the_one_before():
    moved = deepcopy(town_outreach())
    moved["routes"][0]["stops"][0]["start"] = "2026-11-23T11:40:00+08:00"
    later = MADE_AT + timedelta(minutes=3)

    first, second = events()[PARK], events(moved, made_at=later, before=town_outreach())[PARK]

    assert first["uid"] == second["uid"]
    assert second["sequence"] == first["sequence"] + 180
    assert (first["dtstamp"].dt, second["dtstamp"].dt) == (MADE_AT, later)
    assert second.start.isoformat() == "2026-11-23T11:40:00+08:00"


def test_a_stop_on_another_day_is_still_the_same_event():
    tuesday = T1_TUESDAY | {"stops": T1_MONDAY["stops"][:1]}

    found = events(town_outreach(routes=[tuesday]), before=town_outreach())

    assert found[PARK]["status"] == "CONFIRMED"


def test_what_a_team_no_longer_has_is_cancelled():
    after = town_outreach(routes=[T1_TUESDAY])

    found = events(after, before=town_outreach())

    assert {uid: event["status"] for uid, event in found.items()} == {
        FIRM: "CONFIRMED",
        PARK: "CANCELLED",
        HOUSE: "CANCELLED",
        LUNCH: "CANCELLED",
    }


def test_a_stop_that_another_team_has_now_is_cancelled_for_the_first():
    handed_over = T1_MONDAY | {"team": "二组", "breaks": []}
    after, later = town_outreach(routes=[handed_over]), MADE_AT + timedelta(hours=1)

    first = events(after, made_at=later, before=town_outreach())
    second = events(after, "二组", made_at=later, before=town_outreach())

    assert first[PARK]["status"] == "CANCELLED"
    assert second[PARK.replace("T1", "二组")]["status"] == "CONFIRMED"
    assert first.keys().isdisjoint(second)
    assert events()[PARK]["sequence"] < first[PARK]["sequence"]


def test_a_stop_that_comes_back_to_its_team_holds_again():
    handed_over = T1_MONDAY | {"team": "二组", "breaks": []}
    away, later = town_outreach(routes=[handed_over]), MADE_AT + timedelta(hours=1)
    lost = events(away, made_at=later, before=town_outreach())[PARK]

    back = events(made_at=later + timedelta(hours=1), before=away)[PARK]

    assert (lost["status"], back["status"]) == ("CANCELLED", "CONFIRMED")
    assert lost["sequence"] < back["sequence"]


def test_a_team_without_visits_has_an_empty_calendar():
    calendar = read(town_outreach(routes=[]))

    assert (calendar.events, str(calendar["x-wr-calname"])) == ([], "城东一组")


def test_a_sequence_is_a_number_that_calendars_can_hold():
    [event] = events(only(), made_at=datetime(2080, 1, 1, tzinfo=UTC)).values()

    assert 0 < event["sequence"] < 2**31
