import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import insert, select
from sqlalchemy.event import listen

from data.access_tokens import NewToken, add_token, find_bearer, list_tokens, note_use, revoke_token
from data.account_sessions import add_session, end_session, extend_session, find_session, hurrying
from data.accounts import (
    LockRule,
    NewAccount,
    accept_attempt,
    add_account,
    count_attempt,
    disable_account,
    enable_account,
    find_account,
    has_accounts,
    has_admin,
    list_accounts,
    load_signing_key,
    set_password,
)
from data.actors import Actor, Role
from data.revision import read_revision
from data.tables import AccountSession, AuditLog, Union
from geo.errors import Conflict, InvalidInput, NotFound, SourceUnavailable
from geo.places import UnionLevel

AT = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
RULE = LockRule(3, MINUTE, HOUR)
ADMIN, PLANNER = NewAccount("boss", Role.ADMIN), NewAccount("li", Role.PLANNER)


@pytest.fixture
def session(database):
    """A session in which somebody acts; rolled back at the end."""
    with database.reading(Actor("account:boss")) as session:
        yield session


@pytest.fixture
def li(session):
    add_account(session, PLANNER, "hash", at=AT)
    return session


def add_unions(session):
    rows = [("sh", "上海市总工会", UnionLevel.CITY), ("yp", "杨浦区总工会", UnionLevel.DISTRICT)]
    session.execute(
        insert(Union), [{"code": code, "name": name, "level": level} for code, name, level in rows]
    )


def fail(session, times, *, at=AT, code="li"):
    return [count_attempt(session, code, RULE, at=at) for _ in range(times)][-1]


def _on(beginning, act):
    """Do something right before a statement that begins so."""
    return lambda *told: told[2].startswith(beginning) and act()


def _extend_hurriedly(database):
    with database.transaction() as session, hurrying(session):
        extend_session(session, "key", expires_at=AT + DAY, at=AT)


def written(session):
    rows = session.scalars(select(AuditLog).order_by(AuditLog.id))
    return [(row.account_code, row.action, row.table_name, row.row_code) for row in rows]


def test_an_account_is_found_as_it_was_added(session):
    add_unions(session)

    add_account(session, NewAccount("li", Role.PLANNER, "yp"), "hash", at=AT)

    found = find_account(session, "li")
    assert (found.role, found.union_code, found.is_disabled) == (Role.PLANNER, "yp", False)
    assert (found.created_at, found.failures, found.signed_in_at) == (AT, 0, None)
    assert list_accounts(session) == [found]


def test_a_name_is_given_once(li):
    with pytest.raises(Conflict, match="li"):
        add_account(li, NewAccount("li", Role.FIELD), "hash", at=AT)


def test_an_unknown_union_is_refused_with_those_called_alike(session):
    add_unions(session)

    with pytest.raises(InvalidInput) as refused:
        add_account(session, NewAccount("li", Role.PLANNER, "杨浦总工会"), "hash", at=AT)

    assert refused.value.values["known"].startswith("yp (杨浦区总工会)")


def test_without_a_list_of_unions_it_is_said_to_be_empty(session):
    with pytest.raises(InvalidInput) as refused:
        add_account(session, NewAccount("li", Role.PLANNER, "yp"), "hash", at=AT)

    assert refused.value.code == "account_unions_missing"


def test_an_admin_is_of_the_whole_city():
    with pytest.raises(InvalidInput) as refused:
        NewAccount("boss", Role.ADMIN, "yp")

    assert refused.value.code == "admin_of_union"


def test_somebody_can_sign_in_once_there_is_an_account_in_use(session):
    before = has_accounts(session)

    add_account(session, PLANNER, "hash", at=AT)
    meanwhile = has_accounts(session), has_admin(session)
    disable_account(session, "li", even_last_admin=False, at=AT)

    assert (before, meanwhile, has_accounts(session)) == (False, (True, False), False)


def test_the_last_admin_in_use_stays(li):
    add_account(li, ADMIN, "hash", at=AT)
    add_account(li, NewAccount("deputy", Role.ADMIN), "hash", at=AT)
    disable_account(li, "deputy", even_last_admin=False, at=AT)

    with pytest.raises(Conflict, match="last admin"):
        disable_account(li, "boss", even_last_admin=False, at=AT)

    assert not find_account(li, "boss").is_disabled


