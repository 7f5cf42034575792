from typing import Annotated

import pytest
from fastapi import Depends, Request, Response
from starlette.testclient import TestClient

from api.app import create_app
from api.doors import DOORS, Need
from api.field_access import (
    KEPT_FOR_S,
    TEAM_COOKIE,
    FieldUser,
    field_user,
    keep_team_key,
)
from api.requests import actor_of_request
from api.settings import PlannerAccess
from data.outreach_plans import team_key
from tests.signed_in import account, bearer, sign_in_as
from tests.stored_visits import FRIDAY, key_of_team

ENGLISH = {"Accept-Language": "en"}
ELSEWHERE = {"Origin": "https://elsewhere.example"}


@pytest.fixture
def door(settings, monkeypatch):
    """Make a server with one page that tells who came in, and one that keeps a key."""

    for method, path, need in [
        ("GET", "/who", Need.FIELD),
        ("POST", "/who", Need.FIELD),
        ("GET", "/keep/{key}", Need.PUBLIC),
    ]:
        monkeypatch.setitem(DOORS, f"{method} {path}", need)

    def open_door(access=PlannerAccess.LOCAL, **others):
        app = create_app(settings.model_copy(update={"planner_access": access} | others))

        @app.api_route("/who", methods=["GET", "POST"])
        def who(request: Request, user: Annotated[FieldUser, Depends(field_user)]):
            told = {"only": user.confined_to, "plans": user.is_planner}
            return {"team": user.team, "actor": actor_of_request(request).name} | told

        @app.get("/keep/{key}")
        def keep(request: Request, response: Response, key: str):
            keep_team_key(request, response, key)

        return TestClient(app)

    return open_door


@pytest.fixture
def key(sqlite):
    """The key of team T1."""
    with sqlite.transaction() as session:
        return key_of_team(session)


def told(answer):
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_program_sends_the_key_of_a_team(door, key, scheme):
    answer = door().get("/who", headers={"Authorization": f"{scheme} {key}"})

    assert answer.json() == {"team": "T1", "actor": "team:T1", "only": "T1", "plans": False}


def test_a_browser_sends_the_key_of_a_team_as_a_cookie(door, key):
    answer = door().get("/who", headers={"Cookie": f"{TEAM_COOKIE}={key}"})

    assert answer.json()["team"] == "T1"


def test_a_planner_needs_no_key(door):
    answer = door(PlannerAccess.EVERYONE).get("/who")

    assert answer.json() == {"team": None, "actor": "everyone", "only": None, "plans": True}


def test_a_planner_with_a_key_acts_for_the_team_and_sees_all(door, key):
    answer = door(PlannerAccess.EVERYONE).get("/who", headers={"Authorization": f"Bearer {key}"})

    assert answer.json() == {"team": "T1", "actor": "team:T1", "only": None, "plans": True}


def test_a_team_needs_no_planning(door, key):
    answer = door(PlannerAccess.NOBODY).get("/who", headers={"Authorization": f"Bearer {key}"})

    assert answer.json()["team"] == "T1"


def test_whoever_has_no_key_is_told_to_open_the_link(door):
    assert told(door().get("/who", headers=ENGLISH)) == (401, "team_key_missing")


@pytest.mark.parametrize("access", list(PlannerAccess))
def test_an_outdated_key_is_refused(door, sqlite, key, access):
    with sqlite.transaction() as session:
        team_key(session, "T1", at=FRIDAY, anew=True)

    answer = door(access).get("/who", headers={"Authorization": f"Bearer {key}"})

    assert told(answer) == (401, "team_key_unknown")
    assert key not in answer.text


def test_a_planner_whose_browser_has_an_outdated_key_is_a_planner(door, sqlite, key):
    with sqlite.transaction() as session:
        team_key(session, "T1", at=FRIDAY, anew=True)

    answer = door(PlannerAccess.EVERYONE).get("/who", headers={"Cookie": f"{TEAM_COOKIE}={key}"})

    assert answer.json() == {"team": None, "actor": "everyone", "only": None, "plans": True}


@pytest.mark.parametrize("scheme", ["Basic", "Bearer", ""])
def test_what_is_no_key_opens_nothing(door, key, scheme):
    answer = door().get("/who", headers={"Authorization": f"{scheme} {key[:-1]}"})

    assert answer.status_code == 401


def test_an_account_of_the_road_acts_for_any_team_and_plans_nothing(door, sqlite):
    account(sqlite, "wang", "field")

    answer = door().get("/who", headers=bearer(sqlite, "wang", "field"))

    found = answer.json()
    assert found["actor"].startswith("account:wang/")
    assert (found["team"], found["only"], found["plans"]) == (None, None, False)


def test_who_has_an_account_acts_under_its_name_with_the_link_of_a_team(door, sqlite, key):
    account(sqlite, "wang", "field")
    browser = door()
    sign_in_as(browser, "wang")
    browser.cookies.set(TEAM_COOKIE, key)

    found = browser.get("/who").json()
    assert found == {"team": "T1", "actor": "account:wang", "only": None, "plans": False}


def test_a_page_of_somebody_else_changes_nothing(door, key):
    cookie = {"Cookie": f"{TEAM_COOKIE}={key}"}

    assert told(door().post("/who", headers=cookie | ELSEWHERE)) == (403, "form_from_elsewhere")
    assert told(door().get("/who", headers=cookie | ELSEWHERE)) == (200, None)
    assert told(door().post("/who", headers=cookie)) == (200, None)


@pytest.mark.parametrize(
    ("public_url", "is_secure"),
    [("", False), ("http://10.0.0.5:8000", False), ("https://desk.example", True)],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(door, key, public_url, is_secure):
    kept = door(public_url=public_url).get(f"/keep/{key}").headers["set-cookie"]

    parts = {part.strip() for part in kept.lower().split(";")}
    assert f"{TEAM_COOKIE}={key}".lower() in parts
    assert {"httponly", "samesite=lax", "path=/", f"max-age={KEPT_FOR_S}"} <= parts
    assert ("secure" in parts) == is_secure
