"""The facts of the sample city: sub-districts with their place, size and employment."""

import csv
from dataclasses import dataclass
from math import pi, sqrt
from pathlib import Path

SUBDISTRICTS_FILE = Path(__file__).with_name("shanghai_subdistricts.csv")
CITY_CODE = "310000"
CITY_NAME = "上海市"

_M2_PER_KM2 = 1_000_000
_UNPUBLISHED_EMPLOYMENT = 20_000
_DISTRICT_DIGITS = 6
_SUBDISTRICT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A sub-district, town or zone with a point inside it, WGS 84.

    `employment` is None where no figure was published.
    """

    division_code: str
    name: str
    district: str
    lon: float
    lat: float
    area_km2: float
    employment: int | None

    @property
    def code(self) -> str:
        """The nine digits that tell sub-districts apart; all that is inside starts with them."""
        return self.division_code[:_SUBDISTRICT_DIGITS]

    @property
    def district_code(self) -> str:
        """The six digits of the district."""
        return self.division_code[:_DISTRICT_DIGITS]

    @property
    def radius_m(self) -> float:
        """The radius of a circle as large as the sub-district."""
        return sqrt(self.area_km2 * _M2_PER_KM2 / pi)

    @property
    def workers(self) -> int:
        """Published employment, else a low guess, so that no sub-district is empty."""
        return _UNPUBLISHED_EMPLOYMENT if self.employment is None else self.employment


def load_subdistricts(path: Path = SUBDISTRICTS_FILE) -> tuple[Subdistrict, ...]:
    """Read the facts, ordered by code."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_from_row(row) for row in csv.DictReader(file))


def _from_row(row: dict[str, str]) -> Subdistrict:
    return Subdistrict(
        division_code=row["code"],
        name=row["name"],
        district=row["district"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        area_km2=float(row["area_km2"]),
        employment=int(row["employment"]) if row["employment"] else None,
    )
