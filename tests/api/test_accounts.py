import datetime
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest.mock import Mock

import pytest
from sqlalchemy import func, select, update

from api import passwords
from api.accounts import (
    LONGEST_SESSION,
    SEEN_EVERY,
    TooSoon,
    account_name,
    add_account,
    change_password,
    disable_account,
    enable_account,
    find_bearer,
    find_signed_in,
    has_accounts,
    list_accounts,
    list_tokens,
    make_token,
    reset_password,
    revoke_token,
    sign_in,
    sign_out,
    signing_key,
)
from api.clock import CHINA_TIME
from api.passwords import hash_password
from data.access_tokens import NewToken
from data.accounts import NewAccount
from data.actors import COMMAND, Actor, Role
from data.database import DATABASE_AWAY, connect
from data.tables import AccessToken, Account, AccountSession, AuditLog
from geo.errors import InvalidInput, NiangjiaError, NotFound, SourceUnavailable

AT = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=CHINA_TIME)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
RIGHT, OTHER, THIRD = "tafu mono kiwa", "sabe lodi nupo", "riko dema wulo"
LI = Actor("account:li", Role.PLANNER, "li")


def add(database, name="li", role=Role.PLANNER):
    return add_account(database, NewAccount(name, role), RIGHT, actor=COMMAND, at=AT)


@pytest.fixture
def offices(database):
    add(database)
    return database


@pytest.fixture
def office(sqlite):
    add(sqlite)
    return sqlite


def refusal(database, name, password, *, at=AT):
    with pytest.raises(NiangjiaError) as refused:
        sign_in(database, name, password, at=at)
    return refused.value


def changing_refused(database, old, new):
    with pytest.raises(NiangjiaError) as refused:
        change_password(database, "li", old, new, at=AT)
    return refused.value


def adding_refused(database, name, password):
    with pytest.raises(NiangjiaError) as refused:
        add_account(database, NewAccount(name, Role.FIELD), password, actor=COMMAND, at=AT)
    return refused.value


def counted(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def token_of(database, role=Role.PLANNER, **more):
    wanted = NewToken("li", "monthly report", role, **more)
    return make_token(database, wanted, actor=COMMAND, at=AT)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("li.wei", "li.wei"),
        (" Li.Wei ", "li.wei"),
        ("Ｌｉ－３", "li-3"),
        ("李伟", "李伟"),
        ("买买提·艾力", "买买提·艾力"),
        ("a" * 50, "a" * 50),
    ],
)
def test_a_name_is_kept_in_one_spelling(typed, kept):
    assert account_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "..", "../etc", "a/b", "a\\b", ".a", "a b", "a\0b", "<b>", "' or 1=1--"),
        *("a" * 51, " " * 200 + "li"),
    ],
)
def test_a_name_is_never_a_path_nor_anything_else(typed):
    with pytest.raises(InvalidInput) as refused:
        account_name(typed)

    assert refused.value.code == "account_name_refused"


def test_a_name_typed_in_many_signs_is_no_longer_than_its_letters():
    assert (
        account_name("한" * 50)
        == account_name(unicodedata.normalize("NFD", "한" * 50))
        == "한" * 50
    )


def test_too_long_names_and_passwords_are_refused_unread(office, monkeypatch):
    read, long = [], "a" + "\u0301" * 1_000
    monkeypatch.setattr("unicodedata.normalize", lambda _, text: read.append(len(text)) or text)

    refused = [
        refusal(office, long, RIGHT).code,
        refusal(office, "li", long).code,
        changing_refused(office, long, OTHER).code,
        changing_refused(office, RIGHT, long).code,
        adding_refused(office, long, OTHER).code,
        adding_refused(office, "wang", long).code,
    ]

    assert refused == [
        *("sign_in_refused", "sign_in_refused", "old_password_wrong", "password_long"),
        *("account_name_refused", "password_long"),
    ]
    assert max(read) < 1_000


def test_who_signs_in_is_known_by_the_token_until_signing_out(offices):
    signed_in = sign_in(offices, "LI", RIGHT, at=AT)
    before = find_signed_in(offices, signed_in.token, at=AT)

    sign_out(offices, signed_in.token, at=AT)

    assert signed_in.actor == before == LI
    assert find_signed_in(offices, signed_in.token, at=AT) is None


