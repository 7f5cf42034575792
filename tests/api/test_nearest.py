import json

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from tests.applications import make_app
from tests.towns import CENTRE

HERE = {"lon": CENTRE[0], "lat": CENTRE[1]}
EVENING = HERE | {"at": "2026-11-25T18:30"}
ENGLISH = {"Accept-Language": "en"}


def codes(response):
    return [result["code"] for result in response.json()["results"]]


def test_in_the_evening_the_desk_open_until_eight_is_the_nearest(client):
    answer = client.get("/v1/nearest", params=EVENING).json()

    first = answer["results"][0]
    assert [result["code"] for result in answer["results"]] == ["late", "far"]
    assert first["travel_minutes"] == pytest.approx(10, abs=0.1)
    assert first["arrives_at"] == "2026-11-25T18:40:00+08:00"
    assert first["can_be_served"] is True
    assert first["open"] == {
        "state": "open",
        "until": "2026-11-25T20:00:00+08:00",
        "next_open_at": None,
        "day_type": "workday",
        "calendar": "official",
    }


def test_the_answer_has_the_fields_of_the_contract(client):
    answer = client.get("/v1/nearest", params=EVENING).json()

    assert set(answer) == {"origin", "at", "mode", "results", "responsible", "hotline", "hints"}
    assert answer["origin"] == HERE | {"crs": "wgs84"}
    assert answer["results"][0].keys() == {
        *("code", "name", "tier", "address", "phone", "services", "lon", "lat", "crs"),
        *("distance_m", "travel_minutes", "travel_method", "arrives_at", "can_be_served"),
        *("service_starts_at", "open", "verified_on", "links"),
    }


def test_responsible_unions_come_smallest_first_with_the_hotline(client):
    answer = client.get("/v1/nearest", params=EVENING).json()

    assert [union["code"] for union in answer["responsible"]] == ["yp", "sh"]
    assert answer["hotline"] == "12351"


def test_post_answers_what_get_answers(client):
    by_get = client.get("/v1/nearest", params=EVENING | {"service": ["legal_aid"]})
    by_post = client.post("/v1/nearest", json=EVENING | {"service": ["legal_aid"]})

    assert by_post.json() == by_get.json()
    assert codes(by_post) == ["late"]


def test_answers_are_never_stored(client):
    assert client.get("/v1/nearest", params=EVENING).headers["cache-control"] == "no-store"


def test_a_place_stands_for_its_position(client):
    by_name = client.get("/v1/nearest", params={"place": "殷行公寓", "at": EVENING["at"]})

    assert codes(by_name) == ["late", "far"]


def test_soonest_says_when_a_closed_desk_can_serve(client):
    morning = client.get("/v1/nearest", params=EVENING | {"open": "soonest"}).json()["results"][2]

    assert morning["code"] == "near"
    assert morning["can_be_served"] is False
    assert morning["service_starts_at"] == "2026-11-26T09:00:00+08:00"
    assert morning["open"]["state"] == "closed"
    assert morning["open"]["next_open_at"] == "2026-11-26T09:00:00+08:00"


def test_before_opening_a_desk_opens_later_today(client):
    early = HERE | {"at": "2026-11-25T07:00", "open": "any"}

    state = client.get("/v1/nearest", params=early).json()["results"][0]["open"]

    assert (state["state"], state["next_open_at"]) == ("opens_later", "2026-11-25T09:00:00+08:00")


def test_nothing_found_says_why_and_what_would_help(client):
    night = HERE | {"at": "2026-11-25T22:00", "service": "legal_aid"}

    answer = client.get("/v1/nearest", params=night, headers=ENGLISH).json()

    hints = {hint["code"]: hint["message"] for hint in answer["hints"]}
    assert answer["results"] == []
    assert "长海站, from Thu 26 Nov, 09:00" in hints["later_hour"]
    assert "12351" in hints["hotline"]


