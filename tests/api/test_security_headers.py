import pytest
from fastapi.routing import iter_route_contexts
from starlette.responses import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.security_headers import DEFAULT_HEADERS, SecurityHeaders, default_headers
from api.settings import Settings
from tests.applications import make_app

EXPECTED = {name.lower() for name in DEFAULT_HEADERS}


def paths():
    """The address of every route that is answered by GET and has nothing to fill in."""
    app = create_app(Settings(database_url="sqlite://"))
    found = {
        route.path
        for route in iter_route_contexts(app.router.routes)
        if route.path and "GET" in (route.methods or ()) and "{" not in route.path
    }
    return sorted(found)


ELSEWHERE = [
    "/nothing-here",
    "/static/worker.css",
    "/static/nothing.css",
    "/docs/assets/swagger-ui.css",
    "/points/near",
    "/points/unknown",
    "/at/home",
    "/v1/service-points/near",
    "/v1/plans/p-20261122-abcdef",
    "/planner/data/service-points",
    "/planner/data/service-points.csv",
    "/outreach/t/unknown-key",
]


@pytest.mark.parametrize("path", [*paths(), *ELSEWHERE])
def test_every_answer_says_what_browsers_may_do_with_it(client, path):
    answer = client.get(path, follow_redirects=False)

    assert set(answer.headers) >= EXPECTED
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", [*paths(), *ELSEWHERE])
def test_no_page_of_ours_is_shown_inside_one_of_others(client, path):
    policy = client.get(path, follow_redirects=False).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy or policy.endswith("connect-src 'self'")


def test_routes_were_found():
    assert {"/", "/docs", "/healthz", "/metrics", "/v1/nearest", "/planner"} <= set(paths())


def test_failures_have_the_headers_too(settings):
    app = make_app(settings)

    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.desk = None
        failed = client.get("/v1/nearest?place=home")

    assert failed.status_code == 500
    assert set(failed.headers) >= EXPECTED


def test_what_a_page_says_itself_is_kept():
    own = Response(headers={"Content-Security-Policy": "default-src 'self'"})
    app = SecurityHeaders(own, DEFAULT_HEADERS)

    answer = TestClient(app).get("/")

    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("public_url", "is_told"), [("https://12351.cn", True), ("http://12351.cn", False), ("", False)]
)
def test_browsers_are_told_to_stay_with_https_where_there_is_https(public_url, is_told):
    headers = default_headers(Settings(public_url=public_url))

    assert ("Strict-Transport-Security" in headers) is is_told
