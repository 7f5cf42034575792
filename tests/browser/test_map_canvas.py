import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.crs import Crs, from_wgs84
from geo.messages import Language
from maps.backdrop import Area, backdrop
from maps.basemaps import choose_base_map
from maps.bounds import Bounds
from maps.canvas import canvas, fragments, render
from maps.shipping import served_files, served_from
from tests.browser.conftest import listening
from tests.street_towns import grid, network, place

SHANGHAI = Bounds(121.40, 31.20, 121.60, 31.35)
TOWN = Bounds(*place(-1, -1), *place(5, 4))
NASTY = "<img src=x onerror=alert(1)> {{ 7*7 }}"
STRICT = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"
SERVER = "http://niangjia.test"
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
DESK = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}

VIEW = "[map.getCenter().lng, map.getCenter().lat, map.getZoom(), map.getSize().x]"
ZOOMS = [11, 15, 18]
CENTRES = [(121.4737, 31.2304), (113.2644, 23.1291), (116.4074, 39.9042), (87.6168, 43.8256)]
PLACES_OF_TILES = """
  ([[lon, lat], [tileLon, tileLat], zooms]) => zooms.map(zoom => {
    map.setView([lat, lon], zoom, {animate: false});
    const tiles = Object.values(map._layers).find(layer => layer.getTileSize);
    const wanted = map.project([tileLat, tileLon], zoom).divideBy(256);
    const [x, y] = [Math.floor(wanted.x), Math.floor(wanted.y)];
    const tile = tiles._tiles[`${x}:${y}:${zoom}`].el.getBoundingClientRect();
    const box = document.getElementById("map").getBoundingClientRect();
    const there = map.latLngToContainerPoint([lat, lon]);
    return [
      tile.left - box.left + (wanted.x - x) * tile.width - there.x,
      tile.top - box.top + (wanted.y - y) * tile.height - there.y,
    ];
  })
"""
GAPS_BETWEEN_TILES = """
  () => {
    const tiles = Object.values(map._layers).find(layer => layer.getTileSize)._tiles;
    const box = key => tiles[key] && tiles[key].el.getBoundingClientRect();
    const gaps = Object.values(tiles).flatMap(({coords: {x, y, z}}) => {
      const [here, east, south] = [[x, y], [x + 1, y], [x, y + 1]]
        .map(([column, row]) => box(`${column}:${row}:${z}`));
      return [east && east.left - here.right, south && south.top - here.bottom]
        .filter(gap => gap !== undefined);
    });
    return [gaps.length > 0, Math.max(...gaps.map(Math.abs))];
  }
"""
UNCOVERED_CORNERS = """
  () => {
    const {x, y} = map.getSize();
    const tiles = [...document.querySelectorAll(".leaflet-tile")];
    const box = document.getElementById("map").getBoundingClientRect();
    const covers = (tile, left, top) => {
      const its = tile.getBoundingClientRect();
      return its.left <= left && left <= its.right && its.top <= top && top <= its.bottom;
    };
    return [[1, 1], [x - 2, 1], [1, y - 2], [x - 2, y - 2]].filter(([left, top]) =>
      !tiles.some(tile => covers(tile, box.left + left, box.top + top)));
  }
"""
JS_SHIFT = """
  positions => positions.map(([lng, lat]) => {
    const there = niangjia.shiftedTiles.toGcj02(L.latLng(lat, lng));
    const back = niangjia.shiftedTiles.fromGcj02(there);
    return [there.lng, there.lat, back.lng, back.lat];
  })
"""


@dataclass
class Desk:
    """A browser that keeps what a page asked for and complained of."""

    page: object
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def hearers(self):
        return {
            "request": lambda request: self.addresses.append(request.url),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": lambda message: self.complaints.append(message.text),
        }

    def asked_hosts(self):
        return {urlsplit(address).hostname for address in self.addresses}


@pytest.fixture
def context_options():
    return DESK


