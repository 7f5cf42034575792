"""Who is signed in, and until when."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from sqlalchemy import delete, select, text, update

from data.accounts import role_in
from data.actors import Role
from data.audit import Action, note_change
from data.database import SQLITE_BUSY_S, Session
from data.tables import Account, AccountSession

CLOCK_ERROR = datetime.timedelta(hours=1)
"""By so much the clocks of servers may differ."""
_HURRIED_MS, _PATIENT_MS = 100, SQLITE_BUSY_S * 1000


@dataclass(frozen=True, slots=True)
class StoredSession:
    """Somebody who is signed in; `code` is the hash of what the cookie holds."""

    code: str
    account_code: str
    role: Role
    union_code: str | None
    created_at: datetime.datetime
    seen_at: datetime.datetime
    expires_at: datetime.datetime


_MOMENTS = [getattr(AccountSession, field.name) for field in fields(StoredSession)[4:]]
_COLUMNS = [
    AccountSession.code,
    AccountSession.account_code,
    role_in(Account.role),
    Account.union_code,
    *_MOMENTS,
]


def add_session(
    session: Session,
    code: str,
    account_code: str,
    *,
    expires_at: datetime.datetime,
    at: datetime.datetime,
) -> None:
    """Sign somebody in, and clear away whoever's time is over."""
    session.execute(delete(AccountSession).where(AccountSession.expires_at <= at))
    moments = {"created_at": at, "seen_at": at, "expires_at": expires_at}
    session.add(AccountSession(code=code, account_code=account_code, **moments))
    note_change(session, Action.SIGN_IN, (Account.__tablename__, account_code), at=at)


def find_session(session: Session, code: str, *, at: datetime.datetime) -> StoredSession | None:
    """Find who is signed in; None where the time is over, or the account is disabled.

    One that is yet to begin is of a clock that has been put right since, and would last too long.
    """
    found = (
        select(*_COLUMNS)
        .join(Account, Account.code == AccountSession.account_code)
        .where(
            AccountSession.code == code,
            AccountSession.created_at <= at + CLOCK_ERROR,
            AccountSession.expires_at > at,
            ~Account.is_disabled,
        )
    )
    row = session.execute(found).one_or_none()
    return None if row is None else StoredSession(*row)


def extend_session(
    session: Session, code: str, *, expires_at: datetime.datetime, at: datetime.datetime
) -> None:
    """Write down that somebody was here, and how long the session lasts from now on."""
    changed = update(AccountSession).where(AccountSession.code == code)
    session.execute(changed.values(seen_at=at, expires_at=expires_at))


def end_session(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Sign somebody out, and clear away whoever's time is over."""
    is_over = (AccountSession.code == code) | (AccountSession.expires_at <= at)
    session.execute(delete(AccountSession).where(is_over))


@contextmanager
def hurrying(session: Session) -> Iterator[None]:
    """Give up soon, by SourceUnavailable, where somebody else writes the same for long.

    On a SQLite file whoever writes keeps out all others. For what is written beside a request that
    only reads.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f"SET LOCAL lock_timeout = {_HURRIED_MS}"))
        yield
        return
    session.execute(text(f"PRAGMA busy_timeout = {_HURRIED_MS}"))
    try:
        yield
    finally:
        session.execute(text(f"PRAGMA busy_timeout = {_PATIENT_MS}"))
