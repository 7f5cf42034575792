import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from data.outreach_workbook import write_outreach_workbook
from geo.errors import SourceUnavailable
from geo.messages import Language
from tests.data.sheets import column, fact, is_laid_out, values
from tests.outreach_reports import HOSTILE, T1_MONDAY, at, stop, town_outreach

CHINESE_SHEETS = ["总览", "每日走访", "小组", "没有排上"]
NEEDED = (
    "地方", "类别", "要见（人）", "谈什么", "电话", "谁的电话",
    "优先级（分）", "约定", "大家有空的时间",
)  # fmt: skip
LISTS = CHINESE_SHEETS[1:]
MONDAY, TUESDAY = datetime(2026, 11, 23), datetime(2026, 11, 24)  # noqa: DTZ001  cells have no zone


def opened(language=Language.CHINESE, **changed):
    stream = io.BytesIO()
    write_outreach_workbook(stream, town_outreach(language, **changed), language)
    return load_workbook(stream)


@pytest.fixture(scope="module")
def book():
    return opened()


def hours(*times):
    return [timedelta(hours=hour) for hour in times]


def test_the_sheets_are_named_in_the_asked_language(book):
    english = opened(Language.ENGLISH)

    assert book.sheetnames == CHINESE_SHEETS
    assert english.sheetnames == ["Summary", "Stops by day", "Teams", "Not on a route"]


@pytest.mark.parametrize("title", LISTS)
def test_a_list_has_a_header_that_stays_and_a_filter_and_prints_across(book, title):
    assert is_laid_out(book[title])


@pytest.mark.parametrize("language", Language)
def test_every_heading_is_in_the_asked_language(language):
    sheets = opened(language).worksheets[1:]

    headings = [cell.value for sheet in sheets for cell in sheet[1]]

    is_chinese = [any("一" <= sign <= "鿿" for sign in heading) for heading in headings]
    assert is_chinese == [language is Language.CHINESE] * len(headings)


def test_the_summary_says_which_days_and_whom_and_how(book):
    sheet = book["总览"]

    assert fact(sheet, "第一天") == (MONDAY, None, "11月23日 周一")
    assert fact(sheet, "天数") == (2, None, "到 11月24日 周二 为止")
    assert fact(sheet, "走访谁")[0].startswith("今天还没有覆盖到的地方")
    assert fact(sheet, "覆盖标准")[0].startswith("步行单程不超过 15 分钟")
    assert fact(sheet, "路上时间")[0] == "按道路计算（离道路太远的地方为估算）"
    assert fact(sheet, "计算方法")[0].startswith("VROOM + PyVRP，时间用完")


def test_the_summary_counts_what_is_served_of_all(book):
    sheet = book["总览"]

    stops, people, priority = (
        fact(sheet, label) for label in ("走访点", "要见的人", "优先级（分）")
    )

    assert stops == (5, 5 / 7, "共 7 处想走访，没有排上 2 处，原因见“没有排上”")
    assert people == (720, 0.9, "想走访的地方共有 800 人要见")
    assert priority[:2] == (31, 31 / 127)
    assert priority[2].startswith("想走访的地方合计 127 分。每处 1 到 100 分：")


def test_the_summary_names_the_plan_whose_visiting_list_it_is():
    source = town_outreach()["source"] | {"kind": "plan", "plan_code": "p-20261101-abcdef"}

    sheet = opened(source=source)["总览"]

    assert fact(sheet, "走访谁")[0].startswith("方案 p-20261101-abcdef 的走访名单")


def test_ways_that_are_estimated_are_said_to_be(book):
    sheet = opened(travel_method="estimated")["总览"]

    assert fact(sheet, "路上时间")[0].startswith("估算（按直线距离推算")


def test_stops_are_listed_by_day_then_team_then_order(book):
    sheet = book["每日走访"]

    assert values(sheet, "日期") == [MONDAY, MONDAY, MONDAY, TUESDAY, TUESDAY]
    assert values(sheet, "星期") == ["周一", "周一", "周一", "周二", "周二"]
    assert values(sheet, "小组") == ["城东一组", "城东一组", "城西二组", "城东一组", "城西二组"]
    assert values(sheet, "序号") == [1, 2, 1, 1, 1]
    assert values(sheet, "编号") == ["A1", "A1", "B2", "F1", "P9"]


