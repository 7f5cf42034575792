"""The answers that the pages are made of, and who gives them."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, Protocol, TypedDict

from geo.messages import Language


class OpenState(TypedDict):
    """Whether a service point is open at the asked moment, and what kind of day that is."""

    state: Literal["open", "opens_later", "closed"]
    until: str | None
    next_open_at: str | None
    day_type: Literal["workday", "makeup_workday", "weekend", "holiday"]
    calendar: Literal["official", "provisional"]


class MapLinks(TypedDict):
    """Addresses that open a map app with the service point as the destination."""

    amap: str
    baidu: str
    tencent: str


class ServicePointFacts(TypedDict):
    """What is true of a service point wherever one asks from."""

    code: str
    name: str
    tier: str
    address: str | None
    phone: str | None
    services: Sequence[str]
    verified_on: str | None
    links: MapLinks


class Result(ServicePointFacts):
    """A service point as seen from where the worker is; moments are ISO 8601 with offset."""

    open: OpenState
    distance_m: float
    travel_minutes: float
    travel_method: Literal["streets", "estimated"]
    arrives_at: str
    can_be_served: bool
    service_starts_at: str | None


class Day(TypedDict):
    """One date of a service point's calendar; an interval is (opens, closes) as `HH:MM`."""

    date: str
    day_type: Literal["workday", "makeup_workday", "weekend", "holiday"]
    calendar: Literal["official", "provisional"]
    intervals: Sequence[Sequence[str]]


class ServicePointAnswer(ServicePointFacts):
    """A service point with all that its own page says; `days` starts today."""

    host: str | None
    languages: Sequence[str]
    wheelchair: bool | None
    opening_hours: str | None
    days: Sequence[Day]


class ResponsibleUnion(TypedDict):
    """A union in whose area the worker is."""

    code: str
    name: str
    level: str
    phone: str | None


class Hint(TypedDict):
    """Why so little was found, or what would help, in the asked language."""

    code: str
    message: str


class Answer(TypedDict):
    """The answer to a lookup."""

    at: str
    mode: str
    results: Sequence[Result]
    responsible: Sequence[ResponsibleUnion]
    hotline: str
    hints: Sequence[Hint]


class PlaceMatch(TypedDict):
    """A known place whose name, address, pinyin or initials fit what was typed."""

    code: str
    name: str
    kind: str
    address: NotRequired[str | None]


class ServiceName(TypedDict):
    """One kind of service in the asked language."""

    code: str
    name: str


class Desk(Protocol):
    """Answers lookups from memory; the app keeps one as `app.state.desk`."""

    def nearest(self, params: Mapping[str, object], language: Language) -> Answer:
        """Find the service points that fit; `params` are the fields of `/v1/nearest`."""
        ...

    def places(self, text: str) -> Sequence[PlaceMatch]:
        """Find known places by name, address, code, pinyin or initials, best first."""
        ...

    def service_point(self, code: str) -> ServicePointAnswer:
        """Tell all about one service point."""
        ...

    def services(self, language: Language) -> Sequence[ServiceName]:
        """List the kinds of services."""
        ...
