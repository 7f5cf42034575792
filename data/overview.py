"""What the database holds, in numbers: for planners, and what of it is to be checked."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.report_columns import ReportStatus
from data.scope import in_scope
from data.tables import (
    Base,
    Closure,
    DataReport,
    Firm,
    IndustrialPark,
    ServicePoint,
    Union,
    WorkerApartment,
)
from geo.places import Status, Tier, UnionStatus

VERIFIED_WITHIN = datetime.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """Places of one kind: how many, their people, and how many places do not say theirs."""

    places: int
    people: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts. `tiers` are open and other service points by tier; checks count open ones."""

    tiers: Mapping[Tier, tuple[int, int]]
    apartments: PeopleCount
    parks: PeopleCount
    firms: PeopleCount
    firms_without_union: int
    unions: int
    unions_with_area: int
    hours_unknown: int
    phone_unknown: int
    unverified: int
    closures: int
    new_reports: int

    @property
    def open_points(self) -> int:
        """How many service points are open."""
        return sum(count for count, _ in self.tiers.values())

    @property
    def points(self) -> int:
        """How many service points there are, whatever their status."""
        return sum(sum(counts) for counts in self.tiers.values())

    @property
    def places(self) -> int:
        """How many places of people there are."""
        return self.apartments.places + self.parks.places + self.firms.places

    @property
    def has_checks(self) -> bool:
        """Whether anything is to be checked."""
        return any((self.hours_unknown, self.phone_unknown, self.unverified, self.new_reports))


def load_overview(session: Session, *, today: datetime.date) -> Overview:
    """Count everything once."""
    is_open = ServicePoint.status == Status.OPEN
    unions = _count(session, Union, Union.id.is_not(None), Union.area.is_not(None))
    hours_unknown, phone_unknown, unverified = _count(
        session,
        ServicePoint,
        is_open & ServicePoint.opening_hours.is_(None),
        is_open & ServicePoint.phone.is_(None),
        is_open & is_unverified(today),
    )
    return Overview(
        tiers=_tiers(session),
        apartments=_people(session, WorkerApartment.residents),
        parks=_people(session, IndustrialPark.workers),
        firms=_people(session, Firm.employees),
        firms_without_union=_count(session, Firm, Firm.union_status == UnionStatus.NONE)[0],
        unions=unions[0],
        unions_with_area=unions[1],
        hours_unknown=hours_unknown,
        phone_unknown=phone_unknown,
        unverified=unverified,
        closures=_count(session, Closure, Closure.last_day >= today)[0],
        new_reports=_count(session, DataReport, DataReport.status == ReportStatus.NEW)[0],
    )


def is_unverified(today: datetime.date) -> ColumnElement[bool]:
    """Tell service points that nobody has verified for a year, or ever."""
    verified_on = ServicePoint.verified_on
    return or_(verified_on.is_(None), verified_on < today - VERIFIED_WITHIN)


def _tiers(session: Session) -> Mapping[Tier, tuple[int, int]]:
    is_open = ServicePoint.status == Status.OPEN
    counted = (
        select(ServicePoint.tier, func.count().filter(is_open), func.count().filter(~is_open))
        .where(*in_scope(session, ServicePoint.__table__))
        .group_by(ServicePoint.tier)
    )
    found = {tier: (count, other) for tier, count, other in session.execute(counted)}
    return {tier: found[tier] for tier in Tier if tier in found}


def _people(session: Session, column: InstrumentedAttribute[int | None]) -> PeopleCount:
    table = column.class_.__table__
    counted = (
        select(func.count(), func.sum(column), func.count() - func.count(column))
        .select_from(table)
        .where(*in_scope(session, table))
    )
    places, people, unknown = session.execute(counted).one()
    return PeopleCount(places, int(people or 0), unknown)


def _count(session: Session, mapped: type[Base], *conditions: ColumnElement[bool]) -> Sequence[int]:
    """Count the rows of a table that meet each of some conditions."""
    counts = (func.count().filter(condition) for condition in conditions)
    seen = in_scope(session, mapped.__table__)
    return session.execute(select(*counts).select_from(mapped).where(*seen)).one()
