from itertools import pairwise

import pytest

from tests.browser.conftest import NARROW_PHONE

PAGES = [
    "/",
    "/?lang=en",
    "/?place=蓝领",
    "/?place=火星",
    "/?place=A1&mode=fly",
    "/at/A1?open=any",
    "/at/A1?open=any&lang=en",
    "/at/A1?service=library",
    "/points/S1",
    "/points/S1?lang=en",
    "/poitns/S1",
]

OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
WIDTH = "document.documentElement.scrollWidth"
SMALL_TARGETS = """
  () => [...document.querySelectorAll("a, button, input, select, summary")]
    .filter(part => part.offsetParent && !part.classList.contains("skip"))
    .filter(part => {
      const box = part.getBoundingClientRect();
      return box.width < 44 || box.height < 44;
    })
    .map(part => part.outerHTML)
"""
WITHOUT_A_NAME = """
  () => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
    .filter(part => !(part.getAttribute("aria-label") || part.textContent.trim()
      && !part.matches("select") || (part.labels && part.labels.length)))
    .map(part => part.outerHTML)
"""
FAINT_TEXTS = """
  () => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => {
      const [r, g, b] = numbers(colour).map(value => value / 255)
        .map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4);
      return .2126 * r + .7152 * g + .0722 * b;
    };
    const behind = part => {
      for (; part; part = part.parentElement) {
        const colour = getComputedStyle(part).backgroundColor;
        if (numbers(colour)[3] !== 0) return colour;
      }
    };
    const contrast = part => {
      const pair = [light(getComputedStyle(part).color), light(behind(part))].sort((a, b) => b - a);
      return (pair[0] + .05) / (pair[1] + .05);
    };
    return [...document.querySelectorAll("body *")]
      .filter(part => part.offsetParent && [...part.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
      .filter(part => contrast(part) < 4.5)
      .map(part => contrast(part).toFixed(2) + " " + part.outerHTML);
  }
"""
HEADING_LEVELS = """
  () => [...document.querySelectorAll("h1, h2, h3, h4")].filter(part => part.offsetParent)
    .map(part => Number(part.tagName[1]))
"""
DOUBLE_IDS = """
  () => [...document.querySelectorAll("[id]")].map(part => part.id)
    .filter((id, place, all) => all.indexOf(id) !== place)
"""
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


@pytest.fixture(scope="module", params=PAGES)
def page(request, browser, server):
    context = browser.new_context(viewport=NARROW_PHONE, has_touch=True, is_mobile=True)
    opened = context.new_page()
    opened.goto(server + request.param)
    opened.evaluate(OPEN_ALL)
    yield opened
    context.close()


def test_every_target_is_large_enough_to_tap(page):
    assert page.evaluate(SMALL_TARGETS) == []


def test_everything_to_tap_or_fill_in_has_a_name(page):
    assert page.evaluate(WITHOUT_A_NAME) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_text_stands_out_from_what_is_behind(page, scheme):
    page.emulate_media(color_scheme=scheme)

    assert page.evaluate(FAINT_TEXTS) == []


@pytest.mark.parametrize("width", [320, 360])
def test_nobody_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 740})

    assert page.evaluate(WIDTH) == width


def test_headings_and_ids_are_in_order(page):
    levels = page.evaluate(HEADING_LEVELS)

    assert levels.count(1) == 1
    assert max(after - before for before, after in pairwise(levels)) <= 1
    assert page.evaluate(DOUBLE_IDS) == []


@pytest.mark.parametrize(("path", "lang"), [("/", "zh-CN"), ("/?lang=en", "en")])
def test_the_page_names_its_language(phone, path, lang):
    assert phone.open(path).locator("html").get_attribute("lang") == lang


def test_the_page_may_be_enlarged(phone):
    viewport = phone.open("/").locator("meta[name=viewport]").get_attribute("content")

    assert viewport == "width=device-width, initial-scale=1"


def test_the_keyboard_reaches_the_search_and_the_focus_is_seen(phone):
    page = phone.open("/")

    page.get_by_label("您在哪儿附近？").focus()
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent.trim()") == "查找"
    assert page.evaluate(OUTLINE) == "solid"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(phone):
    page = phone.open("/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
