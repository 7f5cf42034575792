"""Where services are given or could be given, and when: the sites of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.streets import BoolArray, IndexArray
from geo.week_hours import WeekHours

NEVER_OPEN = WeekHours(())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sites:
    """Service points or candidate sites, one value each, in the order of their codes.

    `services` has one bit per service; `week_ids` are indices into `weeks`, their typical weeks.
    """

    codes: Sequence[str]
    names: Sequence[str]
    lon: FloatArray
    lat: FloatArray
    services: NDArray[np.uint64]
    week_ids: IndexArray
    weeks: Sequence[WeekHours]

    def __len__(self) -> int:
        """Count the sites."""
        return len(self.codes)

    def offers(self, services: int) -> BoolArray:
        """Tell which sites offer all of these services."""
        mask = np.uint64(services)
        return np.asarray(self.services & mask == mask)
