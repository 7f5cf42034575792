"""The clock, and the time zone of all service points; nothing below the doors reads either."""

from datetime import datetime, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Asia/Shanghai, which has had no summer time since 1991."""


def now() -> datetime:
    """Return this moment in China."""
    return datetime.now(CHINA_TIME)
