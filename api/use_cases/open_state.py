"""Whether a service point is open at a minute, and what comes next."""

from collections.abc import Mapping
from datetime import date, datetime
from math import inf

from api.use_cases.moments import moment
from data.snapshot import Snapshot
from geo.hours import next_open, open_intervals, open_until
from geo.timetables import HORIZON_DAYS, HORIZON_MINUTES
from geo.units import MINUTES_PER_DAY

OpenState = Mapping[str, object]


def open_state(snapshot: Snapshot, timetable_id: int, midnight: datetime, minute: int) -> OpenState:
    """Say whether a timetable is open at a minute of a day, until when, else when it opens next.

    Open beyond the horizon of nine days counts as open without end.
    """
    state, until, next_open = _state(snapshot, timetable_id, midnight.date(), minute)
    return {
        "state": state,
        "until": moment(midnight, until),
        "next_open_at": moment(midnight, next_open),
        "day_type": snapshot.calendar.day_type(midnight.date()),
        "calendar": snapshot.calendar.status(midnight.date()),
    }


def _state(
    snapshot: Snapshot, timetable_id: int, day: date, minute: int
) -> tuple[str, float, float]:
    """Return the state, the minute until which it is open, and that at which it opens next."""
    timetables = snapshot.service_points.points.timetables
    timetable = timetables.all[timetable_id]
    intervals = open_intervals(
        timetable.hours,
        day,
        HORIZON_DAYS,
        calendar=timetables.calendar,
        closures=timetable.closures,
    )
    until = open_until(intervals, minute)
    if until is not None:
        return "open", inf if until >= HORIZON_MINUTES else until, inf
    opens = next_open(intervals, minute)
    if opens is None:
        return "closed", inf, inf
    return "opens_later" if opens < MINUTES_PER_DAY else "closed", inf, opens
