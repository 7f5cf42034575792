"""Folders and files that commands leave behind: all of them, or nothing new."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import orjson

from data.whole_files import replacing
from geo.errors import InvalidInput, SourceUnavailable
from geo.messages import Message

OUT_IS_FILE = Message(
    "out_is_file",
    zh="--out 应是文件夹，“{value}”那里有一个文件。请换一个文件夹，或先把文件移走。",
    en='--out must be a folder, but there is a file at "{value}"; name another folder, or move '
    "the file away",
)
OUT_UNWRITABLE = Message(
    "out_unwritable",
    zh="结果写不到“{value}”（{reason}），原来的文件没有改动。请换一个文件夹，或检查权限和磁盘空间。",
    en='nothing can be written to "{value}" ({reason}), what was there is unchanged; name another '
    "folder, or check its permissions and the space on the disk",
)


@contextmanager
def result_folder(folder: Path) -> Iterator[Path]:
    """Make a folder for results, and see before the work that files can be written there.

    Folders made for it that hold nothing at the end, since something failed, are taken away again.
    """
    made: list[Path] = []
    try:
        with _told(folder):
            made += [place for place in (folder, *folder.parents) if not place.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        yield folder
    finally:
        with suppress(OSError):
            for place in made:
                place.rmdir()


@contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """Open a file that is replaced whole at the end, or left as it was."""
    with _told(file.parent), replacing(file) as stream:
        yield stream


def write_json(value: object, file: Path) -> None:
    """Write JSON as the commands print it."""
    with whole_file(file) as stream:
        stream.write(orjson.dumps(value, option=orjson.OPT_INDENT_2))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in our words what the disk refuses."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(OUT_IS_FILE, value=folder) from error
    except OSError as error:
        reason = error.strerror or error
        raise SourceUnavailable(OUT_UNWRITABLE, value=folder, reason=reason) from error
