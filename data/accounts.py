"""Accounts: who may sign in, in which role, for which union, and who is locked out for now."""

import datetime
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import cast

from sqlalchemy import ColumnElement, delete, or_, select, true, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from data.actors import Role
from data.audit import Action, note_change
from data.column_types import choice
from data.database import Session
from data.revision import hold_writers
from data.tables import Account, AccountSession, SigningKey, Union
from geo.errors import Conflict, InvalidInput, NotFound
from geo.messages import Message

ACCOUNT_UNKNOWN = Message(
    "account_unknown",
    zh="没有“{value}”这个账号。有哪些账号，可用 niangjia account list 查看。",
    en='there is no account "{value}"; `niangjia account list` shows those there are',
)
ACCOUNT_TAKEN = Message(
    "account_taken",
    zh="已经有“{value}”这个账号了。请换一个名字；忘记密码请用 niangjia account reset。",
    en='there is an account "{value}" already; choose another name or, where its password is '
    "forgotten, use `niangjia account reset`",
)
LAST_ADMIN = Message(
    "last_admin",
    zh="“{value}”是最后一个能登录的管理员。请先添加另一个管理员；"
    "确实要停用，请在服务器上运行 niangjia account disable {value} --force。",
    en='"{value}" is the last admin who can sign in; add another one first, or run '
    "`niangjia account disable {value} --force` at the server if you mean it",
)
UNION_UNKNOWN = Message(
    "account_union_unknown",
    zh="没有编号为“{value}”的工会。相近的有：{known}。",
    en='there is no union with the code "{value}"; similar ones: {known}',
)
NO_UNIONS = Message(
    "account_unions_missing",
    zh="没有编号为“{value}”的工会：工会名单还是空的，请先导入工会名单。",
    en='there is no union with the code "{value}": the list of unions is empty, import it first',
)

ADMIN_OF_UNION = Message(
    "admin_of_union",
    zh="管理员管全市的账号，不能只属于一个工会（收到“{value}”）。请去掉工会，或改用 planner 角色。",
    en='an admin is always of the whole city, but the union "{value}" was given; leave it out, or '
    "choose the role planner",
)

TABLE = Account.__tablename__
SIMILAR_COUNT = 5
MOST_DOUBLINGS = 20
"""More of them would pass any longest wait."""


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account without its password; moments are None for what has not happened.

    `union_code` None is the whole city. Nobody is let in before `locked_until`.
    """

    code: str
    role: Role
    union_code: str | None
    is_disabled: bool
    created_at: datetime.datetime
    failures: int
    locked_until: datetime.datetime | None
    password_changed_at: datetime.datetime | None
    signed_in_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who shall be able to sign in, in which role, and for which union; None is the whole city."""

    code: str
    role: Role
    union_code: str | None = None

    def __post_init__(self) -> None:
        """Refuse an admin of one union: whoever gives out accounts could reach all others."""
        if self.role is Role.ADMIN and self.union_code is not None:
            raise InvalidInput(ADMIN_OF_UNION, value=self.union_code)