def test_the_last_admin_goes_where_that_is_meant(session):
    add_account(session, ADMIN, "hash", at=AT)

    disable_account(session, "boss", even_last_admin=True, at=AT)

    assert not has_admin(session)


def test_of_two_admins_who_disable_each_other_at_once_one_stays(database):
    with database.transaction() as session:
        add_account(session, ADMIN, "hash", at=AT)
        add_account(session, NewAccount("deputy", Role.ADMIN), "hash", at=AT)
    together = Barrier(2)

    def disable(code):
        together.wait()
        with database.transaction() as session:
            disable_account(session, code, even_last_admin=False, at=AT)

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(disable, code) for code in ("boss", "deputy")]

    assert {type(each.exception()) for each in ended} == {type(None), Conflict}


def test_what_is_not_there_cannot_be_changed(session):
    with pytest.raises(NotFound):
        disable_account(session, "nobody", even_last_admin=False, at=AT)
    with pytest.raises(NotFound):
        enable_account(session, "nobody", at=AT)

    assert not set_password(session, "nobody", "hash", at=AT)


def test_a_wait_doubles_until_it_is_long_enough():
    waits = [RULE.wait_after(failures) for failures in (2, 3, 4, 5, 8, 9, 10, 10**9)]

    minutes = [None, 1, 2, 4, 32, 60, 60, 60]
    assert waits == [wait and wait * MINUTE for wait in minutes]


def test_after_failures_in_a_row_one_has_to_wait(li):
    last = fail(li, 3)

    refused = count_attempt(li, "li", RULE, at=AT + MINUTE / 2)

    assert (last.password_hash, last.locks) == ("hash", True)
    assert (refused.password_hash, refused.locked_until) == (None, AT + MINUTE)


def test_who_has_waited_has_one_attempt_and_then_waits_longer(li):
    fail(li, 3)

    last = fail(li, 1, at=AT + MINUTE)

    assert last.password_hash == "hash"
    assert find_account(li, "li").locked_until == AT + 3 * MINUTE


def test_success_forgets_failures(li):
    fail(li, 3)

    is_in = accept_attempt(li, "li", "hash", "better hash", at=AT)

    found = find_account(li, "li")
    assert (is_in, found.failures, found.locked_until, found.signed_in_at) == (True, 0, None, AT)
    assert fail(li, 1).password_hash == "better hash"


def test_a_password_changed_meanwhile_lets_nobody_in(li):
    set_password(li, "li", "another hash", at=AT)

    assert not accept_attempt(li, "li", "hash", "hash", at=AT)


def test_a_disabled_account_counts_but_lets_nobody_in(li):
    disable_account(li, "li", even_last_admin=False, at=AT)

    attempt = fail(li, 1)

    assert (attempt.password_hash, find_account(li, "li").failures) == (None, 1)
    assert not accept_attempt(li, "li", "hash", "hash", at=AT)


def test_an_unknown_name_leaves_nothing_behind(li):
    attempt = fail(li, 4, code="nobody")

    assert (attempt.password_hash, attempt.locked_until) == (None, None)
    assert [account.code for account in list_accounts(li)] == ["li"]


def test_a_lock_by_a_clock_that_was_years_ahead_does_not_hold(li):
    fail(li, 3, at=AT + 1_000 * DAY)

    assert count_attempt(li, "li", RULE, at=AT).password_hash == "hash"


def test_two_failures_at_once_count_two(database):
    with database.transaction() as session:
        add_account(session, PLANNER, "hash", at=AT)
    together = Barrier(2)

    def attempt():
        together.wait()
        with database.transaction() as session:
            count_attempt(session, "li", RULE, at=AT)

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(attempt), pool.submit(attempt)]

    assert [each.exception() for each in ended] == [None, None]
    with database.reading() as session:
        assert find_account(session, "li").failures == 2


def test_a_new_password_unlocks_and_ends_all_sessions(li):
    fail(li, 3)
    add_session(li, "key", "li", expires_at=AT + DAY, at=AT)

    set_password(li, "li", "another hash", at=AT + HOUR)

    found = find_account(li, "li")
    assert (found.locked_until, found.password_changed_at) == (None, AT + HOUR)
    assert find_session(li, "key", at=AT + HOUR) is None