@pytest.fixture
def desk(used_page):
    """A desk on which no page may complain."""
    watched = Desk(used_page)
    with listening(used_page, watched.hearers):
        yield watched
    assert watched.complaints == []


@pytest.fixture
def open_file(desk, tmp_path):
    """Open a map as the file that a planner was sent."""

    def opened(drawn):
        file = tmp_path / "地图.html"
        file.write_text(render(drawn), encoding="utf-8")
        desk.page.goto(file.as_uri())
        return desk.page

    return opened


@pytest.fixture
def amap(desk, open_file):
    """The base map that is painted in GCJ-02, with tiles of our own."""
    desk.page.route(
        "**/appmaptile**", lambda route: route.fulfill(body=TILE, content_type="image/svg+xml")
    )
    chosen = choose_base_map("amap")
    return open_file(canvas("A", Language.CHINESE, bounds=SHANGHAI, base_map=chosen))


def a_town(**options):
    drawn = canvas(NASTY, Language.CHINESE, bounds=TOWN, **options)
    area = Area(NASTY, shapely.box(*place(-1, -1), *place(5, 4)))
    backdrop(TOWN, Language.CHINESE, streets=network(grid(5, 4)), areas=[area]).add_to(drawn)
    return drawn


def serve(desk, html):
    """Answer as our server does, under a policy that allows no inline script or style."""

    def answer(route):
        name = urlsplit(route.request.url).path.removeprefix("/static/maps/")
        file = served_files().get(name)
        headers = {"Content-Security-Policy": STRICT}
        if file:
            return route.fulfill(body=file.content, content_type=file.media_type)
        return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    desk.page.route(f"{SERVER}/**", answer)
    desk.page.goto(SERVER)
    return desk.page


def test_a_file_opens_without_any_request_or_complaint(desk, open_file):
    page = open_file(a_town())

    expect(page.locator("#map[data-drawn]")).to_be_visible()
    expect(page.locator("#map canvas")).to_have_count(1)
    assert [urlsplit(address).scheme for address in desk.addresses] == ["file"]


def test_names_are_shown_as_they_are(open_file):
    page = open_file(a_town())

    assert page.title() == NASTY
    assert page.locator(".backdrop-name").all_inner_texts() == [NASTY]
    expect(page.locator("#map img")).to_have_count(0)


def test_the_map_shows_its_bounds_and_who_made_the_streets(open_file):
    page = open_file(a_town())

    south_west, north_east = page.evaluate(
        "(() => { const b = map.getBounds(); return [b.getSouthWest(), b.getNorthEast()]; })()"
    )

    assert south_west["lng"] < TOWN.west < TOWN.east < north_east["lng"]
    assert south_west["lat"] < TOWN.south < TOWN.north < north_east["lat"]
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("m")


def test_the_map_is_named_and_moved_with_the_keyboard(open_file):
    page = open_file(a_town())
    before = page.evaluate("map.getCenter().lng")

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("region")).to_be_focused()
    assert NASTY in page.get_by_role("region").get_attribute("aria-label")
    page.wait_for_function("before => map.getCenter().lng > before", arg=before)
    expect(page.get_by_role("button", name="放大")).to_be_visible()


def test_a_page_of_our_server_needs_no_inline_script_or_style(desk):
    page = serve(desk, render(a_town(assets=served_from("/static/maps"))))

    expect(page.locator("#map[data-drawn]")).to_be_visible()
    expect(page.locator("#map canvas")).to_have_count(1)
    assert desk.asked_hosts() == {"niangjia.test"}


def test_a_page_of_our_own_holds_two_maps(desk):
    parts = [
        fragments(a_town(assets=served_from("/static/maps"), name=name))
        for name in ("before", "after")
    ]
    bodies = [part.body for part in parts]
    once = dict.fromkeys([*parts[0].styles, *parts[0].scripts, *parts[1].scripts])

    page = serve(desk, f"<!doctype html><title>A</title>{''.join([*once, *bodies])}")

    expect(page.locator(".folium-map[data-drawn]")).to_have_count(2)
    expect(page.locator(".folium-map canvas")).to_have_count(2)


