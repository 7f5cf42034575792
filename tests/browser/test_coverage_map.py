import re
from urllib.parse import urlsplit

import orjson
import pytest
import shapely
from playwright.sync_api import expect

from geo.messages import Language
from maps.canvas import render
from maps.coverage_map import coverage_canvas
from maps.shipping import served_files, served_from
from tests.browser.conftest import listening
from tests.browser.page_checks import FAINT_TEXTS, PHONE, WITHOUT_A_NAME
from tests.coverage_reports import (
    MONDAY_NINE,
    NASTY,
    TUESDAY_TEN,
    a_desk,
    a_place,
    a_report,
    a_scene,
    no_report,
)

DESK = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
CALM = DESK | {"reduced_motion": "reduce"}
SERVER = "http://niangjia.test"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'"
)
BLUE, VERMILION, GREY = [0, 114, 178, 255], [213, 94, 0, 255], [218, 213, 204, 255]

PLACE_OF = """
  ([lat, lng]) => { const {x, y} = map.latLngToContainerPoint(L.latLng(lat, lng));
    const box = map.getContainer().getBoundingClientRect(); return [box.left + x, box.top + y]; }
"""
COLOUR_AT = """
  ([name, lat, lng]) => {
    const canvas = document.querySelector(`.leaflet-${name}-pane canvas`);
    const at = map.latLngToLayerPoint(L.latLng(lat, lng)).subtract(L.DomUtil.getPosition(canvas));
    const point = at.multiplyBy(canvas.width / parseFloat(canvas.style.width)).floor();
    return [...canvas.getContext("2d").getImageData(point.x, point.y, 1, 1).data];
  }
"""
PIXELS_OF_SHAPES = """
  () => niangjia.symbols.SHAPES.slice(0, 4).map(shape => {
    const canvas = niangjia.symbols.picture({shape, fill: "#000", stroke: "#000", width: 0}, 20);
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + alpha / 255, 0);
  })
"""
SMALL_TARGETS = """
  () => [...document.querySelectorAll(".coverage button, .coverage input:not([type=checkbox])")]
    .filter(each => each.offsetParent && each.type !== "radio")
    .filter(each => each.getBoundingClientRect().height < 44).map(each => each.outerHTML)
"""


@pytest.fixture
def context_options():
    return DESK


@pytest.fixture
def page(used_page):
    """A page that may not complain, nor ask another host for anything."""
    complaints, addresses = [], []
    hearers = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: addresses.append(request.url),
    }
    with listening(used_page, hearers):
        yield used_page
    own = ("file:", "data:", "blob:", f"{SERVER}/")
    assert [text for text in complaints if "503" not in text] == []
    assert [address for address in addresses if not address.startswith(own)] == []


