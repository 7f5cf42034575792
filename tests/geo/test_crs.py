import csv
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.crs import (
    Crs,
    from_metric,
    from_wgs84,
    is_mainland,
    local_metric_crs,
    require_metric,
    require_position,
    to_metric,
    to_wgs84,
)
from geo.errors import InvalidInput, WrongCrs
from geo.mainland import mainland_outline
from geo.messages import Language

METRO = Path(__file__).parents[3] / "shared/realdata/shanghai/metro_stations.csv"
EARTH = pyproj.Geod(ellps="WGS84")
OUTLINE = mainland_outline()
SHANGHAI = (121.4737, 31.2304)

MAINLAND = {
    "Shenzhen": (114.0579, 22.5431),
    "Futian port": (114.0681, 22.5185),
    "Luohu": (114.118, 22.545),
    "Shekou": (113.915, 22.48),
    "Yantian": (114.24, 22.557),
    "Neilingding": (113.80, 22.41),
    "Zhuhai": (113.5767, 22.2707),
    "Gongbei": (113.549, 22.219),
    "Wanzai": (113.527, 22.195),
    "Hengqin": (113.53, 22.12),
    "Guishan": (113.82, 22.14),
    "Xiamen": (118.0894, 24.4798),
    "Dadeng": (118.335, 24.56),
    "Huangqi": (119.88, 26.33),
    "Haikou": (110.33, 20.03),
    "Sanya": (109.51, 18.25),
    "Dongxing": (107.972, 21.547),
    "Hekou": (103.955, 22.52),
    "Ruili": (97.855, 24.013),
    "Kashgar": (75.99, 39.47),
    "Khorgos": (80.42, 44.205),
    "Alashankou": (82.57, 45.17),
    "Erenhot": (111.98, 43.65),
    "Manzhouli": (117.437, 49.598),
    "Heihe": (127.49, 50.245),
    "Harbin": (126.63, 45.75),
    "Suifenhe": (131.15, 44.40),
    "Hunchun": (130.37, 42.86),
    "Tumen": (129.84, 42.967),
    "Ji'an": (126.18, 41.125),
    "Dandong": (124.38, 40.12),
    "Dalian": (121.6, 38.9),
    "Chongming": (121.40, 31.63),
    "Shengshan": (122.82, 30.72),
}
ELSEWHERE = {
    "Hong Kong": (114.1694, 22.3193),
    "Lok Ma Chau": (114.066, 22.512),
    "Lo Wu": (114.113, 22.527),
    "Sha Tau Kok": (114.22, 22.54),
    "Yuen Long": (114.02, 22.445),
    "Tai O": (113.86, 22.25),
    "Ping Chau": (114.435, 22.545),
    "Macau": (113.5439, 22.1987),
    "Macau by the gate": (113.547, 22.212),
    "Inner Harbour": (113.5365, 22.195),
    "Taipa": (113.556, 22.156),
    "Coloane": (113.5515, 22.1165),
    "Taipei": (121.5654, 25.0330),
    "Penghu": (119.57, 23.57),
    "Kinmen": (118.32, 24.44),
    "Lieyu": (118.24, 24.43),
    "Nangan, Matsu": (119.93, 26.15),
    "Dongyin, Matsu": (120.49, 26.37),
    "Seoul": (126.978, 37.5665),
    "Pyongyang": (125.7625, 39.0392),
    "Sinuiju": (124.405, 40.09),
    "Hyesan": (128.18, 41.395),
    "Hanoi": (105.8342, 21.0278),
    "Mong Cai": (107.966, 21.525),
    "Lao Cai": (103.97, 22.485),
    "Ulaanbaatar": (106.9057, 47.8864),
    "Zamyn-Uud": (111.905, 43.715),
    "Zabaikalsk": (117.327, 49.651),
    "Blagoveshchensk": (127.53, 50.27),
    "Khabarovsk": (135.07, 48.48),
    "Vladivostok": (131.8869, 43.1155),
    "Dostyk": (82.48, 45.25),
    "Almaty": (76.9, 43.25),
    "Tawang": (91.86, 27.59),
    "London": (-0.1276, 51.5072),
}


def metres(lon_a, lat_a, lon_b, lat_b):
    return np.asarray(EARTH.inv(lon_a, lat_a, lon_b, lat_b)[2])


# The published formulas once more, for one point, as the usual libraries write them.
def gcj02_of(lon, lat):
    x, y = lon - 105.0, lat - 35.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2 / 3
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lon += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2 / 3
    a, ee = 6378245.0, 0.00669342162296594323
    magic = 1 - ee * math.sin(lat / 180.0 * math.pi) ** 2
    d_lat = d_lat * 180.0 / (a * (1 - ee) / (magic * math.sqrt(magic)) * math.pi)
    d_lon = d_lon * 180.0 / (a / math.sqrt(magic) * math.cos(lat / 180.0 * math.pi) * math.pi)
    return lon + d_lon, lat + d_lat


def bd09_of(lon, lat):
    x, y = gcj02_of(lon, lat)
    z = math.sqrt(x * x + y * y) + 0.00002 * math.sin(y * math.pi * 3000.0 / 180.0)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * math.pi * 3000.0 / 180.0)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


