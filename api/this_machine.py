"""Whether a request comes from whoever sits at the server itself."""

from ipaddress import ip_address

from fastapi import Request

from api.settings import Settings

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


def is_this_machine(request: Request) -> bool:
    """Tell whether the sender sits here and asked for this machine by a name of its own.

    Proxies pass on requests of others, and there is one where a public address is set. Another
    name may be somebody's who pointed it here, to make a browser read our answers.
    """
    settings: Settings = request.app.state.settings
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