def test_a_served_page_can_do_without_leaflets_pictures_from_elsewhere(desk):
    html = render(a_town(assets=served_from("/static/maps")))
    page = serve(desk, html)

    with page.expect_response(lambda answer: "/layers." in answer.url) as picture:
        page.evaluate("L.control.layers({}, {A: L.layerGroup()}).addTo(map)")

    assert picture.value.ok
    assert desk.asked_hosts() == {"niangjia.test"}


def test_on_paper_the_map_shows_the_same_part(open_file):
    page = open_file(a_town())
    view = page.evaluate(VIEW)
    page.evaluate(
        "addEventListener('beforeprint', () => { window.printed = ["
        "map.getBounds().contains(TOWN), map.getSize().x, map.getSize().y]; })".replace(
            "TOWN", str([[TOWN.south, TOWN.west], [TOWN.north, TOWN.east]])
        )
    )

    page.pdf(format="A4")

    contains_all, width, height = page.evaluate("printed")
    assert contains_all
    assert width == pytest.approx(17 / 2.54 * 96, abs=1)
    assert height == pytest.approx(15 / 2.54 * 96, abs=1)
    assert page.evaluate(VIEW) == pytest.approx(view)


@pytest.mark.parametrize("centre", CENTRES)
def test_tiles_in_gcj02_lie_within_a_pixel_of_where_they_belong(amap, centre):
    lon, lat = from_wgs84(*centre, Crs.GCJ02)

    off = amap.evaluate(PLACES_OF_TILES, [centre, [float(lon), float(lat)], ZOOMS])

    assert np.abs(off).max() < 1


def test_outside_the_mainland_tiles_lie_as_they_are(amap):
    hong_kong = (114.1694, 22.3193)

    off = amap.evaluate(PLACES_OF_TILES, [hong_kong, hong_kong, ZOOMS])

    assert np.abs(off).max() < 1


def test_shifted_tiles_have_no_gaps_and_cover_the_view(amap):
    amap.evaluate("map.setView([31.2304, 121.4737], 16, {animate: false})")

    has_neighbours, widest = amap.evaluate(GAPS_BETWEEN_TILES)

    assert has_neighbours
    assert widest < 0.01
    assert amap.evaluate(UNCOVERED_CORNERS) == []


def test_the_browser_shifts_by_the_very_transform_of_ours(amap):
    lon = np.random.default_rng(5).uniform(100, 120, 200)
    lat = np.random.default_rng(6).uniform(25, 40, 200)

    there_lon, there_lat, back_lon, back_lat = np.array(
        amap.evaluate(JS_SHIFT, np.column_stack([lon, lat]).tolist())
    ).T

    expected_lon, expected_lat = from_wgs84(lon, lat, Crs.GCJ02)
    assert np.abs([there_lon - expected_lon, there_lat - expected_lat]).max() < 1e-9
    assert np.abs([back_lon - lon, back_lat - lat]).max() < 1e-9


def test_a_base_map_asks_its_own_host_alone_and_names_the_owner(desk, amap):
    expect(amap.locator(".leaflet-control-attribution")).to_contain_text("高德地图")
    assert desk.asked_hosts() - {None, ""} <= {f"webrd0{n}.is.autonavi.com" for n in "1234"}


def test_the_browser_unpacks_what_was_packed(desk, open_file):
    page = open_file(a_town())

    element = page.locator('script[data-draws="backdrop"]')
    data = json.loads(element.text_content())
    drawn = page.evaluate(
        "Object.values(map._layers).filter(l => l instanceof L.Polyline)"
        ".map(l => l.getLatLngs().map(line => line.length))"
    )

    assert [name["name"] for name in data["names"]] == [NASTY]
    assert drawn == [[6, 2, 2, 2, 2, 2], [5]]
