import pytest

from tests.towns import CENTRE


def test_service_points_are_listed_in_pages(client):
    first = client.get("/v1/service-points", params={"per_page": 2}).json()
    second = client.get("/v1/service-points", params={"per_page": 2, "page": 2}).json()

    assert (first["total"], second["total"]) == (3, 3)
    assert [point["code"] for point in first["results"] + second["results"]] == [
        "far",
        "late",
        "near",
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"service": "membership"}, ["late", "near"]),
        ({"service": ["membership", "legal_aid"]}, ["late"]),
        ({"q": "殷行"}, ["near"]),
        ({"tier": "district_centre"}, []),
        ({"union_code": "yp"}, []),
    ],
)
def test_service_points_are_filtered(client, params, expected):
    found = client.get("/v1/service-points", params=params).json()

    assert [point["code"] for point in found["results"]] == expected


def test_a_service_point_tells_its_hours_of_two_weeks(client):
    point = client.get("/v1/service-points/late").json()

    assert point["opening_hours"] == "Mo-Fr 09:00-20:00"
    assert len(point["days"]) == 14
    assert {tuple(map(tuple, day["intervals"])) for day in point["days"]} == {
        (("09:00", "20:00"),),
        (),
    }


def test_an_unknown_service_point_is_not_found_in_words(client):
    response = client.get("/v1/service-points/nowhere", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert response.json()["code"] == "service_point_unknown"
    assert '"nowhere"' in response.json()["detail"]


@pytest.mark.parametrize("text", ["殷行", "yinhang", "yh", "gongyu"])
def test_places_are_found_by_name_pinyin_and_initials(client, text):
    found = client.get("/v1/places", params={"q": text}).json()["results"]

    assert [place["code"] for place in found] == ["home"]


def test_responsible_unions_of_a_position(client):
    asked = {"lon": CENTRE[0], "lat": CENTRE[1]}

    answer = client.get("/v1/responsible-unions", params=asked).json()

    assert [union["name"] for union in answer["responsible"]] == ["杨浦区总工会", "上海市总工会"]


def test_where_no_area_holds_the_point_the_hotline_alone_remains(client):
    answer = client.get("/v1/responsible-unions", params={"lon": 100, "lat": 40}).json()

    assert answer == {"responsible": [], "hotline": "12351"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/places?q=", "query_unreadable"),
        ("/v1/places", "value_missing"),
        ("/v1/service-points?page=0", "page_out_of_range"),
        ("/v1/service-points?per_page=999", "per_page_out_of_range"),
        ("/v1/service-points?tier=tower", "tier_unknown"),
        ("/v1/service-points?service=haircut", "service_unknown"),
        ("/v1/responsible-unions?lon=x&lat=31", "lon_unreadable"),
        ("/v1/responsible-unions?lon=31&lat=121", "position_swapped"),
    ],
)
def test_bad_input_is_a_problem_with_a_stable_code(client, path, code):
    response = client.get(path)

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.headers["content-type"] == "application/problem+json"


def test_an_unknown_address_and_method_are_problems_too(client):
    missing, method = client.get("/v1/nothing"), client.delete("/v1/nearest")

    assert (missing.status_code, missing.json()["code"]) == (404, "page_not_found")
    assert (method.status_code, method.json()["code"]) == (405, "method_not_allowed")


def test_an_unknown_address_is_a_kind_page_for_a_browser(client):
    response = client.get("/nothing", headers={"Accept": "text/html,*/*"})

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "tel:12351" in response.text
