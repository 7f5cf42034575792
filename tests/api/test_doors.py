import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.app import create_app
from api.doors import DOORS, Need, need_of
from api.settings import PlannerAccess
from data.actors import Role
from tests.applications import make_app
from tests.signed_in import account, bearer, sign_in_as

ENGLISH = {"Accept-Language": "en"}
NOT_OURS = {"Authorization": "Bearer njt_made-up"}
FIELD_PAGES = [door for door in DOORS if " /outreach" in door and DOORS[door] is Need.FIELD]


@pytest.fixture
def office(settings):
    """A server where everybody signs in."""
    app = make_app(settings, planner_access=PlannerAccess.ACCOUNTS)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def program(sqlite):
    """Make the header of a program of a role."""

    def made(role):
        return bearer(sqlite, account(sqlite, f"a-{role}", role), role)

    return made


def doors_of(app):
    """List what an app answers: method and address."""
    found = [(route, route.methods or {"GET"}) for route in iter_route_contexts(app.routes)]
    return {f"{method} {route.path}" for route, methods in found for method in methods - {"HEAD"}}


def doors_for(*needs):
    return [door for door, need in DOORS.items() if need in needs]


def ask(client, door, **sent):
    method, path = door.split(" ")
    return client.request(method, re.sub(r"{[^}]+}", "x-1", path), **sent)


def statuses(client, doors, **sent):
    return {door: ask(client, door, **sent).status_code for door in doors}


def test_every_door_has_a_rule_and_every_rule_a_door(settings):
    assert doors_of(make_app(settings)) == set(DOORS)


def test_every_operation_of_the_interface_has_a_rule(office):
    paths = office.get("/openapi.json").json()["paths"]

    rules = [need_of(method.upper(), path) for path in paths for method in paths[path]]
    assert len(rules) > 20
    assert None not in rules


def test_a_door_without_a_rule_is_found_and_shut(settings):
    app = create_app(settings)
    app.get("/new")(lambda: "open")

    answer = TestClient(app).get("/new", headers=ENGLISH)

    assert doors_of(app) - set(DOORS) == {"GET /new"}
    assert (answer.status_code, answer.json()["code"]) == (403, "door_without_rule")


def test_strangers_are_told_to_sign_in(office):
    doors = [door for door in doors_for(*set(Need) - {Need.PUBLIC}) if door not in FIELD_PAGES]

    answers = [ask(office, door) for door in doors]

    codes = {answer.status_code for answer in answers}
    asked = {answer.headers.get("www-authenticate") for answer in answers if not answer.is_redirect}
    led = {answer.headers["location"].split("?")[0] for answer in answers if answer.is_redirect}
    assert (codes, asked, led) == ({401, 303}, {"Bearer"}, {"/sign-in"})


def test_strangers_see_no_page_of_a_team(office):
    assert set(statuses(office, FIELD_PAGES, data={"code": "a" * 8}).values()) <= {403, 422}
    assert ask(office, "GET /outreach").status_code == 403


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        (Role.FIELD, {Need.PLANNER, Need.ADMIN, Need.OPERATOR}),
        (Role.PLANNER, {Need.ADMIN, Need.OPERATOR}),
    ],
)
def test_a_role_that_is_too_low_is_refused(office, program, role, needs):
    found = statuses(office, doors_for(*needs), headers=program(role))

    assert set(found.values()) == {403}


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        (Role.FIELD, {Need.FIELD}),
        (Role.PLANNER, {Need.FIELD, Need.PLANNER}),
        (Role.ADMIN, {Need.FIELD, Need.PLANNER, Need.ADMIN, Need.OPERATOR}),
    ],
)
def test_the_right_role_is_let_in(office, program, role, needs):
    with office:
        found = statuses(office, doors_for(*needs), headers=program(role))

    assert {door: code for door, code in found.items() if code in {401, 403, 500}} == {}
    assert ask(office, "GET /v1/plans").status_code == 401


def test_ones_own_account_is_for_browsers(office, sqlite, program):
    by_program = statuses(office, doors_for(Need.ACCOUNT), headers=program(Role.ADMIN))
    sign_in_as(office, account(sqlite, "li", Role.FIELD))

    assert set(by_program.values()) == {303}
    assert office.get("/account").status_code == 200


def test_who_has_too_low_a_role_reads_which_one_is_needed(office, program):
    answer = office.get("/v1/plans", headers=program(Role.FIELD) | ENGLISH)

    assert answer.json()["code"] == "planner_needed"
    assert 'the account "a-field" does not have it' in answer.json()["detail"]


def test_who_may_not_come_in_can_sign_out_there(office, sqlite):
    token = sign_in_as(office, account(sqlite, "li", Role.FIELD))

    page = office.get("/planner")

    assert page.status_code == 403
    assert f'action="/sign-out"><input type="hidden" name="csrf" value="{token}">' in page.text
    assert 'href="/planner/data"' not in page.text


def test_a_token_that_is_not_in_force_opens_nothing_for_anybody(client):
    answer = client.get("/v1/plans", headers=NOT_OURS)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


def test_a_program_needs_no_token_of_forms_and_no_page_of_ours(office, program):
    elsewhere = {"Origin": "https://elsewhere.example"}

    answer = office.post("/v1/plans/p-1/cancel", headers=program(Role.PLANNER) | elsewhere)

    assert answer.status_code not in {401, 403}


def test_the_interface_says_which_doors_take_a_token(office):
    described = office.get("/openapi.json").json()

    closed = described["paths"]["/v1/plans"]["get"]
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert closed["security"] == [{"bearer": []}]
    assert {"401", "403"} <= set(closed["responses"])
    assert "security" not in described["paths"]["/v1/nearest"]["get"]


def test_without_its_database_the_office_says_when_to_come_back(settings, tmp_path):
    lost = f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"
    away = TestClient(make_app(settings, database_url=lost, planner_access="accounts"))

    page, answer = away.get("/planner"), away.get("/v1/plans", headers=NOT_OURS)

    assert (page.status_code, answer.status_code) == (503, 503)
    assert page.headers["retry-after"] == answer.headers["retry-after"] == "10"
    assert 'role="alert"' in page.text
