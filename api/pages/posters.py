"""Posters as pages: many of them in one HTML document that needs no other file."""

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from markupsafe import Markup

from api.pages.headers import PAGE_HEADERS
from api.pages.poster_texts import say_on_poster
from api.pages.poster_words import PosterWords, poster_words
from api.pages.rendering import TEMPLATE_FOLDER, render
from api.use_cases.posters import Poster
from geo.messages import Language
from geo.streets import StreetGraph
from maps.poster_map import draw_poster_map
from maps.qr_codes import code_svg


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Press:
    """What all posters of one printing share.

    `public_url` stands before the paths in the codes; `services` are their names by code, Chinese
    and English; `streets` lie under the maps.
    """

    public_url: str
    printed_on: date
    services: Mapping[str, tuple[str, str]]
    streets: StreetGraph | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Another part of a long printing: its address, and the first and last poster in it."""

    address: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One poster ready to be printed: its words and its two pictures; `url` is in the code."""

    poster: Poster
    words: PosterWords
    url: str
    map: Markup
    code: Markup


def posters_page(sheets: Sequence[Sheet], language: Language, *, parts: Sequence[Part] = ()) -> str:
    """Write posters, one A4 page each; the language is that of what stands around them."""
    told = functools.partial(_say, language)
    return render(
        "poster.html",
        language,
        p=told,
        zh=functools.partial(_say, Language.CHINESE),
        en=functools.partial(_say, Language.ENGLISH),
        style=Markup(style()),  # noqa: S704 - our own style sheet
        sheets=sheets,
        parts=[(part.address, told("part", first=part.first, last=part.last)) for part in parts],
        warnings=[
            ambiguity(sheet.poster, language) for sheet in sheets if sheet.poster.is_ambiguous
        ],
    )


def ambiguity(poster: Poster, language: Language) -> str:
    """Warn that the code of a poster cannot tell its place from another."""
    place = poster.place
    return say_on_poster("ambiguous", language, name=place.name, code=place.code)


@functools.cache
def style() -> str:
    """Read the style sheet, which stands in each document."""
    return (TEMPLATE_FOLDER / "poster.css").read_text(encoding="utf-8")


def poster_headers() -> Mapping[str, str]:
    """Return the headers of a page of posters: our style, named by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return {**PAGE_HEADERS, "Content-Security-Policy": policy}


def make_sheet(poster: Poster, press: Press) -> Sheet:
    """Put a poster into words, draw its map and its code."""
    words = poster_words(
        poster,
        press.public_url,
        printed_on=press.printed_on,
        services=press.services,
        has_streets=press.streets is not None,
    )
    drawn = draw_poster_map(
        np.array([poster.place.lon, *(desk.lon for desk in poster.desks)]),
        np.array([poster.place.lat, *(desk.lat for desk in poster.desks)]),
        streets=press.streets,
    )
    url = press.public_url + poster.path
    # Both are drawn by us, and escape what they write.
    return Sheet(poster, words, url, Markup(drawn), Markup(code_svg(url)))  # noqa: S704 - see above


def _say(language: Language, name: str, /, **values: object) -> str:
    return say_on_poster(name, language, **values)