def test_times_are_times_for_excel(book):
    sheet = book["每日走访"]

    assert values(sheet, "到达")[:1] == hours(11)
    assert values(sheet, "开始走访")[:3] == hours(11.5, 18, 18.5)
    assert column(sheet, "离开")[0].number_format == "[hh]:mm"
    assert column(sheet, "日期")[0].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("heading", "app"), [("高德地图", "amap"), ("百度地图", "baidu"), ("腾讯地图", "tencent")]
)
def test_the_way_to_each_stop_is_a_click_away(book, heading, app):
    links = column(book["每日走访"], heading)

    assert [cell.value for cell in links] == ["导航"] * 5
    assert links[0].hyperlink.target == T1_MONDAY["stops"][0]["links"][app]


def test_the_end_of_a_day_is_after_its_beginning():
    late = T1_MONDAY | {"return_depot": at("00:00", "2026-11-24")}

    sheet = opened(routes=[late])["小组"]

    assert values(sheet, "返回")[0] == timedelta(hours=24)


def test_a_stop_has_all_that_a_team_needs_there(book):
    sheet = book["每日走访"]

    first, second = zip(*(values(sheet, heading)[:2] for heading in NEEDED), strict=True)

    assert first == (
        '高新“智造”园 "A 区"', "产业园区", 300, "介绍入会、介绍服务点和 12351 热线",
        "0371-1234567", "对方", 1, "已约好", "11:30–13:00",
    )  # fmt: skip
    assert second == (
        HOSTILE, "职工公寓", 100, "介绍服务点和 12351 热线",
        "0371-7654321", "当地工会", 2, None, "18:00–21:30",
    )  # fmt: skip


def test_what_is_not_known_of_a_stop_stays_empty(book):
    sheet = book["每日走访"]

    unknown = [values(sheet, heading)[3] for heading in ("地址", "电话", "谁的电话", "约定")]

    assert unknown == [None] * 4


def test_a_name_that_looks_like_a_formula_is_text():
    cell = column(opened(routes=[_named("=1+1")])["每日走访"], "地方")[0]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def _named(name):
    only = stop(1, "firm", "F1", name, times="11:00 11:00 11:30 11:00 12:00")
    return T1_MONDAY | {"stops": [only]}


def test_each_day_of_a_team_says_when_it_leaves_and_what_it_does(book):
    sheet = book["小组"]

    assert values(sheet, "小组编号") == ["T1", "二组", "T1", "二组", None]
    assert values(sheet, "从哪里出发")[0] == "高新区职工之家"
    assert values(sheet, "出行方式")[:2] == ["开车", "骑电动车"]
    assert values(sheet, "返回")[0] == timedelta(hours=18, minutes=50)
    assert values(sheet, "午休") == ["12:30–13:30", None, None, None, None]


def test_the_days_of_the_teams_add_up_below_them(book):
    sheet = book["小组"]

    assert sheet.cell(sheet.max_row, 1).value == "合计"
    assert values(sheet, "走访（处）") == [2, 1, 1, 1, 5]
    assert values(sheet, "要见（人）") == [400, 80, 40, 200, 720]
    assert values(sheet, "路上（分钟）") == [40, 40, 35, 40, 155]
    assert values(sheet, "路程（公里）") == [12.4, 5.0, 9.05, 6.0, 32.45]


def test_who_is_left_out_has_a_reason_and_what_would_help(book):
    sheet = book["没有排上"]

    assert values(sheet, "编号") == ["P3", "F2"]
    assert values(sheet, "优先级（分）") == [32, 64]
    assert values(sheet, "为什么没有排上") == [
        "时间有限，排给了别的走访点",
        "按要求不走访",
    ]
    assert values(sheet, "怎样才能去")[0] == "如果城东一组 11 月 23 日多工作 45 分钟，就能去"


def test_a_plan_without_visits_says_so():
    book = opened(routes=[], unserved=[], total_priority=0, total_people=0)

    assert book["每日走访"]["A2"].value == "没有排上任何走访。"
    assert book["小组"]["A2"].value == "没有排上任何走访。"
    assert book["没有排上"]["A2"].value == "想走访的地方都排上了。"
    assert fact(book["总览"], "走访点")[:2] == (0, None)


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path):
    class FullDisk(io.RawIOBase):
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(SourceUnavailable, match=r"outreach\.xlsx .*No space left"):
        write_outreach_workbook(FullDisk(), town_outreach())
