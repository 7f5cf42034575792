"""A plan as columns for the browser: demand points, actions and whom they reach, unions."""

from collections.abc import Mapping, Sequence
from typing import cast

from shapely.geometry.base import BaseGeometry

from geo.messages import Language
from geo.spoken_hours import speak_hours
from maps.coverage_areas import union_columns
from maps.coverage_places import (
    KINDS,
    NOBODY,
    REASONS,
    Columns,
    pack_bytes,
    pack_degrees,
    pack_numbers,
)
from planner.coverage import Reason
from planner.coverage_report import CoverageReport
from planner.plan_reports import ActionReport, PlanReport
from planner.plan_words import reason_text

_NO_REASON = len(REASONS)

_Key = tuple[str, str]


def demand_columns(plan: PlanReport, coverage: CoverageReport) -> Columns:
    """Write the demand points, before and after; they are in the same order in both reports."""
    points = coverage["demand_points"]
    unions = {union["code"]: row for row, union in enumerate(plan["by_union"])}
    listed = {(visit["kind"], visit["code"]) for visit in plan["visiting_list"]}
    return {
        "names": [point["name"] or point["code"] for point in points],
        "kind": pack_bytes([_kind(point["kind"]) for point in points]),
        "lon": pack_degrees([point["lon"] for point in points]),
        "lat": pack_degrees([point["lat"] for point in points]),
        "people": pack_numbers([point["people"] for point in points]),
        "before": pack_bytes([point["covered"] for point in points]),
        "after": pack_bytes([place["covered"] for place in plan["coverage_after"]]),
        "visit": pack_bytes([(point["kind"], point["code"]) in listed for point in points]),
        "reason": pack_bytes([_reason(point["reason"]) for point in points]),
        "union": pack_numbers([unions.get(point["union_code"], NOBODY) for point in points]),
    }


def site_columns(coverage: CoverageReport, language: Language) -> Columns:
    """Write the open service points, as they are before the plan."""
    sites = coverage["sites"]
    return {
        "names": [site["name"] for site in sites],
        "hours": [speak_hours(site["opening_hours"], language) for site in sites],
        "lon": pack_degrees([site["lon"] for site in sites]),
        "lat": pack_degrees([site["lat"] for site in sites]),
    }


def action_rows(
    plan: PlanReport, coverage: CoverageReport, language: Language
) -> Sequence[Mapping[str, object]]:
    """Write the actions in build order, each with the demand points that it newly covers."""
    rows = {
        (point["kind"], point["code"]): row for row, point in enumerate(coverage["demand_points"])
    }
    return [_action(action, rows, language) for action in plan["actions"]]


def union_rows(plan: PlanReport, areas: Mapping[str, BaseGeometry], *, no_union: str) -> Columns:
    """Write the unions with those covered before and after, and the rings of their areas."""
    unions = plan["by_union"]
    before = [
        {
            "code": union["code"],
            "name": union["name"],
            "people": union["people"],
            "covered_people": union["before"],
        }
        for union in unions
    ]
    # Of a report on coverage only the unions are read.
    shown = cast("CoverageReport", {"by_union": before})
    after = pack_numbers([union["after"] for union in unions])
    return {**union_columns(shown, areas, no_union=no_union), "after": after}


def _action(
    action: ActionReport, rows: Mapping[_Key, int], language: Language
) -> Mapping[str, object]:
    return {
        "order": action["order"],
        "is_new": action["kind"] == "new_site",
        "name": action["name"] or action["code"],
        "date": action["date"],
        "lon": action["lon"],
        "lat": action["lat"],
        "hours": speak_hours(action["opening_hours"], language),
        "cost": action["yearly_cost"],
        "people": action["people_gained"],
        "reason": reason_text(action["reason"], language),
        "reached": [rows[place["kind"], place["code"]] for place in action["reached"]],
        "only_here": [place["only_here"] for place in action["reached"]],
    }


def _kind(kind: str) -> int:
    return [known.value for known in KINDS].index(kind)


def _reason(reason: str | None) -> int:
    return _NO_REASON if reason is None else REASONS.index(Reason(reason))