def test_the_database_holds_neither_password_nor_tokens(offices):
    signed_in = sign_in(offices, "li", RIGHT, at=AT)
    made = token_of(offices)

    with offices.reading() as session:
        rows = [session.execute(select(table)).scalars().all() for table in (Account, AuditLog)]
        kept = str([vars(row) for found in rows for row in found])
        codes = session.scalars(select(AccountSession.code)).all()
    assert codes != [signed_in.token]
    assert RIGHT not in kept
    assert made.token not in kept


def test_all_refusals_are_in_the_same_words(offices):
    add(offices, "gone", Role.FIELD)
    disable_account(offices, "gone", actor=COMMAND, at=AT)

    refused = [
        refusal(offices, "li", OTHER),
        refusal(offices, "nobody", RIGHT),
        refusal(offices, "gone", RIGHT),
        refusal(offices, "../li", RIGHT),
        refusal(offices, "li\0", RIGHT),
        refusal(offices, "li", "\ud800"),
    ]

    assert {(str(error), error.code) for error in refused} == {
        (str(refused[0]), "sign_in_refused"),
    }


@pytest.mark.parametrize("name", ["li", "nobody", "gone", "../li"])
def test_every_refusal_costs_one_hash(office, monkeypatch, name):
    add(office, "gone", Role.FIELD)
    disable_account(office, "gone", actor=COMMAND, at=AT)
    asked = []
    verify = passwords.HASHER.verify_and_update
    monkeypatch.setattr(
        passwords.HASHER, "verify_and_update", lambda *args: asked.append(1) or verify(*args)
    )

    refusal(office, name, OTHER)

    assert asked == [1]


def test_after_five_failures_even_the_right_password_must_wait(office):
    refused = [refusal(office, "li", OTHER).code for _ in range(5)]

    locked = refusal(office, "li", RIGHT, at=AT + MINUTE / 2)

    assert refused == ["sign_in_refused"] * 5
    assert isinstance(locked, TooSoon)
    assert (locked.wait_s, locked.code) == (30, "sign_in_too_soon")
    assert sign_in(office, "li", RIGHT, at=AT + MINUTE).actor == LI


def test_no_wait_is_longer_than_an_hour(office):
    moments = [AT + n * DAY for n in range(20)]
    _ = [refusal(office, "li", OTHER, at=at) for at in moments]

    locked = refusal(office, "li", RIGHT, at=moments[-1])

    assert locked.wait_s == 3600
    assert sign_in(office, "li", RIGHT, at=moments[-1] + HOUR).actor == LI


def test_success_begins_the_count_anew(office):
    _ = [refusal(office, "li", OTHER) for _ in range(4)]
    sign_in(office, "li", RIGHT, at=AT)

    refused = [refusal(office, "li", OTHER).code for _ in range(5)]

    assert refused == ["sign_in_refused"] * 5


def test_of_many_attempts_at_once_five_are_looked_at(offices):
    together = Barrier(8)

    def attempt():
        together.wait()
        return refusal(offices, "li", OTHER).code

    with ThreadPoolExecutor(8) as pool:
        codes = [found.result() for found in [pool.submit(attempt) for _ in range(8)]]

    assert sorted(codes) == ["sign_in_refused"] * 5 + ["sign_in_too_soon"] * 3


def test_a_lock_is_in_the_audit_log_once_and_not_where_the_last_attempt_was_right(office):
    _ = [refusal(office, "li", OTHER) for _ in range(4)]
    sign_in(office, "li", RIGHT, at=AT)
    _ = [refusal(office, "li", OTHER) for _ in range(6)]

    with office.reading() as session:
        log = select(AuditLog.account_code, AuditLog.action).where(AuditLog.action != "create")
        assert session.execute(log).all() == [("account:li", "sign_in"), ("stranger", "lock")]


def test_unknown_names_leave_nothing_in_the_database(office):
    before = counted(office, Account), counted(office, AuditLog)

    _ = [refusal(office, f"nobody{n}", OTHER) for n in range(20)]

    assert (counted(office, Account), counted(office, AuditLog)) == before


def test_a_session_ends_after_hours_without_a_sign(office):
    token = sign_in(office, "li", RIGHT, at=AT).token

    assert find_signed_in(office, token, at=AT + 12 * HOUR) is None


