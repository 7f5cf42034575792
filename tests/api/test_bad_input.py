"""What nobody should send: it is kept as text, refused in words, or ignored; nothing breaks."""

import csv
import io

import openpyxl
import pytest
from starlette.testclient import TestClient

from api.accounts import disable_account
from api.clock import now
from api.settings import PlannerAccess
from data.actors import SERVER, Role
from tests.api.planner_pages import fields_of
from tests.applications import make_app
from tests.signed_in import account, bearer

SQL = "x'); DROP TABLE visit; --"
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://example.org","x")'
EVIL = f"{FORMULA} {SQL} {HTML} {{{{ 7*7 }}}} %s ${{x}}"
NEAR = "/planner/data/service-points/near"
TEXTS = ("name", "address", "phone", "premises_note")
VISIT = {"place": "apartment:home", "team": "T1", "outcome": "nobody_there"}
TOMORROW = {"If-Modified-Since": "Tue, 19 Jan 2038 03:14:07 GMT"}


@pytest.fixture
def boss(database):
    """The header of a program that acts for an admin."""
    return bearer(database, account(database, "boss", Role.ADMIN), Role.ADMIN)


def is_only_text(html):
    return "<script>alert" not in html and "<img src=x" not in html


def record(client, **changed):
    asked = VISIT | {"date": now().date().isoformat()} | changed
    return client.put("/v1/visits/9b2f7c1e-0001", json=asked)


def test_notes_of_programs_are_kept_as_they_are_and_shown_as_text(desk):
    answer = record(desk, notes=EVIL)

    page = desk.get("/planner/outreach/visits").text
    assert (answer.status_code, answer.json()["notes"]) == (201, EVIL)
    assert desk.get("/v1/visits").json()["visits"][0]["notes"] == EVIL
    assert "&lt;script&gt;" in page
    assert is_only_text(page)


def test_who_asks_for_a_plan_is_kept_as_told_and_shown_as_text(desk):
    author = EVIL[:80]
    code = desk.post("/v1/plans", json={"budget": 1, "author": author}).json()["code"]

    page = desk.get("/planner/plans").text
    assert desk.get(f"/v1/plans/{code}").json()["author"] == author
    assert "DROP TABLE" in page
    assert is_only_text(page)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/places?q={}",
        "/v1/service-points?q={}",
        "/v1/service-points?union_code={}",
        "/v1/audit?who={}",
        "/v1/audit?code={}",
        "/v1/visits?before={}",
    ],
)
def test_whatever_is_looked_for_is_only_looked_for(desk, boss, path):
    sought = path.format("%27%29%3B%20DROP%20TABLE%20visit%3B%20--%25_%5C")

    answer = desk.get(sought, headers=boss)

    assert answer.status_code == 200
    assert desk.get("/v1/visits", headers=boss).status_code == 200


def test_texts_of_a_planner_are_stored_and_shown_as_text(desk, boss):
    fields = fields_of(desk.get(NEAR), NEAR) | dict.fromkeys(TEXTS, EVIL)

    saved = desk.post(NEAR, data=fields, follow_redirects=False)

    shown = desk.get(NEAR)
    log = desk.get("/admin/audit", headers=boss)
    pages = [shown, desk.get("/planner/data/service-points"), log]
    assert saved.status_code == 303
    assert [fields_of(shown, NEAR)[name] for name in TEXTS] == [EVIL] * len(TEXTS)
    assert [is_only_text(page.text) for page in pages] == [True] * 3
    assert "&lt;script&gt;" in log.text


def test_no_download_has_a_formula(desk):
    fields = fields_of(desk.get(NEAR), NEAR) | dict.fromkeys(TEXTS, FORMULA)
    desk.post(NEAR, data=fields)

    workbook, lines = (
        desk.get(f"/planner/data/service-points/export?format={suffix}").content
        for suffix in ("xlsx", "csv")
    )

    [*sheets] = openpyxl.load_workbook(io.BytesIO(workbook))
    kinds = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    cells = [cell for row in csv.reader(io.StringIO(lines.decode("utf-8-sig"))) for cell in row]
    assert "f" not in kinds
    assert [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))] == []