def test_a_password_is_not_changed_where_another_one_was_set_meanwhile(li):
    set_password(li, "li", "hash of a reset", at=AT)

    is_changed = set_password(li, "li", "another hash", if_was="hash", at=AT)

    assert not is_changed
    assert fail(li, 1).password_hash == "hash of a reset"


def test_disabling_ends_all_sessions_for_good(li):
    add_session(li, "key", "li", expires_at=AT + DAY, at=AT)

    disable_account(li, "li", even_last_admin=False, at=AT)
    enable_account(li, "li", at=AT)

    assert find_session(li, "key", at=AT) is None


def test_disabling_ends_the_session_of_who_is_just_signing_in(postgis):
    with postgis.transaction() as session:
        add_account(session, PLANNER, "hash", at=AT)
    begun = Event()

    def disable():
        with postgis.transaction() as session:
            disable_account(session, "li", even_last_admin=False, at=AT)

    with ThreadPoolExecutor(1) as pool, postgis.transaction() as session:
        accept_attempt(session, "li", "hash", "hash", at=AT)
        add_session(session, "key", "li", expires_at=AT + DAY, at=AT)
        session.flush()
        listen(postgis.engine, "before_cursor_execute", _on("UPDATE account", begun.set))
        disabled = pool.submit(disable)
        assert begun.wait(5)

    disabled.result()
    with postgis.transaction() as session:
        enable_account(session, "li", at=AT)
        assert find_session(session, "key", at=AT) is None


def test_a_session_lasts_until_its_end(li):
    add_session(li, "key", "li", expires_at=AT + HOUR, at=AT)
    before = find_session(li, "key", at=AT + HOUR - MINUTE)

    extend_session(li, "key", expires_at=AT + 2 * HOUR, at=AT + HOUR - MINUTE)

    after = find_session(li, "key", at=AT + HOUR)
    assert (before.account_code, before.role, before.seen_at) == ("li", Role.PLANNER, AT)
    assert (after.seen_at, after.expires_at) == (AT + HOUR - MINUTE, AT + 2 * HOUR)
    assert find_session(li, "key", at=AT + 2 * HOUR) is None


def test_a_session_of_a_clock_that_was_years_ahead_does_not_count(li):
    add_session(li, "key", "li", expires_at=AT + 1_001 * DAY, at=AT + 1_000 * DAY)

    assert find_session(li, "key", at=AT) is None


def test_signing_in_clears_away_whoever_is_over(li):
    add_session(li, "old", "li", expires_at=AT + HOUR, at=AT)
    add_session(li, "other", "li", expires_at=AT + DAY, at=AT)

    add_session(li, "new", "li", expires_at=AT + DAY, at=AT + HOUR)

    assert set(li.scalars(select(AccountSession.code))) == {"other", "new"}


def test_signing_out_ends_that_session_alone(li):
    add_session(li, "key", "li", expires_at=AT + DAY, at=AT)
    add_session(li, "other", "li", expires_at=AT + DAY, at=AT)

    end_session(li, "key", at=AT)

    assert find_session(li, "key", at=AT) is None
    assert find_session(li, "other", at=AT) is not None


def test_nobody_waits_for_a_long_writer_to_say_who_was_here(sqlite):
    with sqlite.transaction() as session:
        add_account(session, PLANNER, "hash", at=AT)
        add_session(session, "key", "li", expires_at=AT + DAY, at=AT)
    with sqlite.transaction() as writer:
        fail(writer, 1)

        with pytest.raises(SourceUnavailable, match="others are writing"):
            _extend_hurriedly(sqlite)

    with sqlite.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_nobody_waits_for_whoever_writes_the_same_row(postgis):
    with postgis.transaction() as session:
        add_account(session, PLANNER, "hash", at=AT)
        add_session(session, "key", "li", expires_at=AT + DAY, at=AT)

    with ThreadPoolExecutor(1) as pool, postgis.transaction() as writer:
        extend_session(writer, "key", expires_at=AT + DAY, at=AT)
        ended = pool.submit(_extend_hurriedly, postgis)

        with pytest.raises(SourceUnavailable, match="others are writing"):
            ended.result(timeout=5)


