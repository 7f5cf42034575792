import pytest

from api import examples
from api.schemas import NearestAnswer, Problem


def test_the_examples_are_what_the_schemas_say():
    assert NearestAnswer.model_validate(examples.NEAREST_ANSWER, extra="forbid").hotline == "12351"
    assert Problem.model_validate(examples.PROBLEM, extra="forbid").code == "mode_unknown"


def test_the_interface_shows_the_examples(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["NearestAnswer"]["example"].keys() == examples.NEAREST_ANSWER.keys()


@pytest.mark.parametrize(
    ("status", "code"),
    [("422", "mode_unknown"), ("404", "service_point_unknown"), ("503", "snapshot_missing")],
)
def test_each_error_is_shown_as_the_problem_it_is(client, status, code):
    routes = client.get("/openapi.json").json()["paths"]

    described = routes["/v1/service-points/{code}/service-area"]["get"]["responses"][status]
    example = described["content"]["application/problem+json"]["schema"]["example"]
    assert Problem.model_validate(example, extra="forbid").code == code
    assert example["status"] == int(status)


def test_a_real_answer_fits_its_schema(client):
    params = {"lon": 121.52, "lat": 31.30, "at": "2026-11-25T18:30", "open": "any"}

    answer = client.get("/v1/nearest", params=params).json()

    assert len(NearestAnswer.model_validate(answer, extra="forbid").results) == 3
