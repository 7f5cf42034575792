"""What lookups need, read once from the database and replaced whole when it changes."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress
from operator import not_
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row, Select, Text, collate, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from data.revision import read_revision
from data.tables import (
    Closure,
    Firm,
    IndustrialPark,
    Service,
    ServicePoint,
    Union,
    WorkdayCalendar,
    WorkerApartment,
)
from geo import hours, workdays
from geo.crs import MAX_LAT, MAX_LON, is_on_earth
from geo.errors import InvalidInput
from geo.gazetteer import Gazetteer, NamedPlace, build_gazetteer
from geo.jurisdictions import Jurisdictions, UnionArea, build_jurisdictions
from geo.places import PlaceKind, Status
from geo.service_points import ServicePointIndex, ServicePoints, build_index
from geo.text_column import TextColumn
from geo.timetables import Timetable, Timetables

logger = logging.getLogger(__name__)

CHUNK_ROWS = 20_000
MOST_SERVICES = 64


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapshot:
    """One consistent view of the data, never changed after it was loaded.

    `services` are the names by code, Chinese and English; the gazetteer holds what people search.
    """

    revision: int
    service_points: ServicePointIndex
    jurisdictions: Jurisdictions
    unions: Mapping[str, UnionArea]
    gazetteer: Gazetteer
    services: Mapping[str, tuple[str, str]]
    calendar: workdays.WorkdayCalendar


def load_snapshot(session: Session) -> Snapshot:
    """Read everything lookups need in one transaction."""
    revision = read_revision(session)
    services = _load_services(session)
    calendar = _load_calendar(session)
    unions = _load_unions(session)
    points = _load_service_points(session, tuple(services), calendar)
    return Snapshot(
        revision=revision,
        service_points=build_index(points),
        jurisdictions=build_jurisdictions(unions),
        unions={union.code: union for union in unions},
        gazetteer=build_gazetteer([*_load_places(session), *_union_places(unions)]),
        services=services,
        calendar=calendar,
    )


def has_service_points(session: Session) -> bool:
    """Tell whether there is any service point, open or not."""
    return session.scalar(select(ServicePoint.id).limit(1)) is not None


def _load_services(session: Session) -> dict[str, tuple[str, str]]:
    rows = session.execute(
        select(Service.code, Service.name, Service.name_en)
        .order_by(Service.id)
        .limit(MOST_SERVICES)
    )
    return {row.code: (row.name, row.name_en or row.name) for row in rows}


def _load_calendar(session: Session) -> workdays.WorkdayCalendar:
    return workdays.build_calendar(
        workdays.CalendarDay(
            date=row.date,
            kind=workdays.CalendarKind(row.kind),
            name=row.name,
            official=row.official,
        )
        for row in session.scalars(select(WorkdayCalendar))
    )


def _load_unions(session: Session) -> list[UnionArea]:
    return [
        UnionArea(
            code=row.code,
            name=row.name,
            level=row.level,
            parent_code=row.parent_code,
            phone=row.phone,
            area=_usable_area(row),
        )
        for row in session.scalars(select(Union))
    ]


def _usable_area(union: Union) -> BaseGeometry | None:
    """Return the area, unless somebody drew one by hand that cannot be: that is logged."""
    if union.area is None or is_on_earth(union.area):
        return union.area
    logger.warning("the area of union %s is empty or not in degrees; it is passed over", union.code)
    return None


def _load_places(session: Session) -> Iterator[NamedPlace]:
    """Read the apartments, parks and firms that people may name instead of a position."""
    for table, kind in (
        (WorkerApartment, PlaceKind.APARTMENT),
        (IndustrialPark, PlaceKind.PARK),
        (Firm, PlaceKind.FIRM),
    ):
        for row in session.execute(select(table.code, table.name, table.address, table.location)):
            if is_on_earth(row.location):
                yield NamedPlace(
                    row.code, row.name, kind.value, row.address, row.location.x, row.location.y
                )


def _union_places(unions: Sequence[UnionArea]) -> Iterator[NamedPlace]:
    """Let people name the area they are in: the place is a point inside it."""
    for union in unions:
        if union.area is not None:
            inside = union.area.representative_point()
            yield NamedPlace(union.code, union.name, "union", None, inside.x, inside.y)


class _TimetableIds:
    """Numbers the distinct timetables in the order they are met."""

    def __init__(self, closures: Mapping[str, tuple[hours.Closure, ...]]) -> None:
        self._closures = closures
        self._ids: dict[Timetable, int] = {}

    def id_of(self, code: str, text: str | None) -> int:
        timetable = Timetable(_readable_hours(text, code), self._closures.get(code, ()))
        return self._ids.setdefault(timetable, len(self._ids))

    def timetables(self) -> list[Timetable]:
        return list(self._ids)


def _readable_hours(text: str | None, code: str) -> hours.OpeningHours | None:
    """Parse stored hours; a text that somebody broke by hand counts as unknown, and is logged."""
    if not text:
        return None
    try:
        return hours.parse_opening_hours(text)
    except InvalidInput as error:
        logger.warning("opening hours of %s count as unknown: %s", code, error)
        return None


def _load_closures(session: Session) -> dict[str, tuple[hours.Closure, ...]]:
    closures: dict[str, list[hours.Closure]] = defaultdict(list)
    for row in session.scalars(select(Closure).order_by(Closure.first_day, Closure.code)):
        closures[row.service_point_code].append(
            hours.Closure(
                first_day=row.first_day,
                last_day=row.last_day,
                opening_hours=_readable_hours(row.opening_hours, row.code),
                reason=row.reason,
            )
        )
    return {code: tuple(found) for code, found in closures.items()}


_TEXTS = {
    "codes": ServicePoint.code,
    "names": ServicePoint.name,
    "addresses": ServicePoint.address,
    "phones": ServicePoint.phone,
}
_PLAIN = {
    "tiers": ServicePoint.tier,
    "hosts": ServicePoint.host,
    "wheelchair": ServicePoint.wheelchair,
    "desks": ServicePoint.desks,
    "union_codes": ServicePoint.union_code,
    "verified_on": ServicePoint.verified_on,
}
"""Columns of `ServicePoints` that are kept as they are read."""
_CODED = (
    type_coerce(ServicePoint.languages, Text),
    type_coerce(ServicePoint.services, Text),
    ServicePoint.opening_hours,
    type_coerce(ServicePoint.location, NullType).label("location"),
)
"""Columns that are read raw and looked up or turned into arrays: objects per row would be many."""


def _open_service_points(session: Session) -> Select[*tuple[Any, ...]]:
    """Select in the order of bytes, which is the order of Python's strings, on both homes."""
    collation = "BINARY" if session.get_bind().dialect.name == "sqlite" else "C"
    return (
        select(*_TEXTS.values(), *_PLAIN.values(), *_CODED)
        .where(ServicePoint.status == Status.OPEN)
        .order_by(collate(ServicePoint.code, collation))
        .execution_options(yield_per=CHUNK_ROWS)
    )