def test_a_longer_way_is_proposed_with_its_minutes(client):
    near = EVENING | {"max_minutes": 20, "service": "mediation"}

    hints = client.get("/v1/nearest", params=near, headers=ENGLISH).json()["hints"]

    assert (
        "五角场站 is about 40 minutes away"
        in {h["code"]: h["message"] for h in hints}["longer_way"]
    )


def test_a_missing_service_is_told_with_a_desk_that_can_help_on(client):
    petition = client.get("/v1/nearest", params=EVENING | {"service": "petition"}, headers=ENGLISH)

    hints = {hint["code"]: hint["message"] for hint in petition.json()["hints"]}
    assert "长海站" in hints["service_missing"]
    assert "longer_way" not in hints


def test_an_answer_that_reaches_into_such_a_year_says_so(client):
    new_year_eve = HERE | {"at": "2026-12-31T20:00", "open": "soonest", "service": "legal_aid"}

    answer = client.get("/v1/nearest", params=new_year_eve).json()

    assert answer["results"][0]["service_starts_at"].startswith("2027")
    assert answer["hints"][0]["code"] == "calendar_provisional"
    assert "2027" in answer["hints"][0]["message"]


def test_a_way_too_long_at_a_late_hour_still_names_the_best_chance(client):
    far_at_night = EVENING | {"at": "2026-11-25T23:00", "service": "mediation", "max_minutes": 20}

    hints = client.get("/v1/nearest", params=far_at_night, headers=ENGLISH).json()["hints"]

    told = {hint["code"]: hint["message"] for hint in hints}
    assert "五角场站" in told["best_chance"]
    assert "Thu 26 Nov, 09:00" in told["best_chance"]


def test_the_language_of_a_body_is_that_of_the_answer(client):
    asked = EVENING | {"at": "2026-11-25T23:00", "lang": "en"}

    answer = client.post("/v1/nearest", json=asked).json()

    assert "you can always call" in answer["hints"][-1]["message"]


def test_nothing_that_holds_a_position_may_be_kept_on_its_way(client):
    paths = [
        "nearest?lon=121.5&lat=31.2",
        "nearest?lon=500&lat=1",
        "responsible-unions?lon=1&lat=1",
    ]

    kept = {client.get(f"/v1/{path}").headers["cache-control"] for path in paths}

    assert kept == {"no-store"}


def test_a_year_not_yet_decreed_is_provisional(client):
    answer = client.get("/v1/nearest", params=HERE | {"at": "2027-03-03T10:00"}).json()

    assert answer["results"][0]["open"]["calendar"] == "provisional"
    assert answer["hints"][0]["code"] == "calendar_provisional"


def test_a_holiday_is_told_as_such(client):
    holiday = HERE | {"at": "2026-10-01T10:00", "open": "any"}

    state = client.get("/v1/nearest", params=holiday).json()["results"][0]["open"]

    assert (state["state"], state["day_type"]) == ("closed", "holiday")


def test_on_a_holiday_with_nothing_open_the_holiday_is_the_reason(client):
    hints = client.get("/v1/nearest", params=HERE | {"at": "2026-10-01T10:00"}).json()["hints"]

    assert hints[0] == {
        "code": "holiday",
        "message": "10月1日是节假日（国庆节），多数服务点休息。",
    }


def test_a_city_without_service_points_says_so(sqlite):
    url = sqlite.engine.url.render_as_string(hide_password=False)

    with TestClient(make_app(Settings(database_url=url))) as client:
        answer = client.get("/v1/nearest", params=EVENING).json()

    assert [hint["code"] for hint in answer["hints"]][:1] == ["no_service_points"]
    assert answer["hotline"] == "12351"


def test_the_datum_asked_for_is_the_datum_of_the_answer(client):
    shifted = client.get("/v1/nearest", params=EVENING | {"crs": "gcj02"}).json()
    plain = client.get("/v1/nearest", params=EVENING).json()

    assert shifted["results"][0]["crs"] == "gcj02"
    assert shifted["results"][0]["distance_m"] != plain["results"][0]["distance_m"]
    assert shifted["results"][0]["links"] == plain["results"][0]["links"]


