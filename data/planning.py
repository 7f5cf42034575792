"""What coverage and plans are computed from: people's places, open desks and candidate sites."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.scope import AREA_LEVELS, in_scope
from data.snapshot import CHUNK_ROWS, Snapshot, load_snapshot
from data.tables import (
    CandidateSite,
    Firm,
    IndustrialPark,
    ServicePoint,
    Union,
    WorkerApartment,
)
from geo.crs import FloatArray, is_on_earth
from geo.errors import InvalidInput
from geo.hours import parse_opening_hours
from geo.jurisdictions import Jurisdictions, responsible_unions
from geo.places import PlaceKind
from geo.service_points import ServicePoints
from geo.streets import BoolArray
from geo.week_hours import WeekHours, week_hours
from planner.candidates import CandidatePlace
from planner.demand import DEFAULT_FREE_HOURS, DemandPlace
from planner.sites import NEVER_OPEN, Sites

logger = logging.getLogger(__name__)

LEAST_DESKS = 1
"""Desks of a service point that does not say how many it has."""

_Table = type[WorkerApartment] | type[IndustrialPark] | type[Firm]
_SOURCES: Mapping[PlaceKind, tuple[_Table, InstrumentedAttribute[int | None]]] = {
    PlaceKind.APARTMENT: (WorkerApartment, WorkerApartment.residents),
    PlaceKind.PARK: (IndustrialPark, IndustrialPark.workers),
    PlaceKind.FIRM: (Firm, Firm.employees),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanningData:
    """The city at one moment.

    `desks` has one value per site; `service_codes` is the order of the bits of a service mask;
    `union_names` are by code. `candidates` are the listed candidate sites alone. Where only a part
    of the city is asked about, places and candidates are of that part, and `is_own` tells which
    sites are: people go to the others too.
    """

    revision: int
    places: Sequence[DemandPlace]
    sites: Sites
    desks: FloatArray
    service_codes: Sequence[str]
    union_names: Mapping[str, str]
    candidates: Sequence[CandidatePlace] = ()
    is_own: BoolArray | None = None

    @property
    def own_sites(self) -> BoolArray:
        """Which sites are of the part of the city that is asked about: all where that is all."""
        return np.ones(len(self.sites), dtype=bool) if self.is_own is None else self.is_own


def load_planning_data(session: Session, *, union: str | None = None) -> PlanningData:
    """Read places, open service points, candidate sites and unions in one transaction.

    Of a union, what is of it and of those below it; raises InvalidInput for one that is not known.
    """
    return complete_planning_data(session, load_snapshot(session), union=union)


def complete_planning_data(
    session: Session, snapshot: Snapshot, *, union: str | None = None
) -> PlanningData:
    """Add places and candidate sites to the snapshot that was loaded in the same transaction."""
    points = snapshot.service_points.points
    return PlanningData(
        revision=snapshot.revision,
        places=load_demand_places(session, snapshot.jurisdictions, union=union),
        sites=sites_of(points),
        desks=np.array([max(desks or 0, LEAST_DESKS) for desks in points.desks], dtype=np.float64),
        service_codes=points.service_codes,
        union_names={code: union.name for code, union in snapshot.unions.items()},
        candidates=load_candidate_places(session, union=union),
        is_own=_own_sites(session, points, union),
    )


def _own_sites(session: Session, points: ServicePoints, union: str | None) -> BoolArray | None:
    own = in_scope(session, ServicePoint.__table__, union=union)
    if not own:
        return None
    codes = set(session.scalars(select(ServicePoint.code).where(*own)))
    return np.array([code in codes for code in points.codes], dtype=bool)


def load_demand_places(
    session: Session, jurisdictions: Jurisdictions, *, union: str | None = None
) -> list[DemandPlace]:
    """Read apartments, parks and firms; those without a place on earth are passed over.

    The union of a place is the smallest one responsible there of sub-district level or higher. A
    park is where its point is, also where its area is known.
    """
    found = (_load_kind(session, kind, jurisdictions, union) for kind in _SOURCES)
    return [place for places in found for place in places]


def _load_kind(
    session: Session, kind: PlaceKind, jurisdictions: Jurisdictions, union: str | None
) -> Iterator[DemandPlace]:
    table, people = _SOURCES[kind]
    park_code, can_host = (Firm.park_code, Firm.can_host) if table is Firm else (null(), null())
    rows = session.execute(
        select(
            table.code,
            table.name,
            table.members,
            table.free_hours,
            table.location,
            people.label("people"),
            park_code.label("park_code"),
            can_host.label("can_host"),
        )
        .where(*in_scope(session, table.__table__, union=union))
        .execution_options(yield_per=CHUNK_ROWS)
    )
    for row in rows:
        if not _has_place(row.location, kind.value, row.code):
            continue
        lon, lat = row.location.x, row.location.y
        yield DemandPlace(
            code=row.code,
            name=row.name,
            kind=kind,
            lon=lon,
            lat=lat,
            people=row.people,
            members=row.members,
            free=_free_week(row.free_hours, kind, row.code),
            union_code=_union_code(jurisdictions, lon, lat),
            park_code=row.park_code,
            can_host=bool(row.can_host),
        )


def load_candidate_places(session: Session, *, union: str | None = None) -> list[CandidatePlace]:
    """Read the candidate sites; those without a place on earth are passed over."""
    rows = session.execute(
        select(
            CandidateSite.code,
            CandidateSite.name,
            CandidateSite.setup_cost,
            CandidateSite.yearly_rent,
            CandidateSite.location,
        ).where(*in_scope(session, CandidateSite.__table__, union=union))
    )
    return [
        CandidatePlace(code, name, location.x, location.y, setup_cost, yearly_rent)
        for code, name, setup_cost, yearly_rent, location in rows
        if _has_place(location, "candidate site", code)
    ]


def _has_place(location: Point | None, kind: str, code: str) -> TypeGuard[Point]:
    """Tell whether something is anywhere on earth; what is not is logged."""
    if location is not None and is_on_earth(location):
        return True
    logger.warning("%s %s has no place on earth; it is passed over", kind, code)
    return False


def _free_week(text: str | None, kind: PlaceKind, code: str) -> WeekHours:
    """Read free hours; those nobody gave, or somebody broke by hand, are the default's."""
    default = week_hours(parse_opening_hours(DEFAULT_FREE_HOURS[kind]))
    if not (text and text.strip()):
        return default
    try:
        return week_hours(parse_opening_hours(text))
    except InvalidInput as error:
        logger.warning("free hours of %s %s count as the default: %s", kind.value, code, error)
        return default


