import pytest

from api.body_limits import MOST_BYTES, most_bytes
from api.pages.planner.uploads import MOST_READ_BYTES

PIECE = b"x" * 100_000


def pieces(most):
    """A body that does not say how long it is."""
    return iter([PIECE] * (most // len(PIECE) + 1))


@pytest.mark.parametrize("path", ["/v1/nearest", "/", "/v1/plans", "/points/near/reports"])
def test_a_body_that_announces_too_much_is_refused_before_it_is_read(client, path):
    headers = {"content-length": str(MOST_BYTES + 1)}

    refused = client.post(path, content=b"short", headers=headers)

    assert refused.status_code == 413
    assert refused.headers["connection"] == "close"
    assert refused.json()["code"] == "request_too_large"


@pytest.mark.parametrize("path", ["/", "/points/near/reports"])
def test_a_body_that_does_not_say_its_length_is_refused_at_the_limit(client, path):
    form = {"content-type": "application/x-www-form-urlencoded"}

    refused = client.post(path, content=pieces(MOST_BYTES), headers=form)

    assert refused.status_code == 413
    assert f"{MOST_BYTES}" in refused.json()["detail"]


def test_a_route_that_takes_less_says_so_itself(client):
    refused = client.post("/v1/nearest", content=pieces(20_000))

    assert refused.status_code == 422
    assert refused.json()["code"] == "body_too_large"


def test_a_refusal_is_told_in_the_asked_language(client):
    headers = {"content-length": str(MOST_BYTES + 1), "accept-language": "en"}

    refused = client.post("/v1/plans", content=b"{}", headers=headers)

    assert refused.json()["detail"].startswith("the request is too large: at most 2000000 bytes")


def test_a_browser_is_shown_a_page(client):
    headers = {"content-length": str(MOST_BYTES + 1), "accept": "text/html"}

    refused = client.post("/", content=b"place=home", headers=headers)

    assert refused.status_code == 413
    assert "<html" in refused.text


def test_a_body_within_the_limit_is_answered(client):
    answer = client.post("/v1/nearest", json={"place": "home"})

    assert answer.status_code == 200


def test_only_pages_that_take_files_read_on():
    assert most_bytes("/planner/data/import") == MOST_READ_BYTES
    assert most_bytes("/planner/outreach/new") == MOST_READ_BYTES
    assert most_bytes("/planner/data/s1") == MOST_BYTES
