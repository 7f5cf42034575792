"""Accounts: signing in and out, what locks one out, tokens of programs, and who is let in."""

import hashlib
import math
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.passwords import check_password, hash_password, require_good_password
from data import access_tokens, account_sessions, accounts
from data.access_tokens import NewToken, StoredToken
from data.account_sessions import hurrying
from data.accounts import LockRule, NewAccount, StoredAccount
from data.actors import STRANGER, Actor, Role
from data.database import Database
from geo.errors import InvalidInput, NiangjiaError, NotFound, SourceUnavailable
from geo.messages import Message

SIGN_IN_REFUSED = Message(
    "sign_in_refused",
    zh="账号或密码不对，请检查后再试。忘记密码请找管理员重设。",
    en="the name or the password is wrong; check both and try again, or ask an admin for a new "
    "password",
)
TOO_SOON = Message(
    "sign_in_too_soon",
    zh="连续输错次数太多，请过 {wait_min} 分钟再试。忘记密码请找管理员重设。",
    en="too many wrong passwords in a row; try again in {wait_min} min, or ask an admin for a "
    "new password",
)
OLD_PASSWORD_WRONG = Message(
    "old_password_wrong",
    zh="原来的密码不对，密码没有改。请检查后再试。",
    en="the old password is wrong, and nothing was changed; check it and try again",
)
NAME_REFUSED = Message(
    "account_name_refused",
    zh="账号名“{value}”不能用：请用 1 到 {most} 个汉字、字母或数字，中间可以有 . _ - ·。",
    en='"{value}" cannot be the name of an account; use 1 to {most} letters of any script or '
    "digits, with . _ - · between them",
)
TOKEN_NAME_REFUSED = Message(
    "access_token_name",
    zh="请给令牌起一个 1 到 {most} 个字的名字，说明给哪个程序用。",
    en="give the token a name of 1 to {most} characters that tells what program it is for",
)

LOCK_RULE = LockRule(5, timedelta(minutes=1), timedelta(hours=1))
IDLE = timedelta(hours=12)
LONGEST_SESSION = timedelta(days=7)
SECONDS_PER_MINUTE = 60
SEEN_EVERY = timedelta(minutes=5)
"""So rarely it is written down that somebody was here."""
TOKEN_BYTES = 32
TOKEN_PREFIX = "njt_"  # noqa: S105  how tokens begin, so that scanners for leaks know them
MOST_NAME_LENGTH = 50
LONGEST_TYPED = 4 * MOST_NAME_LENGTH
"""A letter may be typed as several signs; longer text is refused unread: NFKC is slow on it."""
NOBODY = ""
"""No account is called so."""
_NAME = re.compile(r"[^\W_]+([._·-]+[^\W_]+)*")


class TooSoon(NiangjiaError):
    """Whoever failed too often must wait; `wait_s` says how many seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(TOO_SOON, wait_min=math.ceil(wait_s / SECONDS_PER_MINUTE))
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just signed in; the token is for the cookie and is kept nowhere."""

    actor: Actor
    token: str


