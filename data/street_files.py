"""Street networks as files: one .npz each, versioned by content, replaced whole or not at all."""

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO, TypeVar
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib.format import read_array, write_array
from numpy.typing import NDArray

from data.street_file_messages import (
    STREETS_DAMAGED,
    STREETS_ELSE,
    STREETS_INCONSISTENT,
    STREETS_MISSING,
    STREETS_OTHER_FORMAT,
    STREETS_TRUNCATED,
    STREETS_UNKNOWN,
    STREETS_UNREADABLE,
    STREETS_UNWRITABLE,
)
from data.whole_files import replacing
from geo.errors import InvalidInput, SourceUnavailable
from geo.street_cells import cells
from geo.streets import IndexArray, Pace, PaceArray, StreetGraph, StreetNetwork
from geo.travel import Mode

FORMAT = 1
DESCRIPTION = "streets.json"
VERSION_DIGITS = 12
LEAST_SHAPE_POINTS = 2
"""Those of its tail and its head."""
COLUMN_TYPES: Mapping[str, type[np.generic]] = {
    "node_lon": np.float64,
    "node_lat": np.float64,
    "part": np.int64,
    "tail": np.int64,
    "head": np.int64,
    "length_m": np.float64,
    "ferry_s": np.float64,
    "forward": np.uint8,
    "backward": np.uint8,
    "shape_starts": np.int64,
    "shape_lon": np.float64,
    "shape_lat": np.float64,
}
"""The columns of a `StreetGraph` in memory, in the order in which they are written and hashed."""

