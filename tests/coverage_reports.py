"""A small coverage report: 1, 2, 4 and 8 people, one for each status, and one desk."""

import base64
from datetime import date

import h3
import numpy as np
from shapely import box

from maps.coverage_map import CoverageScene

NASTY = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script> {{ 7*7 }}"
WEST, SOUTH = 121.50, 31.20
STEP = 0.01
REASONS = (None, "distance", "service", "hours")
NAMES = ("东门公寓", "南门园区", "西门单位", "北门公寓")
KINDS = ("apartment", "park", "firm", "apartment")
MONDAY_NINE, TUESDAY_TEN = 9, 34


def a_place(number, **changes):
    lon, lat = WEST + number * STEP, SOUTH + number * STEP
    place = {
        "code": f"d{number}",
        "kind": KINDS[number % 4],
        "name": NAMES[number % 4],
        "lon": lon,
        "lat": lat,
        "people": 2**number,
        "union_code": "u1",
        "covered": number == 0,
        "days": ["Mo", "Tu"] if number == 0 else [],
        "reason": REASONS[number % 4],
        "nearest": {"code": "s1", "minutes": 2.5 * number, "travel_method": "estimated"},
        "least_crowded": None,
    }
    return place | changes


def a_gap(place, **changes):
    reason = place["reason"]
    gap = {
        "union_code": place["union_code"],
        "cell": h3.latlng_to_cell(place["lat"], place["lon"], 8),
        "people": place["people"],
        "by_reason": {name: place["people"] * (name == reason) for name in REASONS[1:]},
        "reason": reason,
        "demand_points": [{"code": place["code"], "kind": place["kind"]}],
        "nearest": {"code": "s1", "minutes": 2.5},
        "extension": None,
    }
    return gap | changes


def a_desk(**changes):
    desk = {
        "code": "s1",
        "name": "中门服务站",
        "lon": WEST,
        "lat": SOUTH + 2 * STEP,
        "opening_hours": "Mo-Fr 09:00-17:30",
        "desks": 2,
        "busiest": {"day": "Tu", "hour": 10, "people_per_desk": 7.5},
    }
    return desk | changes


def a_report(places=None, sites=None, unions=None):
    """A report on these places; all that it sums up is what they say."""
    places = [a_place(number) for number in range(4)] if places is None else places
    people = sum(place["people"] for place in places)
    covered = sum(place["people"] for place in places if place["covered"])
    union = {"code": "u1", "name": "第一工会", "people": people, "covered_people": covered}
    return {
        "standard": {
            "mode": "walk",
            "minutes": 15,
            "stay_minutes": 30,
            "days": 2,
            "services": [],
        },
        "travel_method": "estimated",
        "people": people,
        "covered_people": covered,
        "demand_points": places,
        "gaps": [a_gap(place) for place in places if place["reason"]],
        "by_union": [union] if unions is None else unions,
        "sites": [a_desk()] if sites is None else sites,
    }


def no_report():
    """A report on a city without anything."""
    return a_report(places=[], sites=[], unions=[])


def served(count=4):
    """Hours in which the first is served on Monday at nine, and all on Tuesday at ten."""
    hours = np.zeros((count, 168), dtype=bool)
    hours[:1, MONDAY_NINE] = True
    hours[:, TUESDAY_TEN] = True
    return hours


def a_scene(report=None, **changes):
    report = a_report() if report is None else report
    scene = {
        "report": report,
        "made_on": date(2026, 12, 1),
        "served_hours": served(len(report["demand_points"])),
        "union_areas": {"u1": box(WEST - STEP, SOUTH - STEP, WEST + 5 * STEP, SOUTH + 5 * STEP)},
    }
    return CoverageScene(**scene | changes)


def numbers(packed):
    """Read a packed array as the browser does."""
    content = base64.b64decode(packed["base64"])
    return np.frombuffer(content, np.dtype(packed["type"].lower())).tolist()
