import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from data import sheet_writing
from data.plan_workbook import write_plan_workbook
from geo.errors import SourceUnavailable
from geo.messages import Language
from planner.plan_words import MOST_PLACES, places_text
from tests.data.plan_reports import (
    empty_coverage,
    empty_plan,
    large_town,
    reached,
    town_coverage,
    town_plan,
)
from tests.data.sheets import column, fact, is_laid_out, values

CHINESE_SHEETS = ["摘要", "行动", "实施计划", "各工会前后对比", "缺口", "走访名单"]
LISTS = CHINESE_SHEETS[1:]
TARGET = {"share": 0.9, "least_cost": 290_000.0, "relative_gap": 0.01, "status": "time_limit"}


def opened(plan=None, coverage=None, language=Language.CHINESE):
    stream = io.BytesIO()
    write_plan_workbook(stream, plan or town_plan(), coverage or town_coverage(), language)
    return load_workbook(stream)


@pytest.fixture(scope="module")
def book():
    return opened()


def test_the_sheets_stand_in_the_order_in_which_a_plan_is_read(book):
    english = opened(language=Language.ENGLISH)

    assert book.sheetnames == CHINESE_SHEETS
    assert english.sheetnames == [
        "Summary", "Actions", "Schedule", "Unions before and after", "Gaps", "Visiting list",
    ]  # fmt: skip


@pytest.mark.parametrize("title", LISTS)
def test_a_list_has_a_header_that_stays_and_a_filter_and_prints_across(book, title):
    assert is_laid_out(book[title])


@pytest.mark.parametrize("language", Language)
def test_every_heading_is_in_the_asked_language(language):
    sheets = opened(language=language).worksheets[1:]

    headings = [cell.value for sheet in sheets for cell in sheet[1]]

    is_chinese = [any("一" <= sign <= "鿿" for sign in heading) for heading in headings]
    assert is_chinese == [language is Language.CHINESE] * len(headings)


@pytest.mark.parametrize("title", LISTS)
def test_every_number_of_a_list_has_a_format(book, title):
    numbers = [
        cell
        for row in book[title].iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, int | float | datetime)
    ]

    assert {"General"}.isdisjoint(cell.number_format for cell in numbers)
    assert numbers


def test_the_summary_says_who_is_covered_before_and_after(book):
    summary = book["摘要"]

    assert fact(summary, "总人数") == (31, None, None)
    assert fact(summary, "方案前覆盖")[:2] == (16, 16 / 31)
    assert fact(summary, "方案后覆盖")[:2] == (28, 28 / 31)
    assert fact(summary, "新增覆盖") == (12, 12 / 31, "新设服务点 1 项、延长开放时间 1 项")
    assert fact(summary, "仍未覆盖")[0] == 3
    assert fact(summary, "走访名单")[0] == 3
    assert fact(summary, "离保底还差")[0] == 1


def test_the_summary_says_what_was_asked_in_words(book):
    summary = book["摘要"]

    assert "步行单程不超过 15 分钟" in fact(summary, "覆盖标准")[0]
    assert fact(summary, "所需服务")[0] == "法律援助、haircut"
    assert fact(summary, "路上时间")[0].startswith("估算")
    assert fact(summary, "各年预算")[0] == "第 1 年 100,000 元、第 2 年 400,000 元"
    assert fact(summary, "数据版本")[0] == 7


def test_the_summary_says_how_good_the_plan_is(book):
    summary = book["摘要"]

    assert fact(summary, "计算结果")[0].startswith("接近最优")
    value, share, note = fact(summary, "上限")
    assert (value, share) == (29, 29 / 31)
    assert note == "同样条件下，任何方案最多覆盖 29 人，最多比本方案多 1 人（3.57%）"
    assert fact(summary, "预算再加一成")[0] == 2


def test_money_in_the_summary_is_in_yuan_and_a_number(book):
    budget = next(row[1] for row in book["摘要"] if row[0].value == "预算")

    assert (budget.value, budget.number_format) == (400_000, '#,##0 "元/年"')
    assert fact(book["摘要"], "方案花费")[:2] == (300_000, 0.75)


