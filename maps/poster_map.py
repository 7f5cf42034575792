"""The small map of a poster: a place, the desks around it and how far they are, as SVG text.

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
from maps.street_lines import main_streets

HERE = Message("poster_map_here", zh="您在这里", en="You are here")
METRES = Message("poster_map_metres", zh="{count} 米", en="{count} m")
KILOMETRES = Message("poster_map_kilometres", zh="{count} 公里", en="{count} km")
NORTH = Message("poster_map_north", zh="北", en="N")
TITLE = Message(
    "poster_map_title",
    zh="地图：您的位置和 {count} 个服务点",
    en="Map: where you are, and {count} service points",
)

WIDTH, HEIGHT = 1_000.0, 620.0
STRIP = 70.0
"""Height of the strip below the map, which holds scale and north arrow: nothing lies over them."""
MARKER = 34.0
"""Radius of a marker, in the units of the drawing."""
MOST_STREET_POINTS = 4_000
LEAST_ACROSS_M = 800.0
"""A place alone, or desks in the same house, are shown with what lies around them."""

_INNER = 78.0
_GAP = 2 * MARKER + 4
_AWAY = np.arange(6, 6 * _GAP, 6)
_MOVED = 8.0
_NICE_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_STREET_M = 8.0
_RINGS = 3
_DIRECTIONS = 24
_TURNS = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
_AROUND = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=-1)
_OFFSETS = np.vstack([np.zeros((1, 2)), (_AWAY[:, None, None] * _AROUND).reshape(-1, 2)])
"""Where a marker may go: where it is, else farther and farther around."""
_LEAST_ROOM = 110.0
_LABEL_EM = 30.0
_NARROW_EM = 0.6
_FIRST_WIDE = "\u2e80"
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


def draw_poster_map(
    lon: FloatArray,
    lat: FloatArray,
    *,
    language: Language = Language.CHINESE,
    streets: StreetGraph | None = None,
) -> str:
    """Draw the first position as the place, and the others as desks 1, 2, … in their order.

    Positions are WGS 84 degrees. Markers that would lie over one another are moved apart, each
    with a line to where it belongs.
    """
    frame = _frame(lon, lat)
    true = frame.to_page(to_plane(lon, lat))
    shown = spread(true)
    label, label_at = _here(shown, language)
    parts = [
        _streets(frame, streets),
        _rings(frame, true[0], np.vstack([shown, label_at]), language),
        *_leaders(true, shown),
        *(_desk(number, at) for number, at in enumerate(shown[1:].tolist(), start=1)),
        _place(shown[0]),
        label,
    ]
    title = escape(TITLE.text(language, count=len(lon) - 1))
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT + STRIP:.0f}" role="img" '
        f'aria-label="{title}" font-family="inherit">'
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="16" fill="#faf8f4"/>'
        f"{''.join(parts)}"
        f'<rect x="1.5" y="1.5" width="{WIDTH - 3:.0f}" height="{HEIGHT - 3:.0f}" rx="16" '
        'fill="none" stroke="#c9c0b3" stroke-width="3"/>'
        f"{_scale_bar(frame, language)}{_north(language)}</svg>"
    )


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


def _frame(lon: FloatArray, lat: FloatArray) -> Frame:
    plane = to_plane(lon, lat)
    low, high = plane.min(axis=0), plane.max(axis=0)
    plane_per_m = float(scale(lat.mean()))
    needed_m = (high - low) / plane_per_m / (WIDTH - 2 * _INNER, HEIGHT - 2 * _INNER)
    m_per_unit = max(float(needed_m.max()), LEAST_ACROSS_M / WIDTH)
    x, y = ((low + high) / 2).tolist()
    return Frame(x, y, plane_per_m, m_per_unit)


def _streets(frame: Frame, graph: StreetGraph | None) -> str:
    if graph is None:
        return ""
    lines = main_streets(graph, frame.bounds(), most_points=MOST_STREET_POINTS)
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


def _rings(frame: Frame, centre: FloatArray, avoid: FloatArray, language: Language) -> str:
    """Draw circles around the place at round distances, each named where there is most room."""
    farthest = np.hypot(WIDTH, HEIGHT) / 2 * frame.m_per_unit
    step_m = next((step for step in _NICE_M if step * _RINGS >= farthest), _NICE_M[-1])
    parts = []
    for number in range(1, _RINGS + 1):
        radius = number * step_m / frame.m_per_unit
        at = _roomiest(centre, radius, avoid)
        if at is None:
            continue
        parts.append(
            f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:.1f}" fill="none" '
            'stroke="#a89c8c" stroke-width="2.5" stroke-dasharray="4 10" stroke-linecap="round"/>'
            + _text(length_text(number * step_m, language), at, size=26, colour="#6b6054")
        )
    # A drawing within the drawing cuts off what lies outside it.
    return f'<svg width="{WIDTH:.0f}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'


def _roomiest(centre: FloatArray, radius: float, avoid: FloatArray) -> FloatArray | None:
    """Find the place on a circle, well inside the drawing, that is farthest from all markers."""
    places = centre + radius * _AROUND
    is_inside = np.all((places > (70, 40)) & (places < (WIDTH - 70, HEIGHT - 40)), axis=1)
    if not is_inside.any():
        return None
    room = np.hypot(*np.moveaxis(places[:, None] - avoid, -1, 0)).min(axis=1)
    best = np.argmax(np.where(is_inside, room, -1))
    return np.asarray(places[best]) if room[best] >= _LEAST_ROOM else None


def _here(shown: FloatArray, language: Language) -> tuple[str, FloatArray]:
    """Write who is where beside the place: on the side where the other markers are farthest."""
    text = HERE.text(language)
    half = _width(text, _LABEL_EM) / 2
    offsets = np.array(
        [[0, MARKER + 30], [0, -MARKER - 18], [MARKER + 14 + half, 10], [-MARKER - 14 - half, 10]]
    )
    places = shown[0] + offsets
    is_inside = np.all((places > (half, 36)) & (places < (WIDTH - half, HEIGHT - 12)), axis=1)
    others = np.vstack([shown[1:], [[-WIDTH, -HEIGHT]]])
    # The label is wide: what is beside it is nearer than its middle tells.
    apart = np.abs(places[:, None] - others)
    room = np.hypot(np.clip(apart[..., 0] - half, 0, None), apart[..., 1]).min(axis=1)
    at = places[np.argmax(np.where(is_inside, room, -1))]
    return _text(text, at, size=_LABEL_EM, colour="#8f2a20"), at


def _leaders(true: FloatArray, shown: FloatArray) -> Sequence[str]:
    moved = np.hypot(*(true - shown).T) > _MOVED
    return [
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="#14643a" stroke-width="4"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#14643a"/>'
        for (x, y), (to_x, to_y) in zip(true[moved].tolist(), shown[moved].tolist(), strict=True)
    ]


def _desk(number: int, at: Sequence[float]) -> str:
    x, y = at
    return (
        f'<circle class="desk" cx="{x:.1f}" cy="{y:.1f}" r="{MARKER:.0f}" fill="#14643a" '
        'stroke="#fff" stroke-width="5"/>'
        f'<text x="{x:.1f}" y="{y + 16:.1f}" font-size="44" font-weight="700" fill="#fff" '
        f'text-anchor="middle">{number}</text>'
    )


def _place(at: FloatArray) -> str:
    x, y = at.tolist()
    return (
        f'<g class="place" transform="translate({x:.1f} {y:.1f})"><circle r="{MARKER:.0f}" '
        f'fill="#95291f" stroke="#fff" stroke-width="5"/><path d="{_HOUSE}" fill="#fff"/></g>'
    )


def _scale_bar(frame: Frame, language: Language) -> str:
    longest_m = WIDTH / 3 * frame.m_per_unit
    metres = max(step for step in (50, *_NICE_M) if step <= max(longest_m, 50))
    length, y = metres / frame.m_per_unit, HEIGHT + 50
    bar = (
        f'<path class="scale" d="M4 {y - 14:.0f}V{y:.0f}H{4 + length:.1f}V{y - 14:.0f}" '
        'fill="none" stroke="#28221c" stroke-width="4"/>'
    )
    return bar + _text(
        length_text(metres, language), np.array([length + 22, y]), size=30, anchor="start"
    )


def _north(language: Language) -> str:
    x, y = WIDTH - 70, HEIGHT + 38
    arrow = f'<path class="north" d="M{x:.0f} {y - 28:.0f}l16 50-16-10-16 10z" fill="#28221c"/>'
    return arrow + _text(NORTH.text(language), np.array([x + 26, y + 12]), size=30, anchor="start")


def length_text(metres: int, language: Language) -> str:
    """Say a round length."""
    if metres < METRES_PER_KILOMETRE:
        return METRES.text(language, count=metres)
    return KILOMETRES.text(language, count=f"{metres / METRES_PER_KILOMETRE:g}")


def _text(
    text: str, at: FloatArray, *, size: float, colour: str = "#28221c", anchor: str = "middle"
) -> str:
    """Write words with a light edge, so that they can be read over streets."""
    x, y = at.tolist()
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.0f}" font-weight="600" fill="{colour}" '
        f'text-anchor="{anchor}" stroke="#faf8f4" stroke-width="6" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(text)}</text>'
    )


def _width(text: str, em: float) -> float:
    return em * sum(1 if letter >= _FIRST_WIDE else _NARROW_EM for letter in text)
