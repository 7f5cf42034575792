import re
from datetime import date

import pytest
from playwright.sync_api import expect

from geo.messages import Language
from maps.canvas import render
from maps.outreach_map import OutreachScene, outreach_canvas
from maps.outreach_sheets import draw_outreach_sheets
from tests.browser.page_checks import (
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    WIDE,
    WIDER_THAN_THE_PAGE,
    WITHOUT_A_NAME,
)
from tests.outreach_reports import HOSTILE, TEAMS, route, stop, told, town_outreach

A4_TEXT_PX = round((210 - 2 * 10) / 25.4 * 96)
PAGES = re.compile(rb"/Type\s*/Page\b")
POINT_OF = "place => { const {x, y} = map.latLngToContainerPoint(place); return [x, y]; }"
CENTRE = "() => [map.getCenter().lat, map.getCenter().lng]"
LINES = """
  () => Object.values(map._layers).filter(layer => layer.options.pane === "outreach-lines"
    && layer instanceof L.Polyline).length
"""
INKED = """
  pane => { const canvas = map.getPane(pane).querySelector("canvas");
    return canvas !== null && canvas.getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean); }
"""
LINES_PER_ROUTE = 3
"""An edge, what is between the dashes, and the dashes."""


@pytest.fixture
def context_options():
    return WIDE


@pytest.fixture
def visits_map(open_file):
    """Open a map of visits, that of the two teams unless told otherwise."""

    def opened(report=None, language=Language.CHINESE):
        scene = OutreachScene(report or town_outreach(language))
        page = open_file(render(outreach_canvas(scene, language)))
        expect(page.locator("#map[data-drawn]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def sheets(open_file):
    """Open sheets as they are printed."""

    def opened(report=None, language=Language.CHINESE):
        report = report or town_outreach(language)
        made_on = date(2026, 11, 20)
        links = {"T1": "https://example.org/outreach/t/4f3c2b1a"}
        html = draw_outreach_sheets(report, language=language, made_on=made_on, team_links=links)
        return open_file(html)

    return opened


def a_day_of(count):
    """One team, one day, so many stops with long names and reasons."""
    stops = [
        stop(
            i,
            "park",
            f"P{i}",
            f"高新技术产业开发区第 {i} 产业园",
            times="09:00 09:00 09:20 08:30 18:00",
            lon=113.5 + i / 500,
            topics=["membership", "services"],
            why=told("还没有服务点够得到的 320 人（13 分）；还没有入会的 210 人（4 分）", ""),
        )
        for i in range(1, count + 1)
    ]
    return town_outreach(teams=TEAMS[:1], routes=[route("T1", stops, "08:30", "18:30")])


def test_the_first_day_is_shown_and_another_one_can_be_chosen(visits_map):
    page = visits_map()
    headline = page.locator(".outreach-headline")
    expect(headline).to_have_text("3 处，480 人")

    page.get_by_label("日期").select_option("11月24日 周二")

    expect(headline).to_have_text("2 处，240 人")
    expect(page.locator(".outreach-routes button:visible")).to_have_count(2)


def test_a_team_can_be_chosen(visits_map):
    page = visits_map()
    page.get_by_label("日期").select_option("所有日期")

    page.get_by_label("小组").select_option("城西二组（骑电动车）")

    expect(page.locator(".outreach-headline")).to_have_text("2 处，280 人")
    assert page.evaluate(LINES) == 2 * LINES_PER_ROUTE


def test_lines_are_drawn_for_a_day_or_a_team_and_never_for_all(visits_map):
    page = visits_map()
    assert page.evaluate(LINES) == 2 * LINES_PER_ROUTE
    expect(page.locator(".outreach-legend")).to_contain_text("连线只表示顺序，不是路线")

    page.get_by_label("日期").select_option("所有日期")

    assert page.evaluate(LINES) == 0
    expect(page.locator(".outreach-legend")).to_contain_text("选一天或一个小组")


def test_an_entry_of_the_list_moves_the_map_to_its_stop_by_keyboard(visits_map):
    page = visits_map()

    page.get_by_role("button", name="西流湖公寓").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".panel-popup")).to_contain_text("1. 西流湖公寓")
    expect(page.locator("[aria-current=true]")).to_contain_text("西流湖公寓")
    assert page.evaluate(CENTRE) == pytest.approx([34.79, 113.46], abs=0.01)
    page.keyboard.press("Escape")
    expect(page.locator(".panel-popup")).to_have_count(0)
    expect(page.locator("[aria-current=true]")).to_have_count(0)


