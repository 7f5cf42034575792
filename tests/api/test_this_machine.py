import pytest
from starlette.testclient import TestClient

from api.settings import PlannerAccess
from tests.applications import make_app
from tests.signed_in import account

HERE, ELSEWHERE = ("127.0.0.1", 50_000), ("192.0.2.7", 50_000)


def status(settings, access, sender, headers=None, **own) -> tuple[int, str | None]:
    """Ask for the stored plans; return the status and the code of a refusal."""
    own["planner_access"] = PlannerAccess(access)
    app = make_app(settings, **own)
    with TestClient(app, client=sender, base_url="http://127.0.0.1") as client:
        answer = client.get("/v1/plans", headers=headers)
    return answer.status_code, answer.json().get("code")


def test_this_machine_may_plan_as_long_as_nobody_has_an_account(settings, sqlite):
    before = status(settings, "local", HERE)
    account(sqlite, "li")

    assert before == (200, None)
    assert status(settings, "local", HERE) == (401, "not_signed_in")


def test_with_accounts_this_machine_signs_in_from_the_beginning(settings):
    assert status(settings, "accounts", HERE) == (401, "no_accounts_yet")


def test_others_may_not_plan_unless_they_are_let_in(settings):
    assert status(settings, "local", ELSEWHERE) == (401, "no_accounts_yet")
    assert status(settings, "everyone", ELSEWHERE) == (200, None)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"]
)
def test_what_a_proxy_passes_on_is_not_from_this_machine(settings, header):
    assert status(settings, "local", HERE, {header: "192.0.2.7"}) == (401, "no_accounts_yet")


def test_what_comes_by_the_http_of_old_proxies_is_not_from_this_machine(settings):
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)

    async def by_nginx(scope, receive, send):
        await app({**scope, "http_version": "1.0"}, receive, send)

    client = TestClient(by_nginx, client=HERE, base_url="http://127.0.0.1")

    assert client.get("/v1/plans").json()["code"] == "no_accounts_yet"


def test_behind_a_public_address_nobody_is_local(settings):
    refused = status(settings, "local", HERE, public_url="https://desk.example.org")

    assert refused == (401, "no_accounts_yet")


def test_a_name_that_was_pointed_here_is_not_this_machine(settings):
    pointed = status(settings, "local", HERE, {"Host": "evil.example"})

    assert pointed == (401, "no_accounts_yet")
    assert status(settings, "local", HERE, {"Host": "localhost:8000"}) == (200, None)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
@pytest.mark.parametrize("address", ["/v1/plans", "/v1/plans/p-1/cancel"])
def test_pages_of_others_cannot_ask_for_anything(client, address, headers):
    told = {"Content-Type": "text/plain", **headers}

    answer = client.post(address, content='{"budget": 1}', headers=told)

    assert (answer.status_code, answer.json()["code"]) == (403, "form_from_elsewhere")


def test_planning_can_be_switched_off(settings):
    assert status(settings, "nobody", HERE) == (403, "planning_off")


def test_lookups_are_for_everybody(settings):
    app = make_app(settings, planner_access=PlannerAccess.NOBODY)
    with TestClient(app, client=ELSEWHERE) as client:
        answer = client.get("/v1/nearest", params={"place": "home"})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/v1/coverage", "/v1/plans/p-1/files/plan.json"])
def test_every_door_of_the_planner_is_guarded(settings, address):
    app = make_app(settings, planner_access=PlannerAccess.NOBODY)
    with TestClient(app) as client:
        answer = client.get(address)

    assert answer.status_code == 403


@pytest.mark.parametrize(("sender", "code"), [(HERE, 200), (ELSEWHERE, 401)])
def test_the_figures_of_the_server_are_for_this_machine(settings, sqlite, sender, code):
    account(sqlite, "li")
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)

    with TestClient(app, client=sender, base_url="http://127.0.0.1") as client:
        assert client.get("/metrics").status_code == code


def test_the_figures_of_the_server_need_no_database(settings, tmp_path):
    app = make_app(settings, database_url=f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")

    with TestClient(app, client=HERE, base_url="http://127.0.0.1") as client:
        assert client.get("/metrics").status_code == 200


def test_the_desk_of_this_machine_says_how_to_make_the_first_admin(settings):
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)

    with TestClient(app, client=HERE, base_url="http://127.0.0.1") as client:
        html = client.get("/planner").text

    assert "niangjia account add" in html
    assert "/sign-out" not in html