def test_a_session_goes_on_with_every_sign_for_a_week(office):
    token = sign_in(office, "li", RIGHT, at=AT).token
    signs = [AT + hours * HOUR for hours in range(6, 7 * 24, 6)]

    found = [find_signed_in(office, token, at=at) for at in signs]

    assert found == [LI] * len(signs)
    assert find_signed_in(office, token, at=AT + LONGEST_SESSION) is None


def test_a_session_lasts_as_long_as_is_set(office):
    token = sign_in(office, "li", RIGHT, at=AT, idle=HOUR).token
    halfway = find_signed_in(office, token, at=AT + HOUR / 2)

    later = find_signed_in(office, token, at=AT + 1.4 * HOUR)

    assert halfway == later == LI
    assert find_signed_in(office, token, at=AT + 2.4 * HOUR) is None


def test_signs_are_written_rarely(office):
    token = sign_in(office, "li", RIGHT, at=AT).token
    find_signed_in(office, token, at=AT + SEEN_EVERY - MINUTE)
    with office.reading() as session:
        before = session.scalars(select(AccountSession.seen_at)).one()

    find_signed_in(office, token, at=AT + SEEN_EVERY)

    with office.reading() as session:
        after = session.scalars(select(AccountSession.seen_at)).one()
    assert (before, after) == (AT, AT + SEEN_EVERY)


def test_somebody_stays_signed_in_while_another_writes_for_long(offices):
    token = sign_in(offices, "li", RIGHT, at=AT).token
    made = token_of(offices)

    with ThreadPoolExecutor(2) as pool, offices.transaction() as writer:
        writer.execute(update(AccountSession).values(created_at=AT))
        writer.execute(update(AccessToken).values(created_at=AT))
        found = pool.submit(find_signed_in, offices, token, at=AT + HOUR).result(timeout=5)
        program = pool.submit(find_bearer, offices, made.token, at=AT + HOUR).result(timeout=5)

    assert (found, program.account) == (LI, "li")


def test_somebody_stays_signed_in_where_nothing_can_be_written(office, monkeypatch):
    token = sign_in(office, "li", RIGHT, at=AT).token
    made = token_of(office)
    lost = Mock(side_effect=SourceUnavailable(DATABASE_AWAY))
    monkeypatch.setattr(office, "transaction", contextmanager(lost))

    found = find_signed_in(office, token, at=AT + HOUR)
    program = find_bearer(office, made.token, at=AT + HOUR)

    assert (found, program.account) == (LI, "li")


@pytest.mark.parametrize("token", ["", "x", "njt_", "\ud800", "' or 1=1--", "\0"])
def test_a_forged_token_is_nobodys(offices, token):
    assert find_signed_in(offices, token, at=AT) is None
    assert find_bearer(offices, token, at=AT) is None
    sign_out(offices, token, at=AT)


def test_a_changed_password_signs_out_everywhere(offices):
    token = sign_in(offices, "li", RIGHT, at=AT).token

    change_password(offices, "li", RIGHT, OTHER, at=AT)

    assert find_signed_in(offices, token, at=AT) is None
    assert refusal(offices, "li", RIGHT).code == "sign_in_refused"
    assert sign_in(offices, "li", OTHER, at=AT).actor == LI


def test_a_password_is_changed_by_the_old_one_alone(office):
    with pytest.raises(InvalidInput) as wrong:
        change_password(office, "li", OTHER, OTHER, at=AT)
    with pytest.raises(InvalidInput) as weak:
        change_password(office, "li", RIGHT, "woaini1314", at=AT)

    assert (wrong.value.code, weak.value.code) == ("old_password_wrong", "password_weak")
    assert sign_in(office, "li", RIGHT, at=AT).actor == LI


def test_a_reset_meanwhile_is_not_overwritten(offices, monkeypatch):
    def reset_before(password):
        monkeypatch.undo()
        reset_password(offices, "li", THIRD, actor=COMMAND, at=AT)
        return hash_password(password)

    monkeypatch.setattr("api.accounts.hash_password", reset_before)

    refused = changing_refused(offices, RIGHT, OTHER)

    assert refused.code == "old_password_wrong"
    assert sign_in(offices, "li", THIRD, at=AT).actor == LI