def test_a_plan_by_streets_stopped_by_time_is_told_as_such():
    plan = town_plan(travel_method="streets", status="time_limit", backup_people=5)

    summary = opened(plan)["摘要"]

    assert "道路" in fact(summary, "路上时间")[0]
    assert "没有证明最优" in fact(summary, "计算结果")[0]
    assert fact(summary, "双重覆盖")[0] == 5


def test_a_target_without_a_budget_says_what_any_plan_for_it_costs():
    plan = town_plan(budget=None, next_tenth=None, target=TARGET)

    summary = opened(plan)["摘要"]

    assert fact(summary, "预算")[0].startswith("没有限定")
    assert fact(summary, "方案花费") == (300_000, None, None)
    value, _, note = fact(summary, "目标覆盖比例")
    assert value == 0.9
    assert "至少要 290,000 元，最多还能省下本方案费用的 1.00%" in note


def test_what_each_budget_covers_is_a_table_and_a_native_chart(book):
    summary = book["摘要"]
    header = next(row[0].row for row in summary if row[0].value == "预算（元/年）")

    (chart,) = summary._charts

    last = header + 8
    assert [cell.value for cell in summary[last]] == [
        400_000, 374_400, 28, 28 / 31, 29, "接近最优",
    ]  # fmt: skip
    covered, bound = chart.series
    assert covered.val.numRef.f == f"'摘要'!$C${header + 1}:$C${last}"
    assert bound.val.numRef.f == f"'摘要'!$E${header + 1}:$E${last}"
    assert covered.cat.numRef.f == f"'摘要'!$A${header + 1}:$A${last}"


def test_actions_say_what_to_do_and_whom_it_reaches(book):
    actions = book["行动"]

    assert values(actions, "行动") == ["延长开放时间", "新设服务点"]
    assert values(actions, "实施后的全部开放时间")[0] == "周一至周五 09:00-20:00"
    assert values(actions, "年费用（元/年）") == [93_600, 206_400]
    assert values(actions, "理由")[0] == "下班后才有空，现在赶不上"
    whom = values(actions, "惠及的地方和人数（* 只有这一项能覆盖）")
    assert whom[1] == "甲厂（4 人*）、=cmd|'/c calc'!A1（8 人）"


def test_the_reason_of_a_stored_plan_is_in_the_language_of_the_workbook():
    plan = town_plan()
    plan["actions"][0]["reason"] = {"zh": "晚上有空", "en": "free at night"}

    book, english = opened(plan), opened(plan, language=Language.ENGLISH)

    assert values(book["行动"], "理由")[0] == "晚上有空"
    assert values(english["Actions"], "Reason")[0] == "free at night"


def test_more_places_than_one_reads_are_counted():
    places = [
        reached({"code": "a", "kind": "park", "name": f"园{n}", "people": 2}) for n in range(30)
    ]

    text = places_text(places, Language.CHINESE)

    assert text.count("（2 人*）") == MOST_PLACES
    assert text.endswith("、等共 30 处，60 人")


def test_the_schedule_adds_up_costs_and_people_by_date(book):
    schedule = book["实施计划"]

    days = values(schedule, "开始日期")
    assert [day.date() for day in days] == [date(2027, 1, 1), date(2028, 1, 1)]
    assert column(schedule, "开始日期")[0].number_format == "yyyy-mm-dd"
    assert values(schedule, "累计年费用（元/年）") == [93_600, 300_000]
    assert values(schedule, "当年可用（元）") == [100_000, 400_000]
    assert values(schedule, "累计覆盖（人）") == [24, 28]


def test_the_unions_end_with_a_total_that_the_filter_leaves_out(book):
    unions = book["各工会前后对比"]

    assert values(unions, "工会") == ["甲区工会", "@乙区工会", "不在任何工会的范围内", "合计"]
    assert values(unions, "人数") == [28, 2, 1, 31]
    assert values(unions, "方案后覆盖（人）") == [28, 0, 0, 28]
    assert values(unions, "新增覆盖（人）") == [12, 0, 0, 12]
    assert values(unions, "离保底还差（人）") == [0, 1, 0, 1]
    assert values(unions, "方案后比例")[-1] == 28 / 31
    assert unions.auto_filter.ref == "A1:K4"


