"""How much room words take on a poster, and the size of type in which they fit.

The millimetres are those of `poster.css`, at its largest type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

DENSITIES = {"full": 1.0, "snug": 0.9, "dense": 0.8, "tight": 0.7, "tiny": 0.6}
"""The size of type in the middle of a poster, as a share; the names are classes in poster.css."""
ROOM_MM = 128.0
"""Height for services and desks together: 297 less the head, the map and the foot."""
_NARROW_EM = 0.53
_FIRST_WIDE = "\u2e80"


@dataclass(frozen=True, slots=True)
class DeskWords:
    """A desk on the poster, in words."""

    number: int
    name: str
    way: str
    aside: str
    hours: Sequence[str]
    days: str
    is_usable: bool
    closure: str
    address: str
    phone: str
    verified: str
    english: str


def density(
    desks: Sequence[DeskWords], services: Sequence[tuple[str, str]], services_en: str
) -> str:
    """Choose how tightly a poster is set: the largest type in which its words have room."""
    for name, share in DENSITIES.items():
        needed_mm = _services_mm(services, services_en, share)
        if needed_mm + sum(_desk_mm(desk, share) for desk in desks) <= ROOM_MM:
            return name
    return name


def _services_mm(services: Sequence[tuple[str, str]], services_en: str, share: float) -> float:
    if not services:
        return 0
    cells = [_lines(f"{name} {numbers}", 60, 4.9 * share) for name, numbers in services]
    rows = sum(max(cells[start : start + 3]) for start in range(0, len(cells), 3))
    return share * (14 + 6.7 * rows + 3.8 * _lines(services_en, 188, 2.9 * share))


def _desk_mm(desk: DeskWords, share: float) -> float:
    """Estimate how high a desk is: two columns beside each other, and the English line below."""
    right_mm, left_mm = 76, 103 - 12 * share
    left = (
        7.3 * _lines(desk.name, left_mm, 6 * share)
        + 7
        + 5.6 * _lines(desk.address, left_mm, 4.3 * share)
    )
    right = (
        6.1 * sum(_lines(line, right_mm, 5 * share) for line in desk.hours)
        + 5.6 * _lines(desk.days, right_mm, 4.3 * share)
        + 5.6 * _lines(desk.closure, right_mm, 4.3 * share)
        + 6.5 * _lines(desk.phone, right_mm - 8, 5 * share)
    )
    english = _lines(desk.english, 132, 2.9 * share)
    return share * (max(left, right) + 3.8 * english + 5)


def _lines(text: str, width_mm: float, type_mm: float) -> int:
    """Estimate the lines of a text; one more character is left free for where it may break."""
    return ceil(width_em(text) / (width_mm / type_mm - 0.5))


def width_em(text: str) -> float:
    """Estimate how wide a text is: Chinese characters are square, others about half as wide."""
    return sum(1 if letter >= _FIRST_WIDE else _NARROW_EM for letter in text)


def shortened(text: str, most_em: float) -> str:
    """Cut a text that is longer than anybody would write, and show that by an ellipsis."""
    text = " ".join(text.split())
    if width_em(text) <= most_em:
        return text
    kept = ""
    for letter in text:
        if width_em(kept + letter) > most_em - 1:
            break
        kept += letter
    return f"{kept}…"
