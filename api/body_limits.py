"""How large a request may be; what is larger is refused before it is held in memory."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.early_refusals import refuse_early
from api.messages import HTTP_MESSAGES
from api.pages.planner.uploads import MOST_READ_BYTES
from data.imports.limits import MEGABYTE

STATUS = 413
MOST_BYTES = 2 * MEGABYTE
"""Twice what any route takes, so that a route can say in its own words what is too long."""
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_UPLOADS = ("/planner/data/import", "/planner/outreach/new")


def most_bytes(path: str) -> int:
    """Return how many bytes of a body are taken at a path.

    A file of more than 20 MB is refused by the page that it is sent to, in a sentence that a
    browser only shows once all was sent.
    """
    return MOST_READ_BYTES if path.startswith(_UPLOADS) else MOST_BYTES


class BodyLimits:
    """A layer that answers 413 where more is announced than is taken, or sent without a word."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted."""
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self.app(scope, receive, send)
            return
        most = most_bytes(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            # The rest is not read, so nothing else can be sent over this connection.
            headers = {"Connection": "close"}
            refusal = refuse_early(
                scope, STATUS, HTTP_MESSAGES[STATUS], headers=headers, reason=most
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, _Counted(receive, most), send)


class _Counted:
    """Receives a body, and no more of it than is taken."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._received = 0

    async def __call__(self) -> Message:
        """Receive the next piece; raises HTTPException, which FastAPI passes on as it is."""
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._most:
            raise HTTPException(STATUS, str(self._most))
        return message
