"""Lists as planners look through them: searched, filtered, and one page at a time."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, case, func, select
from sqlalchemy.orm import Session

from data.imports.fields import KINDS, Kind, kind_called
from data.overview import is_unverified
from data.scope import Conditions, in_scope
from data.tables import Closure, Service, ServicePoint, Union
from geo.gazetteer import NamedPlace, build_gazetteer, search_places
from geo.places import Status, Tier, UnionLevel

PER_PAGE = 50

_Below = dict[str | None, list[tuple[str, str, UnionLevel]]]


class Check(StrEnum):
    """What is to be checked of open service points."""

    HOURS = "hours"
    PHONE = "phone"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class PointFilter:
    """Which service points are asked for; a union counts with all below it."""

    tier: Tier | None = None
    status: Status | None = None
    union_code: str | None = None
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `rows` have the columns of the table but its areas."""

    rows: Sequence[Mapping[str, object]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class UnionChoice:
    """A union to choose from, and how many there are above it."""

    code: str
    name: str
    level: UnionLevel
    depth: int


def load_listing(
    session: Session,
    kind_name: str,
    *,
    text: str = "",
    page: int = 1,
    conditions: Conditions = (),
) -> Listing:
    """Load a page of a list, by code, or with a text the best matches first.

    A page beyond the last is the last. Raises InvalidInput for a text that is too short to search.
    """
    kind = kind_called(kind_name)
    conditions = [*conditions, *in_scope(session, kind.table)]
    if text:
        return _found(session, kind, text, page, conditions)
    counted = select(func.count()).select_from(kind.table).where(*conditions)
    total = session.scalars(counted).one()
    page = _page_within(page, total)
    first = (page - 1) * PER_PAGE
    rows = select(*_columns(kind)).where(*conditions).order_by(*_order(kind))
    found = session.execute(rows.limit(PER_PAGE).offset(first)).mappings()
    return Listing([_plain(row) for row in found], total, page)


def point_conditions(session: Session, asked: PointFilter, *, today: datetime.date) -> Conditions:
    """Turn a filter into conditions on service points."""
    return list(_point_conditions(session, asked, today))


def closures_of(service_point_code: str) -> Conditions:
    """Choose the closures of one service point."""
    return [Closure.service_point_code == service_point_code]


def load_unions(session: Session) -> Sequence[UnionChoice]:
    """List the unions as a tree: each is followed by those below it, by code."""
    listed = select(Union.code, Union.name, Union.level, Union.parent_code)
    rows = session.execute(listed.where(*in_scope(session, Union.__table__))).all()
    known = {row.code for row in rows}
    below: _Below = {}
    for row in rows:
        parent = row.parent_code if row.parent_code in known else None
        below.setdefault(parent, []).append((row.code, row.name, row.level))
    return list(_tree(below, None, 0))


def load_services(session: Session) -> Sequence[tuple[str, str, str]]:
    """List the services: code, Chinese name, English name or else the Chinese one."""
    rows = session.execute(select(Service.code, Service.name, Service.name_en).order_by(Service.id))
    return [(code, name, name_en or name) for code, name, name_en in rows]


def load_names(session: Session, kind_name: str, codes: Sequence[str]) -> Mapping[str, str]:
    """Load the names of some rows by their codes."""
    table = kind_called(kind_name).table
    named = table.c.code.in_(codes), *in_scope(session, table)
    rows = session.execute(select(table.c.code, table.c.name).where(*named))
    return {str(code): str(name) for code, name in rows}


def count_rows(session: Session) -> Mapping[str, int]:
    """Count the rows of every kind of list."""
    return {
        name: session.scalars(
            select(func.count()).select_from(kind.table).where(*in_scope(session, kind.table))
        ).one()
        for name, kind in KINDS.items()
    }


def _point_conditions(
    session: Session, asked: PointFilter, today: datetime.date
) -> Iterator[ColumnElement[bool]]:
    if asked.tier is not None:
        yield ServicePoint.tier == asked.tier
    if asked.status is not None:
        yield ServicePoint.status == asked.status
    if asked.union_code is not None:
        yield ServicePoint.union_code.in_(_with_all_below(session, asked.union_code))
    if asked.check is not None:
        unknown = {
            Check.HOURS: ServicePoint.opening_hours.is_(None),
            Check.PHONE: ServicePoint.phone.is_(None),
            Check.VERIFIED: is_unverified(today),
        }
        yield (ServicePoint.status == Status.OPEN) & unknown[asked.check]


def _with_all_below(session: Session, code: str) -> Sequence[str]:
    unions = load_unions(session)
    places = {union.code: place for place, union in enumerate(unions)}
    if code not in places:
        return [code]
    first = places[code]
    depth = unions[first].depth
    rest = unions[first + 1 :]
    end = next((n for n, union in enumerate(rest) if union.depth <= depth), len(rest))
    return [union.code for union in unions[first : first + 1 + end]]


def _tree(
    below: Mapping[str | None, Sequence[tuple[str, str, UnionLevel]]],
    parent: str | None,
    depth: int,
) -> Iterator[UnionChoice]:
    for code, name, level in sorted(below.get(parent, ())):
        yield UnionChoice(code, name, level, depth)
        yield from _tree(below, code, depth + 1)


def _found(session: Session, kind: Kind, text: str, page: int, conditions: Conditions) -> Listing:
    """Find by code, name, pinyin, initials or address, as lookups find places."""
    table = kind.table
    address = table.c.address if "address" in table.c else table.c.code
    named = select(table.c.code, table.c.name, address).where(*conditions)
    places = [NamedPlace(*row[:2], kind.name, row[2], 0, 0) for row in session.execute(named)]
    matches = search_places(build_gazetteer(places), text, max(len(places), 1))
    page = _page_within(page, len(matches))
    codes = [place.code for place in matches[(page - 1) * PER_PAGE : page * PER_PAGE]]
    if not codes:
        return Listing([], 0, 1)
    order = case({code: rank for rank, code in enumerate(codes)}, value=table.c.code)
    rows = select(*_columns(kind)).where(table.c.code.in_(codes)).order_by(order)
    found = session.execute(rows).mappings()
    return Listing([_plain(row) for row in found], len(matches), page)


def _columns(kind: Kind) -> Sequence[ColumnElement[object]]:
    """List the columns, areas aside: a list of them would weigh megabytes."""
    return [column for column in kind.table.columns if column.name != "area"]


def _order(kind: Kind) -> Sequence[ColumnElement[object]]:
    columns = kind.table.c
    if kind.name == "closures":
        return columns.last_day.desc(), columns.first_day.desc(), columns.code
    return (columns.code,)


def _page_within(page: int, total: int) -> int:
    return min(max(page, 1), max(1, -(-total // PER_PAGE)))


def _plain(row: RowMapping) -> Mapping[str, object]:
    return {str(name): value for name, value in row.items()}
