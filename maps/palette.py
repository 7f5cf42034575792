"""Colours and shapes of maps: told apart by colour-blind readers, and by shape where colours fail.

Fills are those of Okabe & Ito (Color Universal Design, 2008); some are too pale for white paper by
themselves, so every symbol has a dark outline. `maps/scripts/symbols.js` draws them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from geo.places import Tier
from planner.coverage import Reason

INK = "#28221c"
"""Outlines and words."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a symbol is drawn; `rank` puts it above others, `halo` parts it from what is below.

    `ink` is the colour of a label in it.
    """

    shape: str
    fill: str
    stroke: str = INK
    width: float = 1
    halo: str | None = None
    rank: int = 0
    ink: str = "#FFFFFF"

    def to_json(self) -> Mapping[str, object]:
        """Write it as `niangjia.symbols` reads it."""
        return asdict(self)


COVERED = Style("circle", "#0072B2")
NOT_COVERED: Mapping[Reason, Style] = {
    Reason.DISTANCE: Style("triangle", "#D55E00"),
    Reason.SERVICE: Style("square", "#CC79A7"),
    Reason.HOURS: Style("diamond", "#E69F00"),
}
"""By the reason why people are not covered."""
SERVED_NOW = Style("circle", "#0072B2", rank=1)
NOT_SERVED_NOW = Style("circle", "#DAD5CC", stroke="#8A8177")

_TIER_SHAPES: Mapping[Tier, str] = {
    Tier.DISTRICT_CENTRE: "star",
    Tier.SUBDISTRICT_CENTRE: "house",
    Tier.STATION: "plus",
    Tier.CONTACT_POINT: "cross",
    Tier.MOBILE_DESK: "bowtie",
}
TIER_RADII: Mapping[Tier, float] = {
    Tier.DISTRICT_CENTRE: 9,
    Tier.SUBDISTRICT_CENTRE: 7,
    Tier.STATION: 6,
    Tier.CONTACT_POINT: 4.5,
    Tier.MOBILE_DESK: 5.5,
}
"""In pixels: the higher a tier, the larger its symbol."""

SHARES = ("#FBFDF9", "#EBF5E6", "#D3EBCB", "#B4DCAB", "#8FC98A")
"""Shares in fifths, from none to all: one light hue, darker for more, since symbols lie on it."""

_TEAM_FILLS = (
    ("#0072B2", "#FFFFFF"),
    ("#E69F00", INK),
    ("#009E73", INK),
    ("#CC79A7", INK),
    ("#C24F00", "#FFFFFF"),
    ("#56B4E9", INK),
    (INK, "#FFFFFF"),
)
"""And the colour of the number in it."""
_TEAM_SHAPES = ("circle", "square", "diamond")
_TEAM_DASHES = ("", "9 6", "3 5", "12 4 3 4")


def desk_style(tier: Tier, *, is_open: bool) -> Style:
    """Draw a service point filled where it is open, hollow where it is closed."""
    fill = INK if is_open else "#FFFFFF"
    return Style(_TIER_SHAPES[tier], fill, width=1.5, halo="#FFFFFF", rank=_rank(tier))


def team_style(number: int) -> Style:
    """Draw the stops of a team; teams 0 to 11 differ even without colour, by shape and dashes."""
    fill, ink = _TEAM_FILLS[number % len(_TEAM_FILLS)]
    shape = _TEAM_SHAPES[number % len(_TEAM_SHAPES)]
    return Style(shape, fill, width=1.5, halo="#FFFFFF", ink=ink)


def team_dashes(number: int) -> str:
    """Return the lengths of the dashes and gaps of a team's lines; empty for a whole line."""
    return _TEAM_DASHES[number % len(_TEAM_DASHES)]


def _rank(tier: Tier) -> int:
    return len(Tier) - list(Tier).index(tier)
