import json
import re

import pytest
import shapely

from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.bounds import WHOLE_COUNTRY
from maps.canvas import render
from maps.outreach_map import OutreachScene, outreach_canvas
from maps.shipping import Assets
from tests.outreach_reports import HOSTILE, TEAMS, town_outreach

DATA = re.compile(
    r'<script type="application/json" data-map="map" data-draws="outreach">(.*?)</script>'
)
NOBODY = {"routes": [], "unserved": [], "teams": []}
AREAS = {"u1": shapely.box(113.5, 34.7, 113.6, 34.9)}


def drawn(report=None, language=Language.CHINESE, **others):
    return outreach_canvas(OutreachScene(report or town_outreach(language), **others), language)


def data(*arguments, **options):
    return json.loads(DATA.search(render(drawn(*arguments, **options)))[1])


def test_routes_are_by_day_then_by_team():
    shown = data()

    assert [(route["day"], route["team"]) for route in shown["routes"]] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]
    assert shown["days"] == ["11月23日 周一", "11月24日 周二"]
    assert shown["teams"] == ["城东一组（开车）", "城西二组（骑电动车）"]


def test_a_day_without_visits_can_be_chosen_too():
    assert len(data(town_outreach(days=3))["days"]) == 3


def test_a_route_is_told_from_the_depot_to_the_depot():
    monday = data()["routes"][0]

    assert [(entry["time"], entry.get("order")) for entry in monday["entries"]] == [
        ("10:40", None),
        ("11:30–12:20", 1),
        ("12:30–13:30", None),
        ("18:00–18:30", 2),
        ("18:50", None),
    ]
    assert monday["entries"][0]["text"] == "从高新区职工之家出发"
    assert monday["facts"] == "2 处，400 人；路上 40 分钟，12.4 公里"
    assert monday["depot"] == [34.80, 113.54]


def test_a_stop_says_all_that_the_team_needs():
    first = data()["routes"][0]["entries"][1]

    assert first["marks"] == ["已约好"]
    assert first["facts"] == [
        "11月23日 周一，城东一组，第 1 处",
        "11:00 到，11:30 开始，12:20 离开",
        "可访时间：11:30–13:00",
        "产业园区，300 人",
        "郑州市高新区 A1 路 1 号",
        "谈什么：介绍入会、介绍服务点和 12351 热线",
        "电话：0371-1234567（对方）",
        "为什么去：还没有走访过（25 分）",
    ]


def test_a_phone_of_the_union_is_told_as_that():
    second = data()["routes"][0]["entries"][3]

    assert "电话：0371-7654321（当地工会）" in second["facts"]


def test_what_is_not_known_is_left_out_and_a_missing_phone_is_said():
    facts = data()["routes"][2]["entries"][1]["facts"]

    assert "电话：没有登记" in facts
    assert [fact for fact in facts if "None" in fact] == []


def test_places_without_a_visit_say_why_the_most_urgent_first():
    excluded, other = data()["unserved"]

    assert (excluded["name"], excluded["reason"]) == ("豫中机械, 有限公司", "按要求不走访")
    assert "没有排上：时间有限，排给了别的走访点" in other["facts"]
    assert "怎样才行：如果城东一组 11 月 23 日多工作 45 分钟，就能去" in other["facts"]


def test_a_depot_of_several_teams_is_drawn_once():
    teams = [TEAMS[0], {**TEAMS[1], "depot": TEAMS[0]["depot"]}]

    depots = data(town_outreach(teams=teams))["depots"]

    assert len(depots) == 1
    assert depots[0]["facts"] == ["从这里出发：城东一组、城西二组"]


def test_each_team_has_its_own_look():
    shown = data()

    looks = [(style["fill"], style["shape"]) for style in shown["styles"]["teams"]]
    assert len(set(looks)) == len(looks) == 2
    assert len(set(shown["dashes"])) == 2


def test_the_map_shows_all_stops_and_depots():
    bounds = drawn().bounds

    assert bounds.west <= 113.45 < 113.58 <= bounds.east
    assert bounds.south <= 34.77 < 34.84 <= bounds.north


def test_names_stay_data():
    html = render(drawn())

    assert HOSTILE not in html
    assert json.loads(DATA.search(html)[1])["routes"][0]["entries"][3]["name"] == HOSTILE


def test_borders_lie_below_without_names():
    html = render(drawn(union_areas=AREAS))

    assert html.index('data-draws="backdrop"') < html.index('data-draws="outreach"')
    assert '"names":[]' in html


@pytest.mark.parametrize("language", list(Language))
def test_a_plan_without_teams_is_a_map_of_the_country(language):
    empty = town_outreach(language, **NOBODY)

    assert drawn(empty, language).bounds == WHOLE_COUNTRY
    assert data(empty, language)["routes"] == []


def test_an_empty_plan_with_unions_shows_these():
    assert drawn(town_outreach(**NOBODY), union_areas=AREAS).bounds.west == pytest.approx(113.5)


def test_every_text_is_there_in_both_languages():
    chinese, english = (data(language=language)["texts"] for language in Language)

    assert chinese.keys() == english.keys()
    assert [name for name in chinese if chinese[name] == english[name]] == []


def test_times_and_breaks_are_told_in_english_too():
    entries = data(language=Language.ENGLISH)["routes"][0]["entries"]

    assert entries[1]["facts"][1] == "arrive 11:00, begin 11:30, leave 12:20"
    assert entries[2]["text"] == "break"


def test_without_leaflet_it_says_what_is_missing(tmp_path):
    with pytest.raises(SourceUnavailable) as caught:
        outreach_canvas(
            OutreachScene(town_outreach()), Language.CHINESE, assets=Assets(folder=tmp_path)
        )

    assert caught.value.code == "assets_missing"
