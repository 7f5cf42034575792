import pytest

from api.settings import PlannerAccess
from tests.signed_in import account, bearer
from tests.stored_visits import ASKED

BUDGET = {"budget": 500_000}


@pytest.fixture
def author(idle, sqlite):
    """Ask for a plan as the account li, and return who is named as its author."""
    account(sqlite, "li")
    program = bearer(sqlite, "li")

    def ask(path, asked):
        return client.post(path, json=asked, headers=program).json()["author"]

    with idle(planner_access=PlannerAccess.ACCOUNTS) as client:
        yield ask


@pytest.mark.parametrize(("path", "asked"), [("/v1/plans", BUDGET), ("/v1/outreach-plans", ASKED)])
def test_who_has_an_account_is_the_author_of_a_plan(author, path, asked):
    assert author(path, asked) == "li"
    assert author(path, asked | {"author": "王敏"}) == "王敏 (li)"


def test_without_an_account_a_plan_has_no_author(client):
    assert client.post("/v1/plans", json=BUDGET).json()["author"] is None
