import pytest

from tests.api.pages_desk import words

THURSDAY_AT_TEN, THURSDAY_AT_NIGHT = "2026-11-26T10:00", "2026-11-26T21:30"


@pytest.mark.parametrize("lang", ["", "&lang=en"])
@pytest.mark.parametrize("rule", ["served", "soonest", "any"])
def test_a_real_answer_becomes_a_page(client, rule, lang):
    page = client.get(f"/at/home?at={THURSDAY_AT_TEN}&open={rule}{lang}")

    assert page.status_code == 200
    assert page.text.count('<article class="card"') == 3
    assert "殷行站" in words(page.text)


def test_where_nothing_is_open_the_page_says_where_it_is_soonest_and_leads_there(client):
    page = client.get(f"/at/home?at={THURSDAY_AT_NIGHT}").text
    text = words(page)

    assert "最早能办理：殷行站，11月27日" in text
    assert text.index("最早能办理") < text.index("看哪里最早能办") < text.index("看附近所有服务点")


def test_a_real_place_that_is_typed_is_answered(client):
    assert "从殷行公寓出发" in words(client.get("/", params={"place": "殷行"}).text)


def test_a_real_service_point_becomes_a_page(client):
    page = client.get("/points/late")

    assert page.status_code == 200
    assert "周一至周五 09:00\N{EN DASH}20:00" in words(page.text)


@pytest.mark.parametrize("choice", ["service=haircut", "mode=fly", "open=maybe", "max_minutes=999"])
def test_a_real_refusal_asks_to_choose_again(client, choice):
    page = client.get(f"/at/home?{choice}")

    assert page.status_code == 422
    assert "请重新选" in words(page.text)
