"""The map of an answer: where the worker is, and the service points numbered as on the list."""

import numpy as np
from markupsafe import Markup

from api.schemas import NearestAnswer
from geo.messages import Language
from geo.streets import StreetNetwork
from maps.backdrop import streets_to_draw
from maps.poster_map import draw_poster_map


def draw_answer(
    answer: NearestAnswer, language: Language, network: StreetNetwork | None
) -> Markup | None:
    """Draw an answer asked in WGS 84 as SVG text; there is nothing to draw where nothing fits."""
    if not answer.results:
        return None
    drawn = draw_poster_map(
        np.array([answer.origin.lon, *(point.lon for point in answer.results)]),
        np.array([answer.origin.lat, *(point.lat for point in answer.results)]),
        language=language,
        streets=streets_to_draw(network),
    )
    return Markup(drawn)  # noqa: S704 - drawn by us, which escapes what it writes
