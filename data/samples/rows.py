"""Rows of an office's tables: Chinese headers, and names that say they are examples."""

from numpy.random import Generator

from data.samples.areas import Ground, Position

Row = dict[str, str | int | float]
"""One row of an office's table: Chinese header to value; empty text where nothing is known."""

EXAMPLE = "示例"
"""Stands in every name and address that is made up."""

PLACE_HEADERS = ("编号", "名称", "地址", "经度", "纬度")

_HIGHEST_HOUSE_NUMBER = 900


def place_row(rng: Generator, ground: Ground, *, code: str, name: str, position: Position) -> Row:
    """Begin the row of something that stands somewhere: code, name, address, position."""
    lon, lat = position
    subdistrict = ground.subdistrict
    house = int(rng.integers(1, _HIGHEST_HOUSE_NUMBER))
    return {
        "编号": f"{subdistrict.code}-{code}",
        "名称": name,
        "地址": f"{subdistrict.district}{subdistrict.name}{EXAMPLE}路{house}号",
        "经度": lon,
        "纬度": lat,
    }


def pick(rng: Generator, options: tuple[str, ...], shares: tuple[float, ...] | None = None) -> str:
    """Choose one of several texts, evenly or by shares that add up to one."""
    return options[int(rng.choice(len(options), p=shares))]


def yes_no(*, is_so: bool) -> str:
    """Write a yes or no as offices do."""
    return "是" if is_so else "否"
