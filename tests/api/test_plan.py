from dataclasses import replace
from datetime import date, datetime

import numpy as np
import orjson
import pytest

from api.clock import CHINA_TIME
from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.plan import in_language, make_plan
from api.use_cases.plan_search import PlanStage
from data.planning import PlanningData
from geo.errors import InvalidInput, NoFeasiblePlan
from geo.messages import Language
from geo.places import PlaceKind
from planner.candidates import CandidatePlace
from planner.demand import DemandPlace
from planner.sites import Sites
from tests.plan_checker import check_plan
from tests.plan_towns import EVENINGS, week
from tests.street_towns import BLOCK_M, grid, network, place
from tests.towns import minutes_east

SETTINGS = Settings(database_url="sqlite://")
OFFICE = "Mo-Fr 09:00-17:00"
SHIFTS = (EVENINGS, "Mo-Fr 11:30-13:00,17:30-19:30", "Sa-Su 08:00-22:30", "Su 22:00-26:00")
FREE = "Mo-Fr 18:00-21:00"


def home(code, minutes, people, free=FREE, union="yp"):
    lon, lat = minutes_east(minutes / 1.3)
    kind = PlaceKind.APARTMENT
    return DemandPlace(code, f"{code}公寓", kind, lon, lat, people, None, week(free), union)


def town(places, desks, candidates=()) -> PlanningData:
    """Desks and candidates by their minutes on foot east of the centre."""
    spots = [minutes_east(minutes / 1.3) for minutes, _ in desks]
    sites = Sites(
        codes=[f"s{number}" for number in range(len(desks))],
        names=[f"第{number}服务站" for number in range(len(desks))],
        lon=np.array([lon for lon, _ in spots]),
        lat=np.array([lat for _, lat in spots]),
        services=np.ones(len(desks), dtype=np.uint64),
        week_ids=np.arange(len(desks)),
        weeks=[week(hours) for _, hours in desks],
    )
    listed = [
        CandidatePlace(f"c{number}", f"候选{number}", *minutes_east(minutes / 1.3))
        for number, minutes in enumerate(candidates)
    ]
    names = {"yp": "杨浦区总工会", "pd": "浦东新区总工会"}
    return PlanningData(3, places, sites, np.ones(len(desks)), ("membership",), names, listed)


def small_town() -> PlanningData:
    """An office near 4 people; 2 people at a candidate, 1 at another, 8 beyond every way."""
    places = [home("a", 0, 4), home("b", 60, 2), home("c", 120, 1, union="pd"), home("d", 600, 8)]
    return town(places, [(5, OFFICE)], [61, 121])


def random_town(seed) -> tuple[PlanningData, dict[str, str]]:
    """Forty places along a road, six desks, eight candidates, and when who is free."""
    rng = np.random.default_rng(seed)
    minutes = rng.integers(0, 200, 40).tolist()
    free = [SHIFTS[number] for number in rng.integers(0, len(SHIFTS), 40)]
    people = rng.integers(0, 300, 40).tolist()
    unions = [[None, "yp", "pd"][number] for number in rng.integers(0, 3, 40)]
    places = [
        home(f"a{number:02}", *values)
        for number, values in enumerate(zip(minutes, people, free, unions, strict=True))
    ]
    desks = [(int(minute), OFFICE) for minute in rng.integers(0, 200, 6)]
    data = town(places, desks, rng.integers(0, 200, 8).tolist())
    return data, {place.code: hours for place, hours in zip(places, free, strict=True)}


def result(data, *, progress=None, streets=None, **asked):
    request = PlanRequest.model_validate({"gap": 0, "begin": "2027-01-01", **asked})
    tell = (lambda *_: None) if progress is None else (lambda *told: progress.append(told))
    made = make_plan(data, request, settings=SETTINGS, network=streets, on_progress=tell)
    return orjson.loads(orjson.dumps([made.plan, made.coverage]))


def plan(data, **asked):
    return result(data, **asked)[0]


@pytest.mark.parametrize(
    ("seed", "asked"),
    [
        (0, {"floor": 0.3}),
        (1, {"days": 4, "stay_minutes": 45}),
        (2, {"minutes": 25, "yearly_budgets": [400_000, 1_200_000]}),
        (3, {"max_new_sites": 1, "staff_hours": 60, "backup": True}),
    ],
)
def test_an_independent_checker_finds_the_same_figures(seed, asked):
    data, free_hours = random_town(seed)

    made, coverage = result(data, budget=1_200_000, **asked)

    check_plan(made, coverage, free_hours)
    assert made["actions"]


