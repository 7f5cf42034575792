"""Demand points and service points of a report as columns for the browser."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.hours_rules import WEEKDAYS
from geo.messages import Language
from geo.places import PlaceKind, Tier
from geo.service_points import ServicePoints
from geo.spoken_hours import speak_hours
from geo.streets import BoolArray
from geo.travel import TravelMethod
from maps.coverage_hours import NO_HOUR, open_hours, pack_hours
from maps.packing import PackedArray, pack
from planner.coverage import Reason
from planner.coverage_report import CoverageReport, CrowdReport

Columns = Mapping[str, object]
KINDS = tuple(PlaceKind)
TIERS = tuple(Tier)
REASONS = tuple(Reason)
"""Positions in these are the numbers that the browser gets; status 0 is covered."""
NOBODY = -1
UNKNOWN_TIER = Tier.STATION
"""What service points are drawn as that only the report knows."""

_PER_DEGREE = 1_000_000
_HOURS_PER_DAY = 24
_PER_MINUTE = 10
_LONGEST_MINUTES = 6_553.5


def pack_degrees(degrees: Sequence[float]) -> PackedArray:
    """Pack degrees as millionths: a place far from all others costs these no accuracy."""
    return pack(np.rint(np.array(degrees, dtype=np.float64) * _PER_DEGREE).astype(np.int32))


def pack_minutes(minutes: Sequence[float]) -> PackedArray:
    """Pack minutes as tenths."""
    tenths = np.clip(np.array(minutes, dtype=np.float64), 0, _LONGEST_MINUTES) * _PER_MINUTE
    return pack(np.rint(tenths).astype(np.uint16))


def pack_numbers(numbers: Sequence[int]) -> PackedArray:
    """Pack whole numbers, or positions where -1 is none."""
    return pack(np.array(numbers, dtype=np.int32))


def pack_bytes(numbers: Sequence[int]) -> PackedArray:
    """Pack whole numbers up to 255."""
    return pack(np.array(numbers, dtype=np.uint8))


def union_rows(report: CoverageReport) -> Mapping[str | None, int]:
    """Number the unions of a report."""
    return {union["code"]: row for row, union in enumerate(report["by_union"])}


def site_rows(report: CoverageReport) -> Mapping[str | None, int]:
    """Number the service points of a report; none has the number NOBODY."""
    return {None: NOBODY} | {site["code"]: row for row, site in enumerate(report["sites"])}


def demand_columns(report: CoverageReport, served_hours: BoolArray | None) -> Columns:
    """Write the demand points in the order of the report."""
    points, unions, sites = report["demand_points"], union_rows(report), site_rows(report)
    nearest = [point["nearest"] for point in points]
    crowds = [point["least_crowded"] for point in points]
    return {
        "names": [point["name"] for point in points],
        "codes": [point["code"] for point in points],
        "lon": pack_degrees([point["lon"] for point in points]),
        "lat": pack_degrees([point["lat"] for point in points]),
        "people": pack_numbers([point["people"] for point in points]),
        "kind": pack_bytes([KINDS.index(PlaceKind(point["kind"])) for point in points]),
        "status": pack_bytes([_status(point["reason"]) for point in points]),
        "days": pack_bytes([_days(point["days"]) for point in points]),
        "union": pack_numbers([unions.get(point["union_code"], NOBODY) for point in points]),
        "nearest": pack_numbers([sites.get(way["code"], NOBODY) if way else -1 for way in nearest]),
        "minutes": pack_minutes([way["minutes"] if way else 0 for way in nearest]),
        "estimated": pack_bytes([_is_estimated(way and way["travel_method"]) for way in nearest]),
        "crowd_hour": _crowd_hours(crowds),
        "crowd": _crowds(crowds),
        "hours": None if served_hours is None else pack_hours(served_hours),
    }


def site_columns(
    report: CoverageReport, points: ServicePoints | None, language: Language
) -> Columns:
    """Write the service points; tiers and phones are those of `points` with the same code."""
    sites = report["sites"]
    known = {code: row for row, code in enumerate(points.codes)} if points else {}
    texts = list(dict.fromkeys(site["opening_hours"] for site in sites))
    number = {text: row for row, text in enumerate(texts)}
    text_of = [number[site["opening_hours"]] for site in sites]
    rows = [known.get(site["code"], NOBODY) for site in sites]
    crowds = [site["busiest"] for site in sites]
    return {
        "names": [site["name"] for site in sites],
        "codes": [site["code"] for site in sites],
        "lon": pack_degrees([site["lon"] for site in sites]),
        "lat": pack_degrees([site["lat"] for site in sites]),
        "tier": pack_bytes([TIERS.index(_tier(points, row)) for row in rows]),
        "phones": [points.phones[row] if points and row != NOBODY else "" for row in rows],
        "desks": pack_numbers([site["desks"] for site in sites]),
        "hours_texts": [speak_hours(text, language) for text in texts],
        "hours_text": pack_numbers(text_of),
        "hours": pack_hours(open_hours(texts)[text_of]),
        "crowd_hour": _crowd_hours(crowds),
        "crowd": _crowds(crowds),
    }


def _tier(points: ServicePoints | None, row: int) -> Tier:
    return points.tiers[row] if points and row != NOBODY else UNKNOWN_TIER


def _status(reason: str | None) -> int:
    return 0 if reason is None else 1 + REASONS.index(Reason(reason))


def _days(names: Sequence[str]) -> int:
    return sum(1 << WEEKDAYS.index(name) for name in names)


def _is_estimated(method: str | None) -> bool:
    return method == TravelMethod.ESTIMATED


def _crowd_hours(crowds: Sequence[CrowdReport | None]) -> PackedArray:
    return pack_bytes(
        [
            WEEKDAYS.index(crowd["day"]) * _HOURS_PER_DAY + crowd["hour"] if crowd else NO_HOUR
            for crowd in crowds
        ]
    )


def _crowds(crowds: Sequence[CrowdReport | None]) -> PackedArray:
    people = [crowd["people_per_desk"] if crowd else 0 for crowd in crowds]
    return pack(np.array(people, dtype=np.float32))
