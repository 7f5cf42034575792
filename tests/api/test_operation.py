import re

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from tests.applications import make_app


def test_a_server_with_a_snapshot_is_alive_and_ready(client):
    ready = client.get("/readyz").json()

    assert client.get("/healthz").json() == {"status": "ok"}
    assert ready["ready"] is True
    assert ready["snapshot"]["service_points"] == 3
    assert ready["database"] == {
        "reachable": True,
        "unreachable_since": None,
        "watched": True,
        "failed_revision": None,
    }


def test_metrics_tell_prometheus_about_the_snapshot(client):
    text = client.get("/metrics").text

    assert "niangjia_service_points 3.0" in text
    assert "niangjia_database_reachable 1.0" in text


def test_without_data_the_server_starts_and_says_so(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")

    with TestClient(make_app(settings)) as client:
        assert client.get("/readyz").status_code == 503
        response = client.get("/v1/nearest?lon=121.5&lat=31.2")

    assert (response.status_code, response.json()["code"]) == (503, "snapshot_missing")


def test_docs_ask_no_foreign_host(client):
    page = client.get("/docs").text
    links = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert links
    assert all(link.startswith("/") for link in links)
    assert {client.get(link).status_code for link in links} == {200}


def test_the_interface_describes_itself_with_examples(client):
    document = client.get("/openapi.json").json()

    parameters = {
        field["name"]: field for field in document["paths"]["/v1/nearest"]["get"]["parameters"]
    }
    assert set(parameters) >= {"lon", "lat", "crs", "place", "at", "service", "limit"}
    assert parameters["lon"]["schema"]["examples"] == [121.5265]
    assert "/v1/nearest" in document["paths"]


def _fail_with_the_position(params, _):
    raise RuntimeError("no way from " + params["lon"])


def test_an_unexpected_failure_tells_a_number_and_nothing_else(settings, monkeypatch, caplog):
    app = make_app(settings)

    with TestClient(app, raise_server_exceptions=False) as client:
        monkeypatch.setattr(app.state.desk, "nearest", _fail_with_the_position)
        response = client.get(
            "/v1/nearest?lon=121.123456&lat=31.2", headers={"accept-language": "en"}
        )

    number = re.search(r"recorded as (\w+)", response.json()["detail"])[1]
    assert response.status_code == 500
    assert "no way" not in response.text
    assert number in caplog.text
    assert response.headers["x-request-id"] == number
    assert "121.123456" not in caplog.text


@pytest.mark.parametrize("language", ["zh-CN,zh;q=0.9", "fr", ""])
def test_chinese_is_the_default_language(client, language):
    response = client.get("/v1/service-points/nowhere", headers={"Accept-Language": language})

    assert "没有编号为" in response.json()["detail"]
