"""ZIP archives (an XLSX is one) and XML from strangers: bombs and outside entities refused."""

import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from data.imports.limits import MEGABYTE, Limits
from geo.errors import InvalidInput
from geo.messages import Message

ZIP_BOMB = Message(
    "zip_bomb",
    zh="文件 {file} 解压后超过 {most} MB，或膨胀 {ratio} 倍以上，像是“压缩炸弹”，没有打开。"
    "请另存为 CSV 再导入。",
    en="{file} unpacks to more than {most} MB or grows by more than {ratio} times, like a ZIP "
    "bomb, and was not opened; save it as CSV and import that",
)
BROKEN_FILE = Message(
    "broken_file",
    zh="文件 {file} 已损坏，或不是 {format} 格式。请重新另存后再导入。",
    en="{file} is damaged or is not {format}; save it again, then import",
)
XML_ENTITIES = Message(
    "xml_entities",
    zh="文件 {file} 含有 XML 实体声明，为安全起见不予打开。请用常用软件重新另存。",
    en="{file} declares XML entities and was not opened, for safety; save it again elsewhere",
)

CHUNK_BYTES = 10_000
HIGHEST_RATIOS = {"XLSX": 50, "ZIP": 200}
"""Sheets of formatted but empty rows shrink to 1/38, Shapefiles of blanks further."""
_SMALL_BYTES = 10 * MEGABYTE
# A member may be encrypted, packed by a method that Python lacks, or said to begin before the file.
DAMAGE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)


@contextmanager
def open_archive(path: Path, limits: Limits, *, format_name: str) -> Iterator[ZipFile]:
    """Open a ZIP whose contents, declared and really unpacked, stay within the limit."""
    with damage_told(path, format_name):
        archive = ZipFile(path)
    with archive:
        _refuse_bomb(path, archive, limits, HIGHEST_RATIOS[format_name])
        yield archive


@contextmanager
def damage_told(path: Path, format_name: str) -> Iterator[None]:
    """Tell of whatever `zipfile` stumbles over, where a member is read, as a damaged file."""
    try:
        yield
    except DAMAGE as error:
        raise InvalidInput(BROKEN_FILE, file=path.name, format=format_name) from error


def _refuse_bomb(path: Path, archive: ZipFile, limits: Limits, ratio: int) -> None:
    """Look at what the archive declares first: `zipfile` never unpacks more than that.

    It checks the sum of each member at the end, so that a lying size is found as damage.
    """
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > max(_SMALL_BYTES, ratio * member.compress_size) for member in members
    )
    if declared > limits.unpacked_bytes or swollen:
        most = limits.unpacked_bytes // MEGABYTE
        raise InvalidInput(ZIP_BOMB, file=path.name, most=most, ratio=ratio)


def root_element(stream: IO[bytes], path: Path, *, format_name: str) -> str:
    """Read an XML file as far as its first element, and return that one's name.

    Refuses a document type: without one there are no entities to be expanded or fetched later.
    """
    names: list[str] = []

    def refuse(*_: object) -> None:
        raise InvalidInput(XML_ENTITIES, file=path.name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: names.append(name.rpartition(":")[2])
    try:
        while not names and (chunk := stream.read(CHUNK_BYTES)):
            parser.Parse(chunk)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # The last two are encodings that Python does not know, or cannot read XML in.
        raise InvalidInput(BROKEN_FILE, file=path.name, format=format_name) from error
    return names[0] if names else ""