def test_map_links_carry_the_datum_and_the_order_each_app_expects(client):
    wgs84, gcj02, bd09 = (
        client.get("/v1/service-points/late", params={"crs": crs}).json()
        for crs in ("wgs84", "gcj02", "bd09")
    )
    links = wgs84["links"]

    assert f"to={gcj02['lon']:.6f},{gcj02['lat']:.6f}," in links["amap"]
    assert f"location={bd09['lat']:.6f},{bd09['lon']:.6f}&" in links["baidu"]
    assert "coord_type=bd09ll" in links["baidu"]
    assert f"tocoord={gcj02['lat']:.6f},{gcj02['lon']:.6f}&" in links["tencent"]
    assert links["page"] == "/points/late"


BAD = [
    ({"lon": 31.3, "lat": 121.5}, "position_swapped"),
    ({"lon": 500, "lat": 31.3}, "position_outside_world"),
    ({"lon": "nan", "lat": 31.3}, "position_not_a_number"),
    ({"lon": "east", "lat": 31.3}, "lon_unreadable"),
    ({"lon": 121.5}, "position_missing"),
    ({}, "position_missing"),
    (HERE | {"place": "home"}, "position_missing"),
    ({"lon": 150.0, "lat": 10.0}, "position_outside_area"),
    (HERE | {"crs": "epsg:3857"}, "crs_unknown"),
    (HERE | {"service": "haircut"}, "service_unknown"),
    (HERE | {"mode": "boat"}, "mode_unknown"),
    (HERE | {"at": "tonight"}, "moment_unreadable"),
    (HERE | {"at": "9999-01-01T00:00"}, "moment_unreadable"),
    (HERE | {"limit": 0}, "limit_out_of_range"),
    (HERE | {"limit": 1000}, "limit_out_of_range"),
    (HERE | {"max_minutes": -1}, "max_minutes_out_of_range"),
    (HERE | {"max_minutes": "inf"}, "max_minutes_out_of_range"),
    (HERE | {"stay_minutes": "nan"}, "stay_minutes_out_of_range"),
    (HERE | {"open": "maybe"}, "open_unknown"),
    (HERE | {"colour": "red"}, "parameter_unknown"),
]


@pytest.mark.parametrize(("params", "code"), BAD)
def test_bad_input_is_a_problem_with_a_stable_code(client, params, code):
    response = client.get("/v1/nearest", params=params, headers=ENGLISH)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert "{" not in response.json()["detail"]


def test_errors_come_in_the_language_asked_for(client):
    asked = HERE | {"mode": "boat"}

    chinese = client.get("/v1/nearest", params=asked).json()["detail"]
    english = client.get("/v1/nearest", params=asked, headers=ENGLISH).json()["detail"]

    assert "没有“boat”这个选项" in chinese
    assert 'mode "boat" is not known; choose among walk' in english


def test_an_unknown_place_is_not_found(client):
    response = client.get("/v1/nearest", params={"place": "不存在的地方"})

    assert (response.status_code, response.json()["code"]) == (404, "place_unknown")


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'"x"', b"\x00", b"{" * 5_000])
def test_a_body_that_is_no_object_is_refused(client, body):
    response = client.post("/v1/nearest", content=body)

    assert (response.status_code, response.json()["code"]) == (422, "body_unreadable")


def test_a_large_body_is_refused_before_it_is_read(client):
    response = client.post("/v1/nearest", content=json.dumps({"place": "x" * 20_000}))

    assert (response.status_code, response.json()["code"]) == (422, "body_too_large")


@pytest.mark.parametrize(
    "moment",
    ["2026-11-25T18:30+08:00", "2026-11-25T10:30Z", "2026-11-25 18:30", "2026-11-25T18:30 08:00"],
)
def test_moments_are_read_with_and_without_an_offset(client, moment):
    response = client.get("/v1/nearest", params=HERE | {"at": moment})

    assert response.json()["at"] == "2026-11-25T18:30:00+08:00"
