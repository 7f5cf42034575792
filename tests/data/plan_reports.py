"""A plan of a small town written down by hand, with the coverage it starts from.

Park p1 (16 people) is covered today, apartment a1 (8) by longer hours, firm f1 (4) by a new
site, apartment a2 (2) not at all, and firm f2 (1) stands outside every union.
"""

from copy import deepcopy

import h3

DESK = {"lon": 121.50, "lat": 31.20}
CELL = h3.latlng_to_cell(31.26, 121.56, 8)


def demand_point(code, kind, name, people, **others):
    return {
        "code": code,
        "kind": kind,
        "name": name,
        "lon": 121.5,
        "lat": 31.2,
        "people": people,
        "union_code": "u1",
        "covered": False,
        "days": [],
        "reason": "hours",
        "nearest": {"code": "s1", "minutes": 4.5, "travel_method": "estimated"},
        "least_crowded": None,
    } | others


def union(code, name, people, *, before, after, floor=0.0):
    return {
        "code": code,
        "name": name,
        "people": people,
        "before": before,
        "after": after,
        "floor": floor,
        "floor_people": floor * people,
        "shortfall": max(floor * people - after, 0),
    }


KINDS = {"a": "apartment", "f": "firm", "p": "park"}
"""By the first letter of a code."""


def gap(union_code, people, reason, codes, **others):
    return {
        "union_code": union_code,
        "cell": CELL,
        "lon": 121.56,
        "lat": 31.26,
        "people": people,
        "by_reason": {"distance": 0, "service": 0, "hours": 0} | {reason: people},
        "reason": reason,
        "demand_codes": codes,
        "demand_points": [{"code": code, "kind": KINDS[code[0]]} for code in codes],
        "nearest": {"code": "s1", "minutes": 25.3},
        "extension": None,
    } | others


def visit(code, kind, name, people, *, union_code="u2", reason="distance"):
    return {
        "code": code,
        "kind": kind,
        "name": name,
        "lon": 121.56,
        "lat": 31.26,
        "union_code": union_code,
        "people": people,
        "reason": reason,
    }


def action(order, kind, code, name, people, reached, **others):
    return {
        "order": order,
        "year": order,
        "date": f"{2026 + order}-01-01",
        "kind": kind,
        "code": code,
        "name": name,
        **DESK,
        "opening_hours": "Mo-Fr 09:00-20:00",
        "weekly_hours_added": 15.0,
        "yearly_cost": 93_600.0,
        "people_gained": people,
        "people_gained_alone": people,
        "reason": "下班后才有空，现在赶不上",
        "reached": reached,
    } | others


def reached(place, *, only_here=True):
    kept = {name: place[name] for name in ("code", "kind", "name", "people")}
    return kept | {"only_here": only_here}


