"""The names of what a plan speaks of by code."""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.messages import Language
from planner.coverage_report import CoverageReport
from planner.plan_reports import PlanReport, ReachedPlace
from planner.plan_words import NO_UNION


@dataclass(frozen=True, slots=True)
class Names:
    """Names of unions, sites and demand points by their codes; demand points with their kind."""

    unions: Mapping[str | None, str]
    sites: Mapping[str, str]
    places: Mapping[tuple[str, str], ReachedPlace]


def find_names(plan: PlanReport, coverage: CoverageReport, language: Language) -> Names:
    """Look up what the lists name; a thing without a name goes by its code."""
    unions = {row["code"]: row["name"] or row["code"] or "" for row in plan["by_union"]}
    sites = {site["code"]: site["name"] for site in (*coverage["sites"], *plan["actions"])}
    places = {
        (place["kind"], place["code"]): ReachedPlace(
            code=place["code"],
            kind=place["kind"],
            name=place["name"],
            people=place["people"],
            only_here=False,
        )
        for place in coverage["demand_points"]
    }
    return Names(unions | {None: NO_UNION.text(language)}, sites, places)
