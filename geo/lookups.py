"""What a worker asks and what is found: the question and the answer of a lookup."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from geo.crs import FloatArray
from geo.street_lookup import Start
from geo.streets import BoolArray
from geo.timetables import IndexArray
from geo.travel import Estimate
from geo.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE


class OpenRule(StrEnum):
    """Which service points count: open for the whole stay, the soonest to serve, or all."""

    SERVED = "served"
    SOONEST = "soonest"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a worker asks: from where, when, for which services, how far, for how long.

    `at` is wall time in the service points' time zone; `services` is a mask of bits. Ways are
    timed from `start` along the streets where they lead there, else by `estimate`.
    """

    lon: float
    lat: float
    at: datetime
    estimate: Estimate
    services: int = 0
    rule: OpenRule = OpenRule.SERVED
    max_s: float = 3_600
    stay_s: float = 1_800
    limit: int = 5
    start: Start | None = None

    @property
    def minute(self) -> float:
        """Minutes since the day of the lookup began."""
        return (
            self.at.hour * MINUTES_PER_HOUR + self.at.minute + self.at.second / SECONDS_PER_MINUTE
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Found:
    """Service points in their order, one value each: row, way, and when one can be served.

    `starts_min` counts from the beginning of the lookup's day; inf where nothing fits in a week.
    """

    rows: IndexArray
    distance_m: FloatArray
    travel_s: FloatArray
    starts_min: FloatArray
    is_estimated: BoolArray

    def __len__(self) -> int:
        """Count the service points found."""
        return len(self.rows)

    def take(self, chosen: BoolArray | IndexArray) -> "Found":
        """Keep some of them, in the order given."""
        return Found(
            self.rows[chosen],
            self.distance_m[chosen],
            self.travel_s[chosen],
            self.starts_min[chosen],
            self.is_estimated[chosen],
        )

    def joined(self, others: "Found") -> "Found":
        """Put others behind these."""
        return Found(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.distance_m, others.distance_m]),
            np.concatenate([self.travel_s, others.travel_s]),
            np.concatenate([self.starts_min, others.starts_min]),
            np.concatenate([self.is_estimated, others.is_estimated]),
        )


NOTHING = Found(
    rows=np.empty(0, dtype=np.int64),
    distance_m=np.empty(0),
    travel_s=np.empty(0),
    starts_min=np.empty(0),
    is_estimated=np.empty(0, dtype=bool),
)
