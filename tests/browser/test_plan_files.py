import re
from datetime import date

import pytest
import shapely
from playwright.sync_api import expect

from geo.messages import Language
from maps.canvas import render
from maps.plan_map import PlanScene, plan_canvas
from maps.plan_report import draw_plan_report
from tests.browser.page_checks import (
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    WIDE,
    WIDER_THAN_THE_PAGE,
    WITHOUT_A_NAME,
)
from tests.data.plan_reports import (
    empty_coverage,
    empty_plan,
    large_town,
    town_coverage,
    town_plan,
)

A4_TEXT_PX = round((210 - 2 * 14) / 25.4 * 96)
AREAS = {"u1": shapely.box(121.45, 31.15, 121.53, 31.25)}
SPOT = [31.20, 121.50]
"""Where the desk of the town and most of its places are."""

POINT_OF = "place => { const {x, y} = map.latLngToContainerPoint(place); return [x, y]; }"
REACHED = """
  () => Object.values(map._layers).filter(layer => layer.options.pane === "plan-reached")
    .map(layer => layer instanceof L.CircleMarker ? "place"
      : layer instanceof L.Polyline ? "line" : "")
    .filter(Boolean).sort()
"""
SHADES = """
  () => Object.values(map._layers).filter(layer => layer instanceof L.Polygon)
    .map(layer => layer.options.fillColor).filter(Boolean)
"""
UNBROKEN = """
  () => [...document.querySelectorAll("tr, thead")].filter(part =>
    getComputedStyle(part).breakInside !== "avoid"
    && getComputedStyle(part).display !== "table-header-group").length
"""
PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def context_options():
    return WIDE


@pytest.fixture
def plan_map(open_file):
    """Open a plan map, that of the small town unless told otherwise."""

    def opened(plan=None, coverage=None, language=Language.CHINESE):
        scene = PlanScene(plan or town_plan(), coverage or town_coverage(), AREAS)
        page = open_file(render(plan_canvas(scene, language)))
        expect(page.locator("#map[data-drawn]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def report(open_file):
    """Open a plan's report, that of the small town unless told otherwise."""

    def opened(plan=None, coverage=None, language=Language.CHINESE):
        plan, coverage = plan or town_plan(), coverage or town_coverage()
        made_on = date(2026, 11, 22)
        return open_file(draw_plan_report(plan, coverage, language=language, made_on=made_on))

    return opened


def click_map(page, place):
    x, y = page.evaluate(POINT_OF, place)
    page.locator("#map").click(position={"x": x, "y": y})


def test_the_switch_shows_before_and_after(plan_map):
    page = plan_map()
    expect(page.locator(".plan-headline")).to_contain_text("覆盖 28 人，占 90.3%")
    expect(page.locator(".plan-headline")).to_contain_text("比方案前多 12 人")
    after = page.evaluate(SHADES)

    page.get_by_label("方案前").check()

    expect(page.locator(".plan-headline")).to_contain_text("覆盖 16 人，占 51.6%")
    expect(page.get_by_text("新覆盖", exact=True)).to_be_hidden()
    assert page.evaluate(SHADES) != after


def test_the_legend_counts_everybody_once(plan_map):
    page = plan_map()

    counts = page.locator(".plan-demand-entries .plan-count").all_inner_texts()

    assert counts == ["16 人", "12 人", "3 人"]
    expect(page.locator(".plan-visits-entries")).to_contain_text("3 人，2 处")


def test_pointing_at_an_action_shows_whom_it_reaches(plan_map):
    page = plan_map()
    button = page.get_by_role("button", name="旧厂房")

    button.hover()

    assert page.evaluate(REACHED) == ["line", "line", "place", "place"]
    page.mouse.move(5, 5)
    assert page.evaluate(REACHED) == []


def test_an_action_that_is_looked_at_shows_whom_it_reaches_though_people_are_off(plan_map):
    page = plan_map()
    page.get_by_label("需求点").uncheck()
    page.get_by_label("走访名单").uncheck()
    button = page.get_by_role("button", name="旧厂房")

    button.hover()
    assert page.evaluate(REACHED) == ["line", "line", "place", "place"]
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("map.getZoom() > 10")

    expect(button).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(REACHED) == ["line", "line", "place", "place"]


def test_an_action_is_chosen_by_keyboard_and_moves_the_map(plan_map):
    page = plan_map()
    button = page.get_by_role("button", name="旧厂房")
    before = page.evaluate("map.getZoom()")

    button.focus()
    page.keyboard.press("Enter")

    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".plan-detail:visible")).to_contain_text("甲厂：4 人只靠它")
    page.wait_for_function("before => map.getZoom() > before", arg=before)
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")


