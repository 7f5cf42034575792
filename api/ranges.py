"""Values that are refused in words of our own, and what their schemas tell programs of them."""

from typing import Annotated

from pydantic import Field
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo

from geo.crs import MAX_LAT, MAX_LON
from geo.units import DAYS_PER_WEEK

LONGEST_WAY_MINUTES = 240
LONGEST_STAY_MINUTES = 480
MOST_YUAN = 1e12
LEAST_YEARS = 0.01
"""Beyond these sums are no numbers any more, or none that a solver can tell apart."""


def _told(schema: JsonDict) -> FieldInfo:
    described: FieldInfo = Field(json_schema_extra=schema)
    return described


Longitude = Annotated[float, _told({"minimum": -MAX_LON, "maximum": MAX_LON})]
Latitude = Annotated[float, _told({"minimum": -MAX_LAT, "maximum": MAX_LAT})]
WayMinutes = Annotated[float, _told({"exclusiveMinimum": 0, "maximum": LONGEST_WAY_MINUTES})]
StayMinutes = Annotated[float, _told({"minimum": 0, "maximum": LONGEST_STAY_MINUTES})]
DaysOfWeek = Annotated[int, _told({"minimum": 1, "maximum": DAYS_PER_WEEK})]
Share = Annotated[float, _told({"minimum": 0, "maximum": 1})]
Yuan = Annotated[float, _told({"minimum": 0, "maximum": MOST_YUAN})]
Hours = Annotated[float, _told({"minimum": 0})]
Count = Annotated[int, _told({"minimum": 0})]
Years = Annotated[float, _told({"minimum": LEAST_YEARS})]
