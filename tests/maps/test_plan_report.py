from datetime import date
from html.parser import HTMLParser

import pytest

from geo.messages import Language
from maps.plan_report import draw_frontier, draw_plan_report
from tests.data.plan_reports import (
    action,
    empty_coverage,
    empty_plan,
    large_town,
    reached,
    town_coverage,
    town_plan,
    union,
)

MADE_ON = date(2026, 11, 22)
NASTY = "<script>alert(1)</script>\"'{{ 7*7 }}&"
TARGET = {"share": 0.9, "least_cost": 250_000.0, "relative_gap": 0.2, "status": "gap_reached"}


class Page(HTMLParser):
    """The words of a page by the section they stand in, and its elements."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[str] = []
        self.rows: dict[str, list[list[str]]] = {}
        self._section, self._open = "", []
        self.words: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "section":
            self._section = dict(attrs)["id"]
        if tag == "tr":
            self.rows.setdefault(self._section, []).append([])
        if tag in {"td", "th"}:
            self.rows[self._section][-1].append("")
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words[self._section] = self.words.get(self._section, "") + data
        if {"td", "th"}.intersection(self._open):
            self.rows[self._section][-1][-1] += data


def unions(*, floor=0.0, name="甲区工会"):
    """Those of the town: 28 people of one union, 2 of another, and 1 outside both."""
    return [
        union("u1", name, 28, before=16, after=28, floor=floor),
        union("u2", name, 2, before=0, after=0),
        union(None, None, 1, before=0, after=0),
    ]


def report(plan=None, coverage=None, language=Language.CHINESE):
    plan, coverage = plan or town_plan(), coverage or town_coverage()
    return Page(draw_plan_report(plan, coverage, language=language, made_on=MADE_ON))


def test_the_answer_is_three_sentences():
    said = report(town_plan(by_union=unions())).words["answer"]

    assert "从 16 人（51.6%）增加到 28 人（90.3%），新增 12 人" in said
    assert "新设 1 处服务点，延长 1 处的开放时间；全部到位后每年花费 300,000 元" in said
    assert "任何方案最多覆盖 29 人，本方案与最好的至多差 1 人（3.57%）" in said
    assert "保底" not in said


def test_unions_below_their_floor_are_told():
    assert "1 个工会没有达到保底比例，共差 1 人" in report().words["answer"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("optimal", "已经证明：同样的预算和限制下，没有方案能覆盖更多人"),
        ("time_limit", "计算时间用完，没有证明最优"),
    ],
)
def test_it_says_how_sure_the_plan_is(status, said):
    assert said in report(town_plan(status=status)).words["answer"]


def test_a_target_is_told_with_its_least_cost():
    page = report(town_plan(target=TARGET, budget=None))

    assert "目标是覆盖 90.0%：任何达到目标的方案每年至少要 250,000 元" in page.words["answer"]
    assert "求覆盖 90.0% 最省的办法" in page.words["asked"]


def test_what_was_asked_is_told_in_words():
    asked = report().words["asked"]

    assert "步行单程不超过 15 分钟" in asked
    assert "法律援助、haircut" in asked
    assert "第 1 年不超过 100,000 元、第 2 年不超过 400,000 元、最多新设 3 处" in asked
    assert "每个工会至少覆盖 50%" in asked
    assert "400,000 元/年" in asked


def test_the_floor_of_a_single_union_is_told_by_name():
    asked = report(town_plan(by_union=unions(floor=0.5))).words["asked"]

    assert "甲区工会至少覆盖 50%" in asked
    assert "每个工会" not in asked


def test_date_and_data_revision_are_told():
    assert "2026-11-22 · 数据版本 7" in report().words[""]


def test_each_budget_has_a_row_and_so_has_a_tenth_more():
    rows = report().rows["frontier"]

    assert len(rows) == 1 + 8 + 1
    assert rows[8] == ["400,000", "374,400", "28", "90.3%", "29", "接近最优"]
    assert rows[9][0] == "440,000（再加一成）"


def test_each_action_has_its_reason_below_it():
    rows = report().rows["actions"]

    assert [row[2] for row in rows[1::2]] == ["+1 服务点", "旧厂房"]
    assert rows[1][:2] == ["1", "延长开放时间"]
    assert rows[1][3:] == ["2027-01-01", "15", "93,600", "8", "8"]
    assert [row[1] for row in rows[2::2]] == ["下班后才有空，现在赶不上"] * 2


def test_the_schedule_adds_up_year_by_year():
    rows = report().rows["schedule"]

    assert rows[1][0].startswith("第 1 年：1 项，新增 8 人；年底时每年花费 93,600 元，覆盖 24 人")
    assert rows[1][0].endswith("当年最多可花 100,000 元")
    assert rows[4][-2:] == ["300,000", "28"]


def test_unions_have_a_total_and_their_floors():
    rows = report().rows["unions"]

    assert rows[1][:4] == ["合计", "31", "16（51.6%）", "28（90.3%）"]
    assert [row[0] for row in rows[2:]] == ["甲区工会", "@乙区工会", "不在任何工会的范围内"]
    assert rows[3][-3:] == ["0", "50%", "1"]


def test_unions_without_floors_have_no_columns_for_them():
    plan = town_plan(by_union=unions())

    assert "保底" not in "".join(report(plan).rows["unions"][0])


def test_gaps_and_visits_name_places_and_why():
    page = report()

    gap, visit = page.rows["gaps"][1], page.rows["visits"][1]
    assert gap[:4] == ["@乙区工会", "2", "路太远", '城东"<script>"公寓（2 人）']
    assert gap[4:] == ["+1 服务点，单程 25.3 分钟", "旧厂房增加周六、周日 09:00-17:00，可覆盖 2 人"]
    assert visit == ["1", '城东"<script>"公寓', "职工公寓", "@乙区工会", "2", "路太远"]


def test_a_long_visiting_list_says_what_is_left_out():
    page = report(*large_town(250))

    assert len(page.rows["visits"]) == 1 + 200
    assert "另有 50 处、50 人" in page.words["visits"]
    assert "等 250 处" in page.rows["gaps"][1][3]


def test_estimated_ways_are_warned_of():
    by_streets = town_plan(travel_method="streets")

    assert "不知道河流和围墙" in report().words["cautions"]
    assert "不知道河流和围墙" not in report(by_streets).words["cautions"]


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_plan_says_that_there_is_nothing(language):
    page = report(empty_plan(), empty_coverage(), language)

    assert "svg" not in page.tags
    assert "table" not in page.tags


def test_an_empty_city_is_told_what_to_import():
    assert "请先导入名单" in report(empty_plan(), empty_coverage()).words["answer"]


def test_a_plan_without_actions_says_why():
    plan = town_plan(actions=[], covered_after=16, spent=0.0)

    page = report(plan)

    assert "没有可做的事" in page.words["answer"]
    assert "没有行动。" in page.words["schedule"]


def test_actions_that_cover_nobody_more_are_told_without_a_price_for_each():
    backup = [action(1, "new_site", "n", "甲", 0, [])]

    said = report(town_plan(actions=backup, covered_after=16)).words["answer"]

    assert "没有新增覆盖的人" in said


def test_names_are_text_and_nothing_else():
    coverage = town_coverage()
    coverage["demand_points"][1]["name"] = NASTY
    plan = town_plan(
        actions=[action(1, "new_site", "n", NASTY, 8, [reached(coverage["demand_points"][1])])],
        by_union=unions(name=NASTY),
    )

    page = report(plan, coverage)

    assert "script" not in page.tags
    assert page.rows["actions"][1][2] == NASTY
    assert page.rows["unions"][2][0] == NASTY
    assert NASTY in page.rows["gaps"][1][3]


def test_it_is_told_in_english():
    page = report(language=Language.ENGLISH)

    assert '<html lang="en">' in page.html
    assert "rise from 16 (51.6%) to 28 (90.3%), 12 more" in page.words["answer"]
    assert "too far" in page.rows["visits"][1]


def test_nothing_is_loaded_and_no_script_runs():
    html = report().html

    assert "default-src 'none'" in html
    assert "script-src" not in html
    assert "src=" not in html
    assert "url(" not in html


def test_the_chart_alone_is_one_drawing_with_its_key():
    drawn = draw_frontier(town_plan(), Language.ENGLISH)

    assert drawn.count('<svg class="chart"') == 1
    assert "this plan: 28 people" in drawn
    assert draw_frontier(empty_plan(), Language.ENGLISH) is None
