import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from sqlalchemy import delete, insert, update
from starlette.testclient import TestClient

from api.coverage_desk import COVERAGE_BUSY
from api.pages.planner import coverage_map
from api.settings import PlannerAccess
from data.tables import Firm, ServicePoint, Union, WorkerApartment
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING
from tests.api.planner_words import links, ticked, value, words, wrong
from tests.applications import make_app
from tests.towns import CENTRE, minutes_east

EVENINGS = "Mo-Su 18:00-22:00"
NASTY = "\"'><script>alert(1)</script> {{ 7*7 }}"
FAR_FIRM = {
    "code": "f",
    "name": "远处企业",
    "employees": 2,
    "free_hours": EVENINGS,
    "location": shapely.Point(minutes_east(300 / 1.3)),
}


@pytest.fixture
def city(client, sqlite):
    """Six people free in the evening near the desks, and two at a firm far from them."""
    with sqlite.transaction() as session:
        living = {"residents": 6, "members": 1, "free_hours": EVENINGS}
        session.execute(update(WorkerApartment).values(living))
        session.execute(insert(Firm), [FAR_FIRM])
    return client


def show(client, **fields):
    return words(client.get("/planner/coverage", params=fields))


def test_without_anything_asked_the_usual_standard_is_shown_with_shares(city):
    said = show(city)

    assert "步行单程 15 分钟以内，办事 30 分钟，每周至少 2 天办得成" in said
    assert "一共 8 2 处地方" in said
    assert "去得了、办得成 75.0% 6 人 路太远 25.0% 2 人" in said
    assert "没有路网，路上时间按直线距离估算" in said


def test_a_gap_says_why_what_is_nearest_and_what_hours_would_help(city):
    said = show(city, minutes=5, demand="apartments")

    assert "殷行公寓 6 人 主要是时间对不上；杨浦区总工会；最近的是殷行站，单程 2.0 分钟" in said
    assert "殷行站加开周一至周五 17:00-20:00（每周多 15 小时），可覆盖其中 6 人" in said


def test_the_worst_union_comes_first_and_those_outside_have_a_name(city):
    said = show(city, minutes=5)

    assert "工会 没覆盖 人数 覆盖率 杨浦区总工会 6 6 0.0% 不在任何工会的范围内 2 2 0.0%" in said


def test_busy_desks_are_called_an_estimate(city):
    said = show(city)

    assert "可能最挤的服务点 这是估算，不是排队预测" in said
    assert "长海站 周一 18:00–19:00 6" in said


def test_only_non_members_are_counted_when_asked(city):
    said = show(city, weight="non_members", demand="apartments")

    assert "一共 5 1 处地方" in said
    assert "；只看公寓的住户；只数还没入会的人" in said


@pytest.mark.parametrize("path", ["/v1/coverage", "/planner/plans/new"])
def test_what_was_asked_is_carried_on(city, path):
    asked = {"mode": "ebike", "minutes": "20", "service": ["legal_aid", "membership"]}

    [link] = links(city.get("/planner/coverage", params=asked), f"{path}?")

    fields = parse_qs(urlsplit(link).query)
    assert fields["service"] == asked["service"]
    assert (fields["mode"], fields["minutes"]) == (["ebike"], ["20"])
    assert city.get(link).status_code == 200


