"""Whether a form was sent from one of our own pages, and not from somebody else's."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request

from api.settings import Settings
from geo.errors import Forbidden
from geo.messages import Message

FROM_ELSEWHERE = Message(
    "form_from_elsewhere",
    zh="这个操作不是从本系统的页面发出的，所以没有执行。请打开本系统的页面再试一次。",
    en="this was not sent from a page of ours, so nothing was done; open the page here and try "
    "again",
)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})
_OPAQUE = "null"


def is_reading(request: Request) -> bool:
    """Tell whether a request asks for something, and changes nothing."""
    return request.method in _READING


def ours_only(request: Request) -> None:
    """Refuse to change anything for a page of somebody else's; raises Forbidden."""
    settings: Settings = request.app.state.settings
    if not is_reading(request) and not is_from_our_pages(request.headers, settings.public_url):
        raise Forbidden(FROM_ELSEWHERE)


def is_from_our_pages(headers: Mapping[str, str], public_url: str = "") -> bool:
    """Tell by what browsers say of where a form comes from; what says nothing is no browser.

    `Sec-Fetch-Site` is sent to https and to this machine only, so `Origin` comes second; its host
    is ours if it is the one asked, or the one of `public_url`, since a proxy may ask by another.
    """
    if site := headers.get("sec-fetch-site"):
        return site in _OWN
    origin = headers.get("origin")
    if origin is None:
        return True
    ours = {headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    return origin != _OPAQUE and urlsplit(origin).netloc in ours