lons = st.floats(73.0, 135.5)
lats = st.floats(17.5, 54.0)
worldwide = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
shifted_crs = st.sampled_from([Crs.GCJ02, Crs.BD09])


@pytest.mark.parametrize("place", MAINLAND)
def test_a_place_on_the_mainland_is_shifted(place):
    lon, lat = MAINLAND[place]

    shifted = from_wgs84(lon, lat, Crs.GCJ02)

    assert shifted == pytest.approx(gcj02_of(lon, lat), abs=1e-12)
    assert metres(lon, lat, *shifted) > 200


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_place_outside_the_mainland_is_not_shifted(place, crs):
    lon, lat = ELSEWHERE[place]

    shifted = from_wgs84(lon, lat, crs)

    assert shifted == (lon, lat)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
@pytest.mark.parametrize("place", ["Hong Kong", "Taipa", "Taipei", "Seoul", "Hanoi", "London"])
def test_a_position_outside_the_mainland_is_read_as_it_stands(place, crs):
    lon, lat = ELSEWHERE[place]

    assert to_wgs84(lon, lat, crs) == (lon, lat)


def test_the_shift_in_shanghai_is_between_456_and_499_metres():
    lon, lat = np.meshgrid(np.linspace(121.1, 121.8, 30), np.linspace(30.9, 31.5, 30))

    shift_m = metres(lon, lat, *from_wgs84(lon, lat, Crs.GCJ02))

    assert shift_m.min() > 450
    assert shift_m.max() < 505


def test_bd09_follows_the_published_formula():
    shifted = from_wgs84(*SHANGHAI, Crs.BD09)

    assert shifted == pytest.approx(bd09_of(*SHANGHAI), abs=1e-12)


def test_wgs84_stays_as_it_is():
    assert to_wgs84(*SHANGHAI, Crs.WGS84) == SHANGHAI
    assert from_wgs84(*SHANGHAI, Crs.WGS84) == SHANGHAI


@given(lons, lats, shifted_crs)
@example(105.0, 35.0, Crs.GCJ02)
@example(114.1135, 22.5306, Crs.GCJ02)
def test_every_mainland_position_comes_back_within_a_tenth_of_a_millimetre(lon, lat, crs):
    assume(bool(is_mainland(lon, lat)))

    there = from_wgs84(lon, lat, crs)
    back = to_wgs84(*there, crs)

    assert metres(lon, lat, *back) < 1e-4


@given(st.floats(0, 1), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01), shifted_crs)
def test_mainland_positions_right_beside_the_border_come_back(share, east, north, crs):
    border = OUTLINE.exterior.interpolate(share, normalized=True)
    lon, lat = border.x + east, border.y + north
    assume(bool(is_mainland(lon, lat)) and OUTLINE.boundary.distance(Point(lon, lat)) > 1e-8)

    back = to_wgs84(*from_wgs84(lon, lat, crs), crs)

    assert metres(lon, lat, *back) < 1e-4


def test_outside_but_nearer_than_the_shift_a_number_is_read_as_the_mainland_position():
    lo_wu_bank = (114.1137, 22.5295)

    lon, lat = to_wgs84(*lo_wu_bank, Crs.GCJ02)

    assert is_mainland(lon, lat)
    assert from_wgs84(lon, lat, Crs.GCJ02) == pytest.approx(lo_wu_bank, abs=1e-10)


@given(worldwide, shifted_crs)
def test_a_given_position_moves_at_most_two_kilometres(position, crs):
    moved = to_wgs84(*position, crs)

    assert metres(*position, *moved) < 2_000


@given(lons, lats, shifted_crs)
def test_a_position_read_as_shifted_gives_the_same_number_again(lon, lat, crs):
    found = to_wgs84(lon, lat, crs)
    assume(found != (lon, lat))

    again = from_wgs84(*found, crs)

    assert metres(lon, lat, *again) < 1e-4


def test_arrays_keep_their_shape_and_mix_mainland_and_elsewhere():
    lon = np.array([[121.4737, 114.1694], [126.978, 114.0579]])
    lat = np.array([[31.2304, 22.3193], [37.5665, 22.5431]])

    shifted_lon, shifted_lat = from_wgs84(lon, lat, Crs.GCJ02)

    assert (shifted_lon != lon).tolist() == [[True, False], [False, True]]
    assert (shifted_lat != lat).tolist() == [[True, False], [False, True]]


def test_more_positions_than_one_block_are_all_converted():
    lon, lat = np.full(40_000, SHANGHAI[0]), np.full(40_000, SHANGHAI[1])

    shifted_lon, shifted_lat = from_wgs84(lon, lat, Crs.GCJ02)

    assert np.unique(shifted_lon).tolist() == [pytest.approx(gcj02_of(*SHANGHAI)[0], abs=1e-12)]
    assert np.unique(shifted_lat).tolist() == [pytest.approx(gcj02_of(*SHANGHAI)[1], abs=1e-12)]


