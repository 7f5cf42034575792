import re

import pytest
from starlette.testclient import TestClient

from api import accounts
from api.clock import now
from data.access_tokens import NewToken
from data.accounts import NewAccount
from data.actors import COMMAND, Role
from data.audit import AuditFilter, list_entries
from tests.api.planner_pages import fields_of
from tests.applications import make_app

PASSWORD, NEW_PASSWORD = "qixing-malu-wanfan", "riko dema wulo"
LIST = "/admin/accounts"


@pytest.fixture(autouse=True)
def people(sqlite, settings):
    """An admin, and a planner of a district whose program has a token."""
    for name, role, union in (("chen", Role.ADMIN, None), ("li", Role.PLANNER, "yp")):
        asked = NewAccount(name, role, union)
        accounts.add_account(sqlite, asked, PASSWORD, actor=COMMAND, at=now())
    wanted = NewToken("li", "大屏", Role.PLANNER)
    return accounts.make_token(sqlite, wanted, actor=COMMAND, at=now())


@pytest.fixture
def signed_in(settings):
    """Make a browser in which somebody has signed in."""

    def sign_in(name):
        client = TestClient(make_app(settings), base_url="http://127.0.0.1")
        press(client, client.get("/sign-in"), "/sign-in", name=name, password=PASSWORD)
        return client

    return sign_in


def press(client, page, action, **changed):
    """Send a form of a page as a browser does."""
    form = fields_of(page, action)
    return client.post(action, data=form | changed)


def entries_of(database, who):
    """Read what somebody did, by the audit log."""
    with database.reading() as session:
        return list_entries(session, AuditFilter(who=who), limit=100)


def state_of(client, name):
    page = client.get(f"{LIST}/{name}").text
    return re.search(r'<span class="badge[^>]*>([^<]+)', page)[1]


@pytest.mark.parametrize("path", ["/admin", LIST, f"{LIST}/li", "/admin/audit", "/admin/audit.csv"])
def test_only_admins_come_in(signed_in, client, path):
    stranger = client.get(path, follow_redirects=False)
    planner = signed_in("li").get(path)
    admin = signed_in("chen").get(path)

    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/sign-in")
    assert (planner.status_code, admin.status_code) == (403, 200)


def test_admins_alone_see_the_way_to_these_pages(signed_in):
    assert 'href="/admin"' in signed_in("chen").get("/planner").text
    assert 'href="/admin"' not in signed_in("li").get("/planner").text


def test_accounts_are_listed_with_role_union_and_state(signed_in):
    page = signed_in("chen").get(LIST).text

    assert re.search(r"li</a>.*?规划.*?杨浦区总工会.*?可登录.*?从未", page, re.DOTALL)
    assert re.search(r"chen</a>.*?您自己.*?管理员.*?全市", page, re.DOTALL)


def test_whoever_is_added_signs_in_with_the_password_shown_once(signed_in, sqlite):
    admin = signed_in("chen")

    added = press(admin, admin.get(LIST), LIST, name="王芳", role="field", union="yp")

    password = re.search(r'<code class="fixed">([^<]+)', added.text)[1]
    assert accounts.sign_in(sqlite, "王芳", password, at=now()).actor.union == "yp"
    assert password not in admin.get(f"{LIST}/王芳").text
    assert added.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "li"}, "已经有“li”这个账号"),
        ({"name": "<b>"}, "账号名“&lt;b&gt;”不能用"),
        ({"name": "wang", "role": "owner"}, "没有“owner”这种角色"),
        ({"name": "wang", "role": "admin", "union": "yp"}, "管理员管全市的账号"),
        ({"name": "wang", "union": "nowhere"}, "没有编号为“nowhere”的工会"),
    ],
)
def test_who_cannot_be_added_is_told_with_what_was_written(signed_in, changed, told):
    admin = signed_in("chen")

    refused = press(admin, admin.get(LIST), LIST, **{"role": "planner"} | changed)

    assert refused.status_code == 422
    assert told in refused.text
    assert fields_of(refused, LIST)["name"] in {"li", "<b>", "wang"}


