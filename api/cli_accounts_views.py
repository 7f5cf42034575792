"""Tables of accounts and tokens for people at a terminal."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.clock import CHINA_TIME
from data.access_tokens import StoredToken, TokenState
from data.accounts import StoredAccount
from geo.messages import Language, Message

ACCOUNT_HEADINGS = Message(
    "account_headings",
    zh="账号|角色|工会|状态|上次登录|有效令牌",
    en="account|role|union|state|last signed in|tokens in force",
)
TOKEN_HEADINGS = Message(
    "access_token_headings",
    zh="编号|账号|用途|角色|状态|上次使用",
    en="code|account|name|role|state|last used",
)
NOBODY = Message("accounts_none", zh="还没有账号。", en="there are no accounts")
NO_TOKENS = Message("access_tokens_none", zh="还没有令牌。", en="there are no tokens")
WHOLE_CITY = Message("whole_city", zh="全市", en="whole city")
NEVER = Message("never_yet", zh="从未", en="never")
USABLE = Message("account_usable", zh="正常", en="in use")
DISABLED = Message("account_is_disabled", zh="已停用", en="disabled")
LOCKED = Message("account_is_locked", zh="锁定到 {moment}", en="locked until {moment}")
FOR_EVER = Message("access_token_for_ever", zh="长期有效", en="works for ever")
UNTIL = Message("access_token_until", zh="有效到 {moment}", en="works until {moment}")
EXPIRED = Message("access_token_expired", zh="{moment} 已过期", en="expired {moment}")
REVOKED = Message("access_token_is_revoked", zh="{moment} 已吊销", en="revoked {moment}")


def show_accounts(
    console: Console,
    accounts: Sequence[StoredAccount],
    in_force: Sequence[str],
    *,
    language: Language,
    at: datetime,
) -> None:
    """Print the accounts; `in_force` has the account of each token that works."""
    rows = [
        (
            account.code,
            account.role.value,
            account.union_code or WHOLE_CITY.text(language),
            _account_state(account, language, at),
            _moment(account.signed_in_at, language),
            str(in_force.count(account.code)),
        )
        for account in accounts
    ]
    _show(console, ACCOUNT_HEADINGS.text(language), rows, NOBODY.text(language))


def show_tokens(
    console: Console, tokens: Sequence[StoredToken], *, language: Language, at: datetime
) -> None:
    """Print the tokens."""
    rows = [
        (
            token.code,
            token.account_code,
            token.name,
            token.role.value,
            _token_state(token, language, at),
            _moment(token.used_at, language),
        )
        for token in tokens
    ]
    _show(console, TOKEN_HEADINGS.text(language), rows, NO_TOKENS.text(language))


def _show(console: Console, headings: str, rows: Sequence[Sequence[str]], nothing: str) -> None:
    if not rows:
        console.print(nothing)
        return
    table = Table()
    for heading in headings.split("|"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _account_state(account: StoredAccount, language: Language, at: datetime) -> str:
    if account.is_disabled:
        return DISABLED.text(language)
    if account.locked_until is not None and account.locked_until > at:
        return LOCKED.text(language, moment=_moment(account.locked_until, language))
    return USABLE.text(language)


def _token_state(token: StoredToken, language: Language, at: datetime) -> str:
    state = token.state(at)
    if state is TokenState.REVOKED:
        return REVOKED.text(language, moment=_moment(token.revoked_at, language))
    if token.expires_at is None:
        return FOR_EVER.text(language)
    message = EXPIRED if state is TokenState.EXPIRED else UNTIL
    return message.text(language, moment=_moment(token.expires_at, language))


def _moment(moment: datetime | None, language: Language) -> str:
    """Write a moment as clocks in China show it."""
    return f"{moment.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}" if moment else NEVER.text(language)
