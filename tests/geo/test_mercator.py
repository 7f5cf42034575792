import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo.mercator import from_plane, scale, to_plane

WORLD_MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3395", always_xy=True)
WGS84 = Geod(ellps="WGS84")
LATITUDES = st.floats(-75, 75)


def test_the_origin_of_degrees_is_the_origin_of_the_plane():
    assert to_plane(np.array(0.0), np.array(0.0)).tolist() == [0, 0]


@given(st.floats(-180, 180), LATITUDES)
def test_the_plane_is_that_of_world_mercator(lon, lat):
    assert to_plane(np.array(lon), np.array(lat)) == pytest.approx(
        WORLD_MERCATOR.transform(lon, lat), abs=1e-3
    )


@given(st.floats(-180, 180), LATITUDES)
def test_from_the_plane_one_comes_back_within_a_micrometre(lon, lat):
    there = to_plane(np.array([[lon]]), np.array([[lat]]))

    assert from_plane(there) == pytest.approx(np.array([[[lon, lat]]]), abs=1e-11)


def test_x_and_y_are_the_last_axis():
    lon, lat = np.array([0.0, 10.0, 20.0]), np.array([50.0, 50.0, -50.0])

    plane = to_plane(lon, lat)

    assert plane.shape == (3, 2)
    assert plane[0, 1] == plane[1, 1] == -plane[2, 1]


@given(LATITUDES, st.floats(0, 360))
def test_a_hundred_metres_in_any_direction_are_as_long_on_the_plane(lat, azimuth):
    lon_there, lat_there, _ = WGS84.fwd(121.5, lat, azimuth, 100)

    here, there = to_plane(np.array([121.5, lon_there]), np.array([lat, lat_there]))

    # Over 100 m the scale itself grows by some 0.00005 at most.
    assert np.hypot(*(there - here)) / scale(np.array(lat)) == pytest.approx(100, rel=1e-4)


def test_the_scale_grows_from_one_at_the_equator_alike_to_both_poles():
    at_equator, north, south = scale(np.array([0.0, 60.0, -60.0]))

    assert at_equator == 1
    assert north == south == pytest.approx(1.995, abs=1e-3)
