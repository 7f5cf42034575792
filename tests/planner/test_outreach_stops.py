from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.messages import Language
from geo.places import PlaceKind
from geo.workdays import CalendarDay, CalendarKind, build_calendar
from planner.demand import DemandPlace
from planner.outreach_priority import OutreachPlace
from planner.outreach_stops import OutreachRules, VisitLength, Wishes, build_stops
from planner.outreach_types import Horizon
from tests.plan_towns import week

MONDAY = date(2026, 3, 2)
TUESDAY_OFF = CalendarDay(date(2026, 3, 3), CalendarKind.HOLIDAY, "假日", official=True)
CALENDAR = build_calendar([TUESDAY_OFF])
HORIZON = Horizon(MONDAY, 3)


def apartment(code, uncovered, *, kind=PlaceKind.APARTMENT, free="Mo-Su 18:00-20:00", **more):
    stored = DemandPlace(
        code, f"公寓{code}", kind, 121.5, 31.2, uncovered, uncovered, week(free), None
    )
    return OutreachPlace(stored, uncovered, last_visit=MONDAY, **more)


SMALL, MIDDLE, LARGE = apartment("a1", 25), apartment("a2", 250), apartment("a3", 1_000)


def stops_of(*places, **wishes):
    rules = OutreachRules()
    return build_stops(places, HORIZON, calendar=CALENDAR, rules=rules, wishes=Wishes(**wishes))


def refusal(*places, **wishes):
    with pytest.raises(InvalidInput) as caught:
        stops_of(*places, **wishes)
    return caught.value


def test_the_most_urgent_stop_comes_first():
    found = stops_of(SMALL, LARGE, MIDDLE)

    assert [(stop.code, stop.priority) for stop in found.stops] == [
        ("a3", 40),
        ("a2", 10),
        ("a1", 1),
    ]


def test_of_equally_urgent_stops_the_one_with_more_people_comes_first():
    found = stops_of(apartment("a1", 26), apartment("a2", 50), apartment("a0", 26))

    assert [stop.code for stop in found.stops] == ["a2", "a0", "a1"]


def test_a_stop_has_the_windows_of_working_days_that_its_visit_fits_in():
    short_on_monday = apartment("a1", 1_000, free="Mo 18:00-19:00; Tu-We 18:00-20:00")

    found = stops_of(short_on_monday)

    assert found.stops[0].visit_min == 90
    assert found.stops[0].windows == ((2 * 1_440 + 1_080, 2 * 1_440 + 1_200),)


def test_a_stop_whose_only_window_is_on_a_holiday_has_none():
    found = stops_of(apartment("a1", 25, free="Tu 18:00-20:00"))

    assert found.stops[0].windows == ()


def test_a_stop_carries_what_its_place_is():
    legal = apartment("a1", 25, skills=frozenset({"law"}))

    (stop,) = stops_of(legal).stops

    assert (stop.name, stop.kind, stop.lon, stop.lat) == ("公寓a1", "apartment", 121.5, 31.2)
    assert (stop.people, stop.skills, stop.must, stop.promised_day) == (25, {"law"}, False, None)


def test_must_visits_are_marked_and_keep_their_priority():
    found = stops_of(SMALL, LARGE, must=["a1"])

    assert [(stop.code, stop.must, stop.priority) for stop in found.stops] == [
        ("a3", False, 40),
        ("a1", True, 1),
    ]


def test_a_promised_visit_has_its_day_and_must_be_made():
    found = stops_of(SMALL, promised={"a1": date(2026, 3, 4)})

    assert (found.stops[0].promised_day, found.stops[0].must) == (2, True)


def test_places_not_to_be_visited_are_no_stops():
    found = stops_of(SMALL, LARGE, never=["a3"])

    assert [stop.code for stop in found.stops] == ["a1"]
    assert [stop.code for stop in found.excluded] == ["a3"]


def test_all_unknown_codes_are_told_at_once():
    error = refusal(SMALL, must=["x1"], never=["a1"], promised={"x2": MONDAY})

    assert error.code == "unknown_outreach_places"
    assert error.text(Language.CHINESE) == "走访点里没有这些编号：x1, x2；请核对编号"


def test_a_code_of_two_kinds_needs_its_kind():
    park = apartment("a1", 50, kind=PlaceKind.PARK)

    error = refusal(SMALL, park, must=["a1"])

    assert error.code == "ambiguous_outreach_places"
    assert error.text(Language.CHINESE).endswith("例如 park:a1")


def test_a_kind_before_the_code_makes_it_clear():
    found = stops_of(SMALL, apartment("a1", 50, kind=PlaceKind.PARK), must=["park:a1"])

    assert [(stop.kind, stop.must) for stop in found.stops] == [
        ("park", True),
        ("apartment", False),
    ]


def test_a_place_cannot_be_both_promised_and_excluded():
    error = refusal(SMALL, never=["a1"], promised={"apartment:a1": MONDAY})

    assert error.code == "contradicting_outreach_wishes"


def test_a_promise_for_a_day_that_is_not_planned_is_refused():
    error = refusal(SMALL, promised={"a1": date(2026, 3, 5)})

    assert error.text(Language.ENGLISH) == (
        "the visit to a1 is promised for 2026-03-05, which is not among the days planned, "
        "2026-03-02 to 2026-03-04; change the date"
    )


def test_no_places_are_no_stops():
    assert stops_of().stops == ()


@pytest.mark.parametrize(
    ("people", "minutes"), [(0, 30), (100, 30), (101, 35), (500, 70), (700, 90), (9_000, 90)]
)
def test_a_visit_takes_longer_the_more_people_are_to_meet(people, minutes):
    assert VisitLength().minutes(people) == minutes


@pytest.mark.parametrize(
    "length", [{"least_min": 0}, {"least_min": 91}, {"people_per_min": 0}, {"most_min": 29}]
)
def test_impossible_lengths_of_visits_are_refused(length):
    with pytest.raises(InvalidInput) as caught:
        VisitLength(**length)

    assert caught.value.code == "bad_visit_length"


@settings(max_examples=60)
@given(order=st.permutations([SMALL, MIDDLE, LARGE, apartment("b1", 250), apartment("b2", 26)]))
def test_the_order_of_places_changes_nothing(order):
    found = stops_of(*order)

    assert [stop.code for stop in found.stops] == ["a3", "a2", "b1", "b2", "a1"]
