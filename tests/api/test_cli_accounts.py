import io
import json
import sys

import pytest
from sqlalchemy import select

from api.accounts import find_bearer, sign_in
from api.clock import now
from data.tables import AuditLog
from tests.api.conftest import fill

RIGHT, OTHER = "tafu mono kiwa", "sabe lodi nupo"


@pytest.fixture
def typed(monkeypatch):
    """Somebody at a terminal who types these lines, unseen."""

    def type_lines(*lines):
        left = iter(lines)
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("api.cli_accounts.getpass", lambda _: next(left))

    return type_lines


@pytest.fixture
def piped(monkeypatch):
    """Standard input that a script writes."""

    def pipe(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return pipe


def add(niangjia, name="li", role="planner", *more):
    return niangjia("account", "add", name, "--role", role, "--generate", "--json", *more)


def password_of(added):
    return json.loads(added[1])["password"]


def test_a_password_is_asked_for_twice(niangjia, sqlite, typed):
    typed(RIGHT, RIGHT)

    status, out, _ = niangjia("account", "add", "li", "--role", "planner")

    assert (status, "li" in out, RIGHT in out) == (0, True, False)
    assert sign_in(sqlite, "li", RIGHT, at=now()).actor.account == "li"


def test_two_passwords_that_differ_make_no_account(niangjia, typed):
    typed(RIGHT, OTHER)

    status, _, err = niangjia("account", "add", "li", "--role", "planner", "--lang", "en")
    _, listed, _ = niangjia("account", "list", "--json")

    assert (status, "passwords_differ" in err) == (2, True)
    assert json.loads(listed) == {"accounts": []}


def test_a_script_gives_the_password_by_standard_input(niangjia, sqlite, piped):
    piped(f"\ufeff{RIGHT}\r\nmore\n".encode())

    status, _, _ = niangjia("account", "add", "li", "--role", "field", "--password-stdin")

    assert status == 0
    assert sign_in(sqlite, "li", RIGHT, at=now()).actor.role == "field"


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", ["--password-stdin"], "password_short"),
        (b"a123456789\n", ["--password-stdin"], "password_weak"),
        ("密码密码密码".encode("gb18030"), ["--password-stdin"], "password_not_utf8"),
        (b"", ["--password-stdin", "--generate"], "password_two_sources"),
        (b"", [], "password_no_terminal"),
    ],
)
def test_a_password_that_cannot_be_is_refused(niangjia, piped, content, options, code):
    piped(content)

    status, _, err = niangjia("account", "add", "li", "--role", "planner", *options)

    assert (status, f"[{code}]" in err) == (2, True)


def test_a_generated_password_is_printed_once(niangjia, sqlite):
    status, out, _ = niangjia("account", "add", "李伟", "--role", "admin", "--generate")

    password = out.splitlines()[-1]
    assert status == 0
    assert sign_in(sqlite, "李伟", password, at=now()).actor.role == "admin"


@pytest.mark.parametrize(
    ("name", "role", "more", "code"),
    [
        ("../li", "planner", [], "account_name_refused"),
        ("li", "planner", ["--union", "zz"], "account_union_unknown"),
        ("li", "admin", ["--union", "yp"], "admin_of_union"),
        ("li", "boss", [], "option_no_choice"),
    ],
)
def test_an_account_that_cannot_be_is_refused(niangjia, sqlite, name, role, more, code):
    fill(sqlite)

    status, out, _ = add(niangjia, name, role, *more)

    assert (status, json.loads(out)["code"]) == (2, code)


def test_a_name_that_is_taken_fails(niangjia):
    add(niangjia)

    status, out, _ = add(niangjia, "LI")

    assert (status, json.loads(out)["code"]) == (1, "account_taken")


def test_a_planner_of_a_union_is_listed_with_it(niangjia, sqlite):
    fill(sqlite)
    add(niangjia, "li", "planner", "--union", "yp")

    _, chinese, _ = niangjia("account", "list")
    _, english, _ = niangjia("account", "list", "--lang", "en")

    assert all(word in chinese for word in ("li", "planner", "yp", "正常", "从未"))
    assert all(word in english for word in ("role", "in use", "never"))


