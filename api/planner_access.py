"""Who may plan: the planner's pages and interface change data and take minutes of computing."""

from ipaddress import ip_address

from fastapi import Request

from api.same_site import is_from_our_pages
from api.settings import PlannerAccess, Settings
from geo.errors import Forbidden
from geo.messages import Message

PLANNERS_ONLY = Message(
    "planners_only",
    zh="规划页面只能在服务器本机上使用。要让别的电脑也能用，请管理员设置 "
    "NIANGJIA_PLANNER_ACCESS=everyone，并用防火墙或网关限制访问。",
    en="the planner's pages can be used on the server itself only; to let other computers in, set "
    "NIANGJIA_PLANNER_ACCESS=everyone, and guard the address with a firewall or a gateway",
)
PLANNING_OFF = Message(
    "planning_off",
    zh="这台服务器关闭了规划功能（NIANGJIA_PLANNER_ACCESS=nobody）。",
    en="planning is switched off on this server (NIANGJIA_PLANNER_ACCESS=nobody)",
)
FROM_ELSEWHERE = Message(
    "form_from_elsewhere",
    zh="这个操作不是从本系统的页面发出的，所以没有执行。请打开本系统的页面再试一次。",
    en="this was not sent from a page of ours, so nothing was done; open the page here and try "
    "again",
)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PROXY_HEADERS = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
_OLD_HTTP = "1.0"
"""What nginx speaks to a server unless told otherwise; browsers have long stopped."""


def planners_only(request: Request) -> None:
    """Let a request pass whose sender may plan; raises Forbidden.

    What changes something must not come from a page of somebody else's, which the planner's own
    browser would send on from this machine.
    """
    settings: Settings = request.app.state.settings
    if settings.planner_access is PlannerAccess.NOBODY:
        raise Forbidden(PLANNING_OFF)
    if settings.planner_access is PlannerAccess.LOCAL and not _is_this_machine(request, settings):
        raise Forbidden(PLANNERS_ONLY)
    ours_only(request)


def ours_only(request: Request) -> None:
    """Refuse to change anything for a page of somebody else's; raises Forbidden."""
    settings: Settings = request.app.state.settings
    is_reading = request.method in _READING
    if not is_reading and not is_from_our_pages(request.headers, settings.public_url):
        raise Forbidden(FROM_ELSEWHERE)


def _is_this_machine(request: Request, settings: Settings) -> bool:
    """Tell whether the sender sits here and asked for this machine by a name of its own.

    Proxies pass on requests of others, and there is one where a public address is set. Another
    name may be somebody's who pointed it here, to make a browser read our answers.
    """
    is_passed_on = request.scope["http_version"] == _OLD_HTTP or any(
        name in request.headers for name in _PROXY_HEADERS
    )
    if settings.public_url or is_passed_on:
        return False
    sender = request.client.host if request.client else ""
    asked = request.url.hostname or ""
    return _is_loopback(sender) and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
