"""Are our ways right? Their lengths beside OSRM's, for random pairs of crossings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.extracts import Lonlat, timed
from bench.osrm_peer import Osrm, running_osrm
from bench.street_paths import find_paths
from bench.table import Figure
from geo.crs import FloatArray
from geo.snapping import snap
from geo.street_search import Heading, reach_from, seconds_between
from geo.streets import BoolArray, IndexArray, StreetGraph
from geo.timed_streets import TimedStreets
from geo.travel import Mode, Speeds, geodesics_m
from geo.units import from_minutes

PAIRS = 2_000
DRAWN = 2_400
FARTHEST_M = 5_000
LONGEST_WALK_S = from_minutes(240)
SAME_PLACE_M = 20
"""Where OSRM sets out farther from the crossing, it has no such street: two other places."""
TOLERANCE = 0.05
SHOWN = 10
DETOUR, DETOUR_M = 1.3, 15
"""An edge around which OSRM goes by so much more is closed to it."""
SPEEDS = Speeds()
OUR_SPEEDS = f"""
  local pushing = p.default_speed * {SPEEDS.walk / SPEEDS.bike}
  for _, speeds in ipairs({{p.pedestrian_speeds, p.platform_speeds, p.man_made_speeds}}) do
    for class in pairs(speeds) do speeds[class] = pushing end
  end
  for class in pairs(p.bicycle_speeds) do p.bicycle_speeds[class] = p.default_speed end
  p.walking_speed = pushing
  p.surface_speeds = {{}}
  p.turn_penalty = 0
  p.properties.traffic_signal_penalty = 0
  p.properties.mode_change_penalty = 0
