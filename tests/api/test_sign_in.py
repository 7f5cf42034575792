import datetime
import re
from http.cookies import SimpleCookie

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import event
from starlette.testclient import TestClient

from api.accounts import LOCK_RULE, find_bearer, make_token
from api.clock import now
from api.pages.sign_in import routes
from api.pages.sign_in.addresses import own_path
from api.session_cookies import SESSION_COOKIE
from api.settings import PlannerAccess
from data.access_tokens import NewToken
from data.actors import SERVER, Role
from tests.api.pages_desk import words
from tests.api.planner_pages import fields_of
from tests.applications import make_app
from tests.signed_in import PASSWORD, account, sign_in_as

NEW_PASSWORD = "窗外有蓝花楹三棵-2026"
WITHIN = {"planner_access": PlannerAccess.ACCOUNTS}


@pytest.fixture
def office(settings):
    """Make a browser at a server where everybody signs in."""

    def browser(base_url="http://testserver", **changes):
        app = make_app(settings, **WITHIN | changes)
        return TestClient(
            app, base_url=base_url, raise_server_exceptions=False, follow_redirects=False
        )

    return browser


@pytest.fixture
def browser(office, sqlite):
    """A browser at a server where li may sign in as a planner."""
    account(sqlite, "li")
    return office()


def sign_in(browser, name="li", password=PASSWORD, path="/sign-in", **headers):
    """Fill in the form as a person does."""
    form = fields_of(browser.get(path), "/sign-in")
    told = form | {"name": name, "password": password}
    return browser.post("/sign-in", data=told, headers=headers)


def test_strangers_sign_in_and_are_led_to_what_they_asked_for(browser):
    led = browser.get("/planner/plans?like=p-1&lang=en")
    signed_in = sign_in(browser, path=led.headers["location"].replace("lang=en", ""))

    assert led.headers["location"].startswith("/sign-in?next=%2Fplanner%2Fplans%3Flike%3Dp-1")
    assert signed_in.headers["location"] == "/planner/plans?like=p-1&lang=en"
    assert browser.get("/planner").status_code == 200


@pytest.mark.parametrize(("role", "front"), [("planner", "/planner"), ("field", "/outreach")])
def test_everybody_begins_at_their_own_page(office, sqlite, role, front):
    account(sqlite, "wang", role)

    assert sign_in(office(), "wang").headers["location"] == front


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "planner",
        "/" + "a" * 3_000,
    ],
)
def test_nobody_is_led_elsewhere(browser, next_path):
    form = fields_of(browser.get("/sign-in"), "/sign-in")
    told = form | {"name": "li", "password": PASSWORD, "next": next_path}

    led = browser.post("/sign-in", data=told)

    assert own_path(next_path) == ""
    assert led.headers["location"] == "/planner"


