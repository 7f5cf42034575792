"""A service area as a small drawing: lines of an SVG picture, a few kilobytes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import floor, log10

import numpy as np
import shapely

from geo.crs import FloatArray
from geo.mercator import from_plane, scale, to_plane
from geo.service_areas import Area
from geo.streets import StreetGraph
from geo.units import METRES_PER_KILOMETRE
from maps.bounds import Bounds
from maps.street_lines import main_streets

WIDTH = 320
"""Of the picture, in its own units; the height follows the area."""
FINE = 10
"""Steps per unit: paths are written in whole steps."""
MOST_SIGNS = 8_000
"""Of the path of an area, which is simplified until it is as short."""

_LOWEST_SHARE = 0.62
_MARGIN_SHARE = 0.06
_LONGEST_BAR_SHARE = 0.3
_TOLERANCES = (4, 8, 16, 32, 64, 128)
_SMALLEST_HOLE_M2 = 30_000
"""Of a park or a lake; smaller ones are the inner yards of blocks, where people get to as well."""
_STREET_POINTS = 450
_STREET_TOLERANCE = 6


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length in metres, and how long it is in the picture."""

    length_m: int
    width: float

    @property
    def is_kilometres(self) -> bool:
        """Whether the length is better said in kilometres."""
        return self.length_m >= METRES_PER_KILOMETRE


@dataclass(frozen=True, slots=True)
class AreaDrawing:
    """The picture: north is up; paths are in steps, everything else in units."""

    height: int
    area: str
    streets: str
    site: tuple[float, float]
    bar: ScaleBar


@dataclass(frozen=True, slots=True)
class _Frame:
    """A rectangle of the plane, and how many steps one unit of the plane is."""

    west: float
    north: float
    height: int
    steps: float

    def place(self, plane: FloatArray) -> FloatArray:
        """Turn places on the plane into steps from the upper left corner."""
        return np.asarray((plane - (self.west, self.north)) * (self.steps, -self.steps))

    def bounds(self) -> Bounds:
        """Return the rectangle in degrees."""
        across, down = WIDTH * FINE / self.steps, self.height * FINE / self.steps
        corners = np.array([[self.west, self.north - down], [self.west + across, self.north]])
        (west, south), (east, north) = from_plane(corners).tolist()
        return Bounds(west, south, east, north)


def draw_area(
    area: Area, site: tuple[float, float], *, streets: StreetGraph | None = None
) -> AreaDrawing:
    """Draw an area around a site, both in WGS 84 degrees, over the main streets where known."""
    on_plane = shapely.transform(area, _degrees_to_plane)
    site_on_plane = to_plane(*(np.array(degrees) for degrees in site))
    frame = _frame(np.vstack([shapely.get_coordinates(on_plane), site_on_plane]))
    x, y = (frame.place(site_on_plane) / FINE).round(1).tolist()
    metre = float(scale(np.array(site[1]))) * frame.steps / FINE
    smallest_hole = _SMALLEST_HOLE_M2 * (metre * FINE) ** 2
    return AreaDrawing(
        height=frame.height,
        area=_area_path(shapely.transform(on_plane, frame.place), smallest_hole),
        streets=_streets_path(streets, frame) if streets is not None else "",
        site=(x, y),
        bar=_bar(metre),
    )


def _degrees_to_plane(degrees: FloatArray) -> FloatArray:
    return to_plane(degrees[:, 0], degrees[:, 1])


def _frame(plane: FloatArray) -> _Frame:
    """Surround places with a margin; the picture is never higher than wide, nor very flat."""
    low, high = plane.min(axis=0), plane.max(axis=0)
    size = np.maximum(high - low, 1.0) * (1 + 2 * _MARGIN_SHARE)
    width = float(size.max())
    height = max(float(size[1]), _LOWEST_SHARE * width)
    middle = (low + high) / 2
    return _Frame(
        west=float(middle[0]) - width / 2,
        north=float(middle[1]) + height / 2,
        height=round(WIDTH * height / width),
        steps=WIDTH * FINE / width,
    )


def _area_path(steps: Area, smallest_hole: float) -> str:
    path = ""
    for tolerance in _TOLERANCES:
        simple = shapely.simplify(_without_specks(steps, tolerance), tolerance)
        path = "".join(f"{_line_path(ring)}z" for ring in _rings(simple, smallest_hole))
        if len(path) <= MOST_SIGNS:
            break
    return path


def _without_specks(steps: Area, tolerance: float) -> Area:
    """Leave out parts that are no larger than what is lost of the others anyway."""
    parts = shapely.get_parts(steps)
    is_seen = shapely.area(parts) >= tolerance**2
    return shapely.MultiPolygon(parts[is_seen].tolist()) if is_seen.any() else steps


def _rings(area: Area, smallest_hole: float) -> Iterable[shapely.LinearRing]:
    """List the outlines, and the holes that are no smaller than told, in square steps."""
    for polygon in shapely.get_parts(area):
        yield polygon.exterior
        yield from (
            hole for hole in polygon.interiors if shapely.Polygon(hole).area >= smallest_hole
        )


def _streets_path(streets: StreetGraph, frame: _Frame) -> str:
    lines = main_streets(streets, frame.bounds(), most_points=_STREET_POINTS)
    steps = shapely.transform(lines, lambda degrees: frame.place(_degrees_to_plane(degrees)))
    seen = shapely.clip_by_rect(steps, 0, 0, WIDTH * FINE, frame.height * FINE)
    parts = shapely.get_parts(shapely.simplify(seen, _STREET_TOLERANCE))
    return "".join(_line_path(part) for part in parts[~shapely.is_empty(parts)])


def _line_path(line: shapely.LineString) -> str:
    """Write a line in whole steps, each place relative to the one before."""
    places = np.rint(shapely.get_coordinates(line)).astype(int).tolist()
    moves = [(x - was_x, y - was_y) for (was_x, was_y), (x, y) in pairwise(places)]
    return f"M{_numbers(places[:1])}l{_numbers(move for move in moves if any(move))}"


def _numbers(pairs: Iterable[Sequence[int]]) -> str:
    """Write numbers with nothing between them where a minus already parts them."""
    return " ".join(map(str, chain.from_iterable(pairs))).replace(" -", "-")


def _bar(metre: float) -> ScaleBar:
    """Choose the longest round length that takes at most a third of the picture."""
    longest_m = _LONGEST_BAR_SHARE * WIDTH / metre
    power = 10 ** floor(log10(longest_m))
    length_m = max(round(factor * power) for factor in (1, 2, 5) if factor * power <= longest_m)
    return ScaleBar(length_m, round(length_m * metre, 1))
