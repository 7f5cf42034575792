from types import SimpleNamespace

import numpy as np
import pytest

from api.pages.planner.point_map import HEIGHT, WIDTH, draw_point_map
from geo.crs import Crs, from_wgs84
from tests.street_towns import grid, network
from tests.towns import CENTRE

LON, LAT = CENTRE


def desk(*others, streets=None):
    """A desk that knows service points by code, lon and lat, and perhaps streets."""
    codes, lon, lat = zip(*others, strict=True) if others else ((), (), ())
    points = SimpleNamespace(codes=codes, lon=np.array(lon), lat=np.array(lat))
    snapshot = SimpleNamespace(service_points=SimpleNamespace(points=points))
    return SimpleNamespace(network=streets, snapshot=snapshot)


def draw(asked, lon=LON, lat=LAT, crs=Crs.WGS84):
    return draw_point_map(asked, str(lon), str(lat), crs, code="here")


def test_the_service_point_is_in_the_middle():
    assert draw(desk()).here == (WIDTH / 2, HEIGHT / 2)


def test_other_service_points_stand_where_they_are():
    half_up = 600 * HEIGHT / WIDTH / 111_320

    drawn = draw(desk(("here", LON, LAT), ("near", LON, LAT + half_up), ("far", LON + 1, LAT)))

    assert drawn.others == [(WIDTH / 2, HEIGHT / 4)]


def test_streets_are_drawn_inside_the_picture():
    drawn = draw(desk(streets=network(grid(5, 5))))

    numbers = [float(part) for part in drawn.streets.replace("M", " ").replace("L", " ").split()]
    assert drawn.streets.startswith("M")
    assert min(numbers) >= 0
    assert max(numbers) <= WIDTH


def test_a_position_of_another_datum_is_drawn_where_it_is():
    lon, lat = from_wgs84(LON, LAT, Crs.GCJ02)

    drawn = draw(desk(), float(lon), float(lat), Crs.GCJ02)

    assert (drawn.bounds.west + drawn.bounds.east) / 2 == pytest.approx(LON, abs=1e-6)


@pytest.mark.parametrize(("lon", "lat"), [("", ""), ("x", "31"), ("31", "121"), ("nan", "31")])
def test_what_is_no_position_has_no_map(lon, lat):
    assert draw(desk(), lon, lat) is None