def test_the_checker_agrees_where_a_target_was_asked_for():
    data, free_hours = random_town(9)

    made, coverage = result(data, target_share=0.4)

    check_plan(made, coverage, free_hours)
    assert made["covered_after"] >= 0.4 * made["people"]


def test_the_file_has_the_fields_that_others_rely_on():
    made = plan(small_town(), budget=500_000)

    assert set(made) == {
        *("standard", "travel_method", "data_revision", "demand_kinds", "weight", "budget"),
        "request",
        *("spent", "costs", "limits", "target", "candidates", "status", "people"),
        *("covered_before", "covered_after", "bound", "relative_gap", "backup_people", "actions"),
        "backup_bound",
        *("frontier", "next_tenth", "by_union", "gaps", "visiting_list", "coverage_after"),
    }
    assert set(made["actions"][0]) == {
        *("order", "year", "date", "kind", "code", "name", "lon", "lat", "opening_hours"),
        *("weekly_hours_added", "yearly_cost", "people_gained", "people_gained_alone"),
        *("reason", "reached"),
    }


def test_the_cheap_extension_comes_first_and_then_the_new_site():
    made = plan(small_town(), budget=500_000)

    assert [(act["kind"], act["code"]) for act in made["actions"]] == [
        ("extend_hours", "s0"),
        ("new_site", "c0"),
    ]
    assert made["actions"][0]["opening_hours"] == "Mo-Fr 09:00-20:00"
    assert made["covered_after"] == 4 + 2


def test_an_action_names_whom_it_covers():
    reached = plan(small_town(), budget=500_000)["actions"][1]["reached"]

    assert reached == [
        {"code": "b", "kind": "apartment", "name": "b公寓", "people": 2, "only_here": True}
    ]


def test_those_whom_nothing_covers_are_on_the_visiting_list():
    listed = plan(small_town(), budget=0)["visiting_list"]

    assert [(each["code"], each["people"], each["reason"]) for each in listed] == [
        ("d", 8, "distance")
    ]


def test_without_money_the_plan_is_today():
    made = plan(small_town(), budget=0)

    assert (made["actions"], made["spent"], made["next_tenth"]) == ([], 0, None)
    assert made["covered_after"] == made["covered_before"] == 0


def test_the_frontier_has_eight_budgets_up_to_the_plan():
    made = plan(small_town(), budget=800_000)

    budgets = [step["budget"] for step in made["frontier"]]
    covered = [step["covered"] for step in made["frontier"]]
    assert budgets == [100_000 * number for number in range(1, 9)]
    assert covered == sorted(covered)
    assert covered[-1] == made["covered_after"]


def test_the_next_tenth_tells_what_a_little_more_money_adds():
    lean = plan(small_town(), budget=500_000)["spent"]

    made = plan(small_town(), budget=lean - 1)

    assert made["covered_after"] == 4
    assert made["next_tenth"]["people_more"] == 2


def test_floors_that_cannot_be_met_are_told_by_union():
    unions = plan(small_town(), budget=0, floor=0.5)["by_union"]

    assert [(each["code"], each["floor_people"], each["shortfall"]) for each in unions] == [
        ("pd", 1, 1),
        ("yp", 7, 7),
    ]


def test_a_union_may_have_a_floor_of_its_own():
    unions = plan(small_town(), budget=0, floor=0.5, floors={"pd": 0.25})["by_union"]

    assert [each["floor"] for each in unions] == [0.25, 0.5]


def test_a_target_is_covered_at_the_least_cost():
    made = plan(small_town(), target_share=4 / 15)

    assert (made["budget"], made["status"]) == (None, "optimal")
    assert made["target"]["least_cost"] == made["spent"]
    assert made["covered_after"] == 4


def test_a_target_that_nothing_reaches_is_refused():
    with pytest.raises(NoFeasiblePlan, match="46"):
        plan(small_town(), target_share=0.9)


def test_yearly_budgets_spread_the_actions_over_years():
    made = plan(small_town(), yearly_budgets=[100_000, 500_000])

    assert made["budget"] == 500_000
    assert [(act["year"], act["date"]) for act in made["actions"]] == [
        (1, "2027-01-01"),
        (2, "2028-01-01"),
    ]


def test_what_is_left_afterwards_is_grouped_into_gaps():
    made = plan(small_town(), budget=500_000)

    assert [gap["demand_codes"] for gap in made["gaps"]] == [["d"], ["c"]]


def test_reasons_are_stored_in_all_languages_and_told_in_one():
    made = plan(small_town(), budget=500_000)
    chinese = in_language(made, Language.CHINESE)["actions"][0]["reason"]
    english = in_language(made, Language.ENGLISH)["actions"][0]["reason"]

    assert "第0服务站" in english
    assert english != chinese


