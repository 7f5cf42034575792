"""The 168 hours of a week as bits: who can be served in them, and who is open."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.hours import parse_opening_hours
from geo.streets import BoolArray
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR
from geo.week_hours import week_hours
from maps.packing import pack

HOURS_PER_WEEK = DAYS_PER_WEEK * MINUTES_PER_DAY // MINUTES_PER_HOUR
NO_HOUR = 255
"""Where there is none, in bytes of hours."""


def read_hours(texts: Sequence[str]) -> BoolArray:
    """Read the `served_hours` of a report: one text of 0 and 1 per row, as rows × 168."""
    marks = np.frombuffer("".join(texts).encode(), dtype=np.uint8)
    return np.asarray(marks.reshape(len(texts), HOURS_PER_WEEK) == ord("1"))


def open_hours(opening_hours: Sequence[str]) -> BoolArray:
    """Tell in which hours of a typical week there is an open minute; texts × 168."""
    is_open = np.zeros((len(opening_hours), HOURS_PER_WEEK), dtype=np.bool_)
    for row, text in enumerate(opening_hours):
        for start, end in week_hours(parse_opening_hours(text)).intervals:
            hours = np.arange(start // MINUTES_PER_HOUR, -(-end // MINUTES_PER_HOUR))
            is_open[row, hours % HOURS_PER_WEEK] = True
    return is_open


def pack_hours(is_on: BoolArray) -> Mapping[str, object]:
    """Pack rows × 168: each distinct row once, in 21 bytes, and which of them each row has.

    The lowest bit of the first byte is Monday 00:00. Few rows differ, since people are free at few
    different times, so this is a tenth of all bits.
    """
    bits = np.packbits(is_on, axis=1, bitorder="little")
    patterns, which = np.unique(bits, axis=0, return_inverse=True)
    return {"patterns": pack(patterns), "which": pack(which.reshape(-1).astype(np.uint32))}
