"""What no part of the server could read, refused before any looks at it."""

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.early_refusals import refuse_early
from geo.messages import Message

ADDRESS_UNREADABLE = Message(
    "address_unreadable",
    zh="地址里混进了看不见的空字符（%00），无法识别。请重新打开完整的链接，或者从首页重新开始。",
    en="the address has an invisible NUL character (%00), which no name here has; open the whole "
    "link again, or start from the front page",
)
CODING_UNKNOWN = Message(
    "coding_unknown",
    zh="请求内容的编码应是 UTF-8，不能是“{value}”。请用 UTF-8 重新发送。",
    en='a request must be written in UTF-8, not in "{value}"; send it again',
)
NOT_FOUND, UNSUPPORTED_MEDIA, UNPROCESSABLE = 404, 415, 422
UTF_8 = frozenset({b"utf-8", b"utf8"})
_LONGEST_VALUE = 40


class ReadableRequests:
    """A layer that refuses NUL in addresses, and bodies that say they are not in UTF-8.

    NUL is the one sign that PostgreSQL cannot hold. Half a surrogate pair cannot be stored or shown
    by anything: UTF-8 has none, but some of the codings in which forms would else be read do.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that can be read."""
        refusal = _refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def _refusal(scope: Scope) -> Response | None:
    if "\0" in scope["path"]:
        return refuse_early(scope, NOT_FOUND, ADDRESS_UNREADABLE, headers={})
    if b"%00" in scope["query_string"]:
        return refuse_early(scope, UNPROCESSABLE, ADDRESS_UNREADABLE, headers={})
    coding = b"" if scope["method"] == "GET" else _coding(scope)
    if coding and coding.lower() not in UTF_8:
        value = coding.decode("latin-1")[:_LONGEST_VALUE]
        return refuse_early(scope, UNSUPPORTED_MEDIA, CODING_UNKNOWN, headers={}, value=value)
    return None


def _coding(scope: Scope) -> bytes:
    """Return in what a body says that it is written, as the reader of forms would find it."""
    _, options = parse_options_header(Headers(scope=scope).get("content-type"))
    return options.get(b"charset", b"")
