"""What plans of visits are made from: the city, and what is known of each place and union."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from data.planning import PlanningData, complete_planning_data
from data.snapshot import CHUNK_ROWS, Snapshot, load_snapshot
from data.tables import Firm, IndustrialPark, WorkerApartment
from data.visits import load_last_visits
from geo.places import PlaceKind, UnionStatus
from geo.workdays import WorkdayCalendar
from planner.outreach_teams import Depot

_Table = type[WorkerApartment] | type[IndustrialPark] | type[Firm]
_TABLES: Mapping[PlaceKind, _Table] = {
    PlaceKind.APARTMENT: WorkerApartment,
    PlaceKind.PARK: IndustrialPark,
    PlaceKind.FIRM: Firm,
}

PlaceKey = tuple[PlaceKind, str]
LastVisits = Mapping[tuple[PlaceKind | None, str], datetime.date]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What a team should know of a place, and when somebody was there last."""

    address: str | None
    phone: str | None
    union_status: UnionStatus | None
    last_visit: datetime.date | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachData:
    """The city at one moment, for plans of visits.

    `depots` are the open service points, `depot_names` what they are called, both by code;
    `union_phones` holds the unions that have one, `union_parents` all of them.
    """

    planning: PlanningData
    facts: Mapping[PlaceKey, PlaceFacts]
    depots: Mapping[str, Depot]
    depot_names: Mapping[str, str]
    union_phones: Mapping[str, str]
    union_parents: Mapping[str, str | None]
    calendar: WorkdayCalendar


def load_outreach_data(
    session: Session, *, before: datetime.date, union: str | None = None
) -> OutreachData:
    """Read all of it in one transaction; visits on the day `before` or later do not count.

    Of a union, only the places of it and of those below it.
    """
    snapshot = load_snapshot(session)
    planning = complete_planning_data(session, snapshot, union=union)
    sites = planning.sites
    places = zip(sites.codes, sites.lon.tolist(), sites.lat.tolist(), strict=True)
    return OutreachData(
        planning=planning,
        facts=dict(_load_facts(session, load_last_visits(session, before=before))),
        depots={code: Depot(lon, lat) for code, lon, lat in places},
        depot_names=dict(zip(sites.codes, sites.names, strict=True)),
        union_phones=_union_phones(snapshot),
        union_parents={code: union.parent_code for code, union in snapshot.unions.items()},
        calendar=snapshot.calendar,
    )


def _load_facts(session: Session, visits: LastVisits) -> Iterator[tuple[PlaceKey, PlaceFacts]]:
    for kind, table in _TABLES.items():
        status = Firm.union_status if table is Firm else null().label("union_status")
        columns = select(table.code, table.address, table.phone, status)
        for row in session.execute(columns.execution_options(yield_per=CHUNK_ROWS)):
            last_visit = _last_visit(visits, kind, row.code)
            facts = PlaceFacts(row.address, row.phone, row.union_status, last_visit)
            yield (kind, row.code), facts


def _last_visit(visits: LastVisits, kind: PlaceKind, code: str) -> datetime.date | None:
    """Find the last visit to a place; one that knows no kind counts for every place so called."""
    known = [visits[key] for key in ((kind, code), (None, code)) if key in visits]
    return max(known, default=None)


def _union_phones(snapshot: Snapshot) -> dict[str, str]:
    return {code: union.phone for code, union in snapshot.unions.items() if union.phone}
