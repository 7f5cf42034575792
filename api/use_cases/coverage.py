"""Who is covered and who is not, where and why: the content of `coverage.json`."""

from collections.abc import Sequence

import numpy as np

from api.use_cases.planning_inputs import PlanningInputs, rows_by_union, travel_method
from geo.crs import FloatArray
from geo.hours import parse_opening_hours
from geo.hours_rules import WEEKDAYS
from geo.streets import BoolArray, IndexArray
from geo.travel import TravelMethod
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from geo.week_hours import to_week_text, week_hours
from planner.catchments import NO_HOUR, Crowding, find_crowding
from planner.coverage import NO_SITE, Reason, served_hours
from planner.gaps import Gap, GapRules, HelpfulHours, find_gaps
from planner.options import EXTENSIONS
from planner.visited import VisitDays, visited_rows

Json = dict[str, object]
DECIMALS_MINUTES, DECIMALS_PEOPLE, DECIMALS_DEGREES = 1, 1, 6
HOURS_PER_DAY = MINUTES_PER_DAY // MINUTES_PER_HOUR


def coverage_report(
    inputs: PlanningInputs, *, with_hours: bool = False, visits: VisitDays | None = None
) -> Json:
    """Write the coverage of a city as docs/planning.md describes it.

    `with_hours` adds for each demand point the 168 hours of the week as a text of 0 and 1; `visits`
    adds which of them are visited monthly.
    """
    demand, coverage, request = inputs.demand, inputs.coverage, inputs.request
    crowding = find_crowding(
        demand,
        inputs.data.sites,
        inputs.times,
        desks=inputs.data.desks,
        standard=inputs.standard,
    )
    report: Json = {
        "standard": describe_standard(inputs),
        "travel_method": travel_method(inputs.times),
        "data_revision": inputs.data.revision,
        "demand_kinds": list(request.kinds),
        "weight": request.weight,
        "people": round(demand.people.sum()),
        "covered_people": round(coverage.people(demand)),
        "by_reason": {
            reason.value: round(demand.people[coverage.reasons == reason].sum())
            for reason in Reason
        },
        "demand_points": _demand_points(inputs, crowding),
        "gaps": describe_gaps(inputs),
        "by_union": _by_union(inputs),
        "sites": _sites(inputs, crowding),
    }
    if request.union is not None:
        report["union_code"] = request.union
    if visits is not None:
        report |= _visited(inputs, visits)
    if with_hours:
        served = served_hours(demand, inputs.data.sites, inputs.times, inputs.standard)
        report["served_hours"] = ["".join(map(str, row)) for row in served.astype(int).tolist()]
    return report


def _visited(inputs: PlanningInputs, visits: VisitDays) -> Json:
    """Count the people whom staff visit monthly, apart from those who are covered."""
    demand = inputs.demand
    is_visited = np.array(visited_rows(demand, visits), dtype=bool)
    is_only_visited = is_visited & ~inputs.coverage.is_covered
    return {
        "visited": {
            "on": visits.on.isoformat(),
            "months": visits.months,
            "places": int(is_visited.sum()),
            "people": round(demand.people[is_visited].sum()),
            "uncovered_people": round(demand.people[is_only_visited].sum()),
        },
        "visited_demand_points": [
            {"code": demand.codes[row], "kind": demand.kinds[row]}
            for row in np.flatnonzero(is_visited).tolist()
        ],
    }


def describe_standard(inputs: PlanningInputs) -> Json:
    """Repeat the standard asked for."""
    request = inputs.request
    return {
        "mode": request.mode,
        "minutes": request.minutes,
        "stay_minutes": request.stay_minutes,
        "days": request.days,
        "services": list(dict.fromkeys(request.services)),
    }


def _demand_points(inputs: PlanningInputs, crowding: Crowding) -> list[Json]:
    demand, coverage = inputs.demand, inputs.coverage
    nearest = _nearest(inputs)
    best = _hours(crowding.best_hour, crowding.best_people_per_desk)
    return [
        {
            "code": demand.codes[row],
            "kind": demand.kinds[row],
            "name": demand.names[row],
            "lon": float(demand.lon[row]),
            "lat": float(demand.lat[row]),
            "people": round(demand.people[row]),
            "union_code": demand.union_codes[row],
            "covered": bool(coverage.is_covered[row]),
            "days": [name for day, name in enumerate(WEEKDAYS) if coverage.days[row] >> day & 1],
            "reason": str(coverage.reasons[row]) or None,
            "nearest": nearest[row],
            "least_crowded": best[row],
        }
        for row in range(len(demand))
    ]