def test_an_action_is_chosen_on_the_map(plan_map):
    page = plan_map()

    click_map(page, SPOT)

    expect(page.locator(".plan-popup")).to_contain_text("1. +1 服务点")
    expect(page.locator(".plan-actions [aria-expanded=true]")).to_contain_text("+1 服务点")
    assert page.evaluate(REACHED) == ["line", "place"]


def test_places_on_one_spot_are_all_told(plan_map):
    page = plan_map()
    page.get_by_label("行动").uncheck()

    click_map(page, SPOT)

    expect(page.locator(".plan-popup .plan-place")).to_have_count(4)
    expect(page.locator(".plan-popup")).to_contain_text("由第 1、2 项覆盖")


def test_names_are_shown_as_they_are(plan_map):
    page = plan_map()

    click_map(page, [31.26, 121.56])

    expect(page.locator(".plan-popup strong")).to_have_text('城东"<script>"公寓')
    expect(page.locator(".plan-popup")).to_contain_text("未覆盖、只能上门")
    expect(page.locator(".plan-popup script")).to_have_count(0)


def test_a_union_is_compared_where_nothing_else_is(plan_map):
    page = plan_map()

    click_map(page, [31.21, 121.515])

    expect(page.locator(".plan-popup")).to_contain_text(
        "方案前 16 人（57.1%），方案后 28 人（100%）"
    )


def test_a_union_without_an_area_is_named(plan_map):
    expect(plan_map().locator(".plan-legend")).to_contain_text("画不出来的：@乙区工会")


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_plan_says_why(plan_map, language):
    page = plan_map(empty_plan(), empty_coverage(), language)

    words = page.locator(".plan-panel").inner_text()

    assert ("没有可做的事" in words) is (language is Language.CHINESE)
    assert ("nothing to do" in words) is (language is Language.ENGLISH)


@pytest.mark.parametrize("context_options", [PHONE, WIDE])
def test_the_panel_leaves_nothing_cut_and_can_be_read(plan_map, context_options):
    page = plan_map(language=Language.ENGLISH)
    page.evaluate(OPEN_ALL)

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.locator(".plan-panel").evaluate("part => part.scrollWidth - part.clientWidth") == 0
    assert page.evaluate(WITHOUT_A_NAME) == []
    faint = page.locator("body").evaluate(FAINT_TEXTS)
    # Numbers stand on symbols, which are painted, not styled.
    assert [text for text in faint if "<b>" not in text] == []


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_the_map_stays_above_what_is_tapped(plan_map, context_options):
    page = plan_map()

    page.get_by_role("button", name="旧厂房").tap()

    expect(page.locator("#map")).to_be_in_viewport()
    expect(page.locator(".plan-detail:visible")).to_be_in_viewport()


def test_on_paper_no_canvas_hides_those_below(plan_map):
    page = plan_map()

    page.emulate_media(media="print")

    opacities = page.locator("#map canvas").evaluate_all(
        "all => all.map(part => Number(getComputedStyle(part).opacity))"
    )
    # Chromium clears what lies below a canvas on paper, unless that is a group of its own.
    assert opacities
    assert max(opacities) < 1


def test_on_paper_the_report_is_as_wide_as_the_page(report):
    page = report()
    page.emulate_media(media="print")

    page.set_viewport_size({"width": A4_TEXT_PX, "height": 1_000})

    assert page.evaluate(WIDER_THAN_THE_PAGE) == []


def test_on_paper_rows_are_whole_and_headings_return(report):
    page = report()

    page.emulate_media(media="print")

    assert page.locator("tr").count() > 20
    assert page.evaluate(UNBROKEN) == 0


def test_a_long_report_takes_several_pages(report):
    page = report(*large_town(250))

    pages = PAGES.findall(page.pdf(prefer_css_page_size=True))

    assert 6 <= len(pages) <= 10


@pytest.mark.parametrize("context_options", [PHONE, WIDE])
@pytest.mark.parametrize("language", list(Language))
def test_the_report_can_be_read_on_a_screen(report, language, context_options):
    page = report(language=language)

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert page.locator("body").evaluate(FAINT_TEXTS) == []


def test_what_is_wider_than_a_phone_can_be_scrolled_by_keyboard(report):
    page = report()
    page.set_viewport_size({"width": 390, "height": 844})
    table = page.get_by_role("region", name="做什么，为什么")

    table.focus()

    expect(table).to_be_focused()
    assert table.evaluate("part => part.scrollWidth > part.clientWidth")