def test_a_form_that_was_sent_too_late_is_not_sent_again(browser):
    led = browser.post("/planner/plans/new", data={"budget": "1"})

    assert (led.status_code, led.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(browser, name, password):
    page = sign_in(browser, name, password)

    assert page.status_code == 422
    assert "账号或密码不对" in page.text
    assert password not in page.text or not password
    assert "set-cookie" not in page.headers


def test_attempts_are_counted_by_how_they_ended(browser):
    sign_in(browser, password="wrong")
    sign_in(browser)

    shown = browser.app.state.metrics.write().decode()
    assert 'niangjia_sign_ins_total{outcome="failed"} 1.0' in shown
    assert 'niangjia_sign_ins_total{outcome="succeeded"} 1.0' in shown


def test_how_long_a_session_lasts_is_a_setting(office, sqlite, monkeypatch):
    account(sqlite, "li")
    browser = office(session_hours=2)
    sign_in(browser)
    later = now() + datetime.timedelta(hours=2, minutes=1)
    monkeypatch.setattr("api.senders.now", lambda: later)

    assert browser.get("/planner").status_code == 303


def test_it_lasts_as_long_after_a_new_password(office, sqlite, monkeypatch):
    account(sqlite, "li")
    browser = office(session_hours=2)
    told = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    browser.post("/account/password", data=told | {"csrf": sign_in_as(browser, "li")})
    later = now() + datetime.timedelta(hours=2, minutes=1)
    monkeypatch.setattr("api.senders.now", lambda: later)

    assert browser.get("/planner").status_code == 303


def test_two_megabytes_of_accents_are_refused_unread(browser, monkeypatch):
    form = fields_of(browser.get("/sign-in"), "/sign-in")
    accents, read = "\u0301" * 160_000, [0]
    monkeypatch.setattr("unicodedata.normalize", lambda _, text: read.append(len(text)) or text)

    page = browser.post("/sign-in", data=form | {"name": accents, "password": accents})

    assert page.status_code == 422
    assert "账号或密码不对" in page.text
    assert max(read) < 1_000


def test_who_fails_too_often_reads_how_long_to_wait(browser):
    failed = [sign_in(browser, password="wrong") for _ in range(LOCK_RULE.failures)]

    page = sign_in(browser)

    assert {each.status_code for each in failed[:-1]} == {422}
    assert page.status_code == 429
    assert 0 < int(page.headers["retry-after"]) <= 60
    assert "输错次数太多" in words(page.text)


def test_a_page_that_was_open_for_too_long_asks_again(browser, monkeypatch):
    monkeypatch.setattr(routes, "FORM_KEPT_S", -1)

    page = sign_in(browser)

    assert page.status_code == 422
    assert 'value="li"' in page.text
    assert "set-cookie" not in page.headers


def test_another_site_signs_nobody_in(browser):
    page = sign_in(browser, Origin="https://evil.example")

    assert page.status_code == 403
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    ("base_url", "public_url", "name", "is_secure"),
    [
        ("http://testserver", "", SESSION_COOKIE, False),
        ("https://testserver", "", f"__Host-{SESSION_COOKIE}", True),
        ("http://testserver", "https://desk.example", f"__Host-{SESSION_COOKIE}", True),
    ],
)
def test_the_cookie_is_out_of_reach(office, sqlite, base_url, public_url, name, is_secure):
    account(sqlite, "li")

    kept = SimpleCookie(sign_in(office(base_url, public_url=public_url)).headers["set-cookie"])

    cookie = kept[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert bool(cookie["secure"]) is is_secure
    assert not cookie["domain"]


def test_signing_out_ends_the_session_everywhere(browser, sqlite):
    token = sign_in_as(browser, "li")
    cookie = browser.cookies[SESSION_COOKIE]

    left = browser.post("/sign-out", data={"csrf": token})
    again = browser.get("/planner", headers={"Cookie": f"{SESSION_COOKIE}={cookie}"})

    assert left.headers["location"] == "/sign-in"
    assert f'{SESSION_COOKIE}=""' in left.headers["set-cookie"]
    assert again.status_code == 303


def test_a_forged_cookie_costs_no_question_and_is_cleared(browser, sqlite):
    browser.get("/sign-in")
    asked = []
    forged = TimestampSigner("another key", salt="niangjia.session").sign("token").decode()
    event.listen(
        browser.app.state.database.engine,
        "before_cursor_execute",
        lambda *told: asked.append(told[2]),
    )

    answer = browser.get("/planner", headers={"Cookie": f"{SESSION_COOKIE}={forged}"})

    assert answer.headers["location"] == "/sign-in?next=%2Fplanner"
    assert f'{SESSION_COOKIE}=""' in answer.headers["set-cookie"]
    assert [text for text in asked if "account_session" in text] == []


def test_a_session_whose_time_is_over_is_none(browser):
    sign_in_as(browser, "li", lasts=datetime.timedelta(seconds=-1))

    answer = browser.get("/v1/plans")

    assert answer.status_code == 401
    assert f'{SESSION_COOKIE}=""' in answer.headers["set-cookie"]


def test_the_desk_says_who_is_signed_in(browser):
    sign_in_as(browser, "li")

    page = browser.get("/planner")

    assert "li" in words(page.text)
    assert 'action="/sign-out"' in page.text
    assert "/admin" not in page.text
    assert (page.headers["cache-control"], page.headers["vary"]) == ("no-store", "Cookie")


def test_ones_account_says_what_one_may_do(office, sqlite):
    account(sqlite, "wang", "field", "yp")
    browser = office()
    sign_in_as(browser, "wang")

    with browser:
        page = words(browser.get("/account").text)

    assert "角色：走访" in page
    assert "范围：杨浦区总工会" in page
    assert "概览" not in page


def test_a_new_password_signs_out_all_other_browsers(browser):
    other = TestClient(browser.app, follow_redirects=False)
    sign_in_as(other, "li")
    sign_in(browser)
    form = fields_of(browser.get("/account"), "/account/password")

    told = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    changed = browser.post("/account/password", data=form | told)

    assert changed.headers["location"] == "/account?done=password"
    assert "密码已经改好" in browser.get("/account?done=password").text
    assert other.get("/planner").status_code == 303
    assert sign_in(other, password=NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"old": PASSWORD, "new": NEW_PASSWORD, "again": "x"}, "两次输入的新密码不一样"),
        ({"old": PASSWORD, "new": "123", "again": "123"}, "密码"),
        ({"old": "wrong", "new": NEW_PASSWORD, "again": NEW_PASSWORD}, "密码"),
        ({}, "密码"),
    ],
)
def test_a_password_that_is_not_changed_says_why(browser, told, said):
    token = sign_in_as(browser, "li")

    page = browser.post("/account/password", data=told | {"csrf": token})

    assert page.status_code == 422
    assert said in page.text.split('role="alert">')[1].split("</p>")[0]
    assert NEW_PASSWORD not in page.text