@pytest.fixture
def open_map(page, tmp_path):
    """Open the map of a report as the file that a planner was sent."""

    def opened(report=None, language=Language.CHINESE, **changes):
        file = tmp_path / "coverage.html"
        drawn = coverage_canvas(a_scene(report, **changes), language)
        file.write_text(render(drawn), encoding="utf-8")
        page.goto(file.as_uri())
        expect(page.locator(".coverage[data-drawn]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def serve_map(page):
    """Open the map as a page of our server, which answers for service areas."""

    def opened(area):
        html = render(
            coverage_canvas(a_scene(), Language.CHINESE, assets=served_from("/static/maps"))
        )

        def answer(route):
            path = urlsplit(route.request.url).path
            file = served_files().get(path.removeprefix("/static/maps/"))
            if path == "/v1/service-points/s1/service-area":
                return area(route)
            if file:
                return route.fulfill(body=file.content, content_type=file.media_type)
            headers = {"Content-Security-Policy": POLICY}
            return route.fulfill(body=html, content_type="text/html", headers=headers)

        page.route(f"{SERVER}/**", answer)
        page.goto(SERVER)
        expect(page.locator(".coverage[data-drawn]")).to_be_visible()
        return page

    return opened


def click_on(page, place):
    page.mouse.click(*page.evaluate(PLACE_OF, [place["lat"], place["lon"]]))
    return page.locator(".coverage-popup")


def go_to_hour(page, hour):
    page.get_by_role("slider").evaluate(
        f"slider => {{ slider.value = {hour}; slider.dispatchEvent(new Event('input')); }}"
    )


def colour(page, number, name="coverage-demand"):
    place = a_place(number)
    return page.evaluate(COLOUR_AT, [name, place["lat"], place["lon"]])


def test_the_week_shows_who_is_covered_and_why_others_are_not(open_map):
    page = open_map()

    expect(page.locator(".coverage-number")).to_have_text("1")
    expect(page.locator(".coverage-of")).to_have_text("共 15 人中的 6.7%")
    legend = page.locator(".coverage-section").first
    expect(legend.locator("li:visible")).to_contain_text(
        ["已覆盖1", "路太远2", "没有所需的服务4", "时间对不上8", "面积表示人数"]
    )
    assert (colour(page, 0), colour(page, 1)) == (BLUE, VERMILION)


def test_the_slider_recolours_the_map_and_counts_the_people(open_map):
    page = open_map()

    go_to_hour(page, MONDAY_NINE)

    expect(page.locator(".coverage-number")).to_have_text("1")
    expect(page.locator(".coverage-now")).to_have_text("周一 09:00–10:00，1 人")
    assert (colour(page, 0), colour(page, 1)) == (BLUE, GREY)
    go_to_hour(page, TUESDAY_TEN)
    expect(page.locator(".coverage-number")).to_have_text("15")
    assert (colour(page, 0), colour(page, 1)) == (BLUE, BLUE)


def test_desks_are_filled_while_they_are_open(open_map):
    page = open_map()
    at = ["coverage-sites", a_desk()["lat"], a_desk()["lon"]]

    go_to_hour(page, MONDAY_NINE)
    opened = page.evaluate(COLOUR_AT, at)
    go_to_hour(page, 0)
    closed = page.evaluate(COLOUR_AT, at)

    assert opened != closed == [255, 255, 255, 255]
    expect(page.get_by_text("开放 0 个，共 1 个")).to_be_visible()


def test_unions_are_coloured_by_the_share_of_the_hour(open_map):
    page = open_map()
    shade = "Object.values(map._layers).find(l => l instanceof L.Polygon && l.options.fill).options"

    week = page.evaluate(f"{shade}.fillColor")
    go_to_hour(page, TUESDAY_TEN)

    assert (week, page.evaluate(f"{shade}.fillColor")) == ("#FBFDF9", "#8FC98A")
    expect(page.get_by_text("各工会能办成事的比例")).to_be_visible()


def test_the_slider_is_moved_with_the_keyboard_and_says_where_it_is(open_map):
    page = open_map()
    slider = page.get_by_role("slider", name="一周中的时段")
    slider.focus()

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageUp")

    expect(slider).to_have_attribute("aria-valuetext", "周三 09:00–10:00，0 人")
    expect(page.get_by_role("radio", name="按小时")).to_be_checked()


def test_the_switch_leads_back_to_the_week(open_map):
    page = open_map()
    go_to_hour(page, 0)

    page.get_by_role("radio", name="全周").check()

    expect(page.locator(".coverage-number")).to_have_text("1")
    assert colour(page, 1) == VERMILION


def test_the_hours_play_until_they_are_paused(open_map):
    page = open_map()

    page.get_by_role("button", name="播放").click()

    expect(page.locator(".coverage-now")).to_have_text(re.compile("^周二 1[1-9]:00"))
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_role("button", name="播放")).to_be_visible()


@pytest.mark.parametrize("context_options", [CALM])
def test_who_wants_less_motion_goes_hour_by_hour(open_map):
    page = open_map()

    page.get_by_role("button", name="下一小时").click()

    expect(page.locator(".coverage-now")).to_have_text("周二 11:00–12:00，0 人")


def test_a_place_tells_all_its_figures(open_map):
    popup = click_on(open_map(), a_place(3))

    expect(popup.locator("h2")).to_have_text("北门公寓")
    expect(popup.locator("dd")).to_have_text(
        ["8", "第一工会", "未覆盖：时间对不上", "没有", "中门服务站单程约 7.5 分钟（估算）"]
    )
    expect(popup.get_by_role("img")).to_have_accessible_name("一周里能办成事的时段（1 个小时）")


def test_a_desk_tells_its_hours_and_that_a_file_has_no_areas(open_map):
    popup = click_on(open_map(), a_desk())

    expect(popup.locator("dd")).to_have_text(
        ["周一至周五 09:00-17:30", "2", "周二 10:00–11:00，每个窗口 8 人（估算）"]
    )
    expect(popup).to_contain_text("服务范围要在服务器的覆盖页面上看，文件里没有。")
    expect(popup.get_by_role("link")).to_have_count(0)


def test_a_click_beside_all_places_tells_of_the_gap_or_the_union(open_map):
    page = open_map()
    place = a_place(1)

    gap = click_on(page, {"lat": place["lat"] + 0.0015, "lon": place["lon"]})
    expect(gap.locator("h2")).to_have_text("缺口：第一工会")
    expect(gap).to_contain_text("主要是路太远")
    union = click_on(page, {"lat": 31.195, "lon": 121.545})

    expect(union.locator("h2")).to_have_text("第一工会")
    expect(union).to_contain_text("1（6.7%）")


def test_places_on_one_spot_are_listed_and_told_one_by_one(open_map):
    spot = {"lon": 121.5, "lat": 31.2}
    places = [a_place(number, **spot) for number in range(3)]
    page = open_map(a_report(places))

    popup = click_on(page, spot)

    expect(popup.locator("h2")).to_have_text("这里有 3 处")
    popup.get_by_role("button", name="南门园区").click()
    expect(popup.locator("h2")).to_have_text("南门园区")
    popup.get_by_role("button", name="返回列表").click()
    expect(popup.get_by_role("button")).to_have_count(3)


def test_the_search_leads_to_places_and_desks_without_asking_anybody(open_map):
    page = open_map()

    page.get_by_role("combobox").fill("门")
    expect(page.get_by_role("option")).to_have_count(5)
    page.get_by_role("combobox").fill("中门")
    page.keyboard.press("Enter")

    expect(page.locator(".coverage-popup h2")).to_have_text("中门服务站")
    assert page.evaluate("map.getZoom()") >= 16
    page.get_by_role("combobox").fill("没有这里")
    expect(page.get_by_text("没有找到“没有这里”")).to_be_visible()


def test_names_are_shown_as_they_are(open_map):
    report = a_report([a_place(1, name=NASTY)], [a_desk(name=NASTY, lon=121.6)])
    report["by_union"][0]["name"] = NASTY
    page = open_map(report)

    popup = click_on(page, a_place(1))
    page.get_by_role("combobox").fill("<img")

    expect(popup.locator("h2")).to_have_text(NASTY)
    expect(page.get_by_role("option").first).to_contain_text(NASTY)
    expect(page.locator(".coverage img")).to_have_count(0)


def test_layers_can_be_hidden_and_are_then_out_of_reach(open_map):
    page = open_map()

    page.get_by_label("需求点（人数）").uncheck()
    page.get_by_label("缺口").uncheck()

    expect(page.locator(".leaflet-coverage-demand-pane canvas")).to_have_count(0)
    expect(click_on(page, a_place(3)).locator("h2")).to_have_text("第一工会")


def test_the_legend_shows_only_what_there_is(open_map):
    page = open_map(a_report([a_place(0)], sites=[]), union_areas={})

    expect(page.locator(".coverage-section h2:visible")).to_have_text(
        ["需求点（人数）", "各工会的覆盖率"]
    )
    expect(page.get_by_text("没有边界、画不出来的：第一工会")).to_be_visible()
    expect(page.get_by_text("还没有开放的服务点")).to_be_visible()


def test_a_map_of_nobody_says_so(open_map):
    page = open_map(no_report())

    expect(page.locator(".coverage-warning").first).to_contain_text("还没有可以计算的需求点")
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()


def test_places_where_nobody_lives_are_drawn_small(open_map):
    page = open_map(a_report([a_place(0, people=0), a_place(1, people=0)]))

    expect(page.locator(".coverage-of")).to_be_hidden()
    assert colour(page, 1) == VERMILION


def test_english_readers_get_english_words(open_map):
    page = open_map(language=Language.ENGLISH)

    go_to_hour(page, MONDAY_NINE)

    expect(page.locator(".coverage-now")).to_have_text("Mon 09:00–10:00, people: 1")
    assert re.findall(r"[\u4e00-\u9fff]+", page.locator(".coverage-panel").inner_text()) == []


def test_a_desk_shows_its_service_area_on_our_own_server(serve_map):
    area = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.box(121.49, 31.21, 121.51, 31.23)),
        "properties": {"travel_method": "streets", "attribution": "© OpenStreetMap contributors"},
    }
    page = serve_map(lambda route: route.fulfill(body=orjson.dumps(area)))
    page.emulate_media(reduced_motion="reduce")

    popup = click_on(page, a_desk())
    expect(popup.get_by_role("link")).to_have_attribute("href", "/points/s1")
    popup.get_by_role("button", name="显示服务范围（步行 15 分钟）").press("Enter")

    expect(page.get_by_text("中门服务站：步行 15 分钟内")).to_be_visible()
    assert page.evaluate("map.getBounds().contains([[31.21, 121.49], [31.23, 121.51]])")
    expect(page.get_by_text("沿道路")).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    click_on(page, a_desk()).get_by_role("button", name="不再显示服务范围").press("Enter")
    expect(page.get_by_text("沿道路")).to_be_hidden()


