import re
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from api.csrf import CSRF_HEADER, TAKES_A_FILE
from api.doors import DOORS, Need
from api.settings import PlannerAccess
from tests.api.planner_pages import fields_of
from tests.applications import make_app
from tests.signed_in import account, sign_in_as

UNSAFE = [
    door.split(" ")
    for door, need in DOORS.items()
    if need is not Need.PUBLIC and not door.startswith("GET ")
]
PLAN = {"budget": 1_000_000}
ANOTHER = {"planner_access": PlannerAccess.ACCOUNTS}


@pytest.fixture
def office(settings):
    """A server where everybody signs in."""
    app = make_app(settings, plans_wait=True, **ANOTHER)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def token(office, sqlite):
    """The token of the forms of an admin whose browser is signed in."""
    return sign_in_as(office, account(sqlite, "wang", "admin"))


def send(client, method, path, **sent):
    """Send a form, with a file where one is taken."""
    files = {"file": ("a.csv", b"code\n")} if path in TAKES_A_FILE else None
    address = re.sub(r"{[^}]+}", "x-1", path)
    return client.request(method, address, **{"data": {"a": "1"}, "files": files} | sent)


def content(database):
    """Read all there is in a database."""
    with closing(database.engine.raw_connection()) as connection:
        return list(connection.driver_connection.iterdump())


def test_nothing_is_done_for_a_browser_that_sends_no_token(office, sqlite, token):
    before = content(sqlite)

    answers = {(method, path): send(office, method, path) for method, path in UNSAFE}

    assert {door: answer.status_code for door, answer in answers.items()} == dict.fromkeys(
        answers, 403
    )
    assert content(sqlite) == before


def test_nothing_is_done_with_a_token_of_somebody_else(office, sqlite, token):
    others = sign_in_as(TestClient(office.app), account(sqlite, "li"))
    told = {"csrf": others}

    statuses = {send(office, *door, data=told, headers={CSRF_HEADER: others}) for door in UNSAFE}

    assert others != token
    assert {answer.status_code for answer in statuses} == {403}


@pytest.mark.parametrize("sent", ["", "x", "ü", "a.b"])
def test_what_is_no_token_is_refused_in_words(office, token, sent):
    answer = office.post("/planner/plans/p-1/cancel", data={"csrf": sent})

    assert answer.status_code == 403
    assert "请重新打开页面再试一次" in answer.text


def test_a_form_sends_the_token_along(office, token):
    page = office.get("/planner/data/service-points/near")
    form = fields_of(page, "/planner/data/service-points/near/closures#closures")

    days = {"first_day": "2026-12-24", "last_day": "2026-12-24", "reason": "盘点"}
    answer = office.post("/planner/data/service-points/near/closures", data=form | days)

    assert form["csrf"] == token
    assert answer.status_code == 303


def test_a_file_is_taken_with_its_token(office, token):
    form = fields_of(office.get("/planner/data/import"), "/planner/data/import")

    sent = {"kind": "service-points", "csrf": form["csrf"]}
    answer = send(office, "POST", "/planner/data/import", data=sent)

    assert form["csrf"] == token
    assert answer.status_code == 303


def test_scripts_send_the_token_in_a_header(office, token):
    address, told = "/v1/plans/p-1/cancel", {"Accept-Language": "en"}

    without = office.post(address, headers=told)
    by_field = office.post(address, headers=told, data={"csrf": token})
    by_header = office.post(address, headers=told | {CSRF_HEADER: token})

    assert without.json()["code"] == by_field.json()["code"] == "form_token_missing"
    assert by_header.status_code not in {401, 403}


def test_the_script_on_the_road_can_ask_for_its_token(office, token):
    assert office.get("/outreach/form-token").json() == {"token": token}


def test_a_page_of_somebody_else_changes_nothing_even_with_the_token(office, token):
    answer = office.post(
        "/v1/plans/p-1/cancel",
        headers={CSRF_HEADER: token, "Origin": "https://elsewhere.example"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "form_from_elsewhere")


@pytest.mark.parametrize(
    "path",
    [
        "/planner/data/service-points/near",
        "/planner/data/service-points/new",
        "/planner/data/import",
        "/planner/plans/new",
        "/planner/outreach/new",
        "/account",
        "/admin/accounts",
        "/admin/accounts/wang",
    ],
)
def test_all_forms_of_a_page_have_the_token(office, token, path):
    html = office.get(path).text

    assert html.count('method="post"') == html.count(f'name="csrf" value="{token}"') > 1


def test_who_has_not_signed_in_has_no_token(client):
    html = client.get("/planner/plans/new").text

    assert 'method="post"' in html
    assert 'name="csrf"' not in html
