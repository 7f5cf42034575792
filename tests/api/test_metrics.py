import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.clock import now
from api.metrics import Metrics
from data.plan_counts import count_plans
from data.plans import OUTREACH, add_plan, claim_next
from tests.applications import make_app


def figures(text):
    """All samples by name and labels, the latter in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def shown(client):
    """Read what the server shows."""
    return lambda: figures(client.get("/metrics").text)


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/v1/nearest?lon=121.5&lat=31.2", "nearest", "2xx"),
        ("/v1/nearest?lon=far", "nearest", "4xx"),
        ("/v1/places?q=home", "places", "2xx"),
        ("/v1/service-points/near", "detail", "2xx"),
        ("/v1/service-points/nowhere", "detail", "4xx"),
        ("/v1/service-points/near/service-area?minutes=15", "area", "2xx"),
        ("/", "page", "2xx"),
        ("/at/home", "page", "2xx"),
        ("/points/near", "page", "2xx"),
    ],
)
def test_a_lookup_counts_by_its_kind_and_how_it_ended(client, shown, path, kind, status):
    client.get(path)

    assert shown()["niangjia_lookups_total", kind, status] == 1


def test_a_lookup_that_is_posted_counts_too(client, shown):
    client.post("/v1/nearest", json={"lon": 121.5, "lat": 31.2})

    found = shown()
    assert found["niangjia_lookups_total", "nearest", "2xx"] == 1
    assert found["niangjia_requests_total", "POST", "/v1/nearest", "2xx"] == 1


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/v1/service-points/near?crs=gcj02", "/v1/service-points/{code}", "2xx"),
        ("/v1/plans/p-20261122-abcdef", "/v1/plans/{code}", "4xx"),
        ("/static/nothing.js", "/static/{name}", "4xx"),
        ("/docs/assets/favicon.png", "static", "2xx"),
        ("/openapi.json", "/openapi.json", "2xx"),
        ("/121.5234567", "other", "4xx"),
    ],
)
def test_a_request_counts_by_the_template_of_its_route(client, shown, path, route, status):
    client.get(path)

    found = shown()
    assert found["niangjia_requests_total", "GET", route, status] == 1
    assert found["niangjia_request_seconds_count", "GET", route] == 1


def test_what_is_no_method_is_counted_without_its_name(client, shown):
    client.request("LON121", "/healthz")

    assert shown()["niangjia_requests_total", "other", "/healthz", "4xx"] == 1


def test_a_request_that_fails_counts_as_answered_with_500(settings, monkeypatch):
    app = make_app(settings)

    with TestClient(app, raise_server_exceptions=False) as client:
        monkeypatch.setattr(app.state.desk, "places", lambda *_: 1 / 0)
        client.get("/v1/places?q=home")
        found = figures(client.get("/metrics").text)

    assert found["niangjia_lookups_total", "places", "5xx"] == 1
    assert found["niangjia_requests_in_progress",] == 1


def test_no_position_gets_into_a_label(client):
    client.get("/v1/nearest?lon=121.5234567&lat=31.2")
    client.get("/121.5234567?lat=31.2")
    client.get("/v1/service-points/121.5234567")

    assert "121.52" not in client.get("/metrics").text


def test_the_data_and_the_process_are_shown(client, shown):
    snapshot = client.get("/readyz").json()["snapshot"]

    found = shown()
    assert found["niangjia_data_revision",] == snapshot["revision"]
    assert found["niangjia_service_points",] == 3
    assert 0 < found["niangjia_snapshot_age_seconds",] < 60
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert found["process_cpu_seconds_total",] > 0
    assert found["process_open_fds",] > 0


def test_plans_are_shown_by_their_state(idle, stored):
    stored(
        lambda session: add_plan(session, {}, at=now()),
        lambda session: add_plan(session, {}, at=now()),
        lambda session: claim_next(session, at=now()),
    )

    with idle() as client:
        found = figures(client.get("/metrics").text)

    assert found["niangjia_plans", "siting", "queued"] == 1
    assert found["niangjia_plans", "siting", "running"] == 1
    assert found["niangjia_plans", "outreach", "queued"] == 0


def test_plans_are_counted_by_kind_on_both_homes(session):
    add_plan(session, {}, at=now(), kind=OUTREACH)

    assert count_plans(session)["queued"] == 0
    assert count_plans(session, kind=OUTREACH) == {
        "queued": 1,
        "running": 0,
        "done": 0,
        "failed": 0,
        "cancelled": 0,
        "interrupted": 0,
    }


def test_imports_and_attempts_to_sign_in_count_by_how_they_ended():
    metrics = Metrics()

    metrics.count_import("unions", "imported", 12)
    metrics.count_import("unions", "rejected", 0)
    metrics.count_sign_in(succeeded=True)
    metrics.count_sign_in(succeeded=False)

    found = figures(metrics.write().decode())
    assert found["niangjia_imports_total", "unions", "imported"] == 1
    assert found["niangjia_imports_total", "unions", "rejected"] == 1
    assert found["niangjia_import_rows_total", "unions"] == 12
    assert found["niangjia_sign_ins_total", "failed"] == 1
    assert found["niangjia_sign_ins_total", "succeeded"] == 1


def test_every_figure_says_what_it_is_in_one_sentence(client):
    text = client.get("/metrics").text

    helps = re.findall(r"^# HELP niangjia_\w+ (.+)$", text, re.MULTILINE)
    assert len(helps) >= 12
    assert all(line.endswith(".") for line in helps)
