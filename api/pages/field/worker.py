"""The script that keeps the field staff's pages on their phones: its version and its files."""

import functools
import hashlib

import orjson

from api.pages.assets import asset_address, assets

WORKER_ADDRESS = "/outreach/worker.js"
WORKER_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    "Service-Worker-Allowed": "/outreach",
    "X-Content-Type-Options": "nosniff",
}
_KEPT = (
    "worker.css",
    "outreach.css",
    "outreach-queue.js",
    "outreach.js",
    "outreach.webmanifest",
    "icon.svg",
)
_SOURCES = ("outreach-queue.js", "outreach-worker.js")
_VERSION_LENGTH = 12


@functools.cache
def worker_script() -> str:
    """Put the script together; it changes with any of the files that it keeps."""
    addresses = [asset_address(name) for name in _KEPT]
    head = (
        f"const NAME = {_quoted(f'niangjia-outreach-{worker_version()}')};\n"
        f"const ASSETS = {_quoted(addresses)};\n"
    )
    return head + "".join(assets()[name].content.decode() for name in _SOURCES)


@functools.cache
def worker_version() -> str:
    """Make the version of the script and of all that it keeps."""
    versions = "".join(assets()[name].version for name in (*_KEPT, *_SOURCES))
    return hashlib.sha256(versions.encode()).hexdigest()[:_VERSION_LENGTH]


def _quoted(value: str | list[str]) -> str:
    return orjson.dumps(value).decode()
