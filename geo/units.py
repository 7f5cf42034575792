"""Seconds, minutes and metres: inside we count seconds and metres, people read minutes."""

SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 1_440
DAYS_PER_WEEK = 7
METRES_PER_KILOMETRE = 1_000
SECONDS_PER_DAY = MINUTES_PER_DAY * SECONDS_PER_MINUTE
MINUTES_PER_WEEK = MINUTES_PER_DAY * DAYS_PER_WEEK


def to_minutes(seconds: float) -> float:
    """Convert seconds to minutes, not rounded."""
    return seconds / SECONDS_PER_MINUTE


def from_minutes(minutes: float) -> float:
    """Convert minutes to seconds."""
    return minutes * SECONDS_PER_MINUTE
