"""Shapes of requests and answers, as the OpenAPI document shows them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from api import examples
from api.clock import CHINA_TIME
from api.ranges import (
    LONGEST_STAY_MINUTES,
    LONGEST_WAY_MINUTES,
    Latitude,
    Longitude,
)
from geo.crs import Crs
from geo.lookups import OpenRule
from geo.messages import Language
from geo.places import Tier, UnionLevel
from geo.travel import Mode, TravelMethod
from geo.workdays import CalendarStatus, DayType

FIRST_YEAR, LAST_YEAR = 2000, 2099


def _moment(value: object) -> datetime | None:
    """Read an ISO 8601 moment; without an offset it is China's time.

    A `+` that a URL turned into a space before the offset is put back.
    """
    if value is None or value == "":
        return None
    text = str(value).strip()
    date_part, _, time_part = text.partition("T")
    read = datetime.fromisoformat(
        f"{date_part}T{time_part.replace(' ', '+')}" if time_part else text
    )
    at = read.replace(tzinfo=CHINA_TIME) if read.tzinfo is None else read
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise PydanticCustomError("moment", "the year is out of range")
    return at.astimezone(CHINA_TIME)


_MOMENT_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string", "format": "date-time"}, {"const": ""}, {"type": "null"}]}
)
"""Empty as forms send what nobody filled in."""
_ABSENT: JsonDict = {"type": "null"}
_BY_POSITION: JsonDict = {
    "required": ["lon", "lat"],
    "properties": {"lon": {"type": "number"}, "lat": {"type": "number"}, "place": _ABSENT},
}
_BY_PLACE: JsonDict = {
    "required": ["place"],
    "properties": {"place": {"type": "string"}, "lon": _ABSENT, "lat": _ABSENT},
}


class NearestQuery(BaseModel):
    """What a worker asks: where, when, what for, how far."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=True,
        json_schema_extra={"oneOf": [_BY_POSITION, _BY_PLACE]},
    )

    lon: Longitude | None = Field(
        None, description="Longitude, decimal degrees.", examples=[121.5265]
    )
    lat: Latitude | None = Field(None, description="Latitude, decimal degrees.", examples=[31.2595])
    crs: Crs = Field(Crs.WGS84, description="Datum of lon and lat, and of the answer.")
    place: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Code or name of a known place, instead of lon and lat.",
    )
    at: Annotated[datetime | None, BeforeValidator(_moment), _MOMENT_SCHEMA] = Field(
        None,
        description="ISO 8601 moment, Asia/Shanghai without an offset; now where absent.",
        examples=["2026-11-25T18:30"],
    )
    service: list[str] = Field(
        [],
        max_length=20,
        description="Services that must all be offered.",
        examples=[["legal_aid"]],
    )
    mode: Mode = Field(Mode.WALK, description="How one travels.")
    max_minutes: float = Field(
        60, gt=0, le=LONGEST_WAY_MINUTES, description="Longest way, one way, in minutes."
    )
    stay_minutes: float = Field(
        30, ge=0, le=LONGEST_STAY_MINUTES, description="Time one needs at the desk, in minutes."
    )
    open: OpenRule = Field(
        OpenRule.SERVED,
        description="`served`: open from arrival for the stay. `soonest`: ranked by when one can "
        "be served, up to 7 days ahead. `any`: whatever the hours.",
    )
    limit: int = Field(5, ge=1, le=50, description="How many results at most.")
    lang: Language | None = Field(None, description="Language of messages; else Accept-Language.")

    @property
    def position(self) -> tuple[float, float] | None:
        """Return lon and lat, or nothing where a place is named."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    @model_validator(mode="after")
    def _knows_where(self) -> "NearestQuery":
        named = [value is not None for value in (self.lon, self.lat, self.place)]
        if named not in ([True, True, False], [False, False, True]):
            raise PydanticCustomError("position", "give lon and lat, or place")
        return self


class OpenState(BaseModel):
    """Whether a service point is open at the moment asked for, and what comes next."""

    state: str = Field(examples=["open"], description="open, opens_later (today) or closed.")
    until: datetime | None
    next_open_at: datetime | None
    day_type: DayType
    calendar: CalendarStatus


class MapLinks(BaseModel):
    """Links that open the way there, each in the datum its app expects, and our own page."""

    amap: str
    baidu: str
    tencent: str
    page: str


class ServicePointSummary(BaseModel):
    """A service point as lists show it."""

    code: str
    name: str
    tier: Tier
    address: str | None
    phone: str | None
    services: list[str]
    lon: float
    lat: float
    crs: Crs
    verified_on: date | None
    links: MapLinks


class NearestResult(ServicePointSummary):
    """A service point with the way to it and when one can be served."""

    distance_m: int = Field(description="Along the WGS 84 geodesic, metres.")
    travel_minutes: float = Field(description="One way, minutes.")
    travel_method: TravelMethod
    arrives_at: datetime
    can_be_served: bool
    service_starts_at: datetime | None
    open: OpenState


class Origin(BaseModel):
    """Where the lookup starts, in the datum it was asked in."""

    lon: float
    lat: float
    crs: Crs


class ResponsibleUnion(BaseModel):
    """A union whose area holds the position, or a union above it."""

    code: str
    name: str
    level: UnionLevel
    phone: str | None


class Hint(BaseModel):
    """Why nothing was found, or what one should know, and what would help."""

    code: str
    message: str


class NearestAnswer(BaseModel):
    """The service points found, who is responsible here, and what would help."""

    model_config = ConfigDict(json_schema_extra={"example": examples.NEAREST_ANSWER})

    origin: Origin
    at: datetime
    mode: Mode
    results: list[NearestResult]
    responsible: list[ResponsibleUnion]
    hotline: str = Field(examples=["12351"])
    hints: list[Hint]


class ResponsibleAnswer(BaseModel):
    """Responsible unions, smallest first, and the hotline."""

    responsible: list[ResponsibleUnion]
    hotline: str


class ServicePointPage(BaseModel):
    """One page of a list of service points."""

    total: int
    page: int
    per_page: int
    results: list[ServicePointSummary]


class DayClosure(BaseModel):
    """A closure: why other hours hold on a date than the weekly text says."""

    is_closed: bool = Field(description="Closed all day; else it has special hours.")
    reason: str | None


class DayHours(BaseModel):
    """The opening hours of one date."""

    date: date
    weekday: int = Field(ge=1, le=7, description="1 is Monday.")
    day_type: DayType
    day_name: str | None = Field(
        None, description="The holiday, or that which a make-up workday belongs to."
    )
    calendar: CalendarStatus
    intervals: list[tuple[str, str]] = Field(examples=[[["09:00", "17:00"]]])
    closure: DayClosure | None = None


class ServicePointDetail(ServicePointSummary):
    """Everything the public may know about a service point."""

    host: str | None
    languages: list[str]
    wheelchair: bool | None
    desks: int | None
    union_code: str | None
    union: ResponsibleUnion | None = None
    opening_hours: str | None
    open: OpenState
    days: list[DayHours]


class Place(BaseModel):
    """A known place: a worker apartment, an industrial park, a firm or a union's area."""

    code: str
    name: str
    kind: str
    address: str | None
    lon: float
    lat: float


class PlacesAnswer(BaseModel):
    """Places whose name, address, pinyin or initials match."""

    results: list[Place]


class ProblemField(BaseModel):
    """One refused field."""

    field: str
    code: str
    message: str
    value: str


class Problem(BaseModel):
    """Problem details of RFC 9457; `code` is stable, `detail` is for people."""

    model_config = ConfigDict(json_schema_extra={"example": examples.PROBLEM})

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemField] = []
