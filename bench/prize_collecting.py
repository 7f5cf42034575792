"""Prize-collecting routes with time windows: 1,000 customers, and the best known costs of others.

Read from the project's neighbour ../shared/realdata. Distances, times and prizes count in tenths,
cut off; the cost is the distance travelled and the prizes forgone.
"""

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from bench.table import Figure
from planner.outreach_pyvrp import Call, Effort, Option, RoutingModel, TeamDayModel, improve

FOLDER = Path(__file__).parents[2] / "shared" / "realdata" / "prize_collecting"
TITLE = "Prize-collecting routes, 1,000 customers, through the adapter of outreach"
TIME_LIMIT_S = 120.0
FARTHEST_SHARE = 0.03
TENTHS = 10


def figures(time_limit_s: float = TIME_LIMIT_S) -> Iterator[Figure]:
    """Compare the costs of what is found with the best known."""
    if not FOLDER.is_dir():
        yield Figure("cost over the best known", "not measured: no files", "≤ 3 %")
    for file in sorted(FOLDER.glob("*.vrp")):
        model = read_model(file)
        best = float(file.with_suffix(".sol").read_text().split("Cost:")[1])
        started = time.perf_counter()
        found = improve(model, effort=Effort(time_limit_s, most_idle=10**9))
        seconds = time.perf_counter() - started
        over = found.cost_s / best - 1
        measured = f"{over:.1%} after {seconds:.0f} s"
        aim = f"≤ {FARTHEST_SHARE:.0%} in {TIME_LIMIT_S:.0f} s"
        yield Figure(
            f"{file.stem}: cost over the best known", measured, aim, over <= FARTHEST_SHARE
        )


def read_model(file: Path) -> RoutingModel:
    """Read an instance; the first node is the depot."""
    text = file.read_text()
    vehicles, room, service = (
        int(_number(text, name)) for name in ("VEHICLES", "CAPACITY", "SERVICE_TIME")
    )
    nodes = _section(text, "NODE_COORD_SECTION")
    at = np.array([nodes[number] for number in sorted(nodes)])
    windows = _section(text, "TIME_WINDOW_SECTION")
    loads, prizes = _section(text, "DEMAND_SECTION"), _section(text, "PRIZE_SECTION")
    away = np.hypot(*(at[:, None] - at).T).T
    depot, *customers = sorted(nodes)
    first_s, last_s = (int(TENTHS * value) for value in windows[depot])
    return RoutingModel(
        way_s=[(TENTHS * away).astype(np.int64)],
        calls=[
            Call(
                (Option(number - 1, *(int(TENTHS * value) for value in windows[number])),),
                visit_s=TENTHS * service,
                worth_s=int(TENTHS * prizes[number][0]),
                load=int(loads[number][0]),
            )
            for number in customers
        ],
        days=[TeamDayModel(0, 0, first_s, last_s, room=room)] * vehicles,
    )


def _number(text: str, name: str) -> str:
    found = re.search(rf"^{name} : (\d+)", text, re.MULTILINE)
    if found is None:
        raise ValueError(name)
    return found[1]


def _section(text: str, name: str) -> Mapping[int, tuple[float, ...]]:
    """Read the rows after a heading: a node, and its values."""
    rows = text.split(name)[1].lstrip().splitlines()
    found = {}
    for row in rows:
        if not row[:1].isdigit():
            break
        node, *values = row.split()
        found[int(node)] = tuple(map(float, values))
    return found
