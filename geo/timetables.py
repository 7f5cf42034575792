"""The open intervals of many service points over the coming days, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.hours import Closure, OpeningHours, open_intervals
from geo.units import MINUTES_PER_DAY, SECONDS_PER_MINUTE
from geo.workdays import WorkdayCalendar

IndexArray = NDArray[np.int64]

HORIZON_DAYS = 9
"""A week ahead from any minute of the first day, and one more day for a stay over midnight."""
HORIZON_MINUTES = HORIZON_DAYS * MINUTES_PER_DAY
_CACHED_DAYS = 16
_CACHED_MINUTES = 64


@dataclass(frozen=True, slots=True)
class Timetable:
    """Weekly hours with their dated exceptions; service points with the same share one."""

    hours: OpeningHours | None
    closures: tuple[Closure, ...] = ()


class Horizon:
    """Open intervals of timetables from one first day on, worked out when first asked for.

    Rows are timetables, columns their intervals in order, in minutes since the first day began;
    where a timetable has fewer intervals than columns, the start is inf and the end -inf.
    """

    def __init__(
        self, timetables: Sequence[Timetable], first_day: date, calendar: WorkdayCalendar
    ) -> None:
        self.first_day = first_day
        self._timetables = timetables
        self._calendar = calendar
        self._is_known = np.zeros(len(timetables), dtype=np.bool_)
        self._starts = np.full((len(timetables), 1), np.inf)
        self._ends = np.full((len(timetables), 1), -np.inf)
        self._lock = Lock()
        self.may_serve = lru_cache(maxsize=_CACHED_MINUTES)(self._may_serve)

    def intervals(self, ids: IndexArray) -> tuple[FloatArray, FloatArray]:
        """Return starts and ends, one row for each of the timetables asked for."""
        if not self._is_known[ids].all():
            self._work_out(np.unique(ids))
        return self._starts[ids], self._ends[ids]

    def _may_serve(self, minute: int, stay_s: float, max_s: float) -> NDArray[np.bool_]:
        """Tell which timetables could serve somebody who sets out within a minute, however far.

        One value per timetable, worked out once for all who ask in the same minute: it spares
        most candidates the measuring of their way. Times are as in a lookup.
        """
        starts, ends = self.intervals(np.arange(len(self._timetables)))
        earliest_end = minute + stay_s / SECONDS_PER_MINUTE
        latest_start = minute + 1 + max_s / SECONDS_PER_MINUTE
        return np.asarray(((starts <= latest_start) & (ends >= earliest_end)).any(axis=1))

    def _work_out(self, ids: IndexArray) -> None:
        with self._lock:
            for row in ids[~self._is_known[ids]].tolist():
                timetable = self._timetables[row]
                found = open_intervals(
                    timetable.hours,
                    self.first_day,
                    HORIZON_DAYS,
                    calendar=self._calendar,
                    closures=timetable.closures,
                )
                self._make_room(len(found))
                self._starts[row, : len(found)] = found[:, 0]
                self._ends[row, : len(found)] = found[:, 1]
                self._is_known[row] = True

    def _make_room(self, columns: int) -> None:
        missing = columns - self._starts.shape[1]
        if missing > 0:
            padding = ((0, 0), (0, missing))
            self._starts = np.pad(self._starts, padding, constant_values=np.inf)
            self._ends = np.pad(self._ends, padding, constant_values=-np.inf)


class Timetables:
    """All distinct timetables of a snapshot, and the horizons asked for lately."""

    def __init__(self, timetables: Sequence[Timetable], calendar: WorkdayCalendar) -> None:
        self.all = timetables
        self.calendar = calendar
        self.horizon = lru_cache(maxsize=_CACHED_DAYS)(self._make_horizon)

    def _make_horizon(self, first_day: date) -> Horizon:
        return Horizon(self.all, first_day, self.calendar)


def service_starts(
    horizon: Horizon, ids: IndexArray, arrival_min: FloatArray, stay_min: float
) -> FloatArray:
    """Find the first minute from arrival on at which a whole stay fits into one open interval.

    `ids` and `arrival_min` have one value per service point; so has the result, in minutes since
    the horizon began, inf where no interval within the horizon is long enough.
    """
    starts, ends = horizon.intervals(ids)
    earliest = np.maximum(starts, arrival_min[:, None])
    earliest[(earliest + stay_min > ends) | (earliest >= ends)] = np.inf
    return np.asarray(earliest.min(axis=1), dtype=np.float64)