def test_a_new_password_ends_the_old_one(signed_in, sqlite):
    admin, planner = signed_in("chen"), signed_in("li")

    page = press(admin, admin.get(f"{LIST}/li"), f"{LIST}/li/reset")

    password = re.search(r'<code class="fixed">([^<]+)', page.text)[1]
    assert "/sign-in" in str(planner.get("/account").url)
    assert accounts.sign_in(sqlite, "li", password, at=now()).actor.account == "li"


def test_who_is_disabled_is_out_at_once_and_may_be_let_in_again(signed_in):
    admin, planner = signed_in("chen"), signed_in("li")

    press(admin, admin.get(f"{LIST}/li"), f"{LIST}/li/disable")
    disabled = state_of(admin, "li")
    press(admin, admin.get(f"{LIST}/li"), f"{LIST}/li/enable")

    assert "/sign-in" in str(planner.get("/account").url)
    assert (disabled, state_of(admin, "li")) == ("已停用", "可登录")


def test_nobody_disables_himself(signed_in):
    admin = signed_in("chen")
    page = admin.get(f"{LIST}/chen")
    form = fields_of(page, f"{LIST}/chen/reset")

    refused = admin.post(f"{LIST}/chen/disable", data=form)

    assert "disable" not in page.text
    assert refused.status_code == 409
    assert state_of(admin, "chen") == "可登录"


def test_a_token_is_revoked_for_good(signed_in, sqlite, people):
    admin = signed_in("chen")
    action = f"{LIST}/li/tokens/{people.code}/revoke"

    page = press(admin, admin.get(f"{LIST}/li"), action)

    assert "已吊销" in page.text
    assert action not in page.text
    assert accounts.find_bearer(sqlite, people.token, at=now()) is None


def test_a_token_is_revoked_on_the_page_of_its_own_account_alone(signed_in, sqlite, people):
    admin = signed_in("chen")
    form = fields_of(admin.get(f"{LIST}/chen"), f"{LIST}/chen/reset")

    refused = admin.post(f"{LIST}/chen/tokens/{people.code}/revoke", data=form)

    assert refused.status_code == 404
    assert accounts.find_bearer(sqlite, people.token, at=now()).account == "li"


def test_all_that_is_done_to_accounts_names_its_request(signed_in, sqlite, people):
    admin = signed_in("chen")
    page, revoke = admin.get(f"{LIST}/li"), f"{LIST}/li/tokens/{people.code}/revoke"
    press(admin, admin.get(LIST), LIST, name="王芳", role="field")
    press(admin, page, f"{LIST}/li/reset")
    press(admin, page, f"{LIST}/li/disable")
    press(admin, page, revoke)
    told = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    press(admin, admin.get("/account"), "/account/password", **told)
    press(admin, admin.get("/account"), "/account/tokens#own-tokens", name="大屏")

    found = {entry.action: entry.request_id for entry in entries_of(sqlite, "account:chen")}
    assert found.keys() == {"sign_in", "create", "set_password", "update", "revoke"}
    assert None not in found.values()


def test_a_lock_names_the_request_of_a_stranger(signed_in, sqlite, monkeypatch):
    monkeypatch.setattr("tests.api.test_admin_pages.PASSWORD", "wrong")

    _ = [signed_in("chen") for _ in range(accounts.LOCK_RULE.failures)]

    (lock,) = entries_of(sqlite, "stranger")
    assert (lock.action, lock.request_id is None) == ("lock", False)


@pytest.mark.parametrize("act", ["", "/li/reset", "/li/disable", "/li/enable"])
def test_a_form_of_somebody_elses_page_does_nothing(signed_in, act):
    admin = signed_in("chen")

    refused = admin.post(LIST + act, data={"name": "wang", "role": "admin"})

    assert refused.status_code == 403
    assert "wang" not in admin.get(LIST).text
    assert state_of(admin, "li") == "可登录"


def test_who_is_not_there_is_told(signed_in):
    page = signed_in("chen").get(f"{LIST}/nobody")

    assert page.status_code == 404
    assert "没有“nobody”这个账号" in page.text


@pytest.mark.parametrize("path", [LIST, f"{LIST}/li", "/admin/audit"])
def test_the_pages_are_there_in_english_too(signed_in, path):
    page = signed_in("chen").get(f"{path}?lang=en").text

    shown = re.sub(r'<a class="switch".*?</a>|杨浦区总工会|上海市总工会|大屏', "", page)
    assert not re.search(r"[\u4e00-\u9fff]", shown)