def _nearest(inputs: PlanningInputs) -> list[Json | None]:
    """Write the nearest service point of each demand point, and how its way was found."""
    pairs, sites = inputs.times.pairs, inputs.data.sites
    nearest, minutes = inputs.coverage.nearest, inputs.coverage.nearest_min
    rows = np.flatnonzero(nearest != NO_SITE)
    numbers = pairs.demand * len(sites) + pairs.site
    is_estimated = np.zeros(len(nearest), dtype=bool)
    at = np.searchsorted(numbers, rows * len(sites) + nearest[rows])
    is_estimated[rows] = pairs.is_estimated[at]
    return [
        None
        if site == NO_SITE
        else {
            "code": sites.codes[site],
            "minutes": round(float(minutes[row]), DECIMALS_MINUTES),
            "travel_method": TravelMethod.ESTIMATED if is_estimated[row] else TravelMethod.STREETS,
        }
        for row, site in enumerate(nearest.tolist())
    ]


def _hours(hours: IndexArray, people_per_desk: FloatArray) -> list[Json | None]:
    """Write hours of the week and how many people share a desk in them."""
    return [
        None
        if hour == NO_HOUR
        else {
            "day": WEEKDAYS[hour // HOURS_PER_DAY],
            "hour": hour % HOURS_PER_DAY,
            "people_per_desk": round(people, DECIMALS_PEOPLE),
        }
        for hour, people in zip(hours.tolist(), people_per_desk.tolist(), strict=True)
    ]


def _by_union(inputs: PlanningInputs) -> list[Json]:
    """Add up by union, in the order of codes; those in no union's area come last."""
    demand, names = inputs.demand, inputs.data.union_names
    covered = demand.people * inputs.coverage.is_covered
    return [
        {
            "code": code,
            "name": None if code is None else names[code],
            "people": round(demand.people[rows].sum()),
            "covered_people": round(covered[rows].sum()),
        }
        for code, rows in rows_by_union(demand)
    ]


def _sites(inputs: PlanningInputs, crowding: Crowding) -> list[Json]:
    sites, desks = inputs.data.sites, inputs.data.desks
    busiest = _hours(crowding.busiest_hour, crowding.busiest_people_per_desk)
    return [
        {
            "code": sites.codes[column],
            "name": sites.names[column],
            "lon": float(sites.lon[column]),
            "lat": float(sites.lat[column]),
            "opening_hours": to_week_text(sites.weeks[int(sites.week_ids[column])]),
            "desks": round(desks[column]),
            "busiest": busiest[column],
        }
        for column in np.flatnonzero(_is_shown(inputs)).tolist()
    ]


def _is_shown(inputs: PlanningInputs) -> BoolArray:
    """Choose the sites of the part of the city that is asked about, and those in reach of it."""
    shown = inputs.data.own_sites.copy()
    shown[inputs.times.pairs.site] = True
    return shown


def describe_gaps(inputs: PlanningInputs, extensions: Sequence[str] = EXTENSIONS) -> list[Json]:
    """Write the coverage gaps, those with the most people first."""
    weeks = [week_hours(parse_opening_hours(text)) for text in extensions]
    gaps = find_gaps(
        inputs.demand,
        inputs.data.sites,
        inputs.times,
        coverage=inputs.coverage,
        standard=inputs.standard,
        rules=GapRules(weeks, may_extend=inputs.data.own_sites),
    )
    return [_gap(gap) for gap in gaps]


def _gap(gap: Gap) -> Json:
    nearest = {
        "code": gap.nearest_code,
        "minutes": round(gap.nearest_min, DECIMALS_MINUTES),
    }
    return {
        "union_code": gap.union_code,
        "cell": gap.cell,
        "lon": round(gap.lon, DECIMALS_DEGREES),
        "lat": round(gap.lat, DECIMALS_DEGREES),
        "people": round(gap.people),
        "by_reason": {
            reason.value: round(people) for reason, people in gap.people_by_reason.items()
        },
        "reason": gap.reason,
        "demand_codes": list(gap.demand_codes),
        "demand_points": [
            {"code": code, "kind": kind}
            for code, kind in zip(gap.demand_codes, gap.demand_kinds, strict=True)
        ],
        "nearest": None if gap.nearest_code is None else nearest,
        "extension": None if gap.helpful is None else _extension(gap.helpful),
    }


def _extension(helpful: HelpfulHours) -> Json:
    return {
        "code": helpful.site_code,
        "added": to_week_text(helpful.added),
        "opening_hours": to_week_text(helpful.week),
        "weekly_hours_added": helpful.added_min / MINUTES_PER_HOUR,
        "people": round(helpful.people),
    }
