"""Coverage and the joint decision on new sites and longer hours, for a made-up city.

Every case runs in a process of its own (`python -m bench.siting DEMAND_POINTS MINUTES SITES`, where
2 SITES ask for a backup), so that its peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from bench import pmedian, siting_peer
from bench.plan_city import make_demand, make_sites
from bench.table import Figure, show
from geo.travel import Estimate, Mode, Speeds
from geo.travel_times import Positions, TravelTimes, find_travel_times
from geo.units import from_minutes
from planner.cover_rows import find_cover_rows
from planner.coverage import Standard, find_coverage
from planner.demand import Demand
from planner.options import Costs, build_actions
from planner.sites import Sites
from planner.siting import SitingRequest, choose_sites

BACKUP = 2
CASES = ((5_000, 15, 1), (5_000, 30, 1), (20_000, 30, 1), (5_000, 15, BACKUP), (5_000, 30, BACKUP))
"""Demand points, minutes by bicycle (the longer the way, the more sites compete), sites each."""
EXISTING, CANDIDATES = 60, 1_000
BUDGET = {5_000: 3e6, 20_000: 6e6}
LONGEST_S = {5_000: 20, 20_000: 60}
LONGEST_COVERAGE_S = 10
TIME_LIMIT_S = 60
LARGEST_MB = 500
GAP = 0.01
KILOBYTES_PER_MEGABYTE = 1_000
Result = TypeVar("Result")


def main() -> None:
    """Print the figures of all cases."""
    for demand_points, minutes, sites in CASES:
        city = f"{demand_points:,} demand points × {CANDIDATES:,} candidates + {EXISTING} existing"
        backup = ", backup" if sites == BACKUP else ""
        title = f"Planning: {city}, bike {minutes} min{backup}"
        show(title, _figures(demand_points, minutes, sites))
    show(siting_peer.TITLE, siting_peer.figures())
    show(pmedian.TITLE, pmedian.figures())


def _figures(demand_points: int, minutes: int, sites: int) -> Iterator[Figure]:
    case = map(str, (demand_points, minutes, sites))
    command = [sys.executable, "-m", "bench.siting", *case]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603  ours
    coverage_s, plan_s, longest_s = told["coverage_s"], told["plan_s"], LONGEST_S[demand_points]
    longest_s = TIME_LIMIT_S if sites == BACKUP else longest_s
    yield Figure("pairs within the standard", f"{told['pairs']:,}", "")
    yield Figure("travel times", f"{told['times_s']:.1f} s", "")
    is_quick = coverage_s <= LONGEST_COVERAGE_S
    yield Figure("coverage", f"{coverage_s:.1f} s", f"≤ {LONGEST_COVERAGE_S} s", is_quick)
    proof = f"{plan_s:.1f} s to {told['gap']:.2%} ({told['status']})"
    is_proven = plan_s <= longest_s and told["gap"] <= GAP
    yield Figure("actions, rows, proven plan", proof, f"≤ {longest_s} s to 1 %", is_proven)
    yield Figure("people covered", f"{told['before']:.1%} → {told['after']:.1%}", "")
    if sites == BACKUP:
        backups = f"{told['backups']:,.0f}, at most {told['backup_bound']:,.0f} can be"
        yield Figure("people with a second site", backups, "")
    yield Figure("actions: new sites / longer hours", f"{told['new']} / {told['longer']}", "")
    megabytes = told["megabytes"]
    yield Figure(
        "peak memory", f"{megabytes:.0f} MB", f"≤ {LARGEST_MB} MB", megabytes <= LARGEST_MB
    )


def _plan_and_tell(demand_points: int, minutes: int, sites: int) -> None:
    """Plan for one city; print times and result as JSON."""
    standard = Standard(mode=Mode.BIKE, longest_min=minutes, days=2)
    demand = make_demand(demand_points, seed=1)
    existing, candidates = make_sites(EXISTING, seed=2), make_sites(CANDIDATES, seed=3)
    times_s, times = _timed(lambda: _travel_times(demand, existing, candidates, standard))
    today = _covered_today(demand, existing, times, standard)
    started = time.perf_counter()
    actions = build_actions(existing, candidates, costs=Costs())
    backup = sites == BACKUP
    rows = find_cover_rows(demand, actions, times=times, standard=standard, backup=backup)
    request = SitingRequest(budget=BUDGET[demand_points], gap=GAP, time_limit_s=TIME_LIMIT_S)
    plan = choose_sites(rows, actions, request=request)
    plan_s, people = time.perf_counter() - started, demand.people.sum()
    new = int(actions.is_new[plan.chosen].sum())
    told = {
        "pairs": len(times.pairs.demand),
        "times_s": times_s,
        "coverage_s": _coverage_s(demand, existing, candidates, times, standard),
        "plan_s": plan_s,
        "gap": plan.relative_gap,
        "status": plan.status,
        "backups": plan.backup_people,
        "backup_bound": plan.backup_bound,
        "before": today / people,
        "after": plan.covered_people / people,
        "new": new,
        "longer": len(plan.chosen) - new,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE,
    }
    print(json.dumps(told))


def _travel_times(
    demand: Demand, existing: Sites, candidates: Sites, standard: Standard
) -> TravelTimes:
    lon = np.concatenate([existing.lon, candidates.lon])
    lat = np.concatenate([existing.lat, candidates.lat])
    return find_travel_times(
        Positions(demand.lon, demand.lat),
        Positions(lon, lat),
        estimate=Estimate(Speeds().metres_per_second(standard.mode)),
        cut_off_s=from_minutes(standard.longest_min),
    )


def _covered_today(
    demand: Demand, existing: Sites, times: TravelTimes, standard: Standard
) -> float:
    """Count who is covered by the existing sites; the candidates are only within the times."""
    pairs = times.pairs.take(times.pairs.site < len(existing))
    today = TravelTimes(len(demand), len(existing), times.cut_off_s, pairs)
    return find_coverage(demand, existing, today, standard).people(demand)


def _coverage_s(
    demand: Demand, existing: Sites, candidates: Sites, times: TravelTimes, standard: Standard
) -> float:
    """Time the coverage by all sites, each with hours as if it were open."""
    everything = Sites(
        codes=[*existing.codes, *candidates.codes],
        names=[*existing.names, *candidates.names],
        lon=np.concatenate([existing.lon, candidates.lon]),
        lat=np.concatenate([existing.lat, candidates.lat]),
        services=np.concatenate([existing.services, candidates.services]),
        week_ids=np.concatenate([existing.week_ids, candidates.week_ids]),
        weeks=existing.weeks,
    )
    return _timed(lambda: find_coverage(demand, everything, times, standard))[0]


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


if __name__ == "__main__":
    if sys.argv[1:]:
        _plan_and_tell(*map(int, sys.argv[1:]))
    else:
        main()
