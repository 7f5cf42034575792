"""Moments as the interface writes them: ISO 8601 with China's offset."""

from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil, inf

from geo.units import MINUTES_PER_HOUR, SECONDS_PER_DAY, SECONDS_PER_MINUTE


def day_and_minute(at: datetime) -> tuple[datetime, int]:
    """Split a moment into the midnight before it and the minutes since."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight, at.hour * MINUTES_PER_HOUR + at.minute


def moment(midnight: datetime, minute: float) -> str | None:
    """Write minutes after midnight, the begun second full; inf is never."""
    if minute == inf:
        return None
    days, second = divmod(ceil(round(minute * SECONDS_PER_MINUTE, 3)), SECONDS_PER_DAY)
    minutes, second = divmod(second, SECONDS_PER_MINUTE)
    hour, minute_of_hour = divmod(minutes, MINUTES_PER_HOUR)
    day, offset = _day_and_offset(midnight, days)
    return f"{day}T{hour:02}:{minute_of_hour:02}:{second:02}{offset}"


@lru_cache(maxsize=1_024)
def _day_and_offset(midnight: datetime, days: int) -> tuple[str, str]:
    """Write a date and its offset once: `isoformat` for each moment takes twice the time."""
    written = (midnight + timedelta(days=days)).isoformat()
    return written[:10], written[19:]