def test_the_given_arrays_are_not_changed():
    lon, lat = np.array([SHANGHAI[0]]), np.array([SHANGHAI[1]])

    to_wgs84(lon, lat, Crs.BD09)

    assert (lon[0], lat[0]) == SHANGHAI


def test_no_positions_give_no_positions():
    lon, lat = to_wgs84(np.array([]), np.array([]), Crs.GCJ02)

    assert lon.size == lat.size == 0


def test_what_is_not_a_number_stays_so_and_harms_nothing_else():
    lon, lat = to_wgs84(np.array([np.nan, np.inf, 121.4737]), 31.2304, Crs.BD09)

    assert np.isnan(lon[0])
    assert np.isinf(lon[1])
    assert metres(lon[2], lat[2], *SHANGHAI) > 200


def test_metro_stations_agree_with_their_published_wgs84_position():
    if not METRO.exists():
        pytest.skip(f"needs {METRO.name} of the shared real data")
    with METRO.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    column = {name: np.array([float(row[name]) for row in rows]) for name in list(rows[0])[2:]}

    lon, lat = to_wgs84(column["lon_gcj02"], column["lat_gcj02"], Crs.GCJ02)

    assert len(rows) == 423
    assert metres(lon, lat, column["lon_wgs84"], column["lat_wgs84"]).max() < 10


@pytest.mark.parametrize(
    ("position", "code"),
    [
        (SHANGHAI, 4549),
        ((75.99, 39.47), 4534),
        ((73.8, 39.3), 4534),
        ((87.6, 43.8), 4538),
        ((134.3, 48.3), 4554),
        ((114.1694, 22.3193), 32650),
        ((-43.2, -22.9), 32723),
        ((180.0, 1.0), 32601),
        ((-180.0, 1.0), 32601),
        ((-8.6, 41.15), 32629),
    ],
)
def test_the_metric_projection_follows_the_place(position, code):
    assert local_metric_crs(*position).to_epsg() == code


def frame_of(*positions, crs="EPSG:4326"):
    lon, lat = zip(*positions, strict=True)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=crs)


def test_metres_in_the_local_projection_are_metres():
    frame = to_metric(frame_of((121.47, 31.23), (121.48, 31.23)))

    distance_m = frame.geometry.iloc[0].distance(frame.geometry.iloc[1])

    assert frame.crs.to_epsg() == 4549
    assert distance_m == pytest.approx(float(metres(121.47, 31.23, 121.48, 31.23)), rel=1e-3)


def test_a_frame_can_follow_the_projection_of_another():
    beijing = to_metric(frame_of((116.4, 39.9)))

    shanghai = to_metric(frame_of(SHANGHAI), beijing.crs)

    assert shanghai.crs == beijing.crs


@given(st.floats(100, 120), st.floats(25, 40))
@settings(max_examples=25)
def test_projecting_there_and_back_stays_within_a_millimetre(lon, lat):
    back = from_metric(to_metric(frame_of((lon, lat)))).geometry.iloc[0]

    assert metres(lon, lat, back.x, back.y) < 1e-3


def test_degrees_are_refused_where_metres_are_needed():
    with pytest.raises(WrongCrs) as refusal:
        require_metric(frame_of(SHANGHAI), what="demand points")

    assert str(refusal.value) == (
        "demand points are in EPSG:4326, but EPSG:4549 is needed; "
        "reproject with geo.crs.to_metric()"
    )


def test_web_mercator_is_no_metric_projection():
    with pytest.raises(WrongCrs, match="EPSG:3857"):
        require_metric(frame_of((0.0, 0.0), crs="EPSG:3857"))


def test_metric_frames_are_accepted():
    require_metric(to_metric(frame_of(SHANGHAI)))
    require_metric(to_metric(frame_of((114.1694, 22.3193))))


@pytest.mark.parametrize("convert", [to_metric, from_metric, require_metric])
def test_a_frame_without_a_reference_system_is_refused(convert):
    with pytest.raises(WrongCrs) as refusal:
        convert(frame_of(SHANGHAI, crs=None))

    assert refusal.value.code == "crs_missing"


def test_no_projection_is_guessed_for_an_empty_frame():
    with pytest.raises(InvalidInput) as refusal:
        to_metric(gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"))

    assert refusal.value.code == "nothing_to_project"


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ((31.23, 121.47), "position_swapped"),
        ((-43.2, 90.1), "position_swapped"),
        ((121.47, 95.0), "position_outside_world"),
        ((31.0, 180.1), "position_outside_world"),
        ((180.1, 0.0), "position_outside_world"),
        ((200.0, 100.0), "position_outside_world"),
        ((math.nan, 31.0), "position_not_a_number"),
        ((121.0, math.inf), "position_not_a_number"),
    ],
)
def test_a_position_that_cannot_be_is_refused(position, code):
    with pytest.raises(InvalidInput) as refusal:
        require_position(*position)

    assert refusal.value.code == code
    assert str(position[0]) in refusal.value.text(Language.CHINESE)


@given(worldwide)
def test_every_position_on_earth_is_accepted(position):
    require_position(*position)
