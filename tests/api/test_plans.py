from datetime import UTC, date, datetime

import orjson
import pytest
from sqlalchemy import text

from api.schemas_plans import PlanComparison, PlanDetail, PlanPage, PlanSummary
from api.use_cases.plan_requests import MOST_QUEUED
from data.plans import fail, find_plan
from tests.stored_plans import MONDAY, finished, queued, running

ENGLISH = {"Accept-Language": "en"}
PROBLEM = {"code": "plan_killed", "message": {"zh-CN": "内存不够", "en": "memory ran out"}}


@pytest.fixture
def client(idle):
    """The interface of a server that takes no plans itself."""
    with idle() as client:
        yield client


def refusal(client, body, **others):
    answer = client.post("/v1/plans", json=body, headers=ENGLISH, **others)
    return answer.status_code, answer.json()["code"]


def test_a_plan_that_is_asked_for_waits(client):
    answer = client.post("/v1/plans", json={"budget": 500_000, "author": "杨浦区总工会"})

    plan = PlanSummary.model_validate(answer.json(), extra="forbid")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/plans/{plan.code}"
    assert (plan.status, plan.author, plan.is_current) == ("queued", "杨浦区总工会", True)
    assert (plan.request["budget"], plan.request["minutes"]) == (500_000, 15)
    assert "author" not in plan.request
    assert client.get(answer.headers["location"]).json() == answer.json() | {"result": None}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "budget_missing"),
        ({"budget": -1}, "budget_invalid"),
        ({"budget": "viel"}, "value_invalid"),
        ({"budget": 1, "colour": "red"}, "parameter_unknown"),
        ({"budget": 1, "author": "x" * 81}, "value_invalid"),
        ({"budget": 1, "author": "a\x00b"}, "value_invalid"),
        ({"rerun_of": "p-1", "budget": 1}, "parameter_unknown"),
        ({"rerun_of": "a\x00b"}, "value_invalid"),
        ([], "body_unreadable"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, body, code):
    assert refusal(client, body) == (422, code)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "body_unreadable"),
        (b"budget=1", "body_unreadable"),
        (b" " * 100_001, "body_too_large"),
    ],
)
def test_what_is_no_json_of_a_sensible_size_is_refused(client, content, code):
    answer = client.post("/v1/plans", content=content)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stored_request_is_taken_again(client, stored):
    request = {"budget": 7.0, "begin": "2020-01-01", "minutes": 20}
    [before] = stored(finished, request=request)

    again = client.post("/v1/plans", json={"rerun_of": before, "author": "王敏"}).json()

    assert (again["status"], again["rerun_of"], again["author"]) == ("queued", before, "王敏")
    assert (again["request"]["budget"], again["request"]["minutes"]) == (7, 20)
    assert date.fromisoformat(again["request"]["begin"]) > datetime.now(UTC).date()


def test_what_is_not_stored_cannot_be_taken_again(client):
    assert refusal(client, {"rerun_of": "p-nobody"}) == (404, "plan_unknown")


def test_when_too_many_wait_one_is_told_when_to_come_back(client, stored):
    codes = stored(*[queued] * MOST_QUEUED)

    answer = client.post("/v1/plans", json={"budget": 1}, headers=ENGLISH)
    client.post(f"/v1/plans/{codes[0]}/cancel")

    assert (answer.status_code, answer.json()["code"]) == (503, "plan_queue_full")
    assert int(answer.headers["retry-after"]) > 0
    assert "10 plans" in answer.json()["detail"]
    assert client.post("/v1/plans", json={"budget": 1}).status_code == 202


def test_plans_are_listed_page_by_page(client, stored):
    codes = stored(queued, queued, queued)

    first = PlanPage.model_validate(client.get("/v1/plans?limit=2").json(), extra="forbid")
    rest = client.get("/v1/plans", params={"limit": 2, "before": first.next}).json()

    assert [plan.code for plan in first.plans] == codes[:0:-1]
    assert [plan["code"] for plan in rest["plans"]] == codes[:1]
    assert rest["next"] is None


def test_a_list_shows_figures_and_whether_the_data_has_changed_since(client, sqlite, stored):
    stored(finished)
    before = client.get("/v1/plans").json()["plans"][0]
    with sqlite.transaction() as session:
        session.execute(text("UPDATE service SET name_en = 'a'"))
    after = client.get("/v1/plans").json()["plans"][0]

    assert (before["figures"]["covered_after"], before["figures"]["spent"]) == (28, 300_000)
    assert not before["is_current"]
    assert before | {"is_current": False} == after


def test_a_result_is_told_in_the_asked_language(client, stored):
    [code] = stored(finished)

    english = client.get(f"/v1/plans/{code}", headers=ENGLISH).json()
    chinese = client.get(f"/v1/plans/{code}").json()

    assert PlanDetail.model_validate(english, extra="forbid").status == "done"
    assert english["result"]["actions"][0]["reason"] == "free only after work"
    assert chinese["result"]["actions"][0]["reason"] == "下班后才有空"
    assert english["finished_at"] == "2026-11-23T17:00:00+08:00"


def test_a_problem_is_told_in_the_asked_language(client, sqlite, stored):
    [code] = stored(running)
    with sqlite.transaction() as session:
        fail(session, code, PROBLEM, at=MONDAY)

    english = client.get(f"/v1/plans/{code}", headers=ENGLISH).json()["problem"]
    chinese = client.get("/v1/plans").json()["plans"][0]["problem"]

    assert english == {"code": "plan_killed", "message": "memory ran out"}
    assert chinese["message"] == "内存不够"


