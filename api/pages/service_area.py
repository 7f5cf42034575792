"""The service area of a service point on its page: the drawing, and what it shows in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

import orjson
import shapely

from api.desk import Desk
from api.pages.area_drawing import AreaDrawing, ScaleBar, draw_area
from api.pages.cards import point_address
from api.pages.texts import say
from api.schemas import ServicePointDetail
from api.use_cases.service_area import ATTRIBUTION
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.service_areas import Area
from geo.travel import Mode, TravelMethod
from geo.units import METRES_PER_KILOMETRE

AREA_MINUTES = ("10", "15", "30")
AREA_MINUTES_UNKNOWN = Message(
    "area_minutes_unknown",
    "范围没有“{value}”分钟这一档，请在下面选一个。",
    'There is no drawing for "{value}" minutes; please choose one below.',
)
_QUOTED = 20


@dataclass(frozen=True, slots=True)
class AreaWords:
    """A drawing with all that has to be said beside it."""

    drawing: AreaDrawing
    minutes: str
    title: str
    told: str
    method: str
    bar: str
    attribution: str


def area_words(
    desk: Desk, point: ServicePointDetail, minutes: str, language: Language
) -> AreaWords:
    """Draw the area of so many minutes on foot.

    Raises InvalidInput where it is not one of those we offer, and SourceUnavailable where others
    keep us busy.
    """
    if minutes not in AREA_MINUTES:
        raise InvalidInput(AREA_MINUTES_UNKNOWN, value=minutes[:_QUOTED])
    feature = orjson.loads(desk.service_area(point.code, int(minutes), Mode.WALK))
    found = feature["properties"]
    streets = desk.network.graphs.get(Mode.WALK) if desk.network else None
    area = cast("Area", shapely.geometry.shape(feature["geometry"]))
    drawing = draw_area(area, (point.lon, point.lat), streets=streets)
    return AreaWords(
        drawing=drawing,
        minutes=minutes,
        title=say("area_title", language, minutes=minutes),
        told=say("area_told", language, minutes=minutes, km2=f"{found['area_km2']:.1f}"),
        method=_method_words(found["travel_method"], language),
        bar=_bar_words(drawing.bar, language),
        attribution=ATTRIBUTION if drawing.streets else found["attribution"] or "",
    )


def area_links(code: str, chosen: str, language: Language) -> Sequence[tuple[str, str, bool]]:
    """List the drawings to choose from: words, address, and whether it is the one shown."""
    return [
        (
            say("area_minutes", language, minutes=minutes),
            f"{area_address(code, minutes, language)}#area",
            minutes == chosen,
        )
        for minutes in AREA_MINUTES
    ]


def area_address(code: str, minutes: str, language: Language) -> str:
    """Make the address of the page with a drawing, or of the page alone without minutes."""
    address = point_address(code, language)
    if not minutes:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'area': minutes})}"


def _method_words(method: str, language: Language) -> str:
    if method == TravelMethod.STREETS:
        return say("area_by_streets", language)
    return say("area_estimated", language)


def _bar_words(bar: ScaleBar, language: Language) -> str:
    if bar.is_kilometres:
        return say("bar_kilometres", language, length=bar.length_m // METRES_PER_KILOMETRE)
    return say("bar_metres", language, length=bar.length_m)
