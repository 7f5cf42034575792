import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from geo.messages import Language
from geo.travel import Mode
from maps.poster_map import draw_poster_map
from maps.sketch import HEIGHT, MARKER, WIDTH, length_text, spread
from tests.street_towns import grid, network
from tests.towns import CENTRE, minutes_east

NUMBER = r"(-?[\d.]+)"
WALK_M_PER_MIN = 80


def drawn(*minutes, **options):
    """The town's centre, and desks so many minutes on foot east of it."""
    positions = np.array([CENTRE, *(minutes_east(each) for each in minutes)])
    return draw_poster_map(positions[:, 0], positions[:, 1], **options)


def places(svg):
    """The place, then the desks, as pairs of x and y."""
    found = re.findall(rf'class="place" transform="translate\({NUMBER} {NUMBER}\)"', svg)
    found += re.findall(rf'class="desk" cx="{NUMBER}" cy="{NUMBER}"', svg)
    return np.array(found, dtype=float)


def scale_bar(svg):
    """How long the bar is in the units of the drawing, and the words beside it."""
    length = re.search(rf'class="scale" d="M4 {NUMBER}V{NUMBER}H{NUMBER}V', svg)[3]
    return float(length) - 4, svg.rsplit('class="scale"', 1)[1].split("</text>")[0].split(">")[-1]


def test_desks_are_numbered_in_their_order():
    svg = drawn(5, 10, 12)

    numbers = re.findall(r'font-weight="700" fill="#fff" text-anchor="middle">(\d)<', svg)

    assert numbers == ["1", "2", "3"]
    assert 'aria-label="地图：您的位置和 3 个服务点"' in svg


def test_east_is_right_and_north_is_up():
    lon, lat = np.array([121.5, 121.51, 121.5]), np.array([31.2, 31.2, 31.21])

    place, east, north = places(draw_poster_map(lon, lat))

    assert east[0] - place[0] > 2 * MARKER
    assert place[1] - north[1] > 2 * MARKER
    assert abs(north[0] - place[0]) < 1


@pytest.mark.parametrize("minutes", [4, 15, 80])
def test_the_scale_bar_tells_the_distance(minutes):
    svg = drawn(minutes)

    length, words = scale_bar(svg)
    metres = float(words.split()[0]) * (1_000 if "公里" in words else 1)
    place, desk = places(svg)
    assert np.hypot(*(desk - place)) / length * metres == pytest.approx(
        minutes * WALK_M_PER_MIN, rel=0.01
    )


def test_a_place_alone_is_drawn_with_what_lies_around():
    svg = drawn()

    assert places(svg).tolist() == [[WIDTH / 2, HEIGHT / 2]]
    assert "您在这里" in svg
    assert "200 米" in svg


def test_desks_in_the_same_house_can_all_be_read():
    svg = drawn(0, 0, 0)

    assert pdist(places(svg)).min() >= 2 * MARKER
    assert svg.count('stroke="#14643a" stroke-width="4"') == 3


@given(
    st.lists(
        st.tuples(
            st.floats(MARKER, WIDTH - MARKER, width=32),
            st.floats(MARKER, HEIGHT - MARKER, width=32),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_markers_never_lie_over_one_another_nor_outside(points):
    shown = spread(np.array(points))

    assert pdist(shown).min(initial=np.inf) >= 2 * MARKER
    assert np.all(
        (shown >= MARKER - 1e-9) & (shown <= (WIDTH - MARKER + 1e-9, HEIGHT - MARKER + 1e-9))
    )
    assert shown[0].tolist() == pytest.approx(points[0])


def test_the_words_are_in_the_language_asked_for():
    svg = drawn(10, language=Language.ENGLISH)

    assert "You are here" in svg
    assert scale_bar(svg)[1] == "200 m"


def test_streets_lie_below_where_there_are_any():
    graph = network(grid(40, 2)).graphs[Mode.WALK]

    with_streets, without = drawn(5, streets=graph), drawn(5)

    assert 'class="streets"' in with_streets
    assert with_streets.index('class="streets"') < with_streets.index('class="place"')
    assert "streets" not in without


def test_streets_are_cut_off_at_the_edge():
    graph = network(grid(40, 2)).graphs[Mode.WALK]

    path = re.search(r'class="streets"[^>]* d="([^"]+)"', drawn(5, streets=graph))[1]

    points = np.array(re.findall(rf"{NUMBER} {NUMBER}", path), dtype=float)
    assert np.all((points >= 0) & (points <= (WIDTH, HEIGHT)))


def test_nothing_is_asked_from_elsewhere():
    svg = drawn(5, 10)

    assert not re.search(r"https?:|href|url\(|<script|<style", svg)


@pytest.mark.parametrize(
    ("metres", "words"), [(200, "200 米"), (1_000, "1 公里"), (1_500, "1.5 公里")]
)
def test_lengths_are_said_as_people_say_them(metres, words):
    assert length_text(metres, Language.CHINESE) == words
