"""`niangjia account`: who may sign in, and the tokens of programs, from a terminal."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from getpass import getpass
from typing import Annotated, BinaryIO

import typer

from api import accounts
from api.cli_accounts_views import show_accounts, show_tokens
from api.cli_options import AsJson, Lang, console
from api.cli_sources import opened
from api.cli_views import show_json
from api.clock import now
from api.passwords import make_password
from api.settings import read_settings
from data.access_tokens import NewToken
from data.accounts import NewAccount
from data.actors import COMMAND, Role
from data.database import Database
from geo.errors import InvalidInput
from geo.messages import Language, Message

FIRST_ADMIN = Message(
    "first_admin",
    zh="还没有管理员账号，也没有默认密码。请在服务器上运行：niangjia account add 名字 --role admin",
    en="there is no admin yet, and no default password; run at the server: "
    "niangjia account add NAME --role admin",
)
ADDED = Message(
    "account_added",
    zh="已添加账号 {account}（{role}）。",
    en="the account {account} ({role}) is there",
)
RESET = Message(
    "account_reset",
    zh="账号 {account} 的密码已重设，锁定已解除，原来的登录都已失效。",
    en="the account {account} has a new password, is not locked, and must sign in again everywhere",
)
DISABLED = Message(
    "account_disabled",
    zh="账号 {account} 已停用：不能登录，它的令牌也不能用。",
    en="the account {account} is disabled: nobody can sign in by it, and its tokens do not work",
)
ENABLED = Message(
    "account_enabled", zh="账号 {account} 已启用。", en="the account {account} is enabled"
)
GENERATED = Message(
    "password_generated",
    zh="密码（只显示这一次，请当面或电话告诉本人）：",
    en="the password, shown this once; tell it in person or by telephone:",
)
TOKEN_MADE = Message(
    "access_token_made",
    zh="令牌 {code}（只显示这一次，请存到程序的密钥里）：",
    en="the token {code}, shown this once; keep it where the program keeps its secrets:",
)
TOKEN_REVOKED = Message(
    "access_token_revoked", zh="令牌 {code} 已吊销。", en="the token {code} is revoked"
)
ASK_PASSWORD = Message("ask_password", zh="密码（输入时不显示）：", en="Password (not shown): ")
ASK_AGAIN = Message("ask_password_again", zh="再输入一次：", en="Once more: ")
PASSWORDS_DIFFER = Message(
    "passwords_differ",
    zh="两次输入的密码不一样，什么也没有改。请重新运行。",
    en="the two passwords differ, and nothing was changed; run the command again",
)
NO_TERMINAL = Message(
    "password_no_terminal",
    zh="这里不是终端，没法输入密码。请用 --password-stdin 从标准输入给出，或用 --generate 生成。",
    en="there is no terminal to type a password; give it by --password-stdin, or have one made "
    "by --generate",
)
PASSWORD_NOT_UTF8 = Message(
    "password_not_utf8",
    zh="标准输入给出的密码不是 UTF-8 编码，请转换后再试。",
    en="the password from standard input is not in UTF-8; convert it and try again",
)
TWO_SOURCES = Message(
    "password_two_sources",
    zh="--password-stdin 和 --generate 只能用一个，请去掉一个。",
    en="--password-stdin and --generate exclude each other; leave one out",
)
MOST_DAYS = 3_650

app = typer.Typer(no_args_is_help=True, help="Accounts: who may sign in.")
tokens = typer.Typer(no_args_is_help=True, help="Tokens by which programs act for an account.")
app.add_typer(tokens, name="token")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it once.")]


def tell_first_admin(database: Database) -> None:
    """Say how to make the first admin, as long as there is none."""
    if not accounts.has_admin(database):
        for language in Language:
            console.print(FIRST_ADMIN.text(language), markup=False, soft_wrap=True)


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    union: Annotated[
        str | None, typer.Option(help="Code of the union it works for; else the whole city.")
    ] = None,
    password_stdin: FromStdin = False,
    generate: Generate = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Add an account; its password is asked for twice."""
    wanted = NewAccount(accounts.account_name(name), role, union)
    password = _password(lang, from_stdin=password_stdin, generate=generate)
    with opened(read_settings()) as database:
        accounts.add_account(database, wanted, password, actor=COMMAND, at=now())
    told = {"account": wanted.code, "role": role.value, "union": union}
    shown = password if generate else None
    _tell(ADDED.text(lang, **told), told, as_json=as_json, password=shown, lang=lang)


