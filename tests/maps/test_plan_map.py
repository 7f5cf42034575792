import base64
import json
import re

import numpy as np
import pytest
import shapely

from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.bounds import WHOLE_COUNTRY
from maps.canvas import render
from maps.plan_map import PlanScene, plan_canvas
from maps.shipping import Assets
from tests.data.plan_reports import (
    action,
    empty_coverage,
    empty_plan,
    reached,
    town_coverage,
    town_plan,
    union,
)

DATA = re.compile(
    r'<script type="application/json" data-map="map" data-draws="plan">(.*?)</script>'
)
AREAS = {"u1": shapely.box(121.45, 31.15, 121.53, 31.25)}
NASTY = "</script><script>alert(1)</script>\"'{{ 7*7 }}"
DTYPES = {"Uint8": np.uint8, "Int32": np.int32, "Uint32": np.uint32}


def drawn(plan=None, coverage=None, areas=None, language=Language.CHINESE, **others):
    scene = PlanScene(plan or town_plan(), coverage or town_coverage(), areas or {}, **others)
    return plan_canvas(scene, language)


def data(*arguments, **options):
    return json.loads(DATA.search(render(drawn(*arguments, **options)))[1])


def unpacked(column):
    return np.frombuffer(base64.b64decode(column["base64"]), DTYPES[column["type"]]).tolist()


def test_people_are_covered_before_and_after():
    demand = data()["demand"]

    assert unpacked(demand["people"]) == [8, 2, 4, 1, 16]
    assert unpacked(demand["before"]) == [0, 0, 0, 0, 1]
    assert unpacked(demand["after"]) == [1, 0, 1, 0, 1]
    assert unpacked(demand["visit"]) == [0, 1, 0, 1, 0]


def test_places_know_their_union_and_those_outside_every_union_have_their_own_row():
    shown = data()

    names = [shown["unions"]["names"][row] for row in unpacked(shown["demand"]["union"])]

    assert names == ["甲区工会", "@乙区工会", "甲区工会", "不在任何工会的范围内", "甲区工会"]
    assert shown["unions"]["is_union"] == [True, True, False]


def test_a_place_of_a_union_that_is_not_listed_is_outside():
    plan = town_plan(by_union=[union("u1", "甲", 28, before=16, after=28)])

    assert unpacked(data(plan)["demand"]["union"]) == [0, -1, 0, -1, 0]


def test_actions_are_in_build_order_with_those_they_reach():
    extension, new_site = data()["actions"]

    assert (extension["order"], extension["is_new"], extension["reached"]) == (1, False, [0])
    assert (new_site["order"], new_site["is_new"], new_site["reached"]) == (2, True, [2, 0])
    assert new_site["only_here"] == [True, False]
    assert extension["hours"] == "周一至周五 09:00-20:00"


def test_places_of_different_kinds_may_share_a_code():
    coverage = town_coverage()
    coverage["demand_points"][2]["code"] = "a1"
    actions = [action(1, "new_site", "n", "甲", 4, [reached(coverage["demand_points"][2])])]

    assert data(town_plan(actions=actions), coverage)["actions"][0]["reached"] == [2]


def test_unions_are_compared_and_those_without_an_area_are_not_drawn():
    unions = data(areas=AREAS)["unions"]

    assert unpacked(unions["people"]) == [28, 2, 1]
    assert unpacked(unions["covered"]) == [16, 0, 0]
    assert unpacked(unions["after"]) == [28, 0, 0]
    assert set(unpacked(unions["ring_union"])) == {0}


def test_a_stored_reason_is_told_in_the_asked_language():
    reasons = {"zh-CN": "下班后才有空", "en": "free only after work"}
    plan = town_plan(actions=[action(1, "new_site", "n", "A", 0, [], reason=reasons)])

    shown = data(plan, language=Language.ENGLISH)

    assert shown["actions"][0]["reason"] == "free only after work"
    assert shown["texts"]["before"] == "Before"
    assert shown["standard"].startswith("at most 15 minutes each way on foot")


def test_the_map_shows_all_people_and_actions():
    bounds = drawn().bounds

    assert bounds.west <= 121.50 < 121.56 <= bounds.east
    assert bounds.south <= 31.20 < 31.26 <= bounds.north


def test_borders_and_names_lie_below():
    html = render(drawn(areas=AREAS))

    assert html.index('data-draws="backdrop"') < html.index('data-draws="plan"')
    assert "甲区工会" in html[: html.index('data-draws="plan"')]


def test_names_stay_data():
    plan = town_plan(actions=[action(1, "new_site", "n", NASTY, 0, [])])

    html = render(drawn(plan))

    assert NASTY not in html
    assert json.loads(DATA.search(html)[1])["actions"][0]["name"] == NASTY


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_plan_is_a_map_of_the_country(language):
    empty = drawn(empty_plan(), empty_coverage(), language=language)

    assert empty.bounds == WHOLE_COUNTRY
    assert data(empty_plan(), empty_coverage(), language=language)["actions"] == []


def test_an_empty_plan_with_unions_shows_these():
    assert drawn(empty_plan(), empty_coverage(), AREAS).bounds.west == pytest.approx(121.45)


def test_every_text_is_there_in_both_languages():
    chinese, english = (data(language=language)["texts"] for language in Language)

    assert chinese.keys() == english.keys()
    assert [name for name in chinese if not (chinese[name] and english[name])] == []
    assert [name for name in chinese if chinese[name] == english[name]] == []


def test_without_leaflet_it_says_what_is_missing(tmp_path):
    scene = PlanScene(town_plan(), town_coverage())

    with pytest.raises(SourceUnavailable) as caught:
        plan_canvas(scene, Language.CHINESE, assets=Assets(folder=tmp_path))

    assert caught.value.code == "assets_missing"
