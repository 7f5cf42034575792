import logging
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api import desk as desk_module
from api.settings import Settings, read_settings
from data.street_files import save_network, version_of
from data.tables import ServicePoint
from geo.streets import StreetGraph, StreetNetwork
from geo.travel import Mode
from tests.api.test_desk import EVENING, wait_for
from tests.applications import make_app


def lane(length_m: float) -> StreetGraph:
    """Three nodes in a row, the last one across a river: two parts, one edge."""
    return StreetGraph(
        node_lon=np.array([121.52, 121.521, 121.522]),
        node_lat=np.array([31.3, 31.3, 31.3]),
        part=np.array([0, 0, 1]),
        tail=np.array([0]),
        head=np.array([1]),
        length_m=np.array([length_m]),
        ferry_s=np.array([0.0]),
        forward=np.array([1], np.uint8),
        backward=np.array([1], np.uint8),
        shape_starts=np.array([0, 2]),
        shape_lon=np.array([121.52, 121.521]),
        shape_lat=np.array([31.3, 31.3]),
    )


def network_of(length_m: float = 95.0) -> StreetNetwork:
    graphs = {Mode.WALK: lane(length_m), Mode.DRIVE: lane(length_m)}
    return StreetNetwork(graphs, version_of(graphs), f"{length_m:.0f}.osm.pbf")


def spoil(file: Path) -> None:
    """Put a truncated file in the place of a good one, as a copy over it would."""
    file.write_bytes(file.read_bytes()[:500])


def streets(client: TestClient, **headers: str) -> dict:
    response = client.get("/readyz", headers=headers)
    assert (response.status_code, response.json()["ready"]) == (200, True)
    return response.json()["streets"]


def problem_code(client: TestClient) -> str | None:
    problem = streets(client)["problem"]
    return problem and problem["code"]


def answered(client: TestClient) -> str:
    return client.get("/v1/nearest", params=EVENING).json()["results"][0]["code"]


@pytest.fixture
def settings(settings, tmp_path):
    return settings.model_copy(update={"data_folder": tmp_path / "networks"})


@pytest.fixture
def client(settings):
    with TestClient(make_app(settings)) as client:
        yield client


@pytest.fixture
def with_streets(settings):
    """A server that has started with a network."""
    save_network(network_of(), settings.streets_file)
    with TestClient(make_app(settings)) as client:
        yield client


def test_without_a_network_nothing_is_amiss(settings, caplog):
    with caplog.at_level(logging.INFO), TestClient(make_app(settings)) as client:
        described = streets(client)

    assert described == {
        "file": str(settings.streets_file),
        "version": None,
        "source": None,
        "loaded_at": None,
        "modes": {},
        "problem": None,
    }
    told = [record for record in caplog.records if record.name == "api.desk"]
    assert [(record.levelname, "estimated" in record.message) for record in told] == [
        ("INFO", True)
    ]
    assert not settings.data_folder.exists()


def test_a_network_is_described(with_streets, settings):
    described = streets(with_streets)

    counts = {"nodes": 3, "edges": 1, "parts": 2}
    assert described.pop("loaded_at").endswith("+08:00")
    assert described == {
        "file": str(settings.streets_file),
        "version": network_of().version,
        "source": "95.osm.pbf",
        "modes": {"walk": counts, "drive": counts},
        "problem": None,
    }


def test_a_network_that_was_named_but_is_not_there_is_a_problem(settings, caplog):
    named = settings.model_copy(update={"streets": "shanghai.npz"})

    with TestClient(make_app(named)) as client:
        described = streets(client, **{"accept-language": "en"})
        assert answered(client) == "late"

    assert (described["file"], described["version"]) == (str(named.streets_file), None)
    assert described["problem"]["code"] == "street_file_missing"
    assert "there is no street network at" in described["problem"]["message"]
    assert "travel times are estimated: there is no street network" in caplog.text


def test_a_server_starts_with_a_broken_network_and_answers(settings, caplog):
    save_network(network_of(), settings.streets_file)
    spoil(settings.streets_file)

    with TestClient(make_app(settings)) as client:
        assert answered(client) == "late"
        described = streets(client)

    assert described["version"] is None
    assert described["problem"]["code"] == "street_file_truncated"
    assert "不完整" in described["problem"]["message"]
    assert "travel times are estimated" in caplog.text


def test_a_network_put_there_is_used_within_two_seconds(client, settings):
    save_network(network_of(), settings.streets_file)

    assert wait_for(lambda: streets(client)["version"] == network_of().version)


def test_a_replaced_network_is_used_within_two_seconds(with_streets, settings):
    save_network(network_of(120.0), settings.streets_file)

    assert wait_for(lambda: streets(with_streets)["version"] == network_of(120.0).version)
    assert streets(with_streets)["source"] == "120.osm.pbf"


