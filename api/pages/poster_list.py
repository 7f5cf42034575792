"""The page on which posters are chosen: a search, a list to tick, or all that was found."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from api.pages.poster_texts import say_on_poster
from api.use_cases.planning_inputs import DEMAND_KINDS
from geo.gazetteer import NamedPlace
from geo.jurisdictions import UnionArea
from geo.messages import Language
from planner.plan_words import KINDS

PLACES_PER_PAGE = 50
POSTERS_AT_ONCE = 100
"""More in one document are slow to print and to show."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was searched for, as it was sent."""

    language: Language
    text: str = ""
    kind: str = ""
    union: str = ""
    page: int = 1

    def address(self) -> str:
        """Make the address that asks this."""
        return _with_query("/planner/posters", self._pairs(("q", self.text)))

    def print_address(self) -> str:
        """Make the address of all posters that this finds, but for its text."""
        return _with_query("/planner/posters/print", self._pairs())

    def _pairs(self, *more: tuple[str, str]) -> Sequence[tuple[str, str]]:
        page = str(self.page) if self.page > 1 else ""
        lang = "en" if self.language is Language.ENGLISH else ""
        pairs = (*more, ("kind", self.kind), ("union", self.union), ("page", page), ("lang", lang))
        return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list, and the addresses before and after."""

    text: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, and what to choose from; `all_address` prints all that was found."""

    asked: Asked
    kinds: Sequence[tuple[str, str]]
    unions: Sequence[tuple[str, str]]
    places: Sequence[Mapping[str, str]]
    count: int
    all_address: str
    pages: Pages | None


def poster_list(asked: Asked, found: Sequence[NamedPlace], unions: Sequence[UnionArea]) -> Listing:
    """Say what the page shows of what was found, which is in the order of the list."""
    told = functools.partial(_say, asked.language)
    pages = ceil(len(found) / PLACES_PER_PAGE)
    asked = replace(asked, page=min(asked.page, max(pages, 1)))
    first = (asked.page - 1) * PLACES_PER_PAGE
    return Listing(
        asked=asked,
        kinds=[("", told("kind_any")), *((name, told(f"kind_{name}")) for name in DEMAND_KINDS)],
        unions=[("", told("union_any")), *((union.code, union.name) for union in unions)],
        places=[_line(place, asked.language) for place in found[first : first + PLACES_PER_PAGE]],
        count=len(found),
        all_address="" if asked.text else replace(asked, page=1).print_address(),
        pages=_pages(asked, pages) if pages > 1 else None,
    )


def _pages(asked: Asked, pages: int) -> Pages:
    page = asked.page
    return Pages(
        say_on_poster("page_of", asked.language, page=page, pages=pages),
        previous=replace(asked, page=page - 1).address() if page > 1 else "",
        next=replace(asked, page=page + 1).address() if page < pages else "",
    )


def _line(place: NamedPlace, language: Language) -> Mapping[str, str]:
    return {
        "code": place.code,
        "name": place.name,
        "kind": KINDS[place.kind].text(language),
        "address": place.address or "",
    }


def _with_query(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _say(language: Language, name: str, /, **values: object) -> str:
    return say_on_poster(name, language, **values)
