from datetime import date

import pytest

from geo.errors import InvalidInput
from geo.places import PlaceKind
from planner.demand import DemandPlace
from planner.outreach_priority import OutreachPlace
from planner.outreach_report import of_team
from planner.outreach_stops import OutreachRules, Wishes, build_stops
from planner.outreach_types import Horizon, Unserved, UnservedHelp, UnservedReason
from tests.outreach_reports import town_outreach
from tests.outreach_towns import DAY_MIN, plan, stop, street, team, window
from tests.plan_towns import week
from tests.towns import calendar

MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)
NOON = week("Mo-Fr 11:30-13:00")


def promised(days):
    """List the stops of three days when visits to the park A are promised."""
    park = DemandPlace("A", "甲园", PlaceKind.PARK, 121.5, 31.2, 10, 10, NOON, None)
    return build_stops(
        [OutreachPlace(park, 10)],
        Horizon(MONDAY, 3),
        calendar=calendar(),
        rules=OutreachRules(),
        wishes=Wishes(promised=days),
    ).stops


def test_one_place_is_not_promised_for_two_days_by_two_names():
    with pytest.raises(InvalidInput) as refused:
        promised({"A": MONDAY, "park:A": WEDNESDAY})

    assert refused.value.code == "outreach_promised_twice"
    assert refused.value.values == {"value": "park:A", "first": MONDAY, "second": WEDNESDAY}


def test_one_place_may_be_promised_for_one_day_by_two_names():
    (found,) = promised({"A": WEDNESDAY, "park:A": WEDNESDAY})

    assert (found.promised_day, found.must) == (2, True)


def test_nobody_is_asked_to_work_past_midnight():
    late = window("23:00-24:00")
    town = street([stop(10, late)], team(0, "13:00-21:00"))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.NO_WINDOW, UnservedHelp())


def test_nobody_is_asked_to_begin_the_day_before():
    early = (DAY_MIN, DAY_MIN + 60)
    town = street([stop(10, early)], team(0, None, "2:00-10:00"))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.NO_WINDOW, UnservedHelp())


def test_a_shift_may_be_made_longer_until_midnight():
    town = street([stop(10, window("22:00-23:30"))], team(0, "13:00-21:00"))

    (left,) = plan(town).unserved

    assert left.would_help == UnservedHelp(team=0, day=0, extra_min=130)


def test_the_report_for_a_team_has_its_own_routes_only():
    report = of_team(town_outreach(), "二组")

    assert [team["code"] for team in report["teams"]] == ["二组"]
    assert [stop["code"] for route in report["routes"] for stop in route["stops"]] == ["B2", "P9"]
    assert report["unserved"] == []
    assert of_team(report, "T1")["routes"] == []
