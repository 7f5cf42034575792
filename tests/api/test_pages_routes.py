import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.clock import now
from api.errors import install_error_handlers
from api.pages import routes
from geo.errors import SourceUnavailable
from geo.messages import Message
from tests.api.pages_desk import MONDAY_EVENING, OPEN, PagesDesk, answer, result, words

NOT_LOADED = Message("snapshot_missing", zh="还没有载入。", en="not loaded yet")


@pytest.fixture
def desk():
    return PagesDesk()


@pytest.fixture
def client(desk):
    app = FastAPI()
    app.include_router(routes.router)
    app.state.desk = desk
    app.dependency_overrides[now] = lambda: MONDAY_EVENING
    install_error_handlers(app)
    return TestClient(app)


class SleepingDesk(PagesDesk):
    def nearest(self, params, language):
        raise SourceUnavailable(NOT_LOADED)

    def places(self, text):
        raise SourceUnavailable(NOT_LOADED)

    def services(self, language):
        raise SourceUnavailable(NOT_LOADED)


def test_the_front_page_asks_in_chinese(client):
    page = client.get("/")

    assert page.status_code == 200
    assert '<html lang="zh-CN">' in page.text
    assert "下班了，去哪儿能办事？" in words(page.text)
    assert 'href="tel:12351"' in page.text


def test_a_browser_set_to_english_still_gets_chinese(client):
    assert "下班了" in client.get("/", headers={"Accept-Language": "en"}).text


def test_the_switch_leads_to_english_and_back(client):
    assert 'href="/?lang=en"' in client.get("/").text
    assert re.search('class="switch" href="/">中文', client.get("/?lang=en").text)


def test_a_place_that_alone_fits_is_answered_at_once(client, desk):
    page = client.get("/", params={"place": "张江"})

    assert "从张江蓝领公寓出发" in words(page.text)
    assert desk.asked[0]["place"] == "A1"


def test_a_place_that_alone_has_the_name_is_answered_at_once(client, desk):
    client.get("/", params={"place": "A2"})

    assert desk.asked[0]["place"] == "A2"


def test_several_places_are_offered_with_the_choices_kept(client, desk):
    page = client.get("/", params={"place": "蓝领", "service": "legal_aid", "lang": "en"})

    assert 'href="/at/A1?service=legal_aid&amp;lang=en"' in page.text
    assert 'href="/at/A2?service=legal_aid&amp;lang=en"' in page.text
    assert desk.asked == []


def test_a_place_nobody_knows_is_said_kindly_and_kept(client):
    page = client.get("/", params={"place": "火星"})

    assert page.status_code == 200
    assert "没找到“火星”" in words(page.text)
    assert 'value="火星"' in page.text


def test_no_place_at_all_is_asked_for(client):
    page = client.get("/", params={"place": ""})

    assert page.status_code == 422
    assert "还没有写地方" in words(page.text)


def test_a_choice_that_cannot_be_is_said_and_the_fields_kept(client):
    page = client.get("/", params={"place": "A1", "mode": "fly", "service": "legal_aid"})

    assert page.status_code == 422
    assert "“怎么去”没有“fly”这个选项，请重新选。" in words(page.text)
    assert '<option value="legal_aid" selected>' in page.text


def test_a_place_on_a_poster_is_answered_without_typing(client, desk):
    page = client.get("/at/A1")

    assert page.status_code == 200
    assert 'value="张江蓝领公寓"' in page.text
    assert desk.asked[0]["place"] == "A1"


def test_a_poster_of_a_place_that_is_gone_says_so(client):
    page = client.get("/at/nowhere")

    assert page.status_code == 404
    assert "没有找到“nowhere”这个地方" in words(page.text)


def test_a_position_is_asked_from_by_post(client, desk):
    page = client.post("/", data={"lon": "121.52000", "lat": "31.27000", "place": ""})

    assert "从您的位置出发" in words(page.text)
    assert (desk.asked[0]["lon"], desk.asked[0]["lat"]) == ("121.52000", "31.27000")


def test_the_answer_for_a_position_holds_it_in_hidden_fields_only(client):
    page = client.post("/", data={"lon": "121.52000", "lat": "31.27000"})

    assert '<input type="hidden" name="lon" value="121.52000">' in page.text
    assert not re.search(r'(href|action)="[^"]*121\.52000', page.text)


def test_a_map_is_drawn_only_when_asked_for(client):
    without, drawn = client.get("/at/A1"), client.get("/at/A1", params={"map": "1"})

    assert ("在地图上看" in without.text, '<svg class="map"' in without.text) == (True, False)
    assert ("收起地图" in drawn.text, '<svg class="map"' in drawn.text) == (True, True)


def test_the_map_of_a_position_is_asked_for_by_post(client):
    page = client.post("/", data={"lon": "121.52000", "lat": "31.27000"})

    asked = re.search(r'action="/">(?:(?!</form>).)*在地图上看', page.text, re.DOTALL)

    assert 'name="map" value="1"' in asked[0]
    assert 'name="lon" value="121.52000"' in asked[0]


def test_a_choice_changed_beside_the_map_keeps_the_map(client):
    page = client.get("/at/A1", params={"map": "1"})

    assert '<input type="hidden" name="map" value="1">' in page.text
    assert 'href="/at/A1?open=any&amp;map=1"' in page.text


def test_a_position_in_an_address_is_not_read(client, desk):
    client.get("/", params={"lon": "121.52", "lat": "31.27"})
    client.get("/at/A1", params={"lon": "121.52", "lat": "31.27"})

    assert ["lon" in params for params in desk.asked] == [False]


