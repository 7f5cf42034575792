from api import examples
from api.schemas import NearestAnswer, Problem


def test_the_examples_are_what_the_schemas_say():
    assert NearestAnswer.model_validate(examples.NEAREST_ANSWER, extra="forbid").hotline == "12351"
    assert Problem.model_validate(examples.PROBLEM, extra="forbid").code == "mode_unknown"


def test_the_interface_shows_the_examples(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["NearestAnswer"]["example"].keys() == examples.NEAREST_ANSWER.keys()
    assert schemas["Problem"]["example"] == examples.PROBLEM


def test_a_real_answer_fits_its_schema(client):
    params = {"lon": 121.52, "lat": 31.30, "at": "2026-11-25T18:30", "open": "any"}

    answer = client.get("/v1/nearest", params=params).json()

    assert len(NearestAnswer.model_validate(answer, extra="forbid").results) == 3
