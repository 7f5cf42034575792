"""What an actor may see and change: the rows of the union it works for and of all below it.

This is the only place that decides. What lists, finds or changes rows asks for `in_scope`, or for
`rows_in_scope` before it writes. Services and the calendar are everybody's. Whoever works for no
union, the server itself included, has the whole city.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, FromClause, Select, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from data.actors import actor_of
from data.tables import (
    Base,
    CandidateSite,
    Closure,
    DataReport,
    Firm,
    IndustrialPark,
    OutreachPlan,
    Plan,
    Service,
    ServicePoint,
    Union,
    Visit,
    WorkdayCalendar,
    WorkerApartment,
)
from geo.crs import FloatArray, is_on_earth
from geo.errors import Forbidden, InvalidInput
from geo.jurisdictions import UnionArea, build_jurisdictions
from geo.messages import Message
from geo.places import PlaceKind, UnionLevel
from geo.streets import BoolArray, IndexArray

WHOLE_CITY_ONLY = Message(
    "whole_city_only",
    zh="工会、服务项目和节假日是全市共用的，您的账号只管本工会的辖区，不能改。"
    "请联系管理全市数据的同事。",
    en="unions, services and holidays are shared by the whole city, and your account is for the "
    "area of one union; ask somebody with an account for all of it",
)
UNION_UNKNOWN = Message(
    "union_unknown",
    zh="没有编号为“{value}”的工会，请核对编号。",
    en='no union has the code "{value}"; check the code',
)

AREA_LEVELS = frozenset({UnionLevel.SUBDISTRICT, UnionLevel.DISTRICT, UnionLevel.CITY})
"""Levels of the unions that people are counted by; those of firms and parks are too small."""
_KEPT_AS = "scopes"

Conditions = Sequence[ColumnElement[bool]]
Values = Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Scope:
    """A union and all below it: their codes, and where their places are."""

    codes: frozenset[str]
    load_areas: Callable[[], Sequence[tuple[BaseGeometry, bool]]]

    @cached_property
    def areas(self) -> Sequence[tuple[BaseGeometry, bool]]:
        """The areas of all unions, the smallest first, and whether each is of the scope.

        A place belongs to the smallest union whose area holds it.
        """
        return self.load_areas()

    def holds(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Tell which positions are in the scope; those that are not known are not."""
        found = np.zeros(len(lon), dtype=bool)
        near = self._near(lon, lat)
        for area, is_ours in self.areas:
            rest = near[_in_bounds(area, lon[near], lat[near])]
            inside = rest[shapely.intersects_xy(area, lon[rest], lat[rest])]
            if inside.size:
                found[inside] = is_ours
                near = np.setdiff1d(near, inside, assume_unique=True)
        return found

    def _near(self, lon: FloatArray, lat: FloatArray) -> IndexArray:
        """Choose the positions that may be in the scope: most of a city are far from it."""
        bounds = [_in_bounds(area, lon, lat) for area, is_ours in self.areas if is_ours]
        return np.flatnonzero(np.logical_or.reduce(bounds, axis=0, initial=False))


def codes_in_scope(session: Session) -> frozenset[str] | None:
    """Return the codes of the actor's union and of all below it; None for the whole city."""
    scope = scope_of(session)
    return None if scope is None else scope.codes


def scope_of(session: Session, union: str | None = None) -> Scope | None:
    """Return what the actor may see, or of that what is of a union; None for the whole city.

    Raises InvalidInput for a union that is not in the actor's scope, as for one that is not known.
    """
    own = actor_of(session).union
    if union is None or union == own:
        return None if own is None else _scope(session, own)
    asked, mine = _scope(session, union), scope_of(session)
    if not asked.codes or (mine is not None and union not in mine.codes):
        raise InvalidInput(UNION_UNKNOWN, value=union)
    return asked


def union_in_scope(session: Session, union: str | None) -> str | None:
    """Return the union that may be asked for: the actor's own where none is named.

    Raises InvalidInput for one outside of the actor's scope, as for one that is not known.
    """
    scope_of(session, union)
    return union or actor_of(session).union


