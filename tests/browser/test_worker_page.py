import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AT_HOME

COUNT_POSITIONS = """
  window.asked = 0;
  var ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
  navigator.geolocation.getCurrentPosition = function () {
    window.asked += 1;
    ask.apply(null, arguments);
  };
"""
ALLOWED = {"geolocation": AT_HOME, "permissions": ["geolocation"]}
MOST_BYTES = 60_000

without_javascript = pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
with_position = pytest.mark.parametrize("context_options", [ALLOWED])


@without_javascript
def test_without_javascript_a_place_is_searched_chosen_and_answered(phone):
    page = phone.open("/")

    page.get_by_label("您在哪儿附近？").fill("蓝领")
    page.get_by_role("button", name="查找").first.click()
    page.get_by_role("link", name="控江蓝领公寓").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 个服务点，到了就能办")
    expect(page.get_by_role("heading", name="控江路职工服务中心")).to_be_visible()
    expect(page.get_by_text("24 小时开放")).to_be_visible()


@without_javascript
def test_without_javascript_nothing_offers_the_phones_position(phone):
    page = phone.open("/")

    expect(page.get_by_text("用我的位置查找")).to_be_hidden()


@without_javascript
def test_without_javascript_the_options_open_and_count(phone):
    page = phone.open("/at/A1")

    page.get_by_text("修改").click()
    page.get_by_label("找哪一种").select_option("附近所有的，没开门的也要")
    page.get_by_role("button", name="查找").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("附近的 2 个服务点")


def test_initials_are_enough(phone):
    page = phone.open("/")

    page.get_by_label("您在哪儿附近？").fill("kjllgy")
    page.keyboard.press("Enter")

    expect(page.get_by_text("从控江蓝领公寓出发")).to_be_visible()


def test_the_numbers_can_be_tapped_and_the_maps_opened(phone):
    page = phone.open("/at/A1")

    card = page.get_by_role("article", name="控江路职工服务中心")

    expect(card.locator("a[href^='tel:']")).to_have_attribute("href", "tel:02155880000,8012")
    expect(card.get_by_role("link", name=re.compile("导航到"))).to_have_count(3)
    expect(page.get_by_role("link", name="打电话给杨浦区总工会：021-65431234")).to_be_visible()
    expect(page.get_by_role("link", name="打电话 12351")).to_be_visible()


def test_the_way_leads_to_the_service_points_own_page_and_back(phone):
    page = phone.open("/at/A1")

    page.get_by_role("link", name="控江路职工服务中心的开放时间和详情").click()
    expect(page.get_by_role("heading", name="接下来两周")).to_be_visible()
    page.get_by_role("link", name="查找别的服务点").click()

    expect(page.get_by_label("您在哪儿附近？")).to_be_visible()


def test_nothing_found_is_one_tap_from_something(phone):
    page = phone.open("/at/A1?service=library")

    expect(page.get_by_role("heading", level=1)).to_have_text("这个条件下没找到服务点")
    page.get_by_role("link", name="不限办什么事").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 个服务点，到了就能办")


@with_position
def test_the_position_is_asked_for_only_on_a_tap(new_phone):
    new_phone.page.add_init_script(COUNT_POSITIONS)
    page = new_phone.open("/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.asked") == 0

    page.get_by_role("button", name="用我的位置查找").click()
    expect(page.get_by_text("从您的位置出发")).to_be_visible()


@with_position
def test_the_position_stands_in_no_address(phone):
    page = phone.open("/")

    page.get_by_role("button", name="用我的位置查找").click()
    page.get_by_role("button", name="看附近所有服务点").click()
    page.get_by_role("button", name="English").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("Hours and details of 控江")).click()
    opened.value.get_by_role("heading", name="The next two weeks").wait_for()

    seen = " ".join([*phone.addresses, opened.value.url])
    assert not re.search(r"lon=|lat=|121\.5|31\.2", seen)


@with_position
def test_from_a_list_found_by_position_the_details_open_beside_it(phone):
    page = phone.open("/")
    page.get_by_role("button", name="用我的位置查找").click()
    page.get_by_role("button", name="看附近所有服务点").click()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("控江.*详情|详情.*控江")).click()
    opened.value.close()

    expect(page.get_by_role("heading", level=1)).to_have_text("附近的 2 个服务点")


@with_position
def test_a_place_typed_after_the_position_is_what_counts(phone):
    page = phone.open("/")

    page.get_by_role("button", name="用我的位置查找").click()
    page.get_by_text("修改").click()
    page.get_by_label("您在哪儿附近？").fill("长白蓝领公寓")
    page.keyboard.press("Enter")

    expect(page.get_by_text("从长白蓝领公寓出发")).to_be_visible()


def test_a_position_that_is_refused_is_explained(phone):
    page = phone.open("/")

    page.get_by_role("button", name="用我的位置查找").click()

    expect(page.get_by_role("status")).to_contain_text("没有拿到定位许可")
    expect(page.get_by_role("button", name="用我的位置查找")).to_be_enabled()


def test_english_is_kept_through_the_search(phone):
    page = phone.open("/")

    page.get_by_role("link", name="English").click()
    page.get_by_label("Where are you?").fill("蓝领")
    page.get_by_role("button", name="Find").first.click()
    page.get_by_role("link", name="控江蓝领公寓").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Open for you: 1")


@with_position
def test_nothing_about_the_worker_is_kept(new_phone, context):
    page = new_phone.open("/")

    page.get_by_role("button", name="用我的位置查找").click()
    expect(page.get_by_text("从您的位置出发")).to_be_visible()

    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@without_javascript
def test_the_map_numbers_the_service_points_as_the_list_does(phone):
    page = phone.open("/at/A1?open=any")

    page.get_by_role("link", name="在地图上看").click()

    expect(page.get_by_role("img", name="您的位置和 2 个服务点")).to_be_visible()
    drawn = page.locator("svg.map").bounding_box()
    assert (drawn["x"] >= 0, drawn["x"] + drawn["width"] <= 390) == (True, True)


@pytest.mark.parametrize("path", ["/", "/at/A1?open=any", "/points/S1"])
def test_a_page_with_all_its_parts_stays_under_60_kb(new_phone, path):
    new_phone.open(path)

    assert 5_000 < new_phone.weight < MOST_BYTES