DAMAGE = (
    BadZipFile,
    EOFError,
    KeyError,
    LZMAError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What reading a damaged archive can raise, wherever the damage is."""

_LARGEST_INT32 = np.iinfo(np.int32).max
_ZIP_START = b"PK\x03\x04"

Number = TypeVar("Number", np.float64, np.int64, np.uint8)


def version_of(graphs: Mapping[Mode, StreetGraph]) -> str:
    """Name the content: equal streets have equal versions, wherever and whenever they were read."""
    digest = hashlib.sha256(f"streets {FORMAT}".encode())
    for mode in _modes_of(graphs):
        for name, column in _columns_of(graphs[mode]).items():
            digest.update(f"{mode}.{name} {column.dtype.str} {column.shape}".encode())
            digest.update(column.data)
    return digest.hexdigest()[:VERSION_DIGITS]


def save_network(network: StreetNetwork, file: Path) -> None:
    """Write a network, with the version of its content; the folder is made where it is missing.

    A file that is there already is replaced at once at the end, and is left as it was where
    anything fails. Raises SourceUnavailable where the file cannot be written, InvalidInput where
    something else than a network is there.
    """
    try:
        require_replaceable(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as stream, ZipFile(stream, "w") as archive:
            _write(network, archive)
    except OSError as error:
        raise SourceUnavailable(
            STREETS_UNWRITABLE, file=file, reason=error.strerror or error
        ) from error


def require_replaceable(file: Path) -> None:
    """Refuse to write over something else than a network: raises InvalidInput."""
    if file.exists() and not _is_network(file):
        raise InvalidInput(STREETS_ELSE, file=file)


def load_network(file: Path) -> StreetNetwork:
    """Read a network and check all of it.

    Raises SourceUnavailable where there is no file or it cannot be opened, and InvalidInput where
    its content is not what `save_network` writes.
    """
    if file.exists() and not file.is_file():
        raise SourceUnavailable(STREETS_UNREADABLE, file=file, reason="no regular file")
    try:
        with file.open("rb") as stream:
            return _load(stream, file)
    except FileNotFoundError as error:
        raise SourceUnavailable(STREETS_MISSING, file=file) from error
    except OSError as error:
        raise SourceUnavailable(
            STREETS_UNREADABLE, file=file, reason=error.strerror or error
        ) from error
    except MemoryError as error:
        raise SourceUnavailable(STREETS_UNREADABLE, file=file, reason="MemoryError") from error


def _is_network(file: Path) -> bool:
    """Tell whether a file is a network, or the beginning of one."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        if stream.read(len(_ZIP_START)) not in (_ZIP_START, b""):
            return False
    try:
        with ZipFile(file) as archive:
            return DESCRIPTION in archive.namelist()
    except BadZipFile:
        return True


def _modes_of(graphs: Mapping[Mode, StreetGraph]) -> tuple[Mode, ...]:
    return tuple(mode for mode in Mode if mode in graphs)


def _columns_of(graph: StreetGraph) -> dict[str, NDArray[np.generic]]:
    return {
        name: np.ascontiguousarray(getattr(graph, name), dtype=np.dtype(kind).newbyteorder("<"))
        for name, kind in COLUMN_TYPES.items()
    }


def _write(network: StreetNetwork, archive: ZipFile) -> None:
    """Write the description, then the columns as they are, since compressed ones load slowly.

    Entries bear no date, so that equal networks are equal files.
    """
    modes = _modes_of(network.graphs)
    description = {
        "format": FORMAT,
        "version": version_of(network.graphs),
        # A file name that is no UTF-8 could not be answered as JSON.
        "source": network.source.encode(errors="replace").decode(),
        "modes": modes,
    }
    archive.writestr(ZipInfo(DESCRIPTION), json.dumps(description, ensure_ascii=False))
    for mode in modes:
        for name, column in _columns_of(network.graphs[mode]).items():
            with archive.open(ZipInfo(f"{mode}.{name}.npy"), "w", force_zip64=True) as entry:
                write_array(entry, _compact(column), allow_pickle=False)


def _compact(column: NDArray[np.generic]) -> NDArray[np.generic]:
    """Halve indices where they are small enough."""
    is_small = column.dtype == np.int64 and column.max(initial=0) <= _LARGEST_INT32
    return column.astype(np.int32) if is_small else column


def _load(stream: BinaryIO, file: Path) -> StreetNetwork:
    try:
        archive = _open_archive(stream, file)
        named, source, modes = _read_description(archive, file)
        graphs = {mode: _read_graph(archive, mode) for mode in modes}
    except DAMAGE as error:
        raise InvalidInput(STREETS_DAMAGED, file=file, reason=error) from error
    for mode, graph in graphs.items():
        if columns := _misfits(graph):
            raise InvalidInput(STREETS_INCONSISTENT, file=file, column=f"{mode}.{columns[0]}")
    version = version_of(graphs)
    if version != named:
        raise InvalidInput(STREETS_DAMAGED, file=file, reason=f"{version} ≠ {named}")
    return StreetNetwork(graphs, version, source)


def _open_archive(stream: BinaryIO, file: Path) -> ZipFile:
    """Open the archive; its table of contents stands at the end, so a short file has none."""
    try:
        return ZipFile(stream)
    except BadZipFile as error:
        stream.seek(0)
        start = stream.read(len(_ZIP_START))
        message = STREETS_TRUNCATED if _ZIP_START.startswith(start) else STREETS_UNKNOWN
        raise InvalidInput(message, file=file) from error


def _read_description(archive: ZipFile, file: Path) -> tuple[str, str, list[Mode]]:
    """Read what a file says of itself: version, source and modes."""
    if DESCRIPTION not in archive.namelist():
        raise InvalidInput(STREETS_UNKNOWN, file=file)
    content = json.loads(archive.read(DESCRIPTION))
    if content["format"] != FORMAT:
        found = content["format"]
        raise InvalidInput(STREETS_OTHER_FORMAT, file=file, found=found, needed=FORMAT)
    return content["version"], content["source"], [Mode(mode) for mode in content["modes"]]


def _read_graph(archive: ZipFile, mode: Mode) -> StreetGraph:
    def column(name: str, kind: type[Number]) -> NDArray[Number]:
        return _read_column(archive, f"{mode}.{name}", kind)

    return StreetGraph(
        node_lon=column("node_lon", np.float64),
        node_lat=column("node_lat", np.float64),
        part=column("part", np.int64),
        tail=column("tail", np.int64),
        head=column("head", np.int64),
        length_m=column("length_m", np.float64),
        ferry_s=column("ferry_s", np.float64),
        forward=column("forward", np.uint8),
        backward=column("backward", np.uint8),
        shape_starts=column("shape_starts", np.int64),
        shape_lon=column("shape_lon", np.float64),
        shape_lat=column("shape_lat", np.float64),
    )


def _read_column(archive: ZipFile, name: str, kind: type[Number]) -> NDArray[Number]:
    """Read an entry whole, which checks its CRC, before believing the size that it claims."""
    entry = BytesIO(archive.read(f"{name}.npy"))
    column = read_array(entry, allow_pickle=False)
    if column.ndim != 1 or not np.can_cast(column.dtype, kind):
        raise ValueError(name)
    return column.astype(kind, copy=False)


def _misfits(graph: StreetGraph) -> list[str]:
    """Name the columns that do not fit; values are looked at where the lengths are right."""
    return _wrong_lengths(graph) or _not_finite(graph) or _wrong_values(graph)


def _wrong_lengths(graph: StreetGraph) -> list[str]:
    lengths = {
        **dict.fromkeys(("node_lat", "part"), graph.nodes),
        **dict.fromkeys(("head", "length_m", "ferry_s", "forward", "backward"), graph.edges),
        "shape_starts": graph.edges + 1,
        "shape_lat": len(graph.shape_lon),
    }
    return [name for name, length in lengths.items() if len(getattr(graph, name)) != length]


def _not_finite(graph: StreetGraph) -> list[str]:
    return [name for name in COLUMN_TYPES if not np.isfinite(getattr(graph, name)).all()]


def _wrong_values(graph: StreetGraph) -> list[str]:
    starts, in_cell = graph.shape_starts, cells(graph.node_lon, graph.node_lat)
    has_shapes = (np.diff(starts) >= LEAST_SHAPE_POINTS).all()
    fits = {
        "node_lon": (np.diff(in_cell) >= 0).all(),
        "part": _is_within(graph.part, graph.nodes),
        "tail": _is_within(graph.tail, graph.nodes),
        "head": _is_within(graph.head, graph.nodes),
        "length_m": (graph.length_m > 0).all(),
        "ferry_s": (graph.ferry_s >= 0).all(),
        "forward": _is_within(graph.forward, len(Pace)),
        "backward": _is_within(graph.backward, len(Pace)),
        "shape_starts": starts[0] == 0 and starts[-1] == len(graph.shape_lon) and has_shapes,
    }
    return [name for name, fit in fits.items() if not fit]


def _is_within(column: IndexArray | PaceArray, end: int) -> bool:
    return bool(((column >= 0) & (column < end)).all())
