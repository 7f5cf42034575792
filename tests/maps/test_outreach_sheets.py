import re
from datetime import date
from html.parser import HTMLParser

import pytest

from geo.messages import Language
from maps.outreach_sheets import draw_outreach_sheets
from maps.qr_codes import code_svg
from tests.outreach_reports import (
    HOSTILE,
    QUOTED,
    START,
    T1_MONDAY,
    at,
    route,
    stop,
    team,
    town_outreach,
)
from tests.street_towns import grid, network
from tests.towns import CENTRE, minutes_east

MADE_ON = date(2026, 11, 20)
LINK = "https://example.org/outreach/t/4f3c2b1a"


class Sheets(HTMLParser):
    """The words of each page, its tables' rows, and the elements of all pages."""

    VOID = frozenset({"meta", "link", "rect", "circle", "path", "polyline", "col", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.pages: list[str] = []
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "section":
            self.pages.append("")
            self.rows.append([])
        if tag == "tr":
            self.rows[-1].append("")
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "section" in self._open:
            self.pages[-1] += f"{data.strip()} "
        if "tr" in self._open:
            self.rows[-1][-1] += f"{data.strip()} "


def sheets(report=None, language=Language.CHINESE, **options):
    report = report or town_outreach(language)
    return Sheets(draw_outreach_sheets(report, language=language, made_on=MADE_ON, **options))


def test_each_team_has_a_page_for_its_week_and_one_for_each_day():
    pages = sheets().pages

    assert [re.sub(r"\s+", " ", page).strip()[:18] for page in pages] == [
        "城东一组：走访安排 11月23日 周",
        "城东一组 11月23日 周一 出发点",
        "城东一组 11月24日 周二 出发点",
        "城西二组：走访安排 11月23日 周",
        "城西二组 11月23日 周一 出发点",
        "城西二组 11月24日 周二 出发点",
    ]


def test_a_day_says_when_who_and_how():
    monday = " ".join(sheets().pages[1].split())

    assert "出发点 高新区职工之家 出发 10:40 返回 18:50" in monday
    assert "小组 3 人，开车；专长：法律、健康" in monday
    assert "走访点 2 处 总人数 400 人 路上 40 分钟，12.4 公里" in monday
    assert "12351" in monday
    assert "2026-11-20 制表" in monday


def test_stops_are_in_their_order_with_the_break_at_its_time():
    _, _, first, pause, second = sheets().rows[1]

    assert first.split()[:2] == ["1", "11:30–12:20"]
    assert pause.split() == ["12:30–13:30", "休息"]
    assert second.split()[:2] == ["2", "18:00–18:30"]


def test_a_stop_says_all_that_is_needed_there():
    first = " ".join(sheets().rows[1][2].split())

    assert f"11:00 到达 可访 11:30–13:00 {QUOTED} 已约好" in first
    assert "郑州市高新区 A1 路 1 号 0371-1234567（对方） 300" in first
    assert "介绍入会、介绍服务点和 12351 热线 还没有走访过（25 分）" in first


def test_outcomes_and_numbers_are_filled_in_by_hand():
    page = sheets()

    first = page.rows[1][2].split()
    assert first[-7:] == ["见到", "没人", "不便", "改天", "见到人数", "入会人数", "备注"]
    assert page.tags.count("i") == 4 * 5


def test_what_is_not_known_is_left_out():
    assert "None" not in sheets().html


def test_the_week_adds_up():
    rows = [row.split() for row in sheets().rows[0]]

    assert rows[1][2:8] == ["10:40–18:50", "8.2", "小时", "2", "处", "400"]
    assert rows[3][:8] == ["合计", "9.2", "小时", "3", "处", "440", "人", "75"]


def test_a_team_without_visits_says_so():
    report = town_outreach(routes=[T1_MONDAY])

    assert "这段时间没有安排走访" in sheets(report).pages[-1]


def test_the_link_of_a_team_is_printed_on_its_pages_alone():
    page = sheets(team_links={"T1": LINK})

    assert page.html.count(code_svg(LINK)) == 3
    assert page.html.count('<figure class="code">') == 3


def test_each_day_has_a_sketch_with_numbered_stops():
    html = sheets().html

    assert html.count('class="sketch"') == 4
    assert html.count('class="stop" cx=') == 5
    assert html.count('class="depot"') == 4
    assert "草图：出发的服务点和 2 个走访点" in html


def test_streets_lie_below_the_sketch_where_there_are_any():
    depot = {"code": "D", "name": "甲站", "lon": CENTRE[0], "lat": CENTRE[1]}
    lon, lat = minutes_east(10)
    place = stop(1, "firm", "F", "甲", times="09:00 09:00 10:00 08:00 11:00", lon=lon, lat=lat)
    day = route("T", [place], "08:00", "11:00")
    report = town_outreach(teams=[team("T", "甲组", "walk", depot=depot)], routes=[day])

    html = sheets(report, streets=network(grid(40, 2))).html

    assert "© OpenStreetMap" in html
    assert 0 < html.index('class="streets"') < html.index('class="order"')


def test_names_never_become_markup():
    page = sheets()

    assert HOSTILE not in page.html
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert HOSTILE in page.rows[1][4]


def test_nothing_is_asked_from_elsewhere():
    html = sheets(team_links={"T1": LINK}).html

    assert "OpenStreetMap" not in html
    assert not re.search(r"https?://|url\(", html.replace("http://www.w3.org/2000/svg", ""))
    assert "default-src 'none'" in html


@pytest.mark.parametrize("language", list(Language))
def test_a_plan_without_teams_is_an_empty_document(language):
    report = town_outreach(language, teams=[], routes=[])

    assert sheets(report, language).pages == []


def test_a_stop_where_the_depot_is_can_still_be_drawn():
    depot = {"code": "D", "name": "甲站", "lon": 113.5, "lat": 34.8}
    here = {"lon": 113.5, "lat": 34.8}
    place = stop(1, "firm", "F", "甲", times="09:00 09:00 10:00 08:00 11:00", **here)
    day = route("T", [place], "08:00", "11:00", breaks=[(at("12:00", START), at("13:00", START))])
    report = town_outreach(teams=[team("T", "甲组", "walk", depot=depot)], routes=[day])

    assert sheets(report).html.count('class="stop" cx=') == 1


def test_english_sheets_are_in_english():
    page = sheets(language=Language.ENGLISH)

    first = " ".join(page.rows[1][2].split())
    assert "arrive 11:00 there 11:30–13:00" in first
    assert first.endswith("met nobody refused later people met joined notes")
    assert "Mon 23 Nov" in page.pages[1]
