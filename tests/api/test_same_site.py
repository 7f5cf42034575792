import pytest

from api.same_site import is_from_our_pages

HOST = {"host": "help.example"}


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://help.example"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"origin": "https://help.example"}, True),
        ({"origin": "http://help.example"}, True),
        ({"origin": "https://help.example:8443"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({}, True),
    ],
    ids=str,
)
def test_a_form_is_ours_if_the_browser_says_so(headers, is_ours):
    assert is_from_our_pages(HOST | headers) is is_ours


def test_behind_a_proxy_the_address_that_people_know_is_ours():
    headers = {"host": "127.0.0.1:8000", "origin": "https://help.example"}

    assert is_from_our_pages(headers, "https://help.example/points/S1")
    assert not is_from_our_pages(headers, "/points/S1")
