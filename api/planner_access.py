"""Who may plan: the planner's pages and interface change data and take minutes of computing."""

from ipaddress import ip_address

from fastapi import Request

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


_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")


def planners_only(request: Request) -> None:
    """Let a request pass whose sender may plan; raises Forbidden."""
    settings: Settings = request.app.state.settings
    if settings.planner_access is PlannerAccess.NOBODY:
        raise Forbidden(PLANNING_OFF)
    if settings.planner_access is PlannerAccess.LOCAL and not _is_this_machine(request):
        raise Forbidden(PLANNERS_ONLY)


def _is_this_machine(request: Request) -> bool:
    """Tell whether the sender sits here; a proxy passes on requests of others."""
    if request.client is None or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
