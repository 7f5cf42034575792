"""One service point in full: its summary, and its hours of the coming days."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from api.use_cases.moments import day_and_minute
from api.use_cases.view import View
from data.snapshot import Snapshot
from geo.crs import Crs
from geo.errors import NotFound
from geo.hours import Closure, closure_on, open_intervals
from geo.messages import Message
from geo.service_points import ServicePoints
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

SERVICE_POINT_UNKNOWN = Message(
    "service_point_unknown",
    zh="没有编号为“{value}”的服务点，或它已不再开放。请从首页重新查找，或拨打 12351。",
    en='there is no open service point with the code "{value}"; search again, or call 12351',
)
SHOWN_DAYS = 14


def describe_service_point(view: View, code: str, *, now: datetime, crs: Crs) -> dict[str, object]:
    """Return everything the public may know, with the hours of the coming days.

    Raises NotFound where no open service point has the code.
    """
    points = view.snapshot.service_points.points
    row = row_of(points, code)
    hours = points.timetables.all[points.timetable_ids[row]].hours
    return {
        **view.summary(row, crs, Mode.WALK),
        "host": points.hosts[row],
        "languages": points.languages[row],
        "wheelchair": points.wheelchair[row],
        "desks": points.desks[row],
        "union_code": points.union_codes[row],
        "union": _union(view.snapshot, points.union_codes[row]),
        "opening_hours": hours.text if hours else None,
        "open": view.open_state(int(points.timetable_ids[row]), *day_and_minute(now)),
        "days": _days(view.snapshot, row, now.date()),
    }


def row_of(points: ServicePoints, code: str) -> int:
    """Find the row of an open service point by its code; raises NotFound where there is none."""
    row = bisect_left(points.codes, code)
    if row == len(points) or points.codes[row] != code:
        raise NotFound(SERVICE_POINT_UNKNOWN, value=code)
    return row


def _days(snapshot: Snapshot, row: int, today: date) -> list[dict[str, object]]:
    points, calendar = snapshot.service_points.points, snapshot.calendar
    timetable = points.timetables.all[points.timetable_ids[row]]
    found = open_intervals(
        timetable.hours, today, SHOWN_DAYS, calendar=calendar, closures=timetable.closures
    ).tolist()
    days = (today + timedelta(days=number) for number in range(SHOWN_DAYS))
    return [
        {
            "date": day.isoformat(),
            "weekday": day.isoweekday(),
            "day_type": calendar.day_type(day),
            "day_name": calendar.name(day),
            "calendar": calendar.status(day),
            "intervals": _of_day(found, number * MINUTES_PER_DAY),
            "closure": _closure(day, timetable.closures),
        }
        for number, day in enumerate(days)
    ]


def _union(snapshot: Snapshot, code: str | None) -> dict[str, object] | None:
    union = snapshot.unions.get(code) if code else None
    if union is None:
        return None
    return {"code": union.code, "name": union.name, "level": union.level, "phone": union.phone}


def _closure(day: date, closures: Sequence[Closure]) -> dict[str, object] | None:
    closure = closure_on(day, closures)
    if closure is None:
        return None
    return {"is_closed": closure.opening_hours is None, "reason": closure.reason}


def _of_day(intervals: Sequence[Sequence[int]], midnight: int) -> list[tuple[str, str]]:
    """Cut the intervals at midnight, and write those of one day as clock times."""
    cut = (
        (max(start - midnight, 0), min(end - midnight, MINUTES_PER_DAY)) for start, end in intervals
    )
    return [(_clock(start), _clock(end)) for start, end in cut if start < end]


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, MINUTES_PER_HOUR)
    return f"{hour:02}:{rest:02}"
