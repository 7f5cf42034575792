import pytest
import shapely
from starlette.testclient import TestClient

from data.street_files import save_network
from data.tables import ServicePoint
from tests.api.test_desk import wait_for
from tests.applications import make_app
from tests.street_towns import grid, network, place, river
from tests.towns import CENTRE

EVENING = {"lon": CENTRE[0], "lat": CENTRE[1], "at": "2026-11-25T18:30", "open": "any"}
RIVER = grid(36, 4, without=river(36, 1, bridge=20))


@pytest.fixture
def client(settings):
    """The town's interface with streets: the desks lie east of the centre along one of them."""
    save_network(network(RIVER), settings.streets_file)
    with TestClient(make_app(settings)) as client:
        yield client


def results(client, **wishes):
    answer = client.get("/v1/nearest", params=EVENING | wishes).json()
    return {each["code"]: each for each in answer["results"]}


def test_travel_minutes_come_from_the_streets(client):
    found = results(client)

    assert found["late"]["travel_method"] == "streets"
    assert found["late"]["travel_minutes"] == round(10 / 1.3, 1)


def test_a_position_across_the_river_goes_over_the_bridge(client):
    lon, lat = place(0, 2)

    found = results(client, lon=lon, lat=lat)

    near_column = 2 / 1.3
    assert found["near"]["travel_minutes"] == round(20 + 2 + 20 - near_column, 1)
    assert found["near"]["distance_m"] == pytest.approx(
        ((near_column * 80) ** 2 + 160**2) ** 0.5, abs=1
    )


def test_a_position_far_from_every_street_is_estimated(client):
    lon, lat = place(-5, 0)

    found = results(client, lon=lon, lat=lat)

    assert {each["travel_method"] for each in found.values()} == {"estimated"}


def test_a_mode_without_streets_is_estimated(settings):
    on_foot_only = network(RIVER)
    on_foot_only.graphs.pop("drive")
    save_network(on_foot_only, settings.streets_file)

    with TestClient(make_app(settings)) as client:
        walked, driven = results(client), results(client, mode="drive")

    assert walked["near"]["travel_method"] == "streets"
    assert driven["near"]["travel_method"] == "estimated"


def test_a_desk_that_moves_is_put_onto_the_streets_within_two_seconds(client, sqlite):
    with sqlite.transaction() as session:
        late = session.query(ServicePoint).filter_by(code="late").one()
        late.location = shapely.Point(place(3, 0))

    assert wait_for(lambda: results(client)["late"]["travel_minutes"] == 3)


def test_hints_say_that_the_minutes_are_by_streets(client):
    answer = client.get(
        "/v1/nearest",
        params=EVENING | {"open": "served", "service": "mediation", "max_minutes": 5, "lang": "en"},
    ).json()

    hint = next(each for each in answer["hints"] if each["code"] == "longer_way")
    assert "31 minutes away (by streets)" in hint["message"]


def test_the_page_says_that_the_minutes_are_by_streets(client):
    page = client.post(
        "/", data={"lon": CENTRE[0], "lat": CENTRE[1], "at": "2026-11-25T18:30", "open": "any"}
    )

    assert "按道路计算" in page.text
    assert "估算" not in page.text