@dataclass(frozen=True, slots=True)
class LockRule:
    """After so many failures in a row one has to wait, twice as long after each further one."""

    failures: int
    first_wait: datetime.timedelta
    longest_wait: datetime.timedelta

    def wait_after(self, failures: int) -> datetime.timedelta | None:
        """Return how long nobody is let in after so many failures; None is not at all."""
        if failures < self.failures:
            return None
        wait = self.first_wait
        for _ in range(min(failures - self.failures, MOST_DOUBLINGS)):
            wait *= 2
        return min(wait, self.longest_wait)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in: what the password must match, or how long to wait first.

    `password_hash` is None where nobody can be let in; `locks` tells that this was the last before
    one has to wait, if it is wrong.
    """

    password_hash: str | None = None
    locked_until: datetime.datetime | None = None
    locks: bool = False


def role_in(column: InstrumentedAttribute[str]) -> ColumnElement[Role]:
    """Read a column of roles as such."""
    return type_coerce(column, cast("TypeEngine[Role]", choice(Role, "role"))).label(None)


_OTHERS = [getattr(Account, field.name) for field in fields(StoredAccount)[2:]]
_COLUMNS = [Account.code, role_in(Account.role), *_OTHERS]
_CAN_SIGN_IN = (~Account.is_disabled, Account.password_hash.is_not(None))
_IS_ADMIN = Account.role == Role.ADMIN.value


def list_accounts(session: Session) -> list[StoredAccount]:
    """List all accounts by name."""
    listed = select(*_COLUMNS).order_by(Account.code)
    return [StoredAccount(*row) for row in session.execute(listed)]


def find_account(session: Session, code: str) -> StoredAccount:
    """Find an account by its name; raises NotFound."""
    row = session.execute(select(*_COLUMNS).where(Account.code == code)).one_or_none()
    if row is None:
        raise NotFound(ACCOUNT_UNKNOWN, value=code)
    return StoredAccount(*row)


def has_accounts(session: Session) -> bool:
    """Tell whether anybody at all can sign in."""
    return _is_there(session, *_CAN_SIGN_IN)


def has_admin(session: Session) -> bool:
    """Tell whether an admin can sign in."""
    return _is_there(session, *_CAN_SIGN_IN, _IS_ADMIN)


def _is_there(session: Session, *conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(true()).where(*conditions).limit(1)) is not None


def load_signing_key(session: Session) -> str:
    """Load the key that signs cookies."""
    return session.scalars(select(SigningKey.key)).one()


def add_account(
    session: Session, account: NewAccount, password_hash: str, *, at: datetime.datetime
) -> None:
    """Store a new account; raises Conflict for a name that is taken, InvalidInput for a union."""
    hold_writers(session)
    if _is_there(session, Account.code == account.code):
        raise Conflict(ACCOUNT_TAKEN, value=account.code)
    _require_union(session, account.union_code)
    values = {
        "code": account.code,
        "role": account.role.value,
        "union_code": account.union_code,
        "created_at": at,
    }
    session.add(Account(**values, password_hash=password_hash, password_changed_at=at))
    note_change(session, Action.CREATE, (TABLE, account.code), after=values, at=at)


def _require_union(session: Session, code: str | None) -> None:
    """Refuse a union that is not there, naming those that are called alike."""
    unions = session.execute(select(Union.code, Union.name).order_by(Union.code)).all()
    if code is None or any(code == known for known, _ in unions):
        return
    if not unions:
        raise InvalidInput(NO_UNIONS, value=code)
    labels = {text: f"{known} ({name})" for known, name in unions for text in (name, known)}
    alike = get_close_matches(code, labels, n=SIMILAR_COUNT, cutoff=0)
    known = ", ".join(dict.fromkeys(labels[text] for text in alike))
    raise InvalidInput(UNION_UNKNOWN, value=code, known=known)


def count_attempt(session: Session, code: str, rule: LockRule, *, at: datetime.datetime) -> Attempt:
    """Count an attempt to sign in as failed before its password is looked at.

    So of any number of attempts at once only as many are looked at as the rule allows. One that
    nobody has the name of, or whose account is disabled, gets no hash.
    """
    # A lock that is longer than any was set by a clock that has been put right since.
    is_open = or_(
        Account.locked_until.is_(None),
        Account.locked_until <= at,
        Account.locked_until > at + rule.longest_wait,
    )
    counted = update(Account).where(Account.code == code, is_open)
    returned = (Account.failures, Account.password_hash, Account.is_disabled)
    row = session.execute(
        counted.values(failures=Account.failures + 1).returning(*returned),
        execution_options=_NO_SYNC,
    ).one_or_none()
    if row is None:
        locked = session.scalar(select(Account.locked_until).where(Account.code == code))
        return Attempt(locked_until=locked)
    failures, password_hash, is_disabled = row
    wait = rule.wait_after(failures)
    if wait is not None:
        _set(session, Account.code == code, locked_until=at + wait)
    return Attempt(None if is_disabled else password_hash, locks=wait is not None)


def note_lock(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Write into the audit log that an account is locked after wrong passwords."""
    locked_until = session.scalar(select(Account.locked_until).where(Account.code == code))
    note_change(session, Action.LOCK, (TABLE, code), after={"locked_until": locked_until}, at=at)


def accept_attempt(
    session: Session, code: str, was: str, now: str, *, at: datetime.datetime
) -> bool:
    """Let somebody in whose password matched the hash as it was, and keep it as it is now.

    False where the password was changed or the account disabled meanwhile.
    """
    is_same = (Account.code == code, Account.password_hash == was, ~Account.is_disabled)
    kept = {"password_hash": now, "signed_in_at": at}
    return _set(session, *is_same, **kept, failures=0, locked_until=None)


def set_password(
    session: Session,
    code: str,
    password_hash: str,
    *,
    at: datetime.datetime,
    if_was: str | None = None,
) -> bool:
    """Store another password, end all sessions, and unlock the account.

    False where there is no such account, or its hash is not `if_was` any more.
    """
    is_same = true() if if_was is None else Account.password_hash == if_was
    changed = {"password_hash": password_hash, "password_changed_at": at}
    if not _set(session, Account.code == code, is_same, **changed, failures=0, locked_until=None):
        return False
    _end_sessions(session, code)
    note_change(session, Action.SET_PASSWORD, (TABLE, code), at=at)
    return True


def disable_account(
    session: Session, code: str, *, even_last_admin: bool, at: datetime.datetime
) -> None:
    """Let nobody in by this account, nor by its tokens; raises NotFound, Conflict.

    The last admin stays unless that is asked for.
    """
    hold_writers(session)
    account = find_account(session, code)
    others = (*_CAN_SIGN_IN, _IS_ADMIN, Account.code != code)
    is_last = account.role is Role.ADMIN and not _is_there(session, *others)
    if is_last and not (even_last_admin or account.is_disabled):
        raise Conflict(LAST_ADMIN, value=code)
    _set_disabled(session, account, to=True, at=at)
    # Only now does nobody sign in any more.
    _end_sessions(session, code)


def enable_account(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Let in again who was disabled; raises NotFound."""
    hold_writers(session)
    _set_disabled(session, find_account(session, code), to=False, at=at)


def _set_disabled(
    session: Session, account: StoredAccount, *, to: bool, at: datetime.datetime
) -> None:
    if account.is_disabled == to:
        return
    _set(session, Account.code == account.code, is_disabled=to)
    before, after = {"is_disabled": account.is_disabled}, {"is_disabled": to}
    note_change(session, Action.UPDATE, (TABLE, account.code), before=before, after=after, at=at)


def _end_sessions(session: Session, code: str) -> None:
    """Sign an account out wherever it is signed in."""
    session.execute(delete(AccountSession).where(AccountSession.account_code == code))


def _set(session: Session, *conditions: ColumnElement[bool], **values: object) -> bool:
    """Change an account; tells whether there was one."""
    changed = update(Account).where(*conditions).values(**values).returning(Account.id)
    return session.scalar(changed, execution_options=_NO_SYNC) is not None


# Nothing that was loaded before is looked at again.
_NO_SYNC = {"synchronize_session": False}
