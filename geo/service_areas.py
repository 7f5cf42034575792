"""Service areas: from where a site can be reached in time, drawn along the streets."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely

from geo.crs import FloatArray
from geo.mercator import from_plane
from geo.snapping import SnappedPlaces
from geo.street_search import Heading, Reach, reach_from
from geo.streets import IndexArray, Pace, StreetGraph
from geo.timed_streets import GeometryArray, TimedStreets
from geo.travel import Estimate, geodesics_m, wgs84

Area = shapely.Polygon | shapely.MultiPolygon

BESIDE_STREET_M = 40
"""Front doors stand beside the street: half of a city block of about 80 m, so that a block between
streets that are reached has no hole, and a park, a lake or a large factory has."""
_CORNERS = 16
"""Of the polygon that stands for a circle; its sides are 1 m nearer than its corners."""
_CIRCLE_CORNERS = 64
_SHORT_DEGREES = 0.01
"""Over which the Earth is as good as flat."""
_SQUARE_DEGREES = 0.01
"""Side of the squares, about 1 km, whose pieces are united first: that takes a fifth of the memory
of uniting a city at once."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Stretches:
    """Parts of edges, from one share of the edge to another, 0 being its tail."""

    edge: IndexArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Pieces:
    """Straight pieces of streets: `starts` and `ends` (pieces, 2) are degrees, lon and lat."""

    starts: FloatArray
    ends: FloatArray


def service_area(streets: TimedStreets, site: SnappedPlaces, *, limit_s: float) -> Area:
    """Draw from where one gets to a site on the network within a time, in WGS 84 degrees.

    The area is all that lies within `BESIDE_STREET_M` of the reached streets and of the way from
    the street to the site, so it is never empty; holes are kept. Nobody lives on a ferry, but
    streets beyond one belong to the area, which may therefore be of several polygons. The area of a
    longer time holds that of a shorter one: both widen each piece by the same polygon, and all is
    reckoned in degrees, where no line is bent by a projection.
    """
    reach = reach_from(streets, site, heading=Heading.TOWARDS, limit_s=limit_s)
    last = _last_piece(streets, site, limit_s)
    m_per_degree = _m_per_degree(*last.ends[0])
    reached = _straight_pieces(streets.graph, _reached(reach), m_per_degree)
    pieces = _Pieces(
        np.concatenate([reached.starts, last.starts]), np.concatenate([reached.ends, last.ends])
    )
    return _unite(pieces, m_per_degree)


def estimated_area(lon: float, lat: float, estimate: Estimate, limit_s: float) -> shapely.Polygon:
    """Draw from where one gets to a position within an estimated time: a circle on the Earth."""
    azimuths = np.linspace(360, 0, _CIRCLE_CORNERS, endpoint=False)
    lons, lats = (np.full(_CIRCLE_CORNERS, degrees) for degrees in (lon, lat))
    reach_m = np.full(_CIRCLE_CORNERS, estimate.reach_m(limit_s))
    corner_lon, corner_lat, _ = wgs84().fwd(lons, lats, azimuths, reach_m)
    return shapely.Polygon(np.stack([corner_lon, corner_lat], axis=-1))


def area_m2(area: Area) -> float:
    """Measure an area on the WGS 84 ellipsoid, without its holes."""
    square_metres, _ = wgs84().geometry_area_perimeter(shapely.orient_polygons(area))
    return float(square_metres)


def _m_per_degree(lon: float, lat: float) -> FloatArray:
    """Return how many metres a degree of longitude and one of latitude are at a position."""
    east, north = np.diag([_SHORT_DEGREES, _SHORT_DEGREES]) / 2
    return geodesics_m(lon - east, lat - north, lon + east, lat + north) / _SHORT_DEGREES


def _last_piece(streets: TimedStreets, site: SnappedPlaces, limit_s: float) -> _Pieces:
    """Return the way from the street to the site, as far from the site as the time allows."""
    on_street = shapely.line_interpolate_point(
        streets.lines[site.edge], site.share, normalized=True
    )
    ends = from_plane(site.plane)
    reached = limit_s / np.maximum(site.walk_s, limit_s)
    starts = ends + reached[:, None] * (from_plane(shapely.get_coordinates(on_street)) - ends)
    return _Pieces(starts, ends)