def test_guessing_the_old_password_locks_too(office):
    _ = [refusal(office, "li", OTHER) for _ in range(4)]
    with pytest.raises(InvalidInput):
        change_password(office, "li", OTHER, OTHER, at=AT)

    with pytest.raises(TooSoon):
        change_password(office, "li", RIGHT, OTHER, at=AT)


def test_a_reset_unlocks_and_is_written_down(office):
    _ = [refusal(office, "li", OTHER) for _ in range(5)]

    reset_password(office, "li", OTHER, actor=Actor("account:boss"), at=AT)

    assert sign_in(office, "li", OTHER, at=AT).actor == LI
    with office.reading() as session:
        by = select(AuditLog.account_code).where(AuditLog.action == "set_password")
        assert session.scalars(by).all() == ["account:boss"]


def test_a_disabled_account_is_out_at_once_and_in_again_when_enabled(offices):
    token = sign_in(offices, "li", RIGHT, at=AT).token
    made = token_of(offices)

    disable_account(offices, "li", actor=COMMAND, at=AT)
    out = find_signed_in(offices, token, at=AT), find_bearer(offices, made.token, at=AT)
    enable_account(offices, "li", actor=COMMAND, at=AT)

    assert out == (None, None)
    assert find_signed_in(offices, token, at=AT) is None
    assert find_bearer(offices, made.token, at=AT).account == "li"


def test_a_program_acts_in_the_role_of_its_token(offices):
    made = token_of(offices, Role.FIELD)

    found = find_bearer(offices, made.token, at=AT)

    assert made.token.startswith("njt_")
    assert found == Actor(f"account:li/{made.code}", Role.FIELD, "li")


def test_a_program_never_has_a_higher_role_than_its_account(office):
    made = token_of(office)
    with office.transaction() as session:
        session.execute(Account.__table__.update().values(role="field"))

    assert find_bearer(office, made.token, at=AT).role is Role.FIELD


def test_a_token_is_refused_when_it_is_over_or_revoked(office):
    over = token_of(office, expires_at=AT + DAY)
    revoked = token_of(office)

    revoke_token(office, revoked.code, actor=COMMAND, at=AT)

    assert find_bearer(office, over.token, at=AT + DAY - MINUTE) is not None
    assert find_bearer(office, over.token, at=AT + DAY) is None
    assert find_bearer(office, revoked.token, at=AT) is None


def test_the_use_of_a_token_is_written_rarely(office):
    made = token_of(office)
    moments = [AT, AT + MINUTE, AT + SEEN_EVERY]

    used = [
        find_bearer(office, made.token, at=at) and list_tokens(office)[0].used_at for at in moments
    ]

    assert used == [AT, AT, AT + SEEN_EVERY]


def test_a_session_is_no_token_of_a_program(office):
    token = sign_in(office, "li", RIGHT, at=AT).token

    assert find_bearer(office, token, at=AT) is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 51, "a\nb", "\0"])
def test_a_token_says_what_it_is_for(office, name):
    with pytest.raises(InvalidInput, match="program"):
        make_token(office, NewToken("li", name, Role.FIELD), actor=COMMAND, at=AT)


def test_what_is_no_account_has_no_password_to_reset(offices):
    with pytest.raises(NotFound, match="nobody"):
        reset_password(offices, "nobody", OTHER, actor=COMMAND, at=AT)


@pytest.mark.parametrize("code", ["t-aaaaaa", "\0", "' or 1=1--"])
def test_what_is_no_token_cannot_be_revoked(offices, code):
    with pytest.raises(NotFound):
        revoke_token(offices, code, actor=COMMAND, at=AT)


def test_a_weak_password_makes_no_account(sqlite):
    with pytest.raises(InvalidInput):
        add_account(sqlite, NewAccount("li", Role.FIELD), "a123456789", actor=COMMAND, at=AT)

    assert list_accounts(sqlite) == []
    assert not has_accounts(sqlite)


def test_the_signing_key_stays_the_same(offices):
    assert signing_key(offices) == signing_key(offices) != ""


def test_a_database_that_is_away_is_said_to_be():
    away = connect("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(SourceUnavailable):
        sign_in(away, "li", RIGHT, at=AT)
    with pytest.raises(SourceUnavailable):
        find_signed_in(away, "token", at=AT)
    away.close()
