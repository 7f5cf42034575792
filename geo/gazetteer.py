"""Find a known place by its code, name, address, pinyin or initials."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

from geo.errors import InvalidInput, NotFound
from geo.messages import Message

QUERY_TOO_SHORT = Message(
    "query_too_short",
    zh="“{value}”太短，请至少输入一个汉字，或两个字母、数字。",
    en='"{value}" is too short; type at least one Chinese character, or two letters or digits',
)
PLACE_UNKNOWN = Message(
    "place_unknown",
    zh="没有找到地点“{value}”，请核对名称或代码，先搜索地点再选，或直接填写经纬度。",
    en='no place is called "{value}"; check the name or code, search for it, or give a position',
)
PLACE_AMBIGUOUS = Message(
    "place_ambiguous",
    zh="有 {count} 个地点对得上“{value}”，请改用其中一个的编号，或直接给出经纬度：{choices}",
    en='{count} places fit "{value}"; use the code of one of them, or lon and lat: {choices}',
)

SHORTEST_QUERY = 2
MOST_CHOICES = 5

_END = "\n"
_FIRST_CHINESE = "\u3400"
_NOT_CHINESE = "\0"
_MOST_READINGS = 200_000

# In names of places these are rarely zhǎng and dōu, which pypinyin takes when no phrase decides.
load_single_dict({ord("长"): "cháng,zhǎng", ord("都"): "dū,dōu"})
load_phrases_dict(
    {
        name: [[first], [second]]
        for name, first, second in (
            ("闵行", "mǐn", "háng"),
            ("杨行", "yáng", "háng"),
            ("高行", "gāo", "háng"),
            ("徐行", "xú", "háng"),
            ("庙行", "miào", "háng"),
            ("殷行", "yīn", "háng"),
            ("庄行", "zhuāng", "háng"),
            ("刘行", "liú", "háng"),
            ("七莘", "qī", "xīn"),
            ("虹莘", "hóng", "xīn"),
            ("重固", "chóng", "gù"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Something people name instead of a position (WGS 84).

    `kind` is apartment, park, firm or union.
    """

    code: str
    name: str
    kind: str
    address: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of all places in one text, each value between two line ends."""

    text: str
    starts: Sequence[int]

    def rows_with(self, pattern: str) -> Iterator[int]:
        """Find the rows that hold the pattern, ascending, each once; it may include line ends."""
        lead = pattern.startswith(_END)
        found = self.text.find(pattern)
        while found >= 0:
            row = bisect_right(self.starts, found + lead) - 1
            yield row
            # The next row's own leading line end is where this one ends.
            found = self.text.find(pattern, self.text.index(_END, self.starts[row]))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known places, shorter names first, with their fields laid out for searching."""

    places: tuple[NamedPlace, ...]
    rows_by_code: Mapping[str, Sequence[int]]
    rows_by_name: Mapping[str, Sequence[int]]
    codes: _Column
    names: _Column
    pinyin: _Column
    initials: _Column
    addresses: _Column


def build_gazetteer(places: Sequence[NamedPlace]) -> Gazetteer:
    """Lay out places for searching.

    Pinyin goes by phrases (重庆 is chongqing), so a polyphone in an unusual name may be read
    wrongly; the characters always find it.
    """
    ordered = tuple(sorted(places, key=lambda place: (len(place.name), place.code, place.kind)))
    codes = [_normal(place.code) for place in ordered]
    names = [_normal(place.name) for place in ordered]
    readings = [_readings(name) for name in names]
    return Gazetteer(
        places=ordered,
        rows_by_code=_rows_by_value(codes),
        rows_by_name=_rows_by_value(names),
        codes=_column(codes),
        names=_column(names),
        pinyin=_column([full for full, _ in readings]),
        initials=_column([initials for _, initials in readings]),
        addresses=_column([_normal(place.address or "") for place in ordered]),
    )


def search_places(gazetteer: Gazetteer, text: str, limit: int = 10) -> list[NamedPlace]:
    """Find the places that match best; case, width and spaces do not matter.

    Best first: whole name or code, start of the name or code, within the name, start of the
    pinyin or initials, within these, within the address or code; then the shorter name, then the
    code.
    """
    wanted = _normal(text)
    if len(wanted) < SHORTEST_QUERY and wanted < _FIRST_CHINESE:
        raise InvalidInput(QUERY_TOO_SHORT, value=text.strip())
    rows: dict[int, None] = {}
    for matches in _matches_by_rank(gazetteer, wanted):
        # Rows are in the order of ties, so of each column the first new ones suffice.
        firsts = [islice((row for row in found if row not in rows), limit) for found in matches]
        rows |= dict.fromkeys(sorted({row for first in firsts for row in first}))
        if len(rows) >= limit:
            break
    return [gazetteer.places[row] for row in islice(rows, limit)]


def find_place(gazetteer: Gazetteer, code_or_name: str) -> NamedPlace:
    """Return the one place with this code, or else with this name, or else the only match."""
    wanted = _normal(code_or_name)
    rows = gazetteer.rows_by_code.get(wanted) or gazetteer.rows_by_name.get(wanted, ())
    places = [gazetteer.places[row] for row in rows]
    places = places or search_places(gazetteer, code_or_name, len(gazetteer.places))
    if not places:
        raise NotFound(PLACE_UNKNOWN, value=code_or_name)
    if len(places) > 1:
        raise InvalidInput(
            PLACE_AMBIGUOUS,
            value=code_or_name,
            count=len(places),
            choices=", ".join(f"{place.code} ({place.name})" for place in places[:MOST_CHOICES]),
        )
    return places[0]


def _matches_by_rank(gazetteer: Gazetteer, wanted: str) -> Iterator[list[Iterator[int]]]:
    """Yield, best rank first, the rows of each column that match in that way."""
    whole, start = f"{_END}{wanted}{_END}", f"{_END}{wanted}"
    codes, names = gazetteer.codes, gazetteer.names
    yield [names.rows_with(whole), codes.rows_with(whole)]
    yield [names.rows_with(start), codes.rows_with(start)]
    yield [names.rows_with(wanted)]
    letters = re.sub("['’·-]", "", wanted).replace("ü", "v")
    if letters.isascii() and len(letters) >= SHORTEST_QUERY:
        readings = (gazetteer.pinyin, gazetteer.initials)
        yield [column.rows_with(_END + letters) for column in readings]
        yield [column.rows_with(letters) for column in readings]
    yield [gazetteer.addresses.rows_with(wanted), codes.rows_with(wanted)]


def _normal(text: str) -> str:
    """Fold case and width, and drop spaces: YANG pu becomes yangpu."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(_MOST_READINGS)
def _readings(name: str) -> tuple[str, str]:
    """Spell a name in full pinyin and in initials; what is not Chinese stays as it is.

    Remembered, because a snapshot is rebuilt after every edit, and nearly all names stay.
    """
    parts = lazy_pinyin(name, errors=lambda run: _NOT_CHINESE + run)
    initials = (part if part.startswith(_NOT_CHINESE) else part[0] for part in parts)
    return "".join(parts).replace(_NOT_CHINESE, ""), "".join(initials).replace(_NOT_CHINESE, "")


def _rows_by_value(values: Sequence[str]) -> Mapping[str, Sequence[int]]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, value in enumerate(values):
        rows[value].append(row)
    return dict(rows)


def _column(values: Sequence[str]) -> _Column:
    starts = accumulate((len(value) + 1 for value in values), initial=1)
    return _Column(_END + "".join(value + _END for value in values), list(starts)[:-1])
