from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidInput
from geo.messages import Language
from geo.places import PlaceKind, UnionStatus
from planner.demand import DemandPlace
from planner.outreach_priority import (
    OutreachPlace,
    PriorityRules,
    Scale,
    months_between,
    priority_parts,
    priority_text,
)
from tests.plan_towns import week

TODAY = date(2026, 3, 2)
EVENINGS = week("Mo-Su 18:00-22:00")


def place(uncovered=0, people=None, members=None, **more):
    stored = DemandPlace(
        "f1", "电子厂", PlaceKind.FIRM, 121.5, 31.2, people, members, EVENINGS, None
    )
    return OutreachPlace(stored, uncovered, **more)


def points(visited, rules=None):
    parts = priority_parts(visited, rules=rules or PriorityRules(), at=TODAY)
    return {part.reason.value: part.points for part in parts}


def text(visited, language=Language.CHINESE):
    return priority_text(priority_parts(visited, rules=PriorityRules(), at=TODAY), language)


def test_every_reason_has_its_points():
    firm = place(500, 500, 250, union_status=UnionStatus.NONE, last_visit=date(2025, 12, 2))

    assert points(firm) == {"uncovered": 20, "non_members": 5, "no_union": 15, "last_visit": 15}


def test_the_most_urgent_place_has_a_hundred_points():
    firm = place(5_000, 5_000, union_status=UnionStatus.NONE)

    assert sum(points(firm).values()) == 100


def test_a_place_without_any_reason_has_one_point():
    everybody_joined = place(0, 10, 10, last_visit=TODAY)

    assert points(everybody_joined) == {"nothing": 1}


def test_a_few_people_count_as_one_point():
    assert points(place(1, 1, 1, last_visit=TODAY)) == {"uncovered": 1}


def test_a_firm_that_shares_a_union_is_not_without_one():
    firm = place(union_status=UnionStatus.JOINT, last_visit=TODAY)

    assert points(firm) == {"nothing": 1}


def test_a_place_never_visited_counts_as_one_not_visited_for_long():
    assert points(place()) == {"never_visited": 25}
    assert points(place(last_visit=date(2020, 1, 1))) == {"last_visit": 25}


def test_a_visit_of_this_month_gives_no_points():
    assert points(place(last_visit=date(2026, 2, 3))) == {"nothing": 1}


def test_more_members_than_people_leave_nobody_to_join():
    assert place(0, 10, 12).non_members == 0


def test_the_people_to_meet_are_those_not_covered_or_no_members():
    assert place(320, 320, 300).people == 320
    assert place(0, 320, 300).people == 20
    assert place(0, None, None).people == 0


def test_a_priority_is_told_in_chinese():
    firm = place(1_320, 1_320, 20, union_status=UnionStatus.NONE, last_visit=date(2025, 12, 1))

    assert text(firm) == (
        "还没有服务点够得到的 1,320 人（40 分）；还没有入会的 1,300 人（20 分）；"
        "企业还没有建会（15 分）；上次走访已过 3 个月（15 分）"
    )


def test_a_priority_is_told_in_english():
    assert text(place(320, 320, 320), Language.ENGLISH) == (
        "320 people whom no service point covers (+13); never visited (+25)"
    )


def test_other_weights_give_other_points():
    rules = PriorityRules(uncovered=Scale(10, 100), no_union=0, months=Scale(0, 1))

    assert points(place(50, 50, 50, union_status=UnionStatus.NONE), rules) == {"uncovered": 5}


@pytest.mark.parametrize(
    "weights",
    [
        {"no_union": 16},
        {"no_union": -1},
        {"months": Scale(25, 0)},
        {
            "uncovered": Scale(0, 1),
            "non_members": Scale(0, 1),
            "months": Scale(0, 1),
            "no_union": 0,
        },
    ],
)
def test_weights_that_cannot_add_up_to_a_priority_are_refused(weights):
    with pytest.raises(InvalidInput) as caught:
        PriorityRules(**weights)

    assert caught.value.code == "bad_outreach_weights"


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 12, 31), date(2026, 3, 1), 2),
        (date(2026, 3, 1), date(2026, 1, 1), 0),
    ],
)
def test_only_whole_months_count(earlier, later, months):
    assert months_between(earlier, later) == months


COUNTS = st.integers(0, 3_000)
PLACES = st.builds(
    place,
    COUNTS,
    COUNTS | st.none(),
    COUNTS | st.none(),
    union_status=st.sampled_from([*UnionStatus, None]),
    last_visit=st.dates(date(2024, 1, 1), date(2026, 4, 1)) | st.none(),
)


@settings(max_examples=100)
@given(visited=PLACES, more=st.integers(1, 500))
def test_priorities_lie_between_one_and_a_hundred_and_grow_with_people(visited, more):
    before = sum(points(visited).values())

    after = sum(points(replace(visited, uncovered=visited.uncovered + more)).values())

    assert 1 <= before <= after <= 100