def _reached(reach: Reach) -> _Stretches:
    """List where on their edges people are from whom the site is not too far."""
    streets, graph = reach.streets, reach.streets.graph
    tail_left_s, head_left_s = (
        np.maximum(reach.limit_s - reach.node_s[0, reach.window.local(ends)], 0)
        for ends in (graph.tail, graph.head)
    )
    is_street = (graph.forward != Pace.FERRY) & (graph.backward != Pace.FERRY)
    edge = np.flatnonzero(is_street & ((tail_left_s > 0) | (head_left_s > 0)))
    from_tail = np.minimum(tail_left_s[edge] / streets.backward_s[edge], 1)
    from_head = np.minimum(head_left_s[edge] / streets.forward_s[edge], 1)
    is_whole = from_tail + from_head >= 1
    from_tail[is_whole], from_head[is_whole] = 1, 0
    own = _on_own_edge(reach)
    low = np.concatenate([np.zeros(len(edge)), 1 - from_head, own.low])
    high = np.concatenate([from_tail, np.ones(len(edge)), own.high])
    is_some = low < high
    return _Stretches(np.concatenate([edge, edge, own.edge])[is_some], low[is_some], high[is_some])


def _on_own_edge(reach: Reach) -> _Stretches:
    """Return the stretch of the site's own edge from which one comes without leaving it."""
    streets, site = reach.streets, reach.sites
    left_s = np.maximum(reach.limit_s - site.walk_s, 0)
    return _Stretches(
        site.edge,
        np.maximum(site.share - left_s / streets.forward_s[site.edge], 0),
        np.minimum(site.share + left_s / streets.backward_s[site.edge], 1),
    )


def _straight_pieces(
    graph: StreetGraph, stretches: _Stretches, m_per_degree: FloatArray
) -> _Pieces:
    """Cut stretches where their edges bend, and leave out what lies beyond them."""
    count = np.diff(graph.shape_starts)[stretches.edge] - 1
    first = np.cumsum(count) - count
    at = np.arange(count.sum()) + np.repeat(graph.shape_starts[stretches.edge] - first, count)
    shape = np.stack([graph.shape_lon, graph.shape_lat], axis=-1)
    starts, steps = shape[at], shape[at + 1] - shape[at]
    piece_m = np.hypot(*(steps * m_per_degree).T)
    travelled_m = np.concatenate([[0], np.cumsum(piece_m)])
    edge_m = travelled_m[first + count] - travelled_m[first]
    low_m, high_m = (
        np.repeat(travelled_m[first] + share * edge_m, count) - travelled_m[:-1]
        for share in (stretches.low, stretches.high)
    )
    is_in = (piece_m > 0) & (low_m < piece_m) & (high_m > 0)
    starts, steps, piece_m = starts[is_in], steps[is_in], piece_m[is_in]
    low, high = (
        np.clip(metres[is_in] / piece_m, 0, 1)[:, None] * steps for metres in (low_m, high_m)
    )
    return _Pieces(starts + low, starts + high)


def _unite(pieces: _Pieces, m_per_degree: FloatArray) -> Area:
    """Widen pieces and unite them, square by square and then all."""
    square = np.floor(pieces.starts / _SQUARE_DEGREES).astype(np.int64)
    _, number, count = np.unique(square, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(number, kind="stable")
    united = [
        shapely.union_all(_widen(pieces.starts[those], pieces.ends[those], m_per_degree))
        for those in np.split(order, np.cumsum(count)[:-1])
    ]
    return cast("Area", shapely.union_all(united))


def _widen(starts: FloatArray, ends: FloatArray, m_per_degree: FloatArray) -> GeometryArray:
    """Return the Minkowski sums of straight pieces and one regular polygon.

    De Berg et al., Computational Geometry, 13.2: seen in the direction of the piece, the corners of
    the polygon from the rightmost to the leftmost lie around the end, and the others, and those two
    again, around the start.
    """
    angle = 2 * np.pi / _CORNERS
    turns = np.arange(_CORNERS) * angle
    corners = BESIDE_STREET_M * np.stack([np.cos(turns), np.sin(turns)], axis=-1) / m_per_degree
    east_m, north_m = ((ends - starts) * m_per_degree).T
    rightmost = np.rint(np.arctan2(-east_m, north_m) / angle).astype(np.int64)
    half = np.arange(_CORNERS // 2 + 1)
    around_ends = corners[(rightmost[:, None] + half) % _CORNERS]
    around_starts = corners[(rightmost[:, None] + half + _CORNERS // 2) % _CORNERS]
    rings = np.concatenate([around_ends + ends[:, None], around_starts + starts[:, None]], axis=1)
    return np.asarray(shapely.polygons(rings), dtype=np.object_)
