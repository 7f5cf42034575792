import pytest
from starlette.testclient import TestClient

from data.tables import WorkerApartment
from tests.api.pages_desk import words
from tests.api.poster_places import PUBLIC_URL, add, apartment
from tests.applications import make_app


@pytest.fixture
def client(settings):
    with TestClient(make_app(settings, public_url=PUBLIC_URL)) as client:
        yield client


def test_places_are_searched_and_ticked(client):
    page = client.get("/planner/posters", params={"q": "yinhang", "union": "yp"})

    assert page.status_code == 200
    assert '<input type="checkbox" name="code" value="home">' in page.text
    assert "五角场站" not in page.text


def test_a_long_list_has_pages(sqlite, settings):
    add(sqlite, WorkerApartment, *(apartment(f"h{number:03}", 500) for number in range(60)))
    with TestClient(make_app(settings)) as client:
        last = client.get("/planner/posters?page=99&kind=apartments")

    assert "第 2 页，共 2 页" in last.text
    assert 'href="/planner/posters?kind=apartments"' in last.text
    assert last.text.count('name="code"') == 11


def test_ticked_posters_are_ready_to_print(client):
    page = client.get("/planner/posters/print?code=home")

    assert page.status_code == 200
    assert page.text.count("<article") == 1
    assert f"{PUBLIC_URL}/at/home" in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]


def test_all_of_a_union_are_printed_in_parts(sqlite, settings):
    add(sqlite, WorkerApartment, *(apartment(f"h{number:03}", 50) for number in range(120)))
    public = settings.model_copy(update={"public_url": PUBLIC_URL})
    with TestClient(make_app(public)) as client:
        second = client.get("/planner/posters/print?union=yp&page=2")

    assert second.text.count("<article") == 21
    assert '<a href="?union=yp&amp;page=1">第 1–100 张</a>' in second.text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/planner/posters?kind=flats", 422, "没有“flats”这类需求点"),
        ("/planner/posters?union=nope", 422, "没有编号为“nope”的工会"),
        ("/planner/posters?q=a", 422, "“a”太短"),
        ("/planner/posters?q=%3Cscript%3E&lang=en", 200, "No place fits."),
        ("/planner/posters/print?code=nope", 422, "没有编号为“nope”"),
        ("/planner/posters/print?kind=parks", 404, "没有要做海报的地方"),
    ],
)
def test_what_cannot_be_shown_is_told_on_the_page(client, path, status, told):
    page = client.get(path)

    assert page.status_code == status
    assert told in words(page.text)
    assert "<script>" not in page.text


def test_without_a_public_address_the_page_says_what_to_set(settings):
    with TestClient(make_app(settings)) as client:
        page = client.get("/planner/posters/print?code=home")

    assert page.status_code == 422
    assert "NIANGJIA_PUBLIC_URL" in page.text
