"""What each kind of list holds: its table, its fields, and what a row must have."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Table

from data import tables
from data.imports.cells import (
    Converter,
    to_amount,
    to_choice,
    to_code,
    to_count,
    to_date,
    to_hours,
    to_note,
    to_number,
    to_phone,
    to_share,
    to_text,
    to_words,
    to_yes_no,
)
from data.imports.choices import DayKind
from data.imports.listed import Listed
from data.snapshot import MOST_SERVICES
from geo.errors import NotFound
from geo.messages import Message
from geo.places import Host, PlaceKind, StandardPoint, Status, Tier, UnionLevel, UnionStatus
from planner.visits import VisitOutcome

UNKNOWN_KIND = Message(
    "unknown_kind",
    zh="没有“{value}”这种名单。可选：{known:、}。",
    en='there is no list of "{value}"; choose among {known}',
)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: how it is read, and whether a new row must have it.

    `refers_to` is the table that holds what is named, by code or by name. A file without a
    required column may still change rows that are stored, and a `default` stands in for it.
    """

    name: str
    convert: Converter
    is_required: bool = False
    default: object = None
    refers_to: Table | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list. `identity` are the columns that tell rows without a code apart.

    `most_rows` are all that there may be, those stored before included.
    """

    name: str
    table: Table
    fields: tuple[Field, ...]
    key: str = "code"
    identity: tuple[str, ...] = ("name",)
    has_location: bool = False
    has_area: bool = False
    needs_location: bool = False
    most_rows: int | None = None

    def field(self, name: str) -> Field | None:
        """Find a field by its name."""
        return next((field for field in self.fields if field.name == name), None)


def kind_called(name: str) -> Kind:
    """Find a kind of list; raises NotFound for another."""
    if name not in KINDS:
        raise NotFound(UNKNOWN_KIND, value=name, known=Listed(KINDS))
    return KINDS[name]


def _table(mapped: type[tables.Base]) -> Table:
    table = mapped.__table__
    assert isinstance(table, Table)  # noqa: S101  tells mypy what every mapped class here has
    return table


SERVICES = _table(tables.Service)
UNIONS = _table(tables.Union)
APARTMENTS = _table(tables.WorkerApartment)
PARKS = _table(tables.IndustrialPark)
FIRMS = _table(tables.Firm)
SERVICE_POINTS = _table(tables.ServicePoint)

_CODE = Field("code", to_code)
_NAME = Field("name", to_text, is_required=True)
_ADDRESS = Field("address", to_text)
_PHONE = Field("phone", to_phone)
_MEMBERS = Field("members", to_count)
_FREE_HOURS = Field("free_hours", to_hours)
_HOST = Field("host", to_choice(Host))
_LOCATION = (Field("lon", to_number), Field("lat", to_number))

_place = partial(Kind, has_location=True, needs_location=True)

KINDS = {
    kind.name: kind
    for kind in (
        _place(
            "service-points",
            SERVICE_POINTS,
            (
                _CODE,
                _NAME,
                Field(
                    "tier",
                    to_choice(Tier),
                    is_required=True,
                    default=Tier.STATION,
                ),
                _HOST,
                _ADDRESS,
                _PHONE,
                Field("opening_hours", to_hours),
                Field("services", to_words, default=(), refers_to=SERVICES),
                Field("languages", to_words, default=()),
                Field("wheelchair", to_yes_no),
                Field("desks", to_count),
                Field("union_code", to_text, refers_to=UNIONS),
                Field("status", to_choice(Status), default=Status.OPEN),
                *(
                    field
                    for point in StandardPoint
                    for field in (
                        Field(f"{point}_met", to_yes_no),
                        Field(f"{point}_on", to_date),
                        Field(f"{point}_note", to_note),
                    )
                ),
                Field("verified_on", to_date),
                *_LOCATION,
            ),
        ),
        _place(
            "apartments",
            APARTMENTS,
            (
                _CODE,
                _NAME,
                _ADDRESS,
                _PHONE,
                Field("residents", to_count),
                Field("migrant_share", to_share),
                _MEMBERS,
                _FREE_HOURS,
                *_LOCATION,
            ),
        ),
        _place(
            "parks",
            PARKS,
            (
                _CODE,
                _NAME,
                _ADDRESS,
                _PHONE,
                Field("workers", to_count),
                _MEMBERS,
                _FREE_HOURS,
                *_LOCATION,
            ),
            has_area=True,
        ),
        _place(
            "firms",
            FIRMS,
            (
                _CODE,
                _NAME,
                _ADDRESS,
                _PHONE,
                Field("employees", to_count),
                _MEMBERS,
                Field("union_status", to_choice(UnionStatus)),
                Field("sector", to_text),
                Field("park_code", to_text, refers_to=PARKS),
                Field("can_host", to_yes_no),
                _FREE_HOURS,
                *_LOCATION,
            ),
        ),
        _place(
            "candidates",
            _table(tables.CandidateSite),
            (
                _CODE,
                _NAME,
                _HOST,
                Field("setup_cost", to_amount),
                Field("yearly_rent", to_amount),
                *_LOCATION,
            ),
            needs_location=False,
        ),
        Kind(
            "unions",
            UNIONS,
            (
                _CODE,
                _NAME,
                Field("level", to_choice(UnionLevel), is_required=True),
                Field("parent_code", to_text, refers_to=UNIONS),
                _PHONE,
            ),
            identity=("name", "level"),
            has_area=True,
        ),
        Kind(
            "closures",
            _table(tables.Closure),
            (
                _CODE,
                Field("service_point_code", to_text, is_required=True, refers_to=SERVICE_POINTS),
                Field("first_day", to_date, is_required=True),
                Field("last_day", to_date, is_required=True),
                Field("opening_hours", to_hours),
                Field("reason", to_note),
            ),
            identity=("service_point_code", "first_day", "last_day"),
        ),
        Kind(
            "calendar",
            _table(tables.WorkdayCalendar),
            (
                Field("date", to_date, is_required=True),
                Field(
                    "kind", to_choice(DayKind), is_required=True
                ),
                _NAME,
                Field("official", to_yes_no, is_required=True, default=True),
            ),
            key="date",
            identity=("date",),
        ),
        Kind(
            "visits",
            _table(tables.Visit),
            (
                _CODE,
                Field("place_kind", to_choice(PlaceKind)),
                Field("place_code", to_text, is_required=True),
                Field("date", to_date, is_required=True),
                Field("team", to_text, is_required=True),
                Field("outcome", to_choice(VisitOutcome)),
                Field("people_met", to_count),
                Field("joined", to_count),
                Field("notes", to_note),
            ),
            identity=("place_code", "place_kind", "date", "team"),
        ),
        Kind(
            "services",
            SERVICES,
            (_CODE, _NAME, Field("name_en", to_text)),
            most_rows=MOST_SERVICES,
        ),
    )
}  # fmt: skip
