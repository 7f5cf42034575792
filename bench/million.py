"""A made-up million of service points over greater Shanghai, the same in every bench."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely

from data.database import connect
from data.migrate import migrate

POINTS = 1_000_000
WEST, SOUTH, EAST, NORTH = 120.8, 30.7, 122.0, 31.9
SERVICES = ("membership", "legal_aid", "wage_recovery", "mediation", "library")
SHARES = (0.6, 0.2, 0.15, 0.1, 0.3)
HOURS = (
    ("Mo-Fr 09:00-17:00", 0.5),
    ("Mo-Fr 08:30-11:30,13:30-17:00", 0.2),
    ("Mo-Fr 09:00-20:00; Sa 09:00-17:00", 0.2),
    ("Mo-Sa 12:00-21:00", 0.08),
    ("24/7", 0.02),
)
"""At half past six in the evening about 30 % are open; with legal aid, about 6 %."""
_COLUMNS = (
    "code, name, tier, host, address, phone, opening_hours, services, languages, status, location"
)


def write_million(
    path: Path, *, places: tuple[np.ndarray, np.ndarray] | None = None, seed: int = 1
) -> str:
    """Write the service points to a SQLite file, and return its database URL.

    They are the million, or as many as the given places.
    """
    url = f"sqlite:///{path}"
    database = connect(url)
    migrate(database)
    database.close()
    with sqlite3.connect(path) as connection:
        connection.executemany(
            f"INSERT INTO service_point ({_COLUMNS}) VALUES ({','.join('?' * 11)})",  # noqa: S608  constants
            _rows(places or positions(POINTS), np.random.default_rng(seed)),
        )
    connection.close()
    return url


def positions(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw the positions of the service points, degrees."""
    random = np.random.default_rng(seed)
    return random.uniform(WEST, EAST, count), random.uniform(SOUTH, NORTH, count)


def draw_services(count: int, seed: int = 2) -> list[str]:
    """Draw the services of each service point, as they are stored."""
    drawn = np.random.default_rng(seed).random((count, len(SERVICES))) < SHARES
    texts = [
        ";".join(code for bit, code in enumerate(SERVICES) if number >> bit & 1)
        for number in range(1 << len(SERVICES))
    ]
    return [texts[number] for number in drawn @ (1 << np.arange(len(SERVICES)))]


def draw_hours(count: int, seed: int = 3) -> list[str]:
    """Draw the opening hours of each service point."""
    texts, shares = zip(*HOURS, strict=True)
    return np.random.default_rng(seed).choice(texts, count, p=shares).tolist()


def _rows(lonlat: tuple[np.ndarray, np.ndarray], random: np.random.Generator) -> object:
    lon, lat = lonlat
    count = len(lon)
    places = shapely.to_wkb(shapely.points(lon, lat))
    phones = random.integers(10_000_000, 99_999_999, count).tolist()
    hours, services = draw_hours(count), draw_services(count)
    return (
        (
            f"SP{number:07}",
            f"示例服务站{number:07}",
            "station",
            "office",
            f"示例路{number % 2000}号示例园区{number % 40}幢",
            f"021-{phones[number]}",
            hours[number],
            services[number],
            "zh",
            "open",
            places[number],
        )
        for number in range(count)
    )


def write_apart(path: Path) -> str:
    """Write the million in another process, whose memory then does not count."""
    command = [sys.executable, "-m", "bench.million", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  ours


if __name__ == "__main__":
    print(write_million(Path(sys.argv[1])))