def test_a_service_area_that_cannot_be_had_is_told(serve_map):
    page = serve_map(lambda route: route.fulfill(status=503))

    popup = click_on(page, a_desk())
    popup.get_by_role("button", name="显示服务范围").press("Enter")

    expect(popup.get_by_role("status")).to_have_text("服务范围取不到，请稍后再试。")


def test_paper_has_the_map_the_legend_and_the_date_but_no_controls(open_map):
    page = open_map()
    page.emulate_media(media="print")

    printed = page.pdf(format="A4")

    expect(page.get_by_text("制图日期：2026-12-01")).to_be_visible()
    expect(page.get_by_role("heading", name="工会服务覆盖地图")).to_be_visible()
    for control in (".coverage-bar", ".coverage-search", ".coverage-section input"):
        expect(page.locator(control).first).to_be_hidden()
    # All canvases of the map are pictures: one drawn as lines would wipe away those below.
    assert len(re.findall(rb"/Subtype\s*/Image", printed)) >= 5


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_the_legend_waits_behind_a_button(open_map):
    page = open_map()

    expect(page.locator(".coverage-panel")).to_be_hidden()
    page.get_by_role("button", name="图例与图层").tap()

    expect(page.get_by_role("button", name="关闭")).to_be_focused()
    expect(page.get_by_text("制图日期：2026-12-01")).to_be_visible()
    page.get_by_role("button", name="关闭").tap()
    expect(page.locator(".coverage-panel")).to_be_hidden()


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_nothing_is_too_small_for_a_thumb_or_too_wide(open_map):
    page = open_map()

    go_to_hour(page, MONDAY_NINE)

    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("context_options", [DESK, PHONE])
def test_all_texts_can_be_read_and_all_controls_have_names(open_map):
    page = open_map()
    go_to_hour(page, MONDAY_NINE)
    click_on(page, a_place(0))

    assert page.evaluate(FAINT_TEXTS) == []
    assert page.evaluate(WITHOUT_A_NAME) == []


def test_the_shapes_of_people_have_the_same_area(open_map):
    areas = open_map().evaluate(PIXELS_OF_SHAPES)

    assert areas == pytest.approx([3.1416 * 20**2] * 4, rel=0.01)
