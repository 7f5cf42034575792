"""Keys of programs that act for an account, by their hashes alone."""

import datetime
import secrets
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from sqlalchemy import or_, select, update

from data.accounts import find_account, role_in
from data.actors import Role
from data.audit import Action, note_change
from data.database import Session
from data.plans import CODE_LENGTH, CODE_LETTERS
from data.tables import AccessToken, Account
from geo.errors import InvalidInput, NotFound
from geo.messages import Message

TOKEN_UNKNOWN = Message(
    "access_token_unknown",
    zh="没有编号为“{value}”的令牌。有哪些令牌，可用 niangjia account token list 查看。",
    en='there is no token "{value}"; `niangjia account token list` shows those there are',
)
TOKEN_TOO_HIGH = Message(
    "access_token_role",
    zh="账号“{account}”的角色是 {most}，它的令牌不能是 {role}。请选不高于 {most} 的角色。",
    en='the account "{account}" is a {most}, so that its token cannot be a {role}; choose a role '
    "no higher",
)
TABLE = AccessToken.__tablename__


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that somebody asks for: for which account, what for, and in which role.

    `expires_at` None is never.
    """

    account_code: str
    name: str
    role: Role
    expires_at: datetime.datetime | None = None


class TokenState(StrEnum):
    """Whether a token opens doors, or why not."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token without what opens doors; moments are None for what has not happened.

    `expires_at` None is never.
    """

    code: str
    account_code: str
    name: str
    role: Role
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    revoked_at: datetime.datetime | None
    used_at: datetime.datetime | None

    def state(self, at: datetime.datetime) -> TokenState:
        """Tell whether it opens doors at a moment."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        is_over = self.expires_at is not None and self.expires_at <= at
        return TokenState.EXPIRED if is_over else TokenState.IN_FORCE

    def is_in_force(self, at: datetime.datetime) -> bool:
        """Tell whether it is neither revoked nor over."""
        return self.state(at) is TokenState.IN_FORCE


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is in force, and for whom it acts."""

    token: StoredToken
    account_role: Role
    union_code: str | None


_MOMENTS = [getattr(AccessToken, field.name) for field in fields(StoredToken)[4:]]
_COLUMNS = [
    AccessToken.code,
    AccessToken.account_code,
    AccessToken.name,
    role_in(AccessToken.role),
    *_MOMENTS,
]


def add_token(session: Session, new: NewToken, token_hash: str, *, at: datetime.datetime) -> str:
    """Store a token by its hash and return its code; raises NotFound, InvalidInput."""
    account = find_account(session, new.account_code)
    if not account.role.includes(new.role):
        asked = {"account": account.code, "most": account.role, "role": new.role}
        raise InvalidInput(TOKEN_TOO_HIGH, **asked)
    code = "t-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    values = {**asdict(new), "role": new.role.value}
    session.add(AccessToken(code=code, token_hash=token_hash, created_at=at, **values))
    note_change(session, Action.CREATE, (TABLE, code), after=values, at=at)
    return code


def list_tokens(session: Session, account_code: str | None = None) -> list[StoredToken]:
    """List the tokens of an account, or of all; the newest first."""
    listed = select(*_COLUMNS).order_by(AccessToken.id.desc())
    if account_code is not None:
        listed = listed.where(AccessToken.account_code == account_code)
    return [StoredToken(*row) for row in session.execute(listed)]


def find_bearer(session: Session, token_hash: str, *, at: datetime.datetime) -> Bearer | None:
    """Find a token that is in force, of an account that is not disabled."""
    found = (
        select(*_COLUMNS, role_in(Account.role), Account.union_code)
        .join(Account, Account.code == AccessToken.account_code)
        .where(
            AccessToken.token_hash == token_hash,
            AccessToken.revoked_at.is_(None),
            or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > at),
            ~Account.is_disabled,
        )
    )
    row = session.execute(found).one_or_none()
    if row is None:
        return None
    *columns, account_role, union_code = row
    return Bearer(StoredToken(*columns), account_role, union_code)


def note_use(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Write down that a program used its token."""
    session.execute(update(AccessToken).where(AccessToken.code == code).values(used_at=at))


def revoke_token(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Take a token out of force for good; raises NotFound."""
    known = session.scalar(select(AccessToken.id).where(AccessToken.code == code))
    if known is None:
        raise NotFound(TOKEN_UNKNOWN, value=code)
    in_force = AccessToken.revoked_at.is_(None) & (AccessToken.id == known)
    revoked = update(AccessToken).where(in_force).values(revoked_at=at)
    if session.scalar(revoked.returning(AccessToken.id)) is not None:
        note_change(session, Action.REVOKE, (TABLE, code), at=at)
