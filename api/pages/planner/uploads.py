"""Files that were sent to be imported: kept for an hour, so that what was checked is imported."""

import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import AsyncGenerator
from pathlib import Path

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.settings import Settings
from data.imports.limits import MEGABYTE
from geo.errors import InvalidInput, NotFound, SourceUnavailable
from geo.messages import Message

NO_FILE = Message(
    "no_file_chosen",
    zh="还没有选文件。请选一个要导入的文件。",
    en="no file was chosen; choose the file to import",
)
UPLOAD_GONE = Message(
    "upload_gone",
    zh="这个文件已经不在服务器上了（只保留一小时）。请重新选文件。",
    en="this file is no longer on the server, which keeps it for an hour; choose it again",
)
UPLOAD_TOO_LARGE = Message(
    "upload_too_large",
    zh="文件超过 {most} MB，网页上传不了。请拆成几个文件，或请管理员用 niangjia import 导入。",
    en="the file has more than {most} MB, too much for this page; split it, or have it imported "
    "with `niangjia import`",
)
UPLOAD_NOT_KEPT = Message(
    "upload_not_kept",
    zh="服务器存不下这个文件（{reason}）。"
    "请管理员检查 NIANGJIA_DATA_FOLDER 是否可写、磁盘是否已满。",
    en="the server cannot keep this file ({reason}); see that NIANGJIA_DATA_FOLDER may be written "
    "and that the disk is not full",
)
UPLOAD_UNREADABLE = Message(
    "upload_unreadable",
    zh="上传没有完成，收到的内容不完整。请再传一次。",
    en="the upload is not complete; send the file again",
)

MOST_BYTES = 20 * MEGABYTE
MOST_READ_BYTES = 400 * MEGABYTE
KEPT_S = 3_600
MOST_KEPT = 20
_FORM_BYTES = 100_000
_LONGEST_STEM, _LONGEST_SUFFIX = 50, 10
_TOKEN = re.compile(r"[\w-]{22}")
_KEPT_CATEGORIES = "LNMPS"


async def receive(
    request: Request, *, max_fields: int = 20, max_part_size: int = 10_000
) -> FormData:
    """Read a form with one file, and no more than the limit of it.

    Raises InvalidInput where it is too large or broken.
    """
    parser = MultiPartParser(
        request.headers,
        _limited(request),
        max_files=1,
        max_fields=max_fields,
        max_part_size=max_part_size,
    )
    try:
        return await parser.parse()
    except _TooLarge as error:
        raise InvalidInput(UPLOAD_TOO_LARGE, most=MOST_BYTES // MEGABYTE) from error
    except (MultiPartException, KeyError) as error:
        raise InvalidInput(UPLOAD_UNREADABLE) from error


def keep(settings: Settings, sent: object) -> str:
    """Keep a file that was sent and return its token.

    Raises InvalidInput where there is none, SourceUnavailable where it cannot be written.
    """
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InvalidInput(NO_FILE)
    token = secrets.token_urlsafe(16)
    try:
        _write(_folder(settings), token, sent)
    except OSError as error:
        raise SourceUnavailable(UPLOAD_NOT_KEPT, reason=error.strerror) from error
    return token


def find(settings: Settings, token: str) -> Path:
    """Find a kept file; raises NotFound where it is gone."""
    if _TOKEN.fullmatch(token):
        place = _folder(settings) / token
        files = list(place.iterdir()) if place.is_dir() and not _is_old(place) else []
        if files:
            return files[0]
    raise NotFound(UPLOAD_GONE)


def _write(folder: Path, token: str, sent: UploadFile) -> None:
    """Write a file into a folder of its own, which nobody else on this machine can look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear(folder)
    place = folder / token
    place.mkdir(mode=0o700)
    with (place / _safe_name(sent.filename or "")).open("xb") as kept:
        shutil.copyfileobj(sent.file, kept)


class _TooLarge(MultiPartException):
    """A body beyond the limit; the parser lets go of its files at this kind of error alone."""

    def __init__(self) -> None:
        super().__init__("too large")


async def _limited(request: Request) -> AsyncGenerator[bytes]:
    """Pass on a body within the limit; of one beyond it, read on for a while.

    A browser that is cut off while it still sends shows no answer.
    """
    most, received = MOST_BYTES + _FORM_BYTES, 0
    async for chunk in request.stream():
        received += len(chunk)
        if received <= most:
            yield chunk
        elif received > MOST_READ_BYTES:
            raise _TooLarge
    if received > most:
        raise _TooLarge


def _folder(settings: Settings) -> Path:
    return settings.data_folder / "uploads"


def _safe_name(name: str) -> str:
    """Keep a name as people know it, without what could be a path or a control sign."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        sign for sign in last if sign == " " or unicodedata.category(sign)[0] in _KEPT_CATEGORIES
    )
    stem, dot, suffix = kept.strip(". ").rpartition(".")
    return f"{stem[:_LONGEST_STEM]}{dot}{suffix[:_LONGEST_SUFFIX]}" or "file"


def _clear(folder: Path) -> None:
    """Forget what is old, and the oldest where there are too many."""
    places = sorted(folder.iterdir(), key=_changed_at, reverse=True)
    for number, place in enumerate(places, start=1):
        if number >= MOST_KEPT or _is_old(place):
            shutil.rmtree(place, ignore_errors=True)


def _is_old(place: Path) -> bool:
    return time.time() - _changed_at(place) > KEPT_S


def _changed_at(place: Path) -> float:
    """Tell when a place was changed; one that somebody else has just cleared is of no time."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return 0
