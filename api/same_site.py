"""Whether a form was sent from one of our own pages, and not from somebody else's."""

from collections.abc import Mapping
from urllib.parse import urlsplit

_OWN = frozenset({"same-origin", "none"})
_OPAQUE = "null"


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
