"""Plain maximal covering beside spopt: people always free, desks always open, 30 of 200 sites.

Both begin with positions and end with the sites to choose, proven optimal. Timed are, for us,
travel times, rows and plan; for spopt, the same travel times, put into the matrix that it reads,
its model and its solver. The longest way may be given: `python -m bench.siting_peer 30`. What spopt
can tell of the answer afterwards is left out, and under a time limit it would call an unfinished
search solved, so it has none. It is in the dependency group `bench`.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec

import numpy as np

from bench.plan_city import make_demand, make_sites
from bench.table import Figure, show
from geo.travel import Estimate, Mode, Speeds
from geo.travel_times import Positions, TravelTimes, find_travel_times
from geo.units import from_minutes
from planner.cover_rows import find_cover_rows
from planner.coverage import Standard, way_min
from planner.demand import Demand
from planner.options import Costs, build_actions
from planner.sites import Sites
from planner.siting import SitingRequest, choose_sites

DEMAND_POINTS, SITES, CHOSEN = 10_000, 200, 30
LONGEST_MIN = 15
TITLE = f"Planning: {CHOSEN} of {SITES} sites for {DEMAND_POINTS:,} demand points, by bicycle"
ABSENT = "not measured: no spopt here (uv sync --group bench)"
ALWAYS = "24/7"
SOLVERS = ("HiGHS", "PULP_CBC_CMD")
ROUNDS = 5
LEAST_RATIO = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered, in how many seconds, of which in the solver, and the people it covers."""

    name: str
    seconds: float
    solver_s: float
    people: float


def figures(longest_min: float = LONGEST_MIN) -> Iterator[Figure]:
    """Measure ours, and spopt with each solver at hand; the quickest of them is compared."""
    standard = Standard(mode=Mode.BIKE, longest_min=longest_min, days=1)
    demand = make_demand(DEMAND_POINTS, seed=1, free_hours=[ALWAYS])
    sites = make_sites(SITES, seed=2)
    ours = [_ours(demand, sites, standard) for _ in range(ROUNDS)]
    ours_s, people = statistics.median(answer.seconds for answer in ours), ours[0].people
    yield Figure(f"ours, {longest_min:g} min, from positions to the optimum", f"{ours_s:.2f} s", "")
    if find_spec("spopt") is None:
        yield Figure(ABSENT, "", "")
        return
    peers = [_spopt(demand, sites, standard, solver) for solver in SOLVERS if _is_at_hand(solver)]
    for peer in peers:
        yield Figure(peer.name, f"{peer.seconds:.1f} s, solver {peer.solver_s:.1f} s", "")
    ratio = min(peer.seconds for peer in peers) / ours_s
    yield Figure("spopt ÷ ours", f"{ratio:.0f} ×", f"≥ {LEAST_RATIO} ×", ratio >= LEAST_RATIO)
    found = {round(answer.people) for answer in [*ours, *peers]}
    yield Figure("people covered", f"{people:,.0f}", "all the same", len(found) == 1)


def _ours(demand: Demand, sites: Sites, standard: Standard) -> Answer:
    started = time.perf_counter()
    times = _travel_times(demand, sites, standard)
    nothing = make_sites(0, seed=0)
    actions = build_actions(nothing, sites, costs=Costs(), new_options=[ALWAYS])
    rows = find_cover_rows(demand, actions, times=times, standard=standard)
    before_s = time.perf_counter() - started
    request = SitingRequest(max_new_sites=CHOSEN, gap=0)
    plan = choose_sites(rows, actions, request=request)
    seconds = time.perf_counter() - started
    return Answer("ours", seconds, seconds - before_s, plan.covered_people)


def _spopt(demand: Demand, sites: Sites, standard: Standard, solver: str) -> Answer:
    pulp, locate = import_module("pulp"), import_module("spopt.locate")
    started = time.perf_counter()
    times = _travel_times(demand, sites, standard)
    minutes = np.full((len(demand), len(sites)), np.inf)
    minutes[times.pairs.demand, times.pairs.site] = way_min(times.pairs)
    model = locate.MCLP.from_cost_matrix(
        minutes, demand.people, standard.longest_min, p_facilities=CHOSEN
    )
    before_s = time.perf_counter() - started
    exactly = pulp.getSolver(solver, msg=False, threads=1, gapRel=0)
    model.solve(exactly, results=False)
    seconds = time.perf_counter() - started
    is_chosen = np.array([variable.value() for variable in model.fac_vars]) > 0.5
    is_covered = (minutes[:, is_chosen] <= standard.longest_min).any(axis=1)
    name = f"spopt {metadata.version('spopt')} with {solver}, the same"
    return Answer(name, seconds, seconds - before_s, float(demand.people[is_covered].sum()))


def _is_at_hand(solver: str) -> bool:
    return solver in import_module("pulp").listSolvers(onlyAvailable=True)


def _travel_times(demand: Demand, sites: Sites, standard: Standard) -> TravelTimes:
    return find_travel_times(
        Positions(demand.lon, demand.lat),
        Positions(sites.lon, sites.lat),
        estimate=Estimate(Speeds().metres_per_second(standard.mode)),
        cut_off_s=from_minutes(standard.longest_min),
    )


if __name__ == "__main__":
    show(TITLE, figures(*map(float, sys.argv[1:])))
