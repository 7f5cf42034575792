"""Service points as people see them: a summary for lists, everything for their own page."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from api.settings import Settings
from api.use_cases.map_links import map_links
from data.snapshot import Snapshot
from geo.crs import Crs
from geo.errors import NotFound
from geo.hours import open_intervals
from geo.messages import Message
from geo.places import Tier
from geo.service_points import ServicePointIndex, services_mask, services_of
from geo.travel_times import Mode
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

SERVICE_POINT_UNKNOWN = Message(
    "service_point_unknown",
    zh="没有编号为“{value}”的服务点，或它已不再开放。请从首页重新查找，或拨打 12351。",
    en='there is no open service point with the code "{value}"; search again, or call 12351',
)
SHOWN_DAYS = 14


def summary_of(
    index: ServicePointIndex, row: int, *, crs: Crs, mode: Mode, settings: Settings
) -> dict[str, object]:
    """Return what lists show of the service point in a row, positions in the datum asked for."""
    points = index.points
    code, name = points.codes[row], points.names[row]
    lon, lat = index.position(row, crs)
    verified_on = points.verified_on[row]
    return {
        "code": code,
        "name": name,
        "tier": points.tiers[row],
        "address": points.addresses[row],
        "phone": points.phones[row],
        "services": services_of(index, row),
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "crs": crs,
        "verified_on": verified_on.isoformat() if verified_on else None,
        "links": map_links(
            code,
            name,
            gcj02=index.position(row, Crs.GCJ02),
            bd09=index.position(row, Crs.BD09),
            mode=mode,
            public_url=settings.public_url,
        ),
    }


def describe_service_point(
    snapshot: Snapshot, code: str, *, today: date, crs: Crs, settings: Settings
) -> dict[str, object]:
    """Return everything the public may know, with the hours of the coming days.

    Raises NotFound where no open service point has the code.
    """
    index, points = snapshot.service_points, snapshot.service_points.points
    row = bisect_left(points.codes, code)
    if row == len(points) or points.codes[row] != code:
        raise NotFound(SERVICE_POINT_UNKNOWN, value=code)
    hours = points.timetables.all[points.timetable_ids[row]].hours
    return summary_of(index, row, crs=crs, mode=Mode.WALK, settings=settings) | {
        "host": points.hosts[row],
        "languages": points.languages[row],
        "wheelchair": points.wheelchair[row],
        "desks": points.desks[row],
        "union_code": points.union_codes[row],
        "opening_hours": hours.text if hours else None,
        "days": _days(snapshot, row, today),
    }


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
            "calendar": calendar.status(day),
            "intervals": _of_day(found, number * MINUTES_PER_DAY),
        }
        for number, day in enumerate(days)
    ]


def _of_day(intervals: Sequence[Sequence[int]], midnight: int) -> list[tuple[str, str]]:
    """Cut the intervals at midnight, and write those of one day as clock times."""
    cut = (
        (max(start - midnight, 0), min(end - midnight, MINUTES_PER_DAY)) for start, end in intervals
    )
    return [(_clock(start), _clock(end)) for start, end in cut if start < end]


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, MINUTES_PER_HOUR)
    return f"{hour:02}:{rest:02}"


def list_service_points(
    snapshot: Snapshot,
    *,
    services: Sequence[str],
    tier: Tier | None,
    text: str,
    union_code: str | None,
) -> list[int]:
    """Return the rows that pass every filter, in the order of their codes."""
    index, points = snapshot.service_points, snapshot.service_points.points
    mask = services_mask(index, services)
    return [
        row
        for row in range(len(points))
        if (not mask or int(points.services[row]) & mask == mask)
        and tier in {None, points.tiers[row]}
        and union_code in {None, points.union_codes[row]}
        and (text in points.names[row] or text in (points.addresses[row] or ""))
    ]
