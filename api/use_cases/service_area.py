"""The service area of one service point: from where one can get to it, as a GeoJSON feature."""

import numpy as np
import orjson
import shapely

from api.use_cases.service_point import row_of
from api.use_cases.view import View
from geo.service_areas import Area, area_m2, estimated_area, service_area
from geo.travel import Mode, TravelMethod
from geo.units import from_minutes

DECIMALS_DEGREES = 1e-6
"""Six decimals, about 10 cm, as everywhere in our answers."""
SQUARE_METRES_PER_KM2 = 1_000_000
ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
TO_SERVICE_POINT = "to_service_point"


def service_area_json(view: View, code: str, minutes: int, mode: Mode) -> bytes:
    """Write the feature as GeoJSON: a tenth of the memory of what it is made from."""
    return orjson.dumps(describe_service_area(view, code, minutes=minutes, mode=mode))


def describe_service_area(view: View, code: str, *, minutes: int, mode: Mode) -> dict[str, object]:
    """Return the area from where the service point can be reached in time, in WGS 84.

    Raises NotFound where no open service point has the code.
    """
    points = view.snapshot.service_points.points
    row = row_of(points, code)
    area, method = _draw(view, row, from_minutes(minutes), mode)
    rounded = shapely.orient_polygons(shapely.set_precision(area, DECIMALS_DEGREES))
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(rounded),
        "properties": {
            "code": code,
            "name": points.names[row],
            "minutes": minutes,
            "mode": mode,
            "travel_method": method,
            "direction": TO_SERVICE_POINT,
            "area_km2": round(area_m2(area) / SQUARE_METRES_PER_KM2, 3),
            "attribution": ATTRIBUTION if method is TravelMethod.STREETS else None,
        },
    }


def _draw(view: View, row: int, limit_s: float, mode: Mode) -> tuple[Area, TravelMethod]:
    """Draw the area along the streets, or estimate it where the service point is not on any."""
    on_streets = view.streets.get(mode)
    if on_streets is not None and on_streets.places.is_on[row]:
        site = on_streets.places.take(np.array([row]))
        return service_area(on_streets.streets, site, limit_s=limit_s), TravelMethod.STREETS
    points = view.snapshot.service_points.points
    lon, lat = float(points.lon[row]), float(points.lat[row])
    return estimated_area(lon, lat, view.estimates[mode], limit_s), TravelMethod.ESTIMATED