@dataclass(frozen=True, slots=True)
class _RightPassword:
    """Whose password was right, its hash as it was, and as it is to be kept from now on."""

    account: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that has just been made: its code, and the token itself, which is shown once."""

    code: str
    token: str


def account_name(text: str) -> str:
    """Return how a name is stored: `Li.Wei` and full-width letters are `li.wei`."""
    folded = _folded(text) if len(text) <= LONGEST_TYPED else ""
    if len(folded) > MOST_NAME_LENGTH or not _NAME.fullmatch(folded):
        raise InvalidInput(NAME_REFUSED, value=text[:MOST_NAME_LENGTH], most=MOST_NAME_LENGTH)
    return folded


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def sign_in(
    database: Database,
    name: str,
    password: str,
    *,
    at: datetime,
    idle: timedelta = IDLE,
    actor: Actor = STRANGER,
) -> SignedIn:
    """Sign somebody in, who stays so until nothing was heard for `idle`, a week at most.

    `actor` is who sent that. Raises InvalidInput in the same words for whatever is wrong, and
    TooSoon.
    """
    right = _check(database, name, password, refusal=SIGN_IN_REFUSED, at=at, actor=actor)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = at + min(idle, LONGEST_SESSION)
    with database.transaction(replace(actor, name=f"account:{right.account}")) as session:
        if not accounts.accept_attempt(session, right.account, right.was, right.now, at=at):
            raise InvalidInput(SIGN_IN_REFUSED)
        code = _fingerprint(token)
        account_sessions.add_session(session, code, right.account, expires_at=expires_at, at=at)
        account = accounts.find_account(session, right.account)
    return SignedIn(_actor(account.code, account.role, account.union_code), token)


def _check(
    database: Database,
    name: str,
    password: str,
    *,
    refusal: Message,
    at: datetime,
    actor: Actor,
) -> _RightPassword:
    """Check a password, counting how often it was wrong; raises InvalidInput, TooSoon.

    Hashing takes long, and so is done while no transaction keeps others waiting.
    """
    try:
        code = account_name(name)
    except InvalidInput:
        code = NOBODY
    with database.transaction() as session:
        attempt = accounts.count_attempt(session, code, LOCK_RULE, at=at)
    if attempt.locked_until is not None:
        raise TooSoon(math.ceil((attempt.locked_until - at).total_seconds()))
    is_right, new_hash = check_password(password, attempt.password_hash)
    if attempt.password_hash is None or not is_right:
        if attempt.locks:
            with database.transaction(actor) as session:
                accounts.note_lock(session, code, at=at)
        raise InvalidInput(refusal)
    return _RightPassword(code, attempt.password_hash, new_hash or attempt.password_hash)


def find_signed_in(database: Database, token: str, *, at: datetime) -> Actor | None:
    """Find who signed in; None where the time is over, or the account may not any more."""
    with database.reading() as session:
        found = account_sessions.find_session(session, _fingerprint(token), at=at)
    if found is None:
        return None
    if at - found.seen_at >= SEEN_EVERY:
        idle = found.expires_at - found.seen_at
        expires_at = min(at + idle, found.created_at + LONGEST_SESSION)
        with suppress(SourceUnavailable), database.transaction() as session, hurrying(session):
            account_sessions.extend_session(session, found.code, expires_at=expires_at, at=at)
    return _actor(found.account_code, found.role, found.union_code)


def sign_out(database: Database, token: str, *, at: datetime) -> None:
    """Sign out whoever has this token, if anybody."""
    with database.transaction() as session:
        account_sessions.end_session(session, _fingerprint(token), at=at)


def find_bearer(database: Database, token: str, *, at: datetime) -> Actor | None:
    """Find for whom a program acts, in the lower of its token's and the account's role."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    with database.reading() as session:
        found = access_tokens.find_bearer(session, _fingerprint(token), at=at)
    if found is None:
        return None
    used_at = found.token.used_at
    if used_at is None or at - used_at >= SEEN_EVERY:
        with suppress(SourceUnavailable), database.transaction() as session, hurrying(session):
            access_tokens.note_use(session, found.token.code, at=at)
    token_role, account_role = found.token.role, found.account_role
    role = token_role if account_role.includes(token_role) else account_role
    actor = _actor(found.token.account_code, role, found.union_code)
    return replace(actor, name=f"{actor.name}/{found.token.code}")


def has_accounts(database: Database) -> bool:
    """Tell whether anybody at all can sign in."""
    with database.reading() as session:
        return accounts.has_accounts(session)


def has_admin(database: Database) -> bool:
    """Tell whether an admin can sign in."""
    with database.reading() as session:
        return accounts.has_admin(session)


def signing_key(database: Database) -> str:
    """Return the key that signs cookies, the same for all servers of an installation."""
    with database.reading() as session:
        return accounts.load_signing_key(session)