def test_the_list_says_who_is_disabled_locked_or_has_tokens(niangjia, sqlite):
    password = password_of(add(niangjia))
    add(niangjia, "gone")
    niangjia("account", "disable", "gone")
    token = ("account", "token", "add", "li", "--role", "field", "--name", "report")
    niangjia(*token)
    sign_in(sqlite, "li", password, at=now())

    _, out, _ = niangjia("account", "list", "--json")

    gone, li = json.loads(out)["accounts"]
    assert (gone["is_disabled"], gone["tokens"]) == (True, 0)
    assert (li["is_disabled"], li["tokens"], li["signed_in_at"][:4].isdigit()) == (False, 1, True)
    assert not any("password_hash" in account for account in (gone, li))


def test_a_reset_gives_a_new_password(niangjia, sqlite):
    add(niangjia)

    status, out, _ = niangjia("account", "reset", "li", "--generate", "--json")

    assert status == 0
    assert sign_in(sqlite, "li", json.loads(out)["password"], at=now()).actor.account == "li"


def test_a_reset_of_nobody_asks_for_no_password(niangjia, piped):
    piped(b"")

    status, _, err = niangjia("account", "reset", "nobody", "--lang", "en")

    assert (status, "account_unknown" in err) == (1, True)


def test_the_last_admin_is_disabled_by_force_alone(niangjia):
    add(niangjia, "boss", "admin")

    refused, _, err = niangjia("account", "disable", "boss", "--lang", "en")
    forced, out, _ = niangjia("account", "disable", "boss", "--force", "--lang", "en")

    assert (refused, "--force" in err) == (1, True)
    assert (forced, "disabled" in out) == (0, True)


def test_who_is_enabled_again_signs_in(niangjia, sqlite):
    password = password_of(add(niangjia))
    niangjia("account", "disable", "li")

    status, out, _ = niangjia("account", "enable", "li")

    assert (status, "已启用" in out) == (0, True)
    assert sign_in(sqlite, "li", password, at=now()).actor.account == "li"


def test_a_token_is_made_listed_and_revoked(niangjia, sqlite):
    add(niangjia)
    made = ("account", "token", "add", "li", "--role", "planner", "--name", "月报", "--days", 90)
    _, out, _ = niangjia(*made, "--json")
    told = json.loads(out)
    before = find_bearer(sqlite, told["token"], at=now())
    _, listed, _ = niangjia("account", "token", "list", "li")

    status, _, _ = niangjia("account", "token", "revoke", told["code"])

    _, after, _ = niangjia("account", "token", "list", "--lang", "en")
    assert (before.account, before.role) == ("li", "planner")
    assert all(word in listed for word in (told["code"], "月报", "有效到"))
    assert (status, "revoked" in after, told["token"] in listed + after) == (0, True, False)
    assert find_bearer(sqlite, told["token"], at=now()) is None


def test_a_token_is_printed_for_people_too(niangjia, sqlite):
    add(niangjia)

    _, out, _ = niangjia("account", "token", "add", "li", "--role", "field", "--name", "report")

    assert find_bearer(sqlite, out.splitlines()[-1], at=now()).role == "field"


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("add", "li", "--role", "admin", "--name", "x"), 2, "access_token_role"),
        (("add", "li", "--role", "field", "--name", " "), 2, "access_token_name"),
        (("add", "nobody", "--role", "field", "--name", "x"), 1, "account_unknown"),
        (("add", "li", "--role", "field", "--name", "x", "--days", "0"), 2, "option_too_small"),
        (("revoke", "t-aaaaaa"), 1, "access_token_unknown"),
        (("list", "a/b"), 2, "account_name_refused"),
    ],
)
def test_a_token_that_cannot_be_is_refused(niangjia, arguments, status, code):
    add(niangjia)

    got, _, err = niangjia("account", "token", *arguments)

    assert (got, f"[{code}]" in err) == (status, True)


def test_what_was_done_is_in_the_audit_log_without_secrets(niangjia, sqlite):
    password = password_of(add(niangjia, "boss", "admin"))

    with sqlite.reading() as session:
        entry = session.scalars(select(AuditLog)).one()
    assert (entry.account_code, entry.action, entry.row_code) == ("command", "create", "boss")
    assert password not in str(entry.after)


def test_the_first_start_says_how_to_make_an_admin_as_long_as_there_is_none(niangjia):
    _, before, _ = niangjia("init")
    add(niangjia, "boss", "admin")

    _, after, _ = niangjia("init")

    hint = "niangjia account add NAME --role admin"
    assert (hint in before, "没有默认密码" in before, hint in after) == (True, True, False)