def union_of_new(session: Session, table: FromClause, made_from: object) -> str | None:
    """Return the union that a new plan is of: that of the one it is made from, else the actor's."""
    found = table.c.code == made_from, *in_scope(session, table)
    row = session.execute(select(table.c.union_code).where(*found)).one_or_none()
    return actor_of(session).union if row is None else row.union_code


def require_may_write(session: Session, table: FromClause) -> None:
    """Refuse whoever works for one union to change what all share; raises Forbidden."""
    if actor_of(session).union is not None and table in _SHARED:
        raise Forbidden(WHOLE_CITY_ONLY)


def in_scope(session: Session, table: FromClause, *, union: str | None = None) -> Conditions:
    """Return the conditions that rows of a table must meet to be seen by the actor.

    Of a union, to be of that as well; raises InvalidInput for one that the actor may not see.
    """
    scope, rule = scope_of(session, union), _RULES[table]
    return [] if scope is None or rule is None else [rule.condition(session, scope, table)]


def rows_in_scope(session: Session, table: FromClause, rows: Sequence[Values]) -> Sequence[bool]:
    """Tell which rows, as they are or would be stored, the actor may see and change."""
    scope, rule = scope_of(session), _RULES[table]
    if scope is None or rule is None or not rows:
        return [True] * len(rows)
    return rule.holds(session, scope, rows)


def _scope(session: Session, union: str) -> Scope:
    """Load a scope once for each session; it is empty where there is no such union."""
    kept: dict[str, Scope] = session.info.setdefault(_KEPT_AS, {})
    if union not in kept:
        kept[union] = _load_scope(session, union)
    return kept[union]


def _load_scope(session: Session, union: str) -> Scope:
    rows = session.execute(select(Union.code, Union.parent_code))
    above = {row.code: row.parent_code for row in rows}
    codes = frozenset(_with_all_below(above, union))
    return Scope(codes, partial(_load_areas, session, codes))


def _with_all_below(above: Mapping[str, str | None], union: str) -> Iterator[str]:
    """Yield a union and all below it, each once even if they form a circle."""
    found: set[str] = set()
    newest = {union} & above.keys()
    while newest:
        yield from newest
        found |= newest
        newest = {code for code, parent in above.items() if parent in newest} - found


def _load_areas(session: Session, codes: frozenset[str]) -> Sequence[tuple[BaseGeometry, bool]]:
    """Load the areas of unions, the smallest first, and whether they are of the scope.

    The area of a firm or park counts for the union that it belongs to, unless it is in the scope.
    """
    columns = Union.code, Union.name, Union.level, Union.parent_code, Union.phone, Union.area
    unions = (UnionArea(*row) for row in session.execute(select(*columns)))
    known = build_jurisdictions(
        [one for one in unions if one.area is None or is_on_earth(one.area)]
    )
    counts = [one.level in AREA_LEVELS or one.code in codes for one in known.unions]
    counting = ([row for row in rows if counts[row]] for rows in known.rows_with_parents)
    ranked = sorted((min(rows), number) for number, rows in enumerate(counting) if rows)
    return [(known.areas[number], known.unions[row].code in codes) for row, number in ranked]


def _in_bounds(area: BaseGeometry, lon: FloatArray, lat: FloatArray) -> BoolArray:
    west, south, east, north = area.bounds
    return (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)


def _codes(session: Session, mapped: type[Base]) -> Select[tuple[str]]:
    table = mapped.__table__
    return select(table.c.code).where(*in_scope(session, table))


