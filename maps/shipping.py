"""How assets reach the browser: inside the page, or by addresses of our own server.

An address holds a hash of the content, so that it may be cached for ever.
"""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from maps.asset_files import LEAFLET_FOLDER, AssetFiles, load_assets
from maps.trusted_html import trusted

_IMAGE = re.compile(r"url\(images/([\w.-]+)\)")
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file as the server sends it."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Where a page has its assets from: an address of our server, or else the page itself."""

    address: str = ""
    folder: Path = LEAFLET_FOLDER

    @property
    def is_inline(self) -> bool:
        """Whether the page holds everything, so that it can be mailed as one file."""
        return not self.address

    @property
    def files(self) -> AssetFiles:
        """The files; raises SourceUnavailable where they are not installed."""
        return load_assets(self.folder)

    def require(self) -> None:
        """Raise SourceUnavailable where the files are not installed."""
        load_assets(self.folder)

    def style_tag(self, name: str) -> Markup:
        """Write the element that loads a style sheet."""
        if self.is_inline:
            return trusted(f"<style>{inline_style(self.files, name)}</style>")
        return Markup('<link rel="stylesheet" href="{}">').format(self._address(f"{name}.css"))

    def script_tag(self, name: str) -> Markup:
        """Write the element that loads a script."""
        if self.is_inline:
            return trusted(f"<script>{self.files.scripts[name]}</script>")
        return Markup('<script src="{}" defer></script>').format(self._address(f"{name}.js"))

    def _address(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{_names(self.folder)[name]}"


INLINE = Assets()


def served_from(address: str) -> Assets:
    """Have a page load its assets from a folder of our server, e.g. `/static/maps`."""
    return Assets(address)


@cache
def served_files(folder: Path = LEAFLET_FOLDER) -> Mapping[str, ServedFile]:
    """List what the server must answer below that address, by name; contents never change."""
    names, contents = _names(folder), _contents(folder)
    return {
        names[name]: ServedFile(
            content, mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        for name, content in contents.items()
    }


def inline_style(files: AssetFiles, name: str) -> str:
    """Return a style sheet with its pictures in it."""

    def data_address(image: str) -> str:
        return f"data:image/png;base64,{base64.b64encode(files.images[image]).decode()}"

    return _with_images(files.styles[name], data_address)


def content_hash(content: str) -> str:
    """Write the hash by which a content security policy allows one inline script."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _contents(folder: Path) -> Mapping[str, bytes]:
    files = load_assets(folder)
    versioned = {name: _versioned(name, image) for name, image in files.images.items()}
    styles = {
        f"{name}.css": _with_images(text, versioned.__getitem__).encode()
        for name, text in files.styles.items()
    }
    scripts = {f"{name}.js": text.encode() for name, text in files.scripts.items()}
    return {**files.images, **styles, **scripts}


@cache
def _names(folder: Path) -> Mapping[str, str]:
    return {name: _versioned(name, content) for name, content in _contents(folder).items()}


def _versioned(name: str, content: bytes) -> str:
    version = hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH]
    return f"{Path(name).stem}.{version}{Path(name).suffix}"


def _with_images(style: str, address_of: Callable[[str], str]) -> str:
    return _IMAGE.sub(lambda match: f"url({address_of(match[1])})", style)