def _union_code(jurisdictions: Jurisdictions, lon: float, lat: float) -> str | None:
    responsible = responsible_unions(jurisdictions, lon, lat)
    return next((union.code for union in responsible if union.level in AREA_LEVELS), None)


def sites_of(points: ServicePoints) -> Sites:
    """Take open service points as sites, each with its typical week.

    Unknown hours are never open. Closures are dated, so they are no part of a typical week.
    """
    by_timetable = [
        NEVER_OPEN if timetable.hours is None else week_hours(timetable.hours)
        for timetable in points.timetables.all
    ]
    weeks = list(dict.fromkeys(by_timetable))
    number = {week: index for index, week in enumerate(weeks)}
    numbers = np.array([number[week] for week in by_timetable], dtype=np.int64)
    return Sites(
        codes=list(points.codes),
        names=list(points.names),
        lon=points.lon,
        lat=points.lat,
        services=points.services,
        week_ids=numbers[points.timetable_ids],
        weeks=weeks,
    )


def load_union_areas(session: Session) -> dict[str, BaseGeometry]:
    """Read the areas of the unions that have any, by code."""
    seen = Union.area.is_not(None), *in_scope(session, Union.__table__)
    rows = session.execute(select(Union.code, Union.area).where(*seen))
    return {code: area for code, area in rows if area is not None}
