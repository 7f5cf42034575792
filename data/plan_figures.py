"""The few numbers of a plan that lists and comparisons show, taken from its content."""

from collections.abc import Mapping
from typing import cast

from planner.outreach_report import OutreachReport

FIGURES = (
    "people",
    "covered_before",
    "covered_after",
    "spent",
    "budget",
    "bound",
    "status",
    "relative_gap",
)
OUTREACH_FIGURES = (
    "start",
    "days",
    "team_codes",
    "stops",
    "people",
    "unserved",
    "served_priority",
    "total_priority",
)


def siting_figures(plan: Mapping[str, object]) -> dict[str, object]:
    """Take the figures of a plan of sites and hours."""
    return {name: plan[name] for name in FIGURES}


def outreach_figures(plan: Mapping[str, object]) -> dict[str, object]:
    """Take the figures of an outreach plan: `stops` and `people` are those that are visited."""
    report = cast("OutreachReport", plan)
    counted: Mapping[str, object] = {
        "team_codes": [team["code"] for team in report["teams"]],
        "stops": sum(len(route["stops"]) for route in report["routes"]),
        "people": report["served_people"],
        "unserved": len(report["unserved"]),
    }
    return {name: ({**plan, **counted})[name] for name in OUTREACH_FIGURES}
