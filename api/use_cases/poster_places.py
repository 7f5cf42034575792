"""Which places get a poster: searched and chosen by what is in memory, and by codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.use_cases.planning_inputs import DEMAND_KINDS, parse_kinds
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
    snapshot: Snapshot, places: Sequence[DemandPlace], choice: PlaceChoice
) -> list[DemandPlace]:
    """Choose among all places, in the order of their codes.

    Raises InvalidInput for a code that no place or union has, and NotFound where none is left.
    """
    require_union(snapshot, choice)
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


def search_for_posters(snapshot: Snapshot, text: str, choice: PlaceChoice) -> list[NamedPlace]:
    """Search places by name, code, address or pinyin, the best first; without a text, by code."""
    require_union(snapshot, choice)
    gazetteer = snapshot.gazetteer
    if text.strip():
        found = search_places(gazetteer, text, len(gazetteer.places))
    else:
        found = sorted(gazetteer.places, key=lambda place: (place.code, place.kind))
    kinds = {kind.value for kind in choice.kinds}
    return [place for place in found if place.kind in kinds and _is_under(snapshot, place, choice)]


def unions_to_choose(snapshot: Snapshot) -> list[UnionArea]:
    """List the unions of sub-district level or higher, in the order of their codes."""
    unions = snapshot.unions.values()
    return sorted(
        (union for union in unions if union.level in CHOSEN_LEVELS), key=lambda union: union.code
    )


def require_union(snapshot: Snapshot, choice: PlaceChoice) -> None:
    """Refuse the code of a union that there is not."""
    if choice.union_code is not None and choice.union_code not in snapshot.unions:
        raise InvalidInput(POSTER_UNION_UNKNOWN, value=choice.union_code)


def _is_under(snapshot: Snapshot, place: DemandPlace | NamedPlace, choice: PlaceChoice) -> bool:
    if choice.union_code is None:
        return True
    unions = responsible_unions(snapshot.jurisdictions, place.lon, place.lat)
    return any(union.code == choice.union_code for union in unions)