def test_who_guesses_the_present_password_reads_how_long_to_wait(browser):
    token = sign_in_as(browser, "li")
    told = {"csrf": token, "old": "wrong", "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    _ = [browser.post("/account/password", data=told) for _ in range(LOCK_RULE.failures)]

    page = browser.post("/account/password", data=told)

    assert page.status_code == 429
    assert 0 < int(page.headers["retry-after"]) <= 60


def test_as_long_as_there_is_no_account_the_page_says_how_to_make_one(office):
    page = office().get("/sign-in")

    assert "niangjia account add" in page.text
    assert 'type="password"' not in page.text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?lang=en"])
def test_the_form_tells_browsers_what_goes_where(browser, path):
    html = browser.get(path).text

    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert html.count("<label for=") == 2


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "' OR 1=1 --", "\x00", "李" * 999])
def test_a_name_that_is_none_is_shown_as_it_was_typed(browser, name):
    page = sign_in(browser, name)

    assert page.status_code == 422
    assert "<script>alert" not in page.text


def test_a_token_for_a_program_is_shown_once_and_can_be_revoked(browser):
    token = sign_in_as(browser, "li")
    form = {"csrf": token, "name": "每晚报表", "role": "planner", "days": "30"}

    page = browser.post("/account/tokens", data=form)
    made = re.search(r"njt_[\w-]{40,}", page.text)[0]
    program = {"Authorization": f"Bearer {made}"}
    before = browser.get("/v1/plans", headers=program).status_code
    listed = browser.get("/account").text
    path = re.search(r"/account/tokens/[\w-]+/revoke", listed)[0]
    browser.post(path, data={"csrf": token})

    assert made not in listed
    assert (before, browser.get("/v1/plans", headers=program).status_code) == (200, 401)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x", "role": "admin"}])
def test_a_token_that_cannot_be_is_refused_in_words(browser, wrong):
    token = sign_in_as(browser, "li")

    page = browser.post("/account/tokens", data=wrong | {"csrf": token})

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "njt_" not in page.text


def test_a_field_that_no_form_of_ours_sends_is_refused_on_a_page(browser):
    csrf = sign_in_as(browser, "li")

    page = browser.post("/account/tokens", data={"csrf": csrf, "name": "x", "days": "9" * 11})

    assert page.status_code == 422
    assert page.headers["content-type"].startswith("text/html")


def test_a_token_of_somebody_else_is_none(browser, sqlite):
    made = make_token(
        sqlite, NewToken(account(sqlite, "wang"), "x", Role.FIELD), actor=SERVER, at=now()
    )
    token = sign_in_as(browser, "li")

    page = browser.post(f"/account/tokens/{made.code}/revoke", data={"csrf": token})

    assert page.status_code == 404
    assert find_bearer(sqlite, made.token, at=now()) is not None