def test_the_work_is_told_stage_by_stage():
    progress = []

    result(small_town(), budget=1, progress=progress)

    shares = [share for _, share in progress]
    assert shares == sorted(shares)
    assert (progress[0][0], progress[-1][0]) == (PlanStage.COVERAGE, PlanStage.REPORT)


def test_streets_make_ways_longer_than_they_are_estimated():
    spots = {"a": (place(0, 0), 4), "b": (place(3, 2), 2)}
    places = [
        replace(home(code, 0, people), lon=lon, lat=lat)
        for code, ((lon, lat), people) in spots.items()
    ]
    data = replace(town(places, []), candidates=[CandidatePlace("c", "候选", *place(3, 3))])
    asked = {"budget": 500_000, "minutes": 5.8 * BLOCK_M / 80}

    estimated = plan(data, **asked)
    by_streets = plan(data, streets=network(grid(12, 12)), **asked)

    assert (estimated["travel_method"], estimated["covered_after"]) == ("estimated", 6)
    assert (by_streets["travel_method"], by_streets["covered_after"]) == ("streets", 2)
    assert by_streets["visiting_list"][0]["reason"] == "distance"


def test_the_nearest_desk_of_a_gap_that_is_left_may_be_a_new_one():
    places = [home("a", 0, 8), home("far", 30, 1)]
    data = town(places, [(85, OFFICE)], [5])

    [gap] = plan(data, budget=500_000)["gaps"]

    assert gap["nearest"] == {"code": "c0", "minutes": 25.0}


def test_an_empty_city_has_an_empty_plan():
    made = plan(town([], []), budget=1_000_000)

    assert (made["people"], made["actions"], made["status"]) == (0, [], "optimal")
    assert made["candidates"] == {"source": "none", "count": 0}


def test_backup_counts_those_with_a_second_site():
    data = replace(small_town(), candidates=[CandidatePlace("c", "候选", *minutes_east(2))])

    made = plan(data, budget=2_000_000, backup=True)

    assert made["backup_people"] == made["backup_bound"] == 4


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "budget_missing"),
        ({"budget": -1}, "budget_invalid"),
        ({"budget": float("nan")}, "budget_invalid"),
        ({"target_share": 1.5}, "share_invalid"),
        ({"budget": 1, "floor": -0.1}, "share_invalid"),
        ({"budget": 1, "floors": {"yp": 2}}, "share_invalid"),
        ({"budget": 1, "max_new_sites": -1}, "limit_invalid"),
        ({"budget": 1, "gap": -1}, "share_invalid"),
        ({"budget": 1, "gap": 2}, "share_invalid"),
        ({"budget": 1, "time_limit": 1e9}, "time_limit_invalid"),
        ({"budget": 1, "staff_hours": float("inf")}, "limit_invalid"),
        ({"budget": 1, "begin": "9999-06-01"}, "begin_invalid"),
        ({"budget": 1, "minutes": 0}, "standard_minutes_invalid"),
        ({"budget": 1, "costs": {"yearly_rent": -5}}, "cost_invalid"),
        ({"budget": 1, "extensions": ["Xx 09:00"]}, "unreadable_hours"),
        ({"budget": 1, "yearly_budgets": [2, 1]}, "yearly_budgets_invalid"),
        ({"budget": 3, "yearly_budgets": [1, 2]}, "budget_over_years"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(asked, code):
    with pytest.raises(InvalidInput) as refused:
        PlanRequest.model_validate(asked)

    assert refused.value.code == code


def test_a_floor_for_an_unknown_union_is_refused():
    with pytest.raises(InvalidInput, match="nowhere"):
        plan(small_town(), budget=1, floors={"nowhere": 0.5})


def test_a_schedule_in_the_past_begins_anew():
    request = PlanRequest(budget=1, begin=date(2026, 1, 1))

    assert request.again(datetime(2026, 5, 3, tzinfo=CHINA_TIME)).begin > date(2026, 5, 3)


def test_hours_may_be_asked_for_in_chinese():
    request = PlanRequest(budget=1, extensions=["周一至周五 17:00-20:00"])

    assert request.extensions == ["Mo-Fr 17:00-20:00"]


def test_whom_only_a_new_site_could_cover_is_to_be_visited_where_none_may_be_opened():
    made = plan(small_town(), budget=500_000, max_new_sites=0)

    assert made["candidates"] == {"source": "none", "count": 0}
    assert [place["code"] for place in made["visiting_list"]] == ["d", "b", "c"]


def test_no_step_of_the_frontier_is_bounded_above_one_with_more_money():
    made = plan(random_town(5)[0], budget=1_500_000, time_limit=0)

    bounds = [step["bound"] for step in made["frontier"]]
    assert bounds == sorted(bounds)