def test_a_token_is_in_force_until_it_is_revoked_or_over(li):
    token = NewToken("li", "monthly report", Role.FIELD, AT + DAY)
    code = add_token(li, token, "its hash", at=AT)
    before = find_bearer(li, "its hash", at=AT)
    over = find_bearer(li, "its hash", at=AT + DAY)

    revoke_token(li, code, at=AT + HOUR)

    assert (before.token.code, before.token.role, before.account_role) == (
        code,
        Role.FIELD,
        Role.PLANNER,
    )
    assert over is None
    assert find_bearer(li, "its hash", at=AT) is None
    assert list_tokens(li)[0].revoked_at == AT + HOUR


def test_revoking_twice_keeps_the_first_moment(li):
    code = add_token(li, NewToken("li", "report", Role.FIELD), "its hash", at=AT)
    revoke_token(li, code, at=AT)

    revoke_token(li, code, at=AT + DAY)

    assert list_tokens(li, "li")[0].revoked_at == AT


def test_a_token_says_whether_it_opens_doors(li):
    add_token(li, NewToken("li", "for ever", Role.FIELD), "its hash", at=AT)
    code = add_token(li, NewToken("li", "a day", Role.FIELD, AT + DAY), "other hash", at=AT)
    a_day, for_ever = list_tokens(li)
    revoke_token(li, code, at=AT)

    states = [for_ever.state(AT + DAY), a_day.state(AT), a_day.state(AT + DAY)]

    assert states == ["in_force", "in_force", "expired"]
    assert list_tokens(li)[0].state(AT + DAY) == "revoked"


def test_a_token_of_a_disabled_account_is_not_in_force(li):
    add_token(li, NewToken("li", "report", Role.FIELD), "its hash", at=AT)

    disable_account(li, "li", even_last_admin=False, at=AT)

    assert find_bearer(li, "its hash", at=AT) is None


def test_a_token_is_no_higher_than_its_account(li):
    with pytest.raises(InvalidInput, match="planner"):
        add_token(li, NewToken("li", "report", Role.ADMIN), "its hash", at=AT)


def test_tokens_are_listed_by_account_the_newest_first(li):
    add_account(li, ADMIN, "hash", at=AT)
    first = add_token(li, NewToken("li", "first", Role.FIELD), "a", at=AT)
    second = add_token(li, NewToken("li", "second", Role.FIELD), "b", at=AT)
    add_token(li, NewToken("boss", "other", Role.FIELD), "c", at=AT)

    note_use(li, first, at=AT + HOUR)

    found = list_tokens(li, "li")
    assert [(token.code, token.used_at) for token in found] == [(second, None), (first, AT + HOUR)]
    assert len(list_tokens(li)) == 3


def test_an_unknown_token_cannot_be_revoked(li):
    with pytest.raises(NotFound, match="t-aaaaaa"):
        revoke_token(li, "t-aaaaaa", at=AT)


def test_the_audit_log_says_what_was_done_but_no_secret(li):
    code = add_token(li, NewToken("li", "report", Role.FIELD), "its hash", at=AT)
    set_password(li, "li", "another hash", at=AT)
    disable_account(li, "li", even_last_admin=False, at=AT)
    disable_account(li, "li", even_last_admin=False, at=AT)
    revoke_token(li, code, at=AT)

    li.flush()
    kept = str([(row.before, row.after) for row in li.scalars(select(AuditLog))])
    assert written(li) == [
        ("account:boss", "create", "account", "li"),
        ("account:boss", "create", "access_token", code),
        ("account:boss", "set_password", "account", "li"),
        ("account:boss", "update", "account", "li"),
        ("account:boss", "revoke", "access_token", code),
    ]
    assert "hash" not in kept


def test_accounts_raise_no_revision(database):
    with database.transaction() as session:
        before = read_revision(session)
        add_account(session, PLANNER, "hash", at=AT)
        fail(session, 1)
        add_session(session, "key", "li", expires_at=AT + DAY, at=AT)
        disable_account(session, "li", even_last_admin=False, at=AT)

    with database.reading() as session:
        assert read_revision(session) == before


def test_the_key_that_signs_cookies_is_long(session):
    assert len(load_signing_key(session)) >= 40