def test_a_stop_on_the_map_tells_all_and_names_stay_text(visits_map):
    page = visits_map()
    x, y = page.evaluate(POINT_OF, [34.83, 113.57])

    page.locator("#map").click(position={"x": x, "y": y})

    popup = page.locator(".panel-popup")
    expect(popup.locator("strong")).to_have_text(f"2. {HOSTILE}")
    expect(popup).to_contain_text("17:40 到，18:00 开始，18:30 离开")
    expect(popup).to_contain_text("0371-7654321（当地工会）")
    expect(page.locator("[aria-current=true]")).to_contain_text("幸福公寓")


def test_a_number_says_that_more_stops_are_at_its_spot(visits_map):
    report = a_day_of(2)
    report["routes"][0]["stops"][1]["lon"] = report["routes"][0]["stops"][0]["lon"]
    page = visits_map(report)
    x, y = page.evaluate(POINT_OF, [34.81, 113.502])

    page.locator("#map").click(position={"x": x, "y": y})

    expect(page.locator(".panel-popup .panel-place")).to_have_count(2)


def test_places_without_a_visit_are_shown_when_asked_for(visits_map):
    page = visits_map()
    expect(page.locator(".outreach-unserved")).to_be_hidden()

    page.get_by_label("没有排上的地方（2 处）").check()
    page.get_by_role("button", name="北部物流园").click()

    expect(page.locator(".panel-popup")).to_contain_text("时间有限，排给了别的走访点")
    assert page.evaluate(INKED, "outreach-unserved")


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_plan_says_so(visits_map, language):
    page = visits_map(town_outreach(language, routes=[], unserved=[], teams=[]), language)

    words = page.locator(".outreach-headline").inner_text()

    assert words.startswith({"zh-CN": "这里没有", "en": "There are no"}[language])


@pytest.mark.parametrize("context_options", [PHONE, WIDE])
def test_the_panel_leaves_nothing_cut_and_can_be_read(visits_map, context_options):
    page = visits_map(language=Language.ENGLISH)
    page.evaluate(OPEN_ALL)
    page.get_by_label("Places not visited (2)").check()

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.locator(".map-panel").evaluate("part => part.scrollWidth - part.clientWidth") == 0
    assert page.evaluate(WITHOUT_A_NAME) == []
    faint = page.locator("body").evaluate(FAINT_TEXTS)
    # Numbers stand on symbols, which are painted, not styled.
    assert [text for text in faint if "<b>" not in text] == []


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_the_map_stays_above_what_is_tapped(visits_map, context_options):
    page = visits_map(a_day_of(30))

    page.get_by_role("button", name="第 25 产业园").tap()

    expect(page.locator(".panel-popup")).to_be_in_viewport()
    assert page.locator("#map").bounding_box()["y"] == 0


@pytest.mark.parametrize(("stops", "pages"), [(12, 1), (14, 2)])
def test_twelve_stops_fit_on_a_page_and_more_flow_to_a_second(sheets, stops, pages):
    page = sheets(a_day_of(stops))

    printed = PAGES.findall(page.pdf(prefer_css_page_size=True))

    the_week = 1
    assert len(printed) == the_week + pages


@pytest.mark.parametrize("language", list(Language))
def test_on_paper_nothing_is_cut_off_and_headings_return(sheets, language):
    page = sheets(language=language)
    page.emulate_media(media="print")

    page.set_viewport_size({"width": A4_TEXT_PX, "height": 1_000})

    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    heads = page.locator("thead").evaluate_all("all => all.map(e => getComputedStyle(e).display)")
    assert set(heads) == {"table-header-group"}
    expect(page.locator(".running").first).to_be_visible()


@pytest.mark.parametrize("context_options", [PHONE, WIDE])
def test_the_sheets_can_be_read_on_a_screen(sheets, context_options):
    page = sheets()

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert page.locator("body").evaluate(FAINT_TEXTS) == []