def change_password(
    database: Database,
    account: str,
    old: str,
    new: str,
    *,
    at: datetime,
    actor: Actor = STRANGER,
) -> None:
    """Change one's own password, which ends all one's sessions; raises InvalidInput, TooSoon."""
    require_good_password(new, account)
    right = _check(database, account, old, refusal=OLD_PASSWORD_WRONG, at=at, actor=actor)
    password_hash = hash_password(new)
    code = right.account
    with database.transaction(replace(actor, name=f"account:{code}")) as session:
        if not accounts.set_password(session, code, password_hash, if_was=right.was, at=at):
            raise InvalidInput(OLD_PASSWORD_WRONG)


def list_accounts(database: Database) -> list[StoredAccount]:
    """List all accounts by name."""
    with database.reading() as session:
        return accounts.list_accounts(session)


def find_account(database: Database, name: str) -> StoredAccount:
    """Find an account by its name; raises NotFound."""
    with database.reading() as session:
        return accounts.find_account(session, account_name(name))


def add_account(
    database: Database, account: NewAccount, password: str, *, actor: Actor, at: datetime
) -> str:
    """Add an account and return its name as stored; raises InvalidInput, Conflict."""
    code = account_name(account.code)
    require_good_password(password, code)
    password_hash = hash_password(password)
    with database.transaction(actor) as session:
        accounts.add_account(session, replace(account, code=code), password_hash, at=at)
    return code


def reset_password(
    database: Database, name: str, password: str, *, actor: Actor, at: datetime
) -> None:
    """Give an account another password, end its sessions, unlock it; raises NotFound."""
    code = account_name(name)
    require_good_password(password, code)
    password_hash = hash_password(password)
    with database.transaction(actor) as session:
        if not accounts.set_password(session, code, password_hash, at=at):
            raise NotFound(accounts.ACCOUNT_UNKNOWN, value=code)


def disable_account(
    database: Database, name: str, *, actor: Actor, at: datetime, even_last_admin: bool = False
) -> None:
    """Let nobody in by an account, nor by its tokens; raises NotFound, Conflict."""
    with database.transaction(actor) as session:
        accounts.disable_account(
            session, account_name(name), even_last_admin=even_last_admin, at=at
        )


def enable_account(database: Database, name: str, *, actor: Actor, at: datetime) -> None:
    """Let in again who was disabled; raises NotFound."""
    with database.transaction(actor) as session:
        accounts.enable_account(session, account_name(name), at=at)


def list_tokens(database: Database, account: str | None = None) -> list[StoredToken]:
    """List the tokens of an account, or of all; the newest first."""
    with database.reading() as session:
        return access_tokens.list_tokens(session, account and account_name(account))


def make_token(database: Database, wanted: NewToken, *, actor: Actor, at: datetime) -> MadeToken:
    """Make a token for a program; raises NotFound, InvalidInput."""
    name = wanted.name.strip()
    if not (name.isprintable() and 0 < len(name) <= MOST_NAME_LENGTH):
        raise InvalidInput(TOKEN_NAME_REFUSED, most=MOST_NAME_LENGTH)
    wanted = replace(wanted, name=name, account_code=account_name(wanted.account_code))
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    with database.transaction(actor) as session:
        code = access_tokens.add_token(session, wanted, _fingerprint(token), at=at)
    return MadeToken(code, token)


def revoke_token(database: Database, code: str, *, actor: Actor, at: datetime) -> None:
    """Take a token out of force for good; raises NotFound."""
    if not code.isprintable():
        raise NotFound(access_tokens.TOKEN_UNKNOWN, value=code)
    with database.transaction(actor) as session:
        access_tokens.revoke_token(session, code, at=at)


def _actor(account: str, role: Role, union: str | None) -> Actor:
    return Actor(f"account:{account}", role, account, union)


def _fingerprint(token: str) -> str:
    """Return what is stored of a token; its 256 bits of chance need no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