def _load_service_points(
    session: Session, service_codes: tuple[str, ...], calendar: workdays.WorkdayCalendar
) -> ServicePoints:
    """Read in chunks into columns: a million service points as objects would not fit."""
    numbered = _TimetableIds(_load_closures(session))
    columns: dict[str, Any] = {name: TextColumn() for name in _TEXTS}
    columns |= {name: [] for name in (*_PLAIN, "languages")}
    positions = [np.empty((0, 2))]
    masks: list[int] = []
    timetable_ids: list[int] = []
    mask_of = cache(partial(_mask, service_codes))
    codes_of = cache(_codes)
    for rows in session.execute(_open_service_points(session)).partitions():
        placed = _placed(rows)
        if not placed:
            continue
        *kept, languages, services, texts, locations = zip(*placed, strict=True)
        for name, values in zip((*_TEXTS, *_PLAIN), kept, strict=True):
            columns[name].extend(values)
        columns["languages"].extend(map(codes_of, languages))
        positions.append(shapely.get_coordinates(shapely.from_wkb(locations)))
        masks.extend(map(mask_of, services))
        timetable_ids.extend(map(numbered.id_of, kept[0], texts))
    lon, lat = np.concatenate(positions).T.copy()
    return ServicePoints(
        **columns,
        lon=lon,
        lat=lat,
        services=np.array(masks, dtype=np.uint64),
        service_codes=service_codes,
        timetable_ids=np.array(timetable_ids, dtype=np.int64),
        timetables=Timetables(numbered.timetables(), calendar),
    )


def _placed(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    """Pass over service points whose location is empty or not in degrees, and log them."""
    bounds = shapely.bounds(shapely.from_wkb([row.location for row in rows]))
    is_placed = np.all(np.abs(bounds) <= (MAX_LON, MAX_LAT, MAX_LON, MAX_LAT), axis=1).tolist()
    for row in compress(rows, map(not_, is_placed)):
        logger.warning("service point %s has no place on earth; it is passed over", row.code)
    return list(compress(rows, is_placed))


def _codes(stored: str) -> tuple[str, ...]:
    return tuple(code for code in stored.split(";") if code)


def _mask(service_codes: Sequence[str], stored: str) -> int:
    """Combine the bits of the services stored as text; codes nobody defined are passed over."""
    codes = _codes(stored)
    return sum(1 << bit for bit, code in enumerate(service_codes) if code in codes)