def test_a_position_that_is_no_number_is_said(client):
    page = client.post("/", data={"lon": "here", "lat": "31.27"})

    assert page.status_code == 422
    assert "这次定位的结果用不了" in words(page.text)


def test_more_fields_than_the_form_has_are_refused(client):
    page = client.post("/", data={f"field{number}": "1" for number in range(50)})

    assert page.status_code == 400


def test_what_is_typed_is_never_read_as_html(client):
    page = client.get("/", params={"place": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text


def test_an_answer_is_told_in_words(client):
    text = words(client.get("/at/A1").text)

    assert "1 个服务点，到了就能办" in text
    assert "步行约 8 分钟" in text
    assert "法律援助" in text
    assert "控江路街道总工会" in text


def test_a_number_can_be_tapped_and_the_map_apps_opened(client, desk):
    page = client.get("/at/A1").text

    assert 'href="tel:02155880000,8012"' in page
    assert page.count('rel="noreferrer"') == 3


def test_a_make_up_workday_is_explained_once(client, desk):
    state = OPEN | {"day_type": "makeup_workday"}
    desk.answer = answer(result(open=state), result(code="S2", open=state))

    text = words(client.get("/at/A1").text)

    assert text.count("按上班日开放") == 1
    assert text.count("调休上班 ") == 2


def test_nothing_found_offers_other_ways_to_ask(client, desk):
    desk.answer = answer(hints=[{"code": "later_hour", "message": "明天 08:30 就有。"}])

    page = client.get("/at/A1?service=library").text

    assert "明天 08:30 就有。" in page
    assert 'class="button primary wide" href="/at/A1?service=library&amp;open=soonest"' in page
    assert 'class="button" href="/at/A1"' in page


def test_other_ways_to_ask_from_a_position_are_sent_by_post(client, desk):
    desk.answer = answer()

    page = client.post("/", data={"lon": "121.52", "lat": "31.27"}).text

    assert page.count('<form class="step" method="post" action="/">') == 5
    assert '<input type="hidden" name="open" value="soonest">' in page


@pytest.mark.parametrize(
    ("hint", "changed"),
    [
        ("later_hour", "service=library&amp;open=soonest"),
        ("longer_way", "service=library&amp;max_minutes=240"),
        ("service_missing", ""),
        ("best_chance", "service=library&amp;max_minutes=240&amp;open=soonest"),
    ],
)
def test_the_way_to_what_a_hint_names_stands_out_and_comes_first(client, desk, hint, changed):
    desk.answer = answer(hints=[{"code": hint, "message": "有的。"}])

    page = client.get("/at/A1?service=library").text

    address = f"/at/A1?{changed}".removesuffix("?")
    assert page.count('class="button primary wide" href') == 1
    assert re.search(r'<a class="button[^"]*" href="([^"]*)"', page)[1] == address


def test_without_a_hint_no_way_stands_out(client, desk):
    desk.answer = answer()

    assert 'class="button primary wide" href' not in client.get("/at/A1").text


def test_where_something_is_found_no_other_way_to_ask_stands_out(client):
    assert 'class="button" href="/at/A1?open=soonest"' in client.get("/at/A1").text


def test_the_folded_options_name_what_is_unusual(client):
    usual, unusual = client.get("/?mode=bike"), client.get("/?max_minutes=15&open=any")

    assert "<small>都可以 · 现在就去 · 骑自行车</small>" in usual.text
    assert "<small>都可以 · 现在就去 · 步行 · 15 分钟 · 附近所有的" in unusual.text


def test_a_moment_chosen_by_hand_stays_in_the_list(client, desk):
    desk.answer = answer(result(), at="2026-11-29T10:15:00+08:00")

    page = client.get("/at/A1?at_other=2026-11-29T10:15").text

    assert '<option value="2026-11-29T10:15" selected>11月29日 周日 10:15</option>' in page


def test_a_service_point_has_its_own_page(client):
    page = client.get("/points/S1")

    assert page.status_code == 200
    assert "接下来两周" in words(page.text)


def test_a_service_point_that_is_gone_is_said_above_the_form(client):
    page = client.get("/points/S9")

    assert page.status_code == 404
    assert "没有编号为“S9”的服务点" in words(page.text)
    assert 'id="lookup"' in page.text


@pytest.mark.parametrize("address", ["/?place=A1", "/at/A1"])
def test_before_the_data_is_there_the_page_says_so(client, address):
    client.app.state.desk = SleepingDesk()

    page = client.get(address)

    assert page.status_code == 503
    assert "还没有载入" in words(page.text)
    assert 'href="tel:12351"' in page.text


@pytest.mark.parametrize("address", ["/", "/at/A1", "/points/S1", "/static/worker.css"])
def test_whoever_only_looks_ahead_gets_what_a_reader_would(client, address):
    ahead, page = client.head(address), client.get(address)

    assert ahead.status_code == 200
    assert ahead.headers == page.headers


@pytest.mark.parametrize("address", ["/", "/at/A1", "/points/S1", "/?place=A1&mode=fly"])
def test_pages_keep_nothing_and_ask_no_other_host(client, address):
    page = client.get(address)

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


def test_the_style_sheet_may_be_kept_for_ever_under_its_own_address(client):
    address = re.search(r'href="(/static/worker\.css\?v=\w+)"', client.get("/").text)[1]

    sheet = client.get(address)

    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_style_sheet_of_unknown_version_is_not_kept(client):
    assert client.get("/static/worker.css?v=old").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["missing.css", "..%2Fpages%2Ftexts.py"])
def test_only_the_files_of_the_pages_are_sent(client, name):
    assert client.get(f"/static/{name}").status_code == 404
