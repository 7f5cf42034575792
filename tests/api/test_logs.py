import datetime
import json
import logging
import logging.config
import re
import sys
import uuid

import pytest
from asgi_correlation_id import correlation_id
from starlette.testclient import TestClient

from api.logs import log_config
from api.settings import LogFormat, LogLevel, Settings
from tests.applications import make_app

POSITION = "121.5234567"
HEX = "5f0e3c2ad1b04f8e9a6b7c8d9e0f1a2b"


@pytest.fixture
def in_request():
    token = correlation_id.set("4f3a")
    yield "4f3a"
    correlation_id.reset(token)


@pytest.fixture
def failure():
    """What an exception that tells a position leaves for the log."""
    try:
        float(POSITION + "E")
    except ValueError:
        return sys.exc_info()


@pytest.fixture
def write():
    """Write one line as the server would, without changing how this process logs."""

    def written(message, *, log_format="json", exc_info=None, **extra):
        config = logging.config.DictConfigurator(log_config(Settings(log_format=log_format)))
        formatter = config.configure_formatter(config.config["formatters"]["ours"])
        discreet = config.configure_filter(config.config["filters"]["discreet"])
        record = logging.LogRecord("api.desk", logging.INFO, "desk.py", 1, message, (), exc_info)
        vars(record).update(extra)
        discreet.filter(record)
        return formatter.format(record)

    return written


def test_a_line_is_one_object_with_a_moment_in_its_zone(write):
    line = json.loads(write("路网已载入\n第二行"))

    moment = datetime.datetime.fromisoformat(line.pop("time"))
    assert moment.tzinfo is not None
    assert line == {"level": "INFO", "logger": "api.desk", "message": "路网已载入\n第二行"}


def test_a_line_inside_a_request_has_its_id(write, in_request):
    assert json.loads(write("asked"))["request_id"] == in_request
    assert f"api.desk {in_request} asked" in write("asked", log_format="text")


def test_what_is_said_beside_the_message_is_a_field_but_for_colours(write):
    line = json.loads(write("counted", rows=3, color_message="\x1b[1mcounted"))

    assert line["rows"] == 3
    assert "color_message" not in line


@pytest.mark.parametrize("log_format", LogFormat)
def test_inside_a_request_an_exception_tells_where_it_was_and_not_its_text(
    write, in_request, failure, log_format
):
    written = write("it failed", log_format=log_format, exc_info=failure)

    assert "test_logs.py" in written
    assert POSITION not in written


@pytest.mark.parametrize("log_format", LogFormat)
def test_outside_of_requests_an_exception_tells_all(write, failure, log_format):
    assert POSITION in write("it failed", log_format=log_format, exc_info=failure)


def test_what_libraries_say_is_written_from_warnings_on_whatever_the_level():
    config = log_config(Settings(log_level=LogLevel.DEBUG))

    assert config["root"]["level"] == "WARNING"
    assert config["loggers"]["api"] == {"level": "DEBUG"}


def test_an_answer_tells_the_id_of_its_request(client):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert re.fullmatch("[0-9a-f]{12}", first.headers["x-request-id"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize("given", [HEX, str(uuid.UUID(HEX))])
def test_the_id_that_a_proxy_gives_is_kept(client, given):
    response = client.get("/healthz", headers={"X-Request-ID": given})

    assert response.headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given",
    [
        POSITION,
        f"{HEX}0",
        f"urn:uuid:{HEX}",
        f"{{{HEX}}}",
        "1-2-1-5" + "0" * 28,
        HEX.upper(),
        "a b",
    ],
)
def test_an_id_that_is_none_is_neither_kept_nor_logged(client, caplog, given):
    response = client.get("/healthz", headers={"X-Request-ID": given})

    assert re.fullmatch("[0-9a-f]{12}", response.headers["x-request-id"])
    assert given not in caplog.text


def test_a_request_is_logged_by_its_route_only_where_that_is_wished(settings, caplog):
    caplog.set_level(logging.INFO, "api.access")
    app = make_app(settings, access_log=True)

    with TestClient(app) as client:
        client.get(f"/v1/nearest?lon={POSITION}&lat=31.2")
        client.get(f"/v1/service-points/{POSITION}", headers={"User-Agent": POSITION})

    lines = [record for record in caplog.records if record.name == "api.access"]
    assert [(line.method, line.route, line.status) for line in lines] == [
        ("GET", "/v1/nearest", 200),
        ("GET", "/v1/service-points/{code}", 404),
    ]
    assert all(line.milliseconds > 0 for line in lines)
    assert POSITION not in str([vars(line) for line in lines])


def test_requests_are_not_logged_unless_asked_for(client, caplog):
    caplog.set_level(logging.INFO)

    client.get("/v1/places?q=home")

    assert "api.access" not in {record.name for record in caplog.records}
