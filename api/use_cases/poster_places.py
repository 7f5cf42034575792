"""Which places get a poster: searched and chosen by what is in memory, and by codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from api.use_cases.planning_inputs import DEMAND_KINDS, parse_kinds
from data.scope import Scope
from data.snapshot import Snapshot
from geo.errors import InvalidInput, NotFound
from geo.gazetteer import NamedPlace, search_places
from geo.jurisdictions import UnionArea, responsible_unions
from geo.messages import Message
from geo.places import PlaceKind, UnionLevel
from planner.demand import DemandPlace

POSTER_PLACE_UNKNOWN = Message(
    "poster_place_unknown",
    zh="没有编号为“{value}”的公寓、园区或单位，请核对编号和类别。",
    en='no such apartment, park or firm has the code "{value}"; check code and kind',
)
POSTER_UNION_UNKNOWN = Message(
    "poster_union_unknown",
    zh="没有编号为“{value}”的工会，请核对编号。",
    en='no union has the code "{value}"; check the code',
)
NO_PLACES = Message(
    "poster_no_places",
    zh="没有要做海报的地方。请放宽条件，或先用 niangjia import 导入 apartments、parks 或 firms。",
    en="there is no place to make a poster for; ask for more, or first import apartments, parks or "
    "firms with `niangjia import`",
)
CHOSEN_LEVELS = (UnionLevel.CITY, UnionLevel.DISTRICT, UnionLevel.SUBDISTRICT)
"""Levels of the unions by which places are chosen."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """Which places are meant: of some kinds, with some codes, under one union; else all."""

    kinds: tuple[PlaceKind, ...] = tuple(PlaceKind)
    codes: tuple[str, ...] = ()
    union_code: str | None = None


def read_choice(kind: str, codes: Sequence[str], union_code: str) -> PlaceChoice:
    """Read a choice as it was sent; what is empty chooses everything.

    Raises InvalidInput for a kind that nobody knows.
    """
    kinds = parse_kinds(kind or ",".join(DEMAND_KINDS))
    return PlaceChoice(kinds, tuple(code for code in codes if code), union_code or None)


def choose_places(
    snapshot: Snapshot,
    places: Sequence[DemandPlace],
    choice: PlaceChoice,
    *,
    scope: Scope | None = None,
) -> list[DemandPlace]:
    """Choose among the places that are seen, in the order of their codes.

    Raises InvalidInput for a code that no place or union has, and NotFound where none is left.
    """
    require_union(snapshot, choice, scope=scope)
    of_kind = [place for place in places if place.kind in choice.kinds]
    known = {place.code for place in of_kind}
    unknown = next((code for code in choice.codes if code not in known), None)
    if unknown is not None:
        raise InvalidInput(POSTER_PLACE_UNKNOWN, value=unknown)
    wanted = set(choice.codes) or known
    chosen = [
        place for place in of_kind if place.code in wanted and _is_under(snapshot, place, choice)
    ]
    if not chosen:
        raise NotFound(NO_PLACES)
    return sorted(chosen, key=lambda place: (place.code, place.kind))


def search_for_posters(
    snapshot: Snapshot, text: str, choice: PlaceChoice, *, scope: Scope | None = None
) -> list[NamedPlace]:
    """Search places by name, code, address or pinyin, the best first; without a text, by code.

    Only those in the scope of whoever asks are found.
    """
    require_union(snapshot, choice, scope=scope)
    gazetteer = snapshot.gazetteer
    if text.strip():
        found = search_places(gazetteer, text, len(gazetteer.places))
    else:
        found = sorted(gazetteer.places, key=lambda place: (place.code, place.kind))
    kinds = {kind.value for kind in choice.kinds}
    of_kind = [place for place in found if place.kind in kinds]
    seen = of_kind if scope is None else seen_places(of_kind, scope)
    return [place for place in seen if _is_under(snapshot, place, choice)]


def seen_places(places: Sequence[NamedPlace], scope: Scope) -> list[NamedPlace]:
    """Keep the places that are in a scope."""
    lon = np.array([place.lon for place in places], dtype=np.float64)
    lat = np.array([place.lat for place in places], dtype=np.float64)
    return list(compress(places, scope.holds(lon, lat)))


def unions_to_choose(snapshot: Snapshot, *, scope: Scope | None = None) -> list[UnionArea]:
    """List the unions of sub-district level or higher that are seen, in the order of codes."""
    chosen = (union for union in snapshot.unions.values() if union.level in CHOSEN_LEVELS)
    seen = (union for union in chosen if scope is None or union.code in scope.codes)
    return sorted(seen, key=lambda union: union.code)


def require_union(snapshot: Snapshot, choice: PlaceChoice, *, scope: Scope | None = None) -> None:
    """Refuse the code of a union that there is not, or that is not seen."""
    code = choice.union_code
    if code is not None and code not in (snapshot.unions if scope is None else scope.codes):
        raise InvalidInput(POSTER_UNION_UNKNOWN, value=code)


def _is_under(snapshot: Snapshot, place: DemandPlace | NamedPlace, choice: PlaceChoice) -> bool:
    if choice.union_code is None:
        return True
    unions = responsible_unions(snapshot.jurisdictions, place.lon, place.lat)
    return any(union.code == choice.union_code for union in unions)
