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

from data.snapshot import CHUNK_ROWS, Snapshot, load_snapshot
from data.tables import CandidateSite, Firm, IndustrialPark, Union, WorkerApartment
from geo.crs import FloatArray, is_on_earth
from geo.errors import InvalidInput
from geo.hours import parse_opening_hours
from geo.jurisdictions import Jurisdictions, responsible_unions
from geo.places import PlaceKind, UnionLevel
from geo.service_points import ServicePoints
from geo.week_hours import WeekHours, week_hours
from planner.candidates import CandidatePlace
from planner.demand import DEFAULT_FREE_HOURS, DemandPlace
from planner.sites import NEVER_OPEN, Sites

logger = logging.getLogger(__name__)

AREA_LEVELS = frozenset({UnionLevel.SUBDISTRICT, UnionLevel.DISTRICT, UnionLevel.CITY})
"""Levels of the unions that people are counted by; those of firms and parks are too small."""
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
    `union_names` are by code. `candidates` are the listed candidate sites alone.
    """

    revision: int
    places: Sequence[DemandPlace]
    sites: Sites
    desks: FloatArray
    service_codes: Sequence[str]
    union_names: Mapping[str, str]
    candidates: Sequence[CandidatePlace] = ()


def load_planning_data(session: Session) -> PlanningData:
    """Read places, open service points, candidate sites and unions in one transaction."""
    return complete_planning_data(session, load_snapshot(session))


def complete_planning_data(session: Session, snapshot: Snapshot) -> PlanningData:
    """Add places and candidate sites to the snapshot that was loaded in the same transaction."""
    points = snapshot.service_points.points
    return PlanningData(
        revision=snapshot.revision,
        places=load_demand_places(session, snapshot.jurisdictions),
        sites=sites_of(points),
        desks=np.array([max(desks or 0, LEAST_DESKS) for desks in points.desks], dtype=np.float64),
        service_codes=points.service_codes,
        union_names={code: union.name for code, union in snapshot.unions.items()},
        candidates=load_candidate_places(session),
    )


def load_demand_places(session: Session, jurisdictions: Jurisdictions) -> list[DemandPlace]:
    """Read apartments, parks and firms; those without a place on earth are passed over.

    The union of a place is the smallest one responsible there of sub-district level or higher. A
    park is where its point is, also where its area is known.
    """
    return [place for kind in _SOURCES for place in _load_kind(session, kind, jurisdictions)]


def _load_kind(
    session: Session, kind: PlaceKind, jurisdictions: Jurisdictions
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
        ).execution_options(yield_per=CHUNK_ROWS)
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


def load_candidate_places(session: Session) -> list[CandidatePlace]:
    """Read the candidate sites; those without a place on earth are passed over."""
    rows = session.execute(
        select(
            CandidateSite.code,
            CandidateSite.name,
            CandidateSite.setup_cost,
            CandidateSite.yearly_rent,
            CandidateSite.location,
        )
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
    rows = session.execute(select(Union.code, Union.area).where(Union.area.is_not(None)))
    return {code: area for code, area in rows if area is not None}