@app.command()
def reset(
    name: Name,
    password_stdin: FromStdin = False,
    generate: Generate = False,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Give an account a new password, unlock it, and end all its sessions."""
    with opened(read_settings()) as database:
        account = accounts.find_account(database, name)
        password = _password(lang, from_stdin=password_stdin, generate=generate)
        accounts.reset_password(database, account.code, password, actor=COMMAND, at=now())
    told = {"account": account.code}
    shown = password if generate else None
    _tell(RESET.text(lang, **told), told, as_json=as_json, password=shown, lang=lang)


@app.command()
def disable(
    name: Name,
    force: Annotated[bool, typer.Option("--force", help="Even the last admin.")] = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Let nobody in by an account, nor by its tokens, until it is enabled again."""
    with opened(read_settings()) as database:
        accounts.disable_account(database, name, actor=COMMAND, at=now(), even_last_admin=force)
    _say(DISABLED.text(lang, account=accounts.account_name(name)))


@app.command()
def enable(name: Name, lang: Lang = Language.CHINESE) -> None:
    """Let in again who was disabled; tokens that were not revoked work again, too."""
    with opened(read_settings()) as database:
        accounts.enable_account(database, name, actor=COMMAND, at=now())
    _say(ENABLED.text(lang, account=accounts.account_name(name)))


@app.command("list")
def list_accounts(as_json: AsJson = False, lang: Lang = Language.CHINESE) -> None:
    """List the accounts."""
    with opened(read_settings()) as database:
        found = accounts.list_accounts(database)
        known = accounts.list_tokens(database)
    in_force = [token.account_code for token in known if token.is_in_force(now())]
    if as_json:
        counted = [{**asdict(each), "tokens": in_force.count(each.code)} for each in found]
        show_json({"accounts": counted})
    else:
        show_accounts(console, found, in_force, language=lang, at=now())


@tokens.command("add")
def add_token(
    name: Name,
    role: Annotated[Role, typer.Option(help="No higher than that of the account.")],
    purpose: Annotated[str, typer.Option("--name", help="What program it is for.")],
    days: Annotated[
        int | None, typer.Option(min=1, max=MOST_DAYS, help="How long it works; else for ever.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """Make a token and print it once."""
    at = now()
    wanted = NewToken(name, purpose, role, _end(at, days))
    with opened(read_settings()) as database:
        made = accounts.make_token(database, wanted, actor=COMMAND, at=at)
    if as_json:
        show_json({"code": made.code, "token": made.token, "expires_at": wanted.expires_at})
    else:
        _say(TOKEN_MADE.text(lang, code=made.code), made.token)


@tokens.command("list")
def list_tokens(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Of one account.")] = None,
    as_json: AsJson = False,
    lang: Lang = Language.CHINESE,
) -> None:
    """List the tokens, the newest first."""
    with opened(read_settings()) as database:
        found = accounts.list_tokens(database, name)
    if as_json:
        show_json({"tokens": [asdict(token) for token in found]})
    else:
        show_tokens(console, found, language=lang, at=now())


@tokens.command("revoke")
def revoke_token(
    code: Annotated[str, typer.Argument(metavar="TOKEN", help="Its code, t-….")],
    lang: Lang = Language.CHINESE,
) -> None:
    """Take a token out of force for good."""
    with opened(read_settings()) as database:
        accounts.revoke_token(database, code, actor=COMMAND, at=now())
    _say(TOKEN_REVOKED.text(lang, code=code))


def _password(language: Language, *, from_stdin: bool, generate: bool) -> str:
    """Make a password, or read it from where it was said to be."""
    if from_stdin and generate:
        raise InvalidInput(TWO_SOURCES)
    if generate:
        return make_password()
    if from_stdin:
        return _first_line(sys.stdin.buffer)
    if not sys.stdin.isatty():
        raise InvalidInput(NO_TERMINAL)
    try:
        password = getpass(ASK_PASSWORD.text(language))
        again = getpass(ASK_AGAIN.text(language))
    except EOFError as error:
        raise typer.Abort from error
    if password != again:
        raise InvalidInput(PASSWORDS_DIFFER)
    return password


def _first_line(stream: BinaryIO) -> str:
    try:
        return stream.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InvalidInput(PASSWORD_NOT_UTF8) from error


def _end(at: datetime, days: int | None) -> datetime | None:
    return None if days is None else at + timedelta(days=days)


def _tell(
    sentence: str,
    told: Mapping[str, str | None],
    *,
    as_json: bool,
    password: str | None,
    lang: Language,
) -> None:
    """Say what was done, and a password that was made."""
    if as_json:
        show_json(told if password is None else {**told, "password": password})
        return
    _say(sentence)
    if password is not None:
        _say(GENERATED.text(lang), password)


def _say(*lines: str) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
