"""What a file really is, told by its first bytes, whatever its name says."""

from collections.abc import Mapping
from pathlib import Path, PurePath

from geo.errors import InvalidInput
from geo.messages import Message

CONTENT_DIFFERS = Message(
    "content_differs",
    zh="文件 {file} 的名字以 {suffix} 结尾，内容却是 {content}，没有导入。"
    "请选正确的文件，或用 Excel、WPS 打开后另存为 {suffix}。",
    en="the name of {file} ends with {suffix}, but its content is {content}, so it was not taken; "
    "choose the right file, or open it in its program and save it as {suffix}",
)

START_BYTES = 512
_ZIP, _SQLITE, _OLD_OFFICE, _HTML = "ZIP / XLSX", "SQLite / GeoPackage", "XLS / DOC", "HTML"
_STARTS: Mapping[bytes, str] = {
    b"PK\x03\x04": _ZIP,
    b"SQLite format 3\0": _SQLITE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _OLD_OFFICE,
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF-": "PDF",
    b"\x7fELF": "ELF",
    b"Rar!\x1a": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gzip",
}
_PROGRAM_START = b"MZ"
_HTML_STARTS = (b"<!doctype html", b"<html")
_TAKEN = {".xlsx": _ZIP, ".zip": _ZIP, ".gpkg": _SQLITE}


def check_content(path: Path) -> None:
    """Refuse a file that is not what its name says."""
    with path.open("rb") as file:
        require_content(path.name, file.read(START_BYTES))


def require_content(name: str, start: bytes) -> None:
    """Refuse a file whose first bytes are those of another kind than its name says.

    What begins like none of the known kinds is left to its reader. Raises InvalidInput.
    """
    suffix = PurePath(name).suffix.lower()
    found = _kind_of(start)
    if found and found != _TAKEN.get(suffix):
        raise InvalidInput(CONTENT_DIFFERS, file=PurePath(name).name, suffix=suffix, content=found)


def _kind_of(start: bytes) -> str:
    """Name the kind of a file, or nothing where its beginning may be text."""
    known = next((kind for mark, kind in _STARTS.items() if start.startswith(mark)), "")
    if not known and start.startswith(_PROGRAM_START) and b"\0" in start:
        return "EXE"
    if not known and start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS):
        return _HTML
    return known
