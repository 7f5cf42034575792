from itertools import pairwise

import pytest
import shapely
from playwright.sync_api import expect

from api.settings import PlannerAccess
from data.report_columns import ReportKind
from data.reports import add_report
from data.tables import CandidateSite, Closure, WorkerApartment
from geo.messages import Language
from maps.canvas import render
from maps.coverage_map import coverage_canvas
from tests.browser.conftest import NARROW_PHONE, settle
from tests.browser.page_checks import (
    AXE,
    DOUBLE_IDS,
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    TOO_LOW_TO_TAP,
    VIOLATIONS,
    WITHOUT_A_NAME,
)
from tests.coverage_reports import a_scene
from tests.stored_plans import MONDAY, finished, queued
from tests.stored_visits import published_visits, waiting_visits

WINDOWS = {
    "phone": PHONE,
    "pc": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
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

PLANNER_PAGES = [
    "/sign-in",
    "/planner",
    "/planner/data",
    "/planner/data/import",
    "/planner/data/service-points",
    "/planner/data/service-points/new",
    "/planner/data/service-points/S1",
    "/planner/data/closures",
    "/planner/data/reports",
    "/planner/data/dragons",
    "/planner/coverage",
    "/planner/coverage?minutes=0",
    "/planner/plans",
    "/planner/plans/new",
    "/planner/plans/{done}",
    "/planner/plans/{waiting}",
    "/planner/plans/compare?plan={done}&plan={older}",
    "/planner/outreach",
    "/planner/outreach/new",
    "/planner/outreach/{visits}",
    "/planner/outreach/{waiting_visits}",
    "/planner/posters",
    "/planner/posters/print?code=A1",
]
MORE_PAGES = ["/points/S1?area=15", "/points/S1?thanks=1"]
WIDE_PAGES = [
    "/at/A1?open=any",
    "/points/S1",
    "/planner",
    "/planner/data/service-points",
    "/planner/data/service-points/S1",
    "/planner/coverage?lang=en",
    "/planner/plans",
    "/planner/plans/{done}?lang=en",
    "/planner/outreach/new",
    "/planner/outreach/{visits}?lang=en",
]
ROWS = "编号,名称,经度,纬度,开放时间\nN1,江浦站,121.53,31.28,周一 9:00-\n"

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
HEADING_LEVELS = """
  () => [...document.querySelectorAll("h1, h2, h3, h4")].filter(part => part.offsetParent)
    .map(part => Number(part.tagName[1]))
"""
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


@pytest.fixture(scope="module")
def codes():
    """Codes of the stored plans, by what they are."""
    return {}


@pytest.fixture(scope="module")
def server(run_town, codes):
    """The whole application with a little of everything; the plans that wait are looked at."""

    def settle_all(session):
        settle(session)
        settle_desk(session)
        codes.update(older=finished(session), done=finished(session), waiting=queued(session))
        codes.update(visits=published_visits(session), waiting_visits=waiting_visits(session))

    access = {"planner_access": PlannerAccess.EVERYONE, "public_url": "https://fuwu.example.org"}
    return run_town(settle_all, plans_wait=True, **access).address


def settle_desk(session):
    session.flush()
    at = shapely.Point(121.531, 31.271)
    apartment = {"residents": 300, "free_hours": "Mo-Su 18:00-22:00", "location": at}
    closed = {"first_day": MONDAY.date(), "last_day": MONDAY.date(), "reason": "装修"}
    session.add_all(
        [
            WorkerApartment(code="A3", name="新江湾公寓", **apartment),
            CandidateSite(code="C1", name="旧厂房", location=at),
            Closure(code="K1", service_point_code="S1", **closed),
        ]
    )
    add_report(session, "S1", kind=ReportKind.HOURS, text="周六没有人", at=MONDAY)


@pytest.fixture(scope="module")
def windows(browser):
    """A page on a phone, and one on a PC in the dark, both with axe in whatever they open."""
    contexts = {name: browser.new_context(**options) for name, options in WINDOWS.items()}
    for context in contexts.values():
        context.add_init_script(path=AXE)
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture
def look(windows, server, codes):
    """Open a page of the server with all that is folded."""

    def opened(window, path):
        windows[window].goto(server + path.format(**codes))
        windows[window].evaluate(OPEN_ALL)
        return windows[window]

    return opened


@pytest.fixture
def look_at_file(windows, tmp_path):
    """Open a file as one that was mailed."""

    def opened(window, html):
        file = tmp_path / "file.html"
        file.write_text(html, encoding="utf-8")
        windows[window].goto(file.as_uri())
        windows[window].evaluate(OPEN_ALL)
        return windows[window]

    return opened


@pytest.fixture(scope="module")
def narrow_page(browser):
    opened = browser.new_page(viewport=NARROW_PHONE, has_touch=True, is_mobile=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=PAGES)
def opened_page(request, narrow_page, server):
    narrow_page.goto(server + request.param)
    narrow_page.evaluate(OPEN_ALL)
    return narrow_page


@pytest.fixture
def page(opened_page):
    """A page with all that is folded; the tests of a page share it."""
    yield opened_page
    opened_page.set_viewport_size(NARROW_PHONE)


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


@pytest.mark.parametrize("path", [*PAGES, *MORE_PAGES])
def test_axe_finds_nothing_wrong_with_what_workers_see(look, path):
    assert look("phone", path).evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("path", PLANNER_PAGES)
def test_axe_finds_nothing_wrong_with_the_desk_on_a_phone(look, path):
    page = look("phone", path)

    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate(TOO_LOW_TO_TAP) == []


@pytest.mark.parametrize("path", WIDE_PAGES)
def test_axe_finds_nothing_wrong_on_a_pc_in_the_dark(look, path):
    assert look("pc", path).evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("window", ["phone", "pc"])
@pytest.mark.parametrize("name", ["report.html", "plan.html"])
def test_axe_finds_nothing_wrong_with_the_files_of_a_plan(
    look_at_file, context, server, codes, name, window
):
    file = context.request.get(f"{server}/v1/plans/{codes['done']}/files/{name}")

    assert look_at_file(window, file.text()).evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("window", ["phone", "pc"])
def test_axe_finds_nothing_wrong_with_a_coverage_map_by_the_hour(look_at_file, window):
    page = look_at_file(window, render(coverage_canvas(a_scene(), Language.ENGLISH)))

    page.get_by_role("radio", name="Hour").check(force=True)

    assert page.evaluate(VIOLATIONS) == []


def test_axe_finds_nothing_wrong_with_the_check_of_a_bad_file(look):
    page = look("phone", "/planner/data/import")
    sent = {"name": "站点.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}

    page.locator("input[type=file]").set_input_files(sent)
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("检查结果：站点.csv")

    assert page.evaluate(VIOLATIONS) == []
