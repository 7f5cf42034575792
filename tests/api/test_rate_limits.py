import logging

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from api.rate_limits import OFFICE_TIMES, Group, RateLimits, group_of, most_by_group
from api.settings import Settings
from tests.applications import make_app

MOST = {Group.LOOKUPS: 3, Group.OFFICE: 5, Group.REPORTS: 2, Group.SIGN_INS: 1}
NEAREST = "/v1/nearest?place=home&mode=walk"


class Visitors:
    """Clients of a server that answers everything, seen from several addresses."""

    def __init__(self, most):
        self.now_s = 0.0
        self._app = RateLimits(PlainTextResponse("ok"), most, clock=lambda: self.now_s)

    def ask(self, path="/", *, method="GET", host="203.0.113.7", **headers):
        client = TestClient(self._app, client=(host, 50_000))
        return client.request(method, path, headers=headers)

    def statuses(self, count, path="/", **asked):
        return [self.ask(path, **asked).status_code for _ in range(count)]


@pytest.fixture
def visitors():
    return Visitors(MOST)


def test_an_address_that_asks_too_often_is_asked_to_wait(visitors):
    assert visitors.statuses(4) == [200, 200, 200, 429]


def test_a_refusal_says_in_whole_seconds_how_long_to_wait(visitors):
    visitors.statuses(3)
    visitors.now_s = 20.5

    refused = visitors.ask()

    assert refused.headers["retry-after"] == "40"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert "40 秒" in refused.json()["detail"]


def test_who_has_waited_is_answered_again(visitors):
    refused = visitors.statuses(4)[-1]

    visitors.now_s = 60

    assert (refused, visitors.ask().status_code) == (429, 200)


def test_the_wait_is_a_second_at_least(visitors):
    visitors.statuses(3)
    visitors.now_s = 59.999

    assert visitors.ask().headers["retry-after"] == "1"


def test_a_refusal_is_told_in_the_asked_language(visitors):
    visitors.statuses(3)

    refused = visitors.ask("/v1/nearest", **{"accept-language": "en"})

    assert "wait 60 seconds" in refused.json()["detail"]


def test_a_browser_is_shown_a_page_with_the_hotline(visitors):
    visitors.statuses(3)

    refused = visitors.ask("/?lang=en", accept="text/html,*/*")

    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert '<html lang="en">' in refused.text
    assert "Too many requests" in refused.text
    assert "tel:12351" in refused.text


def test_addresses_are_counted_apart(visitors):
    visitors.statuses(4)

    assert visitors.ask(host="203.0.113.8").status_code == 200


def test_neighbours_in_one_ipv6_network_are_counted_together(visitors):
    visitors.statuses(3, host="2001:db8::1")

    assert visitors.ask(host="2001:db8::2").status_code == 429
    assert visitors.ask(host="2001:db8:0:1::2").status_code == 200


def test_who_sits_at_the_server_is_not_counted(visitors):
    assert visitors.statuses(9, host="127.0.0.1") == [200] * 9


def test_health_metrics_and_pictures_are_not_counted(visitors):
    paths = ["/healthz", "/readyz", "/metrics", "/static/worker.css", "/docs/assets/x.js"]

    assert [visitors.statuses(9, path) for path in paths] == [[200] * 9] * 5


def test_reports_of_strangers_have_a_tighter_limit_of_their_own(visitors):
    path = "/points/s1/reports"

    assert visitors.statuses(3, path, method="POST") == [200, 200, 429]
    assert visitors.ask(path).status_code == 200


def test_attempts_to_sign_in_have_the_tightest(visitors):
    assert visitors.statuses(2, "/sign-in", method="POST") == [200, 429]
    assert visitors.ask("/sign-in").status_code == 200


def test_a_busy_office_does_not_keep_its_neighbours_from_lookups(visitors):
    assert visitors.statuses(6, "/v1/plans/p-1") == [200] * 5 + [429]
    assert visitors.ask().status_code == 200


def test_zero_is_any_number():
    visitors = Visitors(dict.fromkeys(Group, 0))

    assert visitors.statuses(20) == [200] * 20


def test_a_connection_without_an_address_is_not_counted(visitors):
    app = RateLimits(PlainTextResponse("ok"), {Group.LOOKUPS: 1})
    client = TestClient(app, client=None)

    assert [client.get("/").status_code for _ in range(3)] == [200] * 3


def test_the_log_tells_of_refusals_once_and_of_no_address(visitors, caplog):
    with caplog.at_level(logging.DEBUG):
        visitors.statuses(9)

    told = [record.getMessage() for record in caplog.records if record.name == "api.rate_limits"]
    assert len(told) == 1
    assert "NIANGJIA_TRUSTED_PROXIES" in told[0]
    assert "203.0.113.7" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("GET", "/", Group.LOOKUPS),
        ("POST", "/", Group.LOOKUPS),
        ("GET", "/v1/nearest", Group.LOOKUPS),
        ("GET", "/points/s1", Group.LOOKUPS),
        ("GET", "/outreach/t/key", Group.OFFICE),
        ("POST", "/v1/outreach-plans", Group.OFFICE),
        ("GET", "/planner/data", Group.OFFICE),
    ],
)
def test_pages_of_workers_and_of_staff_are_counted_apart(method, path, group):
    assert group_of(method, path) is group


def test_the_settings_say_how_many():
    settings = Settings(lookups_per_minute=7, reports_per_minute=2, sign_ins_per_minute=3)

    most = most_by_group(settings)

    assert [most[group] for group in Group] == [7, 7 * OFFICE_TIMES, 2, 3]


def test_the_short_way_of_lookups_is_counted_too(settings):
    app = make_app(settings, lookups_per_minute=2)

    with TestClient(app) as client:
        statuses = [client.get(NEAREST).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_a_refusal_has_the_headers_of_every_answer(settings):
    app = make_app(settings, lookups_per_minute=1)

    with TestClient(app) as client:
        client.get(NEAREST)
        refused = client.get(NEAREST)

    assert refused.headers["x-content-type-options"] == "nosniff"
    assert refused.headers["cache-control"] == "no-store"
