"""The headers that every response has, whatever else it has: files, errors and pictures too."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

DEFAULT_HEADERS: Mapping[str, str] = {
    # What is no page of ours loads nothing, and nobody shows it inside a page of theirs.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STRICT_TRANSPORT = "max-age=31536000"
"""Browsers ask by HTTPS alone for a year; other names below ours may be somebody else's."""


def default_headers(settings: Settings) -> Mapping[str, str]:
    """Return what a response has that says nothing else."""
    if settings.public_url.lower().startswith("https:"):
        return {**DEFAULT_HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT}
    return DEFAULT_HEADERS


class SecurityHeaders:
    """A layer that adds the headers which a response does not have yet."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self._added = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                added = [header for header in self._added if header[0] not in given]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self.app(scope, receive, send_with_headers)
