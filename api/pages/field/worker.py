"""The script that keeps the field staff's pages on their phones: its version and its files."""

import functools
import hashlib

import orjson
from fastapi.responses import HTMLResponse

from api.pages.assets import asset_address, assets
from api.pages.field.rendering import FRONT, field_address, plain_page
from geo.messages import Language

WORKER_ADDRESS = "/outreach/worker.js"
AWAY_ADDRESS = "/outreach/away"
WORKER_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    "Service-Worker-Allowed": "/outreach",
    "X-Content-Type-Options": "nosniff",
}
_KEPT = (
    "colours.css",
    "worker.css",
    "outreach.css",
    "outreach-queue.js",
    "outreach-form.js",
    "outreach-move.js",
    "outreach.js",
    "outreach.webmanifest",
    "icon.svg",
)
_SOURCES = ("outreach-queue.js", "outreach-worker.js")
_VERSION_LENGTH = 12


@functools.cache
def worker_script() -> str:
    """Put the script together; it changes with any of the files that it keeps."""
    away = [away_address(language) for language in Language]
    addresses = [*away, *(asset_address(name) for name in _KEPT)]
    head = (
        f"const NAME = {_quoted(f'niangjia-outreach-{worker_version()}')};\n"
        f"const ASSETS = {_quoted(addresses)};\n"
    )
    return head + "".join(assets()[name].content.decode() for name in _SOURCES)


@functools.cache
def worker_version() -> str:
    """Make the version of the script and of all that it keeps."""
    versions = "".join(assets()[name].version for name in (*_KEPT, *_SOURCES))
    pages = b"".join(away_page(language).body for language in Language)
    return hashlib.sha256(versions.encode() + pages).hexdigest()[:_VERSION_LENGTH]


def away_page(language: Language) -> HTMLResponse:
    """Say that a page is not on the phone; kept there for when there is no network."""
    return plain_page("away", language)


def away_address(language: Language) -> str:
    """Return where that page is."""
    return AWAY_ADDRESS + field_address(language).removeprefix(FRONT)


def _quoted(value: str | list[str]) -> str:
    return orjson.dumps(value).decode()
