"""Accounts: who there is, one more, a new password, in or out, and the tokens of programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api import accounts
from api.clock import CHINA_TIME, now
from api.pages.admin.rendering import admin_page
from api.pages.admin.texts import ADMIN_TEXTS
from api.pages.planner.fields_sent import sent_fields
from api.pages.planner.rendering import back_to, link_to, page_language, say_from
from api.pages.planner.router import admin_router
from api.pages.planner.values import Option, union_options
from api.passwords import make_password
from api.requests import actor_of_request, database_of, reading
from data.access_tokens import StoredToken
from data.accounts import NewAccount, StoredAccount, find_account
from data.actors import Role
from data.listings import load_names, load_unions
from geo.errors import Conflict, InvalidInput, NiangjiaError, NotFound
from geo.messages import Language, Message

ROLE_MISSING = Message(
    "account_role_unknown",
    zh="没有“{value}”这种角色。请在页面上选一种。",
    en='there is no role "{value}"; choose one on the page',
)
OWN_ACCOUNT = Message(
    "own_account",
    zh="这是您自己的账号，不能自己停用。请让另一位管理员来做。",
    en="this is your own account, which you cannot disable; ask another admin",
)
TOKEN_OF_ANOTHER = Message(
    "token_of_another_account",
    zh="账号“{account}”没有编号为“{value}”的令牌。请在账号的页面上选。",
    en='the account "{account}" has no token "{value}"; choose one on its page',
)
PATH = "/admin/accounts"
router = admin_router()


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in words; `state` is its badge, too."""

    name: str
    address: str
    role: str
    union: str
    state: str
    state_words: str
    signed_in: str
    created: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token in words."""

    code: str
    name: str
    role: str
    state: str
    state_words: str
    expires: str
    used: str


@router.get("")
def begin(request: Request) -> Response:
    """Lead to the accounts."""
    return back_to(request, PATH)


@router.get("/accounts")
def show_accounts(request: Request) -> Response:
    """List all accounts, with a form for one more."""
    return _list_page(request)


@router.post("/accounts")
async def add(request: Request) -> Response:
    """Add an account, and show the password that was made for it, once."""
    fields = await sent_fields(request)
    sent = {name: str(fields.get(name, "")).strip() for name in ("name", "role", "union")}
    return await run_in_threadpool(_add, request, sent)


@router.get("/accounts/{name}")
def show_account(request: Request, name: str) -> Response:
    """Show one account and its tokens."""
    return _account_page(request, name)


@router.post("/accounts/{name}/reset")
def reset(request: Request, name: str) -> Response:
    """Give an account another password, and show it once."""
    password = make_password()
    actor = actor_of_request(request)
    accounts.reset_password(database_of(request), name, password, actor=actor, at=now())
    return _account_page(request, name, password=password)


@router.post("/accounts/{name}/disable")
def disable(request: Request, name: str) -> Response:
    """Let nobody in by an account any more; nobody locks himself out."""
    actor = actor_of_request(request)
    if accounts.account_name(name) == actor.account:
        raise Conflict(OWN_ACCOUNT)
    accounts.disable_account(database_of(request), name, actor=actor, at=now())
    return back_to(request, _path(name), done="disabled")


@router.post("/accounts/{name}/enable")
def enable(request: Request, name: str) -> Response:
    """Let in again who was disabled."""
    actor = actor_of_request(request)
    accounts.enable_account(database_of(request), name, actor=actor, at=now())
    return back_to(request, _path(name), done="enabled")


@router.post("/accounts/{name}/tokens/{code}/revoke")
def revoke(request: Request, name: str, code: str) -> Response:
    """Take a token of an account out of force."""
    database = database_of(request)
    account = accounts.account_name(name)
    if all(token.code != code for token in accounts.list_tokens(database, account)):
        raise NotFound(TOKEN_OF_ANOTHER, account=name, value=code)
    accounts.revoke_token(database, code, actor=actor_of_request(request), at=now())
    return back_to(request, _path(name), done="revoked")


def _add(request: Request, sent: dict[str, str]) -> Response:
    password = make_password()
    try:
        role = next((role for role in Role if role == sent["role"]), None)
        if role is None:
            raise InvalidInput(ROLE_MISSING, value=sent["role"])
        asked = NewAccount(sent["name"], role, sent["union"] or None)
        name = accounts.add_account(
            database_of(request), asked, password, actor=actor_of_request(request), at=now()
        )
    except (InvalidInput, Conflict) as error:
        return _list_page(request, sent=sent, error=error)
    return _account_page(request, name, password=password)


def _list_page(
    request: Request, *, sent: dict[str, str] | None = None, error: NiangjiaError | None = None
) -> Response:
    language = page_language(request)
    found = accounts.list_accounts(database_of(request))
    with reading(request) as session:
        unions = union_options(load_unions(session))
    names = {code: name.strip() for code, name in unions}
    return admin_page(
        request,
        "accounts.html",
        title=say_from(ADMIN_TEXTS, language, "accounts_title"),
        tab="accounts",
        status=422 if error else 200,
        accounts=[_line(request, account, names) for account in found],
        roles=_role_options(language),
        unions=unions,
        sent=sent or {"name": "", "role": Role.PLANNER.value, "union": ""},
        problem=error.text(language) if error else "",
    )


def _account_page(request: Request, name: str, *, password: str = "") -> Response:
    language = page_language(request)
    with reading(request) as session:
        account = find_account(session, accounts.account_name(name))
        unions = load_names(session, "unions", [account.union_code or ""])
    tokens = accounts.list_tokens(database_of(request), account.code)
    return admin_page(
        request,
        "account.html",
        title=say_from(ADMIN_TEXTS, language, "account_title", name=account.code),
        tab="accounts",
        account_line=_line(request, account, unions),
        path=_path(account.code),
        password=password,
        tokens=[_token_line(token, language, now()) for token in tokens],
    )


def _line(request: Request, account: StoredAccount, union_names: Mapping[str, str]) -> AccountLine:
    language = page_language(request)
    union = account.union_code
    state, until = _state(account)
    return AccountLine(
        name=account.code,
        address=link_to(language, _path(account.code)),
        role=say_from(ADMIN_TEXTS, language, f"role_{account.role}"),
        union=union_names.get(union, union)
        if union
        else say_from(ADMIN_TEXTS, language, "whole_city"),
        state=state,
        state_words=say_from(ADMIN_TEXTS, language, f"state_{state}", until=until),
        signed_in=_moment(account.signed_in_at, "never", language),
        created=_moment(account.created_at, "never", language),
        is_own=account.code == actor_of_request(request).account,
    )


def _state(account: StoredAccount) -> tuple[str, str]:
    """Tell whether an account may sign in, and until when it is locked."""
    if account.is_disabled:
        return "disabled", ""
    if account.locked_until is not None and account.locked_until > now():
        return "locked", f"{account.locked_until.astimezone(CHINA_TIME):%H:%M}"
    return "active", ""


def _token_line(token: StoredToken, language: Language, at: datetime) -> TokenLine:
    state = token.state(at)
    return TokenLine(
        code=token.code,
        name=token.name,
        role=say_from(ADMIN_TEXTS, language, f"role_{token.role}"),
        state=state,
        state_words=say_from(ADMIN_TEXTS, language, f"token_{state}"),
        expires=_moment(token.expires_at, "token_no_end", language),
        used=_moment(token.used_at, "never", language),
    )


def _moment(at: datetime | None, otherwise: str, language: Language) -> str:
    if at is None:
        return say_from(ADMIN_TEXTS, language, otherwise)
    return f"{at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"


def _role_options(language: Language) -> Sequence[Option]:
    return [(role.value, say_from(ADMIN_TEXTS, language, f"account_role_{role}")) for role in Role]


def _path(name: str) -> str:
    return f"{PATH}/{quote(name, safe='')}"