def test_the_download_is_what_the_page_shows(city):
    [link] = links(city.get("/planner/coverage?minutes=5"), "/v1/coverage")

    report = city.get(link).json()

    assert (report["standard"]["minutes"], report["covered_people"]) == (5, 0)
    assert len(report["served_hours"]) == len(report["demand_points"])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("minutes", "0", "请填大于 0、至多 240 的分钟数；收到“0”。"),
        ("minutes", "viel", "收到“viel”。"),
        ("stay_minutes", "-1", "请填 0 到 480 的分钟数；收到“-1”。"),
        ("days", "8", "请选 1 到 7 天；收到“8”。"),
        ("demand", "dragons", "没有“dragons”这类需求点"),
        ("service", "haircut", "haircut"),
        ("weight", "gold", "没有“gold”这个选项"),
        ("mode", "fly", "没有“fly”这个选项"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(city, field, value, said):
    answer = city.get("/planner/coverage", params={field: value})

    assert answer.status_code == 422
    assert said in wrong(answer)[field]


def test_a_form_that_is_refused_keeps_all_values(city):
    answer = city.get("/planner/coverage?minutes=0&stay_minutes=45&service=library&demand=firms")

    assert value(answer, "stay_minutes") == "45"
    assert ticked(answer) == [("demand", "firms"), ("service", "library")]


def test_the_form_says_in_english_what_is_wrong(city):
    said = show(city, minutes="0", lang="en")

    assert 'Give minutes above 0 and at most 240; "0" was sent.' in said


def test_digits_of_a_chinese_keyboard_are_understood(city):
    assert "单程 20 分钟以内" in show(city, minutes="２０")


def test_while_another_is_computed_one_is_told_to_try_again(city, monkeypatch):
    def busy(*_, **__):
        raise SourceUnavailable(COVERAGE_BUSY)

    monkeypatch.setattr(city.app.state.coverage_desk, "answer", busy)
    answer = city.get("/planner/coverage?minutes=20")

    assert answer.status_code == 503
    assert "正在计算别的覆盖情况，请过一会儿再试。 再试一次" in words(answer)
    assert "/planner/coverage?minutes=20" in links(answer, "/planner/coverage")


def test_an_empty_city_is_told_what_to_import(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(delete(WorkerApartment))
        session.execute(delete(ServicePoint))
    answer = client.get("/planner/coverage")

    assert "还没有可以计算的人" in words(answer)
    assert "还没有开放的服务点" in words(answer)
    kinds = [parse_qs(urlsplit(link).query)["kind"][0] for link in links(answer, "/planner/data/")]
    assert kinds == ["service-points", "apartments", "parks", "firms"]


def test_places_without_numbers_are_not_called_missing(client):
    assert "选中的这几类地方都没有人可数" in show(client)


def test_the_map_stands_on_the_page_and_its_files_are_ours(city):
    answer = city.get("/planner/coverage")

    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)
    assert 'id="map"' in answer.text
    assert any(file.startswith("/static/maps/coverage.") for file in files)
    assert {city.get(html.unescape(file)).status_code for file in files} == {200}


def test_without_the_assets_of_maps_the_page_says_what_is_missing(city, monkeypatch):
    def missing(*_, **__):
        raise SourceUnavailable(ASSETS_MISSING, missing="leaflet.js")

    monkeypatch.setattr(coverage_map, "coverage_canvas", missing)

    assert "画不了地图：缺少 leaflet.js" in show(city)


def test_tiles_are_allowed_where_a_base_map_is_set(settings, sqlite):
    with sqlite.transaction() as session:
        session.execute(update(WorkerApartment).values(residents=6))
    app = make_app(settings, base_map="openstreetmap")
    with TestClient(app) as client:
        policy = client.get("/planner/coverage").headers["content-security-policy"]

    assert "img-src 'self' data: https://tile.openstreetmap.org;" in policy


def test_names_are_never_run(city, sqlite):
    with sqlite.transaction() as session:
        session.execute(update(WorkerApartment).values(name=NASTY))
        session.execute(update(Union).values(name=NASTY))
        session.execute(update(ServicePoint).values(name=NASTY))
    answer = city.get("/planner/coverage?minutes=5")

    assert "<script>alert" not in answer.text
    assert html.unescape(answer.text).count(NASTY) > 3
    assert " 49 " not in words(answer)


def test_places_on_one_spot_and_a_union_without_an_area_are_shown(city, sqlite):
    with sqlite.transaction() as session:
        session.execute(update(Union).values(area=None))
        session.execute(update(Firm).values(location=shapely.Point(CENTRE)))

    assert "一共 8 2 处地方" in show(city)


def test_others_do_not_see_the_page(settings):
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)
    with TestClient(app, client=("192.0.2.7", 50_000)) as client:
        assert client.get("/planner/coverage").url.path == "/sign-in"
