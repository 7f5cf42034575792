"""Where service points could be opened: listed candidate sites, else hosts, else cells of H3."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import h3
import numpy as np

from geo.crs import FloatArray
from geo.places import PlaceKind
from planner.coverage import Coverage
from planner.demand import Demand, DemandPlace
from planner.gaps import DEFAULT_RESOLUTION
from planner.options import OwnCosts
from planner.sites import NEVER_OPEN, Sites

_KIND_PREFIXES = tuple(f"{kind}:" for kind in PlaceKind)


class CandidateSource(StrEnum):
    """Where candidate sites come from, in the order in which they are tried."""

    CANDIDATE_SITES = "candidate_sites"
    PLACES = "places"
    CELLS = "cells"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CandidatePlace:
    """A place where a service point could be opened; costs, in yuan, are None where unknown."""

    code: str
    name: str
    lon: float
    lat: float
    setup_cost: float | None = None
    yearly_rent: float | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CandidateSites:
    """Candidate sites, where they come from, and what they cost by their own account."""

    source: CandidateSource
    sites: Sites
    own_costs: OwnCosts


def choose_candidates(
    listed: Sequence[CandidatePlace],
    places: Sequence[DemandPlace],
    demand: Demand,
    coverage: Coverage,
    *,
    services: np.uint64,
    source: CandidateSource | None = None,
) -> CandidateSites:
    """Take the first source that has any candidates, or the one asked for even if it has none.

    The sources are the listed candidate sites; the apartments, parks and firms that can host,
    whoever counts as demand; and the H3 cells with uncovered people. A candidate offers all the
    `services` (one bit each) and is never open yet.

    A place is opened once: of candidates at exactly the same position one is left out where
    another is surely not dearer, whatever the default costs are; of equals the first by code
    stays. Surely means that they know the same of their costs, and neither cost is higher.

    A host has the code of its place. Where two hosts have the same one, or it looks like a
    prefixed one itself, the kind is put before it: `park:A1`.
    """
    found = {
        CandidateSource.CANDIDATE_SITES: listed,
        CandidateSource.PLACES: _hosts(places),
        CandidateSource.CELLS: _cells(demand, coverage),
        CandidateSource.NONE: (),
    }
    if source is None:
        source = next((each for each, some in found.items() if some), CandidateSource.NONE)
    chosen = sorted(_cheapest(found[source]), key=lambda place: place.code)
    return CandidateSites(source, _to_sites(chosen, services), _own_costs(chosen))


def _hosts(places: Sequence[DemandPlace]) -> list[CandidatePlace]:
    """Take the apartments, the parks, and the firms that said they can host."""
    hosts = [place for place in places if place.kind is not PlaceKind.FIRM or place.can_host]
    uses = Counter(place.code for place in hosts)
    return [
        CandidatePlace(
            code=_host_code(place, is_shared=uses[place.code] > 1),
            name=place.name,
            lon=place.lon,
            lat=place.lat,
        )
        for place in hosts
    ]


def _host_code(place: DemandPlace, *, is_shared: bool) -> str:
    if is_shared or place.code.startswith(_KIND_PREFIXES):
        return f"{place.kind}:{place.code}"
    return place.code


def _cells(demand: Demand, coverage: Coverage) -> list[CandidatePlace]:
    """Make one candidate per cell, in the middle of the people there who are not covered.

    It has the code of the cell, and the name of the place with the most of them.
    """
    rows = np.flatnonzero(~coverage.is_covered & (demand.people > 0))
    lon, lat, people = demand.lon[rows], demand.lat[rows], demand.people[rows]
    cells, cell_of = np.unique(_cell_codes(lon, lat), return_inverse=True)
    order = np.lexsort((-people, cell_of))
    largest = rows[order[np.unique(cell_of[order], return_index=True)[1]]]
    by_cell = np.bincount(cell_of, people)
    middle_lon = np.bincount(cell_of, people * lon) / by_cell
    middle_lat = np.bincount(cell_of, people * lat) / by_cell
    names = [demand.names[row] for row in largest.tolist()]
    columns = (cells.tolist(), names, middle_lon.tolist(), middle_lat.tolist())
    return [CandidatePlace(*cell) for cell in zip(*columns, strict=True)]


def _cell_codes(lon: FloatArray, lat: FloatArray) -> list[str]:
    return [
        h3.latlng_to_cell(*position, DEFAULT_RESOLUTION)
        for position in zip(lat.tolist(), lon.tolist(), strict=True)
    ]


def _cheapest(places: Iterable[CandidatePlace]) -> Iterator[CandidatePlace]:
    """Leave out whom another one at the same position surely undercuts or equals.

    Both costs must be compared: which sum is less depends on the years of amortisation.
    """
    least_rent: dict[tuple[float, float, bool, bool], float] = {}
    by_cost = sorted(
        places, key=lambda each: (each.setup_cost or 0, each.yearly_rent or 0, each.code)
    )
    for place in by_cost:
        alike = (place.lon, place.lat, place.setup_cost is None, place.yearly_rent is None)
        rent = place.yearly_rent or 0
        if alike not in least_rent or rent < least_rent[alike]:
            least_rent[alike] = rent
            yield place


def _to_sites(places: Sequence[CandidatePlace], services: np.uint64) -> Sites:
    return Sites(
        codes=[place.code for place in places],
        names=[place.name for place in places],
        lon=np.array([place.lon for place in places], dtype=np.float64),
        lat=np.array([place.lat for place in places], dtype=np.float64),
        services=np.full(len(places), services, dtype=np.uint64),
        week_ids=np.zeros(len(places), dtype=np.int64),
        weeks=[NEVER_OPEN],
    )


def _own_costs(places: Sequence[CandidatePlace]) -> OwnCosts:
    return OwnCosts(
        setup_cost=_known([place.setup_cost for place in places]),
        yearly_rent=_known([place.yearly_rent for place in places]),
    )


def _known(costs: Sequence[float | None]) -> FloatArray:
    return np.array([np.nan if cost is None else cost for cost in costs], dtype=np.float64)
