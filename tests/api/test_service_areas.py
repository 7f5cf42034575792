import math

import pytest
import shapely
from starlette.testclient import TestClient

from data.street_files import save_network
from data.tables import ServicePoint
from tests.api.test_desk import wait_for
from tests.applications import make_app
from tests.street_towns import grid, network, place
from tests.towns import minutes_east

RIVER = [((column, 0), (column, 1)) for column in range(-2, 17)]
"""North of the street of the desks, with one bridge at its eastern end."""
CIRCLE_KM2 = math.pi * (0.4 / 1.3) ** 2
"""Five minutes on foot, estimated."""


@pytest.fixture
def in_town(settings):
    """The interface with streets, but for those who drive; the desk `far` is beyond them all."""
    streets = network(grid(20, 4, origin=(-2, -1), without=RIVER))
    streets.graphs.pop("drive")
    save_network(streets, settings.streets_file)
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


def feature(client, code="near", **wishes):
    return client.get(f"/v1/service-points/{code}/service-area", params=wishes).json()


def polygon(client, **wishes):
    return shapely.geometry.shape(feature(client, **wishes)["geometry"])


def refusal(client, code, language, **wishes):
    response = client.get(
        f"/v1/service-points/{code}/service-area",
        params=wishes,
        headers={"Accept-Language": language},
    )
    return response.status_code, response.json()["code"], response.json()["detail"]


def test_the_area_follows_the_streets_and_not_across_the_river(in_town):
    found = polygon(in_town, minutes=5)

    assert found.is_valid
    assert found.covers(shapely.Point(place(4, 0)))
    assert not found.covers(shapely.Point(place(2, 1)))


def test_the_feature_says_whose_area_it_is_and_how_it_was_found(in_town):
    found = feature(in_town)

    area_km2 = found["properties"].pop("area_km2")
    assert 0.1 < area_km2 < math.pi * 1.2**2
    assert found["type"] == "Feature"
    assert found["properties"] == {
        "code": "near",
        "name": "殷行站",
        "minutes": 15,
        "mode": "walk",
        "travel_method": "streets",
        "direction": "to_service_point",
        "attribution": "© OpenStreetMap contributors, ODbL",
    }


def test_it_is_geojson_that_may_be_kept_a_while(in_town):
    response = in_town.get("/v1/service-points/near/service-area")

    assert response.headers["content-type"] == "application/geo+json"
    assert response.headers["cache-control"] == "public, max-age=300"


def test_positions_have_six_decimals_and_run_counter_clockwise(in_town):
    found = polygon(in_town, minutes=7)

    assert found.exterior.is_ccw
    assert all(value == round(value, 6) for value in shapely.get_coordinates(found).flat)


def test_the_area_of_more_minutes_holds_that_of_fewer_up_to_the_last_decimal(in_town):
    fewer, more = polygon(in_town, minutes=6), polygon(in_town, minutes=7)

    assert more.buffer(2e-6).covers(fewer)
    assert more.area > fewer.area


def test_by_bicycle_one_comes_from_farther(in_town):
    on_foot, cycling = (feature(in_town, minutes=4, mode=mode) for mode in ("walk", "bike"))

    assert cycling["properties"]["area_km2"] > on_foot["properties"]["area_km2"]


@pytest.mark.parametrize("wishes", [{"code": "far"}, {"mode": "drive"}])
def test_off_the_streets_or_without_streets_for_the_mode_it_is_estimated(in_town, wishes):
    found = feature(in_town, **wishes)

    assert found["properties"]["travel_method"] == "estimated"


def test_without_a_network_it_is_a_circle(client):
    found = feature(client, minutes=5)

    assert found["properties"]["travel_method"] == "estimated"
    assert found["properties"]["area_km2"] == pytest.approx(CIRCLE_KM2, rel=0.01)
    assert len(found["geometry"]["coordinates"][0]) == 65


def test_an_unknown_service_point_has_no_area(client):
    status, code, text = refusal(client, "nowhere", "en")

    assert (status, code) == (404, "service_point_unknown")
    assert '"nowhere"' in text


@pytest.mark.parametrize("minutes", ["0", "61", "7.5", "soon", "nan", ""])
def test_minutes_that_cannot_be_are_refused(client, minutes):
    status, code, _ = refusal(client, "near", "en", minutes=minutes)

    assert (status, code) == (422, "minutes_out_of_range")


@pytest.mark.parametrize(
    ("language", "wish", "words"),
    [
        ("zh", {"minutes": 61}, "1 到 60"),
        ("en", {"minutes": 61}, "1 to 60"),
        ("zh", {"mode": "fly"}, "可选"),
        ("en", {"mode": "fly"}, "choose among"),
    ],
)
def test_a_refusal_says_in_the_asked_language_what_is_accepted(client, language, wish, words):
    status, _, text = refusal(client, "near", language, **wish)

    assert status == 422
    assert words in text


def test_the_interface_describes_the_feature(client):
    paths = client.get("/openapi.json").json()["paths"]

    answers = paths["/v1/service-points/{code}/service-area"]["get"]["responses"]
    schema = answers["200"]["content"]["application/geo+json"]["schema"]
    assert schema["properties"]["properties"]["properties"].keys() >= {"code", "area_km2"}


def test_a_desk_that_moves_takes_its_area_along(in_town, sqlite):
    before = feature(in_town)["geometry"]

    with sqlite.transaction() as session:
        near = session.query(ServicePoint).filter_by(code="near").one()
        near.location = shapely.Point(minutes_east(9))

    assert wait_for(lambda: feature(in_town)["geometry"] != before)
