"""The places of visits: named by code or by name, among apartments, parks and firms."""

from collections.abc import Mapping, Sequence

from data.database import Session
from data.imports.choices import PLACE_WORDS
from data.imports.fields import APARTMENTS, FIRMS, PARKS, Kind
from data.imports.listed import Coded
from data.imports.references import Directory, load_directory
from data.imports.report import Findings
from data.imports.rows import ImportRow
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind

UNKNOWN_PLACE = Message(
    "unknown_place",
    zh="没有编号或名称为“{value}”的公寓、园区或企业。请先导入它所在的名单，或改正名称。",
    en='there is no apartment, park or firm with the code or name "{value}"; '
    "import its list first, or correct it",
)
AMBIGUOUS_PLACE = Message(
    "ambiguous_place",
    zh="叫“{value}”的不止一处（{kinds:、}）。请在“地点类型”一列写明是哪一种。",
    en='several kinds of places are called "{value}" ({kinds}); say which in a column place_kind',
)

TABLES = {
    PlaceKind.APARTMENT: APARTMENTS,
    PlaceKind.PARK: PARKS,
    PlaceKind.FIRM: FIRMS,
}
_Directories = Mapping[PlaceKind, Directory]


def resolve_places(
    session: Session, kind: Kind, rows: Sequence[ImportRow], findings: Findings
) -> None:
    """Put kinds and codes in the place of names of places, in lists that have such a column.

    Where the kind is not given, it is that of the only place with this code, else with this name.
    """
    named = [row for row in rows if row.values.get("place_code") is not None]
    if kind.field("place_code") is None or not named:
        return
    directories = {each: load_directory(session, table) for each, table in TABLES.items()}
    for row in named:
        try:
            row.values |= _place(directories, row)
        except InvalidInput as error:
            del row.values["place_code"]
            findings.row_error(row.line, "place_code", error)


def _place(directories: _Directories, row: ImportRow) -> dict[str, object]:
    text, given = str(row.values["place_code"]), row.values.get("place_kind")
    kind = given if isinstance(given, PlaceKind) else _only_kind(directories, text)
    return {"place_kind": kind, "place_code": directories[kind].code_of(text)}


def _only_kind(directories: _Directories, text: str) -> PlaceKind:
    kinds = [kind for kind, directory in directories.items() if directory.has_code(text)]
    kinds = kinds or [kind for kind, directory in directories.items() if directory.has_name(text)]
    if not kinds:
        raise InvalidInput(UNKNOWN_PLACE, value=text)
    if len(kinds) > 1:
        told = Coded({kind.value: PLACE_WORDS[kind][0] for kind in kinds})
        raise InvalidInput(AMBIGUOUS_PLACE, value=text, kinds=told)
    return kinds[0]
