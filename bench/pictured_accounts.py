"""The accounts in the pictures: one of each role, named as what they are."""

import secrets
from datetime import datetime

from api.accounts import add_account
from data.accounts import NewAccount
from data.actors import COMMAND, Role
from data.database import Database

ADMIN = "示例管理员"
PASSWORD = secrets.token_urlsafe(12)
"""Another one each time: nobody signs in but whoever takes the pictures."""
_DISTRICT = "310110"
_ACCOUNTS = (
    NewAccount(ADMIN, Role.ADMIN),
    NewAccount("示例规划员", Role.PLANNER, _DISTRICT),
    NewAccount("示例走访员", Role.FIELD, _DISTRICT),
)


def add_accounts(database: Database, at: datetime) -> None:
    """Add them all, as the command line does."""
    for account in _ACCOUNTS:
        add_account(database, account, PASSWORD, actor=COMMAND, at=at)
