"""Style sheets, scripts and pictures of the pages, kept in memory and named by their content."""

import functools
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STATIC_FOLDER = Path(__file__).parents[1] / "static"
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `version` changes with its content."""

    content: bytes
    media_type: str
    version: str


@functools.cache
def assets() -> Mapping[str, Asset]:
    """Read all files once, by name."""
    return {path.name: _read(path) for path in sorted(STATIC_FOLDER.iterdir())}


def asset_address(name: str) -> str:
    """Make the address of a file, which may be cached for ever: a new content is a new address."""
    return f"/static/{name}?v={assets()[name].version}"


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH])