def test_only_the_total_of_the_unions_is_bold(book):
    rows = list(book["各工会前后对比"].iter_rows(min_row=2))

    bold = [any(cell.font.bold for cell in row) for row in rows]

    assert bold == [False, False, False, True]


def test_a_union_of_nobody_has_no_share():
    plan = town_plan()
    plan["by_union"][1]["people"] = 0

    unions = opened(plan)["各工会前后对比"]

    assert values(unions, "方案前比例")[1] is None


def test_gaps_name_their_places_the_nearest_desk_and_the_hours_that_would_help(book):
    gaps = book["缺口"]

    assert values(gaps, "主要原因")[0] == "路太远：单程 15 分钟内没有服务点"
    assert values(gaps, "哪些地方") == ['城东"<script>"公寓（2 人）', "乙厂（1 人）"]
    assert values(gaps, "最近的服务点") == ["+1 服务点", None]
    assert values(gaps, "单程（分钟）") == [25.3, None]
    assert values(gaps, "可延长时间的服务点") == ["旧厂房", None]
    assert values(gaps, "可增加的时间") == ["周六、周日 09:00-17:00", None]


def test_the_visiting_list_says_where_and_why(book):
    visits = book["走访名单"]

    assert values(visits, "类别") == ["职工公寓", "企业"]
    assert values(visits, "工会") == ["@乙区工会", "不在任何工会的范围内"]
    assert values(visits, "原因")[1].startswith("缺服务")
    assert column(visits, "经度（WGS 84）")[0].value == 121.56


def test_names_that_a_sheet_would_calculate_stay_text(book):
    cells = [cell for sheet in book for row in sheet for cell in row]

    assert {cell.data_type for cell in cells}.isdisjoint({"f", "e"})
    name = column(book["行动"], "名称")[0]
    assert (name.value, name.data_type) == ("+1 服务点", "s")


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "#N/A", "@a", "-1+1", "a\x00b", "<b>&\"'"])
def test_any_name_of_a_place_is_written_as_it_is_but_for_control_characters(name):
    plan = town_plan()
    plan["visiting_list"][0]["name"] = name

    cell = column(opened(plan)["走访名单"], "地方")[0]

    assert (cell.value, cell.data_type) == (name.replace("\x00", ""), "s")


def test_columns_are_wide_enough_for_chinese_and_long_text_wraps():
    plan = town_plan()
    plan["actions"][0]["name"] = "张江高科技园区服务站"
    plan["actions"][0]["reason"] = "很长的理由" * 30

    actions = opened(plan)["行动"]

    assert 20 <= actions.column_dimensions["C"].width <= 25
    assert actions.column_dimensions["J"].width == 64
    assert actions["J2"].alignment.wrap_text


def test_a_plan_of_nothing_says_so_on_every_sheet():
    book = opened(empty_plan(), empty_coverage())

    remarks = [book[title]["A2"].value for title in LISTS]

    assert remarks == [
        "没有行动。", "没有行动。", "没有需求点。", "没有缺口。", "没有要走访的地方。",
    ]  # fmt: skip
    assert fact(book["摘要"], "方案后覆盖") == (0, None, None)
    assert fact(book["摘要"], "方案花费") == (0, None, None)
    assert book["摘要"]._charts == []


def test_a_list_longer_than_a_sheet_says_in_its_last_row_how_much_is_left_out(monkeypatch):
    monkeypatch.setattr(sheet_writing, "XLSX_ROWS", 10)
    plan, coverage = large_town(25)

    visits = opened(plan, coverage)["走访名单"]

    assert visits.max_row == 11
    assert values(visits, "编号")[:9] == [f"a{number}" for number in range(9)]
    assert values(visits, "地方")[-1].startswith("还有 16 行")
    assert visits.auto_filter.ref == "A1:H10"


def test_a_disk_that_refuses_is_told_in_both_languages():
    class FullDisk(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(SourceUnavailable) as refused:
        write_plan_workbook(FullDisk(), town_plan(), town_coverage())

    assert "plan.xlsx" in refused.value.text(Language.CHINESE)
    assert "No space left" in refused.value.text(Language.ENGLISH)
