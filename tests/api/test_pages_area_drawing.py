import re

import numpy as np
import pytest
import shapely

from api.pages.area_drawing import FINE, MOST_SIGNS, WIDTH, draw_area
from geo.service_areas import estimated_area
from geo.travel import Mode
from tests.street_towns import grid, network, place
from tests.towns import CENTRE, WALK

NUMBER = re.compile(r"-?\d+")


def square(blocks, middle=(0, 0)):
    """A square so many blocks of 80 m wide."""
    (west, south), (east, north) = (
        place(middle[0] + side * blocks / 2, middle[1] + side * blocks / 2) for side in (-1, 1)
    )
    return shapely.box(west, south, east, north)


def places(path):
    """The places of each line of a path, in steps from the upper left corner."""
    numbers = [list(map(int, NUMBER.findall(part))) for part in path.split("M")[1:]]
    return [np.cumsum(np.array(line).reshape(-1, 2), axis=0) for line in numbers]


def test_a_square_fills_the_picture_but_for_the_margin():
    drawing = draw_area(square(20), CENTRE)

    ((low_x, low_y), (high_x, high_y)) = (
        places(drawing.area)[0].min(axis=0),
        places(drawing.area)[0].max(axis=0),
    )
    assert drawing.height == WIDTH
    assert low_x + high_x == pytest.approx(WIDTH * FINE, abs=2)
    assert low_y + high_y == pytest.approx(WIDTH * FINE, abs=2)
    assert (high_x - low_x) * 1.12 == pytest.approx(WIDTH * FINE, rel=0.01)


def test_north_is_up_and_east_is_right():
    area = shapely.union(square(20), square(4, middle=(20, 10)))

    drawing = draw_area(area, CENTRE)

    site_x, site_y = drawing.site
    corner = max((tuple(at) for line in places(drawing.area) for at in line), key=lambda at: at[0])
    assert corner[0] > site_x * FINE
    assert corner[1] < site_y * FINE


def test_a_site_outside_its_area_is_in_the_picture():
    drawing = draw_area(square(4, middle=(10, 0)), CENTRE)

    assert 0 < drawing.site[0] < WIDTH
    assert 0 < drawing.site[1] < drawing.height


def test_a_flat_area_has_a_picture_that_is_not_too_flat():
    west, east = square(2, middle=(-20, 0)), square(2, middle=(20, 0))

    assert draw_area(west.union(east), CENTRE).height == round(0.62 * WIDTH)


@pytest.mark.parametrize(
    ("minutes", "length_m"), [(1, 50), (5, 200), (15, 500), (30, 1_000), (60, 2_000)]
)
def test_the_bar_is_the_longest_round_length_that_fits(minutes, length_m):
    area = estimated_area(*CENTRE, WALK, minutes * 60)

    bar = draw_area(area, CENTRE).bar

    assert bar.length_m == length_m
    assert bar.width == pytest.approx(length_m * WIDTH / 1.12 / (minutes * 160), rel=0.02)
    assert bar.is_kilometres == (length_m >= 1_000)


def test_parks_stay_holes_and_inner_yards_do_not():
    holes = [square(3, middle=(-5, 0)), square(1, middle=(5, 0))]

    drawing = draw_area(square(20).difference(shapely.union_all(holes)), CENTRE)

    assert len(places(drawing.area)) == 2


def test_a_ragged_area_is_simplified_until_it_is_short():
    generator = np.random.default_rng(7)
    spots = shapely.points(generator.uniform(-0.01, 0.01, (3_000, 2)) + CENTRE)

    drawing = draw_area(shapely.union_all(shapely.buffer(spots, 0.0002)), CENTRE)

    assert 1_000 < len(drawing.area) <= MOST_SIGNS


def test_without_streets_none_are_drawn():
    assert draw_area(square(4), CENTRE).streets == ""


def test_streets_are_drawn_inside_the_picture():
    town = network(grid(40, 40, origin=(-20, -20)))

    drawing = draw_area(square(10), CENTRE, streets=town.graphs[Mode.WALK])

    drawn = np.vstack(places(drawing.streets))
    assert len(places(drawing.streets)) > 10
    assert drawn.min() >= 0
    assert drawn.max() <= WIDTH * FINE
    assert len(drawing.streets) < 6_000
