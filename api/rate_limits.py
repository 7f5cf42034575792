"""How many requests one address may send in a minute; beyond that it is asked to wait.

Addresses are kept for a minute, in the memory of this process alone, and are never written down.
"""

import logging
import math
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from api.early_refusals import refuse_early
from api.request_counts import RequestCounts, counted_as
from api.settings import Settings
from geo.messages import Message

TOO_MANY_REQUESTS = Message(
    "too_many_requests",
    zh="请求太多了，请等 {wait} 秒再试。急事请拨打 12351。",
    en="too many requests came from your network; wait {wait} seconds and try again. If it is "
    "urgent, call 12351",
)
STATUS = 429
OFFICE_TIMES = 5
"""The pages of staff ask for progress every second; an office shares one address."""
_BETWEEN_WARNINGS_S = 600

_FREE = ("/static/", "/docs/assets/", "/healthz", "/readyz", "/metrics")
_OFFICE = ("/planner", "/admin", "/outreach", "/v1/plans", "/v1/outreach", "/v1/visits")

logger = logging.getLogger(__name__)


class Group(StrEnum):
    """What is counted together."""

    LOOKUPS = "lookups"
    OFFICE = "office"
    REPORTS = "reports"
    SIGN_INS = "sign-ins"


def group_of(method: str, path: str) -> Group | None:
    """Tell with what a request is counted; None where it is not."""
    if path.startswith(_FREE):
        return None
    if method == "POST" and path.startswith("/sign-in"):
        return Group.SIGN_INS
    if method == "POST" and path.startswith("/points/"):
        return Group.REPORTS
    return Group.OFFICE if path.startswith(_OFFICE) else Group.LOOKUPS


def most_by_group(settings: Settings) -> Mapping[Group, int]:
    """Return how many requests an address may send in a minute; 0 is any number."""
    return {
        Group.LOOKUPS: settings.lookups_per_minute,
        Group.OFFICE: settings.lookups_per_minute * OFFICE_TIMES,
        Group.REPORTS: settings.reports_per_minute,
        Group.SIGN_INS: settings.sign_ins_per_minute,
    }


class RateLimits:
    """A layer that lets an address send so many requests in a minute, and answers 429 to more."""

    def __init__(
        self,
        app: ASGIApp,
        most: Mapping[Group, int],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self._clock = clock
        self._items: Mapping[Group, RateLimitItem] = {
            group: RateLimitItemPerMinute(number, namespace=group)
            for group, number in most.items()
            if number
        }
        self._limiter = FixedWindowRateLimiter(RequestCounts(clock))
        self._warned_at = -math.inf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer at once how long to wait."""
        wait_s = self._wait_s(scope) if scope["type"] == "http" else 0
        if not wait_s:
            await self.app(scope, receive, send)
            return
        self._warn()
        headers = {"Retry-After": str(wait_s)}
        refusal = refuse_early(scope, STATUS, TOO_MANY_REQUESTS, headers=headers, wait=wait_s)
        await refusal(scope, receive, send)

    def _wait_s(self, scope: Scope) -> int:
        """Count a request; returns the whole seconds to wait where it is one too many, else 0."""
        group = group_of(scope["method"], scope["path"])
        item = self._items.get(group) if group else None
        client = scope.get("client")
        who = counted_as(client[0]) if item and client else None
        if item is None or who is None or self._limiter.hit(item, who):
            return 0
        left_s = self._limiter.get_window_stats(item, who).reset_time - self._clock()
        return max(math.ceil(left_s), 1)

    def _warn(self) -> None:
        """Tell whoever runs the server now and then, and of no address."""
        if self._clock() >= self._warned_at + _BETWEEN_WARNINGS_S:
            self._warned_at = self._clock()
            logger.warning(
                "requests are refused: too many from one address; if all seem to come from one, "
                "NIANGJIA_TRUSTED_PROXIES must name the proxy in front of this server"
            )
