"""The files of a plan in a folder: all of them, or none."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from errno import EISDIR
from os import strerror
from pathlib import Path

from api.cli_files import OUT_UNWRITABLE, whole_file
from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The files that were written, and why the others, by name, were not."""

    files: list[Path]
    left_out: Mapping[str, SourceUnavailable]


def write_plan_files(
    names: Collection[str], render: Callable[[str], bytes], folder: Path
) -> WrittenFiles:
    """Write all files of a plan of either kind, or none where the disk refuses one.

    `render` returns what is in a file. Maps are left out where their assets are not installed.
    """
    for name in names:
        if (folder / name).is_dir():
            raise SourceUnavailable(OUT_UNWRITABLE, value=folder / name, reason=strerror(EISDIR))
    rendered: dict[str, bytes] = {}
    left_out: dict[str, SourceUnavailable] = {}
    for name in names:
        try:
            rendered[name] = render(name)
        except SourceUnavailable as error:
            if error.message is not ASSETS_MISSING:
                raise
            left_out[name] = error
    with ExitStack() as all_at_once:
        for name, written in rendered.items():
            stream = all_at_once.enter_context(whole_file(folder / name))
            stream.write(written)
            stream.flush()
    return WrittenFiles([folder / name for name in rendered], left_out)
