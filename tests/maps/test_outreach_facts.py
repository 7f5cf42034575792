from geo.messages import Language
from maps.outreach_facts import Pause, in_order_of_time, kilometres, marks, routes_of
from tests.outreach_reports import at, route, stop, town_outreach


def rows(breaks, *times):
    """What is listed for a day: numbers of stops, and breaks by their start."""
    stops = [stop(i, "firm", f"F{i}", "甲厂", times=each) for i, each in enumerate(times, start=1)]
    day = route("T1", stops, "08:00", "18:00", breaks=[(at(a), at(b)) for a, b in breaks])
    return [row.start if isinstance(row, Pause) else row["order"] for row in in_order_of_time(day)]


def test_a_break_stands_between_the_stops_it_parts():
    listed = rows(
        [("12:00", "13:00")], "09:00 09:00 10:00 08:00 11:00", "13:10 13:10 14:00 13:00 15:00"
    )

    assert listed == [1, "12:00", 2]


def test_a_break_while_waiting_at_a_stop_comes_before_its_visit():
    assert rows([("12:00", "13:00")], "11:50 13:00 14:00 13:00 15:00") == ["12:00", 1]


def test_a_break_after_the_last_stop_is_listed_too():
    assert rows([("12:00", "13:00")], "09:00 09:00 10:00 08:00 11:00") == [1, "12:00"]


def test_the_days_of_a_team_are_in_order():
    report = town_outreach()
    report["routes"] = list(reversed(report["routes"]))

    days = [route["date"] for route in routes_of(report, report["teams"][0])]

    assert days == ["2026-11-23", "2026-11-24"]


def test_marks_say_what_binds_a_stop():
    bound = stop(
        1, "firm", "F1", "甲", times="09:00 09:00 10:00 08:00 11:00", must=True, promised=True
    )

    assert marks(bound, Language.CHINESE) == ["已约好", "必须去"]


def test_distances_are_in_kilometres():
    assert kilometres(12_450) == "12.4"