def test_a_waiting_plan_can_be_cancelled_once(client, stored):
    [code] = stored(queued)

    first = client.post(f"/v1/plans/{code}/cancel")
    second = client.post(f"/v1/plans/{code}/cancel", headers=ENGLISH)

    assert (first.status_code, first.json()["status"]) == (202, "cancelled")
    assert (second.status_code, second.json()["code"]) == (409, "plan_ended")
    assert "cancelled" in second.json()["detail"]


def test_the_cancellation_of_a_running_plan_is_passed_on(client, sqlite, stored):
    [code] = stored(running)

    answer = client.post(f"/v1/plans/{code}/cancel")

    with sqlite.transaction() as session:
        fail(session, code, PROBLEM, at=MONDAY)
        assert find_plan(session, code).status == "cancelled"
    assert (answer.status_code, answer.json()["status"]) == (202, "running")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"budget": 1, "services": ["magic"]}, "service_unknown"),
        ({"budget": 1, "floors": {"moon": 0.5}}, "unknown_floor_union"),
    ],
)
def test_what_nobody_defined_is_refused_before_it_waits(client, body, code):
    answer = client.post("/v1/plans", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get("/v1/plans").json()["plans"] == []


def test_a_plan_that_has_ended_can_be_deleted(client, stored):
    [code] = stored(finished)

    first = client.delete(f"/v1/plans/{code}")
    second = client.delete(f"/v1/plans/{code}")

    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["code"]) == (404, "plan_unknown")
    assert client.get("/v1/plans").json()["plans"] == []


def test_a_plan_that_goes_on_is_not_deleted(client, stored):
    [code] = stored(running)

    answer = client.delete(f"/v1/plans/{code}", headers=ENGLISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "plan_goes_on")
    assert client.get(f"/v1/plans/{code}").status_code == 200


def test_two_plans_are_compared(client, stored):
    first, second = stored(finished, finished)

    answer = client.get(f"/v1/plans/{first}/compare/{second}").json()

    compared = PlanComparison.model_validate(answer, extra="forbid")
    assert (compared.first, compared.second) == (first, second)
    assert len(compared.actions.both) == 2


@pytest.mark.parametrize("path", ["compare/{done}", "files/plan.json"])
def test_what_needs_a_result_waits_for_it(client, stored, path):
    done, waiting = stored(finished, queued)

    answer = client.get(f"/v1/plans/{waiting}/{path.format(done=done)}", headers=ENGLISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "plan_not_done")


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("plan.json", "application/json", b"{"),
        ("coverage.json", "application/json", b"{"),
        ("plan.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("plan.gpkg", "application/geopackage+sqlite3", b"SQLite format 3"),
        ("report.html", "text/html", b"<!doctype html>"),
        ("plan.html", "text/html", b"<!doctype html>"),
    ],
)
def test_the_files_of_a_plan_can_be_downloaded(client, stored, name, media_type, begins):
    [code] = stored(finished)

    answer = client.get(f"/v1/plans/{code}/files/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{code}-{name}"
    assert answer.content.startswith(begins)


def test_the_downloaded_plan_is_the_result_in_the_asked_language(client, stored):
    [code] = stored(finished)

    file = client.get(f"/v1/plans/{code}/files/plan.json", headers=ENGLISH)

    assert orjson.loads(file.content) == client.get(f"/v1/plans/{code}?lang=en").json()["result"]


def test_an_unknown_file_is_answered_with_those_there_are(client, stored):
    [code] = stored(finished)

    answer = client.get(f"/v1/plans/{code}/files/plan.pdf", headers=ENGLISH)

    assert (answer.status_code, answer.json()["code"]) == (404, "plan_file_unknown")
    assert (
        "plan.json, coverage.json, plan.xlsx, plan.gpkg, report.html, plan.html"
        in answer.json()["detail"]
    )


@pytest.mark.parametrize(
    "path", ["", "/{0}", "/{0}/compare/{0}", "/{0}/files/coverage.json", "/p-nobody"]
)
def test_no_answer_is_kept_on_its_way(client, stored, path):
    [code] = stored(finished)

    answer = client.get(f"/v1/plans{path.format(code)}")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    "path", ["/p-nobody", "/p-nobody/compare/p-1", "/p-nobody/files/plan.json"]
)
def test_an_unknown_plan_is_not_found(client, path):
    answer = client.get(f"/v1/plans{path}", headers=ENGLISH)

    assert (answer.status_code, answer.json()["code"]) == (404, "plan_unknown")
    assert client.post("/v1/plans/p-nobody/cancel").status_code == 404


def test_a_code_that_no_plan_can_have_is_refused(client):
    assert client.get("/v1/plans/a%01b").status_code == 422
    assert client.get("/v1/plans", params={"before": "a\x00b"}).status_code == 422


def test_the_interface_describes_both_ways_to_ask(client):
    paths = client.get("/openapi.json").json()["paths"]

    body = paths["/v1/plans"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    new, again = body["anyOf"]
    assert new["properties"].keys() >= {"budget", "target_share", "author"}
    assert again["properties"].keys() == {"rerun_of", "author"}
    conflict = paths["/v1/plans/{code}/cancel"]["post"]["responses"]["409"]
    example = conflict["content"]["application/problem+json"]["schema"]["example"]
    assert (example["status"], example["code"]) == (409, "plan_not_done")
