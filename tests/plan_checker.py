"""Recomputes every figure of a plan from its files alone, minute by minute, without the planner."""

from itertools import product
from math import ceil

import pytest
from pyproj import Geod

from geo.hours import parse_opening_hours
from geo.week_hours import week_hours

WEEK, DAY = 10_080, 1_440
WGS84 = Geod(ellps="WGS84")
WEEKS_PER_YEAR = 52


def way_min(place, site, *, metres_per_minute=80, detour=1.3) -> float:
    _, _, metres = WGS84.inv(place["lon"], place["lat"], site["lon"], site["lat"])
    return metres * detour / metres_per_minute


def weekdays(free, opening, way, stay) -> set[int]:
    """Days on which a consultation can start, by DESIGN's intervals."""
    days: set[int] = set()
    for (a, b), (o, c), turn in product(free, opening, (-WEEK, 0, WEEK)):
        first, last = max(a + way, o + turn), min(b - way, c + turn) - stay
        if first <= last:
            days |= {day % 7 for day in range(int(first // DAY), int(last // DAY) + 1)}
    return days


def intervals(text) -> tuple[tuple[int, int], ...]:
    return week_hours(parse_opening_hours(text)).intervals


def covered(coverage, sites, free_hours, standard) -> set[str]:
    """Codes of the demand points that these sites cover."""
    opening = [intervals(site["opening_hours"]) for site in sites]
    found = set()
    for place in coverage["demand_points"]:
        days: set[int] = set()
        for site, hours in zip(sites, opening, strict=True):
            way = way_min(place, site)
            if way <= standard["minutes"]:
                free = intervals(free_hours[place["code"]])
                days |= weekdays(free, hours, way, standard["stay_minutes"])
        if len(days) >= standard["days"]:
            found.add(place["code"])
    return found


def sites_after(coverage, actions) -> list[dict]:
    longer = {act["code"]: act for act in actions if act["kind"] == "extend_hours"}
    new = [act for act in actions if act["kind"] == "new_site"]
    return [longer.get(site["code"], site) for site in coverage["sites"]] + new


def people_in(coverage, codes) -> int:
    return sum(each["people"] for each in coverage["demand_points"] if each["code"] in codes)


def check_plan(plan, coverage, free_hours) -> None:
    """Fail where a figure of the plan is not what its own files give."""
    standard, costs, actions = plan["standard"], plan["costs"], plan["actions"]
    before = covered(coverage, coverage["sites"], free_hours, standard)
    after = covered(coverage, sites_after(coverage, actions), free_hours, standard)

    assert {each["code"] for each in coverage["demand_points"] if each["covered"]} == before
    assert {each["code"] for each in plan["coverage_after"] if each["covered"]} == after
    assert plan["covered_before"] == people_in(coverage, before)
    assert plan["covered_after"] == people_in(coverage, after) <= plan["bound"] <= plan["people"]
    assert plan["relative_gap"] == pytest.approx(
        (plan["bound"] - plan["covered_after"]) / plan["covered_after"], abs=1e-6
    )
    assert plan["spent"] == sum(action["yearly_cost"] for action in actions)
    assert not after & {place["code"] for place in plan["visiting_list"]}
    _check_unions(plan, coverage, before, after)
    _check_money(plan)
    _check_actions(plan, coverage, free_hours, costs)


def _check_unions(plan, coverage, before, after) -> None:
    """Fail where the sums by union are not those of their demand points."""
    for union in plan["by_union"]:
        points = [each for each in coverage["demand_points"] if each["union_code"] == union["code"]]
        people = sum(each["people"] for each in points)
        reached = sum(each["people"] for each in points if each["code"] in after)
        owed = ceil(union["floor"] * people - 1e-6)

        assert union["people"] == people
        assert union["before"] == sum(each["people"] for each in points if each["code"] in before)
        assert union["after"] == reached
        assert union["floor_people"] == owed
        assert union["shortfall"] == max(owed - reached, 0)
    assert sum(union["people"] for union in plan["by_union"]) == plan["people"]


def _check_money(plan) -> None:
    """Fail where money does not suffice, in any year or for any step of the frontier."""
    money = plan["limits"]["yearly_budgets"] or [plan["budget"] or plan["spent"]]
    for year, budget in enumerate(money, start=1):
        running = sum(act["yearly_cost"] for act in plan["actions"] if act["year"] <= year)
        assert running <= budget + 1e-6
    for step in plan["frontier"]:
        assert step["spent"] <= step["budget"] + 1e-6
        assert step["covered"] <= step["bound"]
    last = plan["frontier"][-1]
    assert (last["covered"], last["bound"]) == (plan["covered_after"], plan["bound"])
    assert [act["order"] for act in plan["actions"]] == [*range(1, len(plan["actions"]) + 1)]


def _check_actions(plan, coverage, free_hours, costs) -> None:
    actions, standard = plan["actions"], plan["standard"]
    hours_today = {site["code"]: site["opening_hours"] for site in coverage["sites"]}
    everything = covered(coverage, sites_after(coverage, actions), free_hours, standard)
    reached = covered(coverage, coverage["sites"], free_hours, standard)
    for number, action in enumerate(actions, start=1):
        others = [other for other in actions if other is not action]
        now = covered(coverage, sites_after(coverage, actions[:number]), free_hours, standard)
        without = covered(coverage, sites_after(coverage, others), free_hours, standard)

        assert action["people_gained"] == people_in(coverage, now - reached)
        assert action["people_gained_alone"] == people_in(coverage, everything - without)
        assert action["yearly_cost"] == _cost(action, hours_today, costs)
        reached = now


def _cost(action, hours_today, costs) -> float:
    is_new = action["kind"] == "new_site"
    present = () if is_new else intervals(hours_today[action["code"]])
    minutes = sum(b - a for a, b in intervals(action["opening_hours"]))
    added = (minutes - sum(b - a for a, b in present)) / 60
    assert action["weekly_hours_added"] == added
    fixed = costs["setup_cost"] / costs["amortisation_years"] + costs["yearly_rent"]
    return fixed * is_new + WEEKS_PER_YEAR * costs["staff_cost_per_open_hour"] * added
