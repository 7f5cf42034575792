"""The coverage map of a large made-up city: its size, and how quick a browser is with it.

Needs Leaflet (`make setup`) and Chromium (`make test-setup`).
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
from playwright.sync_api import Page, sync_playwright
from shapely import box
from shapely.geometry.base import BaseGeometry

from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.planning_inputs import CoverageRequest, PlanningInputs, find_times, standard_of
from bench.plan_city import CENTRE_LAT, CENTRE_LON, SIDE_DEG, make_demand, make_sites
from bench.table import Figure, show
from data.planning import PlanningData
from geo.messages import Language
from geo.travel import Mode
from maps.canvas import render
from maps.coverage_hours import read_hours
from maps.coverage_map import CoverageScene, coverage_canvas
from planner.coverage import find_coverage
from planner.coverage_report import CoverageReport
from planner.demand import Demand

DEMAND_POINTS, SITES, UNIONS_ACROSS = 50_000, 900, 15
LARGEST_MB, LONGEST_WRITE_S, LONGEST_PICTURE_S, LONGEST_STEP_MS = 6, 10, 3, 100
ROUNDS, STEPS = 3, 40
WINDOW = {"width": 1280, "height": 800}
BYTES_PER_MB = 1_000_000
MILLISECONDS = 1_000

STEP = """
async steps => {
  const slider = document.querySelector(".coverage-slider");
  const frame = () => new Promise(requestAnimationFrame);
  const taken = [];
  for (let i = 0; i < steps; i++) {
    await frame();
    const began = performance.now();
    slider.value = (i * 37) % 168;
    slider.dispatchEvent(new Event("input"));
    await frame();
    await frame();
    taken.push(performance.now() - began);
  }
  return taken;
}
"""
"""From a step of the slider until the frame after the one that shows it."""
DRAWN = "performance.getEntriesByName('coverage-drawn')[0].startTime"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser measured of one page, in milliseconds."""

    picture_ms: float
    steps_ms: list[float]


def main() -> None:
    """Print the figures of the coverage map."""
    show(f"Coverage map: {DEMAND_POINTS:,} demand points, {SITES} service points", _figures())


def _figures() -> Iterator[Figure]:
    areas = _union_areas()
    report = _report(areas)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.html"
        started = time.perf_counter()
        scene = CoverageScene(
            report=cast("CoverageReport", report),
            made_on=date(2026, 12, 1),
            served_hours=read_hours(cast("list[str]", report["served_hours"])),
            union_areas=areas,
        )
        file.write_text(render(coverage_canvas(scene, Language.CHINESE)), encoding="utf-8")
        write_s = time.perf_counter() - started
        megabytes = file.stat().st_size / BYTES_PER_MB
        seen = _look(file)
    picture_s = max(each.picture_ms for each in seen) / MILLISECONDS
    steps_ms = [step for each in seen for step in each.steps_ms]
    slowest_ms = max(steps_ms)
    yield Figure(
        "coverage.html", f"{megabytes:.1f} MB", f"≤ {LARGEST_MB} MB", megabytes <= LARGEST_MB
    )
    yield Figure(
        "report to file", f"{write_s:.1f} s", f"≤ {LONGEST_WRITE_S} s", write_s <= LONGEST_WRITE_S
    )
    yield Figure(
        f"first full picture, slowest of {ROUNDS}",
        f"{picture_s:.2f} s",
        f"≤ {LONGEST_PICTURE_S} s",
        picture_s <= LONGEST_PICTURE_S,
    )
    yield Figure(
        f"slider step, slowest of {len(steps_ms)} (median)",
        f"{slowest_ms:.0f} ms ({statistics.median(steps_ms):.0f} ms)",
        f"≤ {LONGEST_STEP_MS} ms",
        slowest_ms <= LONGEST_STEP_MS,
    )


def _look(file: Path) -> list[Seen]:
    """Open the file in a new browser each time, as somebody does who got it by mail."""
    chromium = shutil.which("chromium")
    found = []
    with sync_playwright() as playwright:
        for _ in range(ROUNDS):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            found.append(_use(browser.new_page(viewport=WINDOW), file))
            browser.close()
    return found


def _use(page: Page, file: Path) -> Seen:
    page.goto(file.as_uri())
    page.locator(".coverage[data-drawn]").wait_for(timeout=30_000)
    return Seen(page.evaluate(DRAWN), page.evaluate(STEP, STEPS))


def _report(areas: Mapping[str, BaseGeometry]) -> dict[str, object]:
    """Compute the coverage of a made-up city as the command does."""
    demand = _named(make_demand(DEMAND_POINTS, seed=1))
    sites = make_sites(SITES, seed=2)
    sites = replace(sites, names=[f"第{number}职工服务站（示例）" for number in range(SITES)])
    request, settings = CoverageRequest(mode=Mode.BIKE), Settings()
    standard = standard_of(request, ())
    times = find_times(demand, sites, request=request, settings=settings, network=None)
    data = PlanningData(
        revision=1,
        places=(),
        sites=sites,
        desks=np.ones(SITES),
        service_codes=(),
        union_names={code: f"{code}街道总工会" for code in areas},
    )
    coverage = find_coverage(demand, sites, times, standard)
    inputs = PlanningInputs(data, request, standard, demand, times, coverage)
    return coverage_report(inputs, with_hours=True)


def _named(demand: Demand) -> Demand:
    """Name the places, and put each into the union whose square it lies in."""
    column = ((demand.lon - CENTRE_LON) / SIDE_DEG + 0.5) * UNIONS_ACROSS
    row = ((demand.lat - CENTRE_LAT) / SIDE_DEG + 0.5) * UNIONS_ACROSS
    numbers = np.stack([column, row]).clip(0, UNIONS_ACROSS - 1).astype(int)
    return replace(
        demand,
        names=[f"示例街道第{number}职工公寓" for number in range(len(demand))],
        union_codes=[f"u{x}-{y}" for x, y in numbers.T.tolist()],
    )


def _union_areas() -> dict[str, BaseGeometry]:
    size = SIDE_DEG / UNIONS_ACROSS
    west, south = CENTRE_LON - SIDE_DEG / 2, CENTRE_LAT - SIDE_DEG / 2
    return {
        f"u{x}-{y}": box(
            west + x * size, south + y * size, west + (x + 1) * size, south + (y + 1) * size
        )
        for x in range(UNIONS_ACROSS)
        for y in range(UNIONS_ACROSS)
    }


if __name__ == "__main__":
    main()
