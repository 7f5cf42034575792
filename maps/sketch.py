"""Parts of small maps as SVG text: streets, markers that lie apart, scale and north.

Own drawing without tiles and scripts, so that it prints sharply and asks no other host.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely

from geo.crs import FloatArray
from geo.mercator import from_plane, scale, to_plane
from geo.messages import Language, Message
from geo.streets import StreetGraph
from geo.units import METRES_PER_KILOMETRE
from maps.bounds import Bounds
from maps.palette import INK
from maps.street_lines import main_streets

METRES = Message("poster_map_metres", zh="{count} 米", en="{count} m")
KILOMETRES = Message("poster_map_kilometres", zh="{count} 公里", en="{count} km")
NORTH = Message("poster_map_north", zh="北", en="N")

WIDTH, HEIGHT = 1_000.0, 620.0
STRIP = 70.0
"""Height of the strip below the map, which holds scale and north arrow: nothing lies over them."""
MARKER = 34.0
"""Radius of a marker, in the units of the drawing."""
LEAST_ACROSS_M = 800.0
"""A place alone, or desks in the same house, are shown with what lies around them."""
NICE_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""Lengths that are told on a map."""

_INNER = 78.0
_GAP = 2 * MARKER + 4
_AWAY = np.arange(6, 6 * _GAP, 6)
_MOVED = 8.0
_STREET_M = 8.0
_DIRECTIONS = 24
_TURNS = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
AROUND = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=-1)
"""Steps of length 1 into all directions (directions, 2)."""
_OFFSETS = np.vstack([np.zeros((1, 2)), (_AWAY[:, None, None] * AROUND).reshape(-1, 2)])
"""Where a marker may go: where it is, else farther and farther around."""
_HOUSE = "M0-19-21-2h6v19h11V6h8v11h11V-2h6z"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing looks: its middle on the plane, and metres per unit.

    `plane_per_m` is how many units of the plane one metre is there.
    """

    x: float
    y: float
    plane_per_m: float
    m_per_unit: float

    def to_page(self, plane: FloatArray) -> FloatArray:
        """Turn places on the plane (places, 2) into places on the page, y downwards."""
        page = (plane - (self.x, self.y)) / (self.plane_per_m * self.m_per_unit)
        return np.asarray(page * (1, -1) + (WIDTH / 2, HEIGHT / 2))

    def bounds(self) -> Bounds:
        """Return what is seen, in degrees."""
        half = np.array([WIDTH, HEIGHT]) / 2 * self.m_per_unit * self.plane_per_m
        middle = np.array([self.x, self.y])
        corners = np.stack([middle - half, middle + half])
        (west, south), (east, north) = from_plane(corners).tolist()
        return Bounds(west, south, east, north)


def frame_of(lon: FloatArray, lat: FloatArray) -> Frame:
    """Look at all positions, in WGS 84 degrees."""
    plane = to_plane(lon, lat)
    low, high = plane.min(axis=0), plane.max(axis=0)
    plane_per_m = float(scale(lat.mean()))
    needed_m = (high - low) / plane_per_m / (WIDTH - 2 * _INNER, HEIGHT - 2 * _INNER)
    m_per_unit = max(float(needed_m.max()), LEAST_ACROSS_M / WIDTH)
    x, y = ((low + high) / 2).tolist()
    return Frame(x, y, plane_per_m, m_per_unit)


def spread(points: FloatArray) -> FloatArray:
    """Move markers (markers, 2) apart and into the drawing; the first one stays where it is.

    Each goes to the nearest free spot in its turn.
    """
    shown = points[:1]
    for point in points[1:]:
        spots = point + _OFFSETS
        is_inside = np.all((spots >= MARKER) & (spots <= (WIDTH - MARKER, HEIGHT - MARKER)), axis=1)
        apart = np.hypot(*np.moveaxis(spots[:, None] - shown, -1, 0)).min(axis=1)
        shown = np.vstack([shown, spots[np.argmax(is_inside & (apart >= _GAP))]])
    return shown


def draw_streets(frame: Frame, graph: StreetGraph | None, *, most_points: int) -> str:
    """Draw the main streets in light grey, where there are any."""
    if graph is None:
        return ""
    lines = main_streets(graph, frame.bounds(), most_points=most_points)
    on_page = shapely.transform(
        lines, lambda lonlat: frame.to_page(to_plane(lonlat[:, 0], lonlat[:, 1]))
    )
    seen = shapely.get_parts(shapely.clip_by_rect(on_page, 0, 0, WIDTH, HEIGHT))
    path = "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in shapely.get_coordinates(line).tolist())
        for line in seen
    )
    width = min(max(_STREET_M / frame.m_per_unit, 2.5), 6)
    style = f'fill="none" stroke="#d5cec3" stroke-width="{width:.1f}" stroke-linejoin="round"'
    return f'<path class="streets" {style} d="{path}"/>' if path else ""


def draw_leaders(true: FloatArray, shown: FloatArray, *, colour: str) -> Sequence[str]:
    """Tie markers that were moved to where they belong."""
    moved = np.hypot(*(true - shown).T) > _MOVED
    return [
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" stroke-width="4"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{colour}"/>'
        for (x, y), (to_x, to_y) in zip(true[moved].tolist(), shown[moved].tolist(), strict=True)
    ]


def draw_numbered(number: int, at: Sequence[float], *, name: str, colour: str) -> str:
    """Draw a marker with a number; `name` is its class."""
    x, y = at
    return (
        f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{MARKER:.0f}" fill="{colour}" '
        'stroke="#fff" stroke-width="5"/>'
        f'<text x="{x:.1f}" y="{y + 16:.1f}" font-size="44" font-weight="700" fill="#fff" '
        f'text-anchor="middle">{number}</text>'
    )


def draw_house(at: FloatArray, *, name: str, colour: str) -> str:
    """Draw a marker with a house; `name` is its class."""
    x, y = at.tolist()
    return (
        f'<g class="{name}" transform="translate({x:.1f} {y:.1f})"><circle r="{MARKER:.0f}" '
        f'fill="{colour}" stroke="#fff" stroke-width="5"/><path d="{_HOUSE}" fill="#fff"/></g>'
    )


def draw_around(content: str, title: str, frame: Frame, language: Language) -> str:
    """Put a map on its paper, with an edge, and below it scale and north."""
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT + STRIP:.0f}" role="img" '
        f'aria-label="{escape(title)}" font-family="inherit">'
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="16" fill="#faf8f4"/>'
        f"{content}"
        f'<rect x="1.5" y="1.5" width="{WIDTH - 3:.0f}" height="{HEIGHT - 3:.0f}" rx="16" '
        'fill="none" stroke="#c9c0b3" stroke-width="3"/>'
        f"{_scale_bar(frame, language)}{_north(language)}</svg>"
    )


def length_text(metres: int, language: Language) -> str:
    """Say a round length."""
    if metres < METRES_PER_KILOMETRE:
        return METRES.text(language, count=metres)
    return KILOMETRES.text(language, count=f"{metres / METRES_PER_KILOMETRE:g}")


def draw_text(
    text: str, at: FloatArray, *, size: float, colour: str = INK, anchor: str = "middle"
) -> str:
    """Write words with a light edge, so that they can be read over streets."""
    x, y = at.tolist()
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.0f}" font-weight="600" fill="{colour}" '
        f'text-anchor="{anchor}" stroke="#faf8f4" stroke-width="6" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(text)}</text>'
    )


def _scale_bar(frame: Frame, language: Language) -> str:
    longest_m = WIDTH / 3 * frame.m_per_unit
    metres = max(step for step in (50, *NICE_M) if step <= max(longest_m, 50))
    length, y = metres / frame.m_per_unit, HEIGHT + 50
    bar = (
        f'<path class="scale" d="M4 {y - 14:.0f}V{y:.0f}H{4 + length:.1f}V{y - 14:.0f}" '
        f'fill="none" stroke="{INK}" stroke-width="4"/>'
    )
    return bar + draw_text(
        length_text(metres, language), np.array([length + 22, y]), size=30, anchor="start"
    )


def _north(language: Language) -> str:
    x, y = WIDTH - 70, HEIGHT + 38
    arrow = f'<path class="north" d="M{x:.0f} {y - 28:.0f}l16 50-16-10-16 10z" fill="{INK}"/>'
    return arrow + draw_text(
        NORTH.text(language), np.array([x + 26, y + 12]), size=30, anchor="start"
    )
