"""Files that are replaced whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from geo.errors import InvalidInput
from geo.messages import Message

NOT_A_FILE = Message(
    "not_a_file",
    zh="{file} 不是普通文件，不能写在那里。请换一个文件名。",
    en="{file} is no ordinary file and cannot be replaced; name another file",
)


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """Open a new file beside this one; it takes its place once it is safely on the disk.

    Raises InvalidInput for what is no ordinary file.
    """
    file = replaceable(file)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def replaceable(file: Path) -> Path:
    """Return the file that a path or link leads to; raises InvalidInput for a device or folder."""
    file = file.resolve()
    if file.exists() and not file.is_file():
        raise InvalidInput(NOT_A_FILE, file=file)
    return file
