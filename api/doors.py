"""Every door has a rule: who may come in where, in one table, and nobody where it has none."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.accounts import has_accounts
from api.csrf import check_csrf
from api.field_access import find_field_user
from api.logs import request_id
from api.requests import database_of
from api.same_site import ours_only
from api.senders import EVERYONE, Sender, find_sender
from api.settings import PlannerAccess, Settings
from api.this_machine import is_this_machine
from data.actors import STRANGER, Actor, Role
from geo.errors import Forbidden, NotSignedIn
from geo.messages import Message

NO_RULE = Message(
    "door_without_rule",
    zh="这个地址还没有规定谁可以使用，所以谁都不能用。请告诉管理员：{door}。",
    en="nobody has said who may use this address, so nobody may; tell an admin: {door}",
)
PLANNING_OFF = Message(
    "planning_off",
    zh="这台服务器关闭了规划功能（NIANGJIA_PLANNER_ACCESS=nobody）。",
    en="planning is switched off on this server (NIANGJIA_PLANNER_ACCESS=nobody)",
)
SIGN_IN_FIRST = Message(
    "not_signed_in",
    zh="请先登录；程序请用 Authorization: Bearer 发送访问令牌。",
    en="sign in first; programs send an access token as `Authorization: Bearer`",
)
NO_ACCOUNTS_YET = Message(
    "no_accounts_yet",
    zh="这里还没有账号。请管理员在服务器上运行 "
    "niangjia account add <名字> --role admin，添加第一个管理员，然后登录。",
    en="there are no accounts yet; run `niangjia account add <name> --role admin` on the server to "
    "make the first admin, then sign in",
)
PLANNER_NEEDED = Message(
    "planner_needed",
    zh="这里要有“规划”角色（planner）才能用，账号“{name}”没有。请管理员另开一个账号，或换一个账号登录。",
    en='the role planner is needed here, and the account "{name}" does not have it; ask an admin '
    "for another one, or sign in with another account",
)
ADMIN_NEEDED = Message(
    "admin_needed",
    zh="这里要有“管理员”角色（admin）才能用，账号“{name}”没有。请找管理员，或换一个账号登录。",
    en='the role admin is needed here, and the account "{name}" does not have it; ask an admin, or '
    "sign in with another account",
)


class Need(StrEnum):
    """What it takes to come in."""

    PUBLIC = "public"
    FIELD = "field"
    """The link of a team, or any account."""
    ACCOUNT = "account"
    """A browser in which somebody has signed in."""
    PLANNER = "planner"
    ADMIN = "admin"
    OPERATOR = "operator"
    """This machine, or an admin."""


DOORS: Mapping[str, Need] = {
    # The workers' pages and lookups, and what tells nothing of anybody
    "GET /": Need.PUBLIC,
    "POST /": Need.PUBLIC,
    "GET /at/{code:path}": Need.PUBLIC,
    "GET /points/{code:path}": Need.PUBLIC,
    "POST /points/{code:path}/reports": Need.PUBLIC,
    "GET /static/{name}": Need.PUBLIC,
    "GET /static/maps/{name}": Need.PUBLIC,
    "GET /docs": Need.PUBLIC,
    "GET /docs/assets": Need.PUBLIC,
    "GET /openapi.json": Need.PUBLIC,
    "GET /healthz": Need.PUBLIC,
    "GET /readyz": Need.PUBLIC,
    "GET /v1/nearest": Need.PUBLIC,
    "POST /v1/nearest": Need.PUBLIC,
    "GET /v1/service-points": Need.PUBLIC,
    "GET /v1/service-points/{code}": Need.PUBLIC,
    "GET /v1/service-points/{code}/service-area": Need.PUBLIC,
    "GET /v1/places": Need.PUBLIC,
    "GET /v1/responsible-unions": Need.PUBLIC,
    "GET /sign-in": Need.PUBLIC,
    "POST /sign-in": Need.PUBLIC,
    "GET /outreach/t/{key}": Need.PUBLIC,
    "POST /outreach/leave": Need.PUBLIC,
    "GET /outreach/away": Need.PUBLIC,
    "GET /outreach/worker.js": Need.PUBLIC,
    # On the road
    "GET /outreach": Need.FIELD,
    "POST /outreach/visits": Need.FIELD,
    "POST /outreach/moves": Need.FIELD,
    "GET /outreach/plans": Need.FIELD,
    "GET /outreach/status": Need.FIELD,
    "GET /outreach/form-token": Need.FIELD,
    "PUT /v1/visits/{code}": Need.FIELD,
    "GET /v1/outreach-plans": Need.FIELD,
    "GET /v1/outreach-plans/{code}": Need.FIELD,
    "POST /v1/outreach-plans/{code}/moves": Need.FIELD,
    "GET /v1/outreach-plans/{code}/files/{name}": Need.FIELD,
    # One's own account
    "POST /sign-out": Need.ACCOUNT,
    "GET /account": Need.ACCOUNT,
    "POST /account/password": Need.ACCOUNT,
    "POST /account/tokens": Need.ACCOUNT,
    "POST /account/tokens/{code}/revoke": Need.ACCOUNT,
    # The planner's desk and interface
    "GET /planner": Need.PLANNER,
    "GET /planner/coverage": Need.PLANNER,
    "GET /planner/plans": Need.PLANNER,
    "GET /planner/plans/new": Need.PLANNER,
    "POST /planner/plans/new": Need.PLANNER,
    "GET /planner/plans/compare": Need.PLANNER,
    "GET /planner/plans/{code}": Need.PLANNER,
    "POST /planner/plans/{code}/cancel": Need.PLANNER,
    "POST /planner/plans/{code}/rerun": Need.PLANNER,
    "GET /planner/outreach": Need.PLANNER,
    "GET /planner/outreach/new": Need.PLANNER,
    "POST /planner/outreach/new": Need.PLANNER,
    "GET /planner/outreach/teams-example.csv": Need.PLANNER,
    "GET /planner/outreach/visits": Need.PLANNER,
    "GET /planner/outreach/{code}": Need.PLANNER,
    "POST /planner/outreach/{code}/cancel": Need.PLANNER,
    "POST /planner/outreach/{code}/rerun": Need.PLANNER,
    "POST /planner/outreach/{code}/publish": Need.PLANNER,
    "POST /planner/outreach/{code}/withdraw": Need.PLANNER,
    "POST /planner/outreach/{code}/links": Need.PLANNER,
    "POST /planner/outreach/{code}/moves": Need.PLANNER,
    "GET /planner/posters": Need.PLANNER,
    "GET /planner/posters/print": Need.PLANNER,
    "GET /planner/data": Need.PLANNER,
    "GET /planner/data/hours": Need.PLANNER,
    "GET /planner/data/import": Need.PLANNER,
    "POST /planner/data/import": Need.PLANNER,
    "GET /planner/data/import/{token}": Need.PLANNER,
    "POST /planner/data/import/{token}": Need.PLANNER,
    "GET /planner/data/reports": Need.PLANNER,
    "POST /planner/data/reports/{code}": Need.PLANNER,
    "GET /planner/data/service-points/new": Need.PLANNER,
    "POST /planner/data/service-points/new": Need.PLANNER,
    "GET /planner/data/service-points/{code:path}": Need.PLANNER,
    "POST /planner/data/service-points/{code:path}": Need.PLANNER,
    "POST /planner/data/service-points/{code:path}/closures": Need.PLANNER,
    "POST /planner/data/service-points/{code:path}/closures/{closure_code}/delete": Need.PLANNER,
    "GET /planner/data/{kind}": Need.PLANNER,
    "GET /planner/data/{kind}/export": Need.PLANNER,
    "GET /v1/coverage": Need.PLANNER,
    "GET /v1/plans": Need.PLANNER,
    "POST /v1/plans": Need.PLANNER,
    "GET /v1/plans/{code}": Need.PLANNER,
    "DELETE /v1/plans/{code}": Need.PLANNER,
    "POST /v1/plans/{code}/cancel": Need.PLANNER,
    "GET /v1/plans/{code}/compare/{other}": Need.PLANNER,
    "GET /v1/plans/{code}/files/{name}": Need.PLANNER,
    "POST /v1/outreach-plans": Need.PLANNER,
    "DELETE /v1/outreach-plans/{code}": Need.PLANNER,
    "POST /v1/outreach-plans/{code}/cancel": Need.PLANNER,
    "POST /v1/outreach-plans/{code}/publish": Need.PLANNER,
    "POST /v1/outreach-plans/{code}/withdraw": Need.PLANNER,
    "GET /v1/visits": Need.PLANNER,
    "GET /v1/visits/figures": Need.PLANNER,
    # Accounts, and who changed what
    "GET /admin": Need.ADMIN,
    "GET /admin/accounts": Need.ADMIN,
    "POST /admin/accounts": Need.ADMIN,
    "GET /admin/accounts/{name}": Need.ADMIN,
    "POST /admin/accounts/{name}/reset": Need.ADMIN,
    "POST /admin/accounts/{name}/disable": Need.ADMIN,
    "POST /admin/accounts/{name}/enable": Need.ADMIN,
    "POST /admin/accounts/{name}/tokens/{code}/revoke": Need.ADMIN,
    "GET /admin/audit": Need.ADMIN,
    "GET /admin/audit.{suffix}": Need.ADMIN,
    "GET /v1/audit": Need.ADMIN,
    # Whoever runs the server
    "GET /metrics": Need.OPERATOR,
}
"""By method and address; HEAD is as GET."""

_ROLES = {
    Need.FIELD: Role.FIELD,
    Need.ACCOUNT: Role.FIELD,
    Need.PLANNER: Role.PLANNER,
    Need.ADMIN: Role.ADMIN,
    Need.OPERATOR: Role.ADMIN,
}


def need_of(method: str, path: str) -> Need | None:
    """Return what it takes to come in by a route; None where nobody said."""
    return DOORS.get(f"{'GET' if method == 'HEAD' else method} {path}")


async def check_door(request: Request) -> None:
    """Let in who may, and keep who that is: `request.state.actor`, and `session` for its forms.

    Raises NotSignedIn where nobody knows who asks, Forbidden where that is known.
    """
    path = request.scope["route"].path
    need = need_of(request.method, path)
    if need is None:
        raise Forbidden(NO_RULE, door=f"{request.method} {path}")
    _keep(request, STRANGER)
    if need is not Need.PUBLIC:
        await run_in_threadpool(_admit, request, need)
        await check_csrf(request)


def _admit(request: Request, need: Need) -> None:
    settings: Settings = request.app.state.settings
    if need is Need.OPERATOR and is_this_machine(request):
        request.state.session = ""
        return
    is_off = settings.planner_access is PlannerAccess.NOBODY
    if is_off and need in {Need.PLANNER, Need.ADMIN}:
        raise Forbidden(PLANNING_OFF)
    sender = find_sender(request)
    if sender is None or not sender.has_token:
        ours_only(request)
    request.state.session = sender.session if sender else ""
    if sender is not None:
        # Who may not come in reads under which name, and can sign out.
        _keep(request, sender.actor)
    if need is Need.FIELD:
        _keep(request, _in_the_field(request, sender))
    else:
        _keep(request, _with_role(request, sender, need))


def _keep(request: Request, actor: Actor) -> None:
    """Keep who acts, with the number of the request for what they do to be found by."""
    request.state.actor = replace(actor, request_id=request_id())


def _in_the_field(request: Request, sender: Sender | None) -> Actor:
    """Let a team or a member of staff pass; who has an account acts under its name."""
    actor = sender.actor if sender else None
    user = request.state.field_user = find_field_user(request, actor)
    if actor is not None and (actor.account or user.team is None):
        return actor
    return Actor(f"team:{user.team}")


def _with_role(request: Request, sender: Sender | None, need: Need) -> Actor:
    """Let whoever has the role pass."""
    actor, needed = sender.actor if sender else None, _ROLES[need]
    if actor is EVERYONE and need is Need.OPERATOR:
        return actor
    if need is Need.ACCOUNT and not request.state.session:
        raise _unknown(request)
    if actor is not None and actor.role is not None and actor.role.includes(needed):
        return actor
    if actor is None or actor.account is None:
        raise _unknown(request)
    raise Forbidden(PLANNER_NEEDED if needed is Role.PLANNER else ADMIN_NEEDED, name=actor.account)


def _unknown(request: Request) -> NotSignedIn:
    """Say how to be known: by signing in or, where nobody can, by making the first account."""
    is_possible = has_accounts(database_of(request))
    return NotSignedIn(SIGN_IN_FIRST if is_possible else NO_ACCOUNTS_YET)
