import numpy as np
import pytest

from maps.bounds import WHOLE_COUNTRY, Bounds, bounds_of


def around(*lonlats):
    lon, lat = np.array(lonlats, dtype=float).reshape(-1, 2).T
    return bounds_of(lon, lat)


def test_bounds_surround_all_positions():
    assert around((121.4, 31.2), (121.6, 31.1), (121.5, 31.3)) == Bounds(121.4, 31.1, 121.6, 31.3)


def test_without_positions_it_is_the_whole_country():
    assert around() == WHOLE_COUNTRY


def test_points_on_one_spot_are_shown_with_what_lies_around():
    bounds = around((121.5, 31.2), (121.5, 31.2))

    assert (bounds.west, bounds.east) == pytest.approx((121.49, 121.51))
    assert (bounds.south, bounds.north) == pytest.approx((31.19, 31.21))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 500.0])
def test_what_is_not_on_earth_is_left_out(bad):
    assert around((121.4, 31.2), (121.6, 31.3), (bad, 31.0)) == Bounds(121.4, 31.2, 121.6, 31.3)


def test_widening_adds_on_every_side():
    assert Bounds(100, 20, 104, 22).widened(0.25) == Bounds(99, 19.5, 105, 22.5)
