import base64

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo.messages import Language
from geo.streets import StreetNetwork
from geo.travel import Mode
from maps.backdrop import Area, backdrop, borders, pack_lines
from maps.bounds import Bounds
from tests.street_towns import graph_of, grid, network
from tests.towns import CENTRE

HERE = Bounds(121.50, 31.28, 121.55, 31.32)
WEST = Area("西", box(121.50, 31.28, 121.52, 31.32))
EAST = Area("东", box(121.52, 31.28, 121.55, 31.32))
TOWN = network(grid(5, 4))


def counts(packed):
    return np.frombuffer(base64.b64decode(packed["counts"]["base64"]), "<u4").tolist()


def test_streets_and_borders_and_names_are_drawn():
    data = backdrop(HERE, Language.CHINESE, streets=TOWN, areas=[WEST, EAST]).data

    assert counts(data["streets"]) == [6, 2, 2, 2, 2, 2]
    assert [name["name"] for name in data["names"]] == ["西", "东"]
    assert "OpenStreetMap" in data["attribution"]


def test_a_border_between_two_areas_is_drawn_once():
    lines = borders([WEST, EAST], most_points=100)

    assert shapely.length(lines).sum().round(6) == 0.04 * 3 + 0.05 * 2


def test_borders_keep_to_their_points():
    circle = Area("圆", Point(121.5, 31.2).buffer(0.3, quad_segs=5_000))

    lines = borders([circle], most_points=200)

    assert 20 < shapely.get_num_coordinates(lines).sum() <= 200


def test_a_name_stands_inside_its_area():
    hook = Polygon([(0, 0), (9, 0), (9, 1), (1, 1), (1, 9), (0, 9)])

    (name,) = backdrop(HERE, Language.CHINESE, areas=[Area("钩", hook)]).data["names"]

    assert hook.contains(Point(name["lon"], name["lat"]))


def test_unions_without_an_area_are_left_out():
    areas = [Area("空", MultiPolygon()), Area("无", None), WEST]

    data = backdrop(HERE, Language.CHINESE, areas=areas).data

    assert [name["name"] for name in data["names"]] == ["西"]


def test_without_streets_nobody_is_named_as_their_source():
    data = backdrop(HERE, Language.ENGLISH, areas=[WEST]).data

    assert data["attribution"] == ""
    assert counts(data["streets"]) == []


def test_with_nothing_to_draw_there_is_nothing_and_no_failure():
    data = backdrop(HERE, Language.ENGLISH).data

    assert (counts(data["streets"]), counts(data["borders"]), data["names"]) == ([], [], [])


def test_where_no_car_may_go_the_streets_of_walkers_are_drawn():
    walked = StreetNetwork({Mode.WALK: graph_of(grid(3, 3))}, "v", "town.osm.pbf")

    data = backdrop(HERE, Language.ENGLISH, streets=walked).data

    assert sum(counts(data["streets"])) > 0


def test_lines_are_packed_with_the_bounds_of_their_own_points():
    line = shapely.LineString([CENTRE, (122.0, 31.5)])

    packed = pack_lines(np.array([line]))

    assert packed["positions"]["bounds"] == [CENTRE[0], CENTRE[1], 122.0, 31.5]
