"""What field staff with an account see of plans of visits: what is published, for all teams."""

import pytest

from data.actors import Role
from data.plans import OUTREACH, list_plans
from maps.qr_codes import code_svg
from tests.outreach_reports import TUESDAY
from tests.signed_in import account, bearer
from tests.stored_visits import FRIDAY, finished_visits, key_of_team, published_visits

PLANS = "/v1/outreach-plans"
PUBLIC_URL = "https://fuwu.example.org"
MOVE = {"place": "park:A1", "date": TUESDAY}


@pytest.fixture
def city(idle, sqlite):
    """A server on which a planner and a member of the field staff have accounts."""
    account(sqlite, "planner")
    account(sqlite, "wang", Role.FIELD)
    with idle(planner_access="accounts", public_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
def staff(city, sqlite):
    """The interface for field staff."""
    city.headers.update(bearer(sqlite, "wang", Role.FIELD))
    return city


@pytest.fixture
def stored(sqlite):
    def store(make):
        with sqlite.transaction() as session:
            return make(session)

    return store


def told(answer):
    return answer.status_code, answer.json().get("code")


def test_field_staff_are_shown_what_is_published(staff, stored):
    stored(finished_visits)
    published = stored(published_visits)

    listed = staff.get(PLANS).json()["plans"]

    assert [(plan["code"], plan["request"]) for plan in listed] == [(published, {})]


def test_field_staff_see_the_routes_of_all_teams(staff, stored):
    published = stored(published_visits)

    shown = staff.get(f"{PLANS}/{published}").json()

    assert {route["team"] for route in shown["result"]["routes"]} == {"T1", "二组"}
    assert (shown["author"], shown["request"]) == (None, {})


@pytest.mark.parametrize("path", ["", "/files/outreach.xlsx", "/files/sheets.html"])
def test_field_staff_open_no_draft(staff, stored, path):
    draft = stored(finished_visits)

    assert told(staff.get(f"{PLANS}/{draft}{path}")) == (403, "outreach_not_published")


def test_field_staff_move_no_stop_of_a_draft(staff, stored, sqlite):
    draft = stored(finished_visits)

    refused = staff.post(f"{PLANS}/{draft}/moves", json=MOVE)

    assert told(refused) == (403, "outreach_not_published")
    with sqlite.reading() as session:
        assert len(list_plans(session, limit=9, kind=OUTREACH)) == 1


def test_field_staff_follow_what_is_made_in_the_place_of_a_published_plan(
    staff, stored, monkeypatch
):
    monkeypatch.setattr("api.routes.outreach_plans.now", lambda: FRIDAY)
    published = stored(published_visits)

    moved = staff.post(f"{PLANS}/{published}/moves", json=MOVE)

    assert moved.status_code == 202
    assert staff.get(moved.headers["location"]).json()["replaces"] == published


def test_the_links_of_teams_are_on_the_sheets_of_planners_only(staff, stored, sqlite):
    published = stored(published_visits)
    code = code_svg(f"{PUBLIC_URL}/outreach/t/{stored(key_of_team)}")
    address = f"{PLANS}/{published}/files/sheets.html"

    of_staff = staff.get(address)
    of_planner = staff.get(address, headers=bearer(sqlite, "planner"))

    assert of_staff.status_code == of_planner.status_code == 200
    assert (code in of_staff.text, code in of_planner.text) == (False, True)
