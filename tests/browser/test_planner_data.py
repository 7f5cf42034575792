import pytest
import shapely
from playwright.sync_api import expect

from data.tables import ServicePoint
from geo.places import Tier
from tests.browser.page_checks import DOUBLE_IDS, PHONE, TOO_WIDE, WIDE, WITHOUT_A_NAME

POINT = "/planner/data/service-points/S1"
OTHER_POINT = "/planner/data/service-points/S2"
PAGES = [
    "/planner",
    "/planner/data",
    "/planner/data/import",
    "/planner/data/service-points",
    "/planner/data/service-points/new?lang=en",
    POINT,
    "/planner/data/closures",
    "/planner/data/reports",
    "/planner/data/dragons",
]
ROWS = "编号,名称,经度,纬度,开放时间\nN1,江浦站,121.53,31.28,周一至周五 9:00-17:00\n"
BAD_ROW = "N2,四平站,121.51,31.27,周一 9:00-\n"

on_a_pc = pytest.mark.parametrize("context_options", [WIDE])
on_both = pytest.mark.parametrize("context_options", [WIDE, PHONE], ids=["pc", "phone"])
without_scripts = pytest.mark.parametrize(
    "context_options", [WIDE | {"java_script_enabled": False}]
)


@pytest.fixture(scope="module")
def server(run_town):
    """The whole application with two service points."""
    return run_town(settle).address


def settle(session):
    session.add_all(
        ServicePoint(
            code=code,
            name=name,
            tier=Tier.STATION,
            opening_hours="Mo-Fr 09:00-17:00",
            location=shapely.Point(121.53, 31.27),
        )
        for code, name in [("S1", "殷行站 <b>"), ("S2", "长海站")]
    )


@on_a_pc
def test_hours_are_understood_while_they_are_written(phone):
    page = phone.open(POINT)
    line = page.locator("#hours-understood")
    expect(line).to_contain_text("周一至周五 09:00–17:00")

    page.get_by_role("textbox", name="开放时间").first.fill("周一至周日 9:00-")
    expect(line).to_contain_text("看不懂")
    page.get_by_role("textbox", name="开放时间").first.fill("周一至周日 9:00-20:00")
    expect(line).to_contain_text("周一至周日 09:00–20:00")
    page.get_by_role("button", name="保存").last.click()

    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.get_by_role("textbox", name="开放时间").first).to_have_value("Mo-Su 09:00-20:00")


@without_scripts
def test_without_scripts_hours_are_saved_and_said_all_the_same(phone):
    page = phone.open(OTHER_POINT)

    page.get_by_role("textbox", name="开放时间").first.fill("周六 10:00-16:00")
    page.get_by_role("button", name="保存").last.click()

    expect(page.locator("#hours-understood")).to_contain_text("周六 10:00–16:00")


@on_a_pc
def test_the_dot_on_the_map_moves_the_position(phone):
    page = phone.open(POINT)
    drawn = page.locator("#point-map")
    size = drawn.bounding_box()

    drawn.click(position={"x": size["width"] * 0.75, "y": size["height"] / 2})
    lon, lat = page.get_by_label("经度").input_value(), page.get_by_label("纬度").input_value()

    # A quarter of a picture that is 2.4 km wide, at latitude 31.27.
    assert float(lon) - 121.53 == pytest.approx(600 / 111_320 / 0.8547, abs=0.0001)
    assert float(lat) == pytest.approx(31.27, abs=0.0001)


@on_a_pc
def test_a_file_with_one_bad_row_is_imported_without_it(phone, tmp_path):
    file = tmp_path / "站点.csv"
    file.write_text(ROWS + BAD_ROW, encoding="utf-8-sig")
    page = phone.open("/planner")

    page.get_by_role("link", name="数据", exact=True).click()
    page.get_by_role("link", name="导入文件").click()
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="检查文件").click()

    bad = page.get_by_role("row").filter(has_text="周一 9:00-")
    expect(bad).to_contain_text("开放时间")
    expect(page.get_by_role("heading", level=1)).to_have_text("检查结果：站点.csv")
    page.get_by_role("button", name="略过 1 行，导入其余 1 行").click()

    expect(page.get_by_role("status")).to_contain_text("已经导入")
    page.get_by_role("link", name="去看服务点").click()
    expect(page.get_by_role("link", name="江浦站")).to_be_visible()


@on_both
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_the_screen_and_name_their_parts(phone, path):
    page = phone.open(path)

    assert page.evaluate(TOO_WIDE) is False
    assert page.evaluate(WITHOUT_A_NAME) == []
    assert page.evaluate(DOUBLE_IDS) == []
    assert page.locator("h1").count() == 1