def test_the_network_before_stays_after_a_broken_one_until_a_good_one(
    with_streets, settings, caplog
):
    old = streets(with_streets)

    spoil(settings.streets_file)
    assert wait_for(lambda: problem_code(with_streets) == "street_file_truncated")
    assert streets(with_streets) | {"problem": None} == old
    assert answered(with_streets) == "late"
    assert "the network before stays" in caplog.text

    save_network(network_of(120.0), settings.streets_file)
    assert wait_for(lambda: streets(with_streets)["version"] == network_of(120.0).version)
    assert problem_code(with_streets) is None


def test_a_removed_network_stays_in_use_and_is_missed(with_streets, settings):
    settings.streets_file.unlink()

    assert wait_for(lambda: problem_code(with_streets) == "street_file_missing")
    assert streets(with_streets)["version"] == network_of().version


def test_a_broken_file_that_is_taken_away_again_is_no_problem(client, settings):
    save_network(network_of(), settings.streets_file)
    spoil(settings.streets_file)
    assert wait_for(lambda: problem_code(client) == "street_file_truncated")

    settings.streets_file.unlink()

    assert wait_for(lambda: problem_code(client) is None)
    assert streets(client)["version"] is None


def test_a_network_that_cannot_be_shown_leaves_the_one_before(with_streets, settings, monkeypatch):
    def fail(*_):
        raise IndexError("no such street")

    monkeypatch.setattr(desk_module, "build_view", fail)
    save_network(network_of(120.0), settings.streets_file)

    assert wait_for(lambda: problem_code(with_streets) == "street_network_unusable")
    assert streets(with_streets)["version"] == network_of().version
    assert answered(with_streets) == "late"


def test_a_new_snapshot_keeps_the_network_and_a_new_network_the_snapshot(
    with_streets, settings, sqlite
):
    with sqlite.transaction() as session:
        session.execute(update(ServicePoint).where(ServicePoint.code == "late").values(code="new"))
    assert wait_for(lambda: answered(with_streets) == "new")
    assert streets(with_streets)["version"] == network_of().version

    save_network(network_of(120.0), settings.streets_file)
    assert wait_for(lambda: streets(with_streets)["version"] == network_of(120.0).version)
    assert answered(with_streets) == "new"


def test_streets_are_loaded_while_the_database_is_away(tmp_path):
    save_network(network_of(), tmp_path / "streets.npz")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'no' / 'x.db'}", data_folder=tmp_path)

    with TestClient(make_app(settings)) as client:
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["streets"]["version"] == network_of().version


def test_prometheus_sees_a_network_and_its_problem(with_streets, settings):
    assert "niangjia_streets_loaded 1.0" in with_streets.get("/metrics").text
    assert "niangjia_streets_problem 0.0" in with_streets.get("/metrics").text

    spoil(settings.streets_file)

    assert wait_for(lambda: "niangjia_streets_problem 1.0" in with_streets.get("/metrics").text)
    assert "niangjia_streets_loaded 1.0" in with_streets.get("/metrics").text


def test_prometheus_sees_that_there_is_no_network(client):
    text = client.get("/metrics").text

    assert "niangjia_streets_loaded 0.0" in text
    assert "niangjia_streets_problem 0.0" in text


def test_parts_are_counted_in_a_mode_without_streets(settings):
    empty = {name: np.array([], column.dtype) for name, column in _columns(lane(95.0)).items()}
    nothing = StreetGraph(**empty | {"shape_starts": np.array([0])})
    network = replace(network_of(), graphs={Mode.WALK: nothing})
    save_network(network, settings.streets_file)

    with TestClient(make_app(settings)) as client:
        assert streets(client)["modes"] == {"walk": {"nodes": 0, "edges": 0, "parts": 0}}


def _columns(graph: StreetGraph) -> dict[str, np.ndarray]:
    return {name: getattr(graph, name) for name in StreetGraph.__dataclass_fields__}


@pytest.mark.parametrize(
    ("set_", "file"),
    [
        ({}, "niangjia-data/streets.npz"),
        ({"DATA_FOLDER": "/srv/data"}, "/srv/data/streets.npz"),
        ({"DATA_FOLDER": "/srv/data", "STREETS": "sh.npz"}, "/srv/data/sh.npz"),
        ({"DATA_FOLDER": "/srv/data", "STREETS": "/mnt/sh.npz"}, "/mnt/sh.npz"),
    ],
)
def test_the_file_is_looked_for_where_the_environment_says(monkeypatch, set_, file):
    monkeypatch.setattr(os, "environ", {f"NIANGJIA_{name}": text for name, text in set_.items()})

    settings = read_settings()

    assert settings.streets_file == Path(file)
    assert settings.expects_streets == ("STREETS" in set_)


def test_speeds_and_the_wait_for_a_ferry_are_settings():
    settings = Settings(walk_m_per_min=60, ferry_wait_min=10)

    assert settings.speeds.walk == 60
    assert settings.speeds.drive == 400
    assert settings.estimate(Mode.WALK).metres_per_second == 1.0
    assert settings.ferry_wait_min == 10
