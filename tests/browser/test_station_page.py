import pytest
from playwright.sync_api import expect

from tests.browser.test_worker_page import MOST_BYTES

COLOURS = """
  () => [...document.querySelectorAll("figure path, figure circle")]
    .map(part => getComputedStyle(part)).map(style => style.fill + " " + style.stroke)
"""

without_javascript = pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
on_a_desk = pytest.mark.parametrize(
    "context_options", [{"viewport": {"width": 1280, "height": 900}, "is_mobile": False}]
)


def test_wrong_hours_are_reported_and_thanked_for(phone):
    page = phone.open("/points/S1")

    page.get_by_role("link", name="时间不对？告诉我们").click()
    page.get_by_label("哪里不对").select_option("电话打不通或不对")
    page.get_by_label("说明一下").fill("空号")
    page.get_by_role("button", name="发给工会").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢，已经收到了")
    page.get_by_role("link", name="回到这个服务点").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("控江路职工服务中心")


def test_a_browser_says_of_our_form_that_it_is_ours(phone):
    page = phone.open("/points/S1")

    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="发给工会").click()

    assert sent.value.all_headers()["origin"] == phone.server


@without_javascript
def test_without_javascript_a_report_that_is_refused_keeps_its_words(phone):
    page = phone.open("/points/S1?lang=en")

    page.get_by_label("What is wrong?").select_option("Something else")
    page.get_by_role("button", name="Send to the union").click()

    expect(page.get_by_role("alert")).to_contain_text("please write a line")
    expect(page.get_by_label("What is wrong?")).to_have_value("other")


@without_javascript
def test_without_javascript_the_area_is_drawn_when_asked_for(phone):
    page = phone.open("/points/S1")
    expect(page.get_by_role("img")).to_have_count(0)

    page.get_by_role("link", name="15 分钟").click()

    expect(page.get_by_role("img", name="步行 15 分钟内能走到这里的范围")).to_be_visible()
    expect(page.get_by_text("500 米")).to_be_visible()


def test_the_drawing_has_its_colours(phone):
    page = phone.open("/points/S1?area=15")

    assert "rgb(0, 0, 0) none" not in page.evaluate(COLOURS)


def test_the_page_with_its_area_stays_under_60_kb(new_phone):
    new_phone.open("/points/S1?area=30")

    assert 10_000 < new_phone.weight < MOST_BYTES


def test_today_comes_first_and_is_told_apart(phone):
    page = phone.open("/points/S1")

    rows = page.get_by_role("table", name="接下来两周").get_by_role("row")

    expect(rows).to_have_count(15)
    expect(rows.nth(1)).to_have_attribute("aria-current", "date")
    expect(rows.nth(1).get_by_role("rowheader")).to_contain_text("今天")


@on_a_desk
def test_on_a_wide_screen_the_numbers_stand_beside_the_facts(phone):
    page = phone.open("/points/S1")

    facts = page.locator(".station .told").bounding_box()
    numbers = page.locator(".station .reach").bounding_box()

    assert numbers["x"] >= facts["x"] + facts["width"]
    assert numbers["y"] == facts["y"]


def test_on_paper_there_is_neither_form_nor_today(phone):
    page = phone.open("/points/S1?area=15")

    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="发给工会")).to_be_hidden()
    expect(page.get_by_text("今天", exact=True)).to_be_hidden()
    expect(page.get_by_role("img")).to_be_visible()
