import pytest

from api.schemas_plans import PlanComparison
from api.use_cases.plan_comparison import FinishedPlan, compare_plans, load_finished_plan
from geo.errors import Conflict, NotFound
from tests.data.plan_reports import action, demand_point, reached
from tests.stored_plans import finished, queued, told_plan

HOME = demand_point("a1", "apartment", "公寓", 8)
FIRM = demand_point("f1", "firm", "甲厂", 4)
PARK = demand_point("p1", "park", "园区", 16, covered=True)
SAME_CODE = demand_point("a1", "firm", "与公寓同号的企业", 2)


def plan_of(code, *covered, places=(HOME, FIRM, PARK, SAME_CODE), request=None, **others):
    """A plan that covers these places."""
    after = [
        {"code": place["code"], "kind": place["kind"], "covered": place in covered}
        for place in places
    ]
    plan = told_plan(coverage_after=after, **others)
    return FinishedPlan(code, request or {"budget": 1.0}, plan, {"demand_points": list(places)})


def longer(hours, code="s1"):
    return action(1, "extend_hours", code, "服务站", 8, [reached(HOME)], opening_hours=hours)


def union(code, after):
    return {"code": code, "name": f"{code}工会", "people": 30, "before": 0, "after": after}


def codes(actions):
    return [each["code"] for each in actions]


def test_a_plan_differs_in_nothing_from_itself():
    one = plan_of("p-1", HOME)

    compared = compare_plans(one, one)

    assert compared["same_data"]
    assert compared["same_standard"]
    assert compared["request_differences"] == []
    assert set(compared["figures"]["difference"].values()) == {0}
    assert codes(compared["actions"]["both"]) == ["s1", "new1"]
    assert {each["difference"] for each in compared["by_union"]} == {0}
    assert compared["covered"]["only_first"] == {"count": 0, "people": 0, "places": []}


def test_differences_are_how_much_more_the_second_has():
    first = plan_of("p-1", spent=100.0, covered_after=20, bound=21, people=31)
    second = plan_of("p-2", spent=150.0, covered_after=18, bound=22, people=31)

    figures = compare_plans(first, second)["figures"]

    assert figures["difference"] == {"people": 0, "covered_after": -2, "spent": 50, "bound": 1}
    assert (figures["first"]["spent"], figures["second"]["spent"]) == (100, 150)


def test_what_was_asked_differently_is_listed_with_both_values():
    first = plan_of("p-1", request={"budget": 1.0, "days": 2, "gap": 0})
    second = plan_of("p-2", request={"budget": 2.0, "days": 2, "weight": "people"})

    assert compare_plans(first, second)["request_differences"] == [
        {"field": "budget", "first": 1.0, "second": 2.0},
        {"field": "gap", "first": 0, "second": None},
        {"field": "weight", "first": None, "second": "people"},
    ]


@pytest.mark.parametrize(
    ("others", "same"),
    [
        ({"budget": 5.0}, (True, True)),
        ({"data_revision": 8}, (False, True)),
        ({"weight": "non_members"}, (True, False)),
        ({"demand_kinds": ["firm"]}, (True, False)),
    ],
)
def test_other_data_and_other_standards_are_told(others, same):
    compared = compare_plans(plan_of("p-1"), plan_of("p-2", **others))

    assert (compared["same_data"], compared["same_standard"]) == same


def test_actions_are_told_apart_by_their_place_and_their_hours():
    first = plan_of("p-1", actions=[longer("Mo 09:00-20:00"), longer("Tu 09:00-20:00", "s2")])
    second = plan_of(
        "p-2",
        actions=[
            longer("Mo 09:00-21:00"),
            longer("Tu 09:00-20:00", "s2"),
            longer("We 09:00-20:00", "s3"),
        ],
    )

    actions = compare_plans(first, second)["actions"]

    assert codes(actions["both"]) == ["s2"]
    assert (codes(actions["only_first"]), codes(actions["only_second"])) == ([], ["s3"])
    assert [(each["first"], each["second"]) for each in actions["other_hours"]] == [
        ("Mo 09:00-20:00", "Mo 09:00-21:00")
    ]


def test_a_new_site_is_not_taken_for_longer_hours_of_the_same_code():
    site = longer("Mo 09:00-20:00") | {"kind": "new_site"}

    actions = compare_plans(
        plan_of("p-1", actions=[longer("Mo 09:00-20:00")]), plan_of("p-2", actions=[site])
    )["actions"]

    assert codes(actions["both"]) == []
    assert [each["kind"] for each in actions["only_second"]] == ["new_site"]


def test_unions_stand_side_by_side_also_where_one_plan_does_not_know_them():
    first = plan_of("p-1", by_union=[union("u1", 20), union(None, 0)])
    second = plan_of("p-2", by_union=[union("u1", 28), union("u2", 1)])

    compared = compare_plans(first, second)["by_union"]

    assert [
        (each["code"], each["after_first"], each["after_second"], each["difference"])
        for each in compared
    ] == [("u1", 20, 28, 8), (None, 0, None, None), ("u2", None, 1, None)]


def test_whom_only_one_plan_covers_is_listed_with_the_most_people_first():
    first, second = plan_of("p-1", FIRM, HOME, PARK), plan_of("p-2", PARK, SAME_CODE)

    covered = compare_plans(first, second)["covered"]

    assert (covered["only_first"]["count"], covered["only_first"]["people"]) == (2, 12)
    assert codes(covered["only_first"]["places"]) == ["a1", "f1"]
    assert covered["only_second"]["places"] == [
        {"code": "a1", "kind": "firm", "name": "与公寓同号的企业", "people": 2}
    ]


def test_a_place_that_the_other_plan_does_not_know_is_covered_by_one_alone():
    first, second = plan_of("p-1", HOME, PARK), plan_of("p-2", PARK, places=(PARK,))

    assert codes(compare_plans(first, second)["covered"]["only_first"]["places"]) == ["a1"]


def test_a_comparison_is_what_the_schema_says():
    compared = compare_plans(plan_of("p-1", HOME), plan_of("p-2", FIRM, budget=None))

    assert PlanComparison.model_validate(compared, extra="forbid").figures.second.budget is None


def test_plans_to_compare_are_loaded_with_their_results(session):
    loaded = load_finished_plan(session, finished(session))

    assert compare_plans(loaded, loaded)["figures"]["first"]["covered_after"] == 28


def test_a_plan_without_a_result_cannot_be_compared(session):
    code = queued(session)

    with pytest.raises(Conflict, match=f"{code} has no result"):
        load_finished_plan(session, code)
    with pytest.raises(NotFound):
        load_finished_plan(session, "p-nobody")
