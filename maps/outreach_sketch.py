"""The small map on a sheet of visits: one day's stops in their order, in black on white."""

import numpy as np

from geo.crs import FloatArray
from geo.mercator import to_plane
from geo.messages import Language, Message
from geo.streets import StreetGraph
from maps.palette import INK
from maps.sketch import (
    draw_around,
    draw_house,
    draw_leaders,
    draw_numbered,
    draw_streets,
    frame_of,
    spread,
)
from planner.outreach_report import RouteReport, TeamReport

TITLE = Message(
    "outreach_sketch_title",
    zh="草图：出发的服务点和 {count} 个走访点",
    en="Sketch: the depot, and stops: {count}",
)
MOST_STREET_POINTS = 1_000


def draw_sketch(
    route: RouteReport,
    team: TeamReport,
    *,
    language: Language,
    streets: StreetGraph | None = None,
) -> str:
    """Draw the depot as a house, the stops by their order, and straight lines between them."""
    places = [team["depot"], *route["stops"]]
    lon = np.array([place["lon"] for place in places])
    lat = np.array([place["lat"] for place in places])
    frame = frame_of(lon, lat)
    true = frame.to_page(to_plane(lon, lat))
    shown = spread(true)
    parts = [
        draw_streets(frame, streets, most_points=MOST_STREET_POINTS),
        _order(true),
        *draw_leaders(true, shown, colour=INK),
        *(
            draw_numbered(stop["order"], at, name="stop", colour=INK)
            for stop, at in zip(route["stops"], shown[1:].tolist(), strict=True)
        ),
        draw_house(shown[0], name="depot", colour=INK),
    ]
    title = TITLE.text(language, count=len(route["stops"]))
    return draw_around("".join(parts), title, frame, language)


def _order(places: FloatArray) -> str:
    """Draw lines from the first place to each other one and back."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*places.tolist(), places[0].tolist()])
    return (
        f'<polyline class="order" points="{points}" fill="none" stroke="#6b6054" '
        'stroke-width="5" stroke-dasharray="14 8" stroke-linejoin="round"/>'
    )
