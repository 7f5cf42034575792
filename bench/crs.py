"""A million GCJ-02 positions to WGS 84: time, error, and a plain loop over points beside it."""

import math
import time
from collections.abc import Iterator

import numpy as np
import pyproj

from bench.table import Figure, show
from geo.crs import Crs, FloatArray, from_wgs84, to_wgs84

COUNT = 1_000_000
LOOPED = 10_000
ROUNDS = 3
LOOP_ROUNDS = 4
LONGEST_S = 2.0
LARGEST_ERROR_M = 0.01
Lonlat = tuple[FloatArray, FloatArray]


def main() -> None:
    """Print the figures of the conversion of positions all over the eastern mainland."""
    rng = np.random.default_rng(20261122)
    positions = rng.uniform(103, 117, COUNT), rng.uniform(25, 40, COUNT)
    show("Coordinates, 1,000,000 positions, one core", _figures(positions))


def _figures(positions: Lonlat) -> Iterator[Figure]:
    given = from_wgs84(*positions, Crs.GCJ02)
    seconds = min(_seconds(given) for _ in range(ROUNDS))
    yield Figure("GCJ-02 → WGS 84", f"{seconds:.2f} s", "≤ 2 s", seconds <= LONGEST_S)
    error_m = _largest_error_m(given)
    is_close = error_m <= LARGEST_ERROR_M
    yield Figure(
        "largest error against the forward formula", f"{error_m:.1e} m", "≤ 0.01 m", is_close
    )
    ratio = _loop_seconds(given) / LOOPED * COUNT / seconds
    yield Figure("plain loop over points ÷ ours (no polygon in the loop)", f"{ratio:.0f} ×", "")


def _seconds(given: Lonlat) -> float:
    start = time.perf_counter()
    to_wgs84(*given, Crs.GCJ02)
    return time.perf_counter() - start


def _largest_error_m(given: Lonlat) -> float:
    """Shift what was found forward again and measure, in metres, how far that is from the given."""
    again = from_wgs84(*to_wgs84(*given, Crs.GCJ02), Crs.GCJ02)
    return float(np.max(pyproj.Geod(ellps="WGS84").inv(*given, *again)[2]))


def _loop_seconds(given: Lonlat) -> float:
    points = list(zip(given[0][:LOOPED].tolist(), given[1][:LOOPED].tolist(), strict=True))
    start = time.perf_counter()
    for lon, lat in points:
        _unshift_one(lon, lat)
    return time.perf_counter() - start


def _unshift_one(lon: float, lat: float) -> tuple[float, float]:
    """Invert one point by the same fixed point, as a plain Python library would."""
    found_lon, found_lat = lon, lat
    for _ in range(LOOP_ROUNDS):
        shift_lon, shift_lat = _shift_one(found_lon, found_lat)
        found_lon, found_lat = lon - shift_lon, lat - shift_lat
    return found_lon, found_lat


def _shift_one(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105, lat - 35
    root = math.sqrt(abs(x))
    ripple = _wave(20, 6 * x) + _wave(20, 2 * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += _wave(20, x) + _wave(40, x / 3) + _wave(150, x / 12) + _wave(300, x / 30)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += _wave(20, y) + _wave(40, y / 3) + _wave(160, y / 12) + _wave(320, y / 30)
    eccentricity_squared = 0.00669342162296594323
    flattening = 1 - eccentricity_squared * math.sin(math.radians(lat)) ** 2
    radius = 6378245.0 / math.sqrt(flattening)
    return (
        math.degrees(east / (radius * math.cos(math.radians(lat)))),
        math.degrees(north / (radius * (1 - eccentricity_squared) / flattening)),
    )


def _wave(height: float, half_turns: float) -> float:
    return height * 2 / 3 * math.sin(math.pi * half_turns)


if __name__ == "__main__":
    main()
