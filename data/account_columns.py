"""What is known of accounts, of who is signed in, and of the tokens of programs."""

import datetime
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

IS_ROLE = "role IN ('field', 'planner', 'admin')"

AccountCode = Annotated[
    str,
    mapped_column(ForeignKey("account.code", onupdate="CASCADE", ondelete="CASCADE"), index=True),
]


class AccountColumns:
    """Somebody's role, union and password.

    After `failures` in a row nobody is let in until `locked_until`.
    """

    role: Mapped[str] = mapped_column(CheckConstraint(IS_ROLE, name="role"))
    password_hash: Mapped[str | None]
    union_code: Mapped[str | None] = mapped_column(ForeignKey("union.code", onupdate="CASCADE"))
    is_disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime.datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime.datetime | None]
    password_changed_at: Mapped[datetime.datetime | None]
    signed_in_at: Mapped[datetime.datetime | None]


class SessionColumns:
    """Whose session it is, and until when it lasts."""

    account_code: Mapped[AccountCode]
    created_at: Mapped[datetime.datetime]
    seen_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]


class TokenColumns:
    """Whose token it is, what it may, and whether it is still in force."""

    account_code: Mapped[AccountCode]
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime | None]
    revoked_at: Mapped[datetime.datetime | None]
    used_at: Mapped[datetime.datetime | None]