PLACES = [
    demand_point("a1", "apartment", "=cmd|'/c calc'!A1", 8),
    demand_point(
        "a2",
        "apartment",
        '城东"<script>"公寓',
        2,
        union_code="u2",
        lon=121.56,
        lat=31.26,
        nearest=None,
    ),
    demand_point("f1", "firm", "甲厂", 4, reason="distance"),
    demand_point("f2", "firm", "乙厂\x0b", 1, union_code=None, reason="service"),
    demand_point("p1", "park", "#N/A", 16, covered=True, reason=None, days=["Mo", "Tu"]),
]
COVERED_AFTER = ("a1", "f1", "p1")
EXTENSION = {
    "code": "new1",
    "added": "Sa,Su 09:00-17:00",
    "opening_hours": "Mo-Su 09:00-20:00",
    "weekly_hours_added": 16.0,
    "people": 2,
}
_FRONTIER = [
    {
        "budget": 50_000.0 * number,
        "spent": 46_800.0 * number,
        "covered": 12 + 2 * number,
        "bound": 13.0 + 2 * number,
        "status": "gap_reached",
    }
    for number in range(1, 9)
]
_PLAN = {
    "standard": {
        "mode": "walk",
        "minutes": 15,
        "stay_minutes": 30,
        "days": 2,
        "services": ["legal_aid", "haircut"],
    },
    "travel_method": "estimated",
    "data_revision": 7,
    "demand_kinds": ["apartment", "park", "firm"],
    "weight": "people",
    "budget": 400_000.0,
    "spent": 300_000.0,
    "costs": {
        "staff_cost_per_open_hour": 120.0,
        "setup_cost": 200_000.0,
        "amortisation_years": 5.0,
        "yearly_rent": 60_000.0,
    },
    "limits": {"max_new_sites": 3, "staff_hours": None, "yearly_budgets": [100_000.0, 400_000.0]},
    "target": None,
    "candidates": {"source": "places", "count": 4},
    "status": "gap_reached",
    "people": 31,
    "covered_before": 16,
    "covered_after": 28,
    "bound": 29.0,
    "relative_gap": 1 / 28,
    "backup_people": None,
    "backup_bound": None,
    "actions": [
        action(1, "extend_hours", "s1", "+1 服务点", 8, [reached(PLACES[0])]),
        action(
            2,
            "new_site",
            "new1",
            "旧厂房",
            4,
            [reached(PLACES[2]), reached(PLACES[0], only_here=False)],
            yearly_cost=206_400.0,
            weekly_hours_added=40.0,
        ),
    ],
    "frontier": _FRONTIER,
    "next_tenth": {
        "budget": 440_000.0,
        "covered": 30,
        "people_more": 2,
        "bound": 30.0,
        "status": "optimal",
    },
    "by_union": [
        union("u1", "甲区工会", 28, before=16, after=28, floor=0.5),
        union("u2", "@乙区工会", 2, before=0, after=0, floor=0.5),
        union(None, None, 1, before=0, after=0),
    ],
    "gaps": [
        gap("u2", 2, "distance", ["a2"], extension=EXTENSION),
        gap(None, 1, "service", ["f2"], nearest=None),
    ],
    "visiting_list": [
        visit("a2", "apartment", '城东"<script>"公寓', 2),
        visit("f2", "firm", "乙厂\x0b", 1, union_code=None, reason="service"),
    ],
    "coverage_after": [
        {"code": place["code"], "kind": place["kind"], "covered": place["code"] in COVERED_AFTER}
        for place in PLACES
    ],
}
_SITES = [
    {
        "code": "s1",
        "name": "+1 服务点",
        **DESK,
        "opening_hours": "Mo-Fr 09:00-17:00",
        "desks": 2,
        "busiest": None,
    }
]


def town_plan(**others):
    """The plan, with some of its fields replaced."""
    return deepcopy(_PLAN) | others


def town_coverage():
    """The coverage before the plan, as far as its files need it."""
    return {"demand_points": deepcopy(PLACES), "sites": deepcopy(_SITES)}


def empty_plan():
    """The plan of a city without places, service points and money."""
    lists = ("actions", "frontier", "by_union", "gaps", "visiting_list", "coverage_after")
    numbers = ("spent", "people", "covered_before", "covered_after", "bound", "relative_gap")
    limits = {"max_new_sites": None, "staff_hours": None, "yearly_budgets": []}
    nothing = {name: [] for name in lists} | dict.fromkeys(numbers, 0) | {"limits": limits}
    candidates = {"source": "none", "count": 0}
    return town_plan(budget=0.0, next_tenth=None, candidates=candidates, **nothing)


def empty_coverage():
    """The coverage of that city."""
    return {"demand_points": [], "sites": []}


def large_town(places):
    """A plan that leaves this many places of one person uncovered, all to be visited."""
    points = [
        demand_point(f"a{number}", "apartment", f"公寓{number}", 1, reason="distance")
        for number in range(places)
    ]
    after = [{"code": point["code"], "kind": point["kind"], "covered": False} for point in points]
    visits = [
        visit(point["code"], point["kind"], point["name"], 1, union_code="u1") for point in points
    ]
    largest = gap("u1", places, "distance", [point["code"] for point in points])
    plan = town_plan(
        people=places,
        covered_before=0,
        covered_after=0,
        actions=[],
        gaps=[largest],
        visiting_list=visits,
        coverage_after=after,
    )
    return plan, {"demand_points": points, "sites": deepcopy(_SITES)}