def _located(
    session: Session, scope: Scope, table: FromClause, *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Choose the rows of a table that are in the scope by where they are.

    All positions are read, as SQLite knows no areas. Numbers of rows stand in the statement itself:
    there may be more of them than it can have parameters.
    """
    located = (table.c.location.is_not(None), *conditions)
    columns = table.c.id, type_coerce(table.c.location, NullType)
    rows = session.execute(select(*columns).where(*located)).all()
    points = shapely.from_wkb([row[1] for row in rows])
    is_held = scope.holds(shapely.get_x(points), shapely.get_y(points))
    held = [rows[number][0] for number in np.flatnonzero(is_held).tolist()]
    return table.c.id.in_(bindparam(None, held, expanding=True, literal_execute=True))


class _Rule(Protocol):
    """Tells what of a table is in a scope: as a condition, and of rows before they are stored."""

    def condition(
        self, session: Session, scope: Scope, table: FromClause
    ) -> ColumnElement[bool]: ...

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]: ...


class _ByColumn:
    """Rows that name their union."""

    def __init__(self, column: str) -> None:
        self._column = column

    def condition(self, session: Session, scope: Scope, table: FromClause) -> ColumnElement[bool]:
        del session
        return table.c[self._column].in_(scope.codes)

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
        del session
        return [row.get(self._column) in scope.codes for row in rows]


class _ByLocation:
    """Rows that are somewhere."""

    def condition(self, session: Session, scope: Scope, table: FromClause) -> ColumnElement[bool]:
        return _located(session, scope, table)

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
        del session
        return _hold(scope, rows)


class _ByUnionOrLocation:
    """Service points: those of no union belong where they are."""

    def condition(self, session: Session, scope: Scope, table: FromClause) -> ColumnElement[bool]:
        named = table.c.union_code
        return or_(named.in_(scope.codes), _located(session, scope, table, named.is_(None)))

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
        del session
        located = zip(rows, _hold(scope, rows), strict=True)
        return [
            is_here if row.get("union_code") is None else row["union_code"] in scope.codes
            for row, is_here in located
        ]


class _ByPoint:
    """Rows about a service point."""

    def condition(self, session: Session, scope: Scope, table: FromClause) -> ColumnElement[bool]:
        del scope
        return table.c.service_point_code.in_(_codes(session, ServicePoint))

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
        del scope
        known = set(session.scalars(_codes(session, ServicePoint)))
        return [row.get("service_point_code") in known for row in rows]


class _ByPlace:
    """Visits: to places in the scope, or by a plan of it; one that knows no kind to any of them."""

    def condition(self, session: Session, scope: Scope, table: FromClause) -> ColumnElement[bool]:
        del scope
        kind, code = table.c.place_kind, table.c.place_code
        to_places = (
            or_(kind == each, kind.is_(None)) & code.in_(_codes(session, place))
            for each, place in _PLACES.items()
        )
        return or_(table.c.plan_code.in_(_codes(session, OutreachPlan)), *to_places)

    def holds(self, session: Session, scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
        del scope
        known = {
            (kind, code)
            for kind, place in _PLACES.items()
            for code in session.scalars(_codes(session, place))
        }
        return [(row.get("place_kind"), row.get("place_code")) in known for row in rows]


def _hold(scope: Scope, rows: Sequence[Values]) -> Sequence[bool]:
    locations = [row.get("location") for row in rows]
    places = [each if isinstance(each, Point) else Point(np.nan, np.nan) for each in locations]
    held: list[bool] = scope.holds(shapely.get_x(places), shapely.get_y(places)).tolist()
    return held


_PLACES: Mapping[PlaceKind, type[Base]] = {
    PlaceKind.APARTMENT: WorkerApartment,
    PlaceKind.PARK: IndustrialPark,
    PlaceKind.FIRM: Firm,
}
_RULES: Mapping[FromClause, _Rule | None] = {
    ServicePoint.__table__: _ByUnionOrLocation(),
    Closure.__table__: _ByPoint(),
    DataReport.__table__: _ByPoint(),
    WorkerApartment.__table__: _ByLocation(),
    IndustrialPark.__table__: _ByLocation(),
    Firm.__table__: _ByLocation(),
    CandidateSite.__table__: _ByLocation(),
    Visit.__table__: _ByPlace(),
    Plan.__table__: _ByColumn("union_code"),
    OutreachPlan.__table__: _ByColumn("union_code"),
    Union.__table__: _ByColumn("code"),
    Service.__table__: None,
    WorkdayCalendar.__table__: None,
}
_SHARED = (Union.__table__, Service.__table__, WorkdayCalendar.__table__)
"""What only actors for the whole city change."""
