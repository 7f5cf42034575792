"""Synthetic towns with known answers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import numpy as np
from pyproj import Geod

from geo.hours import Closure, parse_opening_hours
from geo.places import SERVICES, Tier
from geo.service_points import ServicePointIndex, ServicePoints, build_index
from geo.text_column import TextColumn
from geo.timetables import Timetable, Timetables
from geo.travel import Estimate
from geo.workdays import CalendarDay, CalendarKind, WorkdayCalendar, build_calendar

CENTRE = (121.52, 31.30)
CHINA = timezone(timedelta(hours=8))
WALK = Estimate(metres_per_second=80 / 60, detour=1.0)
"""In our towns streets are straight and a minute is 80 m, so ways are mental arithmetic."""
WEDNESDAY = date(2026, 11, 25)
_GEOD = Geod(ellps="WGS84")


def at(clock: str, day: date = WEDNESDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def minutes_east(minutes: float) -> tuple[float, float]:
    """Return the position so many minutes on foot east of the centre."""
    lon, lat, _ = _GEOD.fwd(*CENTRE, 90, minutes * 80)
    return lon, lat


def calendar() -> WorkdayCalendar:
    return build_calendar(
        [
            CalendarDay(date(2026, 10, 1), CalendarKind.HOLIDAY, "国庆节", official=True),
            CalendarDay(date(2026, 10, 10), CalendarKind.MAKEUP_WORKDAY, "国庆节", official=True),
        ]
    )


def town(
    positions: Sequence[tuple[float, float]],
    hours: Sequence[str | None],
    services: Sequence[Sequence[str]] | None = None,
    closures: dict[int, tuple[Closure, ...]] | None = None,
) -> ServicePointIndex:
    """Build service points p00, p01, … in the order given."""
    count, codes = len(positions), list(SERVICES)
    timetables = [
        Timetable(parse_opening_hours(text) if text else None, (closures or {}).get(number, ()))
        for number, text in enumerate(hours)
    ]
    distinct = list(dict.fromkeys(timetables))
    masks = [
        sum(1 << codes.index(code) for code in offered) for offered in services or [()] * count
    ]
    lon, lat = np.array(positions, dtype=float).reshape(-1, 2).T
    nothing = [None] * count
    points = ServicePoints(
        codes=TextColumn(f"p{number:02}" for number in range(count)),
        names=TextColumn(f"服务点{number:02}" for number in range(count)),
        tiers=[Tier.STATION] * count,
        hosts=nothing,
        addresses=TextColumn(nothing),
        phones=TextColumn(nothing),
        languages=[()] * count,
        wheelchair=nothing,
        desks=nothing,
        union_codes=nothing,
        verified_on=nothing,
        lon=lon.copy(),
        lat=lat.copy(),
        services=np.array(masks, dtype=np.uint64),
        service_codes=tuple(codes),
        timetable_ids=np.array([distinct.index(each) for each in timetables], dtype=np.int64),
        timetables=Timetables(distinct, calendar()),
    )
    return build_index(points)
