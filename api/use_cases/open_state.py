"""Whether a service point is open at a minute, and what comes next."""

from collections.abc import Mapping
from datetime import datetime
from math import inf

import numpy as np

from api.use_cases.moments import moment
from data.snapshot import Snapshot
from geo.timetables import HORIZON_MINUTES
from geo.units import MINUTES_PER_DAY

OpenState = Mapping[str, object]


def open_state(snapshot: Snapshot, timetable_id: int, midnight: datetime, minute: int) -> OpenState:
    """Say whether a timetable is open at a minute of a day, until when, else when it opens next.

    Open beyond the horizon of nine days counts as open without end.
    """
    state, until, next_open = _state(snapshot, timetable_id, midnight, minute)
    return {
        "state": state,
        "until": moment(midnight, until),
        "next_open_at": moment(midnight, next_open),
        "day_type": snapshot.calendar.day_type(midnight.date()),
        "calendar": snapshot.calendar.status(midnight.date()),
    }


def _state(
    snapshot: Snapshot, timetable_id: int, midnight: datetime, minute: int
) -> tuple[str, float, float]:
    horizon = snapshot.service_points.points.timetables.horizon(midnight.date())
    starts, ends = horizon.intervals(np.array([timetable_id]))
    for start, end in zip(starts[0].tolist(), ends[0].tolist(), strict=True):
        if start <= minute < end:
            return "open", inf if end >= HORIZON_MINUTES else end, inf
        if minute < start < inf:
            return "opens_later" if start < MINUTES_PER_DAY else "closed", inf, start
    return "closed", inf, inf
