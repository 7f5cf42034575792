from datetime import date, timedelta

import pytest

from geo.errors import InvalidInput
from geo.places import PlaceKind
from planner.visited import VisitDays, group_days

ON = date(2026, 11, 22)
HOME = (PlaceKind.APARTMENT, "A1")


def is_monthly(*days_ago, months=1, place=HOME):
    visits = group_days((place, ON - timedelta(days=ago)) for ago in days_ago)
    return VisitDays(visits, ON, months).is_monthly(*HOME)


@pytest.mark.parametrize(("ago", "monthly"), [(0, True), (30, True), (31, False), (-1, False)])
def test_a_place_visited_in_the_last_31_days_is_visited_monthly(ago, monthly):
    assert is_monthly(ago) == monthly


@pytest.mark.parametrize(
    ("days_ago", "monthly"), [((3, 40, 70), True), ((3, 40), False), ((3, 4, 5), False)]
)
def test_over_several_months_each_must_hold_a_visit(days_ago, monthly):
    assert is_monthly(*days_ago, months=3) == monthly


def test_a_place_without_any_visit_is_not_visited():
    assert not is_monthly()


def test_a_visit_to_another_kind_of_place_with_the_same_code_does_not_count():
    assert not is_monthly(1, place=(PlaceKind.PARK, "A1"))


def test_a_visit_that_knows_no_kind_counts_by_its_code():
    assert is_monthly(1, place=(None, "A1"))


@pytest.mark.parametrize("months", [0, 25])
def test_months_that_cannot_be_are_refused(months):
    with pytest.raises(InvalidInput, match=str(months)):
        VisitDays({}, ON, months)
