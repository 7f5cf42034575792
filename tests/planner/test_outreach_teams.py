from datetime import date, timedelta

import pytest

from geo.messages import Language
from geo.travel import Mode
from geo.workdays import CalendarDay, CalendarKind, build_calendar
from planner.outreach_teams import Depot, TeamRow, read_teams
from planner.outreach_types import Horizon

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
CALENDAR = build_calendar(
    [
        CalendarDay(MONDAY + timedelta(days=1), CalendarKind.HOLIDAY, "假日", official=True),
        CalendarDay(FRIDAY + timedelta(days=1), CalendarKind.MAKEUP_WORKDAY, "调休", official=True),
    ]
)
DEPOTS = {"s1": Depot(121.5, 31.2)}
ROW = {
    "code": "t1",
    "name": "一组",
    "depot_code": "s1",
    "mode": "ebike",
    "work_hours": "Mo-Fr 09:00-17:00",
    "lunch": "12:00-13:00",
    "size": "2",
    "skills": "law;language",
}


def read(*rows, start=MONDAY, days=2):
    numbered = [TeamRow(line, cells) for line, cells in enumerate(rows, start=2)]
    return read_teams(numbered, Horizon(start, days), calendar=CALENDAR, depots=DEPOTS)


def team(start=MONDAY, days=2, **cells):
    (found,) = read({**ROW, **cells}, start=start, days=days).teams
    return found


def fault(**cells):
    (found,) = read({**ROW, **cells}).faults
    return found


def test_a_row_becomes_a_team():
    found = team()

    assert (found.code, found.name, found.depot_code) == ("t1", "一组", "s1")
    assert (found.lon, found.lat, found.mode, found.size) == (121.5, 31.2, Mode.EBIKE, 2)
    assert found.skills == {"law", "language"}
    assert (found.lunch, found.lunch_min) == ((720, 780), 60)


def test_a_team_does_not_work_on_holidays():
    assert team(days=3).shifts == ((540, 1_020), None, (2 * 1_440 + 540, 2 * 1_440 + 1_020))


def test_a_team_works_on_make_up_workdays():
    assert team(start=FRIDAY, days=3).shifts == ((540, 1_020), (1_980, 2_460), None)


def test_work_hours_may_be_written_in_chinese():
    assert team(work_hours="周一至周五 13:00-21:00", lunch="无").shifts[0] == (780, 1_260)


def test_a_gap_in_the_hours_is_the_lunch_break():
    found = team(work_hours="周一至周五 8:30-11:30，13:00-17:00", lunch="")

    assert found.shifts[0] == (510, 1_020)
    assert (found.lunch, found.lunch_min) == ((690, 780), 90)


def test_a_gap_in_the_hours_may_be_given_again_as_lunch():
    assert team(work_hours="Mo-Fr 09:00-12:00,13:00-17:00").lunch == (720, 780)


@pytest.mark.parametrize(
    ("hours", "start", "lunch"),
    [
        ("Mo 09:00-17:00", 0, (720, 780)),
        ("We 09:00-17:00", 2, (2 * 1_440 + 720, 2 * 1_440 + 780)),
        ("Mo 13:00-20:00", 0, None),
        ("Mo 09:00-13:00", 0, None),
        ("We 09:00-17:00", 0, None),
    ],
)
def test_who_works_before_and_after_lunch_has_a_break(hours, start, lunch):
    assert team(days=3, work_hours=hours).lunch_on(start) == lunch


def test_a_team_without_lunch_has_no_break():
    found = team(lunch="")

    assert (found.lunch, found.lunch_min, found.lunch_on(0)) == (None, 0, None)


def test_what_may_be_left_empty_has_a_default():
    found = team(name="", mode="", size="", skills="", lunch="")

    assert (found.name, found.mode, found.size, found.skills) == ("t1", Mode.DRIVE, 1, frozenset())


def test_chinese_words_are_read():
    found = team(mode="电动车", size="３人", skills="法律、健康", lunch="１２：００—１３：００")

    assert (found.mode, found.size, found.skills) == (Mode.EBIKE, 3, {"law", "health"})
    assert found.lunch == (720, 780)


def test_work_until_midnight_is_not_over_midnight():
    assert team(work_hours="24/7").shifts[0] == (0, 1_440)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"code": " "}, "code", "missing_team_value"),
        ({"code": "../t1"}, "code", "bad_team_code"),
        ({"code": "t" * 65}, "code", "bad_team_code"),
        ({"depot_code": ""}, "depot_code", "missing_team_value"),
        ({"depot_code": "s2"}, "depot_code", "unknown_depot"),
        ({"mode": "飞机"}, "mode", "unknown_team_mode"),
        ({"work_hours": ""}, "work_hours", "missing_team_value"),
        ({"work_hours": "早上"}, "work_hours", "unreadable_hours"),
        ({"work_hours": "Mo-Fr 18:00-02:00"}, "work_hours", "team_night_shift"),
        ({"work_hours": "Mo-Fr 08:00-11:30,13:00-17:00"}, "work_hours", "team_split_shift"),
        (
            {"work_hours": "Mo-Fr 08:00-12:00,13:00-17:00,18:00-20:00"},
            "work_hours",
            "team_split_shift",
        ),
        ({"lunch": "中午"}, "lunch", "bad_team_lunch"),
        ({"lunch": "13:00-12:00"}, "lunch", "bad_team_lunch"),
        ({"lunch": "Mo 12:00-13:00"}, "lunch", "bad_team_lunch"),
        ({"lunch": "12:00-13:00,17:00-18:00"}, "lunch", "bad_team_lunch"),
        ({"lunch": "24/7"}, "lunch", "bad_team_lunch"),
        ({"size": "0"}, "size", "bad_team_size"),
        ({"size": "两"}, "size", "bad_team_size"),
        ({"size": "101"}, "size", "bad_team_size"),
        ({"skills": "law;飞行"}, "skills", "unknown_team_skill"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(cells, column, code):
    found = fault(**cells)

    assert (found.line, found.column, found.error.code) == (2, column, code)


def test_a_fault_quotes_the_value_and_says_what_to_do():
    assert fault(skills="law;飞行").error.text(Language.CHINESE) == (
        "没有“飞行”这项专长；可填：法律 law、健康 health、语言 language"
    )


def test_all_faults_of_all_rows_are_told_and_good_teams_kept():
    found = read({**ROW, "size": "x", "mode": "x"}, {**ROW, "code": "t2"}, {**ROW, "code": ""})

    assert [each.code for each in found.teams] == ["t2"]
    assert [(each.line, each.column) for each in found.faults] == [
        (2, "mode"),
        (2, "size"),
        (4, "code"),
    ]


def test_a_code_that_was_given_before_is_a_fault():
    found = read(ROW, {**ROW, "name": "二组"})

    assert [each.name for each in found.teams] == ["一组"]
    assert [(each.line, each.error.code) for each in found.faults] == [(3, "duplicate_team")]


def test_empty_rows_are_passed_over():
    found = read(dict.fromkeys(ROW, " "), {}, ROW)

    assert (len(found.teams), found.faults) == (1, ())