def test_a_report_of_a_stranger_is_only_text(desk):
    answer = desk.post(
        "/points/near/reports", data={"kind": "other", "text": EVIL}, follow_redirects=False
    )

    page = desk.get("/planner/data/reports").text
    assert answer.status_code == 303
    assert "&lt;script&gt;" in page
    assert is_only_text(page)


def test_a_token_of_a_disabled_account_opens_nothing(settings, sqlite):
    app = make_app(settings, planner_access=PlannerAccess.ACCOUNTS)
    header = bearer(sqlite, account(sqlite, "li", Role.PLANNER))
    client = TestClient(app)
    before = client.get("/v1/plans", headers=header).status_code

    disable_account(sqlite, "li", actor=SERVER, at=now())

    after = client.get("/v1/plans", headers=header)
    assert (before, after.status_code) == (200, 401)
    assert after.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/v1/coverage", "/v1/nearest?lon=121.5&lat=31.2", "/"])
def test_a_date_in_the_future_makes_no_answer_old(client, path):
    answer = client.get(path, headers=TOMORROW)

    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize("tag", ['"1-2-3"', "W/", "no tag", '"'])
def test_a_tag_that_is_none_of_ours_makes_no_answer_old(client, tag):
    answer = client.get("/v1/coverage", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.json()["people"]) == (200, 0)


def test_a_number_beyond_those_of_the_log_finds_all_of_it(desk, boss):
    record(desk)

    answer = desk.get("/v1/audit", params={"before": 2**63 - 1}, headers=boss)

    assert answer.status_code == 200
    assert "visit" in [entry["table"] for entry in answer.json()["entries"]]


@pytest.mark.parametrize("day", ["0", "1764000000", "2026-11-22T08:00", "20261122", "2026-02-30"])
@pytest.mark.parametrize("path", ["/v1/visits", "/v1/visits/figures"])
def test_a_day_is_written_in_one_way(client, path, day):
    answer = client.get(path, params={"until": day})

    assert (answer.status_code, answer.json()["code"]) == (422, "day_unreadable")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/plans", {"budget": "1000"}, "budget"),
        ("/v1/plans", {"target_share": False}, "target_share"),
        ("/v1/plans", {"budget": 1, "backup": 1}, "backup"),
        ("/v1/plans", {"budget": 1, "costs": {"setup_cost": "5"}}, "costs.setup_cost"),
        ("/v1/plans", {"yearly_budgets": [1, "2"]}, "yearly_budgets"),
        ("/v1/nearest", {"lon": "121.5", "lat": 31.2}, "lon"),
    ],
)
def test_a_number_of_a_body_is_no_text(client, path, body, field):
    answer = client.post(path, json=body, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["code"]) == (422, "value_of_wrong_kind")
    assert f'"{field}"' in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"budget": 1.7e308}, "money_too_much"),
        ({"yearly_budgets": [1, 1e13]}, "money_too_much"),
        ({"budget": 1, "costs": {"yearly_rent": 1e300}}, "money_too_much"),
        ({"budget": 1, "costs": {"amortisation_years": 5e-324}}, "amortisation_too_short"),
    ],
)
def test_money_that_nobody_has_is_refused(client, asked, code):
    answer = client.post("/v1/plans", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/nearest", {"GET", "HEAD", "POST"}),
        ("/v1/plans", {"GET", "POST"}),
        ("/v1/plans/p-1", {"DELETE", "GET"}),
        ("/v1/outreach-plans", {"GET", "POST"}),
        ("/planner/data/service-points/near", {"GET", "POST"}),
    ],
)
def test_a_wrong_method_is_told_all_that_there_are(client, path, methods):
    answer = client.request("PATCH", path)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == methods
