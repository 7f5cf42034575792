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
