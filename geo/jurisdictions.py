"""Which unions are responsible for a point: those whose area holds it, and their parents."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor, inf, isfinite

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import UnionLevel

UNION_CYCLE = Message(
    "union_cycle",
    zh="工会的上级关系绕成了圈：{chain}。请改正其中一个工会的上级工会代码。",
    en="these unions are their own ancestors: {chain}; correct the parent_code of one of them",
)

CELLS_PER_DEGREE = 10
_LEVEL_ORDER = {level: place for place, level in enumerate(UnionLevel)}


@dataclass(frozen=True)
class UnionArea:
    """A union and the area it is responsible for, WGS 84; many have no area of their own."""

    code: str
    name: str
    level: UnionLevel
    parent_code: str | None
    phone: str | None
    area: BaseGeometry | None


@dataclass(frozen=True, eq=False)
class Jurisdictions:
    """Unions in their order of answering, and their areas indexed, ready for lookups.

    `areas` are prepared; for each of them `rows_with_parents` has the rows, in `unions`, of its
    union and of all ancestors. `near` has the rows, in `areas`, of those whose bounds touch a cell
    of a tenth of a degree: a dictionary answers faster than a tree where areas hardly overlap.
    """

    unions: tuple[UnionArea, ...]
    areas: NDArray[np.object_]
    rows_with_parents: tuple[frozenset[int], ...]
    near: Mapping[tuple[int, int], NDArray[np.int64]]


def build_jurisdictions(unions: Sequence[UnionArea]) -> Jurisdictions:
    """Index unions by their areas; a parent that is not among them ends its chain."""
    ordered = tuple(sorted(unions, key=_answering_order))
    rows_by_code = {union.code: row for row, union in enumerate(ordered)}
    parents = {union.code: union.parent_code for union in ordered}
    with_area = [union for union in ordered if union.area is not None]
    areas = np.array([union.area for union in with_area], dtype=np.object_)
    shapely.prepare(areas)
    rows_with_parents = tuple(
        frozenset(rows_by_code[code] for code in _upwards(union.code, parents))
        for union in with_area
    )
    return Jurisdictions(ordered, areas, rows_with_parents, _areas_by_cell(areas))


def responsible_unions(
    jurisdictions: Jurisdictions, lon: float, lat: float
) -> tuple[UnionArea, ...]:
    """Name every union whose area holds the point, its border included, and all their ancestors.

    Ordered by level from firm to city, then by size of area, then by code; empty if no area
    holds the point.
    """
    near = jurisdictions.near.get(_cell(lon, lat)) if isfinite(lon) and isfinite(lat) else None
    if near is None:
        return ()
    holding = near[shapely.intersects_xy(jurisdictions.areas[near], lon, lat)].tolist()
    rows = set[int]().union(*(jurisdictions.rows_with_parents[area] for area in holding))
    return tuple(jurisdictions.unions[row] for row in sorted(rows))


def _areas_by_cell(areas: NDArray[np.object_]) -> dict[tuple[int, int], NDArray[np.int64]]:
    cells = defaultdict[tuple[int, int], list[int]](list)
    for row, (west, south, east, north) in enumerate(shapely.bounds(areas).tolist()):
        (left, bottom), (right, top) = _cell(west, south), _cell(east, north)
        for cell in product(range(left, right + 1), range(bottom, top + 1)):
            cells[cell].append(row)
    return {cell: np.array(rows) for cell, rows in cells.items()}


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return floor(lon * CELLS_PER_DEGREE), floor(lat * CELLS_PER_DEGREE)


def require_no_cycles(parents: Mapping[str, str | None]) -> None:
    """Refuse unions of which one is its own ancestor; `parents` maps codes to parent codes."""
    harmless: set[str] = set()
    for code in parents:
        chain: dict[str, None] = {}
        above: str | None = code
        while above is not None and above not in harmless:
            if above in chain:
                raise InvalidInput(UNION_CYCLE, chain=_cycle_text([*chain], above))
            chain[above] = None
            above = parents.get(above)
        harmless.update(chain)


def _cycle_text(chain: list[str], repeated: str) -> str:
    return " → ".join([*chain[chain.index(repeated) :], repeated])


def _upwards(code: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a code and its known ancestors, each once even if they form a cycle."""
    seen: set[str] = set()
    above: str | None = code
    while above is not None and above in parents and above not in seen:
        seen.add(above)
        yield above
        above = parents[above]


def _answering_order(union: UnionArea) -> tuple[int, float, str]:
    # Square degrees do for comparing neighbours; a union without an area comes after the others.
    size = inf if union.area is None else float(union.area.area)
    return _LEVEL_ORDER[union.level], size, union.code
