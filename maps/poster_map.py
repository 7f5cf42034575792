"""The small map of a poster: a place, the desks around it and how far they are, as SVG text."""

import numpy as np

from geo.crs import FloatArray
from geo.mercator import to_plane
from geo.messages import Language, Message
from geo.streets import StreetGraph
from maps.sketch import (
    AROUND,
    HEIGHT,
    MARKER,
    NICE_M,
    WIDTH,
    Frame,
    draw_around,
    draw_house,
    draw_leaders,
    draw_numbered,
    draw_streets,
    draw_text,
    frame_of,
    length_text,
    spread,
)

HERE = Message("poster_map_here", zh="您在这里", en="You are here")
TITLE = Message(
    "poster_map_title",
    zh="地图：您的位置和 {count} 个服务点",
    en="Map: where you are, and {count} service points",
)

MOST_STREET_POINTS = 4_000

_DESK = "#14643a"
_RINGS = 3
_LEAST_ROOM = 110.0
_LABEL_EM = 30.0
_NARROW_EM = 0.6
_FIRST_WIDE = "\u2e80"


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
    frame = frame_of(lon, lat)
    true = frame.to_page(to_plane(lon, lat))
    shown = spread(true)
    label, label_at = _here(shown, language)
    parts = [
        draw_streets(frame, streets, most_points=MOST_STREET_POINTS),
        _rings(frame, true[0], np.vstack([shown, label_at]), language),
        *draw_leaders(true, shown, colour=_DESK),
        *(
            draw_numbered(number, at, name="desk", colour=_DESK)
            for number, at in enumerate(shown[1:].tolist(), start=1)
        ),
        draw_house(shown[0], name="place", colour="#95291f"),
        label,
    ]
    title = TITLE.text(language, count=len(lon) - 1)
    return draw_around("".join(parts), title, frame, language)


def _rings(frame: Frame, centre: FloatArray, avoid: FloatArray, language: Language) -> str:
    """Draw circles around the place at round distances, each named where there is most room."""
    farthest = np.hypot(WIDTH, HEIGHT) / 2 * frame.m_per_unit
    step_m = next((step for step in NICE_M if step * _RINGS >= farthest), NICE_M[-1])
    parts = []
    for number in range(1, _RINGS + 1):
        radius = number * step_m / frame.m_per_unit
        at = _roomiest(centre, radius, avoid)
        if at is None:
            continue
        parts.append(
            f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:.1f}" fill="none" '
            'stroke="#a89c8c" stroke-width="2.5" stroke-dasharray="4 10" stroke-linecap="round"/>'
            + draw_text(length_text(number * step_m, language), at, size=26, colour="#6b6054")
        )
    # A drawing within the drawing cuts off what lies outside it.
    return f'<svg width="{WIDTH:.0f}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'


def _roomiest(centre: FloatArray, radius: float, avoid: FloatArray) -> FloatArray | None:
    """Find the place on a circle, well inside the drawing, that is farthest from all markers."""
    places = centre + radius * AROUND
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
    return draw_text(text, at, size=_LABEL_EM, colour="#8f2a20"), at


def _width(text: str, em: float) -> float:
    return em * sum(1 if letter >= _FIRST_WIDE else _NARROW_EM for letter in text)
