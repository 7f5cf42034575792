"""Our solver layer on problems with published answers: the p-median instances of OR-Library.

Place p medians so that the distances from all nodes to the nearest are least in sum. As covering
(Cornuejols, Nemhauser and Wolsey 1980, *Operations Research* 28(4), 847–858): let the distances
from a node be D(1) < D(2) < …; unless a median is within D(k), it goes D(k + 1) − D(k) farther. So
each node and k is a demand point of that many people, near the sites within D(k), and the sum of
distances is the people not covered.
"""

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from bench.extracts import REAL_DATA
from bench.plan_city import make_demand, make_sites
from bench.table import Figure
from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.travel_times import Pairs, TravelTimes
from planner.cover_rows import find_cover_rows
from planner.coverage import Standard
from planner.options import Costs, build_actions
from planner.siting import SitingPlan, SitingRequest, choose_sites

FOLDER = REAL_DATA / "pmedian"
INSTANCES = tuple(f"pmed{number}" for number in range(1, 6))
TITLE = "Planning: the p-median of OR-Library, stated as covering"
ABSENT = f"not measured: no instances at {FOLDER}"
ALWAYS = "24/7"


def figures() -> Iterator[Figure]:
    """Solve the instances with 100 nodes, beside the published sums of distances."""
    if not FOLDER.is_dir():
        yield Figure(ABSENT, "", "")
        return
    with (FOLDER / "optimal.csv").open() as file:
        optima = {row["instance"]: int(row["optimum"]) for row in csv.DictReader(file)}
    for name in INSTANCES:
        distances, medians = _read(FOLDER / f"{name}.txt")
        started = time.perf_counter()
        total, plan = _solve(distances, medians)
        seconds = time.perf_counter() - started
        what = f"{name}: {medians} of {len(distances)} nodes"
        measured = f"{total:,.0f} in {seconds:.1f} s ({plan.status})"
        yield Figure(what, measured, f"{optima[name]:,}", total == optima[name])


def _read(file: Path) -> tuple[FloatArray, int]:
    """Return the distances along edges between all nodes, and how many medians to place."""
    (nodes, _edges, medians), *edges = (
        tuple(map(int, line.split())) for line in file.read_text().splitlines() if line.strip()
    )
    lengths = np.full((nodes, nodes), np.inf)
    for one, other, length in edges:
        lengths[one - 1, other - 1] = lengths[other - 1, one - 1] = length
    return np.asarray(floyd_warshall(lengths)), medians


def _solve(distances: FloatArray, medians: int) -> tuple[float, SitingPlan]:
    """Return the sum of distances to the medians of the plan, and the plan."""
    node, within, farther = _steps(distances)
    demand = replace(
        make_demand(len(node), seed=0, free_hours=[ALWAYS]),
        people=farther,
    )
    nothing, sites = make_sites(0, seed=0), make_sites(len(distances), seed=0)
    actions = build_actions(nothing, sites, costs=Costs(), new_options=[ALWAYS])
    times = _near(distances[node] <= within[:, None])
    rows = find_cover_rows(demand, actions, times=times, standard=Standard(days=1))
    plan = choose_sites(rows, actions, request=SitingRequest(max_new_sites=medians, gap=0))
    chosen = actions.site[plan.chosen]
    return float(distances[:, chosen].min(axis=1).sum()), plan


def _steps(distances: FloatArray) -> tuple[IndexArray, FloatArray, FloatArray]:
    """Return node, D(k) and D(k + 1) − D(k) for every node and k but the last."""
    levels = [np.unique(row) for row in distances]
    counts = [len(level) - 1 for level in levels]
    return (
        np.repeat(np.arange(len(levels)), counts),
        np.concatenate([level[:-1] for level in levels]),
        np.concatenate([np.diff(level) for level in levels]),
    )


def _near(is_near: BoolArray) -> TravelTimes:
    """Return ways of no length between those that are near."""
    rows, sites = is_near.nonzero()
    seconds = np.zeros(len(rows))
    pairs = Pairs(rows, sites, seconds, seconds, np.zeros(len(rows), dtype=bool))
    return TravelTimes(*is_near.shape, cut_off_s=0, pairs=pairs)
