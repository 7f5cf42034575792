import pytest

from api.pages.lost import lost_page
from geo.messages import Language
from tests.api.pages_desk import words


def test_the_page_names_the_address_and_leads_on():
    page = lost_page("/poitns/S1", Language.CHINESE)

    assert "“/poitns/S1”打不开" in words(page)
    assert 'class="button primary wide" href="/"' in page
    assert 'href="tel:12351"' in page


def test_the_page_speaks_english_and_stays_in_it():
    page = lost_page("/lost", Language.ENGLISH)

    assert '<html lang="en">' in page
    assert 'class="button primary wide" href="/?lang=en"' in page
    assert 'class="switch" href="/">中文' in page


def test_an_address_is_never_read_as_html():
    assert "<script>alert" not in lost_page("/<script>alert(1)</script>", Language.CHINESE)


@pytest.mark.parametrize(("path", "shown"), [("/" * 60, "/" * 60), ("/" * 61, "/" * 59 + "…")])
def test_a_long_address_is_cut(path, shown):
    assert f"“{shown}”" in lost_page(path, Language.CHINESE)


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/planner/", "/planner"), ("//evil.example/", "/evil.example"), ("/v1/plans/", "/v1/plans")],
)
def test_a_slash_too_many_leads_to_the_path_without_it_on_this_host(client, asked, led):
    request = client.build_request("GET", "http://testserver/", headers={"Host": "evil.example"})
    request.url = request.url.copy_with(raw_path=asked.encode())

    answer = client.send(request, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (307, led)