"""
"""Lines of Lua: pushing is as much slower as with us; turns, lights and surfaces take no time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs of crossings, and the metres of our ways between them."""

    streets: TimedStreets
    starts: IndexArray
    ends: IndexArray
    ours_m: FloatArray

    def take(self, chosen: BoolArray | IndexArray) -> "_Pairs":
        """Keep some of them, in the order given."""
        return replace(
            self,
            starts=self.starts[chosen],
            ends=self.ends[chosen],
            ours_m=self.ours_m[chosen],
        )

    def places(self, crossings: IndexArray) -> Lonlat:
        """Return where crossings are."""
        return self.streets.graph.node_lon[crossings], self.streets.graph.node_lat[crossings]


def walking_figures(graph: StreetGraph, file: Path) -> Iterator[Figure]:
    """Compare ways on foot; the length of ours is the time the product tells, at its one speed."""
    streets = timed(graph, Mode.WALK)
    starts, ends = _draw(graph)
    pairs = _Pairs(streets, starts, ends, _walked_m(streets, starts, ends))
    with running_osrm(file, "foot") as osrm:
        yield from _figures("on foot", 0.95, osrm, pairs)


def riding_figures(graph: StreetGraph, file: Path) -> Iterator[Figure]:
    """Compare ways by bicycle: with OSRM as it comes, and with OSRM at our speeds."""
    streets = timed(graph, Mode.BIKE)
    starts, ends = _draw(graph)
    ours_m = np.array([path.length_m.sum() for path in find_paths(streets, starts, ends)])
    pairs = _Pairs(streets, starts, ends, ours_m)
    for name, changes in (("by bicycle", ""), ("by bicycle, OSRM at our speeds", OUR_SPEEDS)):
        with running_osrm(file, "bicycle", changes=changes) as osrm:
            yield from _figures(name, 0.9, osrm, pairs)


def _draw(graph: StreetGraph) -> tuple[IndexArray, IndexArray]:
    """Draw pairs of crossings of the longest part, at most 5 km apart."""
    random = np.random.default_rng(2026)
    starts, ends = random.choice(np.flatnonzero(graph.part == 0), (2, 20 * DRAWN))
    lon, lat = graph.node_lon, graph.node_lat
    apart_m = geodesics_m(lon[starts], lat[starts], lon[ends], lat[ends])
    chosen = np.flatnonzero((apart_m <= FARTHEST_M) & (starts != ends))[:DRAWN]
    return starts[chosen], ends[chosen]


def _walked_m(streets: TimedStreets, starts: IndexArray, ends: IndexArray) -> FloatArray:
    lon, lat = streets.graph.node_lon, streets.graph.node_lat
    here, there = snap(streets, lon[starts], lat[starts]), snap(streets, lon[ends], lat[ends])
    seconds = []
    for row in np.arange(len(starts))[:, None]:
        reach = reach_from(streets, here.take(row), heading=Heading.AWAY, limit_s=LONGEST_WALK_S)
        seconds.append(seconds_between(reach, there.take(row))[0, 0])
    return np.array(seconds) * streets.walking_m_per_s


def _figures(name: str, aim: float, osrm: Osrm, drawn: _Pairs) -> Iterator[Figure]:
    answers = osrm.ways_m(drawn.places(drawn.starts), drawn.places(drawn.ends))
    chosen = np.flatnonzero((answers[:, 1:] <= SAME_PLACE_M).all(axis=1))[:PAIRS]
    pairs, theirs_m = drawn.take(chosen), answers[chosen, 0]
    put_aside = int(chosen[-1]) + 1 - len(chosen)
    off = np.where(theirs_m > 0, pairs.ours_m / theirs_m - 1, -1)
    agreed = float(np.mean(np.abs(off) <= TOLERANCE))
    label = f"{name}: {len(chosen):,} pairs, lengths within 5 %"
    yield Figure(label, f"{agreed:.1%}", f"≥ {aim:.0%}", agreed >= aim)
    yield Figure("  ours shorter / longer by more", _both_sides(off), "")
    yield Figure(f"  put aside: OSRM has no street within {SAME_PLACE_M} m", f"{put_aside}", "")
    for rank in np.argsort(-np.abs(off))[:SHOWN].tolist():
        yield _case(osrm, pairs.take(np.array([rank])), float(theirs_m[rank]))


def _both_sides(off: FloatArray) -> str:
    return f"{np.mean(off < -TOLERANCE):.1%} / {np.mean(off > TOLERANCE):.1%}"


def _case(osrm: Osrm, pair: _Pairs, theirs_m: float) -> Figure:
    """Show one pair on which we disagree, and what differs."""
    lon, lat = pair.places(np.concatenate([pair.starts, pair.ends]))
    ours_m = float(pair.ours_m[0])
    name = (
        f"  {lon[0]:.5f},{lat[0]:.5f} → {lon[1]:.5f},{lat[1]:.5f}: {_reason(osrm, pair, theirs_m)}"
    )
    return Figure(name, f"{ours_m:,.0f} / {theirs_m:,.0f} m", "")


def _reason(osrm: Osrm, pair: _Pairs, theirs_m: float) -> str:
    """Walk along our way and ask OSRM for each edge of it."""
    (path,) = find_paths(pair.streets, pair.starts, pair.ends)
    answers = osrm.ways_m(pair.places(path.nodes[:-1]), pair.places(path.nodes[1:]))
    is_around = answers[:, 0] > path.length_m * DETOUR + DETOUR_M
    is_elsewhere = (answers[:, 1:] > SAME_PLACE_M).any(axis=1)
    is_closed = is_around | is_elsewhere | (answers[:, 0] < 0)
    if not is_closed.any():
        is_longer = pair.ours_m[0] > theirs_m
        return "OSRM has a way we lack, or find slower" if is_longer else "OSRM may go our way"
    closed_m = np.where(is_closed, path.length_m, 0)
    lon, lat = pair.places(path.nodes[[int(np.argmax(closed_m))]])
    told = f"we go {closed_m.sum():,.0f} m where OSRM does not, most at {lon[0]:.5f},{lat[0]:.5f}"
    return f"{told}; pushed {path.pushed_m:,.0f} m" if path.pushed_m else told
